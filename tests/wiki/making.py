"""Pages made as they are made in earnest: from the text of a file."""

from __future__ import annotations

import json
from typing import Any

from tests import factories as make
from wiki.actions.pages import Saved, save_page
from wiki.models import Page
from wiki.reading import frontmatter


def post(body: str = "Words.", *, title: str = "Back Pain", **keys: Any) -> str:
    """The text of a Hugo post."""
    return json.dumps({"title": title, **keys}, indent=4) + f"\n\n{body}\n"


def save(text: str, *, file: str = "back-pain.md", publish: bool = False) -> Saved:
    return save_page(file=frontmatter.read(text, file=file), by=None, publish=publish)


def make_public_page(body: str = "Words.", *, slug: str = "back-pain", **keys: Any) -> Page:
    return save(post(body, slug=slug, **keys), publish=True).page


def make_yousef(**overrides: Any) -> Any:
    """The report of the 2012 magnesium trial, its study public."""
    study = make.make_study(
        **{
            "slug": "yousef-2013",
            "title": "Sequential intravenous and oral magnesium",
            "people": 80,
            "state": "published",
            "interventions": [make.make_intervention(name="magnesium sulfate, intravenous", slug="iv-magnesium")],
        }
        | overrides
    )
    return make.make_report(
        slug="yousef-2013", study=study, main=True, pmid="23384256", doi="10.1111/anae.12107", year=2013
    )
