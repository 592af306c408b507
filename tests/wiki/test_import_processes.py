"""The import as a process: one at a time, and killed at any moment it leaves whole pages and can be run again."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from bench.posts import write_posts
from evidence.actions.import_lock import NUMBER, only_import

ROOT = Path(__file__).resolve().parents[2]
PAGES = 40
BROKEN = "expected front matter, beginning with {, --- or +++; found none."
# Every page with all that belongs to it, by its slug; no row numbers and no time stamps.
DUMP = """
import django, json
django.setup()
from wiki.models import Page, Refusal, tags_of
def rows(manager, *names):
    return [[str(value) for value in row] for row in manager.order_by(*names).values_list(*names)]
def whole(page):
    return [
        page.title, page.state, page.checksum, page.renderer, page.source_file, page.version, page.source_text,
        tags_of(page), rows(page.categories, "name"), rows(page.aliases, "path"),
        rows(page.sections, "order", "anchor", "heading_html", "html", "suggested_lane", "date"),
        rows(page.mentions, "position", "section__anchor", "scheme", "identifier", "words", "quote", "state"),
        rows(page.losses.exclude(part="links"), "part", "line", "sentence", "kind"),
        rows(page.versions, "number", "reason", "state", "text__checksum", "values", "changed"),
    ]
# What depends on the other pages that there are.
def tied(page):
    return [rows(page.links, "position", "path", "target__slug"), rows(page.losses, "part", "line", "sentence", "kind")]
pages = {page.slug: whole(page) for page in Page.objects.all()}
ties = {page.slug: tied(page) for page in Page.objects.all()}
print(json.dumps([pages, ties, rows(Refusal.objects, "file", "line", "sentence")]))
"""


def environment(database_url: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": "config.settings"}


def python(database_url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment(database_url),
        capture_output=True,
        text=True,
        check=False,
    )


def start(database_url: str, pages: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "manage.py", "import_pages", str(pages)]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(database_url),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def dump(database_url: str) -> Any:
    done = python(database_url, "-c", DUMP)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def saved(database_url: str) -> int:
    """How many pages there are, asked past Django, while the import runs."""
    query = "SELECT count(*) FROM wiki_page"
    if database_url.startswith("sqlite"):
        with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"), timeout=10)) as connection:
            return int(connection.execute(query).fetchone()[0])
    with psycopg.connect(database_url) as server:
        row = server.execute(query).fetchone()
        return int(row[0]) if row else 0


def wait_for_more(database_url: str, process: subprocess.Popen[str]) -> None:
    """Until the process has saved a page; a machine that is busy takes its time."""
    before = saved(database_url)
    while process.poll() is None and saved(database_url) == before:
        time.sleep(0.02)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    write_posts(folder, PAGES)
    (folder / "000" / "broken.md").write_text("No front matter.")
    return folder


@pytest.fixture(scope="module")
def migrated(new_database: Callable[[str], str]) -> Callable[[str], str]:
    """Makes a database of that name with all tables: migrated once, and copied from then on."""
    first = new_database("tracewell_migrated")
    done = python(first, "manage.py", "migrate", "--verbosity=0")
    assert done.returncode == 0, done.stderr

    def copy(name: str) -> str:
        database_url = new_database(name)
        if database_url.startswith("sqlite"):
            shutil.copyfile(first.removeprefix("sqlite:///"), database_url.removeprefix("sqlite:///"))
            return database_url
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
            server.execute(SQL("DROP DATABASE {}").format(Identifier(name)))
            server.execute(
                SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier("tracewell_migrated"))
            )
        return database_url

    return copy


def test_killed_at_any_moment_it_leaves_whole_pages_and_ends_as_if_undisturbed(
    migrated: Callable[[str], str], pages: Path
) -> None:
    undisturbed = migrated("tracewell_undisturbed")
    assert python(undisturbed, "manage.py", "import_pages", str(pages)).returncode == 1
    expected, *rest = dump(undisturbed)
    assert len(expected) == PAGES
    database_url = migrated("tracewell_killed")
    chance = random.Random(17)  # noqa: S311
    moments = []

    for _ in range(3):
        with start(database_url, pages) as process:
            wait_for_more(database_url, process)
            time.sleep(chance.uniform(0, 0.2))
            process.send_signal(signal.SIGKILL)
        found, *_ = dump(database_url)
        moments.append(len(found))
        assert found == {slug: expected[slug] for slug in found}

    assert 0 < moments[0] < PAGES
    last = python(database_url, "manage.py", "import_pages", str(pages))
    assert (last.returncode, last.stderr.splitlines()[-1]) == (1, f"CommandError: 1 of {PAGES + 1} pages were refused.")
    assert dump(database_url) == [expected, *rest]


def test_interrupted_it_ends_with_a_sentence_and_goes_on_when_run_again(
    migrated: Callable[[str], str], pages: Path
) -> None:
    database_url = migrated("tracewell_interrupted")
    with start(database_url, pages) as process:
        wait_for_more(database_url, process)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()

    assert (process.returncode, out) == (130, "")
    assert err.splitlines()[-1] == "Interrupted. What was saved before stays; run the command again to go on."
    assert "Traceback" not in err
    assert python(database_url, "manage.py", "import_pages", str(pages)).returncode == 1
    assert saved(database_url) == PAGES


def test_a_reader_that_goes_away_ends_it_without_a_traceback(migrated: Callable[[str], str], pages: Path) -> None:
    database_url = migrated("tracewell_unread")
    with start(database_url, pages) as process:
        assert process.stdout is not None
        process.stdout.close()
        err = process.stderr.read() if process.stderr else ""

    faults = [f"000/broken.md:1: {BROKEN}", f"CommandError: 1 of {PAGES + 1} pages were refused."]
    assert (process.returncode, err.splitlines()) == (141, faults)
    assert saved(database_url) == PAGES


def test_of_two_imports_the_second_is_refused_by_name_and_the_first_goes_on(
    migrated: Callable[[str], str], pages: Path
) -> None:
    database_url = migrated("tracewell_two_imports")
    with start(database_url, pages) as first:
        wait_for_more(database_url, first)
        first.send_signal(signal.SIGSTOP)
        second = python(database_url, "manage.py", "import_pages", str(pages))
        first.send_signal(signal.SIGCONT)
        out, _ = first.communicate()

    assert (second.returncode, second.stdout) == (1, "")
    # On PostgreSQL the process is that of the server which serves the first.
    number = str(first.pid) if database_url.startswith("sqlite") else r"\d+"
    sentence = rf"CommandError: another import has been running since \d\d:\d\d:\d\d UTC \(process {number}\): "
    assert re.fullmatch(rf"{sentence}wait for it to end\.\n", second.stderr)
    assert out.startswith(f"{PAGES + 1} pages: {PAGES} created, ")


def test_what_a_killed_import_held_is_waited_for_as_long_as_a_server_takes_to_notice(
    migrated: Callable[[str], str],
) -> None:
    database_url = migrated("tracewell_let_go")
    if database_url.startswith("sqlite"):
        pytest.skip("The kernel lets go of a file's lock at once.")
    with psycopg.connect(database_url, autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(%s)", [NUMBER])
        timer = threading.Timer(0.3, server.close)
        program = f"import django; django.setup()\nfrom {only_import.__module__} import only_import\n"
        waiting = [sys.executable, "-u", "-c", f"{program}print()\nwith only_import(): print('mine')"]
        with subprocess.Popen(waiting, cwd=ROOT, env=environment(database_url), stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            timer.start()
            assert process.stdout.read() == b"mine\n"
