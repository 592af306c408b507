"""Page files below a folder: each once, in a stable order, nothing outside the folder, and a sentence for the rest."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from wiki.reading.found_files import Found, find_files, read_file
from wiki.reading.page_file import PageFileError


def seen(*paths: Path) -> list[str]:
    """The names of the files, and the sentences about what is none."""
    return [one.name if isinstance(one, Found) else str(one) for one in find_files(paths)]


def make(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("Words.")


def test_files_are_found_in_the_order_of_their_names_and_folders(tmp_path: Path) -> None:
    make(tmp_path, "b.md", "a/z.txt", "a/README.md", "a.md", "a/y/x.md", "c.html", "readme.MD", ".d.md")

    assert seen(tmp_path) == [".d.md", "a/y/x.md", "a/z.txt", "a.md", "b.md"]


def test_of_several_paths_no_two_files_have_one_name_and_each_is_found_once(tmp_path: Path) -> None:
    make(tmp_path, "b.md", "a/x.md", "c/a/x.md", "c/b.csv")

    assert seen(tmp_path / "b.md") == ["b.md"]
    assert seen(tmp_path / "a", tmp_path / "c" / "a") == ["a/x.md", "c/a/x.md"]
    assert seen(tmp_path / "a" / "x.md", tmp_path / "a", tmp_path / "c" / ".." / "a" / "x.md") == ["x.md"]
    assert seen(tmp_path / "c" / "b.csv", tmp_path / "gone.md", tmp_path / "b.md", tmp_path) == [
        "c/b.csv:1: expected a file that ends in .md or .txt, or a folder of them.",
        "gone.md:1: is not there: expected a file or a folder.",
        "b.md",
        "a/x.md",
        "c/a/x.md",
    ]


def test_nothing_is_read_ahead(tmp_path: Path) -> None:
    make(tmp_path, "a.md", "b/c.md")
    found: Iterator[Found | PageFileError] = find_files([tmp_path])
    assert next(found).__class__ is Found
    make(tmp_path, "b/d.md")

    assert [one.name for one in found if isinstance(one, Found)] == ["b/c.md", "b/d.md"]


def test_a_link_out_of_the_folder_is_refused_and_one_within_leads_to_no_second_page(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    make(tmp_path, "secret.md", "outside/x.md", "pages/a.md", "pages/in/b.md", "pages/text.page")
    for name, target in {
        "out.md": "../secret.md",
        "out": "../outside",
        "up": "..",
        "self": ".",
        "again": "in",
        "again.md": "a.md",
        "other.md": "text.page",
        "nowhere.md": "gone.md",
        "round.md": "round.md",
        "picture.png": "../secret.md",
    }.items():
        (pages / name).symlink_to(target)
    (tmp_path / "way").symlink_to("pages")

    out = "is a link that leads out of the folder: expected a file in it."
    nowhere = "is a link that leads nowhere: expected a file."
    expected = [
        "a.md",
        "in/b.md",
        f"nowhere.md:1: {nowhere}",
        "other.md",
        f"out:1: {out}",
        f"out.md:1: {out}",
        f"round.md:1: {nowhere}",
        f"up:1: {out}",
    ]
    assert seen(pages) == expected
    assert seen(tmp_path / "way") == expected


def test_what_only_looks_like_a_page_gets_a_sentence(tmp_path: Path) -> None:
    make(tmp_path, "folder.md/inside.md")
    os.mkfifo(tmp_path / "pipe.md")
    with socket.socket(socket.AF_UNIX) as one:
        os.chdir(tmp_path)  # the path of a socket has room for a hundred letters only
        one.bind("socket.md")
    faults = []

    for found in find_files([tmp_path]):
        try:
            faults.append(str(found if isinstance(found, PageFileError) else read_file(found)))
        except PageFileError as error:
            faults.append(str(error))

    assert faults == [
        "folder.md:1: is a folder with the name of a page: expected a file. Nothing in it was read.",
        "pipe.md:1: is a socket, a pipe or a device: expected a file.",
        "socket.md:1: is a socket, a pipe or a device: expected a file.",
    ]


def test_names_that_cannot_be_kept_are_told_so_that_they_can_be_printed(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["d" * 200] * 3)
    make(deep, "a.md")
    (tmp_path / os.fsdecode(b"caf\xe9\n.md")).write_text("Words.")

    names = seen(tmp_path)

    assert names[0] == r"caf\udce9\n.md"
    where, sentence = names[1].split(":1: ")
    assert (where, sentence) == (
        f"{'d' * 200}/{'d' * 200}/{'d' * 98}",
        "its name and folders have 602 characters: expected at most 500.",
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_what_may_not_be_read_is_told(tmp_path: Path) -> None:
    make(tmp_path, "closed/a.md", "b.md")
    (tmp_path / "closed").chmod(0)
    try:
        assert seen(tmp_path) == ["b.md", "closed:1: cannot be read: Permission denied."]
    finally:
        (tmp_path / "closed").chmod(0o700)
