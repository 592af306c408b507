"""A curator of pages at the desk, and forms filled in as the browser would send them."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.contrib.auth.models import Permission, User
from django.test import Client

from tests import factories as make
from wiki.models import Page

NOUNS = ("page", "section", "alias", "mention", "pageloss", "category")


def make_curator(*verbs: str, **overrides: Any) -> User:
    """Who may do these things with pages and what hangs on them; all but deleting unless told otherwise."""
    user = make.make_user(**overrides)
    wanted = [f"{verb}_{noun}" for noun in NOUNS for verb in verbs or ("view", "add", "change")]
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="wiki", codename__in=wanted))
    return user


def make_reviewer(**overrides: Any) -> User:
    """A curator who publishes as well."""
    user = make_curator(**overrides)
    user.user_permissions.add(Permission.objects.get(codename="publish_page"))
    return user


def address_of(page: Page) -> str:
    return f"/admin/wiki/page/{page.pk}/change/"


def form(client: Client, address: str) -> dict[str, Any]:
    """The values that the browser would send if nothing were changed."""
    response = client.get(address)
    assert response.status_code == 200
    return values_in(response)


def values_in(response: Any) -> dict[str, Any]:
    """The same for a page that has come already, such as a form that was refused."""
    admin_form = response.context["adminform"].form
    values = {admin_form.add_prefix(name): admin_form[name].value() for name in admin_form.fields}
    for inline in response.context["inline_admin_formsets"]:
        formset = inline.formset
        for one in [formset.management_form, *formset.forms]:
            values |= {one.add_prefix(name): one[name].value() for name in one.fields}
    if seen := response.context.get("seen"):
        values["_seen"] = seen
    if not isinstance(values.get("tags", ""), str):
        values["tags"] = ",".join(map(str, values["tags"] or []))
    if "categories" in values:
        values["categories"] = [getattr(one, "pk", one) for one in values["categories"] or []]
    values = {name: "on" if value is True else value for name, value in values.items()}
    return {name: value for name, value in values.items() if value is not None and value is not False}


def errors(html: str) -> list[str]:
    return [unescape(words) for words in re.findall(r'<ul class="errorlist[^>]*><li>(.*?)</li>', html)]
