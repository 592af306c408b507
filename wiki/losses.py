"""What of a page's body is not shown, or points to nothing: told, counted, never silent."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from wiki.markup import BLOCKS, pieces
from wiki.page_file import Loss, LossKind
from wiki.raw_html import RawHTML

TOC = re.compile(r"^[ \t]*\{\{[<%]-?\s*toc\s*-?[>%]\}\}[ \t]*$", re.MULTILINE)
SHORTCODE = re.compile(r"\{\{[<%].{0,500}?[>%]\}\}", re.DOTALL)
MARK = re.compile(r"\[(\d{1,3})\]")


def losses(body: str, raw: RawHTML, shown: str) -> list[Loss]:
    """The losses between a body, the HTML made of it and the HTML that is shown, by line of the body."""
    found = [
        *_left_out(body, raw, shown),
        *_shortcodes(body),
        *_dangling_marks(body, shown),
        *_pictures(body, raw),
    ]
    return sorted(found, key=lambda loss: (loss.line, loss.sentence))


def _left_out(body: str, raw: RawHTML, shown: str) -> Iterator[Loss]:
    kept: Counter[str] = Counter()
    for piece in pieces(shown):
        if piece.opening:
            kept.update([piece.tag, *(f"{name} of <{piece.tag}>" for name in piece.attributes)])
    for what, count in raw.seen.items():
        missing = count - kept[what]
        name, _, tag = what.rpartition(" of ")
        tag = tag.strip("<>")
        # An attribute of a tag that is gone itself needs no line of its own; pictures have theirs below.
        if missing <= 0 or what == "src of <img>" or (name and raw.seen[tag] > kept[tag]):
            continue
        place = rf"<{tag}[^>]{{0,500}}?\s{re.escape(name)}\s*=" if name else f"<{re.escape(what)}"
        kind = LossKind.ATTRIBUTE if name else LossKind.TAG
        yield Loss(
            kind=kind, line=_line(body, place), sentence=f"{missing} × {what if name else f'<{what}>'} left out."
        )
    if raw.comments:
        yield Loss(kind=LossKind.COMMENT, line=_line(body, "<!--"), sentence=f"{raw.comments} × comment left out.")


def _shortcodes(body: str) -> Iterator[Loss]:
    for match in SHORTCODE.finditer(TOC.sub("", body)):
        words = " ".join(match[0].split())
        yield Loss(
            kind=LossKind.SHORTCODE,
            line=_line(body, re.escape(match[0])),
            sentence=f"shortcode {words} is not known: kept as it is.",
        )


def _dangling_marks(body: str, shown: str) -> Iterator[Loss]:
    """Reference marks such as [36] with no entry of that number anywhere on the page."""
    used: Counter[str] = Counter()
    listed: set[str] = set()
    begins = True
    for piece in pieces(shown):
        if piece.tag:
            begins = begins or piece.tag in BLOCKS
        elif piece.text.strip():
            marks = list(MARK.finditer(piece.text))
            if begins and marks and not piece.text[: marks[0].start()].strip():
                listed.add(marks.pop(0)[1])
            used.update(mark[1] for mark in marks)
            begins = False
    for number, times in used.items():
        if number not in listed:
            yield Loss(
                kind=LossKind.REFERENCE_MARK,
                line=_line(body, rf"\[{number}\]"),
                sentence=f"reference mark [{number}] leads to no list of references ({times} ×).",
            )


def _pictures(body: str, raw: RawHTML) -> Iterator[Loss]:
    for picture in raw.pictures:
        address = picture.get("src", "")
        line = _line(body, re.escape(address)) if address else 0
        if not address.startswith("https://"):
            yield Loss(
                kind=LossKind.PICTURE,
                line=line,
                sentence=f"picture “{address}” has no address on the web (https): not shown.",
            )
        if picture.get("alt", "").strip().lower() in {"", "image", "picture", "photo"}:
            yield Loss(kind=LossKind.DESCRIPTION, line=line, sentence=f"picture “{address}” has no description.")


def _line(body: str, pattern: str) -> int:
    """How many lines stand above the first match; 0 if it cannot be found as written."""
    match = re.search(pattern, body, re.IGNORECASE)
    return body.count("\n", 0, match.start()) if match else 0
