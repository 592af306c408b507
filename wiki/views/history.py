"""What a page was, and what became of all of them; only ever what was public when it was made."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from wiki.models import Page, Version, page_at
from wiki.models.version import VersionQuerySet
from wiki.summaries.changes import recent_changes
from wiki.summaries.comparison import compare
from wiki.summaries.history import history

A_SCREEN = 50
# The largest number that a database keeps in the columns asked here.
LARGEST = 2**31 - 1


@require_safe
def page_history(request: HttpRequest, slug: str) -> HttpResponse:
    page = Page.objects.published().listed().filter(slug=slug).first()
    if page is None:
        return _moved(slug, "wiki:history")
    view = history(_public_versions(page), before=_before(request), names=False)
    return render(request, "wiki/history.html", {"page": page, "view": view, "before": _before(request)})


@require_safe
def comparison(request: HttpRequest, slug: str, old: int, new: int) -> HttpResponse:
    """Two versions side by side; one that was not public is none."""
    page = Page.objects.published().listed().filter(slug=slug).first()
    if page is None:
        return _moved(slug, "wiki:comparison", old, new)
    if not old < new <= LARGEST:
        raise Http404("Expected an older version and a newer one.")
    versions = list(_public_versions(page).filter(number__in=[old, new]).select_related("text").order_by("number"))
    if len(versions) < 2:
        raise Http404(f"No public versions {old} and {new}")
    view = compare(*versions, names=False)
    return render(request, "wiki/comparison.html", {"page": page, "view": view})


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    before = _before(request)
    seen = recent_changes(most=A_SCREEN + 1, before=before)
    context = {"changes": seen[:A_SCREEN], "before": before}
    context["next"] = seen[A_SCREEN - 1].number if len(seen) > A_SCREEN else None
    return render(request, "wiki/changes.html", context)


def _public_versions(page: Page) -> VersionQuerySet:
    return Version.objects.public().filter(page=page)


def _before(request: HttpRequest) -> int | None:
    """Where a screen begins; whatever is no number begins at the top."""
    words = request.GET.get("before", "")
    return int(words) if words.isascii() and words.isdigit() and len(words) < 19 else None


def _moved(slug: str, name: str, *numbers: int) -> HttpResponse:
    """The same of a page that has moved; Django's own 404 if there is none."""
    page = page_at(f"pages/{slug}")
    if page is None:
        raise Http404(f"No page {slug}")
    return HttpResponsePermanentRedirect(reverse(name, args=[page.slug, *numbers]))
