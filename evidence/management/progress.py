"""How far a long command has come, on standard error: a bar at a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

from django.core.management.base import OutputWrapper
from tqdm import tqdm

SECONDS = 10


class Progress:
    """Counts the steps of a job of `total` steps; None where nobody can say how many there will be."""

    def __init__(self, *, total: int | None, unit: str, to: OutputWrapper) -> None:
        self.total, self.unit, self.to = total, unit, to
        self.done, self.started = 0, time.monotonic()
        self.told = self.started
        self.bar = tqdm(total=total, unit=f" {unit}", file=sys.stderr, dynamic_ncols=True) if to.isatty() else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.bar is not None:
            self.bar.close()

    def step(self, count: int = 1) -> None:
        self.done += count
        if self.bar is not None:
            self.bar.update(count)
        elif time.monotonic() - self.told >= SECONDS:
            self.told = time.monotonic()
            self.to.write(self.sentence(self.told - self.started))

    def sentence(self, seconds: float) -> str:
        """Where the job stands after so many seconds."""
        rate = self.done / seconds
        if self.total is None:
            return f"{self.done:,} {self.unit}, {rate:,.0f} a second."
        left = max(self.total - self.done, 0) / rate
        return f"{self.done:,} of {self.total:,} {self.unit}, {rate:,.0f} a second, about {left:,.0f} seconds left."

    def tell(self, line: str) -> None:
        """A line of its own, above the bar."""
        if self.bar is None:
            self.to.write(line)
        else:
            with self.bar.external_write_mode(file=sys.stderr):
                self.to.write(line)
