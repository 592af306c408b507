"""Every page of the curators' desk at 2,000 studies and at a hundred times as many, by turns."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db import connection

from bench.measuring import database_beside, percentiles

FEW = 2_000


def run(*, studies: int, rounds: int) -> None:
    times: dict[str, dict[int, list[float]]] = defaultdict(lambda: {FEW: [], studies: []})
    queries: dict[str, dict[int, int]] = defaultdict(dict)
    with ExitStack() as stack:
        desks = {size: stack.enter_context(_desk(size)) for size in (FEW, studies)}
        for number in range(rounds + 1):
            for size, desk in desks.items():
                for name, visits in _round(desk).items():
                    queries[name][size] = visits[-1][1]
                    if number:  # the first round warms up
                        times[name][size] += [seconds for seconds, _ in visits]
    print(
        f"Desk of {FEW:,} and of {studies:,} studies, on {connection.vendor}: queries, p50 and p95 in ms, ratio of p50"
    )
    for name, both in times.items():
        few, many = (percentiles([one * 1000 for one in both[size]]) for size in (FEW, studies))
        asked = "/".join(str(number) for number in dict.fromkeys(queries[name].values()))
        print(
            f"  {name:<38} {asked:>5}  {few[0]:7.1f} {few[1]:7.1f}  {many[0]:7.1f} {many[1]:7.1f}  "
            f"ratio {many[0] / few[0]:.2f}"
        )


def _round(desk: subprocess.Popen[str]) -> dict[str, list[Any]]:
    assert desk.stdin is not None  # noqa: S101  it was started with pipes
    assert desk.stdout is not None  # noqa: S101
    desk.stdin.write("\n")
    desk.stdin.flush()
    seen: dict[str, list[Any]] = json.loads(desk.stdout.readline())
    return seen


@contextmanager
def _desk(size: int) -> Iterator[subprocess.Popen[str]]:
    """A process that has filled a database of its own, and waits."""
    with (
        database_beside(f"desk_{size}") as url,
        subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "bench.desk_pages", str(size)],
            env={**os.environ, "DATABASE_URL": url},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as desk,
    ):
        assert desk.stdin is not None  # noqa: S101  it was started with pipes
        assert desk.stdout is not None  # noqa: S101
        print(f"  {size:>9,} studies filled in {float(desk.stdout.readline()):.0f} s", flush=True)
        yield desk
        desk.stdin.close()
