"""Bytes into text: UTF-8 or a sentence that names what it probably is."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiki.reading.page_file import PageFileError, decode, line_at

EXPECTED = "expected a file saved as UTF-8."
PROBABLY = "as which it was probably saved"
TITLE = '{"title": "Leg cramps"}\n'


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (
            b'{"title": "a"}\nCaf\xe9',
            f"a.md:2: byte 0xe9 is not UTF-8: in Windows-1252 or Latin-1, {PROBABLY}, it is “é”; {EXPECTED}",
        ),
        (
            b'{"title": "a"}\r\rthe \x93best\x94 salt',
            f"a.md:3: byte 0x93 is not UTF-8: in Windows-1252, {PROBABLY}, it is ““”; {EXPECTED}",
        ),
        (b"a \x81 b", f"a.md:1: byte 0x81 is not UTF-8: {EXPECTED}"),
        ("é\n".encode() + b"\xff", f"a.md:2: byte 0xff is not UTF-8: {EXPECTED}"),
        (
            "é: Café".encode()[:-1],
            f"a.md:1: byte 0xc3 is not UTF-8: the file ends within a character, so it was probably cut off; {EXPECTED}",
        ),
        (TITLE.encode("utf-16"), f"a.md:1: is probably saved as UTF-16: {EXPECTED}"),
        (b"\xfe\xff" + TITLE.encode("utf-16-be"), f"a.md:1: is probably saved as UTF-16: {EXPECTED}"),
        (TITLE.encode("utf-32"), f"a.md:1: is probably saved as UTF-32: {EXPECTED}"),
        (TITLE.encode("utf-16-le"), f"a.md:1: is probably saved as UTF-16 without a byte order mark: {EXPECTED}"),
        (TITLE.encode("utf-16-be"), f"a.md:1: is probably saved as UTF-16 without a byte order mark: {EXPECTED}"),
        (b'{"title": "a"}\n\n\0', "a.md:3: holds a NUL character: expected plain text."),
    ],
)
def test_a_file_in_another_encoding_is_refused_with_its_line(data: bytes, sentence: str) -> None:
    with pytest.raises(PageFileError) as caught:
        decode(data, file="a.md")

    assert str(caught.value) == sentence


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_every_text_saved_as_utf_8_comes_back(text: str) -> None:
    assert decode(text.encode(), file="a.md") == text


@given(st.binary())
def test_any_bytes_are_a_text_or_a_sentence(data: bytes) -> None:
    with suppress(PageFileError):
        assert decode(data, file="a.md").encode() == data


def test_lines_are_counted_however_they_end() -> None:
    text = "a\nb\r\nc\rd"

    assert [line_at(text, text.index(letter)) for letter in "abcd"] == [1, 2, 3, 4]
