"""Manners towards other sites: pauses, robots.txt, coming back later when asked to, leaving alone who is silent."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from urllib.robotparser import RobotFileParser

from evidence.asking.asker import Asker, NotAskedError, Reply, SilentError, Target, target_of

# The name that robots.txt knows this program by.
NAME = "Tracewell"
# Some sites answer HEAD with an error where GET finds the page; what would be called gone is asked twice.
ASK_AGAIN = {403, 404, 405, 410, 501}
LATER = {429, 503}
MOST_SILENCES = 3
# Longer than this is not waited for: the host's other addresses are left for another run.
LONGEST_WAIT = 60.0
LONGEST_PAUSE = 30.0


class LaterError(Exception):
    """A host that asked to be left alone for longer than this run waits."""


@dataclass(kw_only=True)
class Manners:
    """One run, one request at a time. `pause` is the time in seconds between two requests to one host."""

    asker: Asker
    pause: float = 1.0
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    # Whether any site has answered at all.
    heard: bool = False
    _next: dict[str, float] = field(default_factory=dict)
    _silences: Counter[str] = field(default_factory=Counter)
    _robots: dict[str, RobotFileParser | None] = field(default_factory=dict)

    def ask(self, address: str) -> Reply:
        """Whether an address answers, and how.

        Raises NotAskedError, SilentError, or LaterError for an address that this run leaves out.
        """
        target = target_of(address)
        if self._silences[target.host] >= MOST_SILENCES:
            raise SilentError(f"not asked again: its host did not answer {MOST_SILENCES} times before in this run.")
        try:
            reply = self._ask(address, target)
        except SilentError:
            self._silences[target.host] += 1
            raise
        self._silences[target.host] = 0
        return reply

    def _ask(self, address: str, target: Target) -> Reply:
        robots = self._robots_of(target)
        if robots is not None and not robots.can_fetch(NAME, target.origin + target.path):
            raise NotAskedError("its robots.txt asks programs to stay away.")
        reply = self._once(address, "HEAD")
        return self._once(address, "GET") if reply.status in ASK_AGAIN else reply

    def _once(self, address: str, method: str, *, body: bool = False) -> Reply:
        reply = self.asker.ask(address, method=method, body=body, before=self._wait)
        self.heard = True
        if reply.status in LATER and (seconds := seconds_to_wait(reply.headers.get("retry-after", ""))):
            host = target_of(reply.address).host
            self._next[host] = max(self._next.get(host, 0.0), self.clock() + seconds)
        return reply

    def _wait(self, target: Target) -> None:
        left = self._next.get(target.host, 0.0) - self.clock()
        if left > LONGEST_WAIT:
            raise LaterError
        if left > 0:
            self.sleep(left)
        robots = self._robots.get(target.origin)
        asked_for = float(robots.crawl_delay(NAME) or 0) if robots else 0.0
        self._next[target.host] = self.clock() + max(self.pause, min(asked_for, LONGEST_PAUSE))

    def _robots_of(self, target: Target) -> RobotFileParser | None:
        """What a host asks of programs, read once a run; None if it asks nothing that can be read."""
        if target.origin not in self._robots:
            reply = self._once(f"{target.origin}/robots.txt", "GET", body=True)
            parser = None
            if reply.status == 200:
                parser = RobotFileParser()
                parser.parse(reply.body.decode(errors="replace").splitlines())
            self._robots[target.origin] = parser
        return self._robots[target.origin]


def seconds_to_wait(retry_after: str) -> float:
    """Seconds to wait, from a number or a date (RFC 9110, 10.2.3); 0 if neither can be read."""
    if retry_after.isascii() and retry_after.isdigit():
        return float(min(int(retry_after[:9]), 86_400))
    try:
        date = parsedate_to_datetime(retry_after)
    except ValueError:
        return 0.0
    return min(max(date.timestamp() - time.time(), 0.0), 86_400.0)
