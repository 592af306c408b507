"""Reads the environment's words; one that cannot be used is refused with a sentence. An empty value means unset."""

import os
import re
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

FILE = Path(__file__).resolve().parent.parent / ".env"
YES = ("1", "true", "yes", "on")
NO = ("0", "false", "no", "off")
ENGINES = ("django.db.backends.sqlite3", "django.db.backends.postgresql")


class Refused(ImproperlyConfigured):
    """The sentence is for the person who set the environment (manage.py prints it without a traceback)."""


def read_file() -> None:
    """Add what .env says to the environment; what is there already stays."""
    if FILE.exists():
        environ.Env.read_env(FILE)


def text(name: str, default: str) -> str:
    return os.environ.get(name, "").strip() or default


def words(name: str, default: list[str]) -> list[str]:
    """A list, separated by commas."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()] or default


def boolean(name: str, *, default: bool) -> bool:
    word = text(name, "yes" if default else "no").lower()
    if word not in YES + NO:
        raise Refused(f"{name} is {word!r}; write one of {', '.join(YES)} or one of {', '.join(NO)}.")
    return word in YES


def choice(name: str, *options: str) -> str:
    """One of the options; the first is the default."""
    word = text(name, options[0])
    if word not in options:
        raise Refused(f"{name} is {word!r}; write one of {', '.join(options)}.")
    return word


def number(name: str, default: int) -> int:
    given = text(name, str(default))
    if not given.isdecimal():
        raise Refused(f"{name} is {given!r}; write a whole number, 0 for none.")
    return int(given)


def seconds(name: str, default: int) -> int:
    number = text(name, str(default))
    if not number.isdecimal():
        raise Refused(f"{name} is {number!r}; write a whole number of seconds, 0 for no limit.")
    return int(number)


def megabytes(name: str, default: int) -> int:
    """A size in bytes, written in megabytes of a million."""
    number = text(name, str(default))
    if not number.isdecimal() or int(number) == 0:
        raise Refused(f"{name} is {number!r}; write a whole number of megabytes, 1 or more.")
    return int(number) * 1_000_000


def service(name: str, default: str) -> str:
    """The address of another site that is asked, without a slash at its end; empty if the word is “off”."""
    address = text(name, default).rstrip("/")
    if address.lower() == "off":
        return ""
    parts = urlsplit(address)
    if not parts.hostname or (parts.scheme != "https" and not is_loopback(parts.hostname)):
        raise Refused(f"{name} is {address!r}; write an address that begins with https://, or off.")
    return address


def mail(name: str) -> str:
    """A mail address, or nothing."""
    address = text(name, "")
    if address and not re.fullmatch(r"[\w.+-]+@[\w.-]+", address, re.ASCII):
        raise Refused(f"{name} is {address!r}; write one mail address, such as desk@example.org.")
    return address


def database(name: str, default: str) -> dict[str, Any]:
    """A database from its address, which may hold a password and is therefore not repeated in the sentence."""
    try:
        with warnings.catch_warnings(action="ignore"):
            settings: dict[str, Any] = environ.Env.db_url_config(text(name, default))
    except ValueError:
        settings = {}
    if settings.get("ENGINE") not in ENGINES or not settings.get("NAME"):
        raise Refused(
            f"{name} cannot be read; write postgres://user:password@host:5432/name, "
            "postgres://user@/name?host=/folder/of/the/socket or sqlite:////folder/name.sqlite3."
        )
    return settings


def is_loopback(host: str) -> bool:
    return host in {"localhost", "127.0.0.1", "::1"}


def is_local(host: str) -> bool:
    """Whether a name of ALLOWED_HOSTS can only mean this computer."""
    return host in {"localhost", "127.0.0.1", "[::1]"} or host.endswith(".localhost")


def refuse(fault: bool, sentence: str) -> None:
    if fault:
        raise Refused(sentence)
