"""How far a command has come: a bar at a terminal, a line now and then elsewhere."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import termios
from io import StringIO
from pathlib import Path

import pytest
from django.core.management.base import OutputWrapper

from evidence.management import progress
from evidence.management.progress import Progress

ROOT = Path(__file__).resolve().parents[2]
AT_A_TERMINAL = """
import sys
from django.core.management.base import OutputWrapper
from evidence.management.progress import Progress
with Progress(total=3, unit="pages", to=OutputWrapper(sys.stderr)) as bar:
    bar.step()
    bar.tell("a.md:1: a sentence.")
    bar.step()
"""


def test_elsewhere_a_line_says_where_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "SECONDS", 0)
    out = StringIO()
    with Progress(total=6_000, unit="pages", to=OutputWrapper(out)) as one:
        one.tell("a.md:1: a sentence.")
        one.step()

    first, second = out.getvalue().splitlines()
    assert first == "a.md:1: a sentence."
    assert second.startswith("1 of 6,000 pages, ")
    one.done = 1_500
    assert one.sentence(30) == "1,500 of 6,000 pages, 50 a second, about 90 seconds left."
    one.done = 0
    assert one.sentence(30) == "0 pages, 0 a second."


def test_a_short_job_says_nothing() -> None:
    out = StringIO()
    with Progress(total=1, unit="pages", to=OutputWrapper(out)) as one:
        one.step()

    assert out.getvalue() == ""


def test_at_a_terminal_the_line_is_short() -> None:
    one = Progress(total=6_000, unit="pages", to=OutputWrapper(StringIO()))
    assert one.line(0) == "0/6,000 pages, 0 pages/s"
    one.done = 1_500
    assert one.line(30) == "1,500/6,000 pages, 50 pages/s, 1:30 left"
    one.total = None
    assert one.line(30) == "1,500 pages, 50 pages/s"


def test_at_a_terminal_a_line_shows_rate_and_time_left_and_sentences_stand_above_it() -> None:
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 100))
    with subprocess.Popen([sys.executable, "-c", AT_A_TERMINAL], cwd=ROOT, stderr=theirs) as process:
        os.close(theirs)
        shown = b""
        try:
            while piece := os.read(ours, 1000):
                shown += piece
        except OSError:  # the other end is closed
            pass
        assert process.wait() == 0
    os.close(ours)

    lines = shown.decode().replace("\r", "\n").split("\n")
    assert "a.md:1: a sentence." in lines
    assert [line for line in lines if "2/3" in line and "pages/s" in line], lines
