"""A file's type is told from its bytes; what is not one of four types is refused with a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wiki.files import JPEG, PDF, png, webp
from wiki.file_types import EXPECTED, HEAD, TAIL, FileRefusedError, file_type


def type_of(data: bytes) -> str:
    return file_type(head=data[:HEAD], tail=data[-TAIL:], size=len(data)).media_type


@pytest.mark.parametrize(
    ("data", "media_type"),
    [(PDF, "application/pdf"), (png(), "image/png"), (JPEG, "image/jpeg"), (webp(), "image/webp")],
)
def test_four_types_are_taken(data: bytes, media_type: str) -> None:
    assert type_of(data) == media_type


ALMOST = f"this begins almost like one, but is cut off or joined with something else: {EXPECTED}."
ARCHIVE = f"this is an archive, and archives are not taken: {EXPECTED}, each uploaded by itself."
MARKUP = f"this is HTML, SVG or XML, which can carry scripts: {EXPECTED}."
OTHER = f"its content is of another type, whatever its name says: {EXPECTED}."


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", f"the file is empty: {EXPECTED}."),
        (b"<html><script>alert(1)</script>", MARKUP),
        (b"\xef\xbb\xbf <?xml version='1.0'?><svg onload='alert(1)'/>", MARKUP),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>" + PDF, MARKUP),
        (b"PK\x03\x04" + PDF, ARCHIVE),
        (b"\x1f\x8b\x08rest", ARCHIVE),
        (b"GIF89a" + bytes(20), OTHER),
        (b"MZ" + bytes(100), OTHER),
        (b"plain words", OTHER),
        (b"\n" + PDF, ALMOST),
        (PDF.replace(b"%%EOF", b""), ALMOST),
        (png()[:-12], ALMOST),
        (png() + b"<script>alert(1)</script>", ALMOST),
        (png().replace(b"IHDR\0\0\0\x01", b"IHDR\0\0\0\x02"), ALMOST),
        (JPEG[:-2], ALMOST),
        (b"\xff\xd8\xff<script>" + JPEG, ALMOST),
        (webp() + b"<html>", ALMOST),
        (webp().replace(b"VP8L", b"HTML"), ALMOST),
    ],
)
def test_everything_else_is_refused(data: bytes, sentence: str) -> None:
    with pytest.raises(FileRefusedError) as refused:
        type_of(data)
    assert str(refused.value) == sentence


@given(st.binary(max_size=200), st.sampled_from([b"", b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF"]))
def test_any_bytes_get_a_type_or_a_sentence(data: bytes, beginning: bytes) -> None:
    try:
        said = type_of(beginning + data)
    except FileRefusedError as refused:
        said = str(refused)
    assert said.endswith((".", "/pdf", "/png", "/jpeg", "/webp"))
