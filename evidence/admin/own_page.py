"""Pages of the desk that are not lists or forms of Django's."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse


def own_page(
    request: HttpRequest, model: Any, template: str, title: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """A page below the list of a model."""
    whole = {**admin.site.each_context(request), "title": title, "opts": model._meta, **context}
    return TemplateResponse(request, template, whole, status=status)
