"""Deciding: the buttons that change a row's state, with the comments beside them, for every noun that has states."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from evidence.actions import states
from evidence.actions.comments import comment, settle
from evidence.actions.recording import ChangedError, version_of
from evidence.actions.refused import RefusedError
from evidence.admin.desk import curator
from evidence.admin.own_page import own_page
from evidence.admin.seen import UnseenError, seen_in
from evidence.admin.who import number_in
from evidence.models import Comment
from evidence.models.kept import label_of, root_of
from evidence.models.transition import TRANSITIONS, Transition, ways_from

# More have been settled long ago, or somebody should talk to somebody.
UNSEEN = "The form does not say which version you looked at: look again, and press the button there."
MOST_COMMENTS = 50
QUEUE = "admin:review"


@dataclass(frozen=True, kw_only=True)
class Rules:
    """How a kind of row is decided about: the action, and what it asks before it acts."""

    move: Callable[..., Any] = states.move
    permission: Callable[[Any, Transition], str] = states.permission
    refuse_own: Callable[[Any, User], None] = states.refuse_own
    version: Callable[[Any], int] = lambda row: version_of(root_of(row))


@dataclass(frozen=True, kw_only=True)
class Decision:
    """All that stands beside the buttons of one row; `hindrance` says why this reader may not publish it."""

    row: Any
    state: str
    ways: tuple[Transition, ...]
    hindrance: str
    seen: int
    address: str
    comment_address: str
    comments: tuple[Comment, ...]
    may_comment: bool
    typed: str = ""
    # A comment that was refused, given back to whoever wrote it.
    commented: str = ""
    trouble: str = ""
    queue: bool = False

    @property
    def needs_reason(self) -> bool:
        return any(way.reason for way in self.ways)


def decision_on(
    row: Any,
    by: User,
    rules: Rules,
    comments: list[Comment] | None = None,
    *,
    seen: int | None = None,
    hindrance: str | None = None,
    **more: Any,
) -> Decision:
    """A list of many rows has fetched their comments and versions, and says itself whether the reader may publish."""
    app, noun = row._meta.app_label, row._meta.model_name
    allowed = [way for way in ways_from(row.state) if by.has_perm(rules.permission(row, way))]
    if hindrance is None:
        hindrance = _hindrance(row, by, rules) if any(way.another for way in allowed) else ""
    if hindrance:
        allowed = [way for way in allowed if not way.another]
    if comments is None:
        comments = list(Comment.objects.on(row)[:MOST_COMMENTS])
    return Decision(
        row=row,
        state=row.get_state_display(),
        ways=tuple(allowed),
        hindrance=hindrance,
        seen=rules.version(row) if seen is None else seen,
        address=reverse(f"admin:{app}_{noun}_state", args=[row.pk]),
        comment_address=reverse(f"admin:{app}_{noun}_comment", args=[row.pk]),
        comments=tuple(comments),
        may_comment=by.has_perm(f"{app}.change_{noun}"),
        **more,
    )


def _hindrance(row: Any, by: User, rules: Rules) -> str:
    try:
        rules.refuse_own(row, by)
    except RefusedError as refusal:
        return str(refusal)
    return ""


class DecidedAdmin(admin.ModelAdmin):
    """A noun with states: two addresses more, one for its buttons and one for comments."""

    rules: ClassVar[Rules] = Rules()
    # Where the row is looked at before it is decided about.
    looked_at: ClassVar[str] = "change"

    def get_urls(self) -> list[URLPattern]:
        app, noun = self.opts.app_label, self.opts.model_name
        own = [
            path("<int:pk>/state/", self.admin_site.admin_view(self.state_view), name=f"{app}_{noun}_state"),
            path("<int:pk>/comment/", self.admin_site.admin_view(self.comment_view), name=f"{app}_{noun}_comment"),
        ]
        return own + super().get_urls()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The form with the buttons above it; not for one that has just been sent, which is no place to decide."""
        row = self.get_object(request, object_id) if request.method == "GET" else None
        more = {"decision": decision_on(row, curator(request), self.rules)} if row is not None else {}
        return super().change_view(request, object_id, form_url, (extra_context or {}) | more)

    def state_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The buttons alone, or what pressing one of them does."""
        row = self._decided(request, pk)
        if request.method != "POST":
            return self._show_decision(request, row)
        way = next((one for one in TRANSITIONS if one.name == request.POST.get("way")), None)
        reason = request.POST.get("_reason", "")[:5000]
        if way is None:
            return self._show_decision(request, row, typed=reason, trouble="Press one of the buttons.")
        if not request.user.has_perm(self.rules.permission(row, way)):
            raise PermissionDenied
        try:
            self.rules.move(row=row, to=way.after, by=curator(request), reason=reason, seen=seen_in(request))
        except UnseenError:
            return self._show_decision(request, self._decided(request, pk), typed=reason, trouble=UNSEEN)
        except RefusedError as refusal:
            return self._show_decision(request, self._decided(request, pk), typed=reason, trouble=str(refusal))
        except ChangedError as refusal:
            return self._show_decision(request, self._decided(request, pk), typed=reason, trouble=told(refusal))
        messages.success(request, f"{row} {way.done}.")
        return self._back(request, row)

    def comment_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self._decided(request, pk)
        if not self.may_comment(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        text = request.POST.get("text", "")
        try:
            number = number_in(request.POST.get("settle", ""))
            if number is not None:
                on_row = Comment.objects.on(row).filter(pk=number).first()
                settle(number=on_row.pk if on_row else 0, by=curator(request))
            else:
                comment(row=row, text=text, by=curator(request))
        except RefusedError as refusal:
            return self._show_decision(request, row, commented=text, trouble=str(refusal))
        return self._back(request, row)

    def may_comment(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}"))

    def _decided(self, request: HttpRequest, pk: int) -> Any:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        row: models.Model | None = self.get_queryset(request).filter(pk=pk).first()
        if row is None:
            raise Http404(f"There is no {self.opts.verbose_name} with this number.")
        return row

    def _show_decision(self, request: HttpRequest, row: Any, **typed: Any) -> HttpResponse:
        queue = "queue" in request.POST or "queue" in request.GET
        return own_page(
            request,
            self.model,
            "admin/decide.html",
            f"{self.opts.verbose_name}: {row}"[:200],
            status=422 if typed.get("trouble") else 200,
            decision=decision_on(row, curator(request), self.rules, queue=queue, **typed),
            looked_at=reverse(f"admin:{self._page_name(self.looked_at)}", args=[row.pk]),
        )

    def _page_name(self, page: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"

    def _back(self, request: HttpRequest, row: Any) -> HttpResponse:
        if "queue" in request.POST:
            return HttpResponseRedirect(reverse(QUEUE))
        return HttpResponseRedirect(reverse(f"admin:{self._page_name(self.looked_at)}", args=[row.pk]))


def told(refusal: ChangedError) -> str:
    who = ", ".join(sorted({str(one.by) for one in refusal.changes if one.by}))
    return f"{refusal.root} was saved by {who or 'somebody'} since you looked: look at it again before you decide."


def comments_on(rows: list[Any]) -> dict[tuple[str, int], list[Comment]]:
    """The newest comments of several rows, by one query for each noun."""
    found: dict[tuple[str, int], list[Comment]] = {}
    nouns: dict[str, list[int]] = {}
    for row in rows:
        nouns.setdefault(label_of(row), []).append(row.pk)
    for label, pks in nouns.items():
        said = Comment.objects.filter(model=label, row__in=pks).select_related("by", "settled_by").order_by("-pk")
        for one in said[:500]:
            found.setdefault((label, one.row), []).append(one)
    return found
