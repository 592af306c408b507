"""A process that renders one body after the other: `python -m wiki.rendering.worker`, and the handle that starts it."""

from __future__ import annotations

import os
import pickle
import resource
import select
import signal
import struct
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from wiki.reading.page_file import SourceFormat
from wiki.rendering import TO_HTML, Rendered, RenderingError, render

# Processor time for one body, so that a busy machine refuses no page that an idle one renders.
SECONDS = 2.0
# By the clock, for a process that hangs without working; and for one that loads its modules.
PATIENCE, STARTING = 15.0, 60.0
MEMORY = 1024**3
LENGTH = struct.Struct(">I")
ROOT = Path(__file__).resolve().parents[2]


class WorkerEndedError(Exception):
    """The process is gone: by its limits, by its parent, or by somebody else."""


class Worker:
    """The handle of one process. It is started when it is needed, and again after it has ended."""

    def __init__(self, *, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self.seconds, self.memory = seconds, memory
        self.process: subprocess.Popen[bytes] | None = None
        self._busy = threading.RLock()

    def render(self, source_format: SourceFormat, body: str) -> Rendered:
        """The body rendered there. Raises RenderingError; the process is then ended and replaced if need be."""
        with self._busy:
            process = self._started()
            try:
                _send(process, (str(source_format), body, self.seconds))
                answer = _receive(process, patience=max(PATIENCE, self.seconds))
            except (WorkerEndedError, BrokenPipeError) as error:
                raise RenderingError(self._why(process)) from error
            except BaseException:
                self.end()  # an answer that nobody waits for must not be taken for that to the next question
                raise
        if isinstance(answer, str):
            raise RenderingError(answer)
        assert isinstance(answer, Rendered)  # noqa: S101  nothing else is sent
        return answer

    def end(self) -> None:
        """Kill the process by its handle and wait for it; whoever waits for its answer is told that it ended."""
        if (process := self.process) is not None:
            process.kill()
        with self._busy:  # its pipes are closed by nobody while another reads them
            if self.process is not None:
                _end(self.process)
            self.process = None

    def _started(self) -> subprocess.Popen[bytes]:
        if self.process is not None and self.process.poll() is None:
            return self.process
        self.end()
        # A session of its own: Ctrl-C at a terminal is the parent's to handle. Its end closes the pipe, and
        # that ends the process. Of the environment it needs nothing, least of all its secrets.
        self.process = subprocess.Popen(  # noqa: S603  this very module
            [sys.executable, "-m", "wiki.rendering.worker", str(self.memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={"PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)]), "LC_ALL": "C.UTF-8"},
            start_new_session=True,
        )
        try:
            _receive(self.process, patience=STARTING)
        except WorkerEndedError as error:
            self.end()
            raise RenderingError("the process that renders pages did not start.") from error
        return self.process

    def _why(self, process: subprocess.Popen[bytes]) -> str:
        """Why a process gave no answer; afterwards it is gone."""
        code = _waited(process)
        self.end()
        if code is None or code == -signal.SIGPROF:
            return f"took longer than {self.seconds:g} seconds to render: expected a simpler text."
        return f"the process that rendered it ended by itself ({code}): expected a simpler text."


def _waited(process: subprocess.Popen[bytes]) -> int | None:
    """How a process ended whose pipe is closed; None if it has not, and only took too long."""
    try:
        return process.wait(timeout=1)
    except subprocess.TimeoutExpired:
        return None


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(BrokenPipeError):  # what was left to send goes nowhere
                pipe.close()


def _send(process: subprocess.Popen[bytes], question: object) -> None:
    assert process.stdin is not None  # noqa: S101  it was started with one
    data = pickle.dumps(question)
    process.stdin.write(LENGTH.pack(len(data)) + data)
    process.stdin.flush()


def _receive(process: subprocess.Popen[bytes], *, patience: float) -> object:
    """One answer, read piece by piece until the deadline. Raises WorkerEndedError."""
    assert process.stdout is not None  # noqa: S101  it was started with one
    descriptor, deadline = process.stdout.fileno(), time.monotonic() + patience
    data, needed = b"", LENGTH.size
    chunks: list[bytes] = []
    while needed:
        ready, _, _ = select.select([descriptor], [], [], max(deadline - time.monotonic(), 0))
        chunk = os.read(descriptor, min(needed, 1 << 20)) if ready else b""
        if not chunk:
            raise WorkerEndedError
        chunks.append(chunk)
        needed -= len(chunk)
        if not needed and not data:
            data = b"".join(chunks)
            needed, chunks = LENGTH.unpack(data)[0], []
    return pickle.loads(b"".join(chunks))  # noqa: S301  from a process of our own, which runs our own code


def work(questions: BinaryIO, answers: BinaryIO) -> None:
    """Answer one question after the other until the pipe closes: a Rendered, or a sentence."""
    _answer(answers, "ready")
    while head := questions.read(LENGTH.size):
        name, body, seconds = pickle.loads(questions.read(LENGTH.unpack(head)[0]))  # noqa: S301  from our parent
        # The signal's own action ends the process, wherever it is: nothing here needs to come round to look.
        signal.setitimer(signal.ITIMER_PROF, seconds)
        answer = _rendered(SourceFormat(name), body)
        signal.setitimer(signal.ITIMER_PROF, 0)
        _answer(answers, answer)


def _rendered(source_format: SourceFormat, body: str) -> Rendered | str:
    try:
        return render(body, to_html=TO_HTML[source_format])
    except RenderingError as error:
        return str(error)
    except MemoryError:
        return f"needed more than {MEMORY // 1024**2:,} MB of memory to render: expected a simpler text."
    except RecursionError:
        return "its parts stand too deep in each other to be rendered: expected a simpler text."
    except Exception as error:
        return f"could not be rendered, by a fault of this program: {type(error).__name__}: {error}"


def _answer(answers: BinaryIO, answer: object) -> None:
    data = pickle.dumps(answer)
    answers.write(LENGTH.pack(len(data)) + data)
    answers.flush()


if __name__ == "__main__":
    limit = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    work(sys.stdin.buffer, sys.stdout.buffer)
