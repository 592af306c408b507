"""Asking other sites: only where everybody may ask, never for long, and never for much."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from evidence.asking.asker import Asker, NotAskedError, SilentError, is_public, target_of
from tests.wiki.playing import Site, only_here, playing, resolve


@pytest.fixture
def port() -> Iterator[int]:
    with playing() as number:
        yield number


def asker(port: int, seconds: float = 5.0) -> Asker:
    return Asker(agent="Test", seconds=seconds, ports=(port,), may_connect=only_here, resolve=resolve)


def ask(port: int, path: str, method: str = "HEAD") -> tuple[int, str, bool]:
    reply = asker(port).ask(f"http://one.test:{port}{path}", method=method)
    return reply.status, reply.address.replace(f":{port}", ""), reply.moved


def silence(port: int, path: str, seconds: float = 5.0) -> str:
    with pytest.raises(SilentError) as silent:
        asker(port, seconds).ask(f"http://one.test:{port}{path}")
    return str(silent.value)


@pytest.mark.parametrize(
    ("path", "heard"),
    [
        ("/", (200, "http://one.test/", False)),
        ("/404", (404, "http://one.test/404", False)),
        ("/500", (500, "http://one.test/500", False)),
        ("/moved", (200, "http://one.test/new?a=b", True)),
        ("/found", (200, "http://one.test/new", False)),
    ],
)
def test_what_a_site_answers_is_heard(port: int, path: str, heard: tuple[int, str, bool]) -> None:
    assert ask(port, path) == heard


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/loop", "leads on more than 3 times."),
        ("/closes", "closes the connection without an answer, or answers what no browser could read."),
        ("/garbage", "closes the connection without an answer, or answers what no browser could read."),
        ("/crowded", "closes the connection without an answer, or answers what no browser could read."),
        ("/metadata", "leads to another address that is not asked: its port 80 is none of a public site's."),
        ("/inside", "leads to another address that is not asked: its host is not open to the whole internet."),
        ("/file", "leads to another address that is not asked: it does not begin with http:// or https://."),
    ],
)
def test_what_is_no_answer_is_a_sentence(port: int, path: str, sentence: str) -> None:
    assert silence(port, path) == sentence


def test_a_redirect_to_where_a_machine_keeps_its_keys_is_not_followed(port: int) -> None:
    """The guard of this test would fail it, were a connection tried."""
    careful = Asker(agent="Test", ports=(port, 80), may_connect=only_here, resolve=lambda host, port: ["127.0.0.1"])
    careful.resolve = lambda host, port: [host] if host[0].isdigit() else ["127.0.0.1"]
    with pytest.raises(SilentError) as silent:
        careful.ask(f"http://one.test:{port}/metadata")
    assert str(silent.value) == (
        "leads to another address that is not asked: its host is not open to the whole internet."
    )


def test_a_site_that_drips_is_left(port: int) -> None:
    assert silence(port, "/drip", seconds=0.4) == "no answer within 0.4 seconds."


def test_a_name_that_is_not_known_and_one_that_is_looked_up_for_ever_are_left(port: int) -> None:
    found = threading.Event()

    def for_ever(host: str, port: int) -> list[str]:
        found.wait(20)
        return ["127.0.0.1"]

    slow = asker(port, seconds=0.2)
    with pytest.raises(SilentError, match=r"^its name is not known\.$"):
        slow.ask(f"http://nowhere.test:{port}/")
    slow.resolve = for_ever
    with pytest.raises(SilentError, match=r"^no answer within 0\.2 seconds\.$"):
        slow.ask(f"http://one.test:{port}/")
    found.set()


def test_of_a_huge_body_only_the_beginning_is_read(port: int) -> None:
    reply = asker(port).ask(f"http://one.test:{port}/huge", method="GET", body=True)
    assert (reply.status, len(reply.body)) == (200, 65_536)


def test_a_body_that_ends_too_early_is_no_answer(port: int) -> None:
    with pytest.raises(SilentError, match=r"^closes the connection without an answer"):
        asker(port).ask(f"http://one.test:{port}/cut", method="GET", body=True)


def test_nothing_is_decompressed(port: int) -> None:
    reply = asker(port).ask(f"http://one.test:{port}/squeezed", method="GET", body=True)
    assert (reply.headers["content-encoding"], reply.body[:2], len(reply.body) < 2000) == ("gzip", b"\x1f\x8b", True)


def test_the_certificate_of_a_site_is_asked_for(port: int) -> None:
    """This site speaks no TLS at all, which is no better than a wrong certificate."""
    with pytest.raises(SilentError, match=r"^its certificate or its encryption is not in order\.$"):
        asker(port).ask(f"https://one.test:{port}/")


def test_one_look_up_is_used_to_judge_and_to_connect(port: int) -> None:
    """A name that is public when it is judged and private when it is connected to gains nothing."""
    told = iter([["127.0.0.1"], ["10.0.0.7"], ["10.0.0.7"]])
    one = asker(port)
    one.resolve = lambda host, port: next(told)

    assert one.ask(f"http://one.test:{port}/").status == 200
    with pytest.raises(NotAskedError):
        one.ask(f"http://one.test:{port}/")
    assert next(told) == ["10.0.0.7"]


def test_a_name_with_one_private_address_is_not_asked_at_all(port: int) -> None:
    one = asker(port)
    one.resolve = lambda host, port: ["127.0.0.1", "192.168.0.1"]
    with pytest.raises(NotAskedError) as refused:
        one.ask(f"http://one.test:{port}/")
    assert str(refused.value) == "its host is not open to the whole internet."
    assert Site.asked == []


def test_no_proxy_is_asked_for_the_way(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://10.0.0.1:3128")
    assert ask(port, "/")[0] == 200


def test_this_computer_is_no_public_site(port: int) -> None:
    with pytest.raises(NotAskedError) as refused:
        Asker(agent="Test", ports=(port,)).ask(f"http://127.0.0.1:{port}/")
    assert (str(refused.value), Site.asked) == ("its host is not open to the whole internet.", [])


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",  # noqa: S104
        "100.64.0.1",
        "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1", "::1", "::", "fe80::1", "fe80::1%eth0",
        "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "2002:a9fe:a9fe::",
        "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2001:db8::1", "::ffff:0:7f00:1", "2001::1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_of_the_internet(ip: str) -> None:
    assert not is_public(ip)


@pytest.mark.parametrize("ip", ["1.1.1.1", "93.184.216.34", "2606:4700:4700::1111", "64:ff9b::101:101"])
def test_addresses_that_are(ip: str) -> None:
    assert is_public(ip)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("ftp://e.org/", "it does not begin with http:// or https://."),
        ("//e.org/", "it does not begin with http:// or https://."),
        ("javascript:alert(1)", "it does not begin with http:// or https://."),
        ("http://me:secret@e.org/", "it holds a name or a password."),
        ("http://me@e.org/", "it holds a name or a password."),
        ("http:///path", "it names no host."),
        ("http://a b/", "it names no host."),
        ("http://[::1/", "it cannot be read as an address."),
        ("http://e.org:99999/", "it cannot be read as an address."),
        (f"http://{'ä' * 70}.org/", "it cannot be read as an address."),
    ],
)
def test_addresses_that_cannot_be_asked(address: str, sentence: str) -> None:
    with pytest.raises(NotAskedError) as refused:
        target_of(address)
    assert str(refused.value) == sentence


@pytest.mark.parametrize("number", [22, 8080, 3306])
def test_only_the_ports_of_web_sites_are_asked(number: int) -> None:
    with pytest.raises(NotAskedError) as refused:
        Asker(agent="Test", resolve=resolve).ask(f"http://e.org:{number}/")
    assert str(refused.value) == f"its port {number} is none of a public site's."


def test_addresses_are_sent_as_the_protocol_wants_them() -> None:
    target = target_of("https://münchen.example/Weg mit ä/100%?q=a b&c=[d]\r\nX: y#part")
    assert (target.host, target.port, target.path) == (
        "xn--mnchen-3ya.example",
        443,
        "/Weg%20mit%20%C3%A4/100%?q=a%20b&c=%5Bd%5DX:%20y",
    )
