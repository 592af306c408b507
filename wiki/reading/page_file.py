"""A page's file as it was received: read and understood, not yet stored."""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

from evidence.dates import PartialDate


class SourceFormat(StrEnum):
    HUGO = "hugo"
    TEXT = "text"


class PageFileError(ValueError):
    """A file that cannot be imported; prints as `file:line: sentence`."""

    def __init__(self, sentence: str, *, file: str, line: int = 1) -> None:
        super().__init__(f"{file}:{line}: {sentence}")
        self.sentence = sentence
        self.file = file
        self.line = line


class LossKind(StrEnum):
    """What an import could not carry over, or changed, or found pointing nowhere."""

    SHORTCODE = "shortcode"
    MACRO = "wiki macro"
    TAG = "tag left out"
    ATTRIBUTE = "attribute left out"
    COMMENT = "comment"
    REFERENCE_MARK = "dangling reference mark"
    PICTURE = "broken picture"
    DESCRIPTION = "picture without description"
    WANTED_PAGE = "wanted page"
    FAKE_LINK = "fake link"
    FILE_PLACE = "misattached file"
    IDENTIFIER = "malformed identifier"
    EMPTY_BODY = "empty body"
    DEBUG_DUMP = "debug dump"
    TAG_CASE = "tag in other capitals"
    TAG_COMMA = "comma in a tag"
    TAG_NAME = "tag without a name"
    KEY = "unknown key"
    ALIAS = "alias left out"
    DECISION = "decision without its words"
    HELD_BACK = "newer file held back"


@dataclass(frozen=True, kw_only=True)
class Loss:
    """Something an import could not carry over, or changed; the line is that of the file."""

    kind: LossKind
    line: int
    sentence: str


@dataclass(frozen=True, kw_only=True)
class PageFile:
    """`front_matter + body` is the file's text, to the byte; the rest is what the front matter says."""

    file: str
    format: SourceFormat
    front_matter: str
    body: str
    title: str
    slug: str
    date: PartialDate | None = None
    tiki_page_id: int | None = None
    aliases: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    lane: str = ""
    publisher: str = ""
    conflict_of_interest: str = ""
    source_url: str = ""
    extra: dict[str, object] = field(default_factory=dict)
    losses: tuple[Loss, ...] = ()
    key_lines: dict[str, int] = field(default_factory=dict, compare=False, repr=False)

    def line_of(self, key: str) -> int:
        """The line on which the front matter has this key; 1 if it has not."""
        return self.key_lines.get(key, 1)

    @property
    def checksum(self) -> str:
        return hashlib.sha256((self.front_matter + self.body).encode()).hexdigest()

    @property
    def lines_above_body(self) -> int:
        return line_at(self.front_matter, len(self.front_matter)) - 1


def line_at(text: str, position: int) -> int:
    """The line of a position, counted from 1; lines end with LF, CR LF or CR alone."""
    lone = text.count("\r", 0, position) - text.count("\r\n", 0, position)
    return text.count("\n", 0, position) + lone + 1


def decode(data: bytes, *, file: str) -> str:
    """The text of a file in UTF-8, a byte order mark included.

    Raises PageFileError for another encoding, which is named and not guessed at, and for what no database keeps.
    """
    if wide := _wide(data):
        raise PageFileError(f"is probably saved as {wide}: expected a file saved as UTF-8.", file=file)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise PageFileError(
            f"byte 0x{data[error.start]:02x} is not UTF-8: {_probably(data, error)}expected a file saved as UTF-8.",
            file=file,
            line=line_at(data[: error.start].decode("latin-1"), error.start),
        ) from error
    refuse_unkept(text, file=file)
    return text


def refuse_unkept(text: str, *, file: str) -> None:
    """Raises PageFileError for the two signs that PostgreSQL does not keep: NUL, and half of a surrogate pair."""
    if "\0" in text:
        line = line_at(text, text.index("\0"))
        raise PageFileError("holds a NUL character: expected plain text.", file=file, line=line)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        line = line_at(text, error.start)
        raise PageFileError("holds half of a character: expected plain text.", file=file, line=line) from error


def _wide(data: bytes) -> str:
    """UTF-32 or UTF-16: by its byte order mark, or because every second byte of a longer run is zero."""
    for mark, name in ((codecs.BOM_UTF32_LE, "UTF-32"), (codecs.BOM_UTF32_BE, "UTF-32"),
                       (codecs.BOM_UTF16_LE, "UTF-16"), (codecs.BOM_UTF16_BE, "UTF-16")):  # fmt: skip
        if data.startswith(mark):
            return name
    start = data[:1000]
    zeros = max(start[0::2].count(0), start[1::2].count(0))
    return "UTF-16 without a byte order mark" if len(start) >= 8 and zeros * 2 > len(start) * 0.6 else ""


def _probably(data: bytes, error: UnicodeDecodeError) -> str:
    """What this byte is in the encoding that Windows used in the West before UTF-8; Latin-1 agrees above 0x9f."""
    if error.reason == "unexpected end of data" and not data[: error.start].isascii():
        return "the file ends within a character, so it was probably cut off; "
    sign = data[error.start : error.start + 1].decode("cp1252", "replace")
    if not data[: error.start].isascii() or not sign.isprintable() or sign == "\ufffd":
        return ""
    name = "Windows-1252" if data[error.start] < 0xA0 else "Windows-1252 or Latin-1"
    return f"in {name}, as which it was probably saved, it is “{sign}”; "
