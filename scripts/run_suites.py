"""What `make test` does: the checks, the suite on both databases, the journeys; says at the end which it ran."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

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


def plan(postgres: Path | None, browser: str | None) -> list[Suite]:
    """The suites in their order; those this machine cannot run say what it lacks."""
    return [
        Suite(name="checks", command=["make", "--no-print-directory", "--keep-going", "check"]),
        Suite(name="suite on SQLite", command=[*PYTEST, "-m", "not browser"], environment=SQLITE),
        Suite(
            name="suite on PostgreSQL",
            command=[*WITH_POSTGRES, *PYTEST, "-m", "not browser"],
            needs="postgres",
            missing="" if postgres else f"no PostgreSQL server here. {private_postgres.HOW_TO_GET_IT}",
        ),
        Suite(
            # On the database that teams run, where there is one.
            name="journeys in Chromium",
            command=[*(WITH_POSTGRES if postgres else []), *PYTEST, "-m", "browser"],
            environment=SQLITE,
            needs="browser",
            missing="" if browser else f"no Chromium here. {chromium.HOW_TO_GET_IT}",
        ),
    ]


def run(suite: Suite) -> Outcome:
    """Run a suite, showing what it prints as it prints it, and keep its closing line."""
    print(f"\n──── {suite.name}: {' '.join(suite.command)}", flush=True)
    last_line = ""
    with subprocess.Popen(
        suite.command,
        env={**os.environ, **suite.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            last_line = line.strip() or last_line
    return Outcome(suite=suite, passed=process.returncode == 0, last_line=last_line)


def report(outcomes: list[Outcome], left_out: list[Suite], required: set[str]) -> None:
    """What ran and what did not, the runners' own closing lines last."""
    print("\n──── What was run")
    for suite in left_out:
        print(f"{'FAILED' if suite.needs in required else 'not run'}  {suite.name}: {suite.missing}")
    for outcome in outcomes:
        print(f"{'passed' if outcome.passed else 'FAILED'}  {outcome.suite.name}: {outcome.last_line}")


def main() -> int:
    required = set(filter(None, os.environ.get("TRACEWELL_REQUIRE", "").split(",")))
    suites = plan(private_postgres.find_server(), chromium.find_chromium())
    if unknown := required - {suite.needs for suite in suites if suite.needs}:
        sys.exit(f"TRACEWELL_REQUIRE may name postgres and browser, not {', '.join(sorted(unknown))}.")
    left_out = [suite for suite in suites if suite.missing]
    outcomes = [run(suite) for suite in suites if not suite.missing]
    report(outcomes, left_out, required)
    whole = not any(suite.needs in required for suite in left_out)
    return 0 if whole and all(outcome.passed for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
