"""A word in the environment that cannot be used is refused with a sentence."""

import pytest

from config import environment
from config.environment import Refused


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("1", True),
        ("Yes", True),
        (" on ", True),
        ("TRUE", True),
        ("0", False),
        ("no", False),
        ("off", False),
        ("", True),
    ],
)
def test_a_boolean_knows_its_words(monkeypatch: pytest.MonkeyPatch, word: str, meant: bool) -> None:
    monkeypatch.setenv("DEBUG", word)
    assert environment.boolean("DEBUG", default=True) is meant


def test_a_boolean_refuses_other_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUG", "maybe")
    with pytest.raises(Refused) as refusal:
        environment.boolean("DEBUG", default=False)
    assert str(refusal.value) == "DEBUG is 'maybe'; write one of 1, true, yes, on or one of 0, false, no, off."


def test_a_list_is_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", " a.example, b.example ,,")
    assert environment.words("ALLOWED_HOSTS", ["localhost"]) == ["a.example", "b.example"]
    monkeypatch.setenv("ALLOWED_HOSTS", "  ")
    assert environment.words("ALLOWED_HOSTS", ["localhost"]) == ["localhost"]


def test_a_choice_names_what_may_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.choice("LOG_FORMAT_OF_NOBODY", "json", "plain") == "json"
    monkeypatch.setenv("LOG_FORMAT", "xml")
    with pytest.raises(Refused, match=r"^LOG_FORMAT is 'xml'; write one of json, plain\.$"):
        environment.choice("LOG_FORMAT", "json", "plain")


@pytest.mark.parametrize("word", ["5s", "-1", "1.5", "½"])
def test_seconds_are_whole(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("STATEMENT_TIMEOUT", word)
    with pytest.raises(Refused, match=r"write a whole number of seconds, 0 for no limit\.$"):
        environment.seconds("STATEMENT_TIMEOUT", 0)


def test_megabytes_are_whole_and_more_than_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.megabytes("MAX_UPLOAD_MB_OF_NOBODY", 20) == 20_000_000
    for word in ("0", "2.5", "20MB"):
        monkeypatch.setenv("MAX_UPLOAD_MB", word)
        with pytest.raises(Refused, match=r"write a whole number of megabytes, 1 or more\.$"):
            environment.megabytes("MAX_UPLOAD_MB", 20)


@pytest.mark.parametrize(
    ("address", "name", "host"),
    [
        ("sqlite:////srv/tracewell.sqlite3", "/srv/tracewell.sqlite3", ""),
        ("postgres://me:p%40ss@db.example:5432/tracewell", "tracewell", "db.example"),
        ("postgres:////run/postgresql/tracewell", "tracewell", "/run/postgresql"),
    ],
)
def test_a_database_has_an_address(monkeypatch: pytest.MonkeyPatch, address: str, name: str, host: str) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    settings = environment.database("DATABASE_URL", "")
    assert (settings["NAME"], settings["HOST"]) == (name, host)


def test_a_socket_goes_with_a_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://me@/tracewell?host=/run/here")
    settings = environment.database("DATABASE_URL", "")
    assert (settings["USER"], settings["NAME"], settings["OPTIONS"]) == ("me", "tracewell", {"host": "/run/here"})


@pytest.mark.parametrize(
    "address",
    ["nonsense", "mysql://me:secret@db/x", "postgres://me:secret@db:port/x", "postgres://me:secret@db", "://"],
)
def test_an_address_that_leads_nowhere_is_refused_without_its_password(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    with pytest.raises(Refused, match=r"^DATABASE_URL cannot be read; write postgres://") as refusal:
        environment.database("DATABASE_URL", "")
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "tracewell.localhost"])
def test_names_of_this_computer(host: str) -> None:
    assert environment.is_local(host)


@pytest.mark.parametrize("host", ["*", "example.org", ".example.org", "localhost.example.org", "192.168.0.5"])
def test_names_that_strangers_can_use(host: str) -> None:
    assert not environment.is_local(host)


@pytest.mark.parametrize(
    ("word", "address"),
    [
        ("https://e.org/api/", "https://e.org/api"),
        ("http://127.0.0.1:8001", "http://127.0.0.1:8001"),
        ("off", ""),
        ("", "https://default.example"),
    ],
)
def test_a_service_is_asked_over_tls_or_on_this_computer_or_not_at_all(
    monkeypatch: pytest.MonkeyPatch, word: str, address: str
) -> None:
    monkeypatch.setenv("PUBMED_URL", word)
    assert environment.service("PUBMED_URL", "https://default.example") == address


@pytest.mark.parametrize("word", ["http://e.org", "e.org", "ftp://e.org", "https://"])
def test_a_service_without_tls_is_refused(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("PUBMED_URL", word)
    with pytest.raises(Refused, match=r"write an address that begins with https://, or off\.$"):
        environment.service("PUBMED_URL", "https://default.example")


@pytest.mark.parametrize("word", ["desk", "a@b@c", "desk@e.org\r\nX: y", "<desk@e.org>@"])
def test_what_is_no_mail_address_is_refused(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("LOOKUP_CONTACT", "desk@example.org")
    assert environment.mail("LOOKUP_CONTACT") == "desk@example.org"
    monkeypatch.setenv("LOOKUP_CONTACT", word)
    with pytest.raises(Refused, match=r"write one mail address, such as desk@example\.org\.$"):
        environment.mail("LOOKUP_CONTACT")
