"""Headers that tell a browser what a page may do; Django's own middleware sends the rest (config/settings.py)."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from config.requests import Answer


def content_security_policy(directives: dict[str, list[str]]) -> str:
    return "; ".join(" ".join([name, *sources]) for name, sources in directives.items())


def permissions_policy(features: dict[str, list[str]]) -> str:
    return ", ".join(f"{name}=({' '.join(origins)})" for name, origins in features.items())


def protecting_headers(get_response: Answer) -> Answer:
    """Every answer says what it may do: pages, downloads, static files and errors alike."""
    headers = {
        "Content-Security-Policy": content_security_policy(settings.SECURE_CSP),
        "Permissions-Policy": permissions_policy(settings.PERMISSIONS_POLICY),
    }

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response

    return answer
