"""The benchmark of pooling times what it says, with peers or without."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from bench.pooling import METHODS, PEERS, calls_of, estimate, medians, studies
from evidence.statistics import Interval, Model, pool


@pytest.mark.parametrize("method", METHODS)
def test_the_estimate_alone_is_that_of_the_whole(method: Model) -> None:
    effects = studies(20)
    tau2, mean, se = estimate(effects, method)
    whole = pool(effects, method=method, interval=Interval.WALD)
    assert (whole.tau2, whole.estimate, whole.se) == (tau2, mean, se)


@pytest.mark.parametrize("method", METHODS)
def test_every_call_is_timed_by_turns(method: Model) -> None:
    calls = calls_of(studies(10), method, [name for name in PEERS if find_spec(name)])
    assert list(calls)[:2] == ["whole", "estimate"]
    times = medians(calls, 1)
    assert list(times) == list(calls)
    assert all(seconds > 0 for seconds in times.values())
