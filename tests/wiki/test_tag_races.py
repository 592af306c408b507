"""Two imports that bring one tag in two spellings at the same moment make one tag."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import sleep

import pytest
from django.db import connection, connections, transaction
from taggit.models import Tag

from wiki.models import tags_for

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"),
]


def test_the_second_waits_and_takes_the_tag_of_the_first() -> None:
    made, asked = Event(), Event()

    def first() -> dict[str, int]:
        with transaction.atomic():
            tags = tags_for(["Zinc", "Pain"])
            made.set()
            asked.wait(10)
            sleep(0.3)  # the second is at the database's lock by now, or will find the tag: either is right
        connections.close_all()
        return tags

    def second() -> dict[str, int]:
        made.wait(10)
        asked.set()
        with transaction.atomic():
            tags = tags_for(["pain", "zinc"])
        connections.close_all()
        return tags

    with ThreadPoolExecutor(2) as hands:
        one, other = hands.submit(first), hands.submit(second)
        assert one.result(20) == other.result(20)

    assert sorted(Tag.objects.values_list("name", "slug")) == [("Pain", "pain"), ("Zinc", "zinc")]
