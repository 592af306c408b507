"""Changes of tags over many pages: what was done, and the way back."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from evidence.admin.desk import KeptAdmin, curator
from evidence.admin.own_page import own_page
from wiki.actions.tag_states import TagError
from wiki.actions.tag_undo import undo_change
from wiki.admin.counting import count
from wiki.models import TagChange

# Whoever may make such a change may take it back.
NEEDED = {"pages": "wiki.change_page", "rename": "taggit.change_tag", "merge": "taggit.change_tag"}


@admin.register(TagChange)
class TagChangeAdmin(KeptAdmin):
    list_display = ("sentence", "pages", "by", "created", "way_back")
    list_select_related = ("by", "undone_by")
    sortable_by = ()
    ordering = ("-pk",)
    fields = ("sentence", "pages", "by", "created", "undone", "undone_by")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.undo)
        return [path("<int:pk>/undo/", view, name="wiki_tagchange_undo"), *super().get_urls()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="way back")
    def way_back(self, change: TagChange) -> str:
        if change.undone:
            return f"taken back by {change.undone_by or 'the system'}"
        if not change.undoable:
            return "with its rule"
        address = reverse("admin:wiki_tagchange_undo", args=[change.pk])
        return format_html('<a href="{}">Take it back …</a>', address)

    def undo(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Says what would be taken back, and does it when posted."""
        change = get_object_or_404(TagChange, pk=pk)
        if not request.user.has_perm(NEEDED.get(change.undo.get("kind", ""), "wiki.change_tagrule")):
            raise PermissionDenied
        if request.method != "POST":
            return own_page(request, TagChange, "admin/wiki/tag/undo.html", "Take back a change of tags", change=change)
        try:
            back = undo_change(change=change, by=curator(request))
        except TagError as error:
            messages.error(request, str(error))
        else:
            said = f"Taken back on {count(back.pages, 'page')}."
            left = f" Left as they are, since somebody changed their tags after it: {back.left:,}." if back.left else ""
            messages.add_message(request, messages.WARNING if left else messages.SUCCESS, said + left)
        return HttpResponseRedirect(reverse("admin:wiki_tagchange_changelist"))
