"""A page that wants to run a script, through every door and seen in every view, in a browser without our policy."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, Route
from pytest_django.live_server_helper import LiveServer

from tests.factories import make_attachment, make_intervention, make_report, make_study, make_tag_rule
from tests.wiki.making import post, save
from wiki.actions.curation import curate_page, curate_section
from wiki.models import Authority
from wiki.models import Page as SourcePage

pytestmark = pytest.mark.django_db(transaction=True)
FIRE = "window.fired=1"
# Shapes of our own, a row for each way in: elements that run by themselves, events, addresses, and broken nesting.
RUNNING = [
    "<script>{fire}</script>",
    "<script src=data:text/javascript,{fire}></script>",
    "<img src=x onerror={fire}>",
    "<img src=x onerror\n=\n{fire}>",
    '<img src="x`" onerror="{fire}">',
    "<svg onload={fire}>",
    "<svg><script>{fire}</script></svg>",
    "<svg><animate onbegin={fire} attributeName=x dur=1s>",
    "<svg><a xlink:href='javascript:{fire}'><text y=20>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror={fire}>",
    "<body onload={fire}>",
    "<details open ontoggle={fire}>x</details>",
    "<video><source onerror={fire}></video>",
    "<audio src=x onerror={fire}></audio>",
    "<input autofocus onfocus={fire}>",
    "<iframe src='javascript:parent.{fire}'></iframe>",
    '<iframe srcdoc="<script>parent.{fire}</script>"></iframe>',
    "<object data='javascript:{fire}'></object>",
    "<embed src='javascript:{fire}'>",
    "<form action='javascript:{fire}'><button autofocus>x</button></form>",
    "<style>@import 'javascript:{fire}';</style>",
    "<link rel=stylesheet href=data:,*{{}}>",
    "<meta http-equiv=refresh content='0;url=javascript:{fire}'>",
    "<base href='javascript:{fire}//'>",
    "<noscript><p title='</noscript><img src=x onerror={fire}>'>",
    "<template><script>{fire}</script></template>",
    "<textarea></textarea><img src=x onerror={fire}>",
    "<title></title><img src=x onerror={fire}>",
    "<!--><img src=x onerror={fire}>-->",
    "<![CDATA[<img src=x onerror={fire}>]]>",
    "<x onclick={fire} tabindex=1 autofocus onfocus={fire}>x</x>",
    "<p style='position:fixed;inset:0;z-index:9' id=content>over it</p>",
    "<a href=//evil.example name=getElementById>x</a>",
]
CLICKED = [
    "[x](javascript:{fire})",
    "[x](JaVaScRiPt:{fire})",
    "[x](java&#115;cript:{fire})",
    "[x](&#x6A;avascript:{fire})",
    "[x](<java\tscript:{fire}>)",
    "[x](data:text/html,<script>{fire}</script>)",
    "[x](vbscript:{fire})",
    "<a href='javascript:{fire}'>x</a>",
    "<a href=' javascript:{fire}'>x</a>",
    "<a href='&#14;javascript:{fire}'>x</a>",
    "<a href='javascript&colon;{fire}'>x</a>",
    "![x](javascript:{fire})",
    "((A|<img src=x onerror={fire}>))",
    "{{{{< figure src='x' alt='\"><img src=x onerror={fire}>' >}}}}",
    "{{{{< {fire} <img src=x onerror={fire}> >}}}}",
    "[^1]\n\n[^1]: <img src=x onerror={fire}>",
    "|a|\n|-|\n|<img src=x onerror={fire}>|",
    "`<img src=x onerror={fire}>`",
    'http://x.example/"onmouseover={fire}',
    "#### <img src=x onerror={fire}> heading",
    "> PMID: 23384256 <img src=x onerror={fire}>",
]
BROKEN_OUT = ["{}", '"{}', "'{}", "\"'>{}", "</a></p></div>{}", "</script>{}", "-->{}", "%0d%0a{}", "\u202e{}"]
PAYLOADS = [one.format(fire=FIRE) for one in [*RUNNING, *CLICKED]]
# What opens an element that ends with the text: nothing behind it on its page is seen, so it gets pages of its own.
SWALLOWS = "<style><img"
# Nobody's, and the only place elsewhere that a browser may ask: pictures over https are shown from where they are.
PICTURES = "https://pictures.example/"
# Elements and attributes that a page's text may never bring.
FORBIDDEN = (
    ".source-text :is(script, style, form, base, meta, iframe, object, embed, svg, math, input, textarea, link),"
    ".source-text [style], .source-text [name], .source-text [id]:not([id^='h-'], [id^='cite-'], [id^='link-']),"
    # And nowhere on the page: what only an outbreak from a text or an attribute can have brought.
    "script:not([src]):not([type='application/json']), [src='x'], [src^='x`'], [href^='//'], [onload], [onerror], x"
)
# Whatever waits for a pointer, a key or a turn gets it.
PROVOKE = """() => {
    for (const one of document.querySelectorAll('main *, #content *'))
        for (const name of ['click', 'mouseover', 'focus', 'toggle', 'load', 'error'])
            one.dispatchEvent(new Event(name, {cancelable: true}));
}"""
LISTS = [
    *(f"page/{more}" for more in ("", "add/", "search/?q=window", "?q=%3Cscript%3E", "?waits=losses")),
    *("section/", "mention/", "mention/queue/", "mention/queue/sentences/", "link/", "link/wanted/", "attachment/"),
    *("pageloss/", "pageloss/report/", "category/", "tagrule/", "tagchange/"),
]


@pytest.fixture
def asked() -> list[str]:
    """Everything that the browser asked of other hosts."""
    return []


@pytest.fixture
def lawless(browser: Browser, live_server: LiveServer, asked: list[str]) -> Iterator[Page]:
    """A page without our content policy: only what the server wrote stands between the text and its scripts."""
    context = browser.new_context(bypass_csp=True, base_url=live_server.url)

    def elsewhere(route: Route) -> None:
        if route.request.url.startswith(live_server.url):
            route.continue_()
        else:
            asked.append(route.request.url)
            route.abort()

    context.route("**/*", elsewhere)
    page = context.new_page()
    page.add_init_script("window.fired = 0")
    yield page
    context.close()


def test_the_payloads_are_worth_their_name(lawless: Page) -> None:
    """Left raw, most of those that run by themselves do run."""
    ran = 0
    for payload in (one.format(fire=FIRE) for one in RUNNING):
        lawless.goto("/healthz")
        lawless.set_content(f"<body>{payload}</body>")
        lawless.wait_for_timeout(30)
        ran += lawless.evaluate("window.fired === 1")
    assert ran >= 12


def test_no_page_runs_what_its_text_says(lawless: Page, asked: list[str]) -> None:
    """Every payload in every wrapping, as body and as everything else that a file or a curator can say of a page."""
    seen = 0
    for number, payload in enumerate(PAYLOADS):
        broken = [one.format(payload) for one in BROKEN_OUT]
        for part, texts in enumerate([[one] for one in broken] if SWALLOWS in payload else [broken]):
            slug = f"hostile-{number}-{part}"
            make_hostile(slug, texts)
            see(lawless, f"/pages/{slug}/")
            seen += lawless.get_by_text("This far.", exact=True).count()

    # No text has hidden the next one, or the end of its page: all of them were put to the test.
    assert seen == len(PAYLOADS) - 1
    assert {one for one in asked if not one.startswith(PICTURES)} == set()
    assert asked


def test_no_other_view_runs_it(lawless: Page, asked: list[str]) -> None:
    slugs = [make_hostile(f"hostile-{number}", PAYLOADS[number::6], again=True) for number in range(6)]
    study = make_study(
        title=PAYLOADS[2], slug="s", state="published", interventions=[make_intervention(name=PAYLOADS[2])]
    )
    make_report(title=PAYLOADS[2], study=study, pmid="23384256")
    for slug in slugs:
        newest = SourcePage.objects.get(slug=slug).version
        for view in ("", "history/", f"history/1..{newest}/"):
            see(lawless, f"/pages/{slug}/{view}")
    for view in ["/pages/", "/changes/", "/feeds/changes.atom", "/tags/", "/categories/", "/studies/s/"]:
        see(lawless, view)
    for shelf in ("tags", "categories"):
        lawless.goto(f"/{shelf}/")
        shelves = lawless.locator(f"main .shelves a[href^='/{shelf}/']").evaluate_all(
            "all => all.map(one => one.pathname)"
        )
        assert len(shelves) > 10
        for address in shelves[::5]:
            see(lawless, address)
    assert {one for one in asked if not one.startswith(PICTURES)} == set()


def test_no_address_runs_what_it_says(lawless: Page, asked: list[str]) -> None:
    make_hostile("hostile", ["Words."], again=True)
    for number, payload in enumerate(PAYLOADS[::2]):
        said = quote(f"\"'>{payload}", safe="")
        shapes = (
            f"/pages/hostile/{said}/", f"/pages/{said}", f"/posts/{said}", f"/tags/{said}/", f"/categories/{said}/",
            f"/tiki-index.php?page={said}", f"/nowhere/hostile?q={said}", f"/attachments/{said}/{said}",
        )  # fmt: skip
        see(lawless, shapes[number % len(shapes)], status=404)
        lists = (
            "/pages/?after=",
            "/changes/?before=",
            "/tags/?after=",
            "/pages/hostile/history/?before=",
            "/pages/hostile/?q=",
        )
        see(lawless, f"{lists[number % len(lists)]}{said}")
    assert {one for one in asked if not one.startswith(PICTURES)} == set()


def test_the_desk_runs_none_of_it_either(lawless: Page, live_server: LiveServer, asked: list[str]) -> None:
    texts = [one for one in PAYLOADS if SWALLOWS not in one]
    slug = make_hostile("hostile", texts, again=True)
    page = SourcePage.objects.get(slug=slug)
    make_report(title=texts[2], study=make_study(title=texts[2], state="published"), pmid="23384256")
    make_tag_rule(words=texts[2], reason=texts[2])
    make_attachment(address=f"{PICTURES}{texts[2]}", alt_text=texts[2], title=texts[2], rights_note=texts[2])
    client = Client()
    client.force_login(User.objects.create_superuser("owner", first_name=texts[2], last_name=texts[3]))
    lawless.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    own = [
        reverse("admin:wiki_page_change", args=[page.pk]),
        reverse("admin:wiki_page_history", args=[page.pk]),
        reverse("admin:wiki_page_comparison", args=[page.pk, 1, page.version]),
        reverse("admin:wiki_page_restore", args=[page.pk, 1]),
        *(reverse("admin:wiki_section_change", args=[one.pk]) for one in page.sections.all()[:3]),
        *(reverse("admin:wiki_mention_change", args=[one.pk]) for one in page.mentions.all()[:3]),
    ]
    for view in [*(f"/admin/wiki/{one}" for one in LISTS), "/admin/taggit/tag/", *own]:
        see(lawless, view)
    see(lawless, f"/admin/wiki/page/search/?q={quote(texts[2])}")
    lawless.goto(own[0])
    lawless.get_by_role("region", name="Preview").last.get_by_text("This far.").wait_for()
    check(lawless, own[0])
    assert {one for one in asked if not one.startswith(PICTURES)} == set()


def make_hostile(slug: str, texts: list[str], *, again: bool = False) -> str:
    """The slug of a public page that says such things wherever anybody can say anything; if `again`, with a past."""
    first = texts[0]
    # Apart by rules, so that one text left open cannot hide the next.
    body = "\n\n---\n\n".join([*texts, f"![{first}]({PICTURES}a.png)", f"PMID: 23384256\n\n> {first}", "This far."])
    keys = {
        "tags": [one[:90] for one in texts],
        "categories": [f"{one[:80]} {slug}" for one in texts[:12]],
        "aliases": [f"/{slug}/{first}"],
        first: texts[:2],
    }
    if again:
        save(post("Words.", title="Before", slug=slug), file=f"{slug}{first}.md", publish=True)
    page = save(post(body, title=first, slug=slug, **keys), file=f"{slug}{first}.md", publish=True).page
    curate_page(
        page=page,
        lane="wiki",
        publisher=first[:200],
        conflict_of_interest=first,
        source_url="https://x.example/?q=%22%3E%3Cscript%3E",
        authority=Authority.CURATOR,
        by=None,
    )
    for section in page.sections.all()[:1]:
        curate_section(
            section=section, lane="news", date=None, date_words=first[:100], authority=Authority.CURATOR, by=None
        )
    return slug


def see(page: Page, address: str, *, status: int = 200) -> None:
    answer = page.goto(address)
    assert answer
    assert answer.status == status, address
    check(page, address)


def check(page: Page, address: str) -> None:
    page.evaluate(PROVOKE)
    page.wait_for_timeout(20)
    assert page.evaluate("window.fired") == 0, address
    broken = page.locator(FORBIDDEN).evaluate_all("found => found.map(one => one.outerHTML.slice(0, 200))")
    assert (address, broken) == (address, [])
    schemes = page.locator("a[href]").evaluate_all("links => links.map(one => one.protocol)")
    assert set(schemes) <= {"http:", "https:", "mailto:"}, address
