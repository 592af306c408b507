"""The history of a curated row at the desk: what differs, any two versions compared, and the way back to each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from evidence.actions.recording import ChangedError, version_of
from evidence.actions.refused import RefusedError
from evidence.actions.undoing import restore, restored_at, state_at
from evidence.admin.own_page import own_page
from evidence.admin.who import curator, may_change, number_in
from evidence.models import Change, Kept, RowChange
from evidence.models.kept import can_be_root, root_of
from evidence.models.snapshot import rows_of
from evidence.summaries.differences import between
from evidence.summaries.history import history_of, who

Done = TypeVar("Done")


class WhyForm(forms.Form):
    """What restoring and undoing ask."""

    reason = forms.CharField(
        label="Why",
        max_length=500,
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
        error_messages={"required": "Say in a sentence why."},
    )


class RestoreForm(WhyForm):
    slug = forms.SlugField(
        label="Another address",
        max_length=60,
        required=False,
        help_text="Only if the address of then is another row’s by now.",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class RowHistory(admin.ModelAdmin):
    """Takes the place of Django's history, which says that something was changed and not what."""

    def get_urls(self) -> list[URLPattern]:
        if not issubclass(self.model, Kept) or not can_be_root(self.model):
            return super().get_urls()
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        compare, back = self.admin_site.admin_view(self.compare_view), self.admin_site.admin_view(self.restore_view)
        own = [
            path("<int:pk>/history/compare/", compare, name=f"{name}_compare"),
            path("<int:pk>/history/<int:version>/restore/", back, name=f"{name}_restore"),
        ]
        return own + super().get_urls()

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self._row(request, number_in(object_id) or 0)
        before = number_in(request.GET.get("before", ""))
        if not isinstance(row, Kept):
            # What hangs on its page, or is found anew by every import: told, and mended where it is edited.
            told = {"view": history_of(row, before=before), "before": before}
            return self._told(request, row, "history", "History", told | (extra_context or {}))
        root = root_of(row)
        context = {
            "view": history_of(row, before=before),
            "before": before,
            "is_root": root == row,
            "root": root,
            "root_history": history_address(root),
            "may_restore": may_change(request, [self.opts.label_lower]),
            "was_before": not RowChange.objects.of_row(root).filter(before__isnull=True).exists(),
        }
        return self._told(request, row, "history", "History", context | (extra_context or {}))

    def compare_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        root = self._root(request, pk)
        old, new = (self._version(root, number_in(request.GET.get(name, ""))) for name in ("from", "to"))
        old, new = sorted((old, new))
        context = {
            "old": Change.objects.filter(pk=old).first(),
            "new": Change.objects.filter(pk=new).first(),
            "rows": between(state_at(root, old), state_at(root, new)),
        }
        return self._told(request, root, "compare", "Two versions compared", context)

    def restore_view(self, request: HttpRequest, pk: int, version: int) -> HttpResponse:
        root = self._root(request, pk)
        self._version(root, version)
        if not may_change(request, {label for label, _ in state_at(root, version)}):
            raise PermissionDenied
        form = RestoreForm(request.POST if request.method == "POST" else None)
        if form.is_valid() and self._restored(request, root, version, form):
            return HttpResponseRedirect(history_address(root))
        context = {
            "form": form,
            "version": Change.objects.filter(pk=version).first(),
            "rows": between(rows_of([root]), restored_at(root, version)),
            "seen": version_of(root),
        }
        status = 422 if form.errors else 200
        return self._told(request, root, "restore", "Restore a version", context, status=status)

    def putting_back(self, request: HttpRequest, root: Kept, act: Callable[[], Done]) -> Done:
        """Whatever has to be done round a restoration; others add what follows from it."""
        return act()

    def _restored(self, request: HttpRequest, root: Kept, version: int, form: forms.Form) -> bool:
        typed = form.cleaned_data

        def act() -> Change | None:
            return restore(
                root=root,
                version=version,
                by=curator(request),
                reason=typed["reason"],
                seen=typed["seen"] or 0,
                slug=typed["slug"],
            )

        try:
            done = self.putting_back(request, root, act)
        except ChangedError as error:
            somebody = who(error.changes[0]) if error.changes else "somebody"
            form.add_error(None, f"Nothing was restored: {somebody} saved this meanwhile. Look once more below.")
            return False
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
            return False
        said = "The earlier version is restored." if done else "Nothing differs from that version."
        self.message_user(request, said, messages.SUCCESS)
        return True

    def _row(self, request: HttpRequest, pk: int) -> Any:
        row = self.get_queryset(request).filter(pk=pk).first()
        if row is None:
            raise Http404
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        return row

    def _root(self, request: HttpRequest, pk: int) -> Any:
        """Versions are those of a root; a part's are its root's."""
        row = self._row(request, pk)
        if root_of(row) != row:
            raise Http404
        return row

    def _version(self, root: Kept, version: int | None) -> int:
        """0 stands for what was there before the first change."""
        if version is None or (version and not Change.objects.of(root).filter(pk=version).exists()):
            raise Http404
        return version

    def _told(
        self, request: HttpRequest, row: Any, name: str, title: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        template, whole = f"admin/evidence/history/{name}.html", {"is_nav_sidebar_enabled": False, **context}
        return own_page(request, self.model, template, f"{title}: {row}", status=status, object=row, **whole)


def history_address(row: Any) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_history", args=[row.pk])
