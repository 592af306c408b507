"""The page files below a folder: found one at a time in a stable order, and read within bounds."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from wiki.reading import frontmatter, plain_text
from wiki.reading.page_file import PageFile, PageFileError, decode

READERS: dict[str, Callable[..., PageFile]] = {".md": frontmatter.read, ".txt": plain_text.read}
# Well above the longest text that is rendered; larger files are something else.
LARGEST = 2_000_000
LONGEST_NAME = 500


@dataclass(frozen=True, kw_only=True)
class Found:
    """A page file; `name` says where it lies below what was given, and can be printed and stored."""

    path: Path
    name: str


def find_files(paths: Iterable[Path]) -> Iterator[Found | PageFileError]:
    """Every page file at these paths, and a sentence for whatever looks like one and is none.

    The order is that of the names, folder by folder. A README describes its folder and is no page. Nothing outside
    a given folder is looked at; a link within it leads to what is found in its own place. Of several paths, the names
    begin below the folder that holds them all, so that no two are alike; what is given twice is found once.
    """
    given = [Path(os.path.abspath(path)) for path in paths]
    top = os.path.commonpath([path if path.is_dir() else path.parent for path in given]) if given else ""
    seen: set[str] = set()
    for path in given:
        for one in _at(path, os.path.relpath(path, top)):
            name = one.file if isinstance(one, PageFileError) else one.name
            if len(given) == 1 or name not in seen:
                yield one
            if len(given) > 1:
                seen.add(name)


def _at(path: Path, name: str) -> Iterator[Found | PageFileError]:
    """What is found at one of the given paths, which has this name among them."""
    shown = _printable(name)
    if path.is_dir():
        yield from _below(str(path), root=os.path.realpath(path), above="" if name == "." else f"{shown}/")
    elif not os.path.lexists(path):
        yield PageFileError("is not there: expected a file or a folder.", file=shown)
    elif path.suffix in READERS:
        yield Found(path=path, name=shown)
    else:
        yield PageFileError(f"expected a file that ends in {' or '.join(READERS)}, or a folder of them.", file=shown)


def read_file(found: Found) -> PageFile:
    """Raises PageFileError with the line and what was expected there."""
    try:
        status = found.path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise PageFileError("is a socket, a pipe or a device: expected a file.", file=found.name)
        with found.path.open("rb") as file:
            data = file.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise PageFileError(f"{status.st_size:,} bytes: expected at most {LARGEST:,}.", file=found.name)
    except OSError as error:
        raise PageFileError(f"cannot be read: {error.strerror}.", file=found.name) from error
    return READERS[found.path.suffix](decode(data, file=found.name), file=found.name)


def _below(folder: str, *, root: str, above: str) -> Iterator[Found | PageFileError]:
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError as error:
        yield PageFileError(f"cannot be read: {error.strerror}.", file=above or _printable(folder))
        return
    for entry in entries:
        name = above + _printable(entry.name)
        like_a_page = PurePath(entry.name).suffix in READERS and entry.name.lower() != "readme.md"
        is_folder = entry.is_dir(follow_symlinks=False)
        if not (like_a_page or is_folder or entry.is_symlink()):
            continue
        if fault := _fault(entry, name, like_a_page, root):
            yield PageFileError(fault, file=name[:LONGEST_NAME])
        elif is_folder:
            yield from _below(entry.path, root=root, above=f"{name}/")
        elif like_a_page and not _found_elsewhere(entry):
            yield Found(path=Path(entry.path), name=name)


def _fault(entry: os.DirEntry[str], name: str, like_a_page: bool, root: str) -> str:
    """Why something that looks like a page or a folder is not gone into."""
    if entry.is_symlink():
        target = os.path.realpath(entry.path)
        if (like_a_page or os.path.isdir(target)) and os.path.commonpath([root, target]) != root:
            return "is a link that leads out of the folder: expected a file in it."
        if like_a_page and not os.path.exists(entry.path):
            return "is a link that leads nowhere: expected a file."
    elif like_a_page and entry.is_dir():
        return "is a folder with the name of a page: expected a file. Nothing in it was read."
    if len(name) > LONGEST_NAME:
        return f"its name and folders have {len(name)} characters: expected at most {LONGEST_NAME}."
    return ""


def _found_elsewhere(entry: os.DirEntry[str]) -> bool:
    """Whether a link leads to a folder or a page file, which is found where it lies."""
    target = os.path.realpath(entry.path)
    return entry.is_symlink() and (os.path.isdir(target) or PurePath(target).suffix in READERS)


def _printable(name: str) -> str:
    """A file's name may hold line ends, and bytes that are no letters in any encoding."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in name)
