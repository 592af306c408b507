"""How every form of the desk asks and answers: all rules of a row, each at the field it is about."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError


class CuratedForm(forms.ModelForm):
    """Asks every constraint of its row, also those of columns that it does not show."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = label = "Address" if field.label == "Slug" else str(field.label or name.replace("_", " "))
            field.error_messages["min_value"] = "Expected %(limit_value)s or more."
            field.error_messages["max_value"] = "Expected %(limit_value)s or less."
            if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = f"This is needed: {label[:1].lower()}{label[1:]}."
            if isinstance(field.widget, forms.NumberInput):
                _take_any_text(field)
            if isinstance(field.widget, forms.Textarea) and field.widget.attrs.get("rows") == "10":
                field.widget.attrs["rows"] = "3"

    def shown(self) -> list[forms.BoundField]:
        """The fields of a row; the one that removes it only where there is something to remove."""
        empty = not (self.instance.pk or self.initial)
        return [field for field in self.visible_fields() if not (empty and field.name == "DELETE")]

    def _post_clean(self) -> None:
        """Asks the constraints again, since Django leaves out all that name a column without a field."""
        super()._post_clean()  # type: ignore[misc]
        try:
            self.instance.validate_constraints(exclude=set(self.errors))
        except ValidationError as error:
            said = set(self.non_field_errors())
            self.add_error(None, [fault for fault in error.messages if _sentence(fault) not in said])

    def add_error(self, field: str | None, error: Any) -> None:
        """Puts a sentence at the field that it begins with: `measure: say what the estimate is.`"""
        if field is not None:
            return super().add_error(field, error)
        faults = error if isinstance(error, ValidationError) else ValidationError(error)
        for key, listed in faults.update_error_dict({}).items():
            for fault in listed:
                name, sentence = self._placed(key, fault)
                super().add_error(name, sentence)

    def _placed(self, key: str, fault: ValidationError) -> tuple[str | None, ValidationError]:
        if key in self.fields:
            return key, fault
        (message,) = fault.messages
        named, _, rest = message.partition(": ")
        for name in self.fields:
            if rest and self._is_called(name, named.lower()):
                return name, ValidationError(_sentence(rest), code=fault.code)
        return None, ValidationError(_sentence(message), code=fault.code)

    def _is_called(self, name: str, words: str) -> bool:
        """Whether a sentence that begins with these words is about the field: `interval` is about `interval from`."""
        column = {field.name: field for field in self._meta.model._meta.get_fields()}.get(name)
        called = str(getattr(column, "verbose_name", name)).lower()
        return words in (name.replace("_", " "), called) or called.startswith(f"{words} ")


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


class FigureInput(forms.TextInput):
    """Shows 40 as 40 and not as 40.0, as the paper does."""

    def format_value(self, value: Any) -> str | None:
        return f"{value:.15g}" if isinstance(value, float) else super().format_value(value)


def _take_any_text(field: forms.Field) -> None:
    """Browsers send nothing at all for `4,7` in a number field, and the curator's typing would be lost."""
    style = field.widget.attrs.get("class", "")
    field.widget = FigureInput({"inputmode": "decimal", "autocomplete": "off"} | ({"class": style} if style else {}))
    field.error_messages["invalid"] = (
        "Expected a number such as 4.7, or nothing if it is not reported."
        if isinstance(field, forms.FloatField)
        else "Expected a whole number, or nothing if it is not reported."
    )


class CuratedFormSet(forms.BaseInlineFormSet):
    """Rows that can look at their parent before it is saved: a figure asks for its result's scale."""

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        setattr(form.instance, self.fk.name, self.instance)
        return form

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "Remove"

    def get_queryset(self) -> Any:
        """The rows that were fetched with their parent, so that ten results do not ask ten times."""
        accessor = str(self.fk.remote_field.get_accessor_name())
        if accessor in getattr(self.instance, "_prefetched_objects_cache", {}):
            return getattr(self.instance, accessor).all()
        return super().get_queryset()
