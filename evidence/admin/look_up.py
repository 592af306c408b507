"""Look up what was pasted, and lead to the form filled with it; nothing is saved before the curator saves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from evidence.actions.looking_up import client, services
from evidence.admin.looked_up import Filled, candidates, filled, keep, kept
from evidence.admin.searching import identifiers, registrations_with, reports_with
from evidence.identifiers import Identifier, Scheme
from evidence.lookups import Looked, NoAnswerError, look_up
from evidence.lookups.crossref import works_like
from evidence.lookups.plain_words import clean
from evidence.models import Notice, Registration, Report, Study

# All services together; somebody waits for the page.
SECONDS = 10.0
MOST_A_MINUTE = 30
LONGEST = 5000
# A citation has an author, some words of a title and a year; with fewer words there is nothing to find it by.
LEAST_WORDS = 5
NOTHING = (
    "No identifier was found in “{}”: expected a PMID, a DOI or an NCT number, or an address or a citation with one."
)
BELONGS = "{} is a registration: it belongs to a study. Paste it under “Add study”."
NAMES = "It names the registration {}: enter that with its study."
FROM = "From {}: check it against the paper."


class LookUpAdmin(ModelAdmin):
    """A form that can be filled by looking up an identifier."""

    def get_urls(self) -> list[URLPattern]:
        own = path(
            "look-up/", self.admin_site.admin_view(self.look_up), name=f"evidence_{self.opts.model_name}_look_up"
        )
        return [own, *super().get_urls()]

    def look_up(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        pasted = clean(request.POST.get("pasted", "")[:LONGEST])
        add = reverse(f"admin:evidence_{self.opts.model_name}_add")
        seen = identifiers(pasted)
        if not seen:
            return HttpResponseRedirect(self._sought(request, pasted, add))
        if (known := self._known(seen)) is not None:
            messages.warning(request, known)
            return HttpResponseRedirect(add)
        looked = _looked(request, seen)
        if (known := self._known(_all_of(looked))) is not None:
            messages.warning(request, known)
            return HttpResponseRedirect(add)
        form = filled(looked, pasted=pasted, title=request.POST.get("title", "")[:LONGEST])
        if self.model is Report:
            numbers = [one["number"] for one in form.registrations]
            form.told += [(BELONGS if one in pasted.upper() else NAMES).format(one) for one in numbers]
        return HttpResponseRedirect(f"{add}?{urlencode({'looked': keep(request, form)})}")

    def _sought(self, request: HttpRequest, pasted: str, add: str) -> str:
        """Where to go with a text that holds no identifier: to what it may cite, or back with the reason."""
        found = Filled(pasted=pasted)
        if len(pasted.split()) >= LEAST_WORDS and not _too_often(request):
            try:
                found.candidates = candidates(works_like(client(SECONDS), services().crossref, pasted))
            except NoAnswerError as error:
                messages.warning(request, str(error))
        if not found.candidates:
            messages.error(request, NOTHING.format(pasted[:200]))
            return add
        return f"{add}?{urlencode({'looked': keep(request, found)})}"

    def _known(self, seen: list[Identifier]) -> str | None:
        """A sentence with a link to what is entered already; a report of a study leads to the study as well."""
        report = Report.objects.filter(reports_with(seen)).select_related("study").first()
        registration = Registration.objects.filter(registrations_with(seen)).select_related("study").first()
        study = (report and report.study) or (registration and registration.study)
        row: Any = report or study
        if row is None or (report is None and self.model is Report):
            return None
        sentence = format_html('This is entered already: the {} <a href="{}">{}</a>', *_link(row))
        if report and study:
            sentence = format_html('{}, a report of the {} <a href="{}">{}</a>', sentence, *_link(study))
        return format_html("{}.", sentence)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        initial = super().get_changeform_initial_data(request)
        initial.pop("looked", None)
        found = kept(request)
        return initial | (getattr(found, str(self.opts.model_name)) if found else {})

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        rows = rows_for(request, inline) if obj.pk is None and request.method == "GET" else []
        return kwargs | ({"initial": rows} if rows else {})

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        if not kwargs.get("add"):
            return super().render_change_form(request, context, *args, **kwargs)
        found = kept(request)
        if found:
            _mark(found, context)
        own = {"look_up": reverse(f"admin:evidence_{self.opts.model_name}_look_up"), "looked": found}
        return super().render_change_form(request, context | own, *args, **kwargs)


def rows_for(request: HttpRequest, inline: Any) -> list[dict[str, str]]:
    """What was looked up for the rows below a new report or study."""
    found = kept(request)
    if found is None:
        return []
    name = inline.model._meta.model_name
    if name == "report":
        return [found.report] if found.report else []
    return {"registration": found.registrations, "notice": found.notices}.get(name, [])


def save_notices(request: HttpRequest, study: Study) -> None:
    """The notices of a new study's looked-up report that stayed ticked: its form has no rows for them."""
    found, chosen = kept(request), set(request.POST.getlist("notice"))
    if found is None or not found.notices:
        return
    seen = [Identifier(scheme, found.report[scheme]) for scheme in (Scheme.PMID, Scheme.DOI) if scheme in found.report]
    report = study.reports.filter(reports_with(seen)).first()
    for number, values in enumerate(found.notices):
        if report is None or str(number) not in chosen:
            continue
        notice = Notice(report=report, **values)
        try:
            notice.full_clean()
        except ValidationError as error:
            messages.warning(request, f"The {values['kind']} was not entered: {' '.join(error.messages)}")
        else:
            notice.save()


def _looked(request: HttpRequest, seen: list[Identifier]) -> Looked:
    if _too_often(request):
        sentence = f"Nothing was looked up: {MOST_A_MINUTE} look-ups a minute are the most; try again in a minute."
        return Looked(identifiers=tuple(seen), silences=(sentence,))
    return look_up(client=client(SECONDS), services=services(), identifiers=seen)


def _too_often(request: HttpRequest) -> bool:
    """Counted in each process by itself, which is enough to keep one person from troubling the services."""
    name = f"look-ups:{request.user.pk}"
    cache.add(name, 0, timeout=60)
    try:
        return cache.incr(name) > MOST_A_MINUTE
    except ValueError:  # the minute ended between the two
        return False


def _all_of(looked: Looked) -> list[Identifier]:
    """Every identifier of the paper that was found."""
    found = list(looked.identifiers)
    for scheme in (Scheme.PMID, Scheme.DOI, Scheme.PMCID):
        value, source = looked.first(scheme.value)
        if source:
            found.append(Identifier(scheme, value))
    return found


def _link(row: Any) -> tuple[str, str, str]:
    name = row._meta.model_name
    return name, reverse(f"admin:evidence_{name}_change", args=[row.pk]), str(row)


def _mark(found: Filled, context: dict[str, Any]) -> None:
    """Says at each field that was filled where its value is from."""
    for model, form in _forms(context):
        for name, bound in form.fields.items():
            source = found.sources.get(f"{model}.{name}")
            if source and form.initial.get(name):
                # Django prints a help text as it is; both parts are words of ours.
                bound.help_text = format_html("{} {}", bound.help_text, FROM.format(source))
                bound.widget.attrs["class"] = f"{bound.widget.attrs.get('class', '')} looked-up".strip()


def _forms(context: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    form = context["adminform"].form
    yield form._meta.model._meta.model_name, form
    for inline in context["inline_admin_formsets"]:
        for one in inline.formset.initial_forms + inline.formset.extra_forms:
            yield one._meta.model._meta.model_name, one
