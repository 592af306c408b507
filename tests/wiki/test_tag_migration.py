"""Tags that differed only in capitals before there were keys become one, and their addresses lead on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE = [("wiki", "0003_tags_came_from_files")]
AFTER = [("wiki", "0005_tags_have_keys")]


def migrate(to: list[tuple[str, str]]) -> Any:
    MigrationExecutor(connection).migrate(to)
    return MigrationExecutor(connection).loader.project_state(to).apps


@pytest.fixture
def old_apps(transactional_db: None) -> Iterator[Any]:
    newest = [node for node in MigrationExecutor(connection).loader.graph.leaf_nodes() if node[0] == "wiki"]
    yield migrate(BEFORE)
    migrate(newest)


def test_twins_become_one(old_apps: Any) -> None:
    tags, tagged = old_apps.get_model("taggit", "Tag").objects, old_apps.get_model("wiki", "TaggedPage").objects
    pages = [
        old_apps.get_model("wiki", "Page").objects.create(slug=slug, title=slug, source_format="hugo")
        for slug in ("both", "first", "second", "off")
    ]
    kept, twin = tags.create(name="Énergie", slug="énergie"), tags.create(name="énergie", slug="énergie_1")
    third = tags.create(name="e\u0301nergie", slug="énergie_2")
    for page, tag in ((0, kept), (0, twin), (1, kept), (2, twin), (2, third)):
        tagged.create(content_object=pages[page], tag=tag, origin="file")
    old_apps.get_model("wiki", "Untagged").objects.create(page=pages[3], tag=third)
    old_apps.get_model("wiki", "TagRule").objects.create(tag=third, words="x", reason="x")

    apps = migrate(AFTER)

    def rows(model: str, *columns: str) -> list[Any]:
        return sorted(apps.get_model("wiki", model).objects.values_list(*columns))

    assert list(apps.get_model("taggit", "Tag").objects.values_list("name", "slug")) == [("Énergie", "énergie")]
    assert rows("TagKey", "key", "tag") == [("énergie", kept.pk)]
    assert rows("TaggedPage", "content_object__slug", "tag") == [(page.slug, kept.pk) for page in pages[:3]]
    assert rows("Untagged", "page__slug", "tag") == [("off", kept.pk)]
    assert rows("TagRule", "tag") == [(kept.pk,)]
    assert rows("TagAlias", "slug", "tag") == [("énergie_1", kept.pk), ("énergie_2", kept.pk)]
