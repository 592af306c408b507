"""Words of a link that are probably the title of the paper it leads to."""

from __future__ import annotations

import re

from evidence.identifiers import find

SHORTEST, LONGEST, FEWEST_WORDS = 30, 300, 5
QUOTES = "\"'“”‘’«» "
# What links say when they say what to do, and not what is there.
OTHERWISE = re.compile(
    r"(?:abstract|buy|click|download|free|full|here|link|more|order|pdf|read|see|source|study|this|view|watch)\b",
    re.IGNORECASE,
)


def likely_title(words: str) -> str:
    """The words as a title, without quotation marks round them; empty if they hardly are one."""
    title = " ".join(words.split()).strip(QUOTES)
    looks = (
        SHORTEST <= len(title) <= LONGEST
        and len(title.split()) >= FEWEST_WORDS
        and (title[0].isupper() or title[0].isdigit())
        and not title.endswith(("…", "..."))
        and not OTHERWISE.match(title)
        and "://" not in title
        and not list(find(title))
    )
    return title if looks else ""
