"""A newer file's text that an import held back, because a curator has changed the page: which of the two stays."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from evidence.admin.desk import curator
from evidence.admin.own_page import own_page
from evidence.comparing.side_by_side import side_by_side
from wiki.actions.editing import EditError, keep_ours, take_offered
from wiki.actions.versions import EditConflict
from wiki.models import Page


@permission_required("wiki.change_page", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def offered(request: HttpRequest, pk: int) -> HttpResponse:
    """The differences, and two buttons; the buttons say at which version they were shown."""
    page = get_object_or_404(Page.objects.select_related("offered"), pk=pk)
    if request.method == "POST":
        return _decide(request, page)
    if page.offered is None:
        messages.info(request, "No newer text is held back for this page.")
        return _back(page)
    return own_page(
        request,
        Page,
        "admin/wiki/page/offered.html",
        f"A newer file of {page}",
        page=page,
        is_nav_sidebar_enabled=False,
        sides=side_by_side(page.source_text, page.offered.front_matter + page.offered.body),
    )


def _decide(request: HttpRequest, page: Page) -> HttpResponse:
    seen = request.POST.get("seen", "")
    take = "_take" in request.POST
    try:
        act = take_offered if take else keep_ours
        act(page=page, by=curator(request), seen=int(seen) if seen.isdecimal() and len(seen) < 10 else -1)
    except EditConflict as conflict:
        messages.error(request, f"{conflict} Look at the differences again.")
        return HttpResponseRedirect(reverse("admin:wiki_page_offered", args=[page.pk]))
    except EditError as refusal:
        messages.error(request, f"Nothing was changed: {refusal}")
        return _back(page)
    messages.success(request, "The newer text was taken." if take else "The text of this page stays.")
    return _back(page)


def _back(page: Page) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:wiki_page_change", args=[page.pk]))
