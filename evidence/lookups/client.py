"""One question to one service: paced, bounded in time and size, asked again where that helps, never led elsewhere."""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from evidence.asking.asker import PORTS, Asker, NotAskedError, Reply, SilentError, Target, is_public, target_of
from evidence.asking.manners import NAME, seconds_to_wait

MOST_BYTES = 5_000_000
REPEATS = 2
# Overloaded or broken for the moment; any other answer would be the same a second later.
LATER = {429, 500, 502, 503, 504}
FIRST_WAIT = 0.5
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class NoAnswerError(Exception):
    """Why nothing is known from a service; the sentence names it."""


class NotThereError(NoAnswerError):
    """The service answered that it has no such record."""


@dataclass(frozen=True, kw_only=True)
class Service:
    """`url` is without a slash at its end, empty for a service that is switched off; `pause` in seconds."""

    name: str
    url: str
    pause: float = 0.0

    def silent(self, sentence: str) -> NoAnswerError:
        return NoAnswerError(f"{self.name} could not be asked: {sentence}")

    def misread(self, sentence: str) -> NoAnswerError:
        return NoAnswerError(f"{self.name} answered something else than was expected: {sentence}")


@dataclass
class Pace:
    """When each host may be asked next; shared by all threads of a process."""

    _next: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def turn(self, host: str, now: float, pause: float) -> float:
        """Seconds until the turn that is taken with this call."""
        with self._lock:
            turn = max(self._next.get(host, 0.0), now)
            self._next[host] = turn + pause
        return turn - now


PACE = Pace()


@dataclass(kw_only=True)
class Client:
    """`contact` is a mail address or empty; `seconds` bounds one question with its repeats, `whole` all of them."""

    contact: str = ""
    seconds: float = 10.0
    whole: float = math.inf
    pace: Pace = field(default_factory=lambda: PACE)
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        self._last = self.clock() + self.whole

    def ask(self, service: Service, path: str, parameters: dict[str, str] | None = None) -> bytes:
        """The body of an answer. Raises NotThereError for 404, and NoAnswerError for all else that is no answer."""
        if not service.url:
            raise NoAnswerError(f"{service.name} is switched off on this site.")
        ends = min(self.clock() + self.seconds, self._last)
        query = f"?{urlencode(parameters)}" if parameters else ""
        try:
            reply = self._patiently(service, service.url + path + query, ends)
        except (NotAskedError, SilentError) as error:
            raise service.silent(str(error)) from error
        return _body(service, reply)

    def _patiently(self, service: Service, address: str, ends: float) -> Reply:
        for repeat in range(REPEATS + 1):
            reply = self._once(service, address, ends)
            if reply.status not in LATER:
                break
            wait = max(seconds_to_wait(reply.headers.get("retry-after", "")), FIRST_WAIT * 2**repeat)
            if repeat == REPEATS or self.clock() + wait >= ends:
                break
            self.sleep(wait)
        return reply

    def _once(self, service: Service, address: str, ends: float) -> Reply:
        home = target_of(service.url)
        here = home.host in LOOPBACK
        if home.scheme != "https" and not here:
            raise NotAskedError("its address does not begin with https://.")

        def before(target: Target) -> None:
            if target.origin != home.origin:
                raise NotAskedError(f"only {home.origin} is.")
            wait = self.pace.turn(home.origin, self.clock(), service.pause)
            if self.clock() + wait >= ends:
                raise SilentError("its turn did not come in time; try again.")
            if wait:
                self.sleep(wait)

        left = ends - self.clock()
        if left <= 0:
            raise SilentError("no time was left for it; try again.")
        asker = Asker(
            agent=f"{NAME} (mailto:{self.contact})" if self.contact else NAME,
            seconds=round(left, 1) or 0.1,
            most_bytes=MOST_BYTES + 1,
            ports={home.port, *PORTS.values()},
            may_connect=_is_loopback if here else is_public,
        )
        return asker.ask(address, method="GET", body=True, before=before)


def _is_loopback(ip: str) -> bool:
    return ipaddress.ip_address(ip.partition("%")[0]).is_loopback


def _body(service: Service, reply: Reply) -> bytes:
    if reply.status == 404:
        raise NotThereError(f"{service.name} has no such record.")
    if reply.status in LATER:
        raise service.silent(f"it is overloaded or out of order (status {reply.status}); try again later.")
    if reply.status != 200:
        raise service.silent(f"it refused the question (status {reply.status}).")
    if reply.headers.get("content-encoding", "identity").strip().lower() not in {"", "identity"}:
        raise service.misread("a compressed text, which was not asked for.")
    if len(reply.body) > MOST_BYTES:
        raise service.misread(f"more than {MOST_BYTES // 1_000_000} MB.")
    return reply.body
