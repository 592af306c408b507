"""Double entry at the desk: studies that wait for a second reader, the blind form, and the comparison."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from evidence.actions.extracting import Decision, begin, give_up, hand_in, keep, refuse_readers, settle
from evidence.actions.refused import RefusedError
from evidence.admin.conflict import conflict_of
from evidence.admin.desk import CuratedAdmin, curator
from evidence.admin.guarding import opened
from evidence.admin.kept_forms import bring_back
from evidence.admin.opening import opening_of
from evidence.admin.own_page import own_page
from evidence.models import Extraction, Settlement, Study
from evidence.summaries.extraction import Asked, Pair, agreements, asked_of, pairs_of
from evidence.summaries.work.extractions import READING, SETTLING, begun_by, settled_by, waiting_for

MOST = 50
FIRST, SECOND, OTHER = "first", "second", "other"


class BlindForm(forms.Form):
    """Everything that is asked of a study, empty or as the second reader left it."""

    def __init__(self, *args: Any, asked: list[Asked], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        for one in asked:
            self.fields[one.name] = _field(one)

    def groups(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        for where, listed in groupby(self.asked, key=lambda one: one.where):
            yield where, [self[one.name] for one in listed]


def _field(asked: Asked) -> forms.Field:
    label = asked.label[:1].upper() + asked.label[1:]
    if asked.choices:
        return forms.ChoiceField(label=label, choices=[("", "not stated"), *asked.choices], required=False)
    widget = forms.TextInput({"inputmode": "decimal"} if asked.is_figure else {})
    return forms.CharField(label=label, required=False, max_length=500, widget=widget)


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One thing that two read differently, with what was typed of its decision."""

    pair: Pair
    chosen: str = ""
    other: str = ""
    reason: str = ""
    fault: str = ""


@admin.register(Extraction)
class ExtractionAdmin(CuratedAdmin):
    """Its pages replace Django's, since what one person sees of an extraction another must not."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("", view(self.waiting), name="evidence_extraction_changelist"),
            path("begin/<int:study>/", view(self.begin), name="evidence_extraction_begin"),
            path("<int:number>/", view(self.work), name="evidence_extraction_change"),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def waiting(self, request: HttpRequest) -> HttpResponse:
        self._require(request)
        me = curator(request)
        mine = begun_by(me.pk).select_related("study")
        compared = Extraction.objects.compared().select_related("study", "by")[:MOST]
        context = {
            "mine": mine,
            "studies": waiting_for(me.pk)[:MOST],
            "to_settle": settled_by(me.pk).select_related("study")[:MOST] if self._may_settle(request) else [],
            "compared": compared,
        }
        return self._page(request, "waiting", "Extract a second time, blind", context)

    def begin(self, request: HttpRequest, study: int) -> HttpResponse:
        self._require(request)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        found = Study.objects.filter(pk=study).first()
        if found is None:
            raise Http404
        try:
            extraction = begin(study=found, by=curator(request))
        except RefusedError as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(reverse("admin:evidence_extraction_changelist"))
        return HttpResponseRedirect(reverse("admin:evidence_extraction_change", args=[extraction.pk]))

    def work(self, request: HttpRequest, number: int) -> HttpResponse:
        """The blind form for whoever fills it in; the comparison for all, once it is handed in; nothing in between."""
        self._require(request)
        bring_back(request)
        extraction = Extraction.objects.filter(pk=number).select_related("study", "by").first()
        if extraction is None or extraction.given_up is not None:
            raise Http404
        if extraction.submitted is not None:
            return self.compare(request, extraction)
        if extraction.by_id != curator(request).pk:
            raise Http404
        return self.fill_in(request, extraction)

    def fill_in(self, request: HttpRequest, extraction: Extraction) -> HttpResponse:
        asked = asked_of(extraction.study)
        form = BlindForm(request.POST or None, asked=asked, initial=extraction.second)
        if _sent(request) and "_give_up" in request.POST:
            give_up(extraction=extraction)
            messages.success(request, f"You gave up extracting {extraction.study}. Somebody else may.")
            return HttpResponseRedirect(reverse("admin:evidence_extraction_changelist"))
        if _sent(request) and form.is_valid() and self._kept(request, extraction, form):
            return HttpResponseRedirect(request.path)
        reports = extraction.study.reports.all()
        context = {"extraction": extraction, "form": form, "reports": reports}
        return self._page(request, "form", f"Extract {extraction.study}", context, 422 if form.errors else 200)

    def _kept(self, request: HttpRequest, extraction: Extraction, form: BlindForm) -> bool:
        try:
            if "_hand_in" in request.POST:
                hand_in(extraction=extraction, values=form.cleaned_data)
                messages.success(request, "Handed in. Both readings are shown now, and stay as they are.")
            else:
                keep(extraction=extraction, values=form.cleaned_data)
                messages.success(request, "Kept. Nobody else sees it before you hand it in.")
        except ValidationError as error:
            form.add_error(None, error)
            return False
        except RefusedError as refusal:
            messages.error(request, str(refusal))
        return True

    def compare(self, request: HttpRequest, extraction: Extraction) -> HttpResponse:
        pairs = pairs_of(extraction)
        differences = [Difference(pair=one) for one in pairs if not one.agree]
        if request.method == "POST":
            differences = [_decided(request, one.pair) for one in differences]
        if _sent(request):
            faults = self._settled(request, extraction, differences)
            if not faults:
                return HttpResponseRedirect(request.path)
            differences = [_with_fault(one, faults.get(one.pair.asked.name, "")) for one in differences]
        settlements = Settlement.objects.filter(extraction=extraction).select_related("by")
        settled = {one.name: one for one in settlements}
        context = {
            "extraction": extraction,
            "differences": differences,
            "figures": agreements(pairs),
            "readings": [(one, settled.get(one.asked.name)) for one in pairs],
            "may_settle": extraction.settled is None and _may_settle(extraction, request),
        }
        status = 422 if any(one.fault for one in differences) else 200
        return self._page(request, "comparison", f"Two readings of {extraction.study}", context, status)

    def _settled(self, request: HttpRequest, extraction: Extraction, decided: list[Difference]) -> dict[str, str]:
        """What is wrong, by name; nothing if it is done."""
        values = {FIRST: lambda one: one.pair.first, SECOND: lambda one: one.pair.second, OTHER: lambda one: one.other}
        decisions = {
            one.pair.asked.name: Decision(value=values[one.chosen](one), reason=one.reason)
            for one in decided
            if one.chosen in values
        }
        try:
            settle(extraction=extraction, decisions=decisions, by=curator(request))
        except ValidationError as error:
            return {name: " ".join(said) for name, said in error.message_dict.items()}
        except RefusedError as refusal:
            messages.error(request, str(refusal))
            return {"": str(refusal)}
        messages.success(request, "Settled: the study says what you decided, and both readings are kept.")
        return {}

    def _may_settle(self, request: HttpRequest) -> bool:
        return request.user.has_perms(SETTLING)

    def _require(self, request: HttpRequest) -> None:
        if not request.user.has_perms(READING):
            raise PermissionDenied

    def _page(
        self, request: HttpRequest, name: str, title: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        whole = {**opened(request, None), "clash": conflict_of(opening_of(request), []), **context}
        return own_page(request, self.model, f"admin/evidence/extraction/{name}.html", title, status=status, **whole)


def _may_settle(extraction: Extraction, request: HttpRequest) -> bool:
    try:
        refuse_readers(extraction, curator(request))
    except RefusedError:
        return False
    return request.user.has_perms(SETTLING)


def _sent(request: HttpRequest) -> bool:
    """Whether a form was sent just now; one that waited for its typist to log in again is only shown."""
    return request.method == "POST" and not opening_of(request).kept


def _decided(request: HttpRequest, pair: Pair) -> Difference:
    name = pair.asked.name
    typed = {part: request.POST.get(f"{name}:{part}", "").strip() for part in ("choice", "other", "reason")}
    return Difference(pair=pair, chosen=typed["choice"], other=typed["other"], reason=typed["reason"])


def _with_fault(one: Difference, fault: str) -> Difference:
    return Difference(pair=one.pair, chosen=one.chosen, other=one.other, reason=one.reason, fault=fault)
