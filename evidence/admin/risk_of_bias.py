"""Risk of bias, for a study or for one of its results; and the tools and domains by which it is judged."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from evidence.admin.desk import CuratedAdmin, CuratedInline, curator
from evidence.models import BiasDomain, BiasTool, RiskOfBias
from evidence.summaries.bias_agreement import agreement_by_tool


@admin.register(RiskOfBias)
class RiskOfBiasAdmin(CuratedAdmin):
    list_display = ("study", "result", "domain", "judgement", "assessed_by")
    list_filter = ("judgement", ("result", admin.EmptyFieldListFilter))
    list_select_related = ("study", "result__study", "domain__tool", "assessed_by")
    search_fields = ("study__slug", "study__acronym")
    ordering = ("-pk",)
    sortable_by = ()
    autocomplete_fields = ("study", "result", "domain")
    readonly_fields = ("assessed_by",)
    fieldsets = (
        (
            None,
            {
                "description": "The study as a whole is judged on its entry page. Come here where one result is "
                "judged otherwise, such as an outcome that was not registered.",
                "fields": (
                    "study",
                    "result",
                    "domain",
                    "judgement",
                    "reason",
                    "quote",
                    "quote_missing",
                    "assessed_by",
                ),
            },
        ),
    )

    def save_model(self, request: HttpRequest, obj: RiskOfBias, form: Any, change: bool) -> None:
        obj.assessed_by = curator(request)
        super().save_model(request, obj, form, change)


class DomainInline(CuratedInline, admin.TabularInline):
    model = BiasDomain
    extra = 1
    fields = ("code", "name", "order")
    verbose_name_plural = "domains: only their names; the questions under them stay with their authors"


@admin.register(BiasTool)
class BiasToolAdmin(CuratedAdmin):
    list_display = ("name", "version", "overall_rule")
    ordering = ("name",)
    sortable_by = ()
    search_fields = ("name", "version")
    inlines = (DomainInline,)
    fieldsets = (
        (
            None,
            {
                "description": "A new version that asks other domains is a tool of its own: what was judged by the "
                "old one stays as it was judged.",
                "fields": ("name", "version", "address", "licence"),
            },
        ),
        ("How it judges", {"fields": ("suits", "judgements", "overall_rule")}),
    )

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.agreement)
        return [path("agreement/", page, name="evidence_biastool_agreement"), *super().get_urls()]

    def agreement(self, request: HttpRequest) -> HttpResponse:
        """How far assessors agreed who judged apart, over all studies."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        title = "Agreement of two assessors"
        context = {**self.admin_site.each_context(request), "title": title, "tools": agreement_by_tool()}
        return TemplateResponse(request, "admin/evidence/biastool/agreement.html", context)


@admin.register(BiasDomain)
class BiasDomainAdmin(CuratedAdmin):
    list_display = ("tool", "code", "name", "order")
    list_filter = ("tool",)
    list_select_related = ("tool",)
    search_fields = ("tool__name", "code", "name")
    ordering = ("tool__name", "order")
    sortable_by = ()
    autocomplete_fields = ("tool",)
    fields = ("tool", "code", "name", "order")

    def get_queryset(self, request: HttpRequest) -> QuerySet[BiasDomain]:
        """With the tool, which is part of a domain's name wherever one is chosen."""
        return super().get_queryset(request).select_related("tool")
