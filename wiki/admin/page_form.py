"""The form of a page: its text, what is said about it and its sections, with the version that it was opened at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.text import capfirst
from taggit.forms import TagWidget

from evidence.fields import PartialDateField
from wiki.actions.aliases import AliasError, refuse_taken
from wiki.actions.editing import EditError, PageValues, SectionValues
from wiki.admin.page_tags import COMMAS, PageTagsForm
from wiki.models import Lane, Page, Section, normal_path
from wiki.newlines import as_received, same_but_for_line_ends

# Each has four fields, and a form of more than a thousand is refused; the others are in the list of sections.
MOST_SECTIONS = 200
SECTION_FIELDS = ("lane", "date", "date_words", "looked_at")
NEEDS_A_REASON = {"title", "body"}


class SectionRow(NamedTuple):
    """A section in the table of the form, with its bound fields in the order of SECTION_FIELDS."""

    section: Section
    fields: list[forms.BoundField]


@dataclass(frozen=True, kw_only=True)
class Typed:
    """A value as it stands in the form, beside what the page holds now; both as people read them."""

    label: str
    theirs: str
    mine: str


class BodyField(forms.CharField):
    """The text to the byte: no space is cut off, and line ends alone are no change."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return not same_but_for_line_ends(initial or "", data or "")


class AliasesField(forms.CharField):
    """Old addresses, one a line."""

    def clean(self, value: Any) -> list[str]:
        lines = super().clean(value).splitlines()
        return list(dict.fromkeys(normal_path(line) for line in lines if line.strip()))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.clean(initial) != self.clean(data)


class PartialDateInput(forms.CharField):
    """2016-03, 2016 or 2016-03-01, with ? if unsure."""

    def clean(self, value: Any) -> Any:
        return PartialDateField(null=True, blank=True).to_python(super().clean(value))


class PageForm(PageTagsForm):
    # What the action refused at the first try, and whether the form is only to be shown again: see PageAdmin.
    refusal: EditError | None = None
    only_preview = False
    # An old address that the list of wanted pages proposes; kept only if somebody saves it.
    proposed = ""

    body = BodyField(
        label="Text",
        required=False,
        widget=forms.Textarea(attrs={"rows": 28, "class": "source", "spellcheck": "true"}),
        help_text="As it was received: markdown, in which HTML may stand. Readers see it below the title, cut into "
        "sections at its headings.",
    )
    aliases = AliasesField(
        label="Old addresses",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One a line, without the site: Back Pain, 5963, posts/back-pain. Each leads readers to this page.",
    )
    reason = forms.CharField(
        label="Why",
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
        help_text="Printed in the history of the page. Needed where the title or the text changes; left empty "
        "otherwise, what was changed is written here for you.",
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Page
        fields = ()  # the admin names them
        error_messages = {
            "title": {"required": "A page needs a title: readers see it at the top and in lists."},
            "slug": {
                "required": "A page needs an address: words of its title, such as back-pain.",
                "unique": "Another page has this address: expected one that is free.",
            },
        }
        help_texts = {
            "slug": "Below /pages/. Where it changes, the old one leads to the new one by itself.",
            "tags": COMMAS,
        }
        widgets = {
            "title": forms.TextInput(attrs={"class": "vLargeTextField"}),
            "publisher": forms.TextInput(attrs={"class": "vLargeTextField"}),
            "tags": TagWidget(attrs={"class": "vLargeTextField"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        page = self.instance
        self.newest: int = page.version
        self.conflict = False
        self.before = page.body
        self.sections: list[Section] = []
        self.initial.update(seen=page.version, body=page.body)
        if page.pk:
            paths = list(page.aliases.order_by("path").values_list("path", flat=True))
            self.initial["aliases"] = "\n".join(dict.fromkeys([*paths, self.proposed] if self.proposed else paths))
            self.sections = list(page.sections.defer("html", "heading_html").order_by("order")[:MOST_SECTIONS])
            for section in self.sections:
                self._add_section(section)

    def _add_section(self, section: Section) -> None:
        whose = f"section “{section}”"
        new: dict[str, forms.Field] = {
            "lane": forms.ChoiceField(choices=[("", "as its page"), *Lane.choices], required=False),
            "date": PartialDateInput(required=False, widget=forms.TextInput(attrs={"size": 11})),
            "date_words": forms.CharField(required=False, max_length=100, widget=forms.TextInput(attrs={"size": 18})),
            "looked_at": forms.BooleanField(required=False),
        }
        filled = {"lane": section.lane, "date": str(section.date or ""), "date_words": section.date_words}
        for name, field in new.items():
            words = name.replace("_", " ")
            field.label = f"{whose}: {words}"
            field.widget.attrs["aria-label"] = f"{capfirst(words)} of {whose}"
            self.fields[_field_of(section, name)] = field
            self.initial[_field_of(section, name)] = filled.get(name, section.confirmed)

    def section_rows(self) -> Iterator[SectionRow]:
        for section in self.sections:
            yield SectionRow(section, [self[_field_of(section, name)] for name in SECTION_FIELDS])

    def clean_body(self) -> str:
        return as_received(self.cleaned_data["body"], self.before)

    def clean_aliases(self) -> list[str]:
        paths: list[str] = self.cleaned_data["aliases"]
        known = self.initial.get("aliases", "").split("\n")
        for path in paths:
            if path not in known:
                try:
                    refuse_taken(path=path, page=self.instance)
                except AliasError as error:
                    self.add_error("aliases", ValidationError(str(error), code="taken"))
        return paths

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.only_preview:
            self.add_error("seen", "Shown, not saved.")
            return data
        if self.instance.pk and data.get("seen") != self.newest:
            self._meet_conflict()
        elif self.refusal is not None:
            self.add_error(self.refusal.field if self.refusal.field in self.fields else None, str(self.refusal))
        if self.instance.pk and NEEDS_A_REASON & set(self.changed_data) and not data.get("reason"):
            self.add_error("reason", "Say in a few words why the title or the text changes: it is kept in the history.")
        return data

    def _meet_conflict(self) -> None:
        """Comes back with all that was typed; the next save is a deliberate one, over the newest version."""
        self.conflict = True
        self.add_error("seen", "Somebody saved this page after you had opened it.")
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix("seen")] = str(self.newest)
        self.data = data

    def typed(self) -> list[Typed]:
        """Every value that differs from what the page holds now."""
        names = [name for name in self.changed_data if name not in {"seen", "reason"}]
        return [
            Typed(
                label=str(self.fields[name].label),
                theirs=self._words(name, self.get_initial_for_field(self.fields[name], name)),
                mine=self._words(name, self[name].value()),
            )
            for name in names
        ] + list(self._of_sections_gone())

    def _of_sections_gone(self) -> Iterator[Typed]:
        """What was typed at sections that the newer text has no more; at most as many as a form can hold."""
        sent = [name for name in self.data if name.startswith("section-") and name not in self.fields]
        for name in sent[: MOST_SECTIONS * len(SECTION_FIELDS)]:
            if words := self.data[name]:
                label = f"{name.removeprefix('section-')}, of a section that is not in the newer text"
                yield Typed(label=label, theirs="", mine=words)

    def _words(self, name: str, value: Any) -> str:
        field = self.fields[name]
        if isinstance(field, forms.ModelMultipleChoiceField):
            keys = [str(getattr(one, "pk", one)) for one in value or []]
            rows = field.queryset.filter(pk__in=[key for key in keys if key.isdecimal()])  # type: ignore[union-attr]
            return "\n".join(sorted(map(str, rows)))
        if isinstance(field, forms.BooleanField):
            return "yes" if value in (True, "on") else "no"
        if isinstance(value, list):
            return ", ".join(sorted(str(one) for one in value))
        return "" if value is None else str(value)

    def values(self) -> PageValues:
        """For the action; only of a valid form."""
        data = self.cleaned_data
        return PageValues(
            **{name: data[name] for name in ("title", "date", "body", "lane", "publisher")},
            **{name: data[name] for name in ("conflict_of_interest", "source_url")},
            slug=data.get("slug") or self.instance.slug,
            categories=tuple(sorted(category.name for category in data["categories"])),
            tags=tuple(data["tags"]),
            aliases=tuple(data["aliases"]),
            sections=tuple(self._section_values(one) for one in self.sections),
        )

    def _section_values(self, section: Section) -> SectionValues:
        typed: dict[str, Any] = {name: self.cleaned_data[_field_of(section, name)] for name in SECTION_FIELDS}
        if {_field_of(section, name) for name in SECTION_FIELDS} & set(self.changed_data):
            typed["looked_at"] = True  # ticked, or anything typed: in both cases somebody has looked at it
        return SectionValues(anchor=section.anchor, **typed | {"date": typed["date"] or None})

    def why(self) -> str:
        """The reason that was given, else what was changed."""
        given: str = self.cleaned_data.get("reason", "")
        labels = [str(self.fields[name].label) for name in self.changed_data if name not in {"seen", "reason"}]
        labels = [f"{label[:1].lower()}{label[1:]}" for label in labels]
        if given or not self.instance.pk:
            return given or "Begun here."
        return f"Changed: {', '.join(labels) or 'nothing but its state'}."[:500]


def _field_of(section: Section, name: str) -> str:
    return f"section-{section.anchor}-{name}"
