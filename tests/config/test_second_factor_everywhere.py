"""Where a second factor is required, no address of the desk is open before there is one."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests.config.test_addresses import ADMIN, DOOR

pytestmark = pytest.mark.django_db
# Where the factor is set up, what the login page itself needs, and one's own password.
OPEN = {"admin:second-factor", "admin:confirm", "admin:password_change", "admin:password_change_done", *DOOR}


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_address_leads_to_where_the_factor_is_set_up(client: Client, settings: Any, method: str) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    client.force_login(User.objects.create_superuser("owner"))
    wrong = []
    for name, address in ADMIN.items():
        if name in OPEN:
            continue
        answer = getattr(client, method)(address)
        if (answer.status_code, answer.get("Location")) != (302, reverse("admin:second-factor")):
            wrong.append((name, answer.status_code, answer.get("Location")))
    assert wrong == []
