"""The curators' queue: what pages point at and nobody has entered, an identity a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from evidence.admin.desk import curator
from evidence.admin.paging import CappedPaginator
from evidence.identifiers import REGISTRIES, Identifier, IdentifierError, Scheme, parse
from evidence.models import Report
from wiki.actions.mention_queue import decide_identity
from wiki.actions.mentions import MentionError
from wiki.actions.ties import reports_of
from wiki.admin.counting import count
from wiki.admin.queue_forms import DecisionForm, WantedForm
from wiki.models import MentionState
from wiki.summaries import queue as summary

MOST_SHOWN = 100
SENTENCES = 50


@dataclass(frozen=True, kw_only=True)
class Row:
    """An identity of the queue with what can be done about it; an address is empty for who may not."""

    waiting: summary.Waiting
    known: Report | None
    make_report: str
    new_study: str
    # Where `pasted` is looked up for the form of a new report, or of a study if it is a registration.
    look_up: str
    pasted: str
    link: str
    set_aside: str


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    require(request, "view_mention", "change_mention")
    form = WantedForm(request.GET)
    found = summary.queue(form.wanted, number=number_in(request.GET))
    known = reports_of(name for row in found.rows for name in (row.identifier, *row.others))
    context = {
        "title": "Mentions that wait",
        "form": form,
        "found": found,
        "rows": [row_of(request, one, known) for one in found.rows],
        "sentences": CappedPaginator(summary.sentences(), SENTENCES).count_words,
        "before": at_page(request, found.number - 1) if found.number > 1 else "",
        "after": at_page(request, found.number + 1) if found.more else "",
        "filtered": any(form.data.get(name) for name in form.fields),
    }
    return show(request, "queue", context)


@require_safe
def sentences(request: HttpRequest) -> HttpResponse:
    require(request, "view_mention", "change_mention")
    paginator: Paginator[Any] = CappedPaginator(summary.sentences(), SENTENCES)
    page = paginator.get_page(number_in(request.GET))
    return show(request, "sentences", {"title": "Sentences without an identifier", "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest) -> HttpResponse:
    require(request, "change_mention")
    identifier = identifier_in(request.GET)
    initial = {name: request.GET[name] for name in ("state", "report") if name in request.GET}
    form = DecisionForm(request.POST or None, initial=initial, identifier=identifier)
    if request.method == "POST" and form.is_valid():
        try:
            return _decided(request, identifier, form)
        except MentionError as refusal:
            form.add_error(None, str(refusal))
    examples = summary.of_identity(identifier, most=MOST_SHOWN)
    context = {
        "title": f"Decide on {identifier}",
        "identifier": identifier,
        "form": form,
        "media": form.media,
        "examples": examples,
        "capped": len(examples) == MOST_SHOWN,
        "back": back_to_queue(request.GET),
    }
    return show(request, "decide", context)


def _decided(request: HttpRequest, identifier: Identifier, form: DecisionForm) -> HttpResponse:
    state = MentionState(form.cleaned_data["state"])
    done = decide_identity(
        identifier=identifier,
        state=state,
        report=form.cleaned_data["report"],
        reason=form.cleaned_data["reason"],
        by=curator(request),
    )
    became = f"linked to {form.cleaned_data['report']}" if state == MentionState.LINKED else "set aside"
    said = f"{identifier}: {count(done.mentions, 'mention')} on {count(done.pages, 'page')} {became}."
    messages.success(request, said)
    return HttpResponseRedirect(back_to_queue(request.GET))


def row_of(request: HttpRequest, waiting: summary.Waiting, reports: Mapping[Identifier, Report]) -> Row:
    """What can be done about an identity; a registration belongs to a study, whatever reports it has."""
    identifier = waiting.identifier
    names = [identifier, *waiting.others]
    registration = identifier.scheme in REGISTRIES
    here = {"scheme": identifier.scheme.value, "identifier": identifier.value}
    back = {"back": request.GET.urlencode()} if request.GET else {}
    known = next((reports[one] for one in names if one in reports), None)
    to = {"report": str(known.pk)} if known else {}
    # Who is entered already is not entered again; the title is then that of the other paper as likely as not.
    sure = papers(names, reports)
    given = sure | ({"title": waiting.title} if waiting.title and not known else {})
    given |= {"number": identifier.value} if registration else {}
    new = identifier not in reports
    noun = "study" if registration else "report"
    looks = new and request.user.has_perm(f"evidence.add_{noun}")
    return Row(
        waiting=waiting,
        known=known,
        make_report=_for(request, "evidence.add_report", "evidence_report_add", given)
        if new and not registration
        else "",
        new_study=_for(request, "evidence.add_study", "evidence_study_add", given) if new else "",
        look_up=reverse(f"admin:evidence_{noun}_look_up") if looks else "",
        pasted=" ".join(str(Identifier(Scheme(name), value)) for name, value in sure.items()) or str(identifier),
        link=_for(request, "wiki.change_mention", "wiki_mention_decide", here | {"state": "linked"} | to | back),
        set_aside=_for(request, "wiki.change_mention", "wiki_mention_decide", here | {"state": "set aside"} | back),
    )


def papers(names: Sequence[Identifier], reports: Mapping[Identifier, Report]) -> dict[str, str]:
    """Values for the form of a report: the first name, and of the others those that leave no choice."""
    first, *others = names
    free = [one for one in others if one not in reports and one.scheme != first.scheme]
    alone = [one for one in free if [other.scheme for other in free].count(one.scheme) == 1]
    return {one.scheme.value: one.value for one in (first, *alone) if one.scheme not in REGISTRIES}


def _for(request: HttpRequest, permission: str, name: str, values: dict[str, str]) -> str:
    """The address of a page of the desk with its fields filled in; empty for who may not do what it is for."""
    return f"{reverse(f'admin:{name}')}?{urlencode(values)}" if request.user.has_perm(permission) else ""


def require(request: HttpRequest, *permissions: str) -> None:
    """Any of them will do. Raises PermissionDenied."""
    if not any(request.user.has_perm(f"wiki.{one}") for one in permissions):
        raise PermissionDenied


def identifier_in(values: QueryDict) -> Identifier:
    """The identity that an address names. Raises Http404 for what is none."""
    try:
        scheme = Scheme(values.get("scheme", ""))
        return Identifier(scheme, parse(values.get("identifier", ""), scheme))
    except (ValueError, IdentifierError) as error:
        raise Http404 from error


def number_in(values: QueryDict) -> int:
    number = values.get("p", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1


def at_page(request: HttpRequest, number: int) -> str:
    values = request.GET.copy()
    values["p"] = str(number)
    return f"?{values.urlencode()}"


def back_to_queue(values: QueryDict) -> str:
    """The queue as it was filtered; what stands in the address can lead nowhere else."""
    back = QueryDict(values.get("back", "")).urlencode()
    return reverse("admin:wiki_mention_queue") + (f"?{back}" if back else "")


def show(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    desk = admin.site.each_context(request) | {"may_mark": request.user.has_perm("wiki.add_mention")}
    return TemplateResponse(request, f"admin/wiki/mention/{name}.html", desk | context)
