"""What runs in a worker: documents in, results out.

`serve` is the process; the task it is given (`ReadLetters`) says what to do with a document. `imr_nlp.io.run.workers` starts
the processes and talks to them.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, MutableSequence, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import ForkingPickler
from threading import Thread
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from imr_nlp.errors import Errors
from imr_nlp.io.read.documents import DEFAULT_LIMITS, Document, Failure, Finished, Limits, Stage
from imr_nlp.io.read.readers import read_texts
from imr_nlp.text.edits import further_letters

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

T = TypeVar("T")

IDLE = -1
READY = "ready"
# In a memory zone spaCy's tokenizer keeps no word that it has split, so that every letter is as slow as the first. The words of
# so many letters are kept for good: most of those of the letters that follow, and a bounded number.
DOCUMENTS_BEFORE_ZONES = 500
# A worker that neither ends a letter nor can be ended by its parent, which is gone, ends itself after so many limits.
_ALARM_FACTOR = 3

STAGES: tuple[Stage, ...] = ("read", "pipeline")
At = Callable[[int, Stage], None]
Work = Callable[[Sequence[Document], At], list[Finished[T]]]


class Task(Protocol[T]):
    """What workers do; pickled to them."""

    @property
    def limits(self) -> Limits: ...

    def start(self) -> Work[T]:
        """Called once in each worker.

        RETURNS (Work): a function from documents to what came of each, in order. It is also given a function to call before it
            reads a letter and before it runs the pipeline, with the index of the document and the stage.
        """
        ...


@dataclass(frozen=True)
class NotReady:
    """A worker could not start: why."""

    message: str


@dataclass(frozen=True)
class ReadLetters(Generic[T]):
    """The task of an extraction: read the document, run the pipeline, keep what `convert` makes of the Doc.

    convert (Callable[[str, str, Doc], T]): from source, text and Doc to a plain value; a function of a module.
    model (str): package or folder of the pipeline.
    limits (Limits): what a document may cost.
    patterns (tuple[str, ...]): further pattern files.
    """

    convert: Callable[[str, str, Doc], T]
    model: str = "imr_nlp"
    limits: Limits = DEFAULT_LIMITS
    patterns: tuple[str, ...] = ()

    def start(self) -> Work[T]:
        """Load the pipeline, within the memory limit."""
        from imr_nlp.pipeline import load_any

        limit_memory(self.limits.memory)
        nlp = load_any(self.model, self.patterns)
        done = 0

        def work(documents: Sequence[Document], at: At) -> list[Finished[T]]:
            nonlocal done
            # A Doc does not outlive the zone, so it is converted inside it.
            with nlp.memory_zone() if done >= DOCUMENTS_BEFORE_ZONES else nullcontext():
                finished = [self._finish(nlp, document, index, at) for index, document in enumerate(documents)]
            done += len(documents)
            return finished

        return work

    def _finish(self, nlp: Language, document: Document, index: int, at: At) -> Finished[T]:
        at(index, "read")
        letters: list[T] = []
        failures: list[Failure] = []
        for item in self._texts(document):
            if isinstance(item, Failure):
                failures.append(item)
                continue
            source, text = item
            at(index, "pipeline")
            try:
                letters += [self.convert(*letter) for letter in _letters(nlp, source, text)]
            except Exception as error:
                failures.append(self._failure(source, "pipeline", error))
            at(index, "read")
        return Finished(document.source, tuple(letters), tuple(failures))

    def _texts(self, document: Document) -> Iterator[tuple[str, str] | Failure]:
        try:
            yield from read_texts(document, self.limits)
        except Exception as error:
            yield self._failure(document.source, "read", error)

    def _failure(self, source: str, stage: Stage, error: Exception) -> Failure:
        if isinstance(error, MemoryError):
            return Failure.of(source, stage, Errors.E052.format(path=source, megabytes=self.limits.memory / 1e6))
        return Failure.of_error(source, stage, error, Errors.E008 if stage == "read" else Errors.E017)


def _letters(nlp: Language, source: str, text: str) -> Iterator[tuple[str, str, Doc]]:
    """The letters of a text, each with its source: of several in one text the sources are "a.txt#1", "a.txt#2"."""
    doc = nlp(text)
    begins = further_letters(doc)
    if not begins:
        yield source, text, doc
        return
    for number, (start, end) in enumerate(pairwise([0, *begins, len(text)]), start=1):
        yield f"{source}#{number}", text[start:end], nlp(text[start:end])


def serve(connection: Connection, position: MutableSequence[int], task: Task[T]) -> None:
    """Take batches from the connection and send back what came of them, until it is closed.

    connection (Connection): gives lists of (number, Document); gets READY or NotReady, then lists of (number, Finished).
    position (MutableSequence[int]): shared with the parent: number of the document at hand or IDLE, count of letters begun,
        index of the stage.
    task (Task): what to do.
    """
    # Ctrl-C goes to the whole group; the parent decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with_parent()
    with suppress(BrokenPipeError, ConnectionResetError, EOFError):
        try:
            work = task.start()
        except Exception as error:
            model = getattr(task, "model", "")
            reason = f"{type(error).__name__}: {error}".strip()
            connection.send(NotReady(Errors.E055.format(model=model, reason=reason)))
            return
        # The pipeline is never garbage, so the collector need not look through it again.
        gc.collect()
        gc.freeze()
        connection.send(READY)
        while True:
            _serve_batch(connection, position, work, task.limits.seconds)


def _serve_batch(connection: Connection, position: MutableSequence[int], work: Work[T], seconds: float) -> None:
    batch: list[tuple[int, Document]] = connection.recv()
    numbers = [number for number, _ in batch]

    def at(index: int, stage: Stage) -> None:
        position[2] = STAGES.index(stage)
        if stage == "pipeline":
            return
        position[1] += 1
        position[0] = numbers[index]
        _alarm(seconds * _ALARM_FACTOR + 1)

    results = work([document for _, document in batch], at)
    answer = ForkingPickler.dumps(list(zip(numbers, results, strict=True)))
    # How long the parent takes to fetch the answer is no fault of a document.
    _alarm(0)
    position[0] = IDLE
    connection.send_bytes(answer)


def _alarm(seconds: float) -> None:
    """The system ends the process after that time, also inside C code that never returns; 0 calls it off."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _end_with_parent() -> None:
    """End this process when its parent ends, however that happens."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    Thread(target=watch, daemon=True).start()


def limit_memory(limit: int) -> tuple[int, int] | None:
    """Bound the address space of this process, where the system can.

    RETURNS (tuple[int, int] | None): the limits before, None if there are no such limits (Windows; on macOS none that works).
    """
    with suppress(ImportError, OSError, ValueError):
        import resource

        before = resource.getrlimit(resource.RLIMIT_AS)
        hard = before[1]
        resource.setrlimit(resource.RLIMIT_AS, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
        return before
    return None


@contextmanager
def memory_limited(limit: int) -> Iterator[None]:
    """`limit_memory` for a while."""
    before = limit_memory(limit)
    try:
        yield
    finally:
        if before is not None:
            import resource

            resource.setrlimit(resource.RLIMIT_AS, before)
