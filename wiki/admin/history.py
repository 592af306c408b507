"""The history of a page at the desk: every version with its author, what differs, and the way back to it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from evidence.admin.desk import KeptAdmin, curator
from evidence.admin.own_page import own_page
from evidence.admin.who import number_in
from wiki.actions.restoring import RestoreError, restore_version
from wiki.actions.versions import EditConflict
from wiki.models import Page, Version
from wiki.summaries.comparison import compare
from wiki.summaries.history import history, who

LARGEST = 2**31 - 1
# What restoring a version leaves as it is.
STAYS = ("state", "mentions")


class RestoreForm(forms.Form):
    reason = forms.CharField(
        label="Why",
        max_length=500,
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
        error_messages={"required": "Say in a sentence why this is restored."},
    )
    slug = forms.CharField(
        label="Another address",
        max_length=200,
        required=False,
        help_text="Only if that of the version leads to another page by now.",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)


class PageHistory(KeptAdmin):
    """Takes the place of Django's history, which says that something was changed and not what."""

    has_versions = True

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                "<int:pk>/history/<int:old>..<int:new>/",
                self.admin_site.admin_view(self.comparison_view),
                name="wiki_page_comparison",
            ),
            path(
                "<int:pk>/history/<int:number>/restore/",
                self.admin_site.admin_view(self.restore_view),
                name="wiki_page_restore",
            ),
        ]
        return own + super().get_urls()

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        page = self._page(request, int(object_id) if object_id.isascii() and object_id.isdigit() else 0)
        before = number_in(request.GET.get("before", ""))
        view = history(Version.objects.filter(page=page), before=before, names=True)
        context = {"view": view, "before": before, "may_restore": self.has_change_permission(request, page)}
        return self._show(request, page, "history", "History", context | (extra_context or {}))

    def comparison_view(self, request: HttpRequest, pk: int, old: int, new: int) -> HttpResponse:
        page = self._page(request, pk)
        older, newer = _version(page, old), _version(page, new)
        context = {"view": compare(older, newer, names=True)}
        return self._show(request, page, "comparison", f"From version {old} to version {new}", context)

    def restore_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        page = self._page(request, pk)
        if not self.has_change_permission(request, page):
            raise PermissionDenied
        version, newest = _version(page, number), _version(page, page.version)
        form = RestoreForm(request.POST or None, initial={"seen": page.version})
        context: dict[str, Any] = {"form": form, "version": version}
        status = 200 if request.method != "POST" else 422
        if request.method == "POST" and form.is_valid():
            try:
                return self._restore(request, page, version, form.cleaned_data)
            except RestoreError as error:
                form.add_error(None, str(error))
            except EditConflict as conflict:
                status, newest = 409, conflict.newest
                context |= {"conflict": newest, "by": who(newest, names=True), "seen": form.cleaned_data["seen"]}
                # Whoever presses again has been told.
                form.data = request.POST.copy()
                form.data["seen"] = str(newest.number)
        context["view"] = compare(newest, version, names=True, but=STAYS)
        return self._show(request, page, "restore", f"Restore version {number}", context, status=status)

    def _restore(self, request: HttpRequest, page: Page, version: Version, given: dict[str, Any]) -> HttpResponse:
        restored = restore_version(page=page, version=version, by=curator(request), **given)
        if restored.version is None:
            self.message_user(request, "The page is what that version says already: nothing was changed.")
        else:
            said = f"Version {version.number} is restored, as version {restored.version.number}."
            self.message_user(request, said, messages.SUCCESS)
        for note in restored.notes:
            self.message_user(request, note, messages.WARNING)
        return HttpResponseRedirect(reverse("admin:wiki_page_history", args=[page.pk]))

    def _page(self, request: HttpRequest, pk: int) -> Page:
        page: Page | None = self.get_queryset(request).filter(pk=pk).first() if pk <= LARGEST else None
        if not self.has_view_or_change_permission(request, page):
            raise PermissionDenied
        if page is None:
            raise Http404
        return page

    def _show(
        self, request: HttpRequest, page: Page, name: str, title: str, context: dict[str, Any], *, status: int = 200
    ) -> HttpResponse:
        # Two columns of text need the width.
        template, whole = f"admin/wiki/page/{name}.html", {"is_nav_sidebar_enabled": False, **context}
        return own_page(request, self.model, template, f"{title}: {page}", status=status, page=page, **whole)


def _version(page: Page, number: int) -> Version:
    version = page.versions.select_related("text", "by").filter(number=number).first() if number <= LARGEST else None
    if version is None:
        raise Http404(f"No version {number}")
    return version
