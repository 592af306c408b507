"""Source pages: where they come from, what they are called, what is said about their parts."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join

from wiki.actions.curation import curate_page, curate_section
from wiki.actions.pages import publish_pages, withdraw_pages
from wiki.actions.tags import curate_tags
from wiki.admin.alias import AliasInline
from wiki.admin.history import PageHistory
from wiki.admin.page_tags import ByTag, PageTagsForm, tag_pages, where_tags_come_from
from wiki.admin.section import SectionInline
from wiki.models import Authority, Page, Section


@admin.register(Page)
class PageAdmin(PageHistory):
    form = PageTagsForm
    list_display = ("title", "lane", "publisher", "state", "date", "authority", "updated")
    list_filter = ("state", "lane", "authority", "source_format", ByTag)
    search_fields = ("title", "slug", "publisher")
    search_help_text = "Words of the title, the address or the publisher."
    sortable_by = ()
    ordering = ("slug",)
    autocomplete_fields = ("categories",)
    inlines = (SectionInline, AliasInline)
    actions = ("publish", "withdraw", tag_pages)
    readonly_fields = (
        "title",
        "slug",
        "state",
        "suggestion",
        "date",
        "tiki_page_id",
        "tags_come_from",
        "not_carried_over",
        "source_text",
    )
    fieldsets = (
        (
            None,
            {
                "description": "Where this text comes from, and who gains if it is believed. What you set here, "
                "no later import changes.",
                "fields": ("title", "suggestion", "lane", "publisher", "conflict_of_interest", "source_url"),
            },
        ),
        ("Shelves", {"fields": ("categories", "tags", "tags_come_from")}),
        (
            "As it was received",
            {
                "description": "Kept to the byte, and changed only by importing the file again.",
                "classes": ("collapse",),
                "fields": ("slug", "state", "date", "tiki_page_id", "not_carried_over", "source_text"),
            },
        ),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description="suggested lane")
    def suggestion(self, page: Page) -> str:
        lane = page.perhaps_in_lane
        return f"{lane.label}: {page.suggestion_reason}" if lane else "none"

    @admin.display(description="where tags come from")
    def tags_come_from(self, page: Page) -> str:
        return where_tags_come_from(page)

    @admin.display(description="not carried over")
    def not_carried_over(self, page: Page) -> str:
        lines = ((loss.line, loss.sentence) for loss in page.losses.told())
        return format_html_join("", "<div>line {}: {}</div>", lines) or "Everything was."

    @admin.action(description="Publish the selected pages", permissions=["change"])
    def publish(self, request: HttpRequest, pages: QuerySet[Page]) -> None:
        count = publish_pages(pages=pages, by=request.user)
        self.message_user(request, f"{count} pages are public now.")

    @admin.action(description="Withdraw the selected pages", permissions=["change"])
    def withdraw(self, request: HttpRequest, pages: QuerySet[Page]) -> None:
        count = withdraw_pages(pages=pages, by=request.user)
        self.message_user(request, f"{count} pages are no longer public.")

    def save_model(self, request: HttpRequest, obj: Page, form: Any, change: bool) -> None:
        curate_page(
            page=Page.objects.get(pk=obj.pk),
            lane=obj.lane,
            publisher=obj.publisher,
            conflict_of_interest=obj.conflict_of_interest,
            source_url=obj.source_url,
            authority=Authority.CURATOR,
            by=request.user,
        )
        tags = form.cleaned_data.pop("tags")  # else the library would save them, and nobody's
        if "tags" in form.changed_data:
            curate_tags(page=obj, names=tags, by=request.user)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        if formset.model is not Section:
            super().save_formset(request, form, formset, change)
            return
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []
        for one in formset.forms:
            # Ticked, or anything typed: in both cases somebody has looked at it.
            if one.has_changed():
                curate_section(
                    section=Section.objects.get(pk=one.instance.pk),
                    lane=one.cleaned_data["lane"],
                    date=one.cleaned_data["date"],
                    date_words=one.cleaned_data["date_words"],
                    authority=Authority.CURATOR,
                    by=request.user,
                )
                formset.changed_objects.append((one.instance, one.changed_data))
