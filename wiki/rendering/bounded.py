"""Rendering in processes of its own: what takes too long or too much memory ends there, and nothing else with it."""

from __future__ import annotations

import atexit
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import LifoQueue
from types import TracebackType
from typing import Self, TypeVar

from wiki.reading.page_file import SourceFormat
from wiki.rendering import Rendered, RenderingError
from wiki.rendering.worker import SECONDS, Worker

T = TypeVar("T")
# How far rendering runs ahead of whoever takes the results.
AHEAD = 4


def processors() -> int:
    """How many processes that render do any good here, within reason."""
    here = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(here, 8)


class Renderers:
    """`workers` processes that render; each is started when it is first needed. May be used by many threads.

    `seconds` is processor time for one body.
    """

    def __init__(self, workers: int = 1, *, seconds: float = SECONDS) -> None:
        self.workers = [Worker(seconds=seconds) for _ in range(workers)]
        self._idle: LifoQueue[Worker] = LifoQueue()
        for worker in reversed(self.workers):
            self._idle.put(worker)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End every process. A body that is being rendered by another thread ends with a RenderingError."""
        for worker in self.workers:
            worker.end()

    def render(self, source_format: SourceFormat, body: str) -> Rendered:
        """The body rendered; waits for an idle process. Raises RenderingError, and the next call works again."""
        worker = self._idle.get()
        try:
            return worker.render(source_format, body)
        finally:
            self._idle.put(worker)

    def render_all(
        self, items: Iterable[T], *, key: Callable[[T], tuple[SourceFormat, str]]
    ) -> Iterator[tuple[T, Rendered | RenderingError]]:
        """Each item with its rendering or with why there is none, in order; at most 4 a process are held ahead."""
        window: deque[tuple[T, Future[Rendered | RenderingError]]] = deque()
        pool = ThreadPoolExecutor(len(self.workers), thread_name_prefix="renderer")
        try:
            for item in items:
                window.append((item, pool.submit(self._tried, *key(item))))
                if len(window) >= AHEAD * len(self.workers):
                    first, future = window.popleft()
                    yield first, future.result()
            while window:
                first, future = window.popleft()
                yield first, future.result()
        finally:
            pool.shutdown(cancel_futures=True)

    def _tried(self, source_format: SourceFormat, body: str) -> Rendered | RenderingError:
        try:
            return self.render(source_format, body)
        except RenderingError as error:
            return error


_lock = threading.Lock()
_own: dict[int, Renderers] = {}


def render_bounded(source_format: SourceFormat, body: str) -> Rendered:
    """One body, rendered by the one process that belongs to this one. Raises RenderingError."""
    with _lock:
        renderers = _own.setdefault(os.getpid(), Renderers())
    return renderers.render(source_format, body)


def _forget() -> None:
    """A process that was forked must neither speak through its parent's pipes nor wait for its threads."""
    global _lock  # noqa: PLW0603
    _lock = threading.Lock()
    _own.clear()


@atexit.register
def _close_own() -> None:
    if renderers := _own.pop(os.getpid(), None):
        renderers.close()


os.register_at_fork(after_in_child=_forget)
