"""Any list as a spreadsheet, and back: download, upload, differences cell by cell, apply, undo."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from tempfile import SpooledTemporaryFile
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from evidence.actions.refused import RefusedError
from evidence.actions.sheet_cells import shown
from evidence.actions.sheet_plan import Plan
from evidence.actions.sheets import apply, discard, preview, take_in
from evidence.actions.undoing import undo
from evidence.admin.own_page import own_page
from evidence.admin.who import curator, may_change
from evidence.exports.stream import FORMULA_STARTS
from evidence.models import Sheet
from evidence.sheets.table import MOST_BYTES, SheetError
from evidence.sheets.xlsx import write_xlsx
from evidence.summaries.sheet_kinds import SheetKind, kind_of, sheet_rows

MOST_SHOWN = 300
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
View = Callable[..., HttpResponseBase]


class SheetForm(forms.Form):
    sheet = forms.FileField(
        label="The sheet",
        help_text="CSV or XLSX, with the names of the columns in its first row as you downloaded them. Columns and "
        "rows that you took out stay as they are.",
        error_messages={"required": "Choose the file first.", "empty": "The file is empty."},
    )


def sheet_urls(admin: Any) -> list[URLPattern]:
    """The addresses below a list: its sheet in two formats, and the way back."""

    def page(view: View) -> View:
        def answer(request: HttpRequest, **found: Any) -> HttpResponseBase:
            try:
                return view(admin, request, **found)
            except IncorrectLookupParameters:
                messages.error(request, "The address had a filter that this list does not have: filter again here.")
                return HttpResponseRedirect(reverse(f"admin:{admin.opts.app_label}_{admin.opts.model_name}_changelist"))

        wrapped: View = admin.admin_site.admin_view(answer)
        return wrapped

    name = f"{admin.opts.app_label}_{admin.opts.model_name}_sheet"
    return [
        path("sheet.csv", page(as_csv), name=f"{name}_csv"),
        path("sheet.xlsx", page(as_xlsx), name=f"{name}_xlsx"),
        path("sheet/", page(bring_back), name=name),
        path("sheet/<int:number>/", page(look_over), name=f"{name}_preview"),
    ]


def as_csv(admin: Any, request: HttpRequest) -> HttpResponseBase:
    kind, rows = _listed(admin, request)
    return StreamingHttpResponse(_lines(kind, rows), "text/csv; charset=utf-8", headers=_named(kind, "csv"))


def as_xlsx(admin: Any, request: HttpRequest) -> HttpResponseBase:
    kind, rows = _listed(admin, request)
    with SpooledTemporaryFile(max_size=MOST_BYTES) as file:
        cells = ([one[name] for name in kind.columns] for _, one in sheet_rows(kind, rows))
        notes = [("column", "what it holds"), *kind.described.items()]
        write_xlsx(file, columns=kind.columns, read_only=kind.fixed, rows=cells, notes=notes)  # type: ignore[arg-type]
        file.seek(0)
        return HttpResponse(file.read(), XLSX, headers=_named(kind, "xlsx"))


def bring_back(admin: Any, request: HttpRequest) -> HttpResponseBase:
    if not admin.has_change_permission(request):
        raise PermissionDenied
    kind = kind_of(admin.model)
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["sheet"]
        try:
            if file.size > MOST_BYTES:
                raise SheetError(f"The file has {file.size:,} bytes: expected at most {MOST_BYTES:,}.")
            sheet = take_in(kind=kind, file_name=file.name, data=file.read(), by=request.user)  # type: ignore[arg-type]
        except SheetError as error:
            form.add_error("sheet", str(error))
        else:
            return HttpResponseRedirect(_address(admin, "_preview", sheet.pk))
    earlier = Sheet.objects.filter(kind=kind.label).select_related("by", "change").defer("data")[:20]
    context = {"form": form, "earlier": earlier, "kind": kind, "preview": f"admin:{_name(admin)}_preview"}
    return _page(admin, request, "bring_back", "Bring a sheet back", context, status=422 if form.errors else 200)


def look_over(admin: Any, request: HttpRequest, *, number: int) -> HttpResponseBase:
    if not admin.has_change_permission(request):
        raise PermissionDenied
    kind = kind_of(admin.model)
    sheet = Sheet.objects.filter(pk=number, kind=kind.label).select_related("by", "change").first()
    if sheet is None:
        raise Http404
    if request.method == "POST":
        return _decided(admin, request, kind, sheet)
    plan = preview(kind=kind, sheet=sheet, by=curator(request)) if sheet.state == "previewed" else None
    lacking = _lacking(request, plan) if plan else []
    context = {
        "sheet": sheet,
        "plan": plan,
        "changes": plan.changes[:MOST_SHOWN] if plan else [],
        "faults": plan.faults[:MOST_SHOWN] if plan else [],
        "lacking": lacking,
        "undone": sheet.change is not None and hasattr(sheet.change, "undone_by"),
    }
    return _page(admin, request, "preview", f"Sheet: {sheet.file_name}", context)


def _decided(admin: Any, request: HttpRequest, kind: SheetKind, sheet: Sheet) -> HttpResponseBase:
    by = curator(request)
    reason = request.POST.get("reason", "").strip()
    try:
        if "_discard" in request.POST:
            discard(sheet=sheet)
            messages.success(request, "The sheet was thrown away. Nothing was changed.")
        elif "_undo" in request.POST and sheet.change is not None:
            if not may_change(request, sheet.change.row_changes.order_by().values_list("model", flat=True).distinct()):
                raise PermissionDenied
            undo(change=sheet.change, by=by, reason=reason or f"undoing the sheet {sheet.file_name}")
            messages.success(request, "Every cell is what it was before the sheet.")
        elif "_apply" in request.POST:
            if _lacking(request, preview(kind=kind, sheet=sheet, by=by)):
                raise PermissionDenied
            apply(kind=kind, sheet=sheet, digest=request.POST.get("digest", ""), reason=reason, by=by)
            messages.success(request, "The sheet was applied, all of it.")
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(_address(admin, "_preview", sheet.pk))


def _lacking(request: HttpRequest, plan: Plan) -> list[str]:
    """Nouns that the sheet would change and this person may not."""
    models = {type(one) for one in plan.targets}
    return sorted(
        str(model._meta.verbose_name_plural)
        for model in models
        if not request.user.has_perm(f"{model._meta.app_label}.change_{model._meta.model_name}")
    )


def _listed(admin: Any, request: HttpRequest) -> tuple[SheetKind, Any]:
    if not admin.has_view_permission(request):
        raise PermissionDenied
    return kind_of(admin.model), admin.get_changelist_instance(request).queryset


def _lines(kind: SheetKind, rows: Any) -> Iterator[bytes]:
    yield b"\xef\xbb\xbf"  # spreadsheet programs take a CSV without it for an old code page
    yield _line(kind.columns)
    for _, one in sheet_rows(kind, rows):
        yield _line([_defused(one[name]) for name in kind.columns])


def _defused(value: Any) -> str:
    text = shown(value)
    return f"'{text}" if isinstance(value, str) and text and text[0] in FORMULA_STARTS else text


def _line(cells: Any) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue().encode()


def _named(kind: SheetKind, ending: str) -> dict[str, str]:
    noun = str(kind.model._meta.verbose_name_plural).replace(" ", "-")
    return {"Content-Disposition": f'attachment; filename="tracewell-{noun}-{timezone.now():%Y-%m-%d}.{ending}"'}


def _name(admin: Any) -> str:
    return f"{admin.opts.app_label}_{admin.opts.model_name}_sheet"


def _address(admin: Any, ending: str, *args: Any) -> str:
    return reverse(f"admin:{_name(admin)}{ending}", args=args)


def _page(
    admin: Any, request: HttpRequest, name: str, title: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    return own_page(request, admin.model, f"admin/evidence/sheet/{name}.html", title, status=status, **context)
