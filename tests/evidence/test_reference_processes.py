"""The import of references as a command: what it says, one at a time, and killed at any moment it leaves old or new."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from bench.references import write_ris
from evidence.models import Change, ReferenceImport, Report

ROOT = Path(__file__).resolve().parents[2]
RECORDS = 1_500
# How many rows there are of each kind, in one snapshot; and whether the chain of changes is whole.
COUNT = """
import django
django.setup()
from django.db import transaction
from evidence.models import *
from evidence.models.chain import checksum_of
with transaction.atomic():
    chain = all(one.checksum == checksum_of(one, one.row_changes.order_by("pk")) for one in Change.objects.all())
    print(*(model.objects.count() for model in (Report, RowChange, Change, ReferenceImport, ImportedReference)), chain)
"""
# Holds what an import holds, until it is told to end.
HOLD = """
import django
django.setup()
from evidence.actions.import_lock import REFERENCES, only_import
with only_import(REFERENCES):
    print("held", flush=True)
    input()
"""


def environment(url: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings"}


def python(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment(url), capture_output=True, text=True, check=False)


def started(url: str, *arguments: str) -> subprocess.Popen[str]:
    command, pipe = [sys.executable, *arguments], subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=environment(url), stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def importing(url: str, file: Path) -> subprocess.Popen[str]:
    return started(url, "manage.py", "import_references", str(file))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "search.ris"
    write_ris(path, records=RECORDS, seed=5)
    return path


def test_killed_at_any_moment_it_leaves_old_or_new_and_can_be_run_again(
    new_database: Callable[[str], str], file: Path
) -> None:
    url = new_database("tracewell_references_killed")
    assert python(url, "manage.py", "migrate", "--verbosity=0").returncode == 0
    begun = time.monotonic()
    dry = python(url, "manage.py", "import_references", str(file), "--dry-run")
    whole = time.monotonic() - begun
    assert dry.stdout.startswith(f"{file}: 1,500 seen = 1,500 new + 0 known + 0 changed + 0 doubtful + 0 refused.\n")
    old, new = "0 0 0 0 0 True\n", f"{RECORDS} {RECORDS} 1 1 {RECORDS} True\n"
    assert python(url, "-c", COUNT).stdout == old
    for part in range(5):
        with importing(url, file) as process:
            time.sleep(whole * (0.4 + 0.13 * part))
            process.send_signal(signal.SIGKILL)
        assert python(url, "-c", COUNT).stdout in {old, new}
    again = python(url, "manage.py", "import_references", str(file))
    assert (again.returncode, python(url, "-c", COUNT).stdout) == (0, new)


def test_two_at_once_do_not_interleave(new_database: Callable[[str], str], file: Path) -> None:
    url = new_database("tracewell_references_twice")
    assert python(url, "manage.py", "migrate", "--verbosity=0").returncode == 0
    with started(url, "-c", HOLD) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        late = python(url, "manage.py", "import_references", str(file))
        other.communicate("\n")
    assert (late.returncode, "another import has been running since" in late.stderr) == (1, True)
    assert python(url, "-c", COUNT).stdout == "0 0 0 0 0 True\n"
    write_ris(file, records=RECORDS * 3, seed=5)
    with importing(url, file) as first:
        time.sleep(1)
        second = importing(url, file)
        outs = [process.communicate(timeout=300) for process in (first, second)]
    codes = [process.returncode for process in (first, second)]
    refused = ["another import has been running since" in err for _, err in outs]
    # Whoever comes second is refused by name, or begins, on a busy computer, when the first has ended.
    assert [code == 1 for code in codes] == refused
    assert 0 in codes
    count = RECORDS * 3
    assert python(url, "-c", COUNT).stdout == f"{count} {count} 1 1 {count} True\n"


def run(*arguments: object) -> str:
    out = StringIO()
    call_command("import_references", *map(str, arguments), stdout=out, stderr=StringIO())
    return out.getvalue()


@pytest.mark.django_db
def test_a_second_run_leaves_no_trace_and_a_dry_run_says_what_the_run_does(file: Path) -> None:
    write_ris(file, records=30, seed=5)
    dry = run(file, "--dry-run")
    assert Report.objects.count() == 0
    assert run(file) + "Dry run: nothing was stored.\n" == dry
    before = (Report.objects.count(), Change.objects.count(), ReferenceImport.objects.count())
    assert before == (30, 1, 1)
    assert run(file) == f"{file}: 30 seen = 0 new + 30 known + 0 changed + 0 doubtful + 0 refused.\n"
    assert (Report.objects.count(), Change.objects.count(), ReferenceImport.objects.count()) == before


@pytest.mark.django_db
def test_each_refusal_names_its_file_and_line_and_the_others_are_imported(tmp_path: Path) -> None:
    broken, missing, report = tmp_path / "broken.json", tmp_path / "missing.ris", tmp_path / "report.csv"
    broken.write_text(
        '[{"title": "Ginger", "state": "published", "pk": 7, "custom": {"a": 1}}, {"title": "' + "x" * 600 + '"}]'
    )
    err = StringIO()
    with pytest.raises(CommandError) as caught:
        call_command(
            "import_references", str(broken), str(missing), "--report", str(report), stdout=StringIO(), stderr=err
        )
    assert str(caught.value).splitlines() == [
        f"{broken}: 1 of 2 were refused.",
        f"{missing}: No such file or directory.",
    ]
    assert f"{broken}:1: record 2 is refused: " in err.getvalue()
    assert "title: Expected at most 500 characters, got 600" in err.getvalue()
    made = Report.objects.get()
    assert (made.title, made.study, made.pk == 7) == ("Ginger", None, False)
    assert len(report.read_text().splitlines()) >= 3
    assert "state: not a file's to say" in report.read_text()
