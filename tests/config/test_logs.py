"""One event is one line, whatever was typed into it."""

import json
import logging
import sys

from hypothesis import given
from hypothesis import strategies as st

from config.logs import JsonFormatter, PlainFormatter, request_id

FORGED = "mag\nnesium\r\x85\u2028\x1b[31m\0"


def record(message: str, **extra: object) -> logging.LogRecord:
    return logging.getLogger("t").makeRecord("t", logging.WARNING, __file__, 1, message, (), None, extra=extra)


@given(st.text() | st.just(FORGED))
def test_any_text_stays_in_its_line_and_reads_back(text: str) -> None:
    line = JsonFormatter().format(
        record("%s", fields={"path": text}) if "%" in text else record(text, fields={"path": text})
    )
    assert len(line.splitlines()) == 1
    assert line.isascii()
    assert json.loads(line)["path"] == text


def test_an_event_says_when_what_and_during_which_request() -> None:
    event = record("said", fields={"status": 200})
    event.created = 1_766_000_000.25
    token = request_id.set("abc")
    try:
        line = JsonFormatter().format(event)
    finally:
        request_id.reset(token)
    assert json.loads(line) == {
        "time": "2025-12-17T19:33:20.250+00:00",
        "level": "warning",
        "logger": "t",
        "message": "said",
        "status": 200,
        "request_id": "abc",
    }


def test_a_traceback_stays_in_the_line() -> None:
    event = record("broken")
    try:
        raise ValueError(FORGED)
    except ValueError:
        event.exc_info = sys.exc_info()
    line = JsonFormatter().format(event)
    assert len(line.splitlines()) == 1
    assert json.loads(line)["exception"].startswith("Traceback (most recent call last):\n")


def test_at_a_terminal_control_characters_are_spelt_out() -> None:
    line = PlainFormatter().format(record(FORGED))
    assert line.endswith(r"WARNING mag\nnesium\r\x85\u2028\x1b[31m\x00")
