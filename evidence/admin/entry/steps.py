"""The way through a study's entry: four pages in order, and one to look it all over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst

from evidence.actions.locking import locked_by
from evidence.actions.recording import recording
from evidence.actions.refused import RefusedError
from evidence.admin.conflict import conflict_of
from evidence.admin.desk import curator, reason_given
from evidence.admin.entry.nesting import NotSavedError
from evidence.admin.guarding import opened
from evidence.admin.opening import look, opening_of
from evidence.models import Act, Study


@dataclass(frozen=True, kw_only=True)
class Step:
    name: str
    title: str

    def address(self, study: Study) -> str:
        return reverse(f"admin:evidence_study_{self.name}", args=[study.pk])


STEPS = (
    Step(name="change", title="Study and reports"),
    Step(name="arms", title="Arms and regimens"),
    Step(name="results", title="Results"),
    Step(name="bias", title="Risk of bias"),
    Step(name="entry", title="Look it over"),
)


@dataclass(frozen=True, kw_only=True)
class Place:
    """One step in the navigation, as a page shows it; no address before the study is saved."""

    number: int
    title: str
    address: str
    here: bool


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing to put right, for the list at the top of a page."""

    field: str
    # The row it is in, where a page has several.
    where: str
    sentence: str
    anchor: str


def places(study: Study | None, here: str) -> list[Place]:
    return [
        Place(number=number, title=one.title, address=one.address(study) if study else "", here=one.name == here)
        for number, one in enumerate(STEPS, start=1)
    ]


def after(name: str) -> Step:
    names = [one.name for one in STEPS]
    return STEPS[names.index(name) + 1]


def require(request: HttpRequest, *permissions: str) -> None:
    if not request.user.has_perms([f"evidence.{one}" for one in permissions]):
        raise PermissionDenied


def locked_page(request: HttpRequest, study: Study) -> HttpResponse | None:
    """In place of the form of what is published: all of it to read, and how it is reopened."""
    if request.method == "POST" or locked_by(study) is None:
        return None
    messages.info(request, f"{study} is published: reopen it to correct it. Below is all that was entered.")
    return HttpResponseRedirect(next(one for one in STEPS if one.name == "entry").address(study))


def faults(every_form: list[forms.BaseForm]) -> list[Fault]:
    listed = []
    for form in every_form:
        for name, sentences in form.errors.items():
            field = form.fields.get(name)
            label = capfirst(str(field.label or name)) if field else ""
            anchor = form[name].id_for_label if field else ""
            where = str(getattr(form, "where", ""))
            listed += [Fault(field=label, where=where, sentence=str(one), anchor=anchor) for one in sentences]
    return listed


def show(request: HttpRequest, study: Study, here: str, context: dict[str, Any]) -> HttpResponse:
    """A page of the entry, with the navigation and whatever the admin puts round its pages."""
    step = next(one for one in STEPS if one.name == here)
    opening = opening_of(request)
    whole = {
        **opened(request, study),
        "clash": conflict_of(opening, _forms_in(context)),
        **admin.site.each_context(request),
        "title": f"{step.title}: {study}",
        "study": study,
        "opts": Study._meta,
        # The grid needs the width.
        "is_nav_sidebar_enabled": False,
        "places": places(study, here),
        "next": None if here == STEPS[-1].name else after(here),
        **context,
    }
    # 422: a form that came back with faults is no page to be kept.
    status = opening.status or (422 if context.get("faults") else 200)
    return TemplateResponse(request, f"admin/evidence/study/{here}.html", whole, status=status)


def _forms_in(context: dict[str, Any]) -> list[forms.BaseForm]:
    if "formset" in context:
        return list(context["formset"].every_form())
    return [one for one in context.get("rows", []) if isinstance(one, forms.BaseForm)]


def saved(request: HttpRequest, study: Study, here: str, said: str) -> HttpResponse:
    """Back to the page after a save, or on to the next."""
    messages.success(request, said)
    step = after(here) if "_next" in request.POST else next(one for one in STEPS if one.name == here)
    return HttpResponseRedirect(step.address(study))


def attempt(request: HttpRequest, study: Study, here: str, save: Callable[[], None]) -> str | None:
    """Saves all or nothing, as one change of the study.

    None if it is done, else what to say beyond what the forms say. A study that somebody saved since the page was
    opened is not saved over: what to say of that is told by `show`.
    """
    try:
        with recording(act=Act.EDITED, by=curator(request), reason=reason_given(request)) as recorder:
            if not opening_of(request).refused:
                recorder.watch(study)
                look(request, study)
            if opening_of(request).refused:
                return ""
            save()
    except NotSavedError:
        return ""
    except RefusedError as refusal:
        return str(refusal)
    except IntegrityError:
        return "Somebody saved the same a moment ago, perhaps by a second click. Nothing was saved twice; look again."
    except OperationalError:  # the study was held for too long, or the database is gone: then the page fails as well
        return "Somebody is saving this study just now. Nothing was saved yet: save again in a moment."
    return None
