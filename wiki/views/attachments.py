"""Files that we hold: to everybody if their rights say so, else to curators."""

from __future__ import annotations

import logging
from pathlib import PurePosixPath

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from wiki.file_types import BY_EXTENSION, FileType
from wiki.models import Attachment

logger = logging.getLogger(__name__)
# The address holds the sum of the file, so what it answers never changes.
FOR_ALL = "public, max-age=31536000, immutable"
FOR_CURATORS = "private, no-store"


@require_safe
def attachment(request: HttpRequest, sha256: str, name: str) -> HttpResponseBase:
    """A file by the sum of its bytes; its name in the address is for people, and decides nothing."""
    held = Attachment.objects.holding(sha256)
    found = held.open_to_all().first()
    for_all = found is not None
    if found is None and request.user.is_staff and request.user.has_perm("wiki.view_attachment"):
        found = held.first()
    kind = BY_EXTENSION.get(PurePosixPath(str(found.held)).suffix.lstrip(".")) if found else None
    if found is None or kind is None:
        raise Http404(f"No file {sha256}")
    etag = f'"{found.sha256}"'
    response = get_conditional_response(request, etag=etag) or _file(found, kind)
    response["ETag"] = etag
    response["Cache-Control"] = FOR_ALL if for_all else FOR_CURATORS
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _file(found: Attachment, kind: FileType) -> FileResponse:
    """The bytes in pieces, of the type that was seen when they came in; only a picture is shown in the browser."""
    name = PurePosixPath(found.own_address).name
    try:
        file = found.held.open("rb")
    except OSError as error:
        logger.error("attachment %s cannot be read: %s", found.held.name, error.strerror)
        raise Http404(f"No file {found.sha256}") from error
    return FileResponse(file, as_attachment=not kind.is_picture, filename=name, content_type=kind.media_type)
