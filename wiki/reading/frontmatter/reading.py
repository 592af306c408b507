"""From the text of a Hugo post to what is known of its page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wiki.reading.frontmatter import json_block, toml_block, yaml_block
from wiki.reading.frontmatter.block import Block
from wiki.reading.frontmatter.names import distinct, told
from wiki.reading.frontmatter.storable import refuse_unstorable
from wiki.reading.frontmatter.values import FrontMatter
from wiki.reading.page_file import Loss, LossKind, PageFile, PageFileError, SourceFormat, line_at, refuse_unkept

# Two braces are a shortcode, and four hyphens a line.
MARK = re.compile(r"\{(?!\{)|(?:---|\+\+\+)(?=[ \t]*(?:[\r\n]|\Z))")
READERS = {"{": json_block.read, "---": yaml_block.read, "+++": toml_block.read}
# Whatever else stands in a front matter is kept as it is, and reported.
KNOWN = {
    "title", "slug", "date", "tiki_page_id", "aliases", "categories", "tags",
    "lane", "publisher", "conflict_of_interest", "source_url",
}  # fmt: skip
# What people decide here: a file that could set these would publish or review itself.
NEVER_A_FILES = {
    "state", "status", "published", "publish", "draft", "pk", "id", "entered_by", "owner", "reviewer", "reviewed_by",
    "lane authority", "lane_authority", "authority", "checksum", "renderer", "created", "updated",
}  # fmt: skip


def read(text: str, *, file: str) -> PageFile:
    """A Hugo post as a PageFile. Raises PageFileError with the line and what was expected there."""
    block = _block(text, file)
    front = FrontMatter(file=file, block=block, line=line_at(text, block.start))
    raw, body = text[: block.end], text[block.end :]
    tags, categories = front.texts("tags", longest=100), front.texts("categories", longest=100)
    losses = [
        *(_told(front, "tags", told(tags, what="tag"))),
        *(_told(front, "categories", told(categories, what="category"))),
        *_unknown_keys(front),
    ]
    return PageFile(
        file=file,
        format=SourceFormat.HUGO,
        front_matter=raw,
        body=body,
        title=" ".join(front.text("title", longest=300, needed=True).split()),
        slug=front.slug(),
        date=front.date(),
        tiki_page_id=front.number("tiki_page_id"),
        aliases=front.texts("aliases", longest=500),
        categories=distinct(categories),
        tags=distinct(tags),
        lane=front.text("lane", longest=30),
        publisher=front.text("publisher", longest=200),
        conflict_of_interest=front.text("conflict_of_interest", longest=2000),
        source_url=front.text("source_url", longest=1000),
        extra={key: value for key, value in block.values.items() if key not in KNOWN},
        losses=tuple(losses),
        key_lines=block.lines,
    )


def split(text: str, *, file: str) -> tuple[str, dict[str, object], str]:
    """The front matter as it stands, its values, and the body as it stands. Raises PageFileError."""
    block = _block(text, file)
    return text[: block.end], block.values, text[block.end :]


def _block(text: str, file: str) -> Block:
    refuse_unkept(text, file=file)
    start = len(text) - len(text.lstrip("\ufeff \t\r\n"))
    line = line_at(text, start)
    mark = MARK.match(text, start)
    if mark is None:
        raise PageFileError(
            f"expected front matter, beginning with {{, --- or +++; {_found(text, start)}.", file=file, line=line
        )
    block = READERS[mark[0]](text, start, file=file)
    refuse_unstorable(block.values, raw=text[: block.end], file=file, line=line)
    return block


def _found(text: str, start: int) -> str:
    if not text.startswith("<!--", start):
        return "found none"
    whole = text.find("-->", start) in {-1, len(text.rstrip("\ufeff \t\r\n")) - 3}
    return "the whole file stands inside a comment" if whole else "found a comment"


def _told(front: FrontMatter, key: str, sentences: Iterator[tuple[LossKind, str]]) -> Iterator[Loss]:
    line = front.block.lines.get(key, front.line)
    return (Loss(kind=kind, line=line, sentence=sentence) for kind, sentence in sentences)


def _unknown_keys(front: FrontMatter) -> Iterator[Loss]:
    for key in (one for one in front.block.values if one not in KNOWN):
        why = "is not for a file to set" if key.lower() in NEVER_A_FILES else "is not known here"
        line = front.block.lines.get(key, front.line)
        yield Loss(kind=LossKind.KEY, line=line, sentence=f"key “{key[:100]}” {why}: kept with the page, not used.")
