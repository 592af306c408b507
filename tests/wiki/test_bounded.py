"""Rendering in processes of its own: bounded, in order, and with nothing left behind."""

import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from wiki.reading.page_file import SourceFormat
from wiki.rendering import LARGEST, RenderingError, markdown, render
from wiki.rendering.bounded import AHEAD, Renderers, render_bounded
from wiki.rendering.worker import Worker

ROOT = Path(__file__).resolve().parents[2]
HUGO = SourceFormat.HUGO


@pytest.fixture(scope="module")
def renderers() -> Iterator[Renderers]:
    with Renderers(2) as renderers:
        yield renderers


def test_a_body_is_rendered_as_it_would_be_here(renderers: Renderers) -> None:
    body = "#### A\n\n**b** [c](/posts/d) {{< e >}}"

    assert renderers.render(HUGO, body) == render(body, to_html=markdown)
    assert render_bounded(SourceFormat.TEXT, "Title\n\nWords.").sections[0].html == "<p>Words.</p>"


def test_a_body_that_is_refused_is_refused_with_the_same_sentence(renderers: Renderers) -> None:
    with pytest.raises(RenderingError, match=r"^quotes or lists stand 100 or more deep in each other.$"):
        renderers.render(HUGO, "> " * 110 + "a")


def test_what_takes_too_long_is_ended_and_the_next_is_rendered() -> None:
    with Renderers(1, seconds=0.05) as renderers:
        with pytest.raises(
            RenderingError, match=r"^took longer than 0\.05 seconds to render: expected a simpler text.$"
        ):
            renderers.render(HUGO, "*a **b " * 20_000)

        assert renderers.render(HUGO, "a").sections[0].html == "<p>a</p>"


def test_what_takes_too_much_memory_is_refused_and_the_next_is_rendered() -> None:
    worker = Worker(seconds=20, memory=64 * 1024**2)
    try:
        with pytest.raises(RenderingError, match="expected a simpler text"):
            worker.render(HUGO, "*a* " * 50_000)
        assert worker.render(HUGO, "a").sections[0].html == "<p>a</p>"
    finally:
        worker.end()


def test_a_process_that_somebody_ended_is_replaced() -> None:
    with Renderers() as renderers:
        renderers.render(HUGO, "a")
        process = renderers.workers[0].process
        assert process is not None
        process.kill()
        process.wait()

        assert renderers.render(HUGO, "a").sections


def test_all_are_rendered_in_order_and_a_fault_stops_none(renderers: Renderers) -> None:
    bodies = [*(f"text {number}" for number in range(30)), "[" * 400, "last"]

    shown = list(renderers.render_all(bodies, key=lambda body: (HUGO, body)))

    assert [body for body, _ in shown] == bodies
    words = [one if isinstance(one, RenderingError) else one.sections[0].html for _, one in shown]
    assert words[:30] == [f"<p>text {number}</p>" for number in range(30)]
    assert str(words[30]) == "a paragraph has more than 300 brackets that are never closed."
    assert words[31] == "<p>last</p>"


def test_no_more_than_a_few_are_held_ahead(renderers: Renderers) -> None:
    taken = 0

    def bodies() -> Iterator[str]:
        nonlocal taken
        for number in range(1000):
            taken += 1
            yield str(number)

    results = renderers.render_all(bodies(), key=lambda body: (HUGO, body))
    next(results)
    assert taken == AHEAD * 2
    results.close()  # type: ignore[attr-defined]
    assert taken == AHEAD * 2


def test_many_threads_may_ask_at_once(renderers: Renderers) -> None:
    shown: dict[int, str] = {}

    def ask(number: int) -> None:
        shown[number] = renderers.render(HUGO, f"text {number}").sections[0].html

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert shown == {number: f"<p>text {number}</p>" for number in range(12)}


def test_closing_leaves_no_process() -> None:
    with Renderers(2) as renderers:
        list(renderers.render_all(["a"] * 20, key=lambda body: (HUGO, body)))
        started = [worker.process.pid for worker in renderers.workers if worker.process]

    assert started
    assert [pid for pid in started if _runs(pid)] == []


PARENT = """
import os, sys, time
from wiki.rendering.bounded import Renderers, render_bounded
from wiki.reading.page_file import SourceFormat
renderers = Renderers()
renderers.render(SourceFormat.HUGO, "a")
render_bounded(SourceFormat.HUGO, "a")
from wiki.rendering import bounded
print(renderers.workers[0].process.pid, bounded._own[os.getpid()].workers[0].process.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_the_end_of_the_parent_leaves_no_process(how: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as parent:
        assert parent.stdout is not None
        children = [int(pid) for pid in parent.stdout.readline().split()]
        assert len(children) == 2
        assert all(_runs(pid) for pid in children)
        parent.send_signal(how)
        parent.wait()
        # Each closes its end of the pipe when it ends; nobody else holds one.
        for pid in children:
            _wait_for_end(pid)


def _wait_for_end(pid: int) -> None:
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    assert select.select([descriptor], [], [], 30)[0], f"process {pid} still runs"
    os.close(descriptor)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _full(text: str) -> str:
    return (text * (LARGEST // len(text) + 1))[:LARGEST]


COSTLY = {
    "one sign": _full("a"),
    "blanks": _full(" \n"),
    "deep quotes": ("> " * 90 + "a\n\n") * 1000,
    "deep lists": "".join(f"{'  ' * depth}- a\n" for depth in range(300)),
    "brackets": ("[" * 290 + "a\n\n") * 680,
    "closed brackets": _full("[a]"),
    "pictures that begin": _full("![[[["),
    "emphasis": _full("*a **a *a"),
    "emphasis in words": _full("*a_b_c**"),
    "bold with blanks": _full("** a "),
    "backticks": "".join("`" * number + " " for number in range(1, 630)),
    "columns": "|a" * 10_000 + "\n" + "|-" * 10_000 + "\n" + "|b" * 10_000,
    "tables": _full("a|b\n-|-\n"),
    "less than": _full("<"),
    "tags that begin": _full('<a href="'),
    "comments that begin": _full("<!--"),
    "code that begins": _full("<pre>"),
    "nested elements": _full("<div>"),
    "formatting across": _full("<b><i>x</b>"),
    "footnotes": "".join(f"a[^{number}]\n\n[^{number}]: x\n\n" for number in range(8000)),
    "headings": _full("# a\n"),
    "wiki links that begin": _full("((a(b"),
    "macros that begin": _full("{BOX(a"),
    "shortcodes that begin": _full("{{< figure a=b "),
    "italics that begin": _full("''a'b "),
    "words for addresses": "".join(f"[a](b{number}) " for number in range(16_000)),
    "files": "".join(f"## Mar 2016\n\n[a](x{n}-mar-2016.pdf) Sep 2016 b\n\n" for n in range(4000)),
    "entities": _full("&amp;"),
}


SENTENCES = ["took longer than 0.2 seconds", "brackets that are never closed", "deep in each other"]


@pytest.fixture(scope="module")
def impatient() -> Iterator[Renderers]:
    with Renderers(2, seconds=0.2) as renderers:
        yield renderers


@pytest.mark.parametrize("body", COSTLY.values(), ids=COSTLY.keys())
def test_whatever_costs_too_much_ends_with_a_page_or_a_sentence(impatient: Renderers, body: str) -> None:
    ended: set[int] | str
    try:
        ended = {section.level for section in impatient.render(HUGO, body[:LARGEST]).sections}
    except RenderingError as error:
        ended = str(error)

    if isinstance(ended, str):
        assert any(words in ended for words in SENTENCES)
    else:
        assert ended <= {2, 3, 4, 5, 6}
