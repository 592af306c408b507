"""What all lists and forms of the desk have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import BaseModelAdmin, IncorrectLookupParameters, InlineModelAdmin
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, OperationalError, models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern

from evidence.actions.locking import locked_by
from evidence.actions.recording import recording
from evidence.actions.refused import RefusedError
from evidence.admin.choosing import ChooseMany, ChooseOne
from evidence.admin.forms import CuratedForm, CuratedFormSet
from evidence.admin.guarding import GuardedAdmin
from evidence.admin.history import RowHistory
from evidence.admin.opening import opening_of
from evidence.admin.paging import RowPaginator
from evidence.admin.sheets import sheet_urls
from evidence.admin.who import curator, reason_given
from evidence.models import Act, Kept, Study, hidden_from
from evidence.models.kept import paths_to

__all__ = [
    "CuratedAdmin",
    "CuratedFields",
    "CuratedInline",
    "KeptAdmin",
    "curator",
    "is_locked",
    "only_readable",
    "reason_given",
]


def is_locked(row: Any) -> bool:
    return isinstance(row, Kept) and row.pk is not None and locked_by(row) is not None


def refused(request: HttpRequest, refusal: RefusedError) -> HttpResponse:
    """Back to the page with the sentence; what was said before, such as “saved”, is not true any more."""
    list(messages.get_messages(request))
    messages.error(request, str(refusal))
    return HttpResponseRedirect(request.get_full_path())


# What is pasted without a scheme is meant to be an https address.
WEB_ADDRESSES: dict[type[models.Field[Any, Any]], dict[str, Any]] = {models.URLField: {"assume_scheme": "https"}}


class CuratedFields(BaseModelAdmin):
    """What the fields of a form and of its inlines have in common."""

    formfield_overrides = WEB_ADDRESSES

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest | None, **kwargs: Any) -> Any:
        return _plainer(super().formfield_for_dbfield(db_field, request, **kwargs))  # type: ignore[arg-type]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", ChooseOne(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", ChooseMany(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class CuratedAdmin(RowHistory, CuratedFields, GuardedAdmin):
    form = CuratedForm
    # Long lists: no full count, no facets, no page beyond the ten-thousandth row.
    paginator = RowPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    # Whether something else keeps what a row of this noun becomes.
    has_versions = False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Without what this person is extracting blind just now: its figures, its history, its parts."""
        rows = super().get_queryset(request)
        path = paths_to(self.model, Study) if issubclass(self.model, Kept) else None
        if path is None:
            return rows
        hidden = hidden_from(request.user)
        field = path or "pk"
        # Written out for NULL: a report without a study is hidden from nobody.
        kept = ~models.Q(**{f"{field}__in": hidden})
        return rows.filter(kept | models.Q(**{f"{field}__isnull": True}) if path else kept)

    def get_urls(self) -> list[URLPattern]:
        return [*(sheet_urls(self) if issubclass(self.model, Kept) else []), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        told = {"as_sheet": issubclass(self.model, Kept), "may_change": self.has_change_permission(request)}
        return super().changelist_view(request, told | (extra_context or {}))

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """A number in the address that no row can have is a filter that is none, and told as such."""
        try:
            return super().get_changelist_instance(request)
        except OverflowError as error:  # SQLite's, at more than 64 bits
            raise IncorrectLookupParameters from error

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Looks a second time where another save came in between, as with a double click.

        The first look found the name free and the database then refused it; the second finds it taken, and says so.
        """
        view = super().changeform_view

        def save() -> HttpResponse:
            return view(request, object_id, form_url, extra_context)

        act = Act.ENTERED if object_id is None else Act.EDITED
        try:
            return self._recorded(request, act, object_id, save)
        except IntegrityError:
            return self._recorded(request, act, object_id, save)
        except OperationalError:  # the row was held for too long, or the database is gone: then this fails as well
            if request.method != "POST":
                raise
            opening_of(request).busy = True
            return save()
        except RefusedError as refusal:
            return refused(request, refusal)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What is published is shown to be read. One that was published meanwhile is told so once it is sent."""
        return super().has_change_permission(request, obj) and not (request.method == "GET" and is_locked(obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not is_locked(obj)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        view = super().delete_view
        return self._recorded(request, Act.DELETED, object_id, lambda: view(request, object_id, extra_context))

    def _recorded(
        self, request: HttpRequest, act: Act, object_id: str | None, view: Callable[[], HttpResponse]
    ) -> HttpResponse:
        """The row is locked before the form reads it, so that nothing comes between what it reads and what it saves."""
        if request.method != "POST":
            return view()
        with recording(act=act, by=curator(request), reason=reason_given(request)) as recorder:
            row = None if object_id is None else self.get_object(request, unquote(object_id))
            if isinstance(row, Kept):
                recorder.watch(row)
            elif row is not None and not self.has_versions:
                recorder.watch_rows(self.model._base_manager.filter(pk=row.pk))
            return view()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A part that gets another parent is noted with both."""
        if not isinstance(obj, Kept):
            return super().save_model(request, obj, form, change)
        act = Act.EDITED if change else Act.ENTERED
        with recording(act=act, by=curator(request), reason=reason_given(request)) as recorder:
            rows = [type(obj)._base_manager.get(pk=obj.pk)] if change else []
            above = getattr(obj, obj.part_of) if obj.part_of else None
            recorder.watch(*rows, *([above] if above is not None else []))
            super().save_model(request, obj, form, change)
            if above is None:
                recorder.made(obj)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.delete_queryset(request, self.model._base_manager.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        with recording(act=Act.DELETED, by=curator(request), reason=reason_given(request)) as recorder:
            if issubclass(self.model, Kept):
                recorder.watch(*queryset)
            else:
                recorder.watch_rows(queryset)
            super().delete_queryset(request, queryset)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What others link to is not deleted either: it would go from their rows without a word."""
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        return deleted, counts, lacking, [*protected, *linking(self.model, objs)]

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The change is the one line that an act leaves, so Django's own log stays empty."""
        if not isinstance(obj, Kept) and not self.has_versions:
            with recording(act=Act.ENTERED, by=curator(request), reason=reason_given(request)) as recorder:
                recorder.made_rows(obj)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """See `log_addition`."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """See `log_addition`."""


def linking(model: type[models.Model], rows: Any) -> list[models.Model]:
    """Some of the curated rows that choose one of these from a list."""
    found: list[models.Model] = []
    for relation in model._meta.related_objects:
        other = relation.related_model
        if relation.many_to_many and issubclass(other, Kept):
            found += other._base_manager.filter(**{f"{relation.field.name}__in": list(rows)}).distinct()[:20]
    return found


class CuratedInline(CuratedFields, InlineModelAdmin):
    form: Any = CuratedForm
    formset = CuratedFormSet


def _plainer(field: Any) -> Any:
    """A choice of another row with the sign that adds one; changing and deleting belong on that row's own page."""
    if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
        field.widget.can_change_related = field.widget.can_delete_related = field.widget.can_view_related = False
    return field


def only_readable(desk: admin.ModelAdmin, request: HttpRequest, rows: models.QuerySet[Any]) -> list[Any]:
    """The rows that somebody may read, for what copies out of them: a right to add is none to look."""
    if not desk.has_view_or_change_permission(request):
        raise PermissionDenied
    return list(rows)


class KeptAdmin(CuratedAdmin):
    """For what is withdrawn instead of deleted: somebody may have cited it."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
