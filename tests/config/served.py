"""The site as it is served to strangers: gunicorn, production settings, a port on loopback."""

import http.client
import json
import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
HOST = "tracewell.example"
# What a proxy that ends TLS sends on.
BEHIND_TLS = {"Host": HOST, "X-Forwarded-Proto": "https"}


def production(database_url: str) -> dict[str, str]:
    """An environment with nothing of the developer's own in it."""
    return {
        "PATH": os.environ["PATH"],
        "ALLOWED_HOSTS": HOST,
        "DATABASE_URL": database_url,
        "ALLOW_SQLITE": "1",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "COLLECTED_STATIC": "0",
        "DEBUG": "0",
    }


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    cookies: list[str]
    body: str


@dataclass(frozen=True)
class Site:
    port: int
    process: "subprocess.Popen[str]"
    log: Path

    def ask(self, path: str, method: str = "GET", headers: Mapping[str, str] = BEHIND_TLS) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, headers=dict(headers))
            response = connection.getresponse()
            found = response.headers
            return Answer(response.status, found, found.get_all("Set-Cookie") or [], response.read().decode())
        finally:
            connection.close()

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text().splitlines()]


@contextmanager
def served(environment: Mapping[str, str], folder: Path) -> Iterator[Site]:
    log = folder / "log"
    command = [sys.executable, "-m", "gunicorn", "--config", "python:config.gunicorn", "--bind", "127.0.0.1:0"]
    with (
        log.open("w") as output,
        subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT, text=True
        ) as process,
    ):
        try:
            site = Site(listening_port(process, log), process, log)
            site.ask("/healthz")  # answered once a worker is there
            yield site
        finally:
            process.terminate()
            process.wait(40)


def listening_port(process: "subprocess.Popen[str]", log: Path) -> int:
    """The port it chose, once it has said so."""
    while process.poll() is None:
        if found := re.search(r"Listening at: http://127\.0\.0\.1:(\d+)", log.read_text()):
            return int(found[1])
    raise AssertionError(f"gunicorn ended: {log.read_text()}")
