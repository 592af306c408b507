"""Asking other sites: bounded in time and size, and only at addresses that are open to the whole internet."""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import quote, urljoin, urlsplit

PORTS = {"http": 80, "https": 443}
MOST_REDIRECTS = 3
REDIRECTS = {301, 302, 303, 307, 308}
PERMANENT = {301, 308}
# A name with several addresses is tried at so many of them.
MOST_TRIES = 3
# What an address may hold as it is (RFC 3986, 3.3 and 3.4); the rest is sent as %XX.
AS_IT_IS = "/%:@!$&'()*+,;=~-._"
# How a computer without IPv4 reaches the rest (RFC 6052): the address is in the last four bytes.
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class NotAskedError(ValueError):
    """An address that is not asked; the sentence says why."""


class SilentError(Exception):
    """A site that was asked and gave no answer; the sentence says what happened instead."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where an address leads: `path` is what is sent, with the query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == PORTS[self.scheme] else f":{self.port}")


@dataclass(frozen=True, kw_only=True)
class Reply:
    """The last answer, at `address`; `moved` if every step there was said to be for good, and there was one."""

    address: str
    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    moved: bool = False


def is_public(address: str) -> bool:
    """Whether anybody on the internet reaches this IP address: no private, local or reserved one, also in disguise."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if ip in NAT64:
        return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    if not ip.is_global or ip.is_multicast or ip.is_reserved:
        return False
    hidden = [ip.sixtofour, *(ip.teredo or ())] if isinstance(ip, ipaddress.IPv6Address) else []
    return all(is_public(str(one)) for one in hidden if one is not None)


def addresses_of(host: str, port: int) -> list[str]:
    """The IP addresses of a name, as this computer knows them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def target_of(address: str) -> Target:
    """Raises NotAskedError for all that is not plainly an address on the web."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
        host = host if host.isascii() else host.encode("idna").decode()
    except ValueError as error:
        raise NotAskedError("it cannot be read as an address.") from error
    if parts.scheme not in PORTS:
        raise NotAskedError("it does not begin with http:// or https://.")
    if parts.username is not None or parts.password is not None:
        raise NotAskedError("it holds a name or a password.")
    if not re.fullmatch(r"[A-Za-z0-9._:-]{1,253}", host):
        raise NotAskedError("it names no host.")
    path = quote(parts.path or "/", safe=AS_IT_IS)
    query = f"?{quote(parts.query, safe=AS_IT_IS + '?')}" if parts.query else ""
    return Target(scheme=parts.scheme, host=host, port=port or PORTS[parts.scheme], path=path + query)


def _led_to(address: str, location: str) -> str:
    try:
        return urljoin(address, location)
    except ValueError as error:
        raise SilentError("leads to another address that cannot be read.") from error


@dataclass(kw_only=True)
class Asker:
    """Sends requests, each over a connection of its own; knows no proxy, no cookies and no passwords.

    `seconds` bounds one request from the look-up of the name to the last byte, `most_bytes` what is read of a body.
    `may_connect` judges the very IP address that is then connected to, so a name cannot change its meaning between.
    """

    agent: str
    seconds: float = 10.0
    most_bytes: int = 65_536
    ports: Collection[int] = (80, 443)
    may_connect: Callable[[str], bool] = is_public
    resolve: Callable[[str, int], list[str]] = addresses_of
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def ask(
        self,
        address: str,
        *,
        method: str = "HEAD",
        body: bool = False,
        before: Callable[[Target], None] = lambda target: None,
    ) -> Reply:
        """The answer at an address, or where it leads in at most three steps; `before` is called before each request.

        Raises NotAskedError if the first step may not be made, and SilentError if there is no answer.
        """
        first, moved = address, True
        for _ in range(MOST_REDIRECTS + 1):
            try:
                target = self._allowed(address)
                before(target)
                status, headers, content = self._send(method, target, body)
            except NotAskedError as error:
                if address == first:
                    raise
                raise SilentError(f"leads to another address that is not asked: {error}") from error
            if status not in REDIRECTS or not headers.get("location"):
                steps = address != first
                return Reply(address=address, status=status, headers=headers, body=content, moved=moved and steps)
            moved = moved and status in PERMANENT
            address = _led_to(address, headers["location"])
        raise SilentError(f"leads on more than {MOST_REDIRECTS} times.")

    def _allowed(self, address: str) -> Target:
        target = target_of(address)
        if target.port not in self.ports:
            raise NotAskedError(f"its port {target.port} is none of a public site's.")
        return target

    def _send(self, method: str, target: Target, body: bool) -> tuple[int, dict[str, str], bytes]:
        line = _Line(asker=self, ends=time.monotonic() + self.seconds)
        connection = _Connection(target, line=line, tls=self.tls if target.scheme == "https" else None)
        # A site that sends a byte now and then keeps within every time limit of a socket.
        cutter = threading.Timer(self.seconds, line.cut)
        cutter.daemon = True
        cutter.start()
        try:
            headers = {"User-Agent": self.agent, "Accept": "*/*", "Connection": "close"}
            connection.request(method, target.path, headers=headers)
            with connection.getresponse() as response:
                content = _content(response, self.most_bytes) if body and method != "HEAD" else b""
                if line.was_cut:
                    raise TimeoutError  # headers that end too early look like headers that end
                return response.status, {name.lower(): value for name, value in response.headers.items()}, content
        except (http.client.HTTPException, OSError, ValueError) as error:
            if isinstance(error, NotAskedError):
                raise
            raise SilentError(self._sentence(error, line)) from error
        finally:
            cutter.cancel()
            connection.close()
            line.close()

    def _sentence(self, error: Exception, line: _Line) -> str:
        if line.was_cut or isinstance(error, TimeoutError):
            return f"no answer within {self.seconds:g} seconds."
        if isinstance(error, socket.gaierror):
            return "its name is not known."
        if isinstance(error, ssl.SSLError):
            return "its certificate or its encryption is not in order."
        if isinstance(error, ConnectionRefusedError):
            return "refuses connections."
        if isinstance(error, OSError) and not isinstance(error, ConnectionError):
            return "cannot be reached."
        return "closes the connection without an answer, or answers what no browser could read."


@dataclass(kw_only=True)
class _Line:
    """One connection to an address that was judged; may be cut from another thread."""

    asker: Asker
    ends: float
    was_cut: bool = False
    handle: socket.socket | None = None

    def connect(self, host: str, port: int) -> socket.socket:
        addresses = self._look_up(host, port)
        for one in addresses:
            if not self.asker.may_connect(one):
                raise NotAskedError("its host is not open to the whole internet.")
        fault: OSError = socket.gaierror("no address")
        for one in addresses[:MOST_TRIES]:
            try:
                made = socket.create_connection((one, port), timeout=self._left())
            except OSError as error:
                fault = error
            else:
                made.settimeout(self._left())
                self.handle = made.dup()
                return made
        raise fault

    def _left(self) -> float:
        left = self.ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def _look_up(self, host: str, port: int) -> list[str]:
        """In a thread of its own, since the system's resolver knows no limit."""
        found: list[list[str]] = []
        faults: list[Exception] = []

        def look_up() -> None:
            try:
                found.append(self.asker.resolve(host, port))
            except (OSError, ValueError) as error:
                faults.append(error)

        thread = threading.Thread(target=look_up, daemon=True)
        thread.start()
        thread.join(self._left())
        if not found:
            raise faults[0] if faults else TimeoutError()
        return found[0]

    def cut(self) -> None:
        self.was_cut = True
        if self.handle:
            with suppress(OSError):
                self.handle.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        if self.handle:
            self.handle.close()


class _Connection(http.client.HTTPConnection):
    """Goes to the address that was judged; over TLS the name is checked against the certificate."""

    def __init__(self, target: Target, *, line: _Line, tls: ssl.SSLContext | None) -> None:
        super().__init__(target.host, target.port)
        # What the Host header leaves out.
        self.default_port = PORTS[target.scheme]
        self.line = line
        self.tls = tls

    def connect(self) -> None:
        self.sock = self.line.connect(self.host, self.port)
        if self.tls:
            self.sock = self.tls.wrap_socket(self.sock, server_hostname=self.host.rstrip("."))


def _content(response: http.client.HTTPResponse, most: int) -> bytes:
    """The beginning of a body as it was sent: nothing is decompressed. Raises IncompleteRead if it ends too early."""
    content = response.read(most)
    if len(content) < most and response.length:
        raise http.client.IncompleteRead(content, response.length)
    return content
