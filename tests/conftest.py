"""What holds for every test: nothing leaves this computer, and a password costs no second."""

import os
import signal
import socket
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.test import override_settings
from hypothesis import settings as properties
from psycopg.sql import SQL, Identifier


def pytest_configure() -> None:
    """A run that is told to stop ends the servers that its tests started, as it does at its own end.

    No example of a property is late: how long one takes says how busy the machine is.
    """
    properties.register_profile("house", deadline=None)
    properties.load_profile("house")
    signal.signal(signal.SIGTERM, lambda *_: pytest.exit("told to stop", returncode=128 + signal.SIGTERM))


# Fixtures of those that open a database.
DATABASE = {"db", "transactional_db", "new_database"}


def pytest_addoption(parser: pytest.Parser) -> None:
    said = "leave out the tests that open no database: what they say is the same beside every one"
    parser.addoption("--on-database", action="store_true", help=said)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--on-database"):
        return
    kept = [one for one in items if one.get_closest_marker("django_db") or DATABASE & set(_fixtures(one))]
    config.hook.pytest_deselected(items=list(set(items) - set(kept)))
    items[:] = kept


def _fixtures(item: pytest.Item) -> list[str]:
    return list(getattr(item, "fixturenames", []))


@pytest.fixture(autouse=True)
def nothing_leaves_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            pytest.fail(f"A test tried to reach {address[0]}; save what it needs as a file.")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect_here)


@pytest.fixture(autouse=True, scope="session")
def passwords_cost_little() -> Iterator[None]:
    """Django's million rounds are for attackers; the accounts of tests have none."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True, scope="session")
def pages_are_made_anew() -> Iterator[None]:
    """Tests write rows without a word to the log, by which pages are remembered."""
    with override_settings(CACHES=settings.CACHES | {"pages": {"BACKEND": settings.FORGETFUL}}):
        yield


@pytest.fixture(scope="session")
def new_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """Makes an empty database of that name on the engine that the suite runs on; gives its address."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        folder = tmp_path_factory.mktemp("databases")
        yield lambda name: f"sqlite:///{folder / name}.sqlite3"
        return
    made = []
    with psycopg.connect(given, autocommit=True) as server:

        def make(name: str) -> str:
            server.execute(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(name)))
            server.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
            made.append(name)
            return urlsplit(given)._replace(path=f"/{name}").geturl()

        yield make
        for name in made:
            server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))
