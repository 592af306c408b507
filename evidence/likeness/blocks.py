"""Keys of a row's columns that bring likely pairs together, so that not everything is compared with everything."""

from __future__ import annotations

from evidence.likeness.keys import author_key, first_page, title_key
from evidence.likeness.similar import unscanned

# Of a title so many letters, or up to the first slip of the finger.
OPENING = 16


def opening_key(authors: str, title: str) -> str:
    """The first author (one a line) and how the title begins: subtitles may be lost, and slips come later."""
    author, opening = author_key(authors.strip().splitlines()), title_key(title)[:OPENING]
    return f"{unscanned(author)[:60]} {unscanned(opening)}" if author and opening else ""


def place_key(authors: str, volume: str, pages: str) -> str:
    """The first author, the volume and the first page: one paper, whatever its title became."""
    author, page = author_key(authors.strip().splitlines()), first_page(pages)
    return f"{author[:60]} {volume.strip().casefold()[:20]} {page[:40]}" if author and page else ""
