"""Model fields that keep a value in its one canonical form, whichever door it came through."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from evidence.dates import PartialDate, PartialDateError
from evidence.identifiers import IdentifierError, Scheme, parse, parse_registration

WEB_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
# Beyond any figure of a paper, and below infinity: PostgreSQL would keep NaN and infinity.
LARGEST = 1e15


if TYPE_CHECKING:
    Text = models.CharField[Any, Any]
    Address = models.URLField[Any, Any]
else:  # Django's fields take no parameters at run time
    Text = models.CharField
    Address = models.URLField


class PartialDateField(Text):
    """A PartialDate, stored as its ISO 8601-2 text so that it sorts and exports as it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"max_length": 11} | kwargs))

    def from_db_value(self, value: str | None, *_: Any) -> PartialDate | None:
        return PartialDate.parse(value) if value else None

    def to_python(self, value: Any) -> PartialDate | None:
        if value is None or value == "" or isinstance(value, PartialDate):
            return value or None
        try:
            return PartialDate.parse(str(value))
        except PartialDateError as error:
            raise ValidationError(str(error), code="date") from error

    def get_prep_value(self, value: Any) -> str | None:
        if value is None or value == "":
            return None
        return str(value if isinstance(value, PartialDate) else PartialDate.parse(str(value)))

    def value_from_object(self, obj: models.Model) -> str | None:
        """The text a form is filled with, so that a date nobody touched counts as unchanged."""
        return self.get_prep_value(super().value_from_object(obj))

    def value_to_string(self, obj: models.Model) -> str:
        return self.value_from_object(obj) or ""

    def run_validators(self, value: Any) -> None:
        """None: `to_python` has said all there is to say, and a PartialDate has no length."""


class CanonicalField(Text):
    """A text that has one canonical form; null when there is none, so that it can be unique."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"max_length": 200, "null": True, "blank": True, "unique": True} | kwargs))

    def canonical(self, text: str) -> str:
        raise NotImplementedError

    def to_python(self, value: Any) -> str | None:
        if value is None or not str(value).strip():
            return None
        try:
            return self.canonical(str(value))
        except IdentifierError as error:
            raise ValidationError(str(error), code="identifier") from error

    def get_prep_value(self, value: Any) -> str | None:
        return self.canonical(str(value)) if value is not None and str(value).strip() else None


# A form, a query and a save ask for the same one after the other, and imports do so by the thousand.
_parsed = lru_cache(maxsize=8_192)(parse)


class IdentifierField(CanonicalField):
    """A PMID, PMCID or DOI, parsed from whatever is pasted."""

    def __init__(self, *args: Any, scheme: str, **kwargs: Any) -> None:
        self.scheme = Scheme(scheme)
        super().__init__(*args, **kwargs)

    def canonical(self, text: str) -> str:
        return _parsed(text, self.scheme)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"scheme": str(self.scheme)}


class RegistrationNumberField(CanonicalField):
    """The number of a trial registration in one of the known registries."""

    def canonical(self, text: str) -> str:
        return parse_registration(text)


class DerivedField(Text):
    """A text that other columns give, worked out whenever the row is saved or created in bulk; looked up, never typed.

    It is no part of a row's history. Whoever writes the columns by `update()` or `update_fields` names it as well, or
    leaves it to `manage.py reindex`.
    """

    def __init__(
        self, *args: Any, work_out: Callable[..., str] | None = None, of: Sequence[str] = (), **kwargs: Any
    ) -> None:
        self.work_out, self.of = work_out, of
        always: dict[str, Any] = {"max_length": 200, "blank": True, "default": "", "editable": False, "db_index": True}
        super().__init__(*args, **(always | kwargs))

    def worked_out(self, values: Mapping[str, Any]) -> str:
        """From the columns by their names, as a snapshot or an import has them."""
        return self.work_out(*(values[name] for name in self.of)) if self.work_out else ""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        if self.work_out:
            columns = {name: getattr(model_instance, name) for name in self.of}
            setattr(model_instance, self.attname, self.worked_out(columns))
        value: str = getattr(model_instance, self.attname)
        return value


class WebAddressField(Address):
    """An address on the web; one pasted without its scheme is taken for https, as Django 6 will."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**({"assume_scheme": "https"} | kwargs))


def figure(verbose_name: str, help_text: str = "", *, least: float = -LARGEST) -> models.FloatField[Any, Any]:
    """An optional figure from a paper: empty means not reported, never zero."""
    return models.FloatField(
        verbose_name,
        null=True,
        blank=True,
        help_text=help_text,
        validators=[MinValueValidator(least), MaxValueValidator(LARGEST)],
    )


def validate_addresses(text: str) -> None:
    """One web address a line; raises ValidationError that names the line."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not WEB_ADDRESS.fullmatch(line.strip()):
            raise ValidationError(f"line {number}: “{line.strip()[:80]}” is no address that begins with http(s)://.")


def addresses(verbose_name: str, help_text: str) -> models.TextField[Any, Any]:
    return models.TextField(verbose_name, blank=True, help_text=help_text, validators=[validate_addresses])


def count(verbose_name: str, help_text: str = "") -> models.PositiveIntegerField[Any, Any]:
    """An optional number of people: empty means not reported, never zero."""
    return models.PositiveIntegerField(verbose_name, null=True, blank=True, help_text=help_text)
