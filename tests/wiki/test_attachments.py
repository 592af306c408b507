"""Files and pictures: found on pages, described and held by curators, served to whom they may be shown."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from tests import factories as make
from tests.wiki.files import PDF, png
from tests.wiki.making import make_public_page, post, save
from wiki.actions import holding
from wiki.actions.holding import ShownAnew, describe_attachment
from wiki.actions.rendering import render_page
from wiki.file_types import FileRefusedError
from wiki.models import Attachment, Page

pytestmark = pytest.mark.django_db
PICTURE = "https://pictures.example/d3.jpg"
BODY = f"""![Levels]({PICTURE}) [Paper](https://e.org/a.pdf) [](https://e.org/b.PDF?x=1)

![](/attachments/d3.mock.jpg) ![Hammock](/attachments/hammock.png) [![Small]({PICTURE})](https://e.org/a.pdf)"""


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def known() -> list[tuple[str, ...]]:
    return [(one.address, one.kind, one.media_type, one.presence) for one in Attachment.objects.all()]


def upload(data: bytes, name: str = "anything.exe") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def bytes_of(response: Any) -> bytes:
    """The whole of a file that is served; reading to its end closes it."""
    data: bytes = response.getvalue()
    return data


def hold(address: str, data: bytes, **values: Any) -> Attachment:
    attachment = Attachment.objects.get(address=address)
    for name, value in values.items():
        setattr(attachment, name, value)
    describe_attachment(attachment=attachment, upload=upload(data), by=make.make_user())
    return attachment


def test_every_file_and_picture_of_a_page_is_a_row() -> None:
    page = make_public_page(BODY)

    assert known() == [
        ("/attachments/d3.mock.jpg", "picture", "image/jpeg", "placeholder"),
        ("/attachments/hammock.png", "picture", "image/png", "not looked"),
        ("https://e.org/a.pdf", "file", "application/pdf", "not looked"),
        ("https://e.org/b.PDF?x=1", "file", "application/pdf", "not looked"),
        (PICTURE, "picture", "image/jpeg", "not looked"),
    ]
    assert [(use.attachment.address, use.words) for use in page.attachment_uses.select_related("attachment")] == [
        (PICTURE, "Levels"),
        ("/attachments/d3.mock.jpg", ""),
        ("/attachments/hammock.png", "Hammock"),
        ("https://e.org/a.pdf", "Paper"),
        ("https://e.org/b.PDF?x=1", ""),
    ]


def test_rendering_again_writes_nothing_and_a_file_that_nobody_uses_stays() -> None:
    page = make_public_page(BODY)
    before = list(Attachment.objects.values())

    with CaptureQueriesContext(connection) as seen:
        render_page(page=page)
    wrote = [one["sql"] for one in seen if "wiki_attachment" in one["sql"] and not one["sql"].startswith("SELECT")]
    assert wrote == []

    save(post("Nothing.", slug="back-pain"))
    assert page.attachment_uses.count() == 0
    assert list(Attachment.objects.values()) == before


def test_an_address_that_is_too_long_is_told_and_not_kept() -> None:
    page = make_public_page(f"![x](https://e.org/{'a' * 2000}.png)")

    assert known() == []
    assert f"the address “https://e.org/{'a' * 66}…” has 2,018 bytes: expected at most 2,000 of a file or picture." in [
        loss.sentence for loss in page.losses.told()
    ]


def test_a_curators_description_is_what_readers_get_on_every_page(monkeypatch: pytest.MonkeyPatch) -> None:
    for slug in ("a", "b", "c"):
        make_public_page(f"![]({PICTURE})", slug=slug)
    attachment = Attachment.objects.get()
    monkeypatch.setattr(holding, "MOST_PAGES", 2)

    attachment.alt_text = "Levels <fell> by half."
    said = describe_attachment(attachment=attachment, by=make.make_user())

    assert said == ShownAnew(rendered=2, left=1)
    assert ['alt="Levels &lt;fell&gt; by half."' in page.sections.get().html for page in Page.objects.all()] == [
        True,
        True,
        False,
    ]
    attachment.rights_note = "Asked."
    assert describe_attachment(attachment=attachment, by=make.make_user()) == ShownAnew()


def test_a_held_picture_is_shown_from_here_only_if_it_is_open_to_all(media: Path) -> None:
    page = make_public_page("![Dots](/attachments/d3.mock.jpg)")
    assert page.sections.get().html == '<p><img alt="Dots" loading="lazy"></p>'
    sum_of = hashlib.sha256(png()).hexdigest()

    attachment = hold("/attachments/d3.mock.jpg", png(), rights="restricted")
    assert (attachment.media_type, attachment.sha256, attachment.size, attachment.presence) == (
        "image/png",
        sum_of,
        len(png()),
        "present",
    )
    assert (media / "attachments" / f"{sum_of}.png").read_bytes() == png()
    assert page.sections.get().html == '<p><img alt="Dots" loading="lazy"></p>'

    attachment.rights = "free"
    describe_attachment(attachment=attachment, by=make.make_user())
    assert page.sections.get().html == (
        f'<p><img src="/attachments/{sum_of}/d3-mock.png" alt="Dots" loading="lazy"></p>'
    )


def test_the_same_bytes_are_stored_once_and_a_replaced_file_stays(media: Path) -> None:
    make_public_page("![a](https://e.org/a.png) ![b](https://e.org/b.png)")

    hold("https://e.org/a.png", png())
    hold("https://e.org/b.png", png())
    assert len(list((media / "attachments").iterdir())) == 1
    hold("https://e.org/b.png", png(red=1))

    names = {f"{hashlib.sha256(png(red=red)).hexdigest()}.png" for red in (255, 1)}
    assert {path.name for path in (media / "attachments").iterdir()} == names


def test_a_refused_file_leaves_nothing_behind(media: Path, settings: Settings) -> None:
    make_public_page("![a](https://e.org/a.png)")
    before = Attachment.objects.values().get()
    settings.MAX_UPLOAD_BYTES = 1_000_000

    for data, sentence in (
        (PDF, "pages show this as a picture: expected a PNG, a JPEG or a WebP file."),
        (png() + bytes(1_200_000), "the file has 1.2 MB: expected at most 1."),
        (b"", "the file is empty: expected a PDF, a PNG, a JPEG or a WebP file."),
    ):
        with pytest.raises(FileRefusedError) as refused:
            hold("https://e.org/a.png", data)
        assert str(refused.value) == sentence
    assert Attachment.objects.values().get() == before
    assert list(media.iterdir()) == []


def test_an_open_file_is_served_so_that_it_can_do_nothing(client: Client) -> None:
    make_public_page("![a](https://e.org/a.png) [p](https://e.org/Paper%20one.pdf)")
    picture = hold("https://e.org/a.png", png(), rights="free")
    paper = hold("https://e.org/Paper%20one.pdf", PDF, rights="permitted")

    shown, taken = client.get(picture.own_address), client.get(paper.own_address)

    assert (bytes_of(shown), bytes_of(taken)) == (png(), PDF)
    named = (
        "Content-Type",
        "Content-Disposition",
        "Cache-Control",
        "Content-Security-Policy",
        "X-Content-Type-Options",
    )
    for_ever = "public, max-age=31536000, immutable"
    assert [shown[name] for name in named] == [
        "image/png", 'inline; filename="a.png"', for_ever, "default-src 'none'; sandbox", "nosniff",
    ]  # fmt: skip
    assert [taken[name] for name in named] == [
        "application/pdf", 'attachment; filename="paper-one.pdf"', for_ever, "default-src 'none'; sandbox", "nosniff",
    ]  # fmt: skip
    asked = client.head(picture.own_address)
    assert (asked["Content-Length"], asked["ETag"]) == (str(len(png())), shown["ETag"])
    bytes_of(asked)
    again = client.get(picture.own_address, headers={"if-none-match": shown["ETag"]})
    assert (again.status_code, again.content, again["Cache-Control"]) == (304, b"", for_ever)
    renamed = client.get(picture.own_address.replace("a.png", "x.html"))
    assert (bytes_of(renamed), renamed["Content-Type"]) == (png(), "image/png")


@pytest.mark.parametrize("rights", ["unknown", "restricted"])
def test_a_restricted_file_is_for_curators_only(client: Client, rights: str) -> None:
    make_public_page("![a](https://e.org/a.png)")
    address = hold("https://e.org/a.png", png(), rights=rights).own_address

    assert client.get(address).status_code == 404
    client.force_login(make.make_user())
    assert client.get(address).status_code == 404
    client.force_login(make.make_user(is_superuser=True, is_staff=False))
    assert client.get(address).status_code == 404
    client.force_login(make.make_user(is_superuser=True))
    answer = client.get(address)
    assert (bytes_of(answer), answer["Cache-Control"]) == (png(), "private, no-store")
    assert client.get("/attachments/none/none.png").status_code == 404


def test_a_file_that_is_missing_on_the_disk_is_told_in_the_log(
    client: Client, media: Path, caplog: pytest.LogCaptureFixture
) -> None:
    make_public_page("![a](https://e.org/a.png)")
    attachment = hold("https://e.org/a.png", png(), rights="free")
    (media / str(attachment.held)).unlink()

    with caplog.at_level(logging.ERROR):
        assert client.get(attachment.own_address).status_code == 404
    assert [one.getMessage() for one in caplog.records if one.levelname == "ERROR"] == [
        f"attachment {attachment.held} cannot be read: No such file or directory"
    ]
