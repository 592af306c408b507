"""Source pages: all of them, one, and lists of some."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wiki.models import Alias, Page
from wiki.models.page import PageQuerySet
from wiki.summaries.page import page_view

A_SCREEN = 100


@require_safe
def page_list(request: HttpRequest) -> HttpResponse:
    return listed(request, Page.objects.published(), "Source pages", kind="")


@require_safe
def page_detail(request: HttpRequest, slug: str) -> HttpResponse:
    page = Page.objects.published().filter(slug=slug).first()
    if page is not None:
        return render(request, "wiki/page.html", {"view": page_view(page)})
    # A link to a post that nobody wrote is shown as one to a page; its old address may be that of the post.
    alias = Alias.objects.for_path(request.path_info) or Alias.objects.for_path(f"posts/{slug}")
    if alias is None:
        raise Http404(f"No page {slug}")
    return HttpResponsePermanentRedirect(alias.page.get_absolute_url())


def listed(
    request: HttpRequest, pages: PageQuerySet, title: str, *, kind: str, also: Sequence[str] = ()
) -> HttpResponse:
    """One screen of pages by their address; the next begins after its last, so that no screen counts the others.

    A tag or category without a public page is none to the public.
    """
    after = request.GET.get("after", "")[:200]
    shown = list(pages.after(after).listed()[: A_SCREEN + 1])
    if kind and not shown and not after:
        raise Http404(f"No public page under {title}")
    context = {"title": title, "kind": kind, "also": also, "pages": shown[:A_SCREEN], "after": after}
    context["next"] = shown[A_SCREEN - 1].slug if len(shown) > A_SCREEN else ""
    return render(request, "wiki/pages.html", context)
