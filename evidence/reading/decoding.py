"""A file's text in whatever encoding a tool wrote it, piece by piece, with what was mended in which line."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

CHUNK = 256 * 1024
# What one record may hold; a piece is never longer, however long the file goes on without a line end.
LONGEST = 2_000_000
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    # Before UTF-16, whose mark is the beginning of this one.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffd-\uffff\ud800-\udfff]")
# Control characters of ASCII, tab and line ends apart.
CONTROLS = bytes([*range(9), 11, 12, *range(14, 32), 127])
SPACING = str.maketrans(dict.fromkeys("\x0b\x0c\x85\u2028\u2029", " "))

NUL = "It holds a NUL character: the file is damaged or no text; save it again as UTF-8."
LOST = "It holds the sign � or bytes that are no letter: one was lost before; export it again as UTF-8."
NOT_UTF8 = "It has bytes that are not UTF-8 in a file of UTF-8: export it again as UTF-8."
NOT_CP1252 = "It has bytes that are neither UTF-8 nor Windows-1252: export it again as UTF-8."
AS_CP1252 = "Read as Windows-1252, since it is not UTF-8."
REMOVED = "Control characters were removed from it."


class Text:
    """The text of a stream of bytes: by its byte order mark, else as UTF-8, else as Windows-1252.

    `faults` and `notes` say by line number (from 1) what cannot be stored and what was mended; whoever takes the
    pieces takes from them what falls into a record and deletes it. Neither holds more than the pieces not yet taken.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.head = stream.read(CHUNK)
        self.encoding = ""  # not decided while all is ASCII
        self.faults: dict[int, str] = {}
        self.notes: dict[int, str] = {}
        self._line = 1

    @property
    def beginning(self) -> str:
        """The first of it, to see what it is: read leniently, and nothing is decided or noted."""
        mark = next((mark for mark, _ in BOMS if self.head.startswith(mark)), b"")
        sample = self.head[len(mark) :]
        return (
            sample.decode(_wide_encoding(self.head) or "utf-8", errors="ignore")
            .replace("\r\n", "\n")
            .replace("\r", "\n")
        )

    def pieces(self) -> Iterator[str]:
        """Text with plain line ends, cut behind a line end unless a line is longer than a record may be."""
        for piece in _whole_lines(self._bytes()):
            text = self._decoded(piece)
            if "\r" in text:
                text = text.replace("\r\n", "\n").replace("\r", "\n")
            if piece.translate(None, CONTROLS) != piece or (not text.isascii() and ODD.search(text)):
                text = "\n".join(
                    self._cleaned(line, number) for number, line in enumerate(text.split("\n"), self._line)
                )
            self._line += text.count("\n")
            yield text

    def lines(self) -> Iterator[str]:
        """The same line by line, without line ends."""
        rest = ""
        for piece in self.pieces():
            *whole, rest = (rest + piece).split("\n")
            yield from whole
        if rest:
            yield rest

    def taken(self, first: int, last: int) -> tuple[list[tuple[int, str]], list[str]]:
        """The faults (line, sentence) and notes of these lines; they are forgotten here."""
        if not (self.faults or self.notes):
            return [], []
        faults = [(line, self.faults.pop(line)) for line in sorted(self.faults) if first <= line <= last]
        notes = [self.notes.pop(line) for line in sorted(self.notes) if first <= line <= last]
        return faults, list(dict.fromkeys(notes))

    def _bytes(self) -> Iterator[bytes]:
        """The bytes as they are, or those of UTF-8 for a file of UTF-16."""
        wide = _wide_encoding(self.head)
        chunks = iter(lambda: self.stream.read(CHUNK), b"")
        mark = next((mark for mark, _ in BOMS if self.head.startswith(mark)), b"")
        head = self.head[len(mark) :]
        if not wide:
            self.encoding = "utf-8" if mark else ""
            yield head
            yield from chunks
            return
        self.encoding = wide
        decoder = codecs.getincrementaldecoder(wide)(errors="replace")
        yield decoder.decode(head).encode("utf-8")
        for chunk in chunks:
            yield decoder.decode(chunk).encode("utf-8")
        yield decoder.decode(b"", final=True).encode("utf-8")

    def _decoded(self, piece: bytes) -> str:
        if piece.isascii():
            return piece.decode("ascii")
        try:
            text = piece.decode("utf-8")
        except UnicodeDecodeError:
            return self._line_by_line(piece)
        if self.encoding == "windows-1252":
            return self._line_by_line(piece)
        self.encoding = self.encoding or "utf-8"
        return text

    def _line_by_line(self, piece: bytes) -> str:
        lines = piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        if not self.encoding:
            foreign = [line for line in lines if not line.isascii()]
            good = sum(_is_utf8(line) for line in foreign)
            self.encoding = "utf-8" if good * 2 >= len(foreign) else "windows-1252"
        return "\n".join(
            line.decode("ascii") if line.isascii() else self._one_line(line, number)
            for number, line in enumerate(lines, self._line)
        )

    def _one_line(self, line: bytes, number: int) -> str:
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError:
            if self.encoding != "windows-1252":
                self.faults[number] = NOT_UTF8
                return line.decode("utf-8", errors="backslashreplace")
        try:
            text = line.decode("cp1252")
        except UnicodeDecodeError:
            self.faults[number] = NOT_CP1252
            return line.decode("cp1252", errors="backslashreplace")
        self.notes[number] = AS_CP1252
        return text

    def _cleaned(self, line: str, number: int) -> str:
        if "\x00" in line:
            self.faults[number] = NUL
            line = line.replace("\x00", r"\0")
        if re.search("[\ufffd-\uffff\ud800-\udfff]", line):
            self.faults.setdefault(number, LOST)
            line = re.sub("[\ufffd-\uffff\ud800-\udfff]", lambda match: f"\\u{ord(match[0]):04x}", line)
        cleaned = ODD.sub("", line.translate(SPACING))
        if cleaned.strip() != line.replace("\ufeff", "").strip():
            self.notes.setdefault(number, REMOVED)
        return cleaned


def _wide_encoding(head: bytes) -> str:
    """UTF-16 or UTF-32 by its mark, or UTF-16 without one by the zero in every other byte."""
    for mark, encoding in BOMS:
        if head.startswith(mark):
            return "" if encoding == "utf-8" else encoding
    sample = head[:400]
    even, odd = sample[::2], sample[1::2]
    if len(odd) >= 4 and odd.count(0) * 10 >= len(odd) * 8 and even.count(0) * 10 <= len(even):
        return "utf-16-le"
    if len(odd) >= 4 and even.count(0) * 10 >= len(even) * 8 and odd.count(0) * 10 <= len(odd):
        return "utf-16-be"
    return ""


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _whole_lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes, each piece ending behind a line end, or within a line that is too long for a record."""
    rest: list[bytes] = []
    length = 0
    for chunk in chunks:
        # The very last byte may be the first half of a line end.
        end = max(chunk.rfind(b"\n"), chunk.rfind(b"\r", 0, -1)) + 1
        if end:
            yield b"".join([*rest, chunk[:end]])
            rest, length = [], 0
        rest.append(chunk[end:])
        length += len(chunk) - end
        if length > LONGEST:
            held = b"".join(rest)
            cut = _between_letters(held)
            yield held[:cut]
            rest, length = [held[cut:]], len(held) - cut
    if length:
        yield b"".join(rest)


def _between_letters(held: bytes) -> int:
    """Where to cut so that no letter of UTF-8 and no line end is cut in two."""
    cut = len(held) - 1
    while cut > len(held) - 4 and held[cut] & 0xC0 == 0x80:
        cut -= 1
    return cut
