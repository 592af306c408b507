"""Mentions: each on its own page, and the sentences that are marked by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString

from evidence.admin.desk import KeptAdmin, curator
from evidence.admin.work import work_filter
from evidence.models import State
from wiki.actions.mentions import decide_mention, mark_sentence
from wiki.admin.mention_forms import MarkForm, MentionForm
from wiki.admin.mention_queue import decide, queue, sentences
from wiki.models import Authority, Mention, MentionState, Page
from wiki.summaries.suggested import a_number
from wiki.summaries.work import CUTS

FOUND = ("identifiers", "paper", "on_page", "lane", "address", "context", "quote", "decided")
MARKED = (
    None,
    {
        "description": "A sentence that speaks of a study without saying which. Mark it, with its report if you know "
        "it; without one it waits in the queue for somebody who does. No import changes it afterwards.",
        "fields": ("page", "suggested", "words", "report", "reason"),
    },
)
DECIDED = (
    None,
    {
        "description": "Words of a page that point at a study. Link them to its report and say why the two are "
        "the same, or set them aside and say why. No import changes it afterwards.",
        "fields": ("page", "words", "state", "report", "reason"),
    },
)


@admin.register(Mention)
class MentionAdmin(KeptAdmin):
    held_by = "page"
    change_form_template = "admin/wiki/mention/change_form.html"
    change_list_template = "admin/wiki/mention/change_list.html"
    list_display = ("__str__", "page", "named", "state", "report", "authority")
    list_filter = ("state", "authority", "marked_by_hand", "scheme", work_filter(CUTS[Mention]))
    list_select_related = ("page", "report")
    search_fields = ("words", "identifier", "page__title", "page__slug")
    search_help_text = "Words of the mention, its identifier, or the page."
    sortable_by = ()
    autocomplete_fields = ("page", "report")

    def get_urls(self) -> list[URLPattern]:
        own = {"queue/": queue, "queue/sentences/": sentences, "queue/decide/": decide}
        views = [
            path(route, self.admin_site.admin_view(view), name=f"wiki_mention_{view.__name__}")
            for route, view in own.items()
        ]
        return views + super().get_urls()

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return super().add_view(request, form_url, {"title": "Mark a sentence", **(extra_context or {})})

    def get_form(self, request: HttpRequest, obj: Mention | None = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change, form=MentionForm if obj else MarkForm, **kwargs)
        if obj is None:
            form.page_named = request.POST.get("page") or request.GET.get("page") or ""
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Fills in the page that the address names, if there is one."""
        named = request.GET.get("page", "")
        return {"page": Page.objects.filter(pk=named).values_list("pk", flat=True).first()} if a_number(named) else {}

    def get_fieldsets(self, request: HttpRequest, obj: Mention | None = None) -> Any:
        return (DECIDED, ("On the page", {"fields": FOUND})) if obj else (MARKED,)

    def get_readonly_fields(self, request: HttpRequest, obj: Mention | None = None) -> tuple[str, ...]:
        return (*FOUND, "page", "words") if obj else ()

    @admin.display(description="identifier")
    def named(self, mention: Mention) -> str:
        return str(mention.names or "marked by hand")

    @admin.display(description="identifiers")
    def identifiers(self, mention: Mention) -> str:
        return ", ".join(map(str, mention.all_names)) or "marked by hand"

    @admin.display(description="where it leads")
    def paper(self, mention: Mention) -> str | SafeString:
        if mention.names is None:
            return "nowhere: it names no paper"
        return format_html('<a href="{}" rel="noopener">{}</a>', mention.names.address, mention.names.address)

    @admin.display(description="as readers see it")
    def on_page(self, mention: Mention) -> str | SafeString:
        if mention.section is None:
            return "The words no longer stand on the page."
        if mention.page.state != State.PUBLISHED:
            return f"The page is {mention.page.get_state_display()}: readers do not see it."
        mention.section.page = mention.page
        return format_html('<a href="{}">{}</a>', mention.section.get_absolute_url(), mention.section)

    @admin.display(description="decided by")
    def decided(self, mention: Mention) -> str:
        return str(mention.decided_by or mention.get_authority_display())

    @admin.display(description="lane")
    def lane(self, mention: Mention) -> str:
        lane = mention.section.effective_lane(mention.page) if mention.section else mention.page.in_lane
        return str(lane.label) if lane else "not yet sorted"

    def save_model(self, request: HttpRequest, obj: Mention, form: Any, change: bool) -> None:
        if change:
            decide_mention(
                mention=obj, state=MentionState(obj.state), report=obj.report, reason=obj.reason, by=curator(request)
            )
            return
        made, _ = mark_sentence(
            page=obj.page,
            words=obj.words,
            report=obj.report,
            reason=obj.reason,
            authority=Authority.CURATOR,
            by=curator(request),
        )
        obj.pk = made.pk
