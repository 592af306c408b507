"""An outcome that nothing measures: whether somebody looked is said, and kept apart from nobody's looking."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import factories as make

pytestmark = pytest.mark.django_db
PAGE = "/interventions/magnesium-cream/pain/"


def said(client: Client) -> str:
    response = client.get(PAGE)
    assert response.status_code == 404
    return response.content.decode()


def test_nothing_found_and_never_searched_are_two_things(client: Client) -> None:
    top = make.make_intervention(slug="magnesium", name="Magnesium")
    make.make_intervention(slug="magnesium-cream", name="Magnesium cream", parent=top)
    make.make_outcome(slug="pain", name="Pain")
    assert (
        "Nobody has searched yet for studies of magnesium cream for pain; that none is shown does not mean that there "
        "are none."
    ) in said(client)
    make.make_search_log(intervention=top, date="2024-03-01")
    make.make_search_log(intervention=top, date="2025-11")
    assert "No study of magnesium cream for pain was found in the search of November 2025; whether it helps" in said(
        client
    )
    assert client.get("/interventions/magnesium-cream/forest.csv").status_code == 404
