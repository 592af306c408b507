"""Files and pictures that pages point to: what they show, whose they are, and the copy that we hold."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from evidence.admin.desk import KeptAdmin
from evidence.admin.forms import CuratedForm
from wiki.actions.holding import MOST_PAGES, describe_attachment, looked_at
from wiki.admin.counting import count
from wiki.file_types import EXPECTED, FileRefusedError
from wiki.models import Attachment, AttachmentKind

MOST_NAMED = 50


class AttachmentForm(CuratedForm):
    # What the action refused at the first try: see AttachmentAdmin.
    refusal: FileRefusedError | None = None

    upload = forms.FileField(
        required=False,
        allow_empty_file=True,
        label="File that we hold",
        help_text=f"{EXPECTED[0].upper()}{EXPECTED[1:]}. A new one takes the place of the old; nobody but curators "
        "gets it until its rights say so.",
        widget=forms.FileInput,
    )

    class Meta:
        model = Attachment
        fields = ("alt_text", "title", "rights", "rights_note")
        labels = {"alt_text": "What does it show?"}

    def clean_upload(self) -> Any:
        upload = self.cleaned_data["upload"]
        if upload is None:
            return None
        if self.refusal is not None:
            raise ValidationError(_sentence(self.refusal), code="refused")
        try:
            kind = looked_at(upload)
        except FileRefusedError as error:
            raise ValidationError(_sentence(error), code="refused") from error
        if self.instance.kind == AttachmentKind.PICTURE and not kind.is_picture:
            raise ValidationError(
                "Pages show this as a picture: expected a PNG, a JPEG or a WebP file.", code="refused"
            )
        return upload


def _sentence(error: Exception) -> str:
    words = str(error)
    return words[:1].upper() + words[1:]


class Lacking(admin.SimpleListFilter):
    title = "what it has"
    parameter_name = "has"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no-description", "pictures without description"), ("held", "held by us"), ("not-held", "not held")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Attachment]) -> QuerySet[Attachment]:
        if self.value() == "no-description":
            return queryset.filter(kind=AttachmentKind.PICTURE, alt_text="")
        if self.value() == "held":
            return queryset.exclude(held="")
        return queryset.filter(held="") if self.value() == "not-held" else queryset


@admin.register(Attachment)
class AttachmentAdmin(KeptAdmin):
    form = AttachmentForm
    list_display = ("__str__", "kind", "on_pages", "presence", "rights", "described", "is_held")
    list_filter = (Lacking, "presence", "kind", "rights")
    search_fields = ("address", "title", "alt_text")
    search_help_text = "A part of the address, the title or the description."
    sortable_by = ()
    readonly_fields = ("address", "kind", "media_type", "presence", "held_copy", "size", "sha256", "held_by", "used_on")
    fieldsets = (
        (
            None,
            {
                "description": "Readers who do not see a picture get your description instead of the page’s, on every "
                "page that shows it.",
                "fields": ("address", "alt_text", "title"),
            },
        ),
        (
            "Whose it is",
            {
                "description": "Only what is free, or permitted by its owner, is shown to readers from here.",
                "fields": ("rights", "rights_note"),
            },
        ),
        ("The copy that we hold", {"fields": ("upload", "held_copy", "size", "sha256", "held_by")}),
        ("Where it is", {"fields": ("kind", "media_type", "presence", "used_on")}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attachment]:
        return Attachment.objects.annotate(users=Count("uses"))

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Those that most pages point to first: a description of them helps most."""
        return ("-users", "pk")

    def get_form(self, request: HttpRequest, obj: Attachment | None = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.refusal = getattr(request, "refusal", None)
        return form

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Shows the form a second time where the file could not be stored: with the sentence and what was typed."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except FileRefusedError as refusal:
            request.refusal = refusal  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    @admin.display(description="pages")
    def on_pages(self, attachment: Any) -> int:
        return int(attachment.users)

    @admin.display(description="described", boolean=True)
    def described(self, attachment: Attachment) -> bool | None:
        return bool(attachment.alt_text) if attachment.kind == AttachmentKind.PICTURE else None

    @admin.display(description="held", boolean=True)
    def is_held(self, attachment: Attachment) -> bool:
        return bool(attachment.held)

    @admin.display(description="look at it")
    def held_copy(self, attachment: Attachment) -> str:
        if not attachment.held:
            return "none"
        return format_html('<a href="{}">{}</a>', attachment.own_address, attachment.own_address.rpartition("/")[2])

    @admin.display(description="on the pages")
    def used_on(self, attachment: Attachment) -> str:
        uses = attachment.uses.select_related("page").order_by("page__slug")[:MOST_NAMED]
        rows = [(reverse("admin:wiki_page_change", args=[use.page_id]), use.page, use.words) for use in uses]
        return format_html_join("", '<div><a href="{}">{}</a>: “{}”</div>', rows) or "none any more"

    def save_model(self, request: HttpRequest, obj: Attachment, form: Any, change: bool) -> None:
        shown = describe_attachment(attachment=obj, upload=form.cleaned_data.get("upload"), by=request.user)
        if shown.rendered:
            self.message_user(request, f"Shown so on {count(shown.rendered, 'page')}.")
        if shown.left:
            self.message_user(
                request,
                f"Not shown yet on {count(shown.left, 'more page')}: {MOST_PAGES} are rendered again at once, "
                "and the command rerender_pages --all does the rest.",
                messages.WARNING,
            )
