"""Addresses that are not of today: old ones lead on, unknown ones are answered with their neighbours."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_safe

from wiki.models import Page, page_at
from wiki.summaries.neighbours import neighbours


@require_safe
def old_address(request: HttpRequest, path: str) -> HttpResponse:
    """Whatever no other address answers to. Stands last in config/urls.py, so it hides nothing."""
    if address := _with_slash(request):
        return HttpResponsePermanentRedirect(address)
    return _lead_on(request, page_at(path))


@require_safe
def post(request: HttpRequest, slug: str) -> HttpResponse:
    """/posts/back-pain/, where the wiki kept it."""
    page = Page.objects.published().filter(slug=slug).first()
    return _lead_on(request, page or page_at(f"posts/{slug}") or page_at(f"pages/{slug}"))


@require_safe
def tiki_index(request: HttpRequest) -> HttpResponse:
    """/tiki-index.php?page=Back+Pain and ?page_id=5963, as the wiki before that had it."""
    number, words = request.GET.get("page_id", ""), request.GET.get("page", "")
    return _lead_on(request, Page.objects.numbered(number) or page_at(number) or page_at(words))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What is nowhere: said plainly, with what is near."""
    context = {"path": request.path[:200], "neighbours": neighbours(request.path)}
    return render(request, "wiki/not_found.html", context, status=404)


def _lead_on(request: HttpRequest, page: Page | None) -> HttpResponse:
    return HttpResponsePermanentRedirect(page.get_absolute_url()) if page else not_found(request)


def _with_slash(request: HttpRequest) -> str:
    """The same address with a slash behind it, if this site has that: Django adds it only where nothing matches."""
    if request.path_info.endswith("/"):
        return ""
    try:
        match = resolve(f"{request.path_info}/")
    except Resolver404:
        return ""
    return "" if match.func is old_address else request.get_full_path(force_append_slash=True)
