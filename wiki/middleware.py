"""The old wiki's shortest address, /?page_id=5963: only its query says that it is not the home page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from wiki.models import page_at


def numbered_pages(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Lead /?page_id=… to its page; everything else passes."""

    def respond(request: HttpRequest) -> HttpResponse:
        number = (
            request.GET.get("page_id", "") if request.path_info == "/" and request.method in {"GET", "HEAD"} else ""
        )
        page = page_at(number) if number.isascii() and number.isdigit() else None
        return HttpResponsePermanentRedirect(page.get_absolute_url()) if page else get_response(request)

    return respond
