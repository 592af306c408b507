"""Uploads on their way in: no more of a file is kept than may be uploaded."""

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Counts all of a file and keeps its beginning; the form then says that it is too large, and by how much."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if start <= settings.MAX_UPLOAD_BYTES:
            super().receive_data_chunk(raw_data, start)
        return None
