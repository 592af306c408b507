"""A body of which nothing is shown, or not its foot: nothing written, all in comments, a dump of the converter."""

from __future__ import annotations

from collections.abc import Iterator

from wiki.reading.debug_dump import find_dump
from wiki.reading.page_file import Loss, LossKind, line_at


def unshown(body: str, html: str, *, marked: bool) -> Iterator[Loss]:
    """The losses of a whole body, of which `html` was made, by line of the body; in a plain text `<!--` is words."""
    dump = find_dump(body)
    shown = body[:dump]
    if not (shown.strip() and html.strip()):
        yield Loss(kind=LossKind.EMPTY_BODY, line=0, sentence="the page has no text: kept without one.")
    elif marked and in_comments(shown):
        sentence = "the whole text stands inside a comment: kept, and nothing of it is shown."
        yield Loss(kind=LossKind.COMMENT, line=line_at(body, body.index("<!--")) - 1, sentence=sentence)
    if dump is not None:
        line = line_at(body, dump)
        lines = line_at(body.rstrip(), len(body.rstrip())) - line + 1
        sentence = f"a dump of {lines} lines by the program that converted the wiki: kept, not shown."
        yield Loss(kind=LossKind.DEBUG_DUMP, line=line - 1, sentence=sentence)


def in_comments(text: str) -> bool:
    """Whether nothing but comments stands there; one that never ends goes on to the foot of the page."""
    start = 0
    while start < len(text):
        if text[start].isspace():
            start += 1
        elif text.startswith("<!--", start):
            end = text.find("-->", start + 4)
            start = end + 3 if end >= 0 else len(text)
        else:
            return False
    return bool(text.strip())
