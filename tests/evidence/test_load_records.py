"""Loading of record files: all or nothing, never over a curator's work, and a sentence for each fault."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import models

from evidence.actions.fixtures import Loaded, load_records, user_of_the_files
from evidence.models import Arm, ArmValue, Intervention, Outcome, Report, Result, RiskOfBias, Study

pytestmark = pytest.mark.django_db

TRIAL = (Path(__file__).parent / "trial.yaml").read_text(encoding="utf-8")


def load(folder: Path, text: str, name: str = "trial.yaml") -> Loaded:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return load_records(paths=[file], by=user_of_the_files())


def rows() -> dict[str, list[dict[str, Any]]]:
    """Every column of every row of the evidence, its stamps included."""
    everything: list[type[models.Model]] = [Intervention, Outcome, Study, Report, Arm, Result, ArmValue, RiskOfBias]
    through = Study.interventions.through
    return {one.__name__: list(one._default_manager.order_by("pk").values()) for one in (*everything, through)}


def test_a_load_says_what_it_did(tmp_path: Path) -> None:
    loaded = load(tmp_path, TRIAL)
    assert loaded == Loaded(
        created=Counter(
            {
                "evidence.intervention": 1,
                "evidence.outcome": 1,
                "evidence.study": 1,
                "evidence.report": 1,
                "evidence.arm": 2,
                "evidence.result": 1,
                "evidence.armvalue": 2,
                "evidence.comparison": 1,
            }
        ),
        present=Counter(),
    )
    assert list(Study.objects.get().interventions.all()) == [Intervention.objects.get()]


def test_new_rows_are_entered_by_the_one_who_loads_and_checked_by_nobody(tmp_path: Path) -> None:
    load(tmp_path, TRIAL)
    result, study = Result.objects.get(), Study.objects.get()
    user = User.objects.get(username="fixtures")
    assert (result.entered_by, result.checked_by, study.entered_by) == (user, None, user)
    assert (user.is_active, user.has_usable_password()) == (False, False)


def test_a_second_load_changes_nothing(tmp_path: Path) -> None:
    first = load(tmp_path, TRIAL)
    before = rows()
    second = load(tmp_path, TRIAL)
    assert (second.created, second.present) == (Counter(), first.created)
    assert rows() == before
    assert User.objects.count() == 1


def test_a_curators_edit_survives(tmp_path: Path) -> None:
    load(tmp_path, TRIAL)
    curator = User.objects.create_user("curator")
    ArmValue.objects.filter(arm__slug="walking").update(mean=3.6)
    Result.objects.update(checked_by=curator, notes="Compared with the paper.")
    Study.objects.get().interventions.clear()
    before = rows()
    load(tmp_path, TRIAL.replace("mean: 3.5", "mean: 9.5"))
    assert rows() == before


def test_what_is_missing_is_added_beside_what_is_there(tmp_path: Path) -> None:
    load(tmp_path, TRIAL)
    loaded = load(
        tmp_path, TRIAL + "- model: evidence.outcome\n  fields: {slug: mood, name: Mood, domain: mood, better: lower}\n"
    )
    assert loaded.created == Counter({"evidence.outcome": 1})


def test_the_command_prints_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "trial.yaml").write_text(TRIAL, encoding="utf-8")
    User.objects.create_user("curator")
    call_command("load_evidence", tmp_path, by="curator")
    assert capsys.readouterr().out.splitlines() == [
        "evidence.arm: 2 created, 0 there already",
        "evidence.armvalue: 2 created, 0 there already",
        "evidence.comparison: 1 created, 0 there already",
        "evidence.intervention: 1 created, 0 there already",
        "evidence.outcome: 1 created, 0 there already",
        "evidence.report: 1 created, 0 there already",
        "evidence.result: 1 created, 0 there already",
        "evidence.study: 1 created, 0 there already",
    ]
    assert Result.objects.get().entered_by == User.objects.get(username="curator")


def test_the_command_fails_with_the_sentence_and_leaves_not_even_its_user(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as caught:
        call_command("load_evidence", tmp_path)
    assert (str(caught.value), caught.value.returncode) == (
        f"{tmp_path}: expected files that end in .yaml, and found none.",
        1,
    )
    assert not User.objects.exists()


def test_the_command_wants_somebody_who_has_an_account(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as caught:
        call_command("load_evidence", tmp_path, by="nobody")
    assert str(caught.value) == "There is no user “nobody”: expected somebody who has an account."
