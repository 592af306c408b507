"""Hugo posts: JSON front matter, then the body; neither is changed."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from evidence.dates import PartialDate, PartialDateError
from wiki.page_file import PageFile, PageFileError, SourceFormat
from wiki.slugs import slug_of

# Whatever else stands in a front matter is kept as it is, and reported.
KNOWN = {
    "title", "slug", "date", "tiki_page_id", "aliases", "categories", "tags",
    "lane", "publisher", "conflict_of_interest", "source_url",
}  # fmt: skip
DEEPEST = 50


def read(text: str, *, file: str) -> PageFile:
    """A Hugo post as a PageFile. Raises PageFileError with the line and what was expected there."""
    raw, values, body = split(text, file=file)
    front = FrontMatter(file=file, raw=raw, values=values)
    front.refuse_unstorable()
    return PageFile(
        file=file,
        format=SourceFormat.HUGO,
        front_matter=raw,
        body=body,
        title=front.text("title", longest=300, needed=True),
        slug=front.slug(),
        date=front.date(),
        tiki_page_id=front.number("tiki_page_id"),
        aliases=front.texts("aliases", longest=500),
        categories=front.texts("categories", longest=100),
        tags=front.texts("tags", longest=100),
        lane=front.text("lane", longest=30),
        publisher=front.text("publisher", longest=200),
        conflict_of_interest=front.text("conflict_of_interest", longest=2000),
        source_url=front.text("source_url", longest=1000),
        extra={key: value for key, value in values.items() if key not in KNOWN},
    )


def split(text: str, *, file: str) -> tuple[str, dict[str, object], str]:
    """The front matter as it stands, its values, and the body as it stands."""
    start = len(text) - len(text.lstrip("\ufeff \t\r\n"))
    if not text.startswith("{", start):
        kind = {"---": "YAML", "+++": "TOML"}.get(text[start : start + 3])
        found = f"found {kind}, which is not read yet" if kind else "found none"
        raise PageFileError(
            f"expected front matter in JSON, beginning with {{; {found}.", file=file, line=line_at(text, start)
        )
    decoder = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_constant, parse_float=_finite)
    try:
        values, end = decoder.raw_decode(text, start)
    except json.JSONDecodeError as error:
        raise PageFileError(
            f"broken front matter at column {error.colno}: {_expected(error.msg)}.", file=file, line=error.lineno
        ) from error
    except RecursionError as error:
        raise PageFileError("front matter: lists within lists, too deep to read.", file=file) from error
    except _FaultyValue as error:
        raise PageFileError(f"front matter: {error}", file=file, line=line_of(text, error.words)) from error
    except ValueError as error:  # a whole number of thousands of digits
        raise PageFileError(f"front matter: {error}.", file=file) from error
    return text[:end], values, text[end:]


def line_at(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def line_of(text: str, words: str) -> int:
    """The line on which `words` stand for the last time, so that of two equal keys the second is named."""
    return line_at(text, max(text.rfind(words), 0))


class _FaultyValue(ValueError):
    def __init__(self, sentence: str, words: str) -> None:
        super().__init__(sentence)
        self.words = words


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Python keeps the last of two equal keys and says nothing: that would lose the first."""
    values: dict[str, object] = {}
    for key, value in pairs:
        if key in values:
            raise _FaultyValue(f"the key “{key}” stands there twice: keep one.", json.dumps(key))
        values[key] = value
    return values


def _no_constant(word: str) -> object:
    raise _FaultyValue(f"{word} is not JSON: expected a number, a text or null.", word)


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise _FaultyValue(f"{digits} is too large a number.", digits)
    return value


def _expected(message: str) -> str:
    words = re.sub(r" (?:starting )?at$", "", message)
    return words[0].lower() + words[1:].replace("xpecting ", "xpected ", 1)


@dataclass(frozen=True, kw_only=True)
class FrontMatter:
    """The values of one front matter, each checked for its kind and length as it is taken out."""

    file: str
    raw: str
    values: dict[str, object]

    def text(self, key: str, *, longest: int, needed: bool = False) -> str:
        value = self.values.get(key)
        if value is None and not needed:
            return ""
        if not isinstance(value, str) or (needed and not value.strip()):
            raise self.fault(key, "expected a text")
        return self._bounded(key, value.strip(), longest)

    def texts(self, key: str, *, longest: int) -> tuple[str, ...]:
        value = self.values.get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.fault(key, "expected a list of texts, such as [“one”, “two”]")
        return tuple(self._bounded(key, one.strip(), longest) for one in value if one.strip())

    def number(self, key: str) -> int | None:
        value = self.values.get(key)
        # True is an int to Python, but no page number. The limit is PostgreSQL's integer.
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**31):
            return value
        raise self.fault(key, "expected a whole number above zero")

    def date(self) -> PartialDate | None:
        value = self.text("date", longest=40).split("T")[0]
        try:
            return PartialDate.parse(value) if value else None
        except PartialDateError as error:
            raise self.fault("date", str(error)) from error

    def slug(self) -> str:
        value = self.text("slug", longest=200) or slug_of(PurePath(self.file).stem)
        if not re.fullmatch(r"[-\w]+", value, re.ASCII):
            raise self.fault("slug", f"“{value}” is not an address: expected letters, digits, - and _ only")
        return value

    def refuse_unstorable(self) -> None:
        r"""JSON can spell what no database keeps: \u0000 and half of a surrogate pair."""
        for text in _texts_in(self.values, file=self.file):
            if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
                escape = re.search(r"\\u(?:0000|[dD][89a-fA-F])", self.raw)
                raise PageFileError(
                    f"front matter: {json.dumps(text[:60])} holds a character that cannot be kept.",
                    file=self.file,
                    line=line_at(self.raw, escape.start() if escape else 0),
                )

    def fault(self, key: str, sentence: str) -> PageFileError:
        return PageFileError(f"{key}: {sentence.rstrip('.')}.", file=self.file, line=line_of(self.raw, json.dumps(key)))

    def _bounded(self, key: str, text: str, longest: int) -> str:
        if len(text) > longest:
            raise self.fault(key, f"“{text[:40]}…” has {len(text):,} characters: expected at most {longest}")
        return text


def _texts_in(top: object, *, file: str) -> Iterator[str]:
    """Every text among the values and keys; written without recursion, which a file could exhaust."""
    waiting: list[tuple[int, object]] = [(0, top)]
    while waiting:
        depth, value = waiting.pop()
        if depth > DEEPEST:
            raise PageFileError(f"front matter: lists within lists, more than {DEEPEST} deep.", file=file)
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            waiting += [(depth + 1, one) for one in value]
        elif isinstance(value, dict):
            waiting += [(depth + 1, one) for pair in value.items() for one in pair]
