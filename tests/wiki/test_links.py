"""Links: where they lead on this site, of what kind they are, and what rel they get."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiki.models import normal_path
from wiki.rendering import safe
from wiki.rendering.links import LinkKind, LinkSeen, is_fake, links_in, on_this_site, path_of, with_relations
from wiki.rendering.markup import pieces


@pytest.mark.parametrize(
    ("written", "here"),
    [
        ("/posts/back-pain", "/pages/back-pain/"),
        ("/posts/back-pain/", "/pages/back-pain/"),
        ("/posts/Back_Pain", "/pages/Back_Pain/"),
        ("posts/back-pain.md", "/pages/back-pain/"),
        ("../back-pain", "/pages/back-pain/"),
        ("../posts/back-pain/", "/pages/back-pain/"),
        ("./back-pain.md", "/pages/back-pain/"),
        ("back-pain.md", "/pages/back-pain/"),
        ("/posts/back-pain#trials", "/pages/back-pain/#h-trials"),
        ("/pages/back-pain/#h-trials", "/pages/back-pain/#h-trials"),
        ("https://vitamindwiki.com/posts/back-pain", "/pages/back-pain/"),
        ("http://www.VitaminDWiki.com/posts/back-pain?x=1", "/pages/back-pain/"),
        ("https://vitamindwiki.com/tiki-index.php?page=Back+Pain", "/Back+Pain"),
        ("tiki-index.php?page=Back%20Pain&x=1", "/Back+Pain"),
        ("/tiki-index.php?page_id=5963", "/5963"),
        ("https://vitamindwiki.com/Back+Pain", "/Back+Pain"),
        ("https://vitamindwiki.com", "/"),
        ("/tags/pain", "/tags/pain/"),
        ("https://vitamindwiki.com/categories/pain", "/categories/pain/"),
        ("https://www.VitaminDWiki.com/tiki-download_file.php?fileId=1348",) * 2,
        ("https://vitamindwiki.com/attachments/pdf/a.pdf",) * 2,
        ("https://vitamindwiki.com.evil.example/posts/a",) * 2,
        ("https://example.org/posts/a",) * 2,
        ("https://www.youtube.com/watch?v=a&t=606s",) * 2,
        ("#trials", "#h-trials"),
        ("#", "#"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("www.example.org/a", "https://www.example.org/a"),
        ("example.org/a?b=1", "https://example.org/a?b=1"),
        ("pubmed.gov", "https://pubmed.gov"),
        ("/Back+Pain#top", "/Back+Pain#h-top"),
        ("/attachments/a.pdf#page=3", "/attachments/a.pdf#page=3"),
        ("//example.org/a", "https://example.org/a"),
        ("/\\example.org", "https://example.org"),
        ("\\\\example.org", "https://example.org"),
        ("/\t/example.org", "https://example.org"),
        (" https://example.org/a ", "https://example.org/a"),
        ("https://[broken", "https://[broken"),
    ],
)
def test_an_address_of_the_old_wiki_leads_to_this_one(written: str, here: str) -> None:
    assert on_this_site(written) == here


@given(st.text(alphabet="/.:#?&=+%\\ \thpostagewikdjrn-", max_size=40))
def test_what_leads_somewhere_here_leads_there_again(written: str) -> None:
    assert on_this_site(on_this_site(written)) == on_this_site(written)


@pytest.mark.parametrize("address", ["/Back+Pain", "/Back%20Pain/", "/D+%2B+K", "/tags/pain/", "/a%2Fb", "/%C3%9Cber"])
def test_the_path_of_a_page_is_the_one_that_an_alias_has(address: str) -> None:
    assert path_of(address) == normal_path(address)


@pytest.mark.parametrize("address", ["25-OHD", "see below", "RCT", ""])
def test_words_are_no_address(address: str) -> None:
    assert is_fake(address)


@pytest.mark.parametrize("address", ["a.html", "/a b", "#a", "https://a.example/b c.pdf", "mailto:a", "../a", "a/b"])
def test_an_address_is_one(address: str) -> None:
    assert not is_fake(address)


def test_each_link_is_seen_with_what_it_leads_to() -> None:
    html = safe(
        '<p><a href="/posts/back-pain">Back <b>pain</b></a> <a href="/Back+Pain">Old</a> <a href="/a%20b.PDF">File</a>'
        ' <a href="https://vitamindwiki.com/tiki-download_file.php?fileId=1">D</a> <a href="https://x.example">Web</a>'
        ' <a href="mailto:a@x.example">Mail</a> <a href="#a">Here</a> <a href="/tags/pain?a=1#b">T</a> <a>none</a></p>'
    )
    seen = links_in(html)

    assert [(one.kind, one.path, one.words) for one in seen] == [
        (LinkKind.PAGE, "posts/back-pain", "Back pain"),
        (LinkKind.PAGE, "Back Pain", "Old"),
        (LinkKind.FILE, "", "File"),
        (LinkKind.FILE, "", "D"),
        (LinkKind.WEB, "", "Web"),
        (LinkKind.OTHER, "", "Mail"),
        (LinkKind.OTHER, "", "Here"),
        (LinkKind.PAGE, "tags/pain", "T"),
    ]
    assert seen[0] == LinkSeen(
        kind=LinkKind.PAGE,
        address="/pages/back-pain/",
        path="posts/back-pain",
        words="Back pain",
        end=html.index("</a>") + 4,
    )


@pytest.mark.parametrize(
    ("commercial", "rel"), [(False, "external nofollow noopener"), (True, "external nofollow noopener sponsored")]
)
def test_only_links_to_other_sites_get_a_rel_and_none_brings_its_own(commercial: bool, rel: str) -> None:
    html = safe('<a rel="me" href="https://x.example">x</a> <a rel="me" href="/posts/a">a</a> <a href="#b">b</a>')

    assert with_relations(html, commercial=commercial) == (
        f'<a href="https://x.example" rel="{rel}">x</a> <a href="/pages/a/">a</a> <a href="#h-b">b</a>'
    )


@given(st.lists(st.sampled_from(['<a href="', "https://x.example/", "/posts/a", '"', ">", "</a>", "<", "&", "'", "x"])))
def test_html_with_relations_stays_in_the_sanitisers_form(parts: list[str]) -> None:
    html = with_relations(safe("".join(parts)), commercial=True)

    assert "".join(piece.source for piece in pieces(html)) == html
