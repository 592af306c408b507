"""A wiki of thousands of posts: imported, imported again, rendered anew, read; and the curators' queue of mentions."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse

from bench.measuring import analyse, database_beside, percentiles
from bench.posts import slug, write_posts
from wiki.models import Mention, Page
from wiki.reading.found_files import Found, find_files, read_file
from wiki.rendering.bounded import Renderers, processors

FEW = 60
# So few at once that what else this computer does falls on both alike.
VISITS = 5


def run(*, pages: int, rounds: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder, few = Path(place, "all"), Path(place, "few")
        write_posts(folder, pages)
        _first_posts(folder, few)
        print(f"Wiki of {pages:,} posts, on {connection.vendor}, {processors()} processors")
        reading, rendering = _alone(folder, pages)
        url = os.environ["DATABASE_URL"]
        used = _command("first import", pages, url, "import_pages", str(folder), "--publish")
        _bound(used, reading=reading, rendering=rendering)
        _bound(_command("second import", pages, url, "import_pages", str(folder), "--publish"), reading=reading)
        _bound(_command("rendering all anew", pages, url, "rerender_pages", "--all"), rendering=rendering)
        with _small_database(few) as small:
            _views(small, url, pages, rounds)
    _queue(rounds)


def _first_posts(folder: Path, few: Path) -> None:
    few.mkdir()
    for found in [one for one in find_files([folder]) if isinstance(one, Found)][:FEW]:
        (few / found.path.name).write_bytes(found.path.read_bytes())


def _alone(folder: Path, pages: int) -> tuple[float, float]:
    """Reading and rendering without a database: the processor time of each."""
    start, began = time.perf_counter(), time.process_time()
    files = [read_file(one) for one in find_files([folder]) if isinstance(one, Found)]
    reading = time.process_time() - began
    _print("reading the files alone", pages, time.perf_counter() - start, f"{reading:6.1f} s of processor time")
    before = _children()
    with Renderers(processors()) as renderers:
        renderers.render(files[0].format, files[0].body)
        start = time.perf_counter()
        for _ in renderers.render_all(files, key=lambda file: (file.format, file.body)):
            pass
        seconds = time.perf_counter() - start
    rendering = _children() - before
    _print("rendering the texts alone", pages, seconds, f"{rendering:6.1f} s of processor time")
    return reading, rendering


def _children() -> float:
    """The processor time of the processes that this one has waited for."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _bound(used: float, **alone: float) -> None:
    """Where a command's processor time goes, by what its parts take alone; the database server's own is not in it."""
    parts = {**alone, "Django, SQL and the start of the process": max(used - sum(alone.values()), 0.0)}
    shares = ", ".join(f"{what} {seconds:.1f} s" for what, seconds in parts.items())
    print(f"    bound by {max(parts, key=lambda what: parts[what])}: {shares}")


def _command(what: str, pages: int, url: str, *arguments: str) -> float:
    """A command in a fresh process: its time, its processor time with that of its renderers, its peak memory.

    Returns the processor time.
    """
    start = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "manage.py", *arguments],
        env={**os.environ, "DATABASE_URL": url},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"manage.py {' '.join(arguments)} ended with {os.waitstatus_to_exitcode(status)}")
    used = usage.ru_utime + usage.ru_stime
    more = f"{used:6.1f} s of processor time, at most {usage.ru_maxrss / 1024:.0f} MB in a process"
    _print(what, pages, time.perf_counter() - start, more)
    return used


def _print(what: str, pages: int, seconds: float, more: str = "") -> None:
    print(f"  {what:<26} {pages / seconds:8,.0f} pages/s  {seconds:7.1f} s  {more}".rstrip())


@contextmanager
def _small_database(folder: Path) -> Iterator[str]:
    """Another database beside that of the benchmark, with the first posts alone."""
    with database_beside("small") as small:
        for arguments in (["migrate", "--verbosity=0"], ["import_pages", str(folder), "--publish"]):
            subprocess.run(  # noqa: S603
                [sys.executable, "manage.py", *arguments],
                env={**os.environ, "DATABASE_URL": small},
                check=True,
                capture_output=True,
            )
        yield small


def _views(small: str, url: str, pages: int, rounds: int) -> None:
    """One page, read by turns from a wiki of a few posts and from the whole one."""
    analyse()
    first = [slug(index) for index in range(FEW)]
    typical = Page.objects.filter(slug__in=first, mentions__isnull=False).order_by("slug").distinct()
    address = typical[typical.count() // 2].get_absolute_url()
    times: dict[str, list[float]] = {small: [], url: []}
    with ExitStack() as stack:
        readers = {one: stack.enter_context(_reader(one, address)) for one in times}
        for _ in range(rounds * 16):
            for one, reader in readers.items():
                assert reader.stdin is not None  # noqa: S101  they were started with pipes
                assert reader.stdout is not None  # noqa: S101
                reader.stdin.write(f"{VISITS}\n")
                reader.stdin.flush()
                times[one] += [float(seconds) for seconds in reader.stdout.readline().split()]
    (p50, p95), (all50, all95) = (percentiles(times[one]) for one in (small, url))
    print(f"  {address}")
    print(f"    in a wiki of {FEW:>6,} posts    p50 {p50 * 1000:6.1f} ms  p95 {p95 * 1000:6.1f} ms")
    print(f"    in a wiki of {pages:>6,} posts    p50 {all50 * 1000:6.1f} ms  p95 {all95 * 1000:6.1f} ms")
    print(f"    ratio {all50 / p50:.2f} of the p50, {all95 / p95:.2f} of the p95")
    client = Client(headers={"host": "localhost"})
    seen = [_seen(client, address) for _ in range(rounds + 1)]
    _told(seen[1:])


@contextmanager
def _reader(url: str, address: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "bench.reader", address],
        env={**os.environ, "DATABASE_URL": url},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as reader:
        yield reader
        assert reader.stdin is not None  # noqa: S101  it was started with one
        reader.stdin.close()


def _queue(rounds: int) -> None:
    """The first screen of the curators' queue of mentions."""
    try:
        address = reverse("admin:wiki_mention_queue")
    except NoReverseMatch:
        print("  there is no queue of mentions yet")
        return
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.create_superuser("bench"))
    seen = [_seen(client, address) for _ in range(rounds + 1)]
    median = statistics.median(seconds for seconds, _, _ in seen[1:])
    print(f"  queue at {Mention.objects.count():,} mentions  {median * 1000:.0f} ms")
    _told(seen[1:])


def _seen(client: Client, address: str) -> tuple[float, float, int]:
    """One visit here: its seconds, those of them in the database, and its queries."""
    spent: list[float] = []

    def watch(execute: Callable[..., Any], *query: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(*query)
        finally:
            spent.append(time.perf_counter() - began)

    with connection.execute_wrapper(watch):
        start = time.perf_counter()
        response = client.get(address)
        seconds = time.perf_counter() - start
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}")
    return seconds, sum(spent), len(spent)


def _told(seen: list[tuple[float, float, int]]) -> None:
    seconds, spent = (statistics.median(values) * 1000 for values in list(zip(*seen, strict=True))[:2])
    what = "the database" if spent > seconds / 2 else "Django: views, rows made into objects, templates"
    print(f"    bound by {what}: {spent:.1f} of {seconds:.1f} ms in {seen[-1][2]} queries")
