"""Who works at the desk: curators enter and submit, reviewers publish as well, administrators also see to people."""

import secrets
from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
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
    "comment",
)
# What verdicts are worked out by is read by all who work here, and written by administrators.
RULES = ("certaintyrules",)
# What each may do beyond a curator's work, by the names of permissions.
PUBLISHING = ("publish_study", "publish_page")
PEOPLE = tuple(f"{verb}_{noun}" for verb in ("add", "change", "view") for noun in ("user", "group"))
ROLES: dict[str, tuple[str, ...]] = {
    "curator": (),
    "reviewer": PUBLISHING,
    "administrator": (
        *(*PUBLISHING, *PEOPLE, "undo_change"),
        *(f"{verb}_{noun}" for verb in ("add", "change") for noun in RULES),
        "put_rules_in_force",
    ),
}
# What the groups were called before; whoever was in one stays in it.
OLD_NAMES = {"curators": "curator", "reviewers": "reviewer"}


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


def groups_after_migration(using: str, apps: Any = apps, **_: Any) -> None:
    """Receives post_migrate; the last application's permissions may not be there yet, so that they are made first."""
    try:
        apps.get_model("auth", "Group")
    except LookupError:  # migrated back to before there were groups
        return
    if using == "default":
        make_groups()


@transaction.atomic
def make_groups() -> None:
    """The three groups with what each may do; run again, it changes nothing."""
    for label in (*APPLICATIONS, "auth"):
        create_permissions(apps.get_app_config(label), verbosity=0)
    for old, new in OLD_NAMES.items():
        _rename(old, new)
    work = Q(codename__startswith="add_") | Q(codename__startswith="change_") | Q(codename__startswith="view_")
    deletable = Q(codename__in=[f"delete_{name}" for name in parts()])
    written = ~Q(codename__startswith="view_") & Q(content_type__model__in=(*HISTORY, *RULES))
    ours = Q(content_type__app_label__in=APPLICATIONS) & (work | deletable) & ~written
    for name, more in ROLES.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.set(Permission.objects.filter(ours | Q(codename__in=more)))


def _rename(old: str, new: str) -> None:
    """Gives a group its new name with all its members; beside one that has the name, its members move there."""
    before = Group.objects.filter(name=old).first()
    if before is None:
        return
    after = Group.objects.filter(name=new).first()
    if after is None:
        Group.objects.filter(pk=before.pk).update(name=new)
        return
    for person in User.objects.filter(groups=before):
        person.groups.add(after)
    before.delete()


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
