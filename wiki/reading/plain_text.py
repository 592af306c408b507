"""Plain text articles: the title, the headings, the lists and the paragraphs of a .txt file."""

from __future__ import annotations

import re
from html import escape
from pathlib import PurePath

from wiki.reading.page_file import PageFile, PageFileError, SourceFormat, line_at, refuse_unkept
from wiki.slugs import slug_of

BULLET = re.compile(r"[ \t]*[•*‣–-][ \t]+(?P<item>\S.*)")
# Words that a title leaves in small letters.
SMALL = {"a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "is", "it", "of", "on", "or", "the", "to",
         "vs", "with"}  # fmt: skip


def read(text: str, *, file: str) -> PageFile:
    """A plain text as a PageFile: its first line is the title, the whole of it the body."""
    refuse_unkept(text, file=file)
    start, end = _title(text)
    title = " ".join(text[start:end].split())
    slug = slug_of(PurePath(file).stem)
    if not title or len(title) > 300:
        raise PageFileError(
            "expected the title on the first line, at most 300 characters.",
            file=file,
            line=line_at(text, start) if title else 1,
        )
    if not slug:
        raise PageFileError(
            "expected letters or digits in the name of the file, since it makes the address.", file=file
        )
    return PageFile(
        file=file,
        format=SourceFormat.TEXT,
        front_matter="",
        body=text,
        title=title,
        slug=slug,
    )


def to_html(body: str) -> str:
    """The article without its title line, as HTML with every sign of the text escaped."""
    rest = body[_title(body)[1] :].replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(_block(block) for block in re.split(r"\n[ \t\r]*\n", rest) if block.strip())


def _title(text: str) -> tuple[int, int]:
    """Begin and end of the first line with anything on it; lines end with LF, CR LF or CR alone."""
    start = len(text) - len(text.lstrip("\ufeff \t\r\n"))
    end = re.compile(r"[\r\n]").search(text, start)
    return start, end.start() if end else len(text)


def is_heading(line: str) -> bool:
    """Whether a line that stands alone is a heading: short, no full stop, its words in capitals."""
    words = line.split()
    return (
        0 < len(words) <= 14
        and not line.endswith((".", "!", ":", ";", ","))
        and words[0][0].isupper()
        and all(word.lower() in SMALL or not word[0].islower() for word in words)
    )


def _block(block: str) -> str:
    """One block between blank lines: a heading, a list, or a paragraph, perhaps with a list under it."""
    lines = [line.strip() for line in block.strip().splitlines()]
    if len(lines) == 1 and is_heading(lines[0]):
        return f"<h2>{escape(lines[0])}</h2>"
    parts: list[str] = []
    for line in lines:
        item = BULLET.fullmatch(line)
        if item and parts and parts[-1].endswith("</ul>"):
            parts[-1] = parts[-1].removesuffix("</ul>") + f"<li>{escape(item['item'])}</li></ul>"
        elif item:
            parts.append(f"<ul><li>{escape(item['item'])}</li></ul>")
        elif parts and parts[-1].endswith("</p>"):
            parts[-1] = parts[-1].removesuffix("</p>") + f"\n{escape(line)}</p>"
        else:
            parts.append(f"<p>{escape(line)}</p>")
    return "\n".join(parts)
