"""Source pages: their texts, where they come from, what they are called, what is said about their parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from evidence.admin.deciding import DecidedAdmin, Rules
from evidence.admin.desk import curator
from evidence.admin.work import work_filter
from evidence.models import State
from wiki.actions import publishing
from wiki.actions.editing import EditError, create_page, edit_page
from wiki.actions.versions import EditConflict
from wiki.admin.conflict import conflict_of
from wiki.admin.history import PageHistory
from wiki.admin.offered import offered
from wiki.admin.page_filters import ByHand, WhatWaits, with_counts
from wiki.admin.page_form import PageForm
from wiki.admin.page_tags import ByTag, tag_pages, where_tags_come_from
from wiki.admin.preview import preview, preview_of
from wiki.admin.states import ask_first, change_states
from wiki.admin.text_search import text_search
from wiki.models import Page, Section, normal_path
from wiki.models.alias import LONGEST
from wiki.models.page import PageQuerySet
from wiki.summaries.work import CUTS

VIEWS: dict[str, tuple[str, Callable[..., HttpResponse]]] = {
    "preview/": ("preview", preview),
    "search/": ("text_search", text_search),
    "states/": ("change_states", change_states),
    "<int:pk>/offered/": ("offered", offered),
}
TEXT = (
    None,
    {
        "description": "What readers see. What you change here, no later import changes; every save is a version in "
        "the page’s history.",
        "fields": ("title", "slug", "date", "body", "reason"),
    },
)
TEXT_TO_READ = (None, {"fields": ("title", "slug", "date", "body")})
ORIGIN = (
    "Where it comes from, and who gains if it is believed",
    {
        "description": "Printed above the text. A commercial, personal or AI-written page counts for nothing as "
        "evidence, and says so.",
        "fields": ("suggestion", "lane", "publisher", "conflict_of_interest", "source_url"),
    },
)
NEW_SHELVES = ("Shelves and addresses", {"fields": ("categories", "tags", "aliases")})
SHELVES = ("Shelves and addresses", {"fields": ("categories", "tags", "tags_come_from", "aliases")})
RECEIVED = (
    "As it was received",
    {
        "classes": ("collapse",),
        "fields": ("state", "source_file", "front", "tiki_page_id", "not_carried_over"),
    },
)


class PageList(ChangeList):
    """Counts what waits only for the pages of the screen, and fetches no text."""

    def get_queryset(self, *args: Any, **kwargs: Any) -> QuerySet[Page]:
        pages = cast(PageQuerySet, super().get_queryset(*args, **kwargs))
        return with_counts(pages.listed())


@admin.register(Page)
class PageAdmin(DecidedAdmin, PageHistory):
    rules = Rules(
        move=publishing.move,
        permission=publishing.permission,
        refuse_own=publishing.refuse_own,
        version=lambda page: int(page.version),
    )
    form = PageForm
    compares_itself = True
    exclude = ("body",)  # the form has its own, to the byte
    change_form_template = "admin/wiki/page/change_form.html"
    change_list_template = "admin/wiki/page/change_list.html"
    list_display = ("title", "lane", "state", "date", "losses_told", "mentions_open", "sections_waiting", "changed")
    list_filter = ("state", "lane", WhatWaits, ByHand, "authority", "source_format", ByTag, work_filter(CUTS[Page]))
    search_fields = ("title", "slug", "publisher")
    search_help_text = "Words of the title, the address or the publisher."
    sortable_by = ()
    ordering = ("slug",)
    autocomplete_fields = ("categories",)
    actions = ("submit", "publish", "withdraw", tag_pages)
    view_on_site = False  # the form links to what the public can see, and only then

    class Media:
        js = ("admin/guard.js", "admin/preview.js")

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(route, self.admin_site.admin_view(view), name=f"wiki_page_{name}")
            for route, (name, view) in VIEWS.items()
        ]
        return own + super().get_urls()

    # The form

    def get_fieldsets(self, request: HttpRequest, obj: Page | None = None) -> Any:
        if obj is None:
            return [TEXT, ORIGIN, NEW_SHELVES]
        return [TEXT if self.has_change_permission(request, obj) else TEXT_TO_READ, ORIGIN, SHELVES, RECEIVED]

    def get_readonly_fields(self, request: HttpRequest, obj: Page | None = None) -> tuple[str, ...]:
        return ("suggestion", "tags_come_from", "state", "source_file", "front", "tiki_page_id", "not_carried_over")

    def get_prepopulated_fields(self, request: HttpRequest, obj: Page | None = None) -> Any:
        return {} if obj else {"slug": ("title",)}

    def get_form(self, request: HttpRequest, obj: Page | None = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.refusal = getattr(request, "refusal", None)
        form.only_preview = "_preview" in request.POST
        if obj and request.method == "GET":
            form.proposed = normal_path(request.GET.get("alias", ""))[:LONGEST]
        return form

    @admin.display(description="suggested lane")
    def suggestion(self, page: Page) -> str:
        lane = page.perhaps_in_lane
        return f"{lane.label}: {page.suggestion_reason}" if lane else "none"

    @admin.display(description="front matter")
    def front(self, page: Page) -> str | SafeString:
        return format_html('<pre class="source">{}</pre>', page.front_matter) if page.front_matter else "none"

    @admin.display(description="old addresses")
    def aliases(self, page: Page) -> SafeString:
        return format_html_join("", "<div>{}</div>", ((str(alias),) for alias in page.aliases.all()))

    @admin.display(description="where tags come from")
    def tags_come_from(self, page: Page) -> str:
        return where_tags_come_from(page)

    @admin.display(description="not carried over")
    def not_carried_over(self, page: Page) -> str:
        lines = ((loss.line, loss.sentence) for loss in page.losses.told())
        return format_html_join("", "<div>line {}: {}</div>", lines) or "Everything was."

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Shows the form a second time where the action refused it: with its sentence, and all that was typed."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except EditConflict:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except EditError as refusal:
            request.refusal = refusal  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        form: PageForm = context["adminform"].form
        page: Page | None = context.get("original")
        typed = form.is_bound
        context |= {
            "dirty": typed or form.proposed,
            "proposed": form.proposed,
            "conflict": conflict_of(form) if form.conflict else None,
            "page_format": page.source_format if page else "hugo",
            "more_sections": max(page.sections.count() - len(form.sections), 0) if page else 0,
        }
        if typed and form.only_preview:
            context["preview"] = preview_of(str(form["body"].value() or ""), context["page_format"])
        if typed and not form.errors.keys() - {"seen"}:
            context["errors"] = None  # told above the form, each in its own words
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Page, form: PageForm, change: bool) -> None:
        """All of the form, in one version; what it is made of is the action's matter."""
        by = curator(request)
        if not change:
            obj.pk = create_page(values=form.values(), by=by, reason=form.why()).pk
            return
        page = Page.objects.get(pk=obj.pk)
        seen = form.cleaned_data["seen"]
        edit_page(page=page, values=form.values(), by=by, reason=form.why(), seen=seen)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Saved with the page: see `save_model`."""

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        return form.why()

    # The list

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[PageList]:
        return PageList

    def changelist_view(self, request: HttpRequest, extra_context: Mapping[str, Any] | None = None) -> Any:
        waiting = Section.objects.unconfirmed().order_by()[:10_001].count()
        return super().changelist_view(request, {**(extra_context or {}), "waiting": waiting})

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("wiki.publish_page"))

    @admin.action(description="Submit the selected pages for review", permissions=["change"])
    def submit(self, request: HttpRequest, pages: QuerySet[Page]) -> HttpResponse | None:
        return ask_first(request, pages, State.IN_REVIEW)

    @admin.action(description="Publish the selected pages", permissions=["publish"])
    def publish(self, request: HttpRequest, pages: QuerySet[Page]) -> HttpResponse | None:
        return ask_first(request, pages, State.PUBLISHED)

    @admin.action(description="Withdraw the selected pages", permissions=["publish"])
    def withdraw(self, request: HttpRequest, pages: QuerySet[Page]) -> HttpResponse | None:
        return ask_first(request, pages, State.WITHDRAWN)

    @admin.display(description="not carried over")
    def losses_told(self, page: Any) -> str | SafeString:
        address = f"{reverse('admin:wiki_pageloss_changelist')}?page__id__exact={page.pk}"
        return _number(page.loss_count, address, f"things of {page} not carried over")

    @admin.display(description="open mentions")
    def mentions_open(self, page: Any) -> str | SafeString:
        address = f"{reverse('admin:wiki_mention_changelist')}?state__exact=open&page__id__exact={page.pk}"
        return _number(page.open_count, address, f"open mentions of {page}")

    @admin.display(description="sections to look at")
    def sections_waiting(self, page: Any) -> str | SafeString:
        address = f"{reverse('admin:wiki_section_changelist')}?looked=no&page__id__exact={page.pk}"
        return _number(page.waiting_count, address, f"sections of {page} to look at")

    @admin.display(description="changed")
    def changed(self, page: Page) -> SafeString:
        address = reverse("admin:wiki_page_history", args=[page.pk])
        day = f"{page.updated.day} {page.updated:%B %Y}"
        return format_html('<a href="{}" aria-label="{}: history of {}">{}</a>', address, day, page, day)


def _number(count: int, address: str, words: str) -> str | SafeString:
    return format_html('<a href="{}" aria-label="{} {}">{}</a>', address, count, words, count) if count else ""
