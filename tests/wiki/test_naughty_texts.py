"""Texts that trip programs, of our own choosing: through a file and the form, into every field, and seen."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from unicodedata import normalize

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.wiki.desk import address_of, errors, form, make_curator
from tests.wiki.making import make_public_page, post, save
from wiki.models import Page, tags_of
from wiki.reading.page_file import PageFileError
from wiki.tag_names import tag_key, tag_spelling, tag_word

NAUGHTY = [
    "null",
    "NULL",
    "None",
    "undefined",
    "NaN",
    "-Infinity",
    "true",
    "0",
    "-1",
    "1e309",
    "0x0",
    "٠١٢٣",
    "１２",
    "½",
    "2024-02-30",
    "00:00",
    "~",
    "- a",
    "key: value",
    "# not a comment",
    "'",
    '"',
    "''\"\"",
    "\\",
    "\\n",
    "%s %d %n %(name)s",
    "{0} {name} {}",
    "{{7*7}}",
    "{% debug %}",
    "{{ request.user }}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "{{< figure src=x >}}",
    "'; DROP TABLE wiki_page; --",
    "' OR '1'='1",
    "1;SELECT pg_sleep(9)",
    "%_%",
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "file:///etc/passwd",
    "con",
    "C:\\nul",
    "$(reboot)",
    "`reboot`",
    "| cat",
    "&amp;lt;script&amp;gt;",
    "&#0;",
    "<b>bold</b>",
    "a" * 300,
    "Ｆｕｌｌ ｗｉｄｔｈ",
    "ﬁ ﬂ ﬃ",
    "e\u0301 n\u0303 o\u0308",
    "Z\u0351\u036b\u0343\u036a\u0342\u036b\u033d\u034f\u0334\u0319",
    "\u202eright to left",
    "\u2067isolated\u2069",
    "\u0627\u0644\u0645\u063a\u0646\u064a\u0633\u064a\u0648\u0645",
    "\u05de\u05d2\u05e0\u05d6\u05d9\u05d5\u05dd: 400",
    "zero\u200bwidth\u200d\u2060here",
    "soft\u00adhyphen",
    "\ufeffmark",
    "no\u00a0break",
    "line\u2028separated",
    "\ufffd",
    "\ufdd0",
    "\U0010ffff",
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "ı İ ß ẞ ς",
    "𝕋𝕖𝕩𝕥",
    "鎂與背痛",
    "表ポあA鷗ŒéＢ逍Üßªąñ丂㐀𠀀",
]
CONTROLS = ["\x00", "\x07bell", "\x1b[31m", "\x7f", "\x85"]
VIEWS = ["/pages/naughty/history/", "/pages/", "/feeds/changes.atom", "/tags/"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(client: Client) -> User:
    user = make_curator()
    client.force_login(user)
    return user


@pytest.mark.parametrize("text", NAUGHTY)
def test_a_file_says_it_and_every_view_shows_it(client: Client, text: str) -> None:
    name, told = text[:100], f"#### {text}\n\n{text}\n\nEnd."
    keys = {"tags": [name], "categories": [name], "publisher": text[:200], "aliases": [text], f"x {name}": [text]}
    page = save(post(told, title=text, slug="naughty", **keys), file=f"{name}.md", publish=True).page
    page.refresh_from_db()

    assert (page.title, page.publisher, page.extra[f"x {name}"]) == (on_one_line(text), text[:200], [text])
    assert page.body.strip() == told
    assert [alias.path for alias in page.aliases.all()] == [on_one_line(text).strip("/ ")]
    tags = [one for one, _ in tags_of(page)]
    assert tags == ([tag_spelling(name)] if tag_word(name) else [])
    assert [one.name for one in page.categories.all()] == tags
    assert tags or page.losses.filter(sentence=f"tag “{name}” has no letter that makes an address: left out.")

    html = seen(client, "/pages/naughty/")
    assert words_in("h1", html) == words(text)
    assert [words(tag) for tag in tags] == [words_in("bdi", one) for one in re.findall(r'href="/tags/.*?</a>', html)]


def test_every_list_shows_them_all(client: Client) -> None:
    for number, text in enumerate(NAUGHTY):
        save(post(title=text, slug=f"naughty-{number}", tags=[text[:100]], categories=[text[:100]]), publish=True)

    for address in ["/pages/", "/changes/?before=99999", "/feeds/changes.atom", "/tags/", "/categories/"]:
        html = seen(client, address)
        assert not re.search("<b>|>49<|<%=", html)
    listed = {words(unescape(one)) for one in re.findall("/pages/naughty-.*?<bdi>(.*?)</bdi>", seen(client, "/pages/"))}
    assert listed == {words(one) for one in NAUGHTY}
    with_tags = {one for one in NAUGHTY if tag_word(one[:100])}
    assert seen(client, "/tags/").count('href="/tags/') == len({tag_key(one[:100]) for one in with_tags})


@pytest.mark.parametrize("text", NAUGHTY)
def test_the_form_takes_it_and_gives_it_back(client: Client, curator: User, text: str) -> None:
    page = make_public_page(slug="naughty")
    mine = {"title": text, "body": text, "publisher": text[:200], "conflict_of_interest": text, "reason": text}

    response = client.post(address_of(page), form(client, address_of(page)) | mine | {"aliases": text})

    assert (response.status_code, errors(response.content.decode())) == (302, [])
    page.refresh_from_db()
    assert [normalize("NFC", one) for one in (page.title, page.publisher, page.conflict_of_interest)] == [
        normalize("NFC", one) for one in (text.strip(), text[:200].strip(), text.strip())
    ]
    assert page.body == text
    assert words_in("h1", seen(client, "/pages/naughty/")) == words(text)


@pytest.mark.parametrize("sign", CONTROLS)
@pytest.mark.parametrize("field", ["title", "body", "publisher", "aliases", "tags", "categories"])
def test_a_file_with_a_control_character_is_told_of_or_shown(client: Client, field: str, sign: str) -> None:
    text = f"a{sign}b"
    keys: dict[str, Any] = {"title": text, "body": "Words.", "slug": "naughty"}
    keys[field] = [text] if field in {"aliases", "tags", "categories"} else text
    refusal = ""
    try:
        save(post(**keys), publish=True)
    except PageFileError as error:
        refusal = str(error)
    if refusal:
        assert re.match(r"back-pain\.md:\d+: [^\x00-\x1f\x7f]+$", refusal)
        return
    for address in ["/pages/naughty/", *VIEWS]:
        seen(client, address)


@pytest.mark.parametrize("sign", CONTROLS)
@pytest.mark.parametrize("field", ["title", "body", "publisher", "conflict_of_interest", "aliases", "reason", "slug"])
def test_a_control_character_in_the_form_is_refused_or_kept(
    client: Client, curator: User, field: str, sign: str
) -> None:
    page = make_public_page(slug="naughty")

    response = client.post(address_of(page), form(client, address_of(page)) | {"reason": "Why.", field: f"a{sign}b"})

    assert response.status_code == (200 if errors(response.content.decode()) else 302)
    for address in [Page.objects.get().get_absolute_url(), *VIEWS[1:]]:
        seen(client, address)


def seen(client: Client, address: str) -> str:
    response = client.get(address)
    assert (address, response.status_code) == (address, 200)
    return response.content.decode()


def words_in(element: str, html: str) -> str:
    found = re.search(rf"<{element}\b[^>]*>(.*?)</{element}>", html, re.DOTALL)
    assert found
    assert "<" not in found[1]
    return words(unescape(found[1]))


def words(text: str) -> str:
    return normalize("NFC", on_one_line(text))


def on_one_line(text: str) -> str:
    return " ".join(text.split())
