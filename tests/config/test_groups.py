"""The groups of those who work at the desk: there after a migration, and gone from somebody as soon as taken away."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client

from config.accounts import make_groups
from tests import factories as make

pytestmark = pytest.mark.django_db
PEOPLE = {f"{verb}_{noun}" for verb in ("add", "change", "view") for noun in ("user", "group")}


RULES = {"add_certaintyrules", "change_certaintyrules", "put_rules_in_force"}


def permissions_of(name: str) -> set[str]:
    return set(Group.objects.get(name=name).permissions.values_list("codename", flat=True))


def test_a_migrated_database_has_the_groups_with_what_each_may_do() -> None:
    assert set(Group.objects.values_list("name", flat=True)) == {"curator", "reviewer", "administrator"}
    curator, reviewer, administrator = map(permissions_of, ("curator", "reviewer", "administrator"))
    assert {"add_study", "change_result", "view_report", "delete_armvalue", "add_tag", "change_page"} <= curator
    assert {"add_assessment", "change_assessment", "view_change", "view_rowchange", "view_certaintyrules"} <= curator
    forbidden = {"delete_study", "delete_report", "delete_intervention", "publish_study", "add_user", "change_change"}
    assert curator.isdisjoint(forbidden | {"delete_comment", "undo_change", "delete_assessment"})
    assert reviewer - curator == {"publish_study", "publish_page"}
    assert administrator - reviewer == PEOPLE | {"undo_change"} | RULES
    assert curator < reviewer < administrator


def test_migrating_again_changes_nothing() -> None:
    before = {name: permissions_of(name) for name in ("curator", "reviewer", "administrator")}
    numbers = set(Group.objects.values_list("pk", "name"))
    call_command("migrate", verbosity=0)
    assert {name: permissions_of(name) for name in before} == before
    assert set(Group.objects.values_list("pk", "name")) == numbers


def test_groups_of_the_old_names_are_renamed_and_keep_their_members() -> None:
    Group.objects.filter(name="curator").delete()
    old, beside = Group.objects.create(name="curators"), Group.objects.create(name="reviewers")
    ann, bob = make.make_user(username="ann"), make.make_user(username="bob")
    old.user_set.add(ann)
    beside.user_set.add(ann, bob)
    make_groups()
    assert Group.objects.get(name="curator").pk == old.pk
    assert not Group.objects.filter(name__in=["curators", "reviewers"]).exists()
    members = {name: set(User.objects.filter(groups__name=name)) for name in ("curator", "reviewer")}
    assert members == {"curator": {ann}, "reviewer": {ann, bob}}


def test_whoever_is_taken_out_of_a_group_is_refused_at_the_next_request(client: Client) -> None:
    user = make.make_member("curator")
    client.force_login(user)
    assert client.get("/admin/evidence/study/").status_code == 200
    user.groups.clear()
    # The session ends with the role, so the next page is the one to log in at.
    answer = client.get("/admin/evidence/study/")
    assert (answer.status_code, answer["Location"]) == (302, "/admin/login/?next=%2Fadmin%2Fevidence%2Fstudy%2F")
    client.force_login(user)
    assert client.get("/admin/evidence/study/").status_code == 403
