"""Links: where pages lead, which pages are wanted, and what other sites answered when they were asked."""

from __future__ import annotations

from functools import update_wrapper
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join

from evidence.admin.desk import CuratedAdmin
from evidence.admin.own_page import own_page
from evidence.admin.paging import CappedPaginator
from wiki.models import Leads, Link, LinkCheck
from wiki.summaries.wanted import wanted_pages, wanted_paths

MOST_PAGES = 50


class ReadOnlyAdmin(CuratedAdmin):
    """For what a program finds and nobody types."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Link)
class LinkAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "page", "kind", "address", "target")
    list_display_links = ("__str__",)
    list_filter = ("kind",)
    list_select_related = ("page", "target")
    search_fields = ("address__startswith", "path__exact", "page__slug__exact")
    search_help_text = "The beginning of an address, the path of a page (posts/back-pain), or the page the link is on."
    sortable_by = ()
    ordering = ("-pk",)
    fields = ("page", "section", "position", "kind", "address", "path", "words", "target")
    change_list_template = "admin/wiki/link/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.wanted)
        return [path("wanted/", update_wrapper(view, self.wanted), name="wiki_link_wanted"), *super().get_urls()]

    def wanted(self, request: HttpRequest) -> HttpResponse:
        """Pages that links ask for and nobody has written, those that most pages ask for first."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        paginator = CappedPaginator(wanted_paths(), self.list_per_page)
        screen = paginator.get_page(request.GET.get("p"))
        wanted = wanted_pages(list(screen.object_list))
        template, title = "admin/wiki/link/wanted.html", "Wanted pages"
        return own_page(request, self.model, template, title, screen=screen, paginator=paginator, wanted=wanted)


@admin.register(LinkCheck)
class LinkCheckAdmin(ReadOnlyAdmin):
    list_display = ("address", "answer", "status", "moved_to", "sentence", "asked_for", "checked")
    list_filter = ("answer",)
    search_fields = ("address__startswith",)
    search_help_text = "The beginning of an address."
    sortable_by = ()
    ordering = ("-checked", "pk")
    fields = ("address", "answer", "status", "moved_to", "sentence", "failures", "checked", "pages")

    def get_queryset(self, request: HttpRequest) -> QuerySet[LinkCheck]:
        links = Link.objects.exclude(kind=Leads.TO_PAGE).filter(address=OuterRef("address")).order_by()
        counted = links.values("address").annotate(pages=Count("page", distinct=True)).values("pages")
        found = Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))
        checks: QuerySet[LinkCheck] = super().get_queryset(request)
        return checks.annotate(asked_for=found)

    @admin.display(description="pages that lead there")
    def asked_for(self, check: Any) -> str:
        if not check.asked_for:
            return "0"
        address = reverse("admin:wiki_link_changelist", query={"q": f'"{check.address}"'})
        return format_html('<a href="{}">{}</a>', address, check.asked_for)

    @admin.display(description="pages that lead there")
    def pages(self, check: LinkCheck) -> str:
        links = Link.objects.exclude(kind=Leads.TO_PAGE).filter(address=check.address).select_related("page")
        rows = [
            (reverse("admin:wiki_page_change", args=[link.page_id]), link.page, link)
            for link in links.order_by("page__slug", "position")[:MOST_PAGES]
        ]
        return format_html_join("", '<div><a href="{}">{}</a>: “{}”</div>', rows) or "none any more"
