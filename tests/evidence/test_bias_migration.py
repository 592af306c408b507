"""The tools that were names become rows, and what was judged stays judged, on the way forth and back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE = [("evidence", "0002_history")]
AFTER = [("evidence", "0003_bias_and_doses")]


def migrate(to: list[tuple[str, str]]) -> Any:
    MigrationExecutor(connection).migrate(to)
    return MigrationExecutor(connection).loader.project_state(to).apps


@pytest.fixture
def old_apps(transactional_db: None) -> Iterator[Any]:
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    yield migrate(BEFORE)
    migrate(newest)


def test_tools_become_rows_and_names_again(old_apps: Any) -> None:
    domains = old_apps.get_model("evidence", "BiasDomain").objects
    rows = [("RoB 2", "D1", 1), ("RoB 2", "D2", 2), ("ROBINS-I", "D1", 1)]
    made = [domains.create(tool=tool, code=code, name="domain", order=order) for tool, code, order in rows]
    study = old_apps.get_model("evidence", "Study").objects.create(slug="s", title="T", design="randomised")
    risks = old_apps.get_model("evidence", "RiskOfBias").objects
    risks.create(study=study, domain=made[0], judgement="low", reason="By computer.")
    risks.create(study=study, domain=made[1], judgement="high", reason="Open.", quote="open label")
    risks.create(study=study, domain=made[2], judgement="no information", reason="Silent.")

    apps = migrate(AFTER)

    kept = apps.get_model("evidence", "BiasDomain").objects.order_by("pk")
    assert list(kept.values_list("tool__name", "code", "order")) == rows
    tools = apps.get_model("evidence", "BiasTool").objects.order_by("name")
    assert list(tools.values_list("name", "judgements", "overall_rule")) == [
        ("ROBINS-I", "low, moderate, serious, critical, no information", "worst"),
        ("RoB 2", "low, some concerns, high", "several"),
    ]
    said = apps.get_model("evidence", "RiskOfBias").objects.order_by("pk")
    assert list(said.values_list("domain", "judgement", "quote", "quote_missing")) == [
        (made[0].pk, "low", "", "Entered before a quote was asked for."),
        (made[1].pk, "high", "open label", ""),
        (made[2].pk, "no information", "", ""),
    ]

    back = migrate(BEFORE).get_model("evidence", "BiasDomain").objects.order_by("pk")
    assert list(back.values_list("tool", "code", "order")) == rows
    migrate(AFTER)
