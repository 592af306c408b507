"""Forms that carry rows of their own: an arm its regimen, a result its figures and comparisons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from evidence.admin.forms import CuratedForm, CuratedFormSet


class NotSavedError(Exception):
    """Something was wrong after all; what it was stands at its form."""


class Below(Protocol):
    """What a form can carry: a formset, or something that behaves like one."""

    @property
    def forms(self) -> Any: ...

    def is_valid(self) -> bool: ...

    def has_changed(self) -> bool: ...


class NestingForm(CuratedForm):
    """A form with formsets below it; a row counts as blank until something is typed that was not filled in for it."""

    # Fields whose value was suggested, and says nothing of whether the row is meant.
    suggested: frozenset[str] = frozenset()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Kept, because an instance has a number once it is saved, be the save undone or not.
        self.is_new = self.instance.pk is None
        self.below: list[Below] = []

    @property
    def spare(self) -> bool:
        """A blank row, for one more than there are."""
        return self.is_new and not (self.is_bound and (self.errors or self.has_changed()))

    def has_changed(self) -> bool:
        return self.own_change() or any(one.has_changed() for one in self.below)

    def own_change(self) -> bool:
        changed = set(self.changed_data)
        return bool(changed - self.suggested if self.is_new else changed)


class NestingFormSet(CuratedFormSet):
    """Checked, and saved, together with what hangs on its forms."""

    forms: list[Any]

    def hang(self, form: Any) -> None:
        """Gives a form what is below it."""
        raise NotImplementedError

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)
        self.hang(form)
        return form

    @property
    def empty_form(self) -> Any:
        form = super().empty_form
        setattr(form.instance, self.fk.name, self.instance)
        self.hang(form)
        return form

    def is_valid(self) -> bool:
        valid = super().is_valid()
        # All of them are asked, so that every fault is shown at once; the parents first, whose scale is looked at.
        below = [one.is_valid() for form in self.forms if not self.removed(form) for one in form.below]
        return valid and all(below)

    def removed(self, form: Any) -> bool:
        return bool(self.can_delete and self._should_delete_form(form))  # type: ignore[attr-defined]

    def every_form(self) -> Iterator[CuratedForm]:
        for form in self.forms:
            yield form
            for below in form.below:
                yield from below.forms


def all_valid(rows: Sequence[CuratedForm]) -> bool:
    """Whether all are, having asked every one of them so that every fault is shown at once."""
    return not [row for row in rows if not row.is_valid()]


def store(form: Any) -> None:
    """Saves one row, after asking it everything once more now that its parents are saved."""
    try:
        form.instance.full_clean()
    except ValidationError as error:
        form.add_error(None, error)
        raise NotSavedError from error
    form.instance.save()


def remove(form: Any, because: str) -> None:
    try:
        form.instance.delete()
    except ProtectedError as error:
        form.add_error(None, because)
        raise NotSavedError from error


def save_rows(formset: CuratedFormSet) -> int:
    """Saves the rows of a plain formset below a saved parent; says how many changed."""
    changed = 0
    for form in formset.forms:
        if not form.has_changed():
            continue
        setattr(form.instance, formset.fk.name, formset.instance)
        if formset.can_delete and form.cleaned_data.get("DELETE"):
            if form.instance.pk:
                remove(form, "This row is used elsewhere and cannot be removed.")
        else:
            store(form)
        changed += 1
    return changed
