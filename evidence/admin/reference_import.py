"""Imports of references: a file is uploaded, looked through, decided on, applied, and perhaps undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import URLPattern, path, reverse

from evidence.actions.import_lock import REFERENCES, ImportRunningError, only_import
from evidence.actions.reference_applying import apply_import
from evidence.actions.reference_deciding import decide, discard, undo_import
from evidence.actions.reference_staging import stage_file
from evidence.actions.refused import RefusedError
from evidence.admin.desk import CuratedAdmin, curator
from evidence.admin.own_page import own_page
from evidence.admin.reference_forms import DecisionForm, UndoForm, UploadForm
from evidence.admin.work import work_on
from evidence.exports.imported_references import report_lines
from evidence.models import Decision, ReferenceImport, Verdict
from evidence.summaries.reference_import import counts, listed

LONGEST_WORDS = 100
Done = TypeVar("Done")


def record_in(words: str) -> int:
    """The number of a record as an address or a form has it; 0, which no record has, for anything else."""
    return int(words) if words.isascii() and words.isdigit() and len(words) < 10 else 0


@admin.register(ReferenceImport)
class ReferenceImportAdmin(CuratedAdmin):
    list_display = ("file_name", "at", "by", "seen", "new", "changed", "doubtful", "refused", "became")
    list_filter = ("state", work_on(ReferenceImport))
    list_select_related = ("by",)
    search_fields = ("file_name",)
    ordering = ("-pk",)
    sortable_by = ()

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=f"evidence_referenceimport_{name}")
            for name, view in (("undo", self.undo_view), ("report", self.report_view))
        ]
        return own + super().get_urls()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("evidence.add_report")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_add_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_add_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="what became of it")
    def became(self, source: ReferenceImport) -> str:
        return "undone" if source.undone else str(source.get_state_display())

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """The upload; what comes of it is shown on the page of the import."""
        self._require(request)
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                source = self._stage(request, form)
            except (RefusedError, ImportRunningError) as refusal:
                form.add_error("file", str(refusal))
            else:
                return HttpResponseRedirect(self._page(source))
        most = {
            "megabytes": settings.MAX_REFERENCES_BYTES // 1_000_000,
            "records": f"{settings.MAX_REFERENCES_AT_DESK:,}",
        }
        return self._show(request, "upload", {"title": "Import references", "form": form, "most": most})

    def _stage(self, request: HttpRequest, form: UploadForm) -> ReferenceImport:
        file = form.cleaned_data["file"]
        with only_import(REFERENCES):
            return stage_file(
                file=file.file,
                name=file.name,
                format=form.cleaned_data["format"],
                by=curator(request),
                most=settings.MAX_REFERENCES_AT_DESK,
            )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """What the file holds, in lists by verdict; and what is done with them."""
        self._require(request)
        source = self._source(request, object_id)
        form = DecisionForm(request.POST if "_decide" in request.POST else None)
        if request.method == "POST":
            try:
                if self._do(request, source, form):
                    return HttpResponseRedirect(request.get_full_path())
            except (RefusedError, ImportRunningError) as refusal:
                messages.error(request, str(refusal))
                return HttpResponseRedirect(request.get_full_path())
        return self._show(request, "preview", self._preview(request, source, form))

    def _preview(self, request: HttpRequest, source: ReferenceImport, form: DecisionForm) -> dict[str, Any]:
        wanted = request.GET.get("show", "")
        first = next((verdict for verdict, number in counts(source) if number), Verdict.NEW)
        verdict = Verdict(wanted) if wanted in Verdict.values else first
        after = request.GET.get("after", "")
        words = request.GET.get("words", "")[:LONGEST_WORDS]
        found = listed(source, verdict=verdict, after=record_in(after), words=words)
        waiting = source.references.to_enter().exists() or source.references.to_fill().exists()
        return {
            "title": f"References of {source.file_name}",
            "source": source,
            "counts": counts(source),
            "found": found,
            "words": words,
            "form": form,
            "undecided": source.references.undecided().count(),
            "may_apply": waiting and source.state != "discarded" and not source.undone,
            "may_decide": found.verdict == Verdict.DOUBTFUL and source.state != "discarded" and not source.undone,
        }

    def _do(self, request: HttpRequest, source: ReferenceImport, form: DecisionForm) -> bool:
        """Whether one of the buttons was pressed and what belongs to it was in order."""
        if "_apply" in request.POST:
            with only_import(REFERENCES):
                change = self.changing(request, lambda: apply_import(source=source, by=curator(request)))
            rows = change.rows if change else 0
            told = f"{rows:,} {'report was' if rows == 1 else 'reports were'} entered or filled"
            messages.success(request, f"Applied: {told}.")
        elif "_discard" in request.POST:
            discard(source=source)
            messages.success(request, "Discarded: nothing of this file was entered.")
        elif not form.is_valid():
            return False
        else:
            self._decide(request, source, form)
        return True

    def changing(self, request: HttpRequest, act: Callable[[], Done], undone: ReferenceImport | None = None) -> Done:
        """Applies an import, or undoes the one named; for an application that has more to do then."""
        return act()

    def _decide(self, request: HttpRequest, source: ReferenceImport, form: DecisionForm) -> None:
        every = form.cleaned_data["every"]
        ticked = [
            int(one) for one in request.POST.getlist("record") if one.isascii() and one.isdigit() and len(one) < 10
        ]
        numbers = source.references.undecided().values_list("number", flat=True) if every else ticked
        decided = decide(
            source=source,
            records=numbers,
            decision=Decision(form.cleaned_data["decision"]),
            report=form.cleaned_data["report"],
            by=curator(request),
        )
        if decided:
            messages.success(request, f"Decided on {decided:,}. Nothing is entered until the import is applied.")
        else:
            messages.error(request, "Tick the records that you decide on.")

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        self._require(request)
        source = self._source(request, str(pk))
        allowed = source.by_id == request.user.pk or request.user.has_perm("evidence.delete_referenceimport")
        form = UndoForm(request.POST or None, source=source)
        if request.method == "POST":
            if not allowed:
                raise PermissionDenied
            if form.is_valid():
                try:
                    reason = form.cleaned_data["reason"]
                    self.changing(
                        request, lambda: undo_import(source=source, by=curator(request), reason=reason), source
                    )
                except RefusedError as refusal:
                    form.add_error(None, str(refusal))
                else:
                    messages.success(request, f"Undone: what {source.file_name} brought is gone again.")
                    return HttpResponseRedirect(self._page(source))
        rows = sum(change.rows for change in source.standing_changes)
        context = {"title": "Undo an import", "source": source, "form": form, "allowed": allowed, "rows": rows}
        return self._show(request, "undo", context)

    def report_view(self, request: HttpRequest, pk: int) -> HttpResponse | StreamingHttpResponse:
        self._require(request)
        source = self._source(request, str(pk))
        return StreamingHttpResponse(
            report_lines(source),
            content_type="text/csv; charset=utf-8; header=present",
            headers={"Content-Disposition": f'attachment; filename="references-{source.pk}.csv"'},
        )

    def _require(self, request: HttpRequest) -> None:
        if not self.has_add_permission(request):
            raise PermissionDenied

    def _source(self, request: HttpRequest, pk: str) -> ReferenceImport:
        source = self.get_object(request, pk)
        if not isinstance(source, ReferenceImport):
            raise Http404
        return source

    def _page(self, source: ReferenceImport) -> str:
        return reverse("admin:evidence_referenceimport_change", args=[source.pk])

    def _show(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        return own_page(request, self.model, f"admin/evidence/referenceimport/{name}.html", **context)
