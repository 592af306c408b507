"""Two sites as strangers meet them: one that works, one whose database is gone."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.config.served import ROOT, Site, production, served


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
