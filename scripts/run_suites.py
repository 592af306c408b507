"""What `make test` does: the checks, the suite on both databases, the journeys; says at the end which it ran."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from scripts import chromium, private_postgres

PYTEST = [sys.executable, "-m", "pytest"]
WITH_POSTGRES = [sys.executable, "-m", "scripts.private_postgres", "--"]
SQLITE = {"DATABASE_URL": "sqlite://:memory:"}


@dataclass(frozen=True, kw_only=True)
class Suite:
    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    needs: str = ""  # what TRACEWELL_REQUIRE calls the thing that not every machine has
    missing: str = ""  # why it cannot run here, and what to do about it


@dataclass(frozen=True, kw_only=True)
class Outcome:
    suite: Suite
    passed: bool
    last_line: str


def plan(postgres: Path | None, browser: str | None) -> list[list[Suite]]:
    """The suites in steps, those of one step at the same time; some say what this machine lacks for them."""
    checks = Suite(name="checks", command=["make", "--no-print-directory", "--keep-going", "check"])
    on_sqlite = Suite(name="suite on SQLite", command=[*PYTEST, "-m", "not browser"], environment=SQLITE)
    on_postgres = Suite(
        name="suite on PostgreSQL",
        # What opens no database has been said beside the other one.
        command=[*WITH_POSTGRES, *PYTEST, "-m", "not browser", "--on-database"],
        needs="postgres",
        missing="" if postgres else f"no PostgreSQL server here. {private_postgres.HOW_TO_GET_IT}",
    )
    journeys = Suite(
        # On the database that teams run, where there is one.
        name="journeys in Chromium",
        command=[*(WITH_POSTGRES if postgres else []), *PYTEST, "-m", "browser"],
        environment=SQLITE,
        needs="browser",
        missing="" if browser else f"no Chromium here. {chromium.HOW_TO_GET_IT}",
    )
    # The journeys wait for their browser more than they work, so they go beside the suites.
    return [[checks], [on_sqlite, on_postgres, journeys]]


def start(suite: Suite, output: IO[str] | int) -> subprocess.Popen[str]:
    environment = {**os.environ, **suite.environment}
    return subprocess.Popen(
        suite.command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )


def stop(process: subprocess.Popen[str]) -> None:
    """End a suite that this program does not see to its end."""
    if process.poll() is None:
        process.terminate()


def show(suite: Suite, lines: Iterable[str]) -> str:
    """Print what a suite prints; its closing line."""
    print(f"\n──── {suite.name}: {' '.join(suite.command)}", flush=True)
    last_line = ""
    for line in lines:
        print(line, end="", flush=True)
        last_line = line.strip() or last_line
    return last_line


def run(first: Suite, *others: Suite) -> list[Outcome]:
    """Suites at the same time: the first is shown as it runs, what the others print when they are done."""
    with ExitStack() as stack:
        kept = {suite.name: stack.enter_context(tempfile.TemporaryFile("w+")) for suite in others}
        waiting = [(suite, stack.enter_context(start(suite, kept[suite.name]))) for suite in others]
        shown = stack.enter_context(start(first, subprocess.PIPE))
        for process in (shown, *(process for _, process in waiting)):
            stack.callback(stop, process)
        last_line = show(first, shown.stdout or ())
        outcomes = [Outcome(suite=first, passed=shown.wait() == 0, last_line=last_line)]
        for suite, process in waiting:
            passed = process.wait() == 0
            kept[suite.name].seek(0)
            outcomes.append(Outcome(suite=suite, passed=passed, last_line=show(suite, kept[suite.name])))
    return outcomes


def report(outcomes: list[Outcome], left_out: list[Suite], required: set[str]) -> None:
    """What ran and what did not, the runners' own closing lines last."""
    print("\n──── What was run")
    for suite in left_out:
        print(f"{'FAILED' if suite.needs in required else 'not run'}  {suite.name}: {suite.missing}")
    for outcome in outcomes:
        print(f"{'passed' if outcome.passed else 'FAILED'}  {outcome.suite.name}: {outcome.last_line}")


def main() -> int:
    required = set(filter(None, os.environ.get("TRACEWELL_REQUIRE", "").split(",")))
    steps = plan(private_postgres.find_server(), chromium.find_chromium())
    suites = [suite for step in steps for suite in step]
    if unknown := required - {suite.needs for suite in suites if suite.needs}:
        sys.exit(f"TRACEWELL_REQUIRE may name postgres and browser, not {', '.join(sorted(unknown))}.")
    left_out = [suite for suite in suites if suite.missing]
    possible = [[suite for suite in step if not suite.missing] for step in steps]
    outcomes = [outcome for step in possible if step for outcome in run(*step)]
    report(outcomes, left_out, required)
    whole = not any(suite.needs in required for suite in left_out)
    return 0 if whole and all(outcome.passed for outcome in outcomes) else 1


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    sys.exit(main())
