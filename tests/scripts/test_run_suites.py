"""`make test` says what it ran and what it left out, and its exit code is honest."""

import os
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

from scripts import chromium, run_suites
from scripts.run_suites import PYTEST, WITH_POSTGRES, Suite, plan

ROOT = Path(__file__).resolve().parents[2]


def says(words: str, code: int = 0) -> list[str]:
    return [sys.executable, "-c", f"print('begun'); print({words!r}); raise SystemExit({code})"]


def test_a_bare_machine_is_told_what_it_lacks() -> None:
    assert [[(suite.name, suite.missing.split(".")[0]) for suite in step] for step in plan(None, None)] == [
        [("checks", "")],
        [
            ("suite on SQLite", ""),
            ("suite on PostgreSQL", "no PostgreSQL server here"),
            ("journeys in Chromium", "no Chromium here"),
        ],
    ]


def test_the_journeys_use_the_private_server_where_there_is_one() -> None:
    *_, journeys = plan(Path("/usr/lib/postgresql/17/bin"), "/usr/bin/chromium")[-1]
    assert (journeys.command, journeys.missing) == ([*WITH_POSTGRES, *PYTEST, "-m", "browser"], "")


@pytest.mark.parametrize(
    ("required", "code", "word"), [("", 0, "not run"), ("browser", 1, "FAILED"), ("postgres", 0, "not run")]
)
def test_what_is_asked_for_and_missing_fails(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], required: str, code: int, word: str
) -> None:
    steps = [
        [Suite(name="checks", command=says("All clean"))],
        [
            Suite(name="first", command=says("3 passed")),
            Suite(name="second", command=says("4 passed"), needs="postgres"),
        ],
        [Suite(name="journeys", command=says("never"), needs="browser", missing="no Chromium here. Get one.")],
    ]
    monkeypatch.setattr(run_suites, "plan", lambda *_: steps)
    monkeypatch.setenv("TRACEWELL_REQUIRE", required)
    assert run_suites.main() == code
    assert capfd.readouterr().out.split("──── What was run\n")[1].splitlines() == [
        f"{word}  journeys: no Chromium here. Get one.",
        "passed  checks: All clean",
        "passed  first: 3 passed",
        "passed  second: 4 passed",
    ]


@pytest.mark.parametrize("broken", [0, 1])
def test_one_failure_among_many_fails(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], broken: int
) -> None:
    suites = [Suite(name=str(number), command=says("done", 3 * (number == broken))) for number in range(2)]
    monkeypatch.setattr(run_suites, "plan", lambda *_: [suites])
    monkeypatch.delenv("TRACEWELL_REQUIRE", raising=False)
    assert run_suites.main() == 1
    assert f"FAILED  {broken}: done" in capfd.readouterr().out


def test_a_run_that_is_told_to_stop_stops_its_suites(tmp_path: Path) -> None:
    """A `make` that writes down its number and waits stands in for the checks."""
    (tmp_path / "make").write_text("#!/bin/sh\necho $$\nexec sleep 600\n")
    (tmp_path / "make").chmod(0o755)
    environment = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "scripts.run_suites"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        (number,) = islice((int(line) for line in process.stdout if line.strip().isdecimal()), 1)
        process.terminate()
    assert process.returncode == 143
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


def test_only_known_things_can_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACEWELL_REQUIRE", "postgres,docker")
    with pytest.raises(SystemExit, match=r"TRACEWELL_REQUIRE may name postgres and browser, not docker\."):
        run_suites.main()


def test_a_named_chromium_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CHROMIUM", "/opt/mine")
    assert chromium.find_chromium() == "/opt/mine"
    monkeypatch.delenv("CHROMIUM")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(chromium, "APPLICATIONS", ())
    assert chromium.find_chromium() is None
    (tmp_path / "google-chrome").write_text("")
    (tmp_path / "google-chrome").chmod(0o755)
    assert chromium.find_chromium() == str(tmp_path / "google-chrome")
