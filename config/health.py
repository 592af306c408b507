"""Probes: /healthz says that the process answers, /readyz that its database does too."""

import logging

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from config.requests import Answer

logger = logging.getLogger("tracewell.health")


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        logger.error("database not reached: %s", error)
        return False
    return True


def probe(path: str) -> HttpResponse:
    if path == "/readyz" and not database_answers():
        return HttpResponse(
            "database not reached\n", status=503, content_type="text/plain", headers={"Retry-After": "5"}
        )
    return HttpResponse("ok\n", content_type="text/plain")


def answer_probes(get_response: Answer) -> Answer:
    """Before hosts are checked and sessions opened: a probe comes by number from inside and has neither."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.path_info not in {"/healthz", "/readyz"}:
            return get_response(request)
        response = (
            probe(request.path_info) if request.method in {"GET", "HEAD"} else HttpResponseNotAllowed(["GET", "HEAD"])
        )
        response.headers["Cache-Control"] = "no-store"
        return response

    return answer
