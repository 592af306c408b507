"""One command with a PostgreSQL server of its own: `python -m scripts.private_postgres -- COMMAND ...`."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict

WHERE_THEY_LIVE = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # Fedora, Red Hat
    "/opt/homebrew/opt/postgresql*/bin",  # Homebrew, Apple silicon
    "/usr/local/opt/postgresql*/bin",  # Homebrew, Intel
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)
HOW_TO_GET_IT = "Debian or Ubuntu: apt-get install postgresql. macOS: brew install postgresql@17."
# Speed over safety is right for data that is thrown away; the socket is the only way in.
SETTINGS = {"listen_addresses": "", "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
# Letters outside ASCII fold and sort as they do in the container (docker-compose.yml).
LOCALE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"


class Owner(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


def version_of(binaries: Path) -> tuple[int, ...]:
    """The version of the server in a folder, as numbers; empty where there is no whole server."""
    if not all((binaries / name).exists() for name in ("postgres", "initdb", "pg_ctl", "createdb")):
        return ()
    printed = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"(\d+)(?:\.(\d+))?", printed)
    return tuple(int(number or 0) for number in found.groups()) if found else ()


def find_server() -> Path | None:
    """The folder with the newest PostgreSQL server of this machine."""
    folders = [path for pattern in WHERE_THEY_LIVE for path in Path("/").glob(pattern.lstrip("/"))]
    if on_path := shutil.which("postgres"):
        folders.append(Path(on_path).resolve().parent)
    return max((folder for folder in folders if version_of(folder)), key=version_of, default=None)


def owner() -> Owner:
    """Who runs the server: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    somebody = names.get("postgres") or names["nobody"]
    return {"user": somebody.pw_uid, "group": somebody.pw_gid, "extra_groups": []}


def start(binaries: Path, folder: Path) -> None:
    def run(*command: str | Path) -> None:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, **owner())
        if done.returncode:
            log = folder / "log"
            sys.exit(f"{Path(command[0]).name} failed: {done.stderr}{log.read_text() if log.exists() else ''}")

    settings = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items())
    form = ["--username=tracewell", "--auth=trust", "--no-sync", "--encoding=UTF8", f"--locale={LOCALE}"]
    run(binaries / "initdb", "-D", folder / "data", *form)
    # The log goes to a file, or the server would hold this program's output open.
    run(
        binaries / "pg_ctl", "-D", folder / "data", "-l", folder / "log", "-o", f"-k {folder} {settings}", "-w", "start"
    )
    run(binaries / "createdb", "-h", folder, "-U", "tracewell", "tracewell")


def keep(binaries: Path) -> None:
    """Start a server, print its folder, hold it until standard input ends, remove every trace of it.

    This runs as a process of its own: its input ends when the program that asked for the server ends,
    however that happened, SIGKILL included.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    # A socket's path has room for about a hundred characters, and macOS's own temporary folder is a long one.
    folder = Path(tempfile.mkdtemp(prefix="tracewell-postgres-", dir="/tmp"))
    try:
        if who := owner():
            os.chown(folder, who["user"], who["group"])
        start(binaries, folder)
        print(folder, flush=True)
        sys.stdin.read()
    finally:
        stop: list[str | Path] = [binaries / "pg_ctl", "-D", folder / "data", "-m", "immediate", "-w", "stop"]
        subprocess.run(stop, cwd="/", capture_output=True, check=False, **owner())
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def private_postgres(binaries: Path) -> Iterator[str]:
    """The DATABASE_URL of a new, empty server that ends with the block."""
    command = [sys.executable, __file__, "--keep", str(binaries)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as keeper:
        assert keeper.stdin
        assert keeper.stdout
        try:
            folder = keeper.stdout.readline().strip()
            if not folder:
                sys.exit("PostgreSQL did not start; its own words are above.")
            yield f"postgres://tracewell@/tracewell?host={folder}"
        finally:
            keeper.stdin.close()
            keeper.wait()


def run(command: Sequence[str], database_url: str) -> int:
    """Run the command with the server's address; its exit code, as a shell would give it."""
    process = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": database_url})
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _: process.send_signal(received))
    try:
        code = process.wait()
    except KeyboardInterrupt:  # a terminal sends it to the command as well: let it finish its own way
        try:
            code = process.wait(timeout=3)
        except subprocess.TimeoutExpired:
            process.terminate()
            code = process.wait()
    return code if code >= 0 else 128 - code


def main(arguments: list[str]) -> int:
    match arguments:
        case ["--keep", folder]:
            keep(Path(folder))
            return 0
        case ["--", *command] if command:
            binaries = find_server()
            if binaries is None:
                sys.exit(f"No PostgreSQL server was found on this machine. {HOW_TO_GET_IT}")
            with private_postgres(binaries) as database_url:
                return run(command, database_url)
        case _:
            sys.exit("Usage: python -m scripts.private_postgres -- COMMAND ...")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
