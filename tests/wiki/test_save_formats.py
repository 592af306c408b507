"""Posts in JSON, YAML and TOML become the same page, and none of them decides what people decide."""

import pytest

from tests.wiki.making import save
from tests.wiki.test_debug_dump import DUMP
from wiki.models import LossPart, Page, tags_of
from wiki.reading.page_file import PageFileError

pytestmark = pytest.mark.django_db
FRONT = {
    "JSON": """{"title": "Leg cramps", "slug": "cramps", "tiki_page_id": 947, "date": "2010-09-18T08:00:00Z",
"aliases": "/Leg+cramps", "categories": ["Magnesium"], "tags": ["Pain", "pain"], "seen": "2020-02-01",
"state": "published", "entered_by": 1, "id": 99, "weight": 1.5}""",
    "YAML": """---
title: Leg cramps
slug: cramps
tiki_page_id: 947
date: 2010-09-18 08:00:00
aliases: /Leg+cramps
categories: [Magnesium]
tags:
- Pain
- pain
seen: 2020-02-01
state: published
entered_by: 1
id: 99
weight: 1.5
---""",
    "TOML": """+++
title = "Leg cramps"
slug = "cramps"
tiki_page_id = 947
date = 2010-09-18T08:00:00Z
aliases = "/Leg+cramps"
categories = ["Magnesium"]
tags = ["Pain", "pain"]
seen = 2020-02-01
state = "published"
entered_by = 1
id = 99
weight = 1.5
+++""",
}


@pytest.mark.parametrize("name", FRONT)
def test_a_post_is_the_same_page_in_every_format(name: str) -> None:
    text = f"{FRONT[name]}\n\nSalts.\n\n{DUMP}"

    save(text)

    page = Page.objects.get()
    assert page.source_text == text
    assert (page.slug, page.title, str(page.date), page.tiki_page_id) == ("cramps", "Leg cramps", "2010-09-18", 947)
    assert ([one.path for one in page.aliases.all()], [one.name for one in page.categories.all()], tags_of(page)) == (
        ["Leg cramps"],
        ["Magnesium"],
        [("Pain", "pain")],
    )
    assert page.extra == {"seen": "2020-02-01", "state": "published", "entered_by": 1, "id": 99, "weight": 1.5}
    assert (page.state, page.entered_by, page.pk != 99) == ("draft", None, True)
    assert [loss.sentence for loss in page.losses.filter(part=LossPart.FILE)] == [
        "tags “Pain” and “pain” differ only in capitals: kept as one.",
        "key “seen” is not known here: kept with the page, not used.",
        "key “state” is not for a file to set: kept with the page, not used.",
        "key “entered_by” is not for a file to set: kept with the page, not used.",
        "key “id” is not for a file to set: kept with the page, not used.",
        "key “weight” is not known here: kept with the page, not used.",
    ]
    assert [loss.sentence for loss in page.losses.filter(part=LossPart.TEXT)] == [
        "a dump of 18 lines by the program that converted the wiki: kept, not shown."
    ]


def test_a_lane_that_is_none_is_told_with_the_line_of_its_key_in_any_format() -> None:
    with pytest.raises(PageFileError) as caught:
        save("---\ntitle: a\nslug: a\nlane: lane 5\n---\nWords.")

    assert caught.value.line == 4


def test_the_largest_and_oddest_values_are_kept_by_the_database() -> None:
    odd = f'---\ntitle: a\nn: {"9" * 300}\nm: 1.0e-300\nx: "\\x07\\U0001F600"\nl: [[[~]]]\n---\nWords.'

    save(odd)

    extra = Page.objects.get().extra
    assert extra == {"n": int("9" * 300), "m": 1e-300, "x": "\x07😀", "l": [[[None]]]}
