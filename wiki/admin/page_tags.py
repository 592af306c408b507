"""Tags at the list and the form of pages: where each comes from, pages of one, many changed at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from evidence.admin.desk import curator
from evidence.admin.forms import CuratedForm
from evidence.admin.own_page import own_page
from wiki.actions.tag_changes import Preview, change_tags, preview_change
from wiki.actions.tag_states import TagError
from wiki.actions.tags import refuse_bad_name
from wiki.admin.counting import count
from wiki.models import Page, page_tags, tag_at
from wiki.tag_names import names_in

COMMAS = 'With commas between; one that has a comma itself in quotation marks: pain, "AU, NZ".'


class PageTagsForm(CuratedForm):
    def clean_tags(self) -> list[str]:
        try:
            return [refuse_bad_name(name) for name in self.cleaned_data["tags"]]
        except TagError as error:
            raise ValidationError(str(error), code="name") from error


class TagsForm(forms.Form):
    """What to change on the pages that were chosen in the list."""

    add = forms.CharField(label="Tags to add", required=False, max_length=1000, help_text=COMMAS)
    remove = forms.CharField(
        label="Tags to take off", required=False, max_length=1000, help_text="No import and no rule puts them back."
    )
    reason = forms.CharField(
        label="Why", required=False, max_length=200, help_text="Kept in the history of each page that changes."
    )

    def preview(self, pages: QuerySet[Page]) -> Preview | None:
        """What it would do; None if it cannot be, with the reason at the top of the form."""
        try:
            return preview_change(pages=pages, **self.names())
        except TagError as error:
            self.add_error(None, str(error))
            return None

    def names(self) -> dict[str, list[str]]:
        return {part: names_in(self.cleaned_data[part]) for part in ("add", "remove")}


class ByTag(admin.SimpleListFilter):
    """Pages of one tag, by its address; offered once it is chosen, since tags are too many to list."""

    title = "tag"
    parameter_name = "tag"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        slug = request.GET.get(self.parameter_name, "")
        tag = tag_at(slug) if slug else None
        return [(slug, tag.name if tag else slug)] if slug else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Page]) -> QuerySet[Page]:
        return queryset.tagged(self.value()) if self.value() else queryset  # type: ignore[attr-defined]


def where_tags_come_from(page: Page) -> str:
    said = (f"{tag.name} ({tag.says or 'the page itself'})" for tag in page_tags(page))
    return ", ".join(said) or "none"


@admin.action(description="Add or take off tags", permissions=["change"])
def tag_pages(model_admin: Any, request: HttpRequest, pages: QuerySet[Page]) -> HttpResponse | None:
    """Asks which, shows what would change, changes it. Each step asks the list anew for what was chosen there, so
    that no step carries the pages along.
    """
    form = TagsForm(request.POST if "_tags" in request.POST else None)
    seen = form.preview(pages) if form.is_valid() else None
    if seen and "_apply" in request.POST:
        if request.POST.get("seen") == _mark(seen):
            _change(request, pages, form)
            return None
        messages.warning(request, "The pages changed meanwhile: look again at what would happen.")
    return own_page(
        request,
        Page,
        "admin/wiki/page/tags.html",
        "Add or take off tags",
        form=form,
        preview=seen,
        seen=_mark(seen) if seen else "",
        chosen=seen.chosen if seen else pages.order_by().count(),
        across=request.POST.get("select_across") == "1",
        selected=request.POST.getlist(ACTION_CHECKBOX_NAME)[:1000],
        checkbox=ACTION_CHECKBOX_NAME,
    )


def _mark(seen: Preview) -> str:
    return f"{seen.changing} of {seen.chosen}"


def _change(request: HttpRequest, pages: QuerySet[Page], form: TagsForm) -> None:
    change = change_tags(pages=pages, by=curator(request), reason=form.cleaned_data["reason"], **form.names())
    messages.success(
        request, f"{change} {count(change.pages, 'page')} changed. You can take it back in the list of changes of tags."
    )
