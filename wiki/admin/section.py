"""Sections across all pages, to be looked at: a suggested lane counts for nothing until somebody has."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet, Value
from django.db.models.functions import Substr
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from evidence.admin.desk import KeptAdmin, curator
from evidence.models import State
from wiki.actions.sections import Confirmed, confirm_sections, mark_of
from wiki.admin.counting import count
from wiki.models import Authority, Lane, Section
from wiki.rendering.markup import text_of

MOST_AT_ONCE = 2_000
# Of the stored HTML, for the first words; and of those.
BEGINNING, FIRST_WORDS = 800, 140
# What the mark of a section is made of.
MARKED = ("heading", "lane", "suggested_lane", "authority")
SEEN = re.compile(r"(\d{1,18}):([0-9a-f]{8})")


class SectionList(ChangeList):
    """Fetches the beginning of each text, not the whole."""

    def get_queryset(self, *args: Any, **kwargs: Any) -> QuerySet[Section]:
        sections: QuerySet[Section] = super().get_queryset(*args, **kwargs)
        return sections.annotate(beginning=Substr("html", 1, Value(BEGINNING)))


class LaneForm(ActionForm):
    lane = forms.ChoiceField(choices=[("", "lane …"), *Lane.choices], required=False, label="Lane: ")


class Looked(admin.SimpleListFilter):
    title = "looked at"
    parameter_name = "looked"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", "waits for a look"), ("yes", "looked at")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "no":
            return queryset.unconfirmed()
        return queryset.exclude(authority=Authority.IMPORT) if self.value() == "yes" else queryset


class PageState(admin.SimpleListFilter):
    title = "state of the page"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(State.choices)

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(page__state=self.value()) if self.value() in State.values else queryset


@admin.register(Section)
class SectionAdmin(KeptAdmin):
    list_display = ("heading_told", "suggestion", "lane", "date", "page_told")
    list_display_links = None
    list_filter = (Looked, "suggested_lane", "lane", PageState)
    list_select_related = ("page",)
    search_fields = ("heading", "page__title", "page__slug")
    search_help_text = "Words of the heading, or the page."
    sortable_by = ()
    ordering = ("page_id", "order")
    action_form = LaneForm
    actions = ("confirm_suggested", "set_lane")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[SectionList]:
        return SectionList

    def get_queryset(self, request: HttpRequest) -> QuerySet[Section]:
        texts = ("body", "front_matter", "extra", "conflict_of_interest")
        return super().get_queryset(request).defer("html", "heading_html", *(f"page__{name}" for name in texts))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(confirm)
        return [path("confirm/", view, name="wiki_section_confirm"), *super().get_urls()]

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """A section is changed in the form of its page."""
        section = self.get_object(request, object_id)
        if not self.has_view_or_change_permission(request, section):
            raise PermissionDenied
        if section is None:
            return HttpResponseRedirect(reverse("admin:wiki_section_changelist"))
        return HttpResponseRedirect(_in_form(section))

    @admin.display(description="heading")
    def heading_told(self, section: Section) -> SafeString:
        begins = self._first_words(section)
        return format_html(
            '<a href="{}">{}</a><div class="quiet">{}</div>', _in_form(section), str(section)[:200], begins
        )

    @admin.display(description="page")
    def page_told(self, section: Section) -> str | SafeString:
        if section.page.state != State.PUBLISHED:
            return f"{section.page} ({section.page.get_state_display()})"
        return format_html('<a href="{}">{}</a>', section.get_absolute_url(), section.page)

    @admin.display(description="suggested")
    def suggestion(self, section: Section) -> str:
        return f"{section.get_suggested_lane_display()}: {section.suggestion_reason}" if section.suggested_lane else ""

    def _first_words(self, section: Any) -> str:
        words = " ".join(text_of(re.sub(r"<[^>]*$", "", section.beginning)).split())
        return words if len(words) <= FIRST_WORDS else f"{words[:FIRST_WORDS]}…"

    @admin.action(description="Confirm the suggested lane", permissions=["change"])
    def confirm_suggested(self, request: HttpRequest, sections: QuerySet[Section]) -> HttpResponse | None:
        return self._ask(request, sections.exclude(suggested_lane=""), "")

    @admin.action(description="Set the lane", permissions=["change"])
    def set_lane(self, request: HttpRequest, sections: QuerySet[Section]) -> HttpResponse | None:
        lane = request.POST.get("lane", "")
        if lane not in Lane.values:
            self.message_user(request, "Choose the lane beside the action.", messages.ERROR)
            return None
        return self._ask(request, sections, lane)

    def _ask(self, request: HttpRequest, sections: QuerySet[Section], lane: str) -> HttpResponse | None:
        """The page that says how many sections of how many pages would get which lane."""
        rows = list(sections.order_by().only("page", *MARKED).select_related(None)[: MOST_AT_ONCE + 1])
        if len(rows) > MOST_AT_ONCE or not rows:
            few = f"Choose at most {MOST_AT_ONCE:,} sections at a time; filter the list."
            self.message_user(request, few if rows else "None of these has a suggested lane.", messages.ERROR)
            return None
        lanes = [lane or one.suggested_lane for one in rows]
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": f"{count(len(rows), 'section')}: set the lane?",
            "opts": Section._meta,
            "pages": len({one.page_id for one in rows}),
            "decided": sum(one.confirmed for one in rows),
            "lanes": [(one, lanes.count(one)) for one in Lane.values if one in lanes],
            "lane": lane,
            "seen": " ".join(f"{one.pk}:{mark_of(one)}" for one in rows),
            "count": len(rows),
            "back": request.get_full_path(),
        }
        return TemplateResponse(request, "admin/wiki/section/confirm.html", context)


@permission_required("wiki.change_section", raise_exception=True)
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Carries out what the list's actions have shown."""
    lane = request.POST.get("lane", "")
    seen = {int(pk): mark for pk, mark in SEEN.findall(request.POST.get("seen", ""))[:MOST_AT_ONCE]}
    done = confirm_sections(
        sections=Section.objects.filter(pk__in=seen).only("pk"),
        lane=Lane(lane) if lane in Lane.values else None,
        by=curator(request),
        seen=seen,
    )
    _tell(request, done)
    return HttpResponseRedirect(f"{reverse('admin:wiki_section_changelist')}?looked=no")


def _tell(request: HttpRequest, done: Confirmed) -> None:
    if done.changed or not done.refused:
        messages.success(request, f"{_are(done.changed)} looked at now.")
    if done.refused:
        stay = "stays as it is" if done.refused == 1 else "stay as they are"
        said = f"{_are(done.refused)} not what you looked at any more, and {stay}: look again."
        messages.error(request, said)


def _are(number: int) -> str:
    return f"{count(number, 'section')} {'is' if number == 1 else 'are'}"


def _in_form(section: Section) -> str:
    return f"{reverse('admin:wiki_page_change', args=[section.page_id])}#section-{section.anchor}"
