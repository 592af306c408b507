"""The curators' desk: the admin site with its name, and its nouns in the order of the work."""

from __future__ import annotations

from functools import update_wrapper
from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path

from evidence.summaries.activity import latest_of
from wiki.summaries.waiting import work_that_waits

# Those not named here follow under the name of their app.
GROUPS = {
    "What studies found": (
        "Study",
        "Report",
        "ReferenceImport",
        "Result",
        "Arm",
        "Registration",
        "RiskOfBias",
        "Notice",
        "Extraction",
        "Assessment",
    ),
    "What is tried and measured": ("Intervention", "Condition", "Outcome", "Instrument"),
    "What is said about it": ("Page", "Section", "Mention", "PageLoss", "Category", "Tag", "TagRule", "TagChange"),
    "What pages lead to": ("Link", "LinkCheck", "Attachment"),
    "Behind the desk": ("Change", "SearchLog", "CertaintyRules", "BiasTool", "BiasDomain", "User", "Group"),
}


class Desk(admin.AdminSite):
    site_header = "Tracewell: the curators’ desk"
    site_title = "Tracewell"
    index_title = "What would you like to enter?"

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        # Like Django's own site, this module is read before there are models.
        from config.login.devices import known_device, remember_device  # noqa: PLC0415
        from config.login.form import LoginForm  # noqa: PLC0415
        from config.login.pages import too_often  # noqa: PLC0415
        from config.login.throttle import TooOftenError  # noqa: PLC0415
        from evidence.admin.kept_forms import kept_for  # noqa: PLC0415

        self.login_form = LoginForm
        address = request.GET.get("next") or request.POST.get("next", "")
        try:
            response = super().login(request, {"kept": kept_for(request, address), **(extra_context or {})})
        except TooOftenError as refusal:
            return too_often(request, refusal)
        if request.method == "POST" and response.status_code == 302:
            name = request.user.get_username()
            if not known_device(request, name):
                remember_device(response, name)
        return response

    def get_urls(self) -> list[Any]:
        from config.login.pages import confirm, second_factor  # noqa: PLC0415

        # Their packages register nouns at this very site.
        from evidence.admin.presence import presence  # noqa: PLC0415
        from wiki.admin.review import review_queue  # noqa: PLC0415

        return [
            path("presence/", self.admin_view(presence), name="presence"),
            path("review/", self.admin_view(review_queue), name="review"),
            path("second-factor/", self.admin_view(second_factor), name="second-factor"),
            path("confirm/", self.admin_view(confirm), name="confirm"),
            *super().get_urls(),
        ]

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """A form that comes when nobody is logged in any more waits behind the login page."""
        inner = super().admin_view(view, cacheable)

        def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.method == "POST" and not self.has_permission(request):
                from evidence.admin.kept_forms import keep  # noqa: PLC0415  (its package registers with this site)

                keep(request)
            return inner(request, *args, **kwargs)

        return update_wrapper(kept, inner)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        user = cast(User, request.user)
        from config.first_page import first_page  # noqa: PLC0415  it asks the nouns that register at this very site

        own = {
            "first": first_page(request),
            "waits": work_that_waits(may=user.has_perm, by=user),
            "latest": latest_of(user),
        }
        return super().index(request, own | (extra_context or {}))

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        apps: list[Any] = super().get_app_list(request, app_label)
        if app_label is not None:
            return apps
        models = {model["object_name"]: (app, model) for app in apps for model in app["models"]}
        groups = []
        for name, nouns in GROUPS.items():
            members = [models.pop(noun) for noun in nouns if noun in models]
            if members:
                groups.append({**members[0][0], "name": name, "models": [model for _, model in members]})
        left = {model["object_name"] for _, model in models.values()}
        rest = [{**app, "models": [one for one in app["models"] if one["object_name"] in left]} for app in apps]
        return groups + [app for app in rest if app["models"]]
