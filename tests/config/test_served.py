"""What strangers meet: the site behind gunicorn, with the settings of production."""

import http.client
import re
import signal
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.config.served import BEHIND_TLS, HOST, Site, production, served

PROTECTING = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
KINDS = {
    "/": 200,
    "/interventions/": 200,
    "/export/results.csv": 200,
    "/nothing-of-this-name/": 404,
    "/admin/": 302,
    "/admin/login/": 200,
    "/static/site.css": 200,
    "/static/nothing.css": 404,
    "/.well-known/security.txt": 200,
    "/healthz": 200,
    "/readyz": 200,
    "/?q=%FF": 400,
    "/studies/%00/": 400,
}
PUBLIC = [path for path in KINDS if not path.startswith("/admin")]


@pytest.mark.parametrize(("path", "status"), KINDS.items())
def test_every_kind_of_answer_carries_the_protecting_headers(site: Site, path: str, status: int) -> None:
    answer = site.ask(path)
    assert answer.status == status
    assert {name: answer.headers[name] for name in PROTECTING} == PROTECTING


@pytest.mark.parametrize("path", PUBLIC)
def test_a_reader_gets_no_cookie_and_nothing_that_differs_by_cookie(site: Site, path: str) -> None:
    answer = site.ask(path)
    assert answer.cookies == []
    assert "cookie" not in answer.headers.get("Vary", "").lower()


def test_a_curator_gets_a_cookie_bound_to_this_host_over_tls(site: Site) -> None:
    answer = site.ask("/admin/login/")
    (cookie,) = answer.cookies
    name, *attributes = (part.split("=")[0] for part in cookie.split("; "))
    assert (name, set(attributes) - {"expires", "Max-Age"}) == (
        "__Host-csrf",
        {"HttpOnly", "Path", "SameSite", "Secure"},
    )
    assert "no-store" in answer.headers["Cache-Control"]
    assert "private" in answer.headers["Cache-Control"]


def test_plain_http_is_sent_to_https(site: Site) -> None:
    answer = site.ask("/studies/?q=a", headers={"Host": HOST})
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}/studies/?q=a")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_probe_needs_no_name_and_no_tls_and_learns_nothing(site: Site, path: str, method: str) -> None:
    answer = site.ask(path, method, headers={"Host": "10.0.0.7:8000"})
    assert (answer.status, answer.body, answer.cookies) == (200, "ok\n" if method == "GET" else "", [])
    assert answer.headers["Cache-Control"] == "no-store"
    assert site.ask(path, "POST", headers={"Host": "10.0.0.7:8000"}).status == 405


def test_a_wrong_host_is_refused(site: Site) -> None:
    answer = site.ask("/", headers={"Host": "elsewhere.example", "X-Forwarded-Proto": "https"})
    assert answer.status == 400
    assert "This request cannot be read" in answer.body
    assert "Traceback" not in answer.body


def test_a_form_without_its_token_is_refused(site: Site) -> None:
    answer = site.ask("/admin/login/", "POST")
    assert answer.status == 403
    assert "The form was not accepted" in answer.body


def test_each_request_is_one_line_of_json_under_the_id_the_reader_got(site: Site) -> None:
    forged = '/studies/%0A{"level":"info"}%E2%80%A8/'
    answer = site.ask(forged, headers=BEHIND_TLS | {"X-Request-ID": "from-the-proxy-7"})
    assert answer.headers["X-Request-ID"] == "from-the-proxy-7"
    (event,) = (event for event in site.events() if event.get("request_id") == "from-the-proxy-7")
    assert (event["path"], event["status"], event["logger"]) == (
        '/studies/\n{"level":"info"}\u2028/',
        404,
        "tracewell.request",
    )


@pytest.mark.parametrize("given", ["short", "with space in it", "x" * 65, 'quote"quote"'])
def test_an_unusable_request_id_is_replaced(site: Site, given: str) -> None:
    answer = site.ask("/", headers=BEHIND_TLS | {"X-Request-ID": given})
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["X-Request-ID"])


def test_without_its_database_the_site_says_so(site_without_database: Site) -> None:
    assert site_without_database.ask("/healthz").status == 200
    ready = site_without_database.ask("/readyz")
    assert (ready.status, ready.body) == (503, "database not reached\n")
    page = site_without_database.ask("/")
    assert (page.status, page.headers["Retry-After"]) == (503, "10")
    assert "Not available at the moment" in page.body
    assert {name: page.headers[name] for name in PROTECTING} == PROTECTING


def test_a_stopped_server_finishes_what_it_began(empty_database: str, site: Site, tmp_path: Path) -> None:
    """A form is half sent when the server is told to stop; its answer still arrives."""
    with (
        served(production(empty_database), tmp_path) as other,
        closing(http.client.HTTPConnection("127.0.0.1", other.port, timeout=20)) as connection,
    ):
        connection.putrequest("POST", "/admin/login/", skip_host=True)
        for name, value in (BEHIND_TLS | {"Content-Type": "application/x-www-form-urlencoded"}).items():
            connection.putheader(name, value)
        connection.putheader("Content-Length", "10")
        connection.endheaders(b"name=")
        time.sleep(1)  # until it waits for the rest
        other.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        connection.send(b"value")
        assert connection.getresponse().status == 403  # there was no token in the form
        assert other.process.wait(20) == 0
