"""What happens to every request: it gets an id and a line in the log, and garbled ones are turned away."""

import logging
import re
import time
import uuid
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from config.logs import request_id
from evidence.actions.recording import door, request_name
from evidence.models import Door

Answer = Callable[[HttpRequest], HttpResponseBase]

logger = logging.getLogger("tracewell.request")
# A proxy's own id is kept, so that its log and ours can be read together.
ACCEPTABLE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


def log_requests(get_response: Answer) -> Answer:
    def answer(request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        name = given if ACCEPTABLE_ID.fullmatch(given) else uuid.uuid4().hex
        token = request_id.set(name)
        started = time.monotonic()
        try:
            response = get_response(request)
            response.headers["X-Request-ID"] = name
            fields = {
                "method": request.method,
                "path": request.path,
                "status": response.status_code,
                "milliseconds": round((time.monotonic() - started) * 1000),
            }
            logger.info("%(method)s %(path)s %(status)s %(milliseconds)d ms", fields, extra={"fields": fields})
            return response
        finally:
            request_id.reset(token)

    return answer


def sign_changes(get_response: Answer) -> Answer:
    """What a request changes is kept with its name, so that the log of changes leads to the server's."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        came, called = door.set(Door.DESK), request_name.set(request_id.get())
        try:
            return get_response(request)
        finally:
            door.reset(came)
            request_name.reset(called)

    return answer


def refuse_garbled(get_response: Answer) -> Answer:
    """Bytes that are no text, and the NUL that PostgreSQL cannot hold, are the sender's fault: 400, not 500."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        try:
            query = unquote_to_bytes(request.META.get("QUERY_STRING", "").encode("latin-1")).decode()
        except UnicodeError as error:
            raise BadRequest("The part of the address after ? is not UTF-8.") from error
        if any("\0" in given for given in (request.path_info, query, *request.COOKIES.values())):
            raise BadRequest("The address or a cookie holds a NUL character.")
        return get_response(request)

    return answer


def refuse_huge(get_response: Answer) -> Answer:
    """What says that it is far larger than anything that may be sent is not read at all: 413 at once."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        said = request.META.get("CONTENT_LENGTH") or ""
        if said.isdecimal() and int(said[:20]) > settings.MAX_REQUEST_BYTES:
            megabytes = settings.MAX_REQUEST_BYTES // 1_000_000
            return render(request, "413.html", {"megabytes": megabytes}, status=413)
        return get_response(request)

    return answer
