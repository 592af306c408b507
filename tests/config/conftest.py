"""Two sites as strangers meet them: one that works, one whose database is gone."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from tests.config.served import ROOT, Site, production, served


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


@pytest.fixture(scope="session")
def empty_database(new_database: Callable[[str], str]) -> str:
    return new_database("tracewell_served")


@pytest.fixture(scope="session")
def site(empty_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    environment = production(empty_database)
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity=0"], cwd=ROOT, env=environment, check=True)
    with served(environment, tmp_path_factory.mktemp("site")) as one:
        yield one


@pytest.fixture(scope="module")
def site_without_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("nothing")
    with served(production(f"postgres://nobody@/nothing?host={folder}"), folder) as one:
        yield one
