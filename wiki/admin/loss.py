"""What imports could not carry over: a report to read, a list to go through, a file to work from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from evidence.admin.desk import KeptAdmin
from evidence.admin.own_page import own_page
from evidence.models import State
from wiki.admin.section import PageState
from wiki.models import PageLoss
from wiki.summaries.loss_report import loss_report

COLUMNS = ("page__slug", "page__source_file", "line", "kind", "sentence")
A_PIECE = 500


@admin.register(PageLoss)
class PageLossAdmin(KeptAdmin):
    """Read, never written by hand: each import finds its losses anew."""

    change_list_template = "admin/wiki/pageloss/change_list.html"
    list_display = ("kind", "line", "sentence", "page_told")
    list_display_links = None
    list_filter = ("kind", PageState)
    list_select_related = ("page",)
    search_fields = ("sentence",)
    search_help_text = "Words of the sentence: <form>, a shortcode, an address."
    sortable_by = ()
    ordering = ("page_id", "line")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[PageLoss]:
        texts = ("body", "front_matter", "extra", "conflict_of_interest")
        return super().get_queryset(request).defer(*(f"page__{name}" for name in texts))

    def get_urls(self) -> list[URLPattern]:
        return [
            path("report/", self.admin_site.admin_view(self.report), name="wiki_pageloss_report"),
            path("download/", self.admin_site.admin_view(self.download), name="wiki_pageloss_download"),
            *super().get_urls(),
        ]

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """A loss has no form: it is mended in that of its page."""
        loss = self.get_object(request, object_id)
        if not self.has_view_permission(request, loss):
            raise PermissionDenied
        if loss is None:
            return HttpResponseRedirect(reverse("admin:wiki_pageloss_changelist"))
        return HttpResponseRedirect(reverse("admin:wiki_page_change", args=[loss.page_id]))

    def report(self, request: HttpRequest) -> HttpResponse:
        self._require_view(request)
        title = "What imports could not carry over"
        return own_page(request, PageLoss, "admin/wiki/pageloss/report.html", title, report=loss_report())

    def download(self, request: HttpRequest) -> HttpResponseBase:
        """The list as it is filtered, one JSON object a line, with the keys of the import command's report."""
        self._require_view(request)
        try:
            losses = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            # As the list itself answers a filter that is none: without it, and saying so.
            return HttpResponseRedirect(reverse("admin:wiki_pageloss_changelist", query={ERROR_FLAG: "1"}))
        return StreamingHttpResponse(
            _lines(losses),
            content_type="application/x-ndjson",
            headers={"Content-Disposition": 'attachment; filename="losses.jsonl"'},
        )

    def _require_view(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    @admin.display(description="page, to mend it")
    def page_told(self, loss: PageLoss) -> SafeString:
        page = loss.page
        form = format_html('<a href="{}">{}</a>', reverse("admin:wiki_page_change", args=[page.pk]), page)
        if page.state != State.PUBLISHED:
            return format_html('{} <span class="quiet">({})</span>', form, page.get_state_display())
        public = page.get_absolute_url()
        return format_html('{} (<a href="{}" aria-label="Read {} as it is public">read</a>)', form, public, page)


def _lines(losses: QuerySet[PageLoss]) -> Iterator[str]:
    """Several rows to a piece: each piece costs the server a round."""
    piece: list[str] = []
    for slug, file, line, kind, sentence in losses.values_list(*COLUMNS).iterator(chunk_size=2000):
        entry = {"page": slug, "file": file, "line": line, "kind": kind, "sentence": sentence}
        piece.append(json.dumps(entry, ensure_ascii=False) + "\n")
        if len(piece) == A_PIECE:
            yield "".join(piece)
            piece = []
    yield "".join(piece)
