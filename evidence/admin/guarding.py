"""Forms and buttons that know what they were opened at: nothing is saved over what somebody has not seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.utils import unquote
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from evidence.admin.choosing import numbers_among
from evidence.admin.conflict import conflict_of
from evidence.admin.deleting import MOST_UNTYPED, confirmed, delete_chosen
from evidence.admin.kept_forms import bring_back, typist_signed
from evidence.admin.opening import look, opening_of
from evidence.admin.own_page import own_page
from evidence.admin.returning import as_new
from evidence.admin.seen import FIELD, marks_in, unchanged
from evidence.admin.seen_list import SeenList
from evidence.models import Kept
from evidence.models.kept import label_of
from evidence.summaries.presence import others_at, subject_of

NOT_SAVED = "Nothing was saved yet."


class GuardedAdmin(admin.ModelAdmin):
    # A form with a version field of its own is compared by its own action.
    compares_itself = False
    # Of a row without history, the field that leads to what its own action locks first.
    held_by = ""

    # The form

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        method = request.method
        bring_back(request)
        view = super().changeform_view
        try:
            return self._looked(request, object_id, lambda: view(request, object_id, form_url, extra_context))
        finally:
            request.method = method

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Django takes an empty `_to_field` for the name of a field."""
        return super().get_object(request, object_id, from_field or None)

    def _looked(self, request: HttpRequest, object_id: str | None, view: Callable[[], HttpResponse]) -> HttpResponse:
        as_another = request.method == "POST" and "_saveasnew" in request.POST
        if object_id is None or as_another or self.compares_itself:
            return view()
        if opening_of(request).busy:
            opening_of(request).seen = request.POST.get(FIELD, "")
            return view()
        if request.method != "POST":
            look(request, self.get_object(request, unquote(object_id)))
            return view()
        with transaction.atomic():
            row = self.get_object(request, unquote(object_id))
            if row is None and self.has_change_permission(request):
                return self._gone(request)
            look(request, row, held_by=self.held_by)
            return view()

    def _gone(self, request: HttpRequest) -> HttpResponse:
        """What was typed at a row that somebody deleted, to be copied from."""
        typed = [
            (name.replace("_", " "), value)
            for name, values in request.POST.lists()
            for value in values
            if value and not name.startswith(("_", "csrf")) and not name.endswith("_FORMS") and "password" not in name
        ]
        title = f"This {self.opts.verbose_name} is not there any more"
        return own_page(request, self.model, "admin/gone.html", title, status=410, typed=typed)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        return _never_valid(form) if opening_of(request).refused else form

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        if opening_of(request).refused and "data" in kwargs and obj is not None and obj.pk:
            there = set(inline.get_queryset(request).values_list("pk", flat=True)) if obj.pk else set()
            kwargs["data"] = as_new(kwargs["data"], prefix, there)
        return kwargs

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        opening, row = opening_of(request), context.get("original")
        context |= opened(request, row)
        context["clash"] = conflict_of(opening, _forms_in(context))
        if opening.refused and not _faults_in(context):
            context["errors"] = None  # the form only came back: told above it
        if self.compares_itself:
            context["own_version"] = context["adminform"].form["seen"].value()
        response = super().render_change_form(request, context, *args, **kwargs)
        response.status_code = opening.status or response.status_code
        return response

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Asks again where somebody saved meanwhile, and for a word where much would go."""
        method = request.method
        with transaction.atomic():
            row = self.get_object(request, unquote(object_id))
            opening = look(request, row, held_by=self.held_by)
            count = sum(self.get_deleted_objects([row], request)[1].values()) if row is not None else 0
            more: dict[str, Any] = {"seen": opening.seen, "count": count, "must_type": count > MOST_UNTYPED}
            more |= extra_context or {}
            status = None
            if row is not None and request.method == "POST":
                if opening.refused:
                    status, more["clash"] = 409, conflict_of(opening, [])
                elif not confirmed(request, count, str(row)):
                    status, more["untyped"] = 422, True
            if status is not None:
                request.method, request.POST = "GET", QueryDict()
            response = super().delete_view(request, object_id, more)
            request.method = method  # the log tells what was sent
            response.status_code = status or response.status_code
            return response

    # The list

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        return SeenList

    def action_checkbox(self, obj: Any) -> SafeString:
        box = super().action_checkbox(obj)
        if not hasattr(obj, "seen_version"):
            return box
        return format_html('{}<input type="hidden" name="{}" value="{}:{}">', box, FIELD, obj.pk, obj.seen_version or 0)

    def get_actions(self, request: HttpRequest) -> Any:
        actions: dict[str, Any] = super().get_actions(request)
        if "delete_selected" in actions:
            _, name, words = actions["delete_selected"]
            actions["delete_selected"] = (delete_chosen, name, words)
        return actions

    def response_action(self, request: HttpRequest, queryset: models.QuerySet[Any], *args: Any) -> Any:
        """Only with what stands as the list showed it, whatever the button is."""
        if not issubclass(self.model, Kept) and "post" not in request.POST:
            return super().response_action(request, queryset, *args)  # its actions ask first, each in its own way
        with transaction.atomic():
            shown = marks_in(request)
            across = request.POST.get("select_across") == "1"
            chosen = numbers_among(request.POST.getlist(helpers.ACTION_CHECKBOX_NAME))
            rows = list(queryset.filter(pk__in=list(shown) if across else chosen))
            same = unchanged(rows, shown)
            for row in rows:
                if row.pk not in same:
                    said = f"Nothing was done to {row}: somebody saved it since you opened this list. Look again."
                    self.message_user(request, said, messages.ERROR)
            if across:
                said = "Only rows that were on the screen are taken: the others you have not seen."
                self.message_user(request, said, messages.WARNING)
            return super().response_action(request, queryset.filter(pk__in=same), *args)


def opened(request: HttpRequest, row: models.Model | None) -> dict[str, Any]:
    """What every form says of itself: its version, its typist, and who else has it open."""
    subject = subject_of(row) if row is not None else None
    user: Any = request.user
    return {
        "seen": opening_of(request).seen,
        "unsaved": request.method == "POST",
        "typist": typist_signed(user),
        "subject": {"model": label_of(subject), "row": subject.pk} if subject is not None else None,
        "others": others_at(row=subject, but=user, now=timezone.now()) if subject is not None else [],
    }


def _never_valid(form: type[Any]) -> type[Any]:
    def refuse(self: Any) -> None:
        form._post_clean(self)
        self.add_error(None, NOT_SAVED)

    return type(form.__name__, (form,), {"_post_clean": refuse})


def _forms_in(context: dict[str, Any]) -> Iterator[Any]:
    yield context["adminform"].form
    for inline in context["inline_admin_formsets"]:
        yield from inline.formset.forms


def _faults_in(context: dict[str, Any]) -> bool:
    """Whether anything is wrong with a form besides its coming back."""
    main, *others = _forms_in(context)
    own = [one for name, said in main.errors.items() for one in said if (name, one) != ("__all__", NOT_SAVED)]
    below = [inline.formset.non_form_errors() for inline in context["inline_admin_formsets"]]
    return bool(own or any(below) or any(one.errors for one in others))
