"""A private server ends with its command, whatever ends the command."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts import private_postgres

ROOT = Path(__file__).resolve().parents[2]
RUN = [sys.executable, "-m", "scripts.private_postgres", "--"]
needs_postgres = pytest.mark.skipif(
    private_postgres.find_server() is None, reason=f"no PostgreSQL here. {private_postgres.HOW_TO_GET_IT}"
)
ASK = """
import os, psycopg
folder = os.environ["DATABASE_URL"].split("host=")[1]
with psycopg.connect(host=folder, user="tracewell", dbname="tracewell") as connection:
    one = connection.execute("SELECT current_setting('listen_addresses'), upper('é'), version()").fetchone()
print(folder, repr(one[0]), one[1], one[2].split()[0])
raise SystemExit(7)
"""


def eventually(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 20
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def start_waiting() -> tuple["subprocess.Popen[str]", Path]:
    """A command that waits on a private server, and the folder of that server."""
    command = [*RUN, "sh", "-c", "echo ${DATABASE_URL#*host=}; exec sleep 600"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    return process, Path(process.stdout.readline().strip())


def is_running(pid: int) -> bool:
    """Whether the process runs; one that nobody has collected yet does not."""
    listed = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip()) and not listed.stdout.startswith("Z")


@needs_postgres
def test_the_command_reaches_a_server_that_only_a_socket_leads_to() -> None:
    done = subprocess.run([*RUN, sys.executable, "-c", ASK], cwd=ROOT, capture_output=True, text=True, check=False)
    folder, listening, letter, name = done.stdout.split()
    assert (listening, letter, name, done.returncode, done.stderr) == ("''", "É", "PostgreSQL", 7, "")
    assert not Path(folder).exists()


@needs_postgres
@pytest.mark.parametrize(
    ("sent", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 143), (signal.SIGKILL, -9)], ids=["TERM", "INT", "KILL"]
)
def test_no_signal_leaves_a_server_or_a_folder_behind(sent: signal.Signals, code: int) -> None:
    process, folder = start_waiting()
    server = int((folder / "data" / "postmaster.pid").read_text().split()[0])
    assert is_running(server)
    if sent == signal.SIGKILL:  # its command is not told; it is ended here
        command = subprocess.run(["pgrep", "-P", str(process.pid), "sleep"], capture_output=True, text=True, check=True)
    process.send_signal(sent)
    assert process.wait(30) == code
    assert process.stdout
    process.stdout.close()
    assert eventually(lambda: not folder.exists())
    assert not is_running(server)
    if sent == signal.SIGKILL:
        os.kill(int(command.stdout), signal.SIGTERM)


def test_a_machine_without_a_server_is_told_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(private_postgres, "find_server", lambda: None)
    with pytest.raises(SystemExit, match=r"No PostgreSQL server was found on this machine\. Debian or Ubuntu: apt-get"):
        private_postgres.main(["--", "true"])


@pytest.mark.parametrize("arguments", [[], ["--"], ["pytest"]])
def test_anything_else_shows_the_usage(arguments: list[str]) -> None:
    with pytest.raises(SystemExit, match=r"Usage: python -m scripts\.private_postgres -- COMMAND"):
        private_postgres.main(arguments)


def test_the_newest_server_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for version in ("9.6.24", "17.2", "15.18"):
        folder = tmp_path / version / "bin"
        folder.mkdir(parents=True)
        for name in ("postgres", "initdb", "pg_ctl", "createdb"):
            (folder / name).write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")
            (folder / name).chmod(0o755)
    (tmp_path / "17.2" / "bin" / "initdb").unlink()  # the newest is not whole
    monkeypatch.setattr(private_postgres, "WHERE_THEY_LIVE", (f"{tmp_path}/*/bin",))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert private_postgres.find_server() == tmp_path / "15.18" / "bin"
