"""The scale of a smallest important difference, once words, becomes an instrument, and words again on the way back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE = [("evidence", "0013_desk_searches_by_index")]
AFTER = [("evidence", "0014_figures_and_rules")]


def migrate(to: list[tuple[str, str]]) -> Any:
    MigrationExecutor(connection).migrate(to)
    return MigrationExecutor(connection).loader.project_state(to).apps


@pytest.fixture
def old_apps(transactional_db: None) -> Iterator[Any]:
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    yield migrate(BEFORE)
    migrate(newest)


def test_scales_become_instruments_and_words_again(old_apps: Any) -> None:
    instruments = old_apps.get_model("evidence", "Instrument").objects
    instruments.create(slug="nrs", name="Numerical rating scale", short_name="NRS 0–10", better="lower")
    instruments.create(slug="rmdq", name="Roland-Morris questionnaire", short_name="RMDQ 0–24", better="lower")
    outcomes = old_apps.get_model("evidence", "Outcome").objects
    scales = {"pain": "NRS 0 to 10", "disability": "roland-morris questionnaire", "sleep": "Sleep diary", "mood": ""}
    for name, scale in scales.items():
        sized = {"smallest_important_difference": 2, "smallest_important_source": "A paper."} if scale else {}
        outcomes.create(slug=name, name=name, domain="pain", better="lower", smallest_important_scale=scale, **sized)

    apps = migrate(AFTER)

    after = apps.get_model("evidence", "Outcome").objects.order_by("pk")
    assert list(after.values_list("slug", "smallest_important_instrument__slug", "smallest_important_difference")) == [
        ("pain", "nrs", 2),
        ("disability", "rmdq", 2),
        ("sleep", "scale-of-sleep", 2),
        ("mood", None, None),
    ]
    made = apps.get_model("evidence", "Instrument").objects.get(slug="scale-of-sleep")
    assert (made.name, made.short_name, made.better) == ("Sleep diary", "Sleep diary", "lower")

    back = migrate(BEFORE).get_model("evidence", "Outcome").objects.order_by("pk")
    assert list(back.values_list("slug", "smallest_important_scale")) == [
        ("pain", "NRS 0–10"),
        ("disability", "RMDQ 0–24"),
        ("sleep", "Sleep diary"),
        ("mood", ""),
    ]
    migrate(AFTER)
