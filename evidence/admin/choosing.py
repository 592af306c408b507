"""Choosing one row of many: by autocomplete, or by typing its name where no script runs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple, RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.html import format_html
from django.utils.safestring import SafeString

# Under which names a row can be typed; the number of a row is what the autocomplete sends.
NAMES = {
    "intervention": ("name__iexact", "slug", "synonyms__name__iexact"),
    "outcome": ("name__iexact", "slug"),
    "instrument": ("short_name__iexact", "name__iexact", "slug"),
    "report": ("slug",),
}
# No number of a row has so many digits, and SQLite stumbles over them.
TOO_LONG = 19


class OfRows:
    """Keeps what is no number of a row, in an address or a form that no page of ours sent, from the database."""

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        return super().optgroups(name, numbers_among(value), attrs)  # type: ignore[misc]


class ChooseOne(OfRows, AutocompleteSelect):
    """Django's choice of a row."""


class ChooseMany(OfRows, AutocompleteSelectMultiple):
    """Django's choice of rows."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """Cut where no number goes on, so that the form refuses it in words."""
        return [str(one)[: TOO_LONG - 1] for one in super().value_from_datadict(data, files, name) or []]


def numbers_among(values: Iterable[Any]) -> list[Any]:
    return [one for one in values if str(one).isdecimal() and len(str(one)) < TOO_LONG]


class Autocomplete(AutocompleteSelect):
    """Django's, without a query for the row that is known already, and with a text field for no script."""

    known: models.Model | None = None

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        chosen = numbers_among(value)
        if self.known is None or chosen != [str(self.known.pk)]:
            return super().optgroups(name, chosen, attrs)
        empty = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        return [(None, [*empty, self.create_option(name, self.known.pk, str(self.known), True, 1)], 0)]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        select = super().render(name, value, attrs, renderer)
        typed = str(self.known) if self.known is not None and str(value) == str(self.known.pk) else value or ""
        return format_html('{}<noscript><input name="{}" value="{}"></noscript>', select, name, typed)


class ChoiceByName(forms.ModelChoiceField):
    """The number of a row, or one of its names; with a sign that adds a new one."""

    def __init__(self, model: type[models.Model], field_name: str, **kwargs: Any) -> None:
        field = model._meta.get_field(field_name)
        assert isinstance(field, models.ForeignKey)  # noqa: S101  for the type checker
        autocomplete = Autocomplete(field, admin.site)
        autocomplete.is_required = not field.blank
        super().__init__(
            queryset=field.remote_field.model._default_manager.all(),
            required=not field.blank,
            label=str(field.verbose_name),
            help_text=field.help_text,
            widget=RelatedFieldWidgetWrapper(autocomplete, field.remote_field, admin.site, can_add_related=True),
            **kwargs,
        )

    def has_changed(self, initial: Any, data: Any) -> bool:
        """A name that was left standing is no change."""
        if data and not str(data).isdecimal():
            try:
                data = self.prepare_value(self.to_python(data))
            except ValidationError:
                return True
        return super().has_changed(initial, data)

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()
        if not text or text.isdecimal():
            return super().to_python(text)
        rows_of = self.queryset
        assert rows_of is not None  # noqa: S101  for the type checker
        model = rows_of.model
        wanted = models.Q()
        for lookup in NAMES[str(model._meta.model_name)]:
            wanted |= models.Q(**{lookup: text})
        rows = list(rows_of.filter(wanted).distinct()[:2])
        if len(rows) == 1:
            return rows[0]
        raise ValidationError(
            f"“{text}” is none of the {model._meta.verbose_name_plural}: expected a name from the list. "
            "Add it first if it is new.",
            code="invalid_choice",
        )


def know(form: forms.BaseForm, name: str, row: models.Model | None) -> None:
    """Spares a field the query for the name of a row that is at hand."""
    wrapper: Any = form.fields[name].widget
    wrapper.widget.known = row
