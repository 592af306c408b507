"""What curators say of an attachment, and the file they upload: stored once under its sum, never overwritten."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from wiki.actions.rendering import render_page
from wiki.file_types import HEAD, TAIL, FileRefusedError, FileType, file_type
from wiki.models import Attachment, AttachmentKind, Page, Presence
from wiki.rendering import RenderingError

FOLDER = "attachments"
# So many pages are rendered again while a curator waits.
MOST_PAGES = 200


@dataclass(frozen=True, kw_only=True)
class ShownAnew:
    """How many pages show what was said of a picture, and how many do so once they are rendered again."""

    rendered: int = 0
    left: int = 0


def describe_attachment(*, attachment: Attachment, upload: UploadedFile[Any] | None = None, by: Any) -> ShownAnew:
    """Save what a curator says of an attachment, and the file that comes with it; readers get both at once.

    Raises FileRefusedError, with nothing stored.
    """
    with transaction.atomic():
        before = Attachment.objects.select_for_update().get(pk=attachment.pk)
        if upload is not None:
            hold(attachment=attachment, upload=upload, by=by)
        attachment.full_clean()
        attachment.save()
    if attachment.as_shown == before.as_shown:
        return ShownAnew()
    pages = attachment.pages.order_by("slug")
    rendered = sum(_rendered(page) for page in pages[:MOST_PAGES])
    return ShownAnew(rendered=rendered, left=pages.count() - rendered)


def _rendered(page: Page) -> bool:
    try:
        with transaction.atomic():
            render_page(page=page)
    except RenderingError:
        return False  # it keeps what it showed, as it does at every other attempt
    return True


def hold(*, attachment: Attachment, upload: UploadedFile[Any], by: Any) -> None:
    """Store a file and note it on the attachment, which is not saved yet. Raises FileRefusedError.

    A file that was held before stays on the disk, for whoever has to find out later what was there.
    """
    kind = looked_at(upload)
    if attachment.kind == AttachmentKind.PICTURE and not kind.is_picture:
        raise FileRefusedError("pages show this as a picture: expected a PNG, a JPEG or a WebP file.")
    try:
        sha256, size = _store(upload, kind)
    except OSError as error:
        raise FileRefusedError(
            f"the server could not store the file ({error.strerror or 'no reason given'}): expected a disk with room. "
            "Nothing was saved; tell whoever runs the server."
        ) from error
    attachment.held.name = f"{FOLDER}/{sha256}.{kind.extension}"
    attachment.sha256, attachment.size = sha256, size
    attachment.media_type, attachment.held_by = kind.media_type, by
    attachment.presence = Presence.PRESENT


def looked_at(upload: UploadedFile[Any]) -> FileType:
    """The type of an uploaded file. Raises FileRefusedError if it is too large or of another type."""
    size = upload.size or 0
    if size > settings.MAX_UPLOAD_BYTES:
        most = settings.MAX_UPLOAD_BYTES // 1_000_000
        raise FileRefusedError(f"the file has {size / 1_000_000:,.1f} MB: expected at most {most:,}.")
    upload.seek(0)
    head = upload.read(HEAD)
    upload.seek(max(size - TAIL, 0))
    tail = upload.read(TAIL)
    return file_type(head=head, tail=tail, size=size)


def _store(upload: UploadedFile[Any], kind: FileType) -> tuple[str, int]:
    """Write the bytes beside their place, then give them their name in one step; returns sum and size."""
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix="incoming-", delete=False) as file:
        try:
            sha256, size = _copy(upload, file)
            os.chmod(file.name, 0o644)
            place = folder / f"{sha256}.{kind.extension}"
            if not place.exists():  # else these very bytes are there already
                os.replace(file.name, place)
        finally:
            Path(file.name).unlink(missing_ok=True)
    return sha256, size


def _copy(upload: UploadedFile[Any], file: IO[bytes]) -> tuple[str, int]:
    sum_of, size = hashlib.sha256(), 0
    for chunk in upload.chunks():
        file.write(chunk)
        sum_of.update(chunk)
        size += len(chunk)
    file.flush()
    os.fsync(file.fileno())
    return sum_of.hexdigest(), size
