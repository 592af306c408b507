"""A site on this computer that plays whatever other sites do to those who ask."""

from __future__ import annotations

import gzip
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler
from typing import Any, ClassVar

from tests.playing import serving

HOSTS = ("one.test", "two.test", "three.test")


class Site(BaseHTTPRequestHandler):
    """The path says what to play. `robots` is what its robots.txt says, if anything."""

    asked: ClassVar[list[str]] = []
    agents: ClassVar[set[str]] = set()
    robots: ClassVar[str] = ""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (its name in the library)
        pass

    def do_HEAD(self) -> None:
        self._play()

    def do_GET(self) -> None:
        self._play()

    def _play(self) -> None:
        Site.asked.append(f"{self.command} {self.headers['Host'].partition(':')[0]}{self.path}")
        Site.agents.add(self.headers["User-Agent"])
        name = self.path.strip("/").partition("?")[0]
        with suppress(OSError):
            getattr(self, f"play_{name.replace('.', '_')}", self.play_status)()

    def answer(self, status: int, headers: dict[str, str] | None = None, body: bytes = b"Words.") -> None:
        self.send_response(status)
        for key, value in ({"Content-Length": str(len(body))} | (headers or {})).items():
            self.send_header(key, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def play_status(self) -> None:
        last = self.path.rpartition("/")[2]
        self.answer(int(last) if last.isdigit() else 200)

    def play_robots_txt(self) -> None:
        self.answer(200 if Site.robots else 404, body=Site.robots.encode())

    def play_moved(self) -> None:
        self.answer(301, {"Location": "/new?a=b"})

    def play_found(self) -> None:
        self.answer(302, {"Location": "/new"})

    def play_loop(self) -> None:
        self.answer(301, {"Location": "/loop?again"})

    def play_metadata(self) -> None:
        self.answer(301, {"Location": "http://169.254.169.254/latest/meta-data/"})

    def play_inside(self) -> None:
        self.answer(301, {"Location": f"http://inside.test:{self.server.server_port}/"})  # type: ignore[attr-defined]

    def play_file(self) -> None:
        self.answer(301, {"Location": "file:///etc/passwd"})

    def play_get_only(self) -> None:
        self.answer(405 if self.command == "HEAD" else 200)

    def play_later(self) -> None:
        self.answer(429, {"Retry-After": "3600"})

    def play_soon(self) -> None:
        self.answer(503, {"Retry-After": "7"})

    def play_huge(self) -> None:
        self.answer(200, {"Content-Length": str(10**12)}, body=bytes(300_000))

    def play_cut(self) -> None:
        self.answer(200, {"Content-Length": "100"}, body=b"Half of it.")
        self.connection.shutdown(socket.SHUT_RDWR)

    def play_squeezed(self) -> None:
        self.answer(200, {"Content-Encoding": "gzip"}, body=gzip.compress(bytes(1_000_000)))

    def play_crowded(self) -> None:
        self.answer(200, {f"X-{number}": "x" for number in range(1000)})

    def play_closes(self) -> None:
        self.connection.shutdown(socket.SHUT_RDWR)

    def play_garbage(self) -> None:
        self.connection.sendall(b"\0\xff no HTTP at all\r\n\r\n")

    def play_drip(self) -> None:
        """A byte of its headers now and then, for longer than anybody should wait."""
        self.connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        for _ in range(400):
            time.sleep(0.05)
            self.connection.sendall(b"x")


@contextmanager
def playing(robots: str = "") -> Iterator[int]:
    """The port it listens on, here and nowhere else; what it is asked is in `Site.asked`."""
    Site.asked.clear()
    Site.agents.clear()
    Site.robots = robots
    with serving(Site) as port:
        yield port


def resolve(host: str, port: int) -> list[str]:
    """Three names are this site; one is a machine that is nobody's business, and the rest do not exist."""
    if host in HOSTS:
        return ["127.0.0.1"]
    if host == "inside.test":
        return ["10.0.0.7"]
    raise socket.gaierror(socket.EAI_NONAME, "not known")


def only_here(ip: str) -> bool:
    return ip == "127.0.0.1"
