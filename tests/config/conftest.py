"""Two sites as strangers meet them: one that works, one whose database is gone."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.config.served import ROOT, Site, production, served


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a database of its own, on the engine that the suite runs on."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        yield f"sqlite:///{tmp_path_factory.mktemp('database') / 'served.sqlite3'}"
        return
    with psycopg.connect(given, autocommit=True) as server:
        server.execute("DROP DATABASE IF EXISTS tracewell_served")
        server.execute("CREATE DATABASE tracewell_served")
        yield urlsplit(given)._replace(path="/tracewell_served").geturl()
        server.execute("DROP DATABASE tracewell_served WITH (FORCE)")


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
