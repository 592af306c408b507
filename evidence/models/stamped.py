"""What every curated row carries: when it came, when it changed, and whether the public sees it."""

from django.db import models
from django.db.models.functions import Now


class State(models.TextChoices):
    """Only published rows are public. Deleting is withdrawing: the row stays."""

    DRAFT = "draft", "draft"
    IN_REVIEW = "in review", "in review"
    PUBLISHED = "published", "published"
    WITHDRAWN = "withdrawn", "withdrawn"


class Stamped(models.Model):
    # The database's own default serves `loaddata`, which saves rows raw, without auto_now.
    created = models.DateTimeField(auto_now_add=True, db_default=Now())
    updated = models.DateTimeField(auto_now=True, db_default=Now())

    class Meta:
        abstract = True


def one_of(field: str, choices: type[models.TextChoices]) -> models.CheckConstraint:
    """A constraint that keeps a choice a choice, round the form as well."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": choices.values}),
        name=f"%(app_label)s_%(class)s_{field}",
        violation_error_message=f"{field.replace('_', ' ')}: expected one of {', '.join(map(str, choices.labels))}.",
    )


def one_of_or_none(field: str, choices: type[models.TextChoices]) -> models.CheckConstraint:
    """As `one_of`, for a choice that may be empty."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": ["", *choices.values]}),
        name=f"%(app_label)s_%(class)s_{field}",
        violation_error_message=f"{field.replace('_', ' ')}: expected nothing, or one of "
        f"{', '.join(map(str, choices.labels))}.",
    )


def waiting_index(name: str) -> models.Index:
    """For the queue of those who decide: the rows in review, the longest waiting first."""
    return models.Index(fields=["updated", "id"], condition=models.Q(state=State.IN_REVIEW), name=name)


def not_below_zero(*fields: str) -> list[models.CheckConstraint]:
    """One constraint a field; an empty field passes, since NULL means not reported."""
    return [
        models.CheckConstraint(
            condition=models.Q(**{f"{field}__isnull": True}) | models.Q(**{f"{field}__gte": 0, f"{field}__lte": 1e15}),
            name=f"%(app_label)s_%(class)s_{field}_not_negative",
            violation_error_message=f"{field.replace('_', ' ')} cannot be below zero.",
        )
        for field in fields
    ]


def both_or_neither(one: str, other: str, message: str) -> models.CheckConstraint:
    """`one` and `other` are given together; written so that NULL cannot slip through."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{one}__isnull": True, f"{other}__isnull": True})
        | models.Q(**{f"{one}__isnull": False, f"{other}__isnull": False}),
        name=f"%(app_label)s_%(class)s_{one}_with_{other}",
        violation_error_message=message,
    )


def web_address(field: str) -> models.CheckConstraint:
    """Empty or on the web: an address that runs a script must not come in by any door."""
    return models.CheckConstraint(
        condition=models.Q(**{field: ""})
        | models.Q(**{f"{field}__startswith": "https://"})
        | models.Q(**{f"{field}__startswith": "http://"}),
        name=f"%(app_label)s_%(class)s_{field}_is_web",
        violation_error_message=f"{field}: expected one that begins with https:// or http://.",
    )
