"""`manage.py demo`: from nothing to a served site, and again without a change."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import CommandError

from config.accounts import make_account
from tests.config.served import ROOT

DEMO = [sys.executable, "manage.py", "demo"]
KEPT = (
    "Account curator keeps its password; manage.py changepassword curator sets a new one.\n"
    "Account reviewer keeps its password; manage.py changepassword reviewer sets a new one.\n"
    "Account administrator keeps its password; manage.py changepassword administrator sets a new one.\n"
)


def run(database_url: str, *arguments: str) -> str:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATABASE_URL": database_url},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@contextmanager
def demo(database_url: str, port: int) -> Iterator[str]:
    """What it printed until it served."""
    environment = {"PATH": os.environ["PATH"], "DATABASE_URL": database_url, "PYTHONUNBUFFERED": "1"}
    command = [*DEMO, "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            lines = []
            for line in process.stdout:
                lines.append(line)
                if line.startswith("Starting development server"):
                    break
            yield "".join(lines)
        finally:
            process.terminate()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def log_in(address: str, name: str, password: str) -> str:
    """The page that somebody sees who fills in the form of the desk's door."""
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    page = browser.open(address).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    form = {"csrfmiddlewaretoken": token[1], "username": name, "password": password}
    return str(browser.open(address, urlencode(form).encode()).read().decode())


def test_from_nothing_to_a_served_site_and_again_without_a_change(new_database: Callable[[str], str]) -> None:
    database_url, port = new_database("tracewell_demo"), free_port()
    with demo(database_url, port) as printed:
        passwords = dict(re.findall(r"^Account (\w+), password (\S{16}) \(shown this once\)\.$", printed, re.MULTILINE))
        assert passwords.keys() == {"curator", "reviewer", "administrator"}
        for address in re.findall(rf"http://127\.0\.0\.1:{port}/\S*", printed):
            assert build_opener().open(address).status == 200
        door = f"http://127.0.0.1:{port}/admin/login/?next=/admin/"
        for name, password in passwords.items():
            assert f"<strong>{name}</strong>" in log_in(door, name, password)
    before = run(database_url, "dumpdata", "--exclude=sessions", "--exclude=auth.user")
    assert run(database_url, "demo", "--no-serve").endswith(KEPT)
    assert run(database_url, "dumpdata", "--exclude=sessions", "--exclude=auth.user") == before

    # As an older version left it: studies, and no findings of them.
    count = "from evidence.models import Finding; print(Finding.objects.count())"
    findings = run(database_url, "shell", "--no-imports", "-c", count)
    run(database_url, "shell", "--no-imports", "-c", f"{count}; Finding.objects.all().delete()")
    assert run(database_url, "shell", "--no-imports", "-c", count).strip() == "0"
    run(database_url, "demo", "--no-serve")
    assert run(database_url, "shell", "--no-imports", "-c", count) == findings != "0"


@pytest.mark.django_db
def test_an_account_is_made_once_and_its_password_is_not_kept_in_clear() -> None:
    password = make_account(name="curator", group="curator")
    assert password
    person = User.objects.get(username="curator")
    assert (person.is_staff, person.is_superuser, person.check_password(password)) == (True, False, True)
    assert password not in person.password
    assert make_account(name="curator", group="curator") is None
    assert User.objects.get(username="curator").password == person.password


def test_a_site_for_others_is_left_alone(settings: object) -> None:
    settings.LOCAL, settings.ALLOWED_HOSTS = False, ["tracewell.example"]  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match=r"^ALLOWED_HOSTS names tracewell\.example: this is a site for others\."):
        call_command("demo", no_serve=True)


def test_a_database_elsewhere_is_left_alone() -> None:
    done = subprocess.run(
        [*DEMO, "--no-serve"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATABASE_URL": "postgres://me:secret@db.example/tracewell"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "CommandError: DATABASE_URL leads to another computer (db.example). "
        "--remote-database fills that database all the same.\n"
    )


def test_a_port_in_use_is_named_before_anything_is_done() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=rf"^Port {port} cannot be used: Address already in use\."):
            call_command("demo", port=port)


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_port_that_is_none_is_refused(port: int) -> None:
    with pytest.raises(CommandError, match=rf"^--port is {port}; write a number from 1 to 65535\.$"):
        call_command("demo", port=port)
