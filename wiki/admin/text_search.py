"""A search through the raw text of all pages, for curators."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from wiki.models import Page
from wiki.summaries.text_search import LONGEST, SHORTEST, pages_with


@permission_required("wiki.view_page", raise_exception=True)
@require_safe
def text_search(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    after = request.GET.get("after", "")[:200].replace("\0", "")
    fault = _fault(words)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": "Search the text of all pages",
        "opts": Page._meta,
        "q": words,
        "after": after,
        "fault": fault,
        "screen": pages_with(words, after=after) if words and not fault else None,
        "longest": LONGEST,
    }
    return TemplateResponse(request, "admin/wiki/page/search.html", context)


def _fault(words: str) -> str:
    if not words:
        return ""
    if not SHORTEST <= len(words) <= LONGEST:
        return f"Expected {SHORTEST} to {LONGEST} characters; {len(words):,} came."
    if any(not character.isprintable() for character in words):
        return "Expected words of one line, without control characters."
    return ""
