"""Tags: called otherwise, merged into another, never deleted."""

from __future__ import annotations

from typing import Any

import taggit.admin  # noqa: F401  (it registers what is replaced here)
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from taggit.models import Tag

from evidence.admin.desk import KeptAdmin, curator
from evidence.admin.forms import CuratedForm
from evidence.admin.own_page import own_page
from wiki.actions.tag_merging import merge_tags, refuse_taken_name, rename_tag
from wiki.actions.tag_states import TagError
from wiki.models import TaggedPage, tags_called, tags_for
from wiki.summaries.tags import also_called
from wiki.tag_names import tag_key

admin.site.unregister(Tag)


class TagForm(CuratedForm):
    class Meta:
        model = Tag
        fields = ("name",)

    def clean_name(self) -> str:
        tag = self.instance if self.instance.pk else None
        try:
            return refuse_taken_name(tag=tag, name=self.cleaned_data["name"])
        except TagError as error:
            raise ValidationError(str(error), code="name") from error


class MergeForm(forms.Form):
    into = forms.CharField(
        label="The tag that stays", max_length=100, help_text="Its name, or one that it had, in any capitals."
    )

    def clean_into(self) -> Tag:
        name = self.cleaned_data["into"]
        number = tags_called([name]).get(tag_key(name))
        if number is None:
            raise ValidationError(f"No tag is called “{name}”.", code="unknown")
        return Tag.objects.get(pk=number)


@admin.register(Tag)
class TagAdmin(KeptAdmin):
    form = TagForm
    list_display = ("name", "slug", "pages")
    search_fields = ("name",)
    sortable_by = ()
    ordering = ("slug",)
    readonly_fields = ("slug", "pages", "also")
    fields = ("name", "slug", "pages", "also")
    change_form_template = "admin/wiki/tag/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tag]:
        counted = TaggedPage.objects.filter(tag=OuterRef("pk")).order_by().values("tag").annotate(times=Count("pk"))
        many = Subquery(counted.values("times"), output_field=IntegerField())
        tags: QuerySet[Tag] = super().get_queryset(request).annotate(many=many)
        return tags

    def get_urls(self) -> list[URLPattern]:
        merge = path("<int:pk>/merge/", self.admin_site.admin_view(self.merge), name="taggit_tag_merge")
        return [merge, *super().get_urls()]

    @admin.display(description="pages")
    def pages(self, tag: Any) -> str:
        address = reverse("admin:wiki_page_changelist")
        return format_html('<a href="{}?tag={}">{}</a>', address, tag.slug, tag.many) if tag.pk and tag.many else "none"

    @admin.display(description="called before")
    def also(self, tag: Tag) -> str:
        return ", ".join(also_called(tag)) if tag.pk else ""

    def save_model(self, request: HttpRequest, obj: Tag, form: Any, change: bool) -> None:
        if change:
            rename_tag(tag=obj, name=obj.name, by=curator(request))
        else:
            obj.pk = tags_for([obj.name])[tag_key(obj.name)]

    def merge(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asks for the other tag, says what would happen, and does it when posted."""
        tag = get_object_or_404(Tag, pk=pk)
        if not self.has_change_permission(request, tag):
            raise PermissionDenied
        data = request.POST if request.method == "POST" else request.GET
        form = MergeForm(data if "into" in data else None)
        into = form.cleaned_data["into"] if form.is_valid() else None
        if into is not None and into.pk == tag.pk:
            form.add_error("into", f"“{tag}” cannot be merged into itself.")
            into = None
        if into is not None and request.method == "POST":
            try:
                change = merge_tags(tag=tag, into=into, by=curator(request))
            except TagError as error:
                form.add_error("into", str(error))
            else:
                messages.success(request, f"{change} You can take it back in the list of changes of tags.")
                return HttpResponseRedirect(reverse("admin:taggit_tag_change", args=[into.pk]))
        on = TaggedPage.objects.filter(tag=tag)
        both = TaggedPage.objects.filter(tag=into, content_object__in=on.values("content_object")) if into else on
        context = {"tag": tag, "form": form, "into": into, "pages": on.count(), "both": both.count()}
        return own_page(request, Tag, "admin/wiki/tag/merge.html", f"Merge “{tag}” into another tag", **context)
