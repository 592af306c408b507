"""Which files may be uploaded: told from how they begin and end, never from what they are called."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass

# So much of the beginning and of the end is looked at.
HEAD = 64
TAIL = 1024
EXPECTED = "expected a PDF, a PNG, a JPEG or a WebP file"
PNG = b"\x89PNG\r\n\x1a\n"
PNG_END = b"\0\0\0\0IEND\xaeB`\x82"
ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"7z\xbc\xaf\x27\x1c", b"Rar!")
# What may follow the beginning of a JPEG: application data, tables, frames or a comment (ITU T.81, table B.1).
JPEG_MARKERS = {0xDB, 0xC4, 0xDD, 0xFE, *range(0xC0, 0xC4), *range(0xE0, 0xF0)}


class FileRefusedError(ValueError):
    """A file that is not taken; the sentence says what was expected."""


@dataclass(frozen=True, kw_only=True)
class FileType:
    media_type: str
    extension: str
    is_picture: bool


def file_type(*, head: bytes, tail: bytes, size: int) -> FileType:
    """The type of a file of `size` bytes that begins and ends so. Raises FileRefusedError for all but four types."""
    if size == 0:
        raise FileRefusedError(f"the file is empty: {EXPECTED}.")
    for kind, is_one in LOOKS.items():
        if is_one(head, tail, size):
            return kind
    if head.startswith(ARCHIVES):
        raise FileRefusedError(f"this is an archive, and archives are not taken: {EXPECTED}, each uploaded by itself.")
    if re.match(rb"\s*(?:\xef\xbb\xbf)?\s*<", head):
        raise FileRefusedError(f"this is HTML, SVG or XML, which can carry scripts: {EXPECTED}.")
    if b"%PDF-" in head or head.startswith((PNG, b"\xff\xd8", b"RIFF")):
        raise FileRefusedError(
            f"this begins almost like one, but is cut off or joined with something else: {EXPECTED}."
        )
    raise FileRefusedError(f"its content is of another type, whatever its name says: {EXPECTED}.")


def _is_pdf(head: bytes, tail: bytes, size: int) -> bool:
    return re.match(rb"%PDF-[12]\.\d", head) is not None and b"%%EOF" in tail


def _is_png(head: bytes, tail: bytes, size: int) -> bool:
    """Its first chunk is a header whose sum is right (PNG, 11.2.2), its last one the end."""
    if not head.startswith(PNG + b"\0\0\0\x0dIHDR") or not tail.endswith(PNG_END):
        return False
    width, height = struct.unpack(">II", head[16:24])
    return width > 0 and height > 0 and head[29:33] == struct.pack(">I", zlib.crc32(head[12:29]))


def _is_jpeg(head: bytes, tail: bytes, size: int) -> bool:
    return head.startswith(b"\xff\xd8\xff") and len(head) > 4 and head[3] in JPEG_MARKERS and b"\xff\xd9" in tail


def _is_webp(head: bytes, tail: bytes, size: int) -> bool:
    """A RIFF file is as long as it says, padded to an even length (RFC 9649, 2.3)."""
    if not head.startswith(b"RIFF") or head[8:12] != b"WEBP" or head[12:16] not in {b"VP8 ", b"VP8L", b"VP8X"}:
        return False
    said = int(struct.unpack("<I", head[4:8])[0]) + 8
    return said in {size, size - 1}


Look = Callable[[bytes, bytes, int], bool]
LOOKS: dict[FileType, Look] = {
    FileType(media_type="application/pdf", extension="pdf", is_picture=False): _is_pdf,
    FileType(media_type="image/png", extension="png", is_picture=True): _is_png,
    FileType(media_type="image/jpeg", extension="jpg", is_picture=True): _is_jpeg,
    FileType(media_type="image/webp", extension="webp", is_picture=True): _is_webp,
}
BY_EXTENSION = {kind.extension: kind for kind in LOOKS}
