"""A page's file as it was received: read and understood, not yet stored."""

from __future__ import annotations

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

    @property
    def checksum(self) -> str:
        return hashlib.sha256((self.front_matter + self.body).encode()).hexdigest()

    @property
    def lines_above_body(self) -> int:
        return self.front_matter.count("\n")


def decode(data: bytes, *, file: str) -> str:
    """The text of a file in UTF-8, a byte order mark included.

    Raises PageFileError for another encoding, and for what no database keeps.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise PageFileError(
            f"byte 0x{data[error.start]:02x} is not UTF-8: expected a file saved as UTF-8.",
            file=file,
            line=data.count(b"\n", 0, error.start) + 1,
        ) from error
    if "\0" in text:
        raise PageFileError(
            "holds a NUL character: expected plain text.", file=file, line=text.count("\n", 0, text.index("\0")) + 1
        )
    return text
