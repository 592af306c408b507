"""What of a file's body is not shown, seen before it is rendered: nothing written, all in comments, a dump."""

from __future__ import annotations

from collections.abc import Iterator

from wiki.reading.debug_dump import find_dump
from wiki.reading.page_file import Loss, LossKind, line_at


def losses_of_body(body: str, *, above: int) -> Iterator[Loss]:
    """The losses of a body that begins on line `above` of its file."""
    dump = find_dump(body)
    shown = body[:dump]
    if not shown.strip():
        yield Loss(kind=LossKind.EMPTY_BODY, line=above, sentence="the page has no text: kept without one.")
    elif _in_comments(shown):
        sentence = "the whole text stands inside a comment: kept, and nothing of it is shown."
        line = above - 1 + line_at(shown, shown.index("<!--"))
        yield Loss(kind=LossKind.COMMENT, line=line, sentence=sentence)
    if dump is not None:
        lines = line_at(body.rstrip(), len(body.rstrip())) - line_at(body, dump) + 1
        sentence = f"a dump of {lines} lines by the program that converted the wiki: kept, not shown."
        yield Loss(kind=LossKind.DEBUG_DUMP, line=above - 1 + line_at(body, dump), sentence=sentence)


def _in_comments(text: str) -> bool:
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
    return True
