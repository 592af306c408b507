"""The dump that the wiki's converter left at the foot of a post: a second copy of the page, as code."""

from __future__ import annotations

import re

# The converter of the old wiki prints the markdown, the tree it was made from and the original, each under a
# title with a line of hyphens, in one <pre>. All signs of HTML are escaped in it, so the last <pre> is the dump's.
OPENING = re.compile(r"<pre\b[^<>]{0,200}>\s*(?:<code\b[^<>]{0,200}>\s*)?Markdown:[ \t]*\r?\n-{3,}[ \t]*\r?\n")
TITLE = re.compile(r"^(?:AST Structure|Original Tiki):[ \t]*\r?\n-{3,}[ \t]*\r?$", re.MULTILINE)
FOOT = re.compile(r"(?:</code>\s*)?</pre>\s*")


def find_dump(body: str) -> int | None:
    """Where in the body the dump at its foot begins; None if it has none, or if any text follows the dump.

    A file that was cut off inside its dump counts too.
    """
    start = body.rfind("<pre")
    opening = OPENING.match(body, start) if start >= 0 else None
    if opening is None or not TITLE.search(body, opening.end() - 1):
        return None
    end = body.find("</pre", opening.end())
    if end < 0:
        return start
    code = body.rfind("</code", opening.end(), end)
    return start if FOOT.fullmatch(body, code if code >= 0 else end) else None
