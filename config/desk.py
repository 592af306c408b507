"""The curators' desk: the admin site with its name, and its nouns in the order of the work."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import path

from evidence.summaries.activity import latest_of
from wiki.summaries.waiting import work_that_waits

# Those not named here follow under the name of their app.
GROUPS = {
    "What studies found": ("Study", "Report", "Result", "Arm", "Registration", "RiskOfBias", "Notice", "Assessment"),
    "What is tried and measured": ("Intervention", "Condition", "Outcome", "Instrument"),
    "What is said about it": ("Page", "Section", "Mention", "PageLoss", "Category", "Tag", "TagRule", "TagChange"),
    "What pages lead to": ("Link", "LinkCheck", "Attachment"),
    "Behind the desk": ("Change", "SearchLog", "BiasDomain", "User", "Group"),
}


class Desk(admin.AdminSite):
    site_header = "Tracewell: the curators’ desk"
    site_title = "Tracewell"
    index_title = "What would you like to enter?"

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        user = cast(User, request.user)
        own = {
            "waits": work_that_waits(may=user.has_perm, by=user),
            "latest": latest_of(user),
        }
        return super().index(request, own | (extra_context or {}))

    def get_urls(self) -> list[Any]:
        from wiki.admin.review import review_queue  # noqa: PLC0415  its package registers nouns at this very site

        return [path("review/", self.admin_view(review_queue), name="review"), *super().get_urls()]

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
