"""How far a long command has come, on standard error: one line at a terminal, a line now and then elsewhere."""

from __future__ import annotations

import shutil
import sys
import time
from types import TracebackType
from typing import Self

from django.core.management.base import OutputWrapper

SECONDS = 10
# How often the line at a terminal changes: writing it for every step would be slower than the steps.
SECONDS_AT_A_TERMINAL = 0.1


class Progress:
    """Counts the steps of a job of `total` steps; None where nobody can say (yet) how many there will be."""

    def __init__(self, *, total: int | None, unit: str, to: OutputWrapper) -> None:
        self.total, self.unit, self.to = total, unit, to
        self.done, self.started = 0, time.monotonic()
        self.told = self.started
        self.at_a_terminal = to.isatty()
        self.shown = ""
        if self.at_a_terminal:
            self._show()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.at_a_terminal:
            self._show()
            sys.stderr.write("\n")

    def step(self, count: int = 1) -> None:
        self.done += count
        now = time.monotonic()
        if now - self.told < (SECONDS_AT_A_TERMINAL if self.at_a_terminal else SECONDS):
            return
        self.told = now
        if self.at_a_terminal:
            self._show()
        else:
            self.to.write(self.sentence(now - self.started))

    def sentence(self, seconds: float) -> str:
        """Where the job stands after so many seconds."""
        rate = self.done / seconds
        if self.total is None or not self.done:
            return f"{self.done:,} {self.unit}, {rate:,.0f} a second."
        left = max(self.total - self.done, 0) / rate
        return f"{self.done:,} of {self.total:,} {self.unit}, {rate:,.0f} a second, about {left:,.0f} seconds left."

    def line(self, seconds: float) -> str:
        """The same in short, for a terminal: “2/3 pages, 40 pages/s, 0:01 left”."""
        rate = self.done / seconds if seconds > 0 else 0.0
        if self.total is None:
            return f"{self.done:,} {self.unit}, {rate:,.0f} {self.unit}/s"
        line = f"{self.done:,}/{self.total:,} {self.unit}, {rate:,.0f} {self.unit}/s"
        if not rate:
            return line
        minutes, left = divmod(round(max(self.total - self.done, 0) / rate), 60)
        return f"{line}, {minutes}:{left:02} left"

    def tell(self, line: str) -> None:
        """A line of its own, above the one that changes."""
        if self.at_a_terminal:
            self._wipe()
        self.to.write(line)
        if self.at_a_terminal:
            self._show()

    def _show(self) -> None:
        self._wipe()
        # A line as wide as the terminal would break, and its first half could not be wiped.
        self.shown = self.line(time.monotonic() - self.started)[: shutil.get_terminal_size().columns - 1]
        sys.stderr.write(self.shown)
        sys.stderr.flush()

    def _wipe(self) -> None:
        sys.stderr.write("\r" + " " * len(self.shown) + "\r")
        self.shown = ""
