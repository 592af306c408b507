"""The queue of what awaits a second reader, with the comments and the buttons beside each row."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from evidence.admin.deciding import DecidedAdmin, comments_on, decision_on
from evidence.admin.desk import curator
from evidence.models.kept import label_of
from wiki.summaries.review import MOST, NOUNS, Waiting, waiting

MOST_COMMENTS_EACH = 5


@require_safe
def review_queue(request: HttpRequest) -> HttpResponse:
    """All that waits and this reader may see; `?noun=page` for one kind, `?whose=mine` for the reader's own."""
    by = curator(request)
    noun = request.GET.get("noun", "")
    noun = noun if noun in NOUNS else ""
    mine = request.GET.get("whose") == "mine"
    rows, more = waiting(by=by, mine=mine, noun=noun)
    said = comments_on([one.row for one in rows])
    context = {
        **admin.site.each_context(request),
        "title": "Mine, waiting for others" if mine else "Awaiting a second reader",
        "rows": [_shown(request, one, said, mine=mine) for one in rows],
        "more": more,
        "most": MOST,
        "noun": noun,
        "nouns": NOUNS,
        "mine": mine,
    }
    return TemplateResponse(request, "admin/review.html", context)


def _shown(request: HttpRequest, one: Waiting, said: dict[Any, Any], *, mine: bool) -> dict[str, Any]:
    desk = admin.site.get_model_admin(type(one.row))
    assert isinstance(desk, DecidedAdmin)  # noqa: S101  for the type checker
    comments = said.get((label_of(one.row), one.row.pk), [])
    own = "You entered it: somebody else decides." if mine else ""
    decision = decision_on(
        one.row, curator(request), desk.rules, comments[:MOST_COMMENTS_EACH], seen=one.seen, hindrance=own, queue=True
    )
    name = f"{one.row._meta.app_label}_{one.row._meta.model_name}"
    return {
        "waiting": one,
        "decision": decision,
        "looked_at": reverse(f"admin:{name}_{desk.looked_at}", args=[one.row.pk]),
        "history": reverse(f"admin:{name}_history", args=[one.row.pk]),
        "all_comments": decision.address,
        "more_comments": len(comments) > MOST_COMMENTS_EACH,
    }
