"""The curators' desk for source pages: lanes and interests, old addresses, and the queue of mentions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join

from evidence.admin.desk import CuratedAdmin, CuratedInline, KeptAdmin
from evidence.admin.forms import CuratedForm
from wiki.actions.aliases import AliasError, refuse_taken
from wiki.actions.curation import curate_page, curate_section
from wiki.actions.mentions import MentionError, decide_mention, find_words, mark_sentence
from wiki.actions.pages import publish_pages, withdraw_pages
from wiki.models import Alias, Authority, Category, Mention, MentionState, Page, Section, normal_path


class SectionForm(CuratedForm):
    looked_at = forms.BooleanField(
        required=False, help_text="Tick it to confirm that the lane is right, also where it stays empty."
    )

    class Meta:
        model = Section
        fields = ("lane", "date", "date_words")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["looked_at"] = self.instance.confirmed


class SectionInline(CuratedInline, admin.TabularInline):
    model = Section
    form = SectionForm
    extra = 0
    can_delete = False
    fields = ("heading", "suggestion", "lane", "date", "date_words", "looked_at")
    readonly_fields = ("heading", "suggestion")
    ordering = ("order",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="suggested")
    def suggestion(self, section: Section) -> str:
        lane = section.perhaps_in_lane
        return f"{lane.label}: {section.suggestion_reason}" if lane and not section.confirmed else ""


class AliasForm(CuratedForm):
    class Meta:
        model = Alias
        fields = ("path",)

    def clean_path(self) -> str:
        path = normal_path(self.cleaned_data["path"])
        try:
            refuse_taken(path=path, page=self.instance.page)
        except AliasError as error:
            raise ValidationError(str(error), code="taken") from error
        return path


class AliasInline(CuratedInline, admin.TabularInline):
    model = Alias
    form = AliasForm
    extra = 1


@admin.register(Page)
class PageAdmin(KeptAdmin):
    list_display = ("title", "lane", "publisher", "state", "date", "authority", "updated")
    list_filter = ("state", "lane", "authority", "source_format")
    search_fields = ("title", "slug", "publisher")
    search_help_text = "Words of the title, the address or the publisher."
    sortable_by = ()
    ordering = ("slug",)
    autocomplete_fields = ("categories",)
    inlines = (SectionInline, AliasInline)
    actions = ("publish", "withdraw")
    readonly_fields = (
        "title",
        "slug",
        "state",
        "suggestion",
        "date",
        "tiki_page_id",
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
        ("Shelves", {"fields": ("categories", "tags")}),
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

    @admin.display(description="not carried over")
    def not_carried_over(self, page: Page) -> str:
        lines = ((loss.line, loss.sentence) for loss in page.losses)
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


class MentionForm(CuratedForm):
    class Meta:
        model = Mention
        fields = ("page", "words", "state", "report", "reason")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("report") and data.get("state", MentionState.OPEN) == MentionState.OPEN:
            data["state"] = self.instance.state = MentionState.LINKED  # choosing a report is linking
        if self.instance.pk is None:
            self._check_sentence(data)
        return data

    def _check_sentence(self, data: dict[str, Any]) -> None:
        self.instance.marked_by_hand = True
        if not data.get("report"):
            self.add_error("report", "Expected the report that these words point at.")
        if data.get("page") and data.get("words"):
            try:
                find_words(page=data["page"], words=data["words"])
            except MentionError as error:
                self.add_error("words", str(error))


@admin.register(Mention)
class MentionAdmin(KeptAdmin):
    form = MentionForm
    list_display = ("__str__", "page", "names", "state", "report", "authority")
    list_filter = ("state", "authority", "marked_by_hand", "scheme")
    list_select_related = ("page", "report")
    search_fields = ("words", "identifier", "page__title", "page__slug")
    search_help_text = "Words of the mention, its identifier, or the page. Choose “open” on the right for the queue."
    sortable_by = ()
    autocomplete_fields = ("page", "report")
    fieldsets = (
        (
            None,
            {
                "description": "Words of a page that point at a study. Link them to its report and say why the two are "
                "the same, or set them aside and say why. No import changes it afterwards.",
                "fields": ("page", "words", "state", "report", "reason"),
            },
        ),
        ("On the page", {"fields": ("section", "names", "address", "context", "quote", "authority", "decided_by")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Mention | None = None) -> tuple[str, ...]:
        found = ("section", "names", "address", "context", "quote", "authority", "decided_by")
        return (*found, "page", "words") if obj else (*found, "state")

    @admin.display(description="identifier")
    def names(self, mention: Mention) -> str:
        return str(mention.names or "marked by hand")

    def save_model(self, request: HttpRequest, obj: Mention, form: Any, change: bool) -> None:
        if change:
            decide_mention(
                mention=obj, state=MentionState(obj.state), report=obj.report, reason=obj.reason, by=request.user
            )
            return
        made, _ = mark_sentence(
            page=obj.page,
            words=obj.words,
            report=form.cleaned_data["report"],
            reason=obj.reason,
            authority=Authority.CURATOR,
            by=request.user,
        )
        obj.pk = made.pk


@admin.register(Category)
class CategoryAdmin(CuratedAdmin):
    list_display = ("name", "slug")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    ordering = ("name",)
