"""Mentions follow a report into the one that it was merged into, and wait again when that is undone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evidence.actions.fixtures import FixtureError, load_records, user_of_the_files
from evidence.actions.merging import merge_reports
from evidence.models import State
from tests import factories as make
from wiki.actions.curation import _report_named
from wiki.actions.mention_queue import link_mentions_of
from wiki.models import Mention

pytestmark = pytest.mark.django_db


def test_a_citation_that_led_to_two_reports_is_tied_once_they_are_one(client: Client) -> None:
    client.force_login(make.make_user(can="*"))
    study = make.make_study(state=State.DRAFT)
    kept = make.make_report(study=study, slug="kept", title="Magnesium in pain", pmid="23384256")
    lost = make.make_report(study=study, slug="lost", title="Magnesium in pain", doi="10.1111/anae.12107")
    both = make.make_mention(scheme="pmid", identifier="23384256", words="Yousef 2013")
    make.make_other_identifier(mention=both, scheme="doi", identifier="10.1111/anae.12107")
    plain = make.make_mention(scheme="doi", identifier=lost.doi)
    link_mentions_of(identifiers=lost.links)
    pair = reverse("admin:report_pair", args=[kept.pk, lost.pk])

    def reports() -> list[Any]:
        return list(Mention.objects.filter(pk__in=[both.pk, plain.pk]).order_by("pk").values_list("report", flat=True))

    assert reports() == [None, lost.pk]
    client.post(pair, {"keep": kept.pk, "kept_version": 0, "lost_version": 0, "_merge": "Merge"})
    assert reports() == [kept.pk, kept.pk]
    assert _report_named("lost") == kept
    client.post(pair, {"_undo": "Undo", "reason": "Two letters."})
    assert reports() == [None, lost.pk]


def test_a_record_file_that_names_a_merged_report_is_told_so(tmp_path: Path) -> None:
    kept, lost = (make.make_report(study=None, slug=slug, title="T") for slug in ("kept", "lost"))
    merge_reports(kept=kept, lost=lost, by=make.make_user(can="*"), reason="One.")
    file = tmp_path / "notices.yaml"
    file.write_text("- model: evidence.notice\n  fields:\n    report: [lost]\n    kind: erratum\n")
    with pytest.raises(FixtureError, match="but lost was merged into kept: name that one"):
        load_records(paths=[file], by=user_of_the_files())
