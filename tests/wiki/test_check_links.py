"""Whether links still answer: what is heard is kept, politely asked for, and told to curators."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from evidence.asking.asker import Asker
from evidence.asking.manners import Manners
from tests.playing import StoppedClock
from tests.wiki.making import make_public_page
from tests.wiki.playing import Site, only_here, playing, resolve
from wiki.actions.link_checks import NobodyAnswersError, check_links, due_addresses
from wiki.models import Attachment, Link, LinkCheck

pytestmark = pytest.mark.django_db
ALWAYS = timedelta(days=-1)


@pytest.fixture
def port() -> Iterator[int]:
    with playing() as number:
        yield number


def manners(port: int, *, clock: StoppedClock | None = None, pause: float = 0.0, seconds: float = 5.0) -> Manners:
    clock = clock or StoppedClock()
    asker = Asker(agent="Tracewell test", seconds=seconds, ports=(port,), may_connect=only_here, resolve=resolve)
    return Manners(asker=asker, pause=pause, sleep=clock.sleep, clock=lambda: clock.now)


def page_with(*addresses: str, port: int = 0) -> None:
    links = [f"[{number}]({address.replace('PORT', str(port))})" for number, address in enumerate(addresses)]
    make_public_page("\n\n".join(links))


def run(port: int, *, include_files: bool = False, limit: int = 100, **values: Any) -> None:
    addresses = due_addresses(older_than=ALWAYS, limit=limit, include_files=include_files)
    list(check_links(addresses=addresses, manners=manners(port, **values)))


def kept(port: int) -> dict[str, tuple[str, int | None, str, str, int]]:
    return {
        one.address.replace(f":{port}", ""): (
            one.answer,
            one.status,
            one.moved_to.replace(f":{port}", ""),
            one.sentence,
            one.failures,
        )
        for one in LinkCheck.objects.all()
    }


def test_every_answer_is_kept_with_a_sentence(port: int) -> None:
    page_with(
        *(f"http://one.test:PORT/{name}" for name in ("200", "moved", "found", "404", "410", "get-only")),
        *(f"http://two.test:PORT/{name}" for name in ("500", "inside")),
        "http://three.test:PORT/closes",
        "http://me:secret@one.test:PORT/",
        "http://one.test:22/",
        port=port,
    )

    run(port)

    none = "closes the connection without an answer, or answers what no browser could read."
    inside = "leads to another address that is not asked: its host is not open to the whole internet."
    assert kept(port) == {
        "http://one.test/200": ("alive", 200, "", "answers.", 0),
        "http://one.test/moved": ("moved", 200, "http://one.test/new?a=b", "has moved for good.", 0),
        "http://one.test/found": ("alive", 200, "", "answers.", 0),
        "http://one.test/404": ("gone", 404, "", "answers 404 Not Found.", 0),
        "http://one.test/410": ("gone", 410, "", "answers 410 Gone.", 0),
        "http://one.test/get-only": ("alive", 200, "", "answers.", 0),
        "http://two.test/500": ("silent", 500, "", "answers 500 Internal Server Error, which says nothing of it.", 1),
        "http://two.test/inside": ("silent", None, "", inside, 1),
        "http://three.test/closes": ("silent", None, "", none, 1),
        "http://me:secret@one.test/": ("not asked", None, "", "it holds a name or a password.", 0),
        "http://one.test:22/": ("not asked", None, "", "its port 22 is none of a public site's.", 0),
    }
    assert Site.agents == {"Tracewell test"}
    assert [one for one in Site.asked if "404" in one or "one.test/200" in one] == [
        "HEAD one.test/200",
        "HEAD one.test/404",
        "GET one.test/404",
    ]


def test_silence_three_times_is_said_and_an_answer_ends_it(port: int) -> None:
    page_with("http://one.test:PORT/500", "http://two.test:PORT/", port=port)

    for _ in range(3):
        run(port)
    said = "answers 500 Internal Server Error, which says nothing of it. Without an answer 3 times in a row."
    assert kept(port)["http://one.test/500"] == ("silent", 500, "", said, 3)

    Link.objects.filter(address__endswith="/500").update(address=f"http://one.test:{port}/200")
    LinkCheck.objects.filter(answer="silent").update(address=f"http://one.test:{port}/200")
    run(port)
    assert kept(port)["http://one.test/200"] == ("alive", 200, "", "answers.", 0)


def test_robots_txt_holds() -> None:
    with playing("User-agent: *\nDisallow: /private\nCrawl-delay: 9\n") as port:
        page_with("http://one.test:PORT/private/a", "http://one.test:PORT/b", "http://one.test:PORT/c", port=port)
        clock = StoppedClock()
        run(port, clock=clock)

        assert {address: one[0] for address, one in kept(port).items()} == {
            "http://one.test/private/a": "not asked",
            "http://one.test/b": "alive",
            "http://one.test/c": "alive",
        }
        assert Site.asked == ["GET one.test/robots.txt", "HEAD one.test/b", "HEAD one.test/c"]
        assert clock.slept == [9.0]


def test_a_host_is_asked_with_pauses_and_hosts_take_turns(port: int) -> None:
    page_with(*(f"http://{host}.test:PORT/{n}" for host in ("one", "two") for n in (201, 202, 203)), port=port)
    clock = StoppedClock()

    run(port, clock=clock, pause=5.0)

    heads = [one.split()[1] for one in Site.asked if one.startswith("HEAD")]
    assert heads == [f"{host}.test/{n}" for n in (201, 202, 203) for host in ("one", "two")]
    assert clock.slept == [5.0] * 4  # before the first of each came its robots.txt, and both hosts wait together


def test_who_asks_to_be_left_alone_is_left_alone(port: int) -> None:
    page_with(*(f"http://one.test:PORT/{name}" for name in ("a", "later", "z")), port=port)
    page = Link.objects.values_list("page", flat=True)[0]
    clock = StoppedClock()

    run(port, clock=clock)

    assert {address: one[:2] for address, one in kept(port).items()} == {
        "http://one.test/a": ("alive", 200),
        "http://one.test/later": ("silent", 429),
    }
    assert clock.slept == []
    Link.objects.filter(page=page, address__endswith="later").update(address=f"http://one.test:{port}/soon")
    LinkCheck.objects.all().delete()
    run(port, clock=clock)
    assert (clock.slept, kept(port)["http://one.test/z"][0]) == ([7.0], "alive")


def test_a_host_that_is_silent_three_times_is_asked_no_more(port: int) -> None:
    page_with(*(f"http://one.test:PORT/closes?{n}" for n in range(5)), "http://two.test:PORT/", port=port)

    run(port)

    assert len([one for one in Site.asked if one.startswith("HEAD one.test")]) == 3
    sentences = [one[3] for one in kept(port).values()]
    assert sentences.count("not asked again: its host did not answer 3 times before in this run.") == 2


@pytest.mark.parametrize("hosts", [1, 30])
def test_when_nobody_answers_no_silence_is_kept(port: int, hosts: int) -> None:
    page_with(*(f"http://none-{n}.test:PORT/" for n in range(hosts)), "ftp://e.org/", port=port)

    with pytest.raises(NobodyAnswersError):
        run(port)
    assert kept(port) == {}


def test_a_stopped_run_goes_on_where_it_was(port: int) -> None:
    page_with(*(f"http://one.test:PORT/{n}" for n in (201, 202, 203, 204)), port=port)
    checking = check_links(addresses=due_addresses(older_than=timedelta(1), limit=9), manners=manners(port))
    next(checking)
    next(checking)
    del checking

    assert len(kept(port)) == 2
    assert due_addresses(older_than=timedelta(1), limit=9) == [f"http://one.test:{port}/{n}" for n in (203, 204)]
    LinkCheck.objects.filter(address__endswith="202").update(checked=timezone.now() - timedelta(days=40))
    assert due_addresses(older_than=timedelta(30), limit=3) == [f"http://one.test:{port}/{n}" for n in (203, 204, 202)]


def test_files_and_pictures_are_present_or_missing(port: int) -> None:
    page_with(*(f"http://one.test:PORT/{name}.pdf" for name in ("a", "b")), "http://one.test:PORT/", port=port)
    Attachment.objects.create(address=f"http://one.test:{port}/410", kind="picture")
    Attachment.objects.create(address="/attachments/old.png", kind="picture")
    Attachment.objects.filter(address__endswith="b.pdf").update(presence="placeholder")

    assert due_addresses(older_than=ALWAYS, limit=9) == [f"http://one.test:{port}/"]
    run(port, include_files=True)

    assert {one.address.rpartition("/")[2]: one.presence for one in Attachment.objects.all()} == {
        "a.pdf": "present",
        "b.pdf": "placeholder",
        "410": "missing",
        "old.png": "not looked",
    }


def test_the_command_tells_what_it_heard_and_never_asks_this_computer(port: int) -> None:
    page_with("http://127.0.0.1:PORT/", "http://[::1]/", "http://localhost/", port=port)
    out = StringIO()

    call_command("check_links", stdout=out, stderr=StringIO())

    assert out.getvalue() == (
        "3 addresses asked: 0 answers, 0 has moved, 0 is gone, 0 does not answer, 3 is not asked.\n"
    )
    assert Site.asked == []
    call_command("check_links", stdout=out, stderr=StringIO())
    assert out.getvalue().endswith(
        "0 addresses asked: 0 answers, 0 has moved, 0 is gone, 0 does not answer, 0 is not asked.\n"
    )


def test_the_command_says_when_there_is_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_off(*args: Any, **kwargs: Any) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", cut_off)
    page_with("http://one.example/")
    with pytest.raises(CommandError, match=r"^Nothing answered: is there a network\? No silence was recorded\.$"):
        call_command("check_links", stdout=StringIO(), stderr=StringIO())


@pytest.mark.parametrize(
    ("option", "sentence"),
    [
        ("--limit=0", "--limit is 0: expected 1 to 1,000,000."),
        ("--timeout=0", "--timeout is 0.0: expected 0.1 to 1,000,000."),
        ("--host-delay=-1", "--host-delay is -1.0: expected 0 to 1,000,000."),
        ("--older-than=-1", "--older-than is -1: expected 0 to 1,000,000."),
        ("--timeout=nan", "--timeout is nan: expected 0.1 to 1,000,000."),
    ],
)
def test_the_command_refuses_what_makes_no_sense(option: str, sentence: str) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("check_links", option, stdout=StringIO())
    assert str(refused.value) == sentence
