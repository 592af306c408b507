"""What all lists and forms of the desk have in common."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin, IncorrectLookupParameters, InlineModelAdmin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.auth.models import User
from django.db import IntegrityError, models
from django.http import HttpRequest, HttpResponse

from evidence.admin.choosing import ChooseMany, ChooseOne
from evidence.admin.forms import CuratedForm, CuratedFormSet
from evidence.admin.paging import CappedPaginator


def curator(request: HttpRequest) -> User:
    """Who is at the desk; the admin lets nobody else in."""
    return cast(User, request.user)


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


class CuratedAdmin(CuratedFields, admin.ModelAdmin):
    form = CuratedForm
    # Long lists: no full count, no facets, no page beyond the ten-thousandth row.
    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50

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
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            return super().changeform_view(request, object_id, form_url, extra_context)


class CuratedInline(CuratedFields, InlineModelAdmin):
    form: Any = CuratedForm
    formset = CuratedFormSet


def _plainer(field: Any) -> Any:
    """A choice of another row with the sign that adds one; changing and deleting belong on that row's own page."""
    if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
        field.widget.can_change_related = field.widget.can_delete_related = field.widget.can_view_related = False
    return field


class KeptAdmin(CuratedAdmin):
    """For what is withdrawn instead of deleted: somebody may have cited it."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
