"""The answer when something broke: the database's absence is said to be an absence, anything else an error."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader


def server_error(request: HttpRequest) -> HttpResponse:
    """Django calls this while the exception is still being handled."""
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        page = loader.get_template("503.html").render()
        return HttpResponse(page, status=503, headers={"Retry-After": "10", "Cache-Control": "no-store"})
    return HttpResponse(loader.get_template("500.html").render(), status=500)
