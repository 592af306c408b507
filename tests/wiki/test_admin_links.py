"""The desk for links, wanted pages, checks and attachments: what is asked, shown, taken and refused."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from tests import factories as make
from tests.wiki.desk import errors, form
from tests.wiki.files import PDF, png
from tests.wiki.making import make_public_page
from tests.wiki.test_reader_pages import HOSTILE, words
from wiki.models import Attachment, Link, LinkCheck
from wiki.rendering.raw_html import RawHTML

pytestmark = pytest.mark.django_db
LISTS = [f"/admin/wiki/{name}/" for name in ("link", "link/wanted", "linkcheck", "attachment")]


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


@pytest.fixture
def curator(client: Client) -> User:
    user = make.make_user()
    nouns = ("link", "linkcheck", "attachment", "page")
    wanted = [f"view_{noun}" for noun in nouns] + ["change_attachment"]
    user.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    client.force_login(user)
    return user


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return words(response.content.decode())


def test_wanted_pages_are_ranked_by_how_many_pages_ask(client: Client, curator: User) -> None:
    for number in range(7):
        make_public_page(
            "[Often](/posts/often/) [often](/posts/often/) [Often](/posts/often/)",
            slug=f"p{number}",
            title=f"P{number}",
        )
    make_public_page("[Old words](/Old+Words) [<b>x</b>](/posts/back-pain/)", title="Last")

    text = shown(client, "/admin/wiki/link/wanted/")

    assert text.endswith(
        "Path Words of the links Pages that ask Which Is it there already? "
        "posts/often Often 7 P0 , P1 , P2 , P3 , P4 and others Look for “often” "
        "Old Words Old words 1 Last Look for “Words” 2 wanted pages"
    )
    html = client.get("/admin/wiki/link/wanted/").content.decode()
    assert 'href="/admin/wiki/link/?q=%22Old%20Words%22"' in html
    assert len(client.get("/admin/wiki/link/?q=%22Old%20Words%22").context["cl"].result_list) == 1
    assert len(client.get("/admin/wiki/link/?q=%22posts/often%22").context["cl"].result_list) == 21


def test_wanted_pages_come_in_screens_and_cost_the_same(
    client: Client, curator: User, django_assert_num_queries: Any
) -> None:
    page = make_public_page("[a](/posts/a/)")
    costs = 11  # five for who asks, in which role, and what they may, how many there are, five for the screen
    with django_assert_num_queries(costs):
        shown(client, "/admin/wiki/link/wanted/")
    Link.objects.bulk_create(
        Link(page=page, position=n, kind="page", address=f"/{n}x", path=f"{n:03}x", words="w") for n in range(2, 122)
    )
    with django_assert_num_queries(costs):
        assert "121 wanted pages 1 of 3 Next" in shown(client, "/admin/wiki/link/wanted/")
    assert "118x w 1" in shown(client, "/admin/wiki/link/wanted/?p=3")
    assert "1 of 3" in shown(client, "/admin/wiki/link/wanted/?p=nonsense")


def test_a_page_whose_address_is_near_is_offered_with_the_path_filled_in(client: Client, curator: User) -> None:
    curator.user_permissions.add(*Permission.objects.filter(codename__in=["change_page", "view_alias"]))
    page = make_public_page("Words.", slug="pain-in-the-back", title="Pain in the back", aliases=["/old/"])
    make_public_page("Words.", slug="pain-in-the-neck", title="Neck")
    make_public_page("[x](/posts/pain-in-the-back-2014/) [y](/posts/knee/)", slug="asking")

    html = client.get("/admin/wiki/link/wanted/").content.decode()

    address = f"/admin/wiki/page/{page.pk}/change/?alias=posts%2Fpain-in-the-back-2014"
    assert f'<a href="{address}#id_aliases">Give this path to “Pain in the back”</a>' in html
    assert html.count("Give this path") == 1

    values = form(client, address)
    assert values["aliases"] == "old\nposts/pain-in-the-back-2014"
    assert not page.aliases.filter(path="posts/pain-in-the-back-2014").exists()
    assert client.post(address, values).status_code == 302
    assert page.aliases.filter(path="posts/pain-in-the-back-2014").exists()
    assert not Link.objects.wanted().filter(path__contains="back").exists()


def test_who_may_not_change_pages_is_offered_no_form(client: Client, curator: User) -> None:
    make_public_page("[x](/posts/back-pain-2014/)", slug="back-pain")
    assert "Give this path" not in client.get("/admin/wiki/link/wanted/").content.decode()


def test_a_disk_that_takes_no_file_is_told_in_the_form(
    client: Client, curator: User, media: Path, settings: Settings
) -> None:
    make_public_page("![](https://w.example/a.png)")
    picture = Attachment.objects.get()
    (media / "full").touch()
    settings.MEDIA_ROOT = str(media / "full")  # no folder can be made in a file
    address = f"/admin/wiki/attachment/{picture.pk}/change/"
    upload = SimpleUploadedFile("a.png", png())

    answer = client.post(address, form(client, address) | {"upload": upload, "alt_text": "A spine."})

    assert answer.status_code == 200
    sentence = "The server could not store the file (Not a directory): expected a disk with room."
    assert errors(answer.content.decode()) == [f"{sentence} Nothing was saved; tell whoever runs the server."]
    assert "A spine." in answer.content.decode()
    assert Attachment.objects.get().alt_text == ""


def test_checks_are_listed_with_the_pages_that_lead_there(client: Client, curator: User) -> None:
    address = "https://e.org/a?b=c&d=e"
    make_public_page(f"[one]({address}) [two]({address})", title="One")
    make_public_page(f"[three]({address})", slug="two", title="Two")
    check = LinkCheck.objects.create(
        address=address,
        answer="gone",
        status=404,
        sentence="answers 404 Not Found.",
        checked=datetime(2026, 3, 5, tzinfo=UTC),
    )

    html = client.get("/admin/wiki/linkcheck/?answer__exact=gone").content.decode()
    assert f"{address.replace('&', '&amp;')}" in html
    assert 'href="/admin/wiki/link/?q=%22https%3A%2F%2Fe.org%2Fa%3Fb%3Dc%26d%3De%22">2</a>' in html
    assert "One : “one” Two : “three”" in shown(client, f"/admin/wiki/linkcheck/{check.pk}/change/").replace(
        " One : “two”", ""
    )
    assert "0 link checks" in shown(client, "/admin/wiki/linkcheck/?answer__exact=alive")


def test_nobody_types_links_or_checks(client: Client) -> None:
    client.force_login(make.make_user(is_superuser=True))
    make_public_page("[a](https://e.org/)")
    link = Link.objects.get()

    for address in ("/admin/wiki/link/add/", "/admin/wiki/linkcheck/add/", f"/admin/wiki/link/{link.pk}/delete/"):
        assert client.get(address).status_code == 403
    assert client.post(f"/admin/wiki/link/{link.pk}/change/", {"address": "x"}).status_code == 403
    assert client.post("/admin/wiki/link/wanted/").status_code == 200
    assert Link.objects.get() == link


def test_strangers_and_staff_without_permission_see_none_of_it(client: Client) -> None:
    assert {client.get(address).status_code for address in LISTS} == {302}
    client.force_login(make.make_user())
    assert {client.get(address).status_code for address in LISTS} == {403}


def test_a_curator_describes_a_picture_and_uploads_it(client: Client, curator: User) -> None:
    page = make_public_page("![](https://e.org/a.png)")
    attachment = Attachment.objects.get()
    address = f"/admin/wiki/attachment/{attachment.pk}/change/"
    assert "What does it show?" in shown(client, address)

    response = client.post(
        address,
        form(client, address)
        | {"alt_text": "A bone.", "rights": "free", "upload": SimpleUploadedFile("x.html", png(), "text/html")},
        follow=True,
    )

    attachment.refresh_from_db()
    assert (attachment.alt_text, attachment.media_type, attachment.held_by) == ("A bone.", "image/png", curator)
    assert next(str(one) for one in response.context["messages"]) == "Shown so on 1 page."
    assert page.sections.get().html == (f'<p><img alt="A bone." src="{attachment.own_address}" loading="lazy"></p>')


SCRIPTS = "This is HTML, SVG or XML, which can carry scripts: expected a PDF, a PNG, a JPEG or a WebP file."


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty: expected a PDF, a PNG, a JPEG or a WebP file."),
        (PDF, "Pages show this as a picture: expected a PNG, a JPEG or a WebP file."),
        (b"<svg onload='alert(1)'/>", SCRIPTS),
        (bytes(3_000_000), "The file has 3.0 MB: expected at most 1."),
    ],
)
def test_a_file_that_is_not_taken_is_told_at_its_field(
    client: Client, curator: User, media: Path, settings: Settings, data: bytes, sentence: str
) -> None:
    settings.MAX_UPLOAD_BYTES = 1_000_000
    make_public_page("![](https://e.org/a.png)")
    attachment = Attachment.objects.get()
    address = f"/admin/wiki/attachment/{attachment.pk}/change/"

    response = client.post(
        address, form(client, address) | {"alt_text": "Kept?", "upload": SimpleUploadedFile("a.png", data, "image/png")}
    )

    assert (response.status_code, errors(response.content.decode())) == (200, [sentence])
    attachment.refresh_from_db()
    assert (attachment.alt_text, attachment.held.name, list(media.iterdir())) == ("", "", [])


def test_pictures_without_a_description_are_a_list_the_most_used_first(client: Client, curator: User) -> None:
    make_public_page("![](https://e.org/a.png) ![](https://e.org/b.png) [f](https://e.org/f.pdf)")
    make_public_page("![](https://e.org/b.png) ![](https://e.org/c.png)", slug="two")
    Attachment.objects.filter(address__endswith="c.png").update(alt_text="Said.")

    def listed(query: str) -> list[str]:
        found = client.get(f"/admin/wiki/attachment/?{query}").context["cl"].result_list
        return [one.address.rpartition("/")[2] for one in found]

    assert listed("has=no-description") == ["b.png", "a.png"]
    assert listed("") == ["b.png", "a.png", "f.pdf", "c.png"]
    assert (listed("has=held"), len(listed("has=not-held")), listed("kind__exact=file")) == ([], 4, ["f.pdf"])


def test_hostile_words_are_shown_as_words(client: Client, curator: User) -> None:
    page = make_public_page(title=HOSTILE)
    link = Link.objects.create(page=page, position=1, kind="page", address=HOSTILE, path=HOSTILE, words=HOSTILE)
    web = Link.objects.create(page=page, position=2, kind="web", address=HOSTILE, words=HOSTILE)
    check = LinkCheck.objects.create(address=HOSTILE, answer="gone", sentence=HOSTILE, checked=datetime.now(UTC))
    attachment = Attachment.objects.create(address=HOSTILE, kind="picture", title=HOSTILE, alt_text=HOSTILE)
    attachment.uses.create(page=page, words=HOSTILE)

    for address in (
        *LISTS,
        f"/admin/wiki/link/{link.pk}/change/",
        f"/admin/wiki/link/{web.pk}/change/",
        f"/admin/wiki/linkcheck/{check.pk}/change/",
        f"/admin/wiki/attachment/{attachment.pk}/change/",
    ):
        html = client.get(address).content.decode()
        assert "alert(1)" in html
        assert "onerror of <img>" not in RawHTML(html).seen
        assert "<script>alert" not in html
