"""Whoever extracts a study blind reads nothing of what others entered of it, at any address of the desk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from evidence.models import Extraction, State
from tests import factories as make
from tests.config.test_permission_matrix import DESK, WHISPER, address_of, body_of, make_world

pytestmark = pytest.mark.django_db
# What the study found; that it is there, and which papers it has, the reader must know.
ENTERED = [f"{WHISPER[State.DRAFT]} {noun}" for noun in ("finding", "bias", "registration", "notice")]


def heard(client: Client, addresses: list[str]) -> list[tuple[str, str]]:
    found = []
    for address in addresses:
        words = body_of(client.get(address, follow=True))
        found += [(address, one) for one in ENTERED if one in words]
    return found


def test_no_address_tells_a_blind_reader_what_others_entered(client: Client, tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    world = make_world(State.DRAFT, make.make_intervention(name="pill", slug="pill"))
    other = make.make_report(title=f"{world.rows['report'].title}")
    study, twin = world.rows["study"], make.make_study(title=world.rows["study"].title)
    reader = User.objects.create_user("reader", is_staff=True)
    reader.user_permissions.set(Permission.objects.all())
    client.force_login(reader)
    pairs = [
        f"/admin/evidence/report/duplicates/{other.pk}/{world.rows['report'].pk}/",
        f"/admin/evidence/study/duplicates/{twin.pk}/{study.pk}/?keep={twin.pk}",
    ]
    addresses = [*(address_of(name, world) for name in DESK), *pairs, "/admin/"]
    assert {one for _, one in heard(client, addresses)} == set(ENTERED)
    Extraction.objects.filter(study=study).delete()
    extraction = make.make_extraction(study=study, by=reader)
    addresses.append(f"/admin/evidence/extraction/{extraction.pk}/")
    assert heard(client, addresses) == []
