"""Links: where an address of the old wiki leads on this site, what kind of link stands in safe HTML, and its rel."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from urllib.parse import parse_qs, quote_plus, unquote, urlsplit

from wiki.rendering.markup import Piece, pieces
from wiki.slugs import slug_of

# Where the pages stood before: an address there is an address of this site.
OWN_HOSTS = {"vitamindwiki.com", "www.vitamindwiki.com"}
PREFIX = "h-"
FILES = (".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".zip", ".mp3", ".mp4", ".csv", ".txt", ".rtf",
         ".odt", ".ods", ".epub", ".wav", ".mov", ".avi")  # fmt: skip
# The wiki's own way to hand out a file.
DOWNLOADS = ("/tiki-download_file.php", "/tiki-download_wiki_attachment.php")
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
POST = re.compile(r"(?:\.{0,2}/)*(?:posts|pages)/(?P<slug>[^/?#]+?)(?:\.md)?/?")
# How Hugo writes the way from one post to another.
NEIGHBOUR = re.compile(r"(?:\.{1,2}/)+(?P<slug>[^/?#.]+)(?:\.md)?/?|(?P<file>[^/?#:]+)\.md")
# An address whose https:// was forgotten.
DOMAIN = re.compile(r"(?:www\.[\w-]+|(?:[\w-]+\.)*[\w-]+\.(?:com|org|net|gov|edu|info))(?=[./:]|\Z)", re.IGNORECASE)
OWN_LISTS = ("/tags/", "/categories/")


class LinkKind(StrEnum):
    """What a link leads to: a page of this wiki, a file, the web, or something else (mail, a place on this page)."""

    PAGE = "page"
    FILE = "file"
    WEB = "web"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class LinkSeen:
    """A link in safe HTML.

    `address` is the href as it stands there; `path`, for a page, what an alias holds: `posts/back-pain` (whether the
    href says /posts/ or /pages/), `Back Pain`, `tags/pain`. `end` is the position behind the closing tag.
    """

    kind: LinkKind
    address: str
    path: str
    words: str
    end: int


def links_in(html: str) -> list[LinkSeen]:
    """Every link of safe HTML that has an address, in order."""
    return list(_links(html)) if "<a " in html else []


def with_relations(html: str, *, commercial: bool) -> str:
    """Safe HTML whose links to other sites say so; those of a seller are marked as paid for.

    Only constants are added; a link within this site has no rel.
    """
    if "<a " not in html:
        return html
    rel = "external nofollow noopener sponsored" if commercial else "external nofollow noopener"
    return "".join(
        f'{piece.source[:-1]} rel="{rel}">' if _leads_away(piece) else piece.source for piece in pieces(html)
    )


def on_this_site(address: str) -> str:
    """An address as it works here: one of the old wiki as a path of this site, any other as it was written."""
    address = _as_browsers_read(address)
    if re.match(r"[/\\]{2}|/\\", address):
        address = f"https://{address.lstrip('/' + chr(92))}"
    if DOMAIN.match(address):
        address = f"https://{address}"
    try:
        parts = urlsplit(address)
        own = parts.hostname in OWN_HOSTS and parts.scheme in {"http", "https"}
    except ValueError:
        return address
    if own:
        return _from_the_old_wiki(parts.path, parts.query, parts.fragment) or address
    if SCHEME.match(address) or not parts.path:
        return address if parts.path or not address.startswith("#") else _fragment(parts.fragment)
    known = _path(parts.path, parts.query, parts.fragment)
    if not known and parts.fragment and parts.path.startswith("/") and not parts.path.lower().endswith(FILES):
        return f"{address.partition('#')[0]}{_behind(parts.fragment)}"
    return known or address


def is_fake(address: str) -> bool:
    """Whether an address is only words, such as [25-OHD] became when its brackets were taken for a link."""
    address = _as_browsers_read(address)
    if SCHEME.match(address) or address.startswith(("/", "#", "?", "www.", "./", "../", "\\")):
        return False
    return bool(re.search(r"\s", address)) or not re.search(r"[/.#]", address)


def _as_browsers_read(address: str) -> str:
    """Without the signs that a browser leaves out of an address (WHATWG URL, 4.4)."""
    return re.sub(r"[\t\r\n]", "", address).strip("".join(map(chr, range(33))))


def _fragment(fragment: str) -> str:
    return f"#{fragment}" if not fragment or fragment.startswith(PREFIX) else f"#{PREFIX}{fragment}"


def _behind(fragment: str) -> str:
    return _fragment(fragment) if fragment else ""


def _path(path: str, query: str, fragment: str) -> str:
    """A path without a site, of a post or a page; empty if it is neither."""
    post = POST.fullmatch(path) or NEIGHBOUR.fullmatch(path)
    if post:
        name = unquote(next(name for name in post.groups() if name))
        slug = name if re.fullmatch(r"[-a-zA-Z0-9_]+", name) else slug_of(name.replace("+", " "))
        return f"/pages/{slug}/{_behind(fragment)}" if slug else ""
    if path.startswith(OWN_LISTS):
        return f"{path.rstrip('/')}/"
    if path.rpartition("/")[2] == "tiki-index.php":
        asked = parse_qs(query)
        page = next((asked[name][0] for name in ("page", "page_id") if name in asked), "")
        return f"/{quote_plus(page)}{_behind(fragment)}" if page else ""
    return ""


def _from_the_old_wiki(path: str, query: str, fragment: str) -> str:
    """The same on this site; empty for what only the old site has, such as its files."""
    if known := _path(path, query, fragment):
        return known
    name = path.strip("/")
    if (
        re.search(r"[/\\]", name)
        or path.lower().endswith(FILES)
        or re.search(r"\.(?:php|html?|jpe?g|png|gif|webp|xml)$", path)
    ):
        return ""
    return f"/{name}{_behind(fragment)}"


def _leads_away(piece: Piece) -> bool:
    return piece.tag == "a" and re.match(r"https?:", piece.attributes.get("href", ""), re.IGNORECASE) is not None


def _links(html: str) -> Iterator[LinkSeen]:
    address: str | None = None
    words = ""
    for piece in pieces(html):
        if piece.tag == "a" and piece.opening:
            address, words = piece.attributes.get("href"), ""
        elif piece.tag == "a" and address is not None:
            kind = kind_of(address)
            path = path_of(address) if kind is LinkKind.PAGE else ""
            yield LinkSeen(kind=kind, address=address, path=path, words=" ".join(words.split()), end=piece.end)
            address = None
        elif piece.tag:
            words += " "
        else:
            words += piece.text


def kind_of(address: str) -> LinkKind:
    """What an href of safe HTML leads to."""
    web = re.match(r"https?:", address, re.IGNORECASE) is not None
    try:
        path = urlsplit(address).path
    except ValueError:
        return LinkKind.WEB if web else LinkKind.OTHER
    if not web and (not path or SCHEME.match(address)):
        return LinkKind.OTHER
    if unquote(path).lower().rstrip(". ").endswith(FILES) or path.lower().endswith(DOWNLOADS):
        return LinkKind.FILE
    return LinkKind.WEB if web else LinkKind.PAGE


def path_of(address: str) -> str:
    """The path of an address on this site as aliases hold it: decoded, no slashes at its ends, blanks for every +."""
    path = " ".join(unquote(urlsplit(address).path).replace("+", " ").split()).strip("/ ")
    return re.sub(r"^pages/", "posts/", path)


def link(address: str, words: str) -> str:
    """A link as HTML that the sanitiser still has to see; its words may hold markup of their own."""
    return f'<a href="{escape(address)}">{words}</a>'
