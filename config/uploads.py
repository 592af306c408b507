"""Uploads on their way in: no more of a file is kept than may be uploaded."""

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.urls import reverse


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Counts all of a file and keeps its beginning; the form then says that it is too large, and by how much."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if start <= self._most():
            super().receive_data_chunk(raw_data, start)
        return None

    def _most(self) -> int:
        """A file of references may be larger than others: it is read and not kept."""
        there = self.request is not None and self.request.path_info == reverse("admin:evidence_referenceimport_add")
        return settings.MAX_REFERENCES_BYTES if there else settings.MAX_UPLOAD_BYTES
