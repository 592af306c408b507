"""The curators' desk: the admin site with its name, and its nouns in the order of the work."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse

from wiki.summaries.waiting import work_that_waits

# Those not named here follow under the name of their app.
GROUPS = {
    "What studies found": ("Study", "Report", "Result", "Arm", "Registration", "RiskOfBias", "Notice"),
    "What is tried and measured": ("Intervention", "Condition", "Outcome", "Instrument"),
    "What is said about it": ("Page", "Section", "Mention", "PageLoss", "Category", "Tag", "TagRule", "TagChange"),
    "What pages lead to": ("Link", "LinkCheck", "Attachment"),
    "Behind the desk": ("ReferenceImport", "SearchLog", "BiasDomain", "User", "Group"),
}


class Desk(admin.AdminSite):
    site_header = "Tracewell: the curators’ desk"
    site_title = "Tracewell"
    index_title = "What would you like to enter?"

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        waits = {"waits": work_that_waits(may=request.user.has_perm)}
        return super().index(request, waits | (extra_context or {}))

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
