"""The log of all activity at the desk: filters, one change with all its rows, undoing it, what was deleted, a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from evidence.actions.refused import RefusedError
from evidence.actions.undoing import deleted_with, never_undone, restore_deleted, undo
from evidence.admin.history import RestoreForm, WhyForm
from evidence.admin.own_page import own_page
from evidence.admin.who import curator, may_change, number_in
from evidence.exports.activity import stream_activity
from evidence.models import Act, Change, Door, RowChange, hidden_from
from evidence.models.kept import kept_models, label_of
from evidence.summaries.activity import Wanted, activity, changes_wanted, deleted_rows, rows_of_change
from evidence.summaries.differences import RowDifference, differences
from evidence.summaries.history import who

Done = TypeVar("Done")
# Rows that a page of confirmation lists.
LISTED = 100


def every(choices: Any) -> list[tuple[str, str]]:
    return [("", "all"), *choices]


def nouns() -> list[tuple[str, str]]:
    return sorted(((label_of(one), str(one._meta.verbose_name)) for one in kept_models()), key=lambda one: one[1])


class LogFilters(forms.Form):
    """GET parameters; what is not understood is said, and everything is listed."""

    who = forms.CharField(label="Who", required=False, max_length=150)
    act = forms.ChoiceField(label="What was done", required=False, choices=every(Act.choices))
    door = forms.ChoiceField(label="By", required=False, choices=every(Door.choices))
    noun = forms.ChoiceField(label="To a", required=False, choices=lambda: every([*nouns(), ("wiki.version", "page")]))
    since = forms.DateField(label="From", required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label="To", required=False, widget=forms.DateInput({"type": "date"}))
    words = forms.CharField(label="Words of the reason", required=False, max_length=200)

    def wanted(self) -> Wanted:
        return Wanted(**self.cleaned_data) if self.is_valid() else Wanted()


@admin.register(Change)
class ChangeAdmin(admin.ModelAdmin):
    """Nothing here is added, changed or deleted; undoing is a change of its own."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Closed to whoever is extracting a study blind: the log says what others entered."""
        return super().has_view_permission(request, obj) and not hidden_from(curator(request)).exists()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        pages: dict[str, tuple[str, Callable[..., HttpResponseBase]]] = {
            "log.csv": ("export", self.export_view),
            "deleted/": ("deleted", self.deleted_view),
            "deleted/<int:pk>/restore/": ("restore", self.restore_view),
            "<int:pk>/undo/": ("undo", self.undo_view),
        }
        own = [
            path(route, self.admin_site.admin_view(self._guarded(view)), name=f"evidence_change_{name}")
            for route, (name, view) in pages.items()
        ]
        return own + super().get_urls()

    def _guarded(self, view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        def guarded(request: HttpRequest, **parts: Any) -> HttpResponseBase:
            if not self.has_view_permission(request):
                raise PermissionDenied
            return view(request, **parts)

        return guarded

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        filters = LogFilters(request.GET)
        before = number_in(request.GET.get("before", ""))
        entries, next_ = activity(filters.wanted(), before=before)
        asked = request.GET.copy()
        asked.pop("before", None)
        context = {
            "filters": filters,
            "entries": entries,
            "asked": asked.urlencode(),
            "before": before,
            "next": next_,
        }
        return self._show(request, "log", "Log of all activity", context | (extra_context or {}))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if object_id is None or not self.has_view_permission(request):
            raise PermissionDenied
        change = self._change(number_in(object_id))
        after = number_in(request.GET.get("after", ""))
        rows, next_ = rows_of_change(change, after=after)
        context = {
            "change": change,
            "who": who(change),
            "rows": rows,
            "after": after,
            "next": next_,
            "undone_by": Change.objects.filter(undoes=change).first(),
            "never": never_undone(change),
        }
        return self._show(request, "change", f"A change of {change.rows:,} row{'s' * (change.rows != 1)}", context)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """A change is what it is from the beginning."""
        return self.changeform_view(request, object_id)

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """The filtered log as a file."""
        changes: QuerySet[Change] = changes_wanted(LogFilters(request.GET).wanted())
        name = f"tracewell-log-{timezone.now().date().isoformat()}.csv"
        return StreamingHttpResponse(
            stream_activity(changes),
            content_type="text/csv; charset=utf-8; header=present",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        change = self._change(pk)
        if not may_change(request, change.row_changes.order_by().values_list("model", flat=True).distinct()):
            raise PermissionDenied
        form = WhyForm(request.POST if request.method == "POST" else None)

        def act(reason: str, by: User) -> Change:
            return self.putting_back(request, change, lambda: undo(change=change, by=by, reason=reason))

        if (done := self._done(request, form, act)) is not None:
            self.message_user(request, f"Undone: {change}. {done.rows:,} rows are what they were.", messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:evidence_change_change", args=[done.pk]))
        context = {
            "change": change,
            "who": who(change),
            "form": form,
            "never": never_undone(change),
            "rows": backwards(list(change.row_changes.order_by("pk")[:LISTED])),
            "more": max(change.rows - LISTED, 0),
        }
        return self._show(request, "undo", "Undo a change", context, status=422 if form.errors else 200)

    def deleted_view(self, request: HttpRequest) -> HttpResponse:
        before = number_in(request.GET.get("before", ""))
        gone, next_ = deleted_rows(before=before)
        return self._show(request, "deleted", "Deleted rows", {"gone": gone, "before": before, "next": next_})

    def restore_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        kept = [label for label, _ in nouns()]
        row = RowChange.objects.filter(pk=pk, after__isnull=True, model__in=kept).select_related("change__by").first()
        if row is None:
            raise Http404
        parts = deleted_with(row)
        if not may_change(request, {label for label, _ in parts}):
            raise PermissionDenied
        form = RestoreForm(request.POST if request.method == "POST" else None)

        def act(reason: str, by: User) -> Change | None:
            slug = form.cleaned_data["slug"]
            return self.putting_back(
                request, row.change, lambda: restore_deleted(row=row, by=by, reason=reason, slug=slug)
            )

        if (done := self._done(request, form, act)) is not None:
            self.message_user(request, "Restored, and not public.", messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:evidence_change_change", args=[done.pk]))
        told = differences([(key, None, values) for key, values in parts.items()])
        context = {"row": row, "who": who(row.change), "change": row.change, "form": form, "rows": told}
        return self._show(request, "restore", "Restore what was deleted", context, status=422 if form.errors else 200)

    def putting_back(self, request: HttpRequest, change: Change, act: Callable[[], Done]) -> Done:
        """Whatever has to be done round undoing `change`; others add what follows from it."""
        return act()

    def _done(self, request: HttpRequest, form: forms.Form, act: Callable[[str, User], Change | None]) -> Change | None:
        """What was done, or None with the reason at the form."""
        if not form.is_valid():
            return None
        try:
            return act(form.cleaned_data["reason"], curator(request))
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
            return None

    def _change(self, pk: int | None) -> Change:
        change: Change | None = Change.objects.filter(pk=pk or 0).select_related("by", "undoes").first()
        if change is None:
            raise Http404
        return change

    def _show(
        self, request: HttpRequest, name: str, title: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        whole = {"is_nav_sidebar_enabled": False, **context}
        return own_page(request, self.model, f"admin/evidence/change/{name}.html", title, status=status, **whole)


def backwards(rows: list[RowChange]) -> list[RowDifference]:
    """What undoing would make of the rows."""
    return differences([((one.model, one.row), one.after, one.before) for one in rows])
