"""An import of references at the desk ties the mentions of what it brings, and undoing it loosens them."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from evidence.models import ReferenceImport
from tests.factories import make_mention, make_user
from wiki.models import MentionState

pytestmark = pytest.mark.django_db
RIS = b"""TY  - JOUR
AU  - Rossi, G.
TI  - Ginger for migraine: a pilot study
PY  - 2019
AN  - 31234567
DB  - PubMed
ER  -
"""


def test_what_an_import_brings_is_tied_when_it_is_applied_and_loosened_when_it_is_undone(client: Client) -> None:
    client.force_login(make_user(is_superuser=True))
    mention, other = make_mention(identifier="31234567"), make_mention()
    file = SimpleUploadedFile("search.ris", RIS)
    client.post(reverse("admin:evidence_referenceimport_add"), {"file": file, "format": "auto"})
    source = ReferenceImport.objects.get()
    page = reverse("admin:evidence_referenceimport_change", args=[source.pk])
    applied = client.post(page, {"_apply": ""}, follow=True)
    assert [str(one) for one in applied.context["messages"]] == [
        "1 mention was tied or loosened on source pages.",
        "Applied: 1 report was entered or filled.",
    ]
    mention.refresh_from_db()
    other.refresh_from_db()
    assert (mention.state, str(mention.report), other.report) == (MentionState.LINKED, "rossi-2019", None)
    undo = reverse("admin:evidence_referenceimport_undo", args=[source.pk])
    client.post(undo, {"name": "search.ris", "reason": "Wrong file."}, follow=True)
    mention.refresh_from_db()
    assert (mention.state, mention.report) == (MentionState.OPEN, None)
