"""Whatever is written into a page, a browser gets allowed elements, attributes and addresses only."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiki.reading.plain_text import to_html
from wiki.rendering import ATTRIBUTES, TAGS, markdown, render
from wiki.rendering.links import with_relations
from wiki.rendering.pictures import Held, with_pictures

RUN = "alert(1)"
SCHEMES = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "java&#10;script:alert(1)",
    "java&Tab;script:alert(1)",
    "&#x6a;avascript:alert(1)",
    "&#0000106avascript:alert(1)",
    " &#1; javascript:alert(1)",
    "\x01javascript:alert(1)",
    "javascript&colon;alert(1)",
    "javascript:https://x.example/%0aalert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD4=",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "blob:https://x.example/1",
    "file:///etc/passwd",
    "feed:javascript:alert(1)",
    "//x.example/a",
    "/\\x.example",
    "https://x.example/\" onmouseover=\"alert(1)",
    "https://x.example/' onmouseover='alert(1)",
    "/posts/a\" onmouseover=\"alert(1)",
    "/posts/a#\" onmouseover=\"alert(1)",
    "#\"><script>alert(1)</script>",
    "/tiki-index.php?page=\"><script>alert(1)</script>",
    "https://vitamindwiki.com/javascript:alert(1)",
    "https://vitamindwiki.com//x.example",
    "https://vitamindwiki.com/\\x.example",
    "../javascript:alert(1)",
]  # fmt: skip
BODIES = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//x.example></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\n>alert(1)</script foo>",
    "<svg onload=alert(1)>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<svg><animate attributeName=href values=javascript:alert(1) /></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<math><annotation-xml encoding='text/html'><img src=x onerror=alert(1)></annotation-xml></math>",
    "<math href='javascript:alert(1)'>x</math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<title><a title=\"</title><img src=x onerror=alert(1)>\">",
    "<textarea></textarea><img src=x onerror=alert(1)>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'>",
    "<template><img src=x onerror=alert(1)></template>",
    "<table><td background=javascript:alert(1)>x</table>",
    "<img src=x onerror=alert(1)//",
    "<img \"\"\"><script>alert(1)</script>\">",
    "<img src='x' srcset='javascript:alert(1)' alt='\"><script>alert(1)</script>'>",
    "<img/src=x/onerror=alert(1)>",
    "<a href=x onclick=alert(1) style='x:expression(alert(1))' target=_blank rel=opener name=x>a</a>",
    "<div style='background:url(javascript:alert(1))' class=cite id=cite-1>a</div>",
    "<base href='javascript:/a/-alert(1)///////'><a href=a>a</a>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=//x.example/a.css>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe><object data=x></object><embed src=x>",
    "<form action=javascript:alert(1)><input autofocus onfocus=alert(1)><button formaction=x>b</form>",
    "<video><source onerror=alert(1)></video><audio src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)>a</details><marquee onstart=alert(1)>b</marquee>",
    "<!--><script>alert(1)</script>-->",
    "<!--<img src='--><img src=x onerror=alert(1)>'>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml <script>alert(1)</script>?>",
    "[a](<javascript:alert(1)>)",
    "[a](https://x.example \"title\\\" onclick=alert(1)\")",
    "![a\\\" onerror=alert(1)](https://x.example/a.png)",
    "![\"><script>alert(1)</script>](https://x.example/a.png)",
    "[a]: javascript:alert(1)\n\n[a]",
    "<javascript:alert(1)>",
    "((\"><script>alert(1)</script>|x))",
    "((a|<script>alert(1)</script>))",
    "{img src=\"javascript:alert(1)\" alt='\"><script>alert(1)</script>'}",
    "{BOX(title=\"<script>alert(1)</script>\")}x{BOX}",
    "{HTML()}<script>alert(1)</script>{HTML}",
    "~~red:<script>alert(1)</script>~~",
    "{{< figure src=\"javascript:alert(1)\" alt=\"><script>alert(1)</script>\" >}}",
    "{{< youtube \"javascript:alert(1)\" >}} {{< youtube \"x'onclick='alert(1)\" >}}",
    "{{< raw <script>alert(1)</script> >}}",
    "[a]({{< ref \"javascript:alert(1)\" >}})",
    "# a {#x\"onclick=alert(1)}\n\n# <script>alert(1)</script>",
    "[^1]\n\n[^1]: <script>alert(1)</script>",
    "```html\"onclick=alert(1)\n<script>alert(1)</script>\n```",
    "| <script>alert(1)</script> |\n|---|\n| <img src=x onerror=alert(1)> |",
    "<a name='\"><script>alert(1)</script>'>x</a>",
]  # fmt: skip


class Reader(HTMLParser):
    """What a browser would find: each start tag and its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.others: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        assert len(attrs) == len(self.tags[-1][1]), f"an attribute twice in <{tag}>"

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    def handle_decl(self, decl: str) -> None:
        self.others.append(decl)

    def handle_pi(self, data: str) -> None:
        self.others.append(data)


def assert_harmless(body: str) -> None:
    held = {"/held.png": Held(src="/files/held.png", alt=f'"><script>{RUN}</script>')}
    for result in (render(body, to_html=markdown), render(f"Title\n\n{body}", to_html=to_html)):
        for section in result.sections:
            for html in (section.heading_html, section.html):
                reader = Reader(with_pictures(with_relations(html, commercial=True), held))
                assert reader.others == []
                for tag, attributes in reader.tags:
                    assert_allowed(tag, attributes)


def assert_allowed(tag: str, attributes: dict[str, str]) -> None:
    added = {"a": {"rel"}, "img": {"loading"}}.get(tag, set())
    assert tag in TAGS
    assert attributes.keys() <= ATTRIBUTES["*"] | ATTRIBUTES.get(tag, set()) | added
    assert not attributes.keys() & {"style", "name", "class", "onclick"}
    assert attributes.get("id", "h-").startswith("h-")
    href = attributes.get("href", "")
    # As browsers read it: without controls at its ends and without tabs and line breaks (WHATWG URL, 4.4).
    plain = re.sub(r"[\t\r\n]", "", href).strip("".join(map(chr, range(33))))
    scheme = re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", plain)
    assert scheme is None or scheme[0].lower() in {"http:", "https:", "mailto:"}
    assert not plain.startswith(("//", "/\\", "\\"))
    leads_away = plain.lower().startswith(("http:", "https:"))
    assert attributes.get("rel", "") == ("external nofollow noopener sponsored" if leads_away else "")
    source = attributes.get("src", "https://")
    assert source.startswith("https://") or source == "/files/held.png"


@pytest.mark.parametrize("address", SCHEMES)
@pytest.mark.parametrize(
    "place",
    [
        "[a]({})",
        "[a](<{}>)",
        '<a href="{}">a</a>',
        "<a href='{}'>a</a>",
        "<a href={}>a</a>",
        '<img src="{}" alt="{}" title="{}">',
        "![a]({})",
        "<p title='{}' id='{}'>a</p>",
        '{{{{< pdf "{}" >}}}}',
        "(({}|a))",
        "## [a]({})",
    ],
)
def test_no_address_runs_or_leads_away_unmarked(place: str, address: str) -> None:
    assert_harmless(place.replace("{{{{", "{{").replace("}}}}", "}}").replace("{}", address))


@pytest.mark.parametrize("body", BODIES)
def test_no_body_brings_what_is_not_allowed(body: str) -> None:
    assert_harmless(body)
    assert_harmless(f"#### {body}")
    assert_harmless(f"<div>\n{body}\n</div>\n\n* {body}\n\n> {body}")


PARTS = st.sampled_from(
    [*BODIES, *SCHEMES, "<a href='", "'>", "<p>", "</a>", "](", ")", "[", "\n\n", "`", "<!--", "-->"]
)


@given(st.lists(PARTS, max_size=6).map("".join))
def test_no_mixture_brings_what_is_not_allowed(body: str) -> None:
    assert_harmless(body)
