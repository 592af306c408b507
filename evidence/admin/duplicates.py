"""Possible duplicates at the desk: the queue, two rows side by side, and what a curator decides of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from evidence.actions.duplicates import not_a_duplicate, take_back
from evidence.actions.merging import merge_reports, merge_studies, put_under_one_study
from evidence.actions.recording import ChangedError, version_of
from evidence.actions.refused import RefusedError
from evidence.actions.undoing import undo
from evidence.admin.desk import KeptAdmin, curator
from evidence.admin.own_page import own_page
from evidence.admin.who import number_in
from evidence.models import NotDuplicate, Report
from evidence.models.kept import root_of
from evidence.summaries.duplicates import likeness_of, merge_of, possible_pairs, settled_pairs, side_by_side
from evidence.summaries.merge_plan import plan_merge

CHANGED = "One of the two was saved meanwhile, so nothing was merged: look at them again."


class DecidingAdmin(KeptAdmin):
    """A desk at which it is decided of two rows whether they are one."""

    def after_deciding(self, request: HttpRequest, rows: list[Any]) -> None:
        """For whoever ties something else to these rows by their identifiers, which may have changed places."""


def urls_of(desk: DecidingAdmin) -> list[URLPattern]:
    """Of the reports' desk, or of the studies'."""
    noun = desk.opts.model_name

    def queue(request: HttpRequest) -> HttpResponse:
        return duplicates(request, desk)

    def pair(request: HttpRequest, one: int, other: int) -> HttpResponse:
        return duplicate(request, desk, one, other)

    return [
        path("duplicates/", desk.admin_site.admin_view(queue), name=f"{noun}_duplicates"),
        path("duplicates/<int:one>/<int:other>/", desk.admin_site.admin_view(pair), name=f"{noun}_pair"),
    ]


def duplicates(request: HttpRequest, desk: DecidingAdmin) -> HttpResponse:
    """The pairs that wait, or with `?settled=1` those that were found to be two; `?after=` goes on."""
    if not desk.has_view_permission(request):
        raise PermissionDenied
    start, settled = number_in(request.GET.get("after", "")) or 0, "settled" in request.GET
    rows = desk.get_queryset(request)
    pairs, more = (settled_pairs if settled else possible_pairs)(rows, after=start)
    context = {"pairs": pairs, "more": more, "settled": settled, "pair_address": f"admin:{desk.opts.model_name}_pair"}
    title = "Pairs that are two" if settled else "Possible duplicates"
    return _page(request, desk, "queue", title, **context)


def duplicate(request: HttpRequest, desk: DecidingAdmin, one: int, other: int) -> HttpResponse:
    """Two rows side by side; with `?keep=` also what merging into that one would do. Decides when posted."""
    rows = [_row(request, desk, number) for number in (one, other)]
    if one == other:
        raise Http404
    if request.method == "POST":
        for row in rows:
            if not desk.has_change_permission(request, row):
                raise PermissionDenied
        return _decide(request, desk, rows)
    left, right = rows
    merged = next((row for row in rows if row.merged_into_id), None)
    keep = request.GET.get("keep", "")
    plan = None
    if merged is None and keep in (str(one), str(other)):
        plan = plan_merge(*(rows if keep == str(one) else reversed(rows)))
    context = {
        "one": left,
        "other": right,
        "like": likeness_of(left, right),
        "sides": side_by_side(left, right),
        "plan": plan,
        "versions": [version_of(root_of(row)) for row in (plan.kept, plan.lost)] if plan else [],
        "merged": merged,
        "merge": merge_of(merged) if merged else None,
        "noted": NotDuplicate.objects.of(left, right).select_related("by").first(),
        "may": all(desk.has_change_permission(request, row) for row in rows),
        "reports": desk.model is Report,
    }
    return _page(request, desk, "pair", f"{left.slug} and {right.slug}", **context)


def _row(request: HttpRequest, desk: DecidingAdmin, number: int) -> Any:
    """One that this person may see, or that was merged into such a one."""
    if number >= 2**63:
        raise Http404
    seen = desk.get_queryset(request)
    row = seen.filter(pk=number).first() or desk.model._base_manager.filter(pk=number, merged_into__in=seen).first()
    if row is None:
        if not desk.has_view_permission(request):
            raise PermissionDenied
        raise Http404
    if not desk.has_view_permission(request, row):
        raise PermissionDenied
    return row


def _decide(request: HttpRequest, desk: DecidingAdmin, rows: list[Any]) -> HttpResponse:
    """Does what the button says that was pressed; anything refused is a sentence above the same page."""
    try:
        said = _do(request, rows)
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    except ChangedError:
        messages.error(request, CHANGED)
    else:
        messages.success(request, said)
        desk.after_deciding(request, rows)
        if "_not" in request.POST or "_one_study" in request.POST:
            return HttpResponseRedirect(reverse(f"admin:{desk.opts.model_name}_duplicates"))
    return HttpResponseRedirect(reverse(f"admin:{desk.opts.model_name}_pair", args=[row.pk for row in rows]))


def _do(request: HttpRequest, rows: list[Any]) -> str:
    one, other = rows
    by, reason = curator(request), request.POST.get("reason", "").strip()
    if "_merge" in request.POST:
        kept, lost = rows if request.POST.get("keep") == str(one.pk) else (other, one)
        seen = (_number(request, "kept_version"), _number(request, "lost_version"))
        merge: Any = merge_reports if isinstance(one, Report) else merge_studies
        merge(kept=kept, lost=lost, by=by, reason=reason, seen=seen)
        return f"{lost.slug} is merged into {kept.slug}. It can be undone here."
    if "_one_study" in request.POST and isinstance(one, Report):
        put_under_one_study(one=one, other=other, by=by, reason=reason)
        return f"{one.slug} and {other.slug} are two reports of one study now."
    if "_not" in request.POST:
        not_a_duplicate(one=one, other=other, by=by, reason=reason)
        return f"{one.slug} and {other.slug} are two: nobody will be asked again."
    if "_take_back" in request.POST and (noted := NotDuplicate.objects.of(one, other).first()):
        take_back(noted=noted, by=by, reason=reason)
        return f"{one.slug} and {other.slug} are in the queue again."
    merged = next((row for row in rows if row.merged_into_id), None)
    if "_undo" in request.POST and merged and (change := merge_of(merged)):
        undo(change=change, by=by, reason=reason)
        return f"{merged.slug} stands for itself again, with all that it had."
    raise RefusedError("Nothing was done: press one of the buttons below.")


def _number(request: HttpRequest, name: str) -> int:
    number = number_in(request.POST.get(name, ""))
    if number is None:
        raise RefusedError("Look first at what merging would do.")
    return number


def _page(request: HttpRequest, desk: DecidingAdmin, name: str, title: str, **context: Any) -> HttpResponse:
    return own_page(request, desk.model, f"admin/evidence/duplicates/{name}.html", title, **context)
