"""Nonsense sent to every address of the desk that the resolver knows: an answer each time, never an error page."""

from __future__ import annotations

import os
import random
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from evidence.models import State
from tests import factories as make
from tests.config.test_permission_matrix import make_world
from tests.evidence.typing_in import shown
from tests.wiki.test_naughty_texts import CONTROLS, NAUGHTY

pytestmark = pytest.mark.django_db
# Rounds over all addresses; thousands of requests with FUZZ_ROUNDS=20.
ROUNDS = int(os.environ.get("FUZZ_ROUNDS", "1"))
SEED = int(os.environ.get("FUZZ_SEED", "0"))
# They would end the session that the rest needs.
LEFT_OUT = {"admin:logout", "admin:login", "admin:password_change"}
ODD = [
    *NAUGHTY, *CONTROLS, "", "9" * 25, "-9" * 12, str(2**63), str(2**31), "1,2", "1e999", "nan", "on", "1", "2", "0",
    "a" * 10_000, "2020-13-01", "0000", "10000-01-01", "http://127.0.0.1/", "javascript:alert(1)", "10.1/x", "[]",
    "1:0",
]  # fmt: skip
FORGED_WORDS = """
id state entered_by checked_by merged_into slug by submitted settled title_key index version seen next _typist _popup
_seen _saveasnew _apply _undo _discard _merge _not _take_back _one_study _hand_in _give_up _save _decide _keep _begin
_codes _confirm digest reason _reason way keep kept_version lost_version action _selected_action select_across record
every decision post model row identifier words _to_field
"""
FORGED = FORGED_WORDS.split()
FILES = [
    b"\x00",
    b"%PDF-1.7\n%%EOF",
    b"PK\x03\x04junk",
    b"<html><body>no</body></html>",
    b"slug,version\n\xff\xfe,1\n",
    b"TY  - JOUR\nT",
    b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><PubmedArticleSet>&b;</PubmedArticleSet>',
    b"[{]",
    b"@article{",
    b"TY  - JOUR\nTI  - One\nDO  - 10.1000/one\nER  - \n",
    "TY  - JOUR\nTI  - Zw\u00f6lf\nER  - \n".encode("utf-16"),
]


def patterns(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{namespace}{pattern.name}", pattern


DESK = sorted(
    (
        (name, one)
        for name, one in patterns(get_resolver())
        if name.startswith("admin:") and name not in LEFT_OUT and "?P<app_label" not in str(one.pattern)
    ),
    key=lambda pair: pair[0],
)


def parts(pattern: URLPattern, row: Any, dice: random.Random) -> dict[str, Any]:
    numbers = [row, row, row, row, 1, 2, 0, 2**63, 10**25]
    return {
        name: dice.choice(numbers if "Int" in type(one).__name__ else [*map(str, numbers), "nothing"])
        for name, one in pattern.pattern.converters.items()
    }


def filled(fields: dict[str, list[str]], dice: random.Random) -> dict[str, Any]:
    sent: dict[str, Any] = {}
    for name, values in fields.items():
        luck = dice.random()
        if luck < 0.7:
            sent[name] = values
        elif luck < 0.95:
            sent[name] = dice.choice(ODD)
        if luck > 0.97:
            sent[name] = [dice.choice(ODD), dice.choice(ODD)]
    for name in dice.sample(FORGED, 6):
        sent[name] = dice.choice(ODD)
    for name in ("file", "sheet", "held"):
        if dice.random() < 0.4:
            sent[name] = SimpleUploadedFile(dice.choice(["x.csv", "\u202ey.ris", "z" * 300]), dice.choice(FILES))
    return sent


@pytest.fixture
def desk(client: Client, tmp_path: Path, settings: Any) -> Client:
    settings.MEDIA_ROOT = tmp_path
    client.force_login(User.objects.create_superuser("owner"))
    session = client.session
    session["confirmed"] = int(time.time())
    session.save()
    return client


def asked(desk: Client, address: str, dice: random.Random) -> Iterator[str]:
    """Opens a page and sends it back with nonsense; yields what broke, with what was sent."""
    query = {dice.choice(FORGED): dice.choice(NAUGHTY)} if dice.random() < 0.3 else {}
    sent: dict[str, Any] = {}
    try:
        page = desk.get(address, query)
        html = page.status_code == 200 and "html" in page.get("Content-Type", "")
        codes = [page.status_code]
        sent = filled(shown(page) if html else {}, dice)
        codes.append(desk.post(address, sent).status_code)
    except Exception:  # whatever it is, it is told
        short = {name: str(value)[:60] for name, value in sent.items()}
        yield f"{address} {query} {short}\n{traceback.format_exc()}"
    else:
        if max(codes) >= 500:
            yield f"{address} {query} {sent}: {codes}"


def test_no_nonsense_makes_an_error_page(desk: Client) -> None:
    assert {"admin:index", "admin:evidence_study_add", "admin:wiki_page_change"} <= dict(DESK).keys()
    world = make_world(State.DRAFT, make.make_intervention(name="pill", slug="pill"))
    for noun in ("study", "result", "intervention"):
        make.make_sheet(kind=f"evidence.{noun}")
    dice = random.Random(SEED)  # noqa: S311  (the same each time)
    broken: list[str] = []
    for _ in range(ROUNDS):
        for name, pattern in DESK:
            noun = [*name.split("_"), ""][1]
            row = world.rows[noun].pk if noun in world.rows else 1
            address = reverse(name, kwargs=parts(pattern, row, dice))
            with transaction.atomic():
                broken += asked(desk, address, dice)
                transaction.set_rollback(True)
    assert not broken, "\n\n".join(broken)
