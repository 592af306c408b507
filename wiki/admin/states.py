"""Submitting, publishing and withdrawing many pages: first looked at, with their versions, then done."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from evidence.admin.desk import curator
from evidence.models import State
from wiki.actions.publishing import StateChange, set_states
from wiki.admin.counting import count
from wiki.models import Page

# Each page gets a version of its own; more would keep the browser waiting.
MOST_AT_ONCE = 500
WORDS = {
    State.IN_REVIEW: ("Submit", ("waits for a second reader", "wait for a second reader")),
    State.PUBLISHED: ("Publish", ("is public", "are public")),
    State.WITHDRAWN: ("Withdraw", ("is withdrawn", "are withdrawn")),
}
SEEN = re.compile(r"(\d{1,9}):(\d{1,9})")


def ask_first(request: HttpRequest, pages: QuerySet[Page], state: State) -> HttpResponse | None:
    """The page that lists what would be changed; None with a message if it is too much."""
    listed = list(pages.order_by("slug").values("pk", "slug", "title", "state", "version")[: MOST_AT_ONCE + 1])
    if len(listed) > MOST_AT_ONCE:
        messages.error(request, f"Choose at most {MOST_AT_ONCE} pages at a time: each gets a version of its own.")
        return None
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": f"{WORDS[state][0]} {count(len(listed), 'page')}?",
        "opts": Page._meta,
        "pages": listed,
        "same": sum(one["state"] == state for one in listed),
        "state": state,
        "verb": WORDS[state][0],
        "seen": " ".join(f"{one['pk']}:{one['version']}" for one in listed),
    }
    return TemplateResponse(request, "admin/wiki/page/states.html", context)


@permission_required("wiki.change_page", raise_exception=True)
@require_POST
def change_states(request: HttpRequest) -> HttpResponse:
    """Carries out what `ask_first` has shown."""
    state = next((one for one in WORDS if one == request.POST.get("state")), None)
    if state is None:
        messages.error(request, "Nothing was changed: the form does not say what to do with the pages.")
        return HttpResponseRedirect(reverse("admin:wiki_page_changelist"))
    seen = {int(pk): int(version) for pk, version in SEEN.findall(request.POST.get("seen", ""))[:MOST_AT_ONCE]}
    reason = request.POST.get("reason", "").strip()[:500]
    _tell(request, set_states(seen=seen, state=state, by=curator(request), reason=reason), state)
    return HttpResponseRedirect(reverse("admin:wiki_page_changelist"))


def _tell(request: HttpRequest, done: StateChange, state: State) -> None:
    messages.success(request, f"{_pages(done.changed, *WORDS[state][1])} now.")
    if done.refused:
        stay = "stays as it is" if len(done.refused) == 1 else "stay as they are"
        sentences = " ".join(sentence for _, sentence in done.refused[:10])
        more = " …" if len(done.refused) > 10 else ""
        messages.error(request, f"{count(len(done.refused), 'page')} {stay}. {sentences}{more}")


def _pages(number: int, one: str, many: str) -> str:
    return f"{count(number, 'page')} {one if number == 1 else many}"
