"""Old addresses of a page."""

from __future__ import annotations

from django.contrib import admin
from django.core.exceptions import ValidationError

from evidence.admin.desk import CuratedInline
from evidence.admin.forms import CuratedForm
from wiki.actions.aliases import AliasError, refuse_taken
from wiki.models import Alias, normal_path


class AliasForm(CuratedForm):
    class Meta:
        model = Alias
        fields = ("path",)

    def clean_path(self) -> str:
        path = normal_path(self.cleaned_data["path"])
        try:
            refuse_taken(path=path, page=self.instance.page)
        except AliasError as error:
            raise ValidationError(str(error), code="taken") from error
        return path


class AliasInline(CuratedInline, admin.TabularInline):
    model = Alias
    form = AliasForm
    extra = 1
