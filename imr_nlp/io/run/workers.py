"""Processes that work on documents: bounded, in order, replaced when they die or hang. Start with `in_groups`.

A process gets a few documents at a time and notes in shared memory which one it is at. Of a process that dies or is ended, that
document is to blame: it is tried once more by itself, and reported if that process dies too; the others are done again. The
processes are spawned, not forked, so they are the same on every system and hold nothing of the parent's.

Each process has a thread in the parent that talks to it and may block; all else happens in the thread that iterates.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import suppress
from multiprocessing.context import SpawnContext
from multiprocessing.reduction import ForkingPickler
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import Any, Generic, TypeVar

from imr_nlp.errors import Errors, WorkerError
from imr_nlp.io.read.documents import Document, Failure, Finished, ledger_name
from imr_nlp.io.run.starting import UNGUARDED, end_if_imported_by_worker, starting
from imr_nlp.io.run.worker import IDLE, READY, STAGES, NotReady, Task, serve

T = TypeVar("T")
Batch = list[tuple[int, Document]]

BATCH_SIZE = 16
BATCH_CHARACTERS = 500_000
# Of batches that a worker has, one is worked on and the next waits, so that it never does.
BATCHES_A_WORKER = 2
# What may be finished ahead of a document that takes long: documents, and bytes of texts and results.
WINDOW = 2_000
WINDOW_BYTES = 50_000_000
# A process is given so many documents, then a new one takes its place: what spaCy keeps of ever new words (half a kilobyte a
# letter, also under memory zones) does not add up.
DOCUMENTS_A_WORKER = 10_000
DEATHS_IN_A_ROW = 10
_LOOK_EVERY = 0.2


def worker_count() -> int:
    """How many workers are started when nobody says: the processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_groups(
    documents: Iterable[Document | Failure], task: Task[T], *, workers: int
) -> Generator[list[Finished[T]], None, None]:
    """Work on documents in processes of their own.

    documents (Iterable[Document | Failure]): taken as they are needed, a bounded number ahead; a failure is passed on.
    task (Task): what to do with them, and the limits. Pickled.
    workers (int): processes, started as there is work for them.
    YIELDS (list[Finished]): what came of the next documents, in order; a few times a second, although nothing may be there.
        Closing the generator ends the processes; of one that is only dropped nobody knows when it ends.
    RAISES (WorkerError): workers cannot start, or die without a document to blame.
    """
    end_if_imported_by_worker()
    pool = _Pool(task, max(1, workers))
    try:
        yield from pool.run(iter(documents))
    finally:
        pool.close()


class _Worker(Generic[T]):
    """A process, the thread that talks to it, and what it has to do.

    events (SimpleQueue): gets (worker, message, size) for everything the process says, and a last one when it is gone.
    """

    def __init__(self, context: SpawnContext, task: Task[T], events: SimpleQueue[tuple[_Worker[T], Any, int]]) -> None:
        self.jobs: dict[int, Document] = {}
        self.batches = 0
        self.given = 0
        self.ready = False
        self.ended_at: int | None = None
        self.position = context.RawArray(ctypes.c_longlong, [IDLE, 0, 0])
        self._seen: tuple[int, int] = (IDLE, 0)
        self._spent = 0.0
        self._events = events
        self._inbox: SimpleQueue[Batch | None] = SimpleQueue()
        self._connection, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs, self.position, task), daemon=True)
        with theirs, starting():
            self.process.start()
        Thread(target=self._talk, daemon=True).start()

    def give(self, batch: Batch) -> None:
        """Hand over work."""
        self.jobs.update(batch)
        self.batches += 1
        self.given += len(batch)
        self._inbox.put(batch)

    @property
    def is_spent(self) -> bool:
        """Whether it is to be given nothing more."""
        return self.given >= DOCUMENTS_A_WORKER

    def is_over(self, limit: float, elapsed: float) -> bool:
        """Whether it is longer than `limit` at the same letter, `elapsed` having passed since the last call."""
        seen = (self.position[0], self.position[1])
        self._spent = self._spent + elapsed if seen == self._seen and seen[0] != IDLE else 0.0
        self._seen = seen
        return self._spent > limit

    def end(self) -> None:
        """End the process now; what it has done and not sent is lost."""
        self.ended_at = self._seen[0]
        self.process.kill()

    def close(self) -> None:
        """End the process and the thread."""
        self.process.kill()
        self._inbox.put(None)
        self.process.join(5)

    def reason(self) -> str:
        """Of its death, once it is gone."""
        self.process.join(5)
        status = self.process.exitcode
        if status is None or status >= 0:
            return f"exit status {status}"
        with suppress(ValueError):
            return signal.Signals(-status).name
        return f"signal {-status}"

    def _talk(self) -> None:
        gone: Any = None
        with self._connection:
            try:
                self._receive()
                while (batch := self._inbox.get()) is not None:
                    self._connection.send(batch)
                    self._receive()
            except (EOFError, OSError):
                pass
            except Exception as error:
                gone = error
        self._events.put((self, gone, 0))

    def _receive(self) -> None:
        answer = self._connection.recv_bytes()
        self._events.put((self, ForkingPickler.loads(answer), len(answer)))


class _Pool(Generic[T]):
    """The workers of one run and the results that wait for their turn."""

    def __init__(self, task: Task[T], size: int) -> None:
        self.task = task
        self.size = size
        self.workers: list[_Worker[T]] = []
        self.events: SimpleQueue[tuple[_Worker[T], Any, int]] = SimpleQueue()
        self.context = multiprocessing.get_context("spawn")
        self.again: deque[Batch] = deque()
        self.suspects: set[int] = set()
        self.results: dict[int, tuple[Finished[T], int]] = {}
        self.issued = self.next = self.held = self.deaths = 0
        self.exhausted = False
        self.looked = monotonic()

    def run(self, documents: Iterator[Document | Failure]) -> Iterator[list[Finished[T]]]:
        """As `in_groups`."""
        while True:
            self._feed(documents)
            self._collect(wait=self.next not in self.results and self.next < self.issued)
            group = []
            while self.next in self.results:
                finished, size = self.results.pop(self.next)
                self.next += 1
                self.held -= size
                group.append(finished)
            if not group and self.exhausted and self.next == self.issued:
                return
            # Workers have their next batches before the caller takes its time.
            self._feed(documents)
            yield group

    def close(self) -> None:
        """End all workers."""
        for worker in self.workers:
            worker.process.kill()
        for worker in self.workers:
            worker.close()

    # work out

    def _feed(self, documents: Iterator[Document | Failure]) -> None:
        """Give workers what they have room for; start one where all have work."""
        while (worker := self._with_room()) is not None or self._may_start():
            batch = self.again.popleft() if self.again else self._take(documents)
            if not batch:
                return
            if worker is None or (worker.batches and self._may_start()):
                worker = _Worker(self.context, self.task, self.events)
                self.workers.append(worker)
            worker.give(batch)

    def _with_room(self) -> _Worker[T] | None:
        lasting = (worker for worker in self.workers if not worker.is_spent)
        worker = min(lasting, key=lambda worker: worker.batches, default=None)
        return worker if worker is not None and worker.batches < BATCHES_A_WORKER else None

    def _may_start(self) -> bool:
        return sum(not worker.is_spent for worker in self.workers) < self.size

    def _take(self, documents: Iterator[Document | Failure]) -> Batch:
        """The next batch: empty at the end, and as long as too much waits."""
        batch: Batch = []
        characters = 0
        while (
            not self.exhausted
            and len(batch) < BATCH_SIZE
            and characters < BATCH_CHARACTERS
            and self.issued - self.next < WINDOW
            and (self.held < WINDOW_BYTES or self.issued == self.next)
        ):
            document = next(documents, None)
            if document is None:
                self.exhausted = True
                break
            number = self.issued
            self.issued += 1
            if isinstance(document, Failure):
                self.results[number] = (Finished(ledger_name(document), failures=(document,)), 0)
                continue
            batch.append((number, document))
            size = len(document.text or "")
            characters += size
            self.held += size
        return batch

    # results in

    def _collect(self, wait: bool) -> None:
        """Take what workers have sent; `wait`: at least for a moment."""
        while True:
            try:
                worker, message, size = self.events.get(timeout=_LOOK_EVERY) if wait else self.events.get_nowait()
            except Empty:
                break
            wait = False
            if worker not in self.workers:
                continue
            if message is None or isinstance(message, Exception):
                self._replace(worker, message)
            elif isinstance(message, NotReady):
                raise WorkerError(message.message)
            elif message == READY:
                worker.ready = True
            else:
                self._received(worker, message, size)
        self._look()

    def _received(self, worker: _Worker[T], message: list[tuple[int, Finished[T]]], size: int) -> None:
        self.deaths = 0
        worker.batches -= 1
        for number, finished in message:
            self._done(worker.jobs.pop(number), number, finished, size // len(message))
        if worker.is_spent and not worker.batches:
            self.workers.remove(worker)
            worker.close()

    def _done(self, document: Document, number: int, finished: Finished[T], size: int) -> None:
        self.held += size - len(document.text or "")
        self.results[number] = (finished, size)
        self.suspects.discard(number)

    def _look(self) -> None:
        """End workers that are over the time limit."""
        now = monotonic()
        elapsed = now - self.looked
        if elapsed < _LOOK_EVERY:
            return
        self.looked = now
        # Where nobody looked for long, the caller was busy or the machine asleep, and the workers may have been, too.
        elapsed = min(elapsed, 5 * _LOOK_EVERY)
        for worker in self.workers:
            if worker.ended_at is None and worker.is_over(self.task.limits.seconds, elapsed):
                worker.end()

    def _replace(self, worker: _Worker[T], error: Exception | None) -> None:
        """A worker is gone: blame the document it was at, and have the others done again."""
        self.workers.remove(worker)
        worker.close()
        if error is not None:
            raise WorkerError(Errors.E054.format(reason=f"{type(error).__name__}: {error}")) from error
        jobs = worker.jobs
        reason = worker.reason()
        number = worker.position[0] if worker.ended_at is None else worker.ended_at
        if number in jobs:
            self._blame(worker, jobs.pop(number), number, reason)
        elif worker.ended_at is None:
            self._count_death(worker, reason)
        rest = sorted(jobs.items())
        self.again.extend(rest[start : start + BATCH_SIZE] for start in range(0, len(rest), BATCH_SIZE))

    def _blame(self, worker: _Worker[T], document: Document, number: int, reason: str) -> None:
        path = document.source
        if worker.ended_at is not None:
            message = Errors.E051.format(path=path, seconds=self.task.limits.seconds)
        elif number in self.suspects:
            message = Errors.E050.format(path=path, reason=reason)
        else:
            # Something else may have ended it, the system for want of memory for instance.
            self.suspects.add(number)
            self.again.appendleft([(number, document)])
            return
        stage = STAGES[worker.position[2]]
        self._done(document, number, Finished(path, failures=(Failure.of(path, stage, message),)), 0)

    def _count_death(self, worker: _Worker[T], reason: str) -> None:
        if worker.process.exitcode == UNGUARDED:
            raise WorkerError(Errors.E053)
        if not worker.ready and (worker.process.exitcode or 0) > 0:
            raise WorkerError(Errors.E054.format(reason=reason))
        self.deaths += 1
        if self.deaths >= DEATHS_IN_A_ROW:
            raise WorkerError(Errors.E056.format(count=self.deaths, reason=reason))
