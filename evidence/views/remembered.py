"""Reader pages remembered by the state of the data: the second reader pays one small query, and nothing is stale."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response

from evidence.models import Change
from evidence.summaries.one_state import one_state

# A page of which a browser keeps a copy is asked for again each time, and mostly answered with 304.
ASK_AGAIN = "public, no-cache"
# Longer addresses come from no page of ours.
LONGEST_QUERY = 500

P = ParamSpec("P")


def state_of_data() -> int:
    """The number of the newest change: whatever curators and imports do is one, numbered in their order."""
    return Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def remembered(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A page for everybody, made once for each state of the data and each day, since some of it says what is overdue.

    The state is read before the page: what is saved meanwhile makes another state, never an old page under a new one.
    """

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        tag = _tag(request)
        unchanged = get_conditional_response(request, etag=tag)
        if unchanged is not None:
            return _kept(unchanged, tag)
        pages = caches["pages"]
        remembered = pages.get(tag)
        if remembered is not None and not settings.DEBUG:
            content, headers = remembered
            return _kept(HttpResponse(content, headers=headers), tag)
        with one_state():
            response = view(request, *args, **kwargs)
        if response.status_code != 200:
            return response
        if len(request.META["QUERY_STRING"]) <= LONGEST_QUERY:
            pages.set(tag, (response.content, dict(response.headers)))
        return _kept(response, tag)

    return answer


def _tag(request: HttpRequest) -> str:
    """Of the state, the day, the program and the whole address."""
    parts = (state_of_data(), timezone.localdate(), settings.RELEASE, request.get_full_path())
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


def _kept(response: HttpResponse, tag: str) -> HttpResponse:
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = ASK_AGAIN
    return response
