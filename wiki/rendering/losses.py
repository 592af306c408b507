"""What of a page's body is not shown, or points to nothing: told, counted, never silent."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from wiki.reading.page_file import Loss, LossKind
from wiki.rendering import macros, shortcodes
from wiki.rendering.links import is_fake
from wiki.rendering.malformed import malformed
from wiki.rendering.markup import BLOCKS, pieces
from wiki.rendering.misplaced import misplaced
from wiki.rendering.passages import passages
from wiki.rendering.raw_html import RawHTML
from wiki.rendering.unshown import in_comments
from wiki.rendering.verbatim import blanked

MARK = re.compile(r"\[(\d{1,3})\]")


PLACEHOLDER = re.compile(r"(?<![a-z])(?:mock|placeholder|dummy|spacer|no-?image)(?![a-z])", re.IGNORECASE)


def losses(body: str, raw: RawHTML, shown: str, *, marked: bool = True) -> list[Loss]:
    """The losses between a body, the HTML made of it and the HTML that is shown, by line of the body.

    Only a body in markdown (`marked`) has shortcodes and macros.
    """
    text = blanked(body) if marked else ""
    found = [
        *_left_out(body, raw, shown),
        *_never_closed(body, raw),
        *shortcodes.told(text),
        *macros.told(text),
        *_dangling_marks(body, shown),
        *_pictures(body, raw),
        *_fake_links(body, raw),
        *_doubts(body, shown),
    ]
    return sorted(found, key=lambda loss: (loss.line, loss.sentence))


def _left_out(body: str, raw: RawHTML, shown: str) -> Iterator[Loss]:
    kept: Counter[str] = Counter()
    for piece in pieces(shown):
        if piece.opening:
            kept.update([piece.tag, *(f"{name} of <{piece.tag}>" for name in piece.attributes)])
    for what, count in raw.seen.items():
        missing = count - kept[what]
        if what == "href of <a>":
            missing -= sum(is_fake(address) for address, _ in raw.links)  # told below
        name, _, tag = what.rpartition(" of ")
        tag = tag.strip("<>")
        # An attribute of a tag that is gone itself needs no line of its own; pictures have theirs below.
        if missing <= 0 or what == "src of <img>" or (name and raw.seen[tag] > kept[tag]):
            continue
        place = rf"<{tag}[^>]{{0,500}}?\s{re.escape(name)}\s*=" if name else f"<{re.escape(what)}"
        kind = LossKind.ATTRIBUTE if name else LossKind.TAG
        where = "" if name else "".join(f" ({address})" for address in raw.embedded.get(tag, [])[:5])
        yield Loss(
            kind=kind, line=_line(body, place), sentence=f"{missing} × {what if name else f'<{what}>'} left out{where}."
        )
    for colour, times in raw.colours.items():
        yield Loss(
            kind=LossKind.ATTRIBUTE,
            line=_line(body, rf"color\s*[:=]\s*[\"']?{re.escape(colour)}"),
            sentence=f"{times} × colour {colour} left out: the words are kept.",
        )
    if raw.comments and not in_comments(body):  # which is told as a whole
        yield Loss(kind=LossKind.COMMENT, line=_line(body, "<!--"), sentence=f"{raw.comments} × comment left out.")


def _never_closed(body: str, raw: RawHTML) -> Iterator[Loss]:
    """What takes the rest of the page with it, as it does in a browser."""
    for tag in raw.never_closed:
        if tag == "!--" and in_comments(body):
            continue  # told of the whole text
        kind, what = (LossKind.COMMENT, "a comment") if tag == "!--" else (LossKind.TAG, f"<{tag}>")
        line = body.count("\n", 0, max(0, body.lower().rfind(f"<{tag}")))
        yield Loss(kind=kind, line=line, sentence=f"{what} is never closed: nothing behind it is shown.")


def _dangling_marks(body: str, shown: str) -> Iterator[Loss]:
    """Reference marks such as [36] with no entry of that number anywhere on the page."""
    used: Counter[str] = Counter()
    listed: set[str] = set()
    begins, linked = True, False
    for piece in pieces(shown):
        if piece.tag:
            linked = piece.opening if piece.tag == "a" else linked
            begins = begins or piece.tag in BLOCKS
        elif piece.text.strip():
            marks = list(MARK.finditer(piece.text))
            if begins and marks and not piece.text[: marks[0].start()].strip():
                listed.add(marks.pop(0)[1])
            used.update(mark[1] for mark in marks if not linked)
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
        elif PLACEHOLDER.search(address.rpartition("/")[2]):
            yield Loss(kind=LossKind.PICTURE, line=line, sentence=f"picture “{address}” has the name of a placeholder.")
        if picture.get("alt", "").strip().lower() in {"", "image", "picture", "photo"}:
            yield Loss(kind=LossKind.DESCRIPTION, line=line, sentence=f"picture “{address}” has no description.")


def _fake_links(body: str, raw: RawHTML) -> Iterator[Loss]:
    for address, words in dict.fromkeys(link for link in raw.links if is_fake(link[0])):
        yield Loss(
            kind=LossKind.FAKE_LINK,
            line=_line(body, re.escape(address)) if address else 0,
            sentence=f"“{' '.join(words.split())}” was made a link to “{address}”, which is no address: kept as words.",
        )


def _doubts(body: str, shown: str) -> Iterator[Loss]:
    seen = list(passages(shown))
    for written, why in malformed(seen):
        yield Loss(kind=LossKind.IDENTIFIER, line=_line(body, re.escape(written)), sentence=why)
    for address, why in misplaced(seen):
        name = address.rpartition("/")[2]
        yield Loss(kind=LossKind.FILE_PLACE, line=_line(body, re.escape(address)), sentence=f"file “{name}” {why}")


def _line(body: str, pattern: str) -> int:
    """How many lines stand above the first match; 0 if it cannot be found as written."""
    match = re.search(pattern, body, re.IGNORECASE)
    return body.count("\n", 0, match.start()) if match else 0
