"""Sentences of a page that could be marked by hand."""

from __future__ import annotations

from wiki.models import Section
from wiki.study_sentences import Candidate, study_sentences

MOST = 30


def suggest_sentences(*, page: str) -> list[Candidate]:
    """The first sentences of a page, named by its number, that speak of a study without saying which; each once.

    None for what is no number of a page.
    """
    if not a_number(page):
        return []
    sections = Section.objects.filter(page=int(page)).order_by("order").values_list("html", flat=True)
    found = {one.words: one for html in sections for one in study_sentences(html)}
    return list(found.values())[:MOST]


def a_number(text: str) -> bool:
    """Whether a text can be the number of a row."""
    return text.isascii() and text.isdigit() and len(text) < 19
