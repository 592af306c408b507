"""Who works at the desk: curators enter and correct, reviewers publish as well."""

import secrets

from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.db import models, transaction
from django.db.models import Q

APPLICATIONS = ("evidence", "wiki", "taggit")
# What happened is read, never written by hand.
HISTORY = (
    "change",
    "rowchange",
    "version",
    "sourcetext",
    "tagkey",
    "tagchange",
    "pageloss",
    "refusal",
    "link",
    "linkcheck",
    "otheridentifier",
)
# What a reviewer may do beyond a curator's work.
ROLES = {"curators": (), "reviewers": ("publish_study",)}


def parts() -> list[str]:
    """Models whose rows go when their owner goes, such as an arm's steps; only these are ever deleted by hand."""
    return [
        model._meta.model_name or ""
        for label in APPLICATIONS[:2]
        for model in apps.get_app_config(label).get_models()
        if any(
            isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.CASCADE
            for field in model._meta.get_fields()
        )
    ]


@transaction.atomic
def make_groups() -> None:
    work = Q(codename__startswith="add_") | Q(codename__startswith="change_") | Q(codename__startswith="view_")
    deletable = Q(codename__in=[f"delete_{name}" for name in parts()])
    everything = Permission.objects.filter(content_type__app_label__in=APPLICATIONS)
    for name, more in ROLES.items():
        group, _ = Group.objects.get_or_create(name=name)
        allowed = everything.filter(work | deletable | Q(codename__in=more))
        group.permissions.set(allowed.exclude(~Q(codename__startswith="view_") & Q(content_type__model__in=HISTORY)))


@transaction.atomic
def make_account(*, name: str, group: str) -> str | None:
    """A member of staff in a group; the new password, or None where the account was there already."""
    person, new = User.objects.get_or_create(username=name, defaults={"is_staff": True})
    if not new:
        return None
    password = secrets.token_urlsafe(12)
    person.set_password(password)
    person.save(update_fields=["password"])
    person.groups.set([Group.objects.get(name=group)])
    return password
