"""Reading of JSON that may have any shape: what is not there, or is something else, counts as not given."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from evidence.dates import PartialDate, PartialDateError
from evidence.lookups.client import NoAnswerError, Service
from evidence.lookups.plain_words import clean, plain

Object = Mapping[str, Any]


def strange(service: Service, body: bytes, expected: str) -> NoAnswerError:
    """What to say of an answer in another format: a portal's page, an empty one, or its first signs."""
    begins = clean(body[:40].decode(errors="replace"))
    page = begins.lower().startswith(("<!doctype html", "<html"))
    seen = "a web page" if page else f"what begins with “{begins}”" if begins else "nothing"
    return service.misread(f"{seen} instead of {expected}.")


def object_in(service: Service, body: bytes, *names: str) -> Object:
    """The object at this path of a body. Raises NoAnswerError where there is none."""
    try:
        value: Any = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise strange(service, body, "JSON") from error
    return needed(service, value, *names)


def needed(service: Service, value: Any, *names: str) -> Object:
    """The object at this path of what was read. Raises NoAnswerError where there is none."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    if not isinstance(value, dict):
        raise service.misread(f"JSON without {'.'.join(names) or 'an object'}.")
    return value


def inner(value: Object, *names: str) -> Object:
    """An object within an object, empty if it is not there."""
    for name in names:
        found = value.get(name)
        value = found if isinstance(found, dict) else {}
    return value


def objects(value: Object, name: str) -> list[Object]:
    found = value.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def words(value: Object, name: str) -> str:
    """A text, or the first of a list of texts, without markup."""
    found = value.get(name)
    if isinstance(found, list):
        found = found[0] if found else ""
    return plain(found) if isinstance(found, str) else ""


def texts(value: Object, name: str) -> tuple[str, ...]:
    found = value.get(name)
    return tuple(plain(one) for one in found if isinstance(one, str)) if isinstance(found, list) else ()


def number(value: Object, name: str) -> int | None:
    """A whole number that a count of people can be."""
    found = value.get(name)
    return found if isinstance(found, int) and not isinstance(found, bool) and 0 <= found < 2**31 else None


def truth(value: Object, name: str) -> bool | None:
    found = value.get(name)
    return found if isinstance(found, bool) else None


def written_date(value: Object, name: str) -> PartialDate | None:
    """2013-03-01, 2013-03 or 2013."""
    try:
        return PartialDate.parse(words(value, name))
    except PartialDateError:
        return None


def date_of_parts(value: Object, name: str) -> PartialDate | None:
    """Crossref's `{"date-parts": [[2013, 3, 1]]}`."""
    lists = inner(value, name).get("date-parts")
    parts = lists[0] if isinstance(lists, list) and lists else None
    if not isinstance(parts, list) or not parts or not all(type(one) is int for one in parts):
        return None
    try:
        return PartialDate.parse("-".join([f"{parts[0]:04}", *(f"{one:02}" for one in parts[1:3])]))
    except PartialDateError:
        return None
