"""Tags and categories: all of them, and the pages under one."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from wiki.models import Category, Page, tag_at, tag_that_was_at
from wiki.summaries.tags import Shelves, also_called, category_list, tag_list
from wiki.views.pages import listed


@require_safe
def all_tags(request: HttpRequest) -> HttpResponse:
    return _shelves(request, tag_list(_after(request)), "Tags", "wiki:tag")


@require_safe
def all_categories(request: HttpRequest) -> HttpResponse:
    return _shelves(request, category_list(_after(request)), "Categories", "wiki:category")


@require_safe
def tag_detail(request: HttpRequest, slug: str) -> HttpResponse:
    tag = tag_at(slug)
    pages = Page.objects.published().tagged(slug)
    if tag is not None:
        return listed(request, pages, tag.name, kind="Tag", also=also_called(tag))
    now = tag_that_was_at(slug)
    if now is None or not Page.objects.published().tagged(now.slug).exists():
        raise Http404(f"No tag {slug}")
    return HttpResponsePermanentRedirect(reverse("wiki:tag", args=[now.slug]))


@require_safe
def category_detail(request: HttpRequest, slug: str) -> HttpResponse:
    category = get_object_or_404(Category, slug=slug)
    return listed(request, Page.objects.published().under(category), category.name, kind="Category")


def _after(request: HttpRequest) -> str:
    return request.GET.get("after", "")[:100]


def _shelves(request: HttpRequest, screen: Shelves, title: str, address: str) -> HttpResponse:
    context = {"title": title, "screen": screen, "address": address, "after": _after(request)}
    return render(request, "wiki/shelves.html", context)
