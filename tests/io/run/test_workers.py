"""Workers that die, hang or cannot start, with tasks that need no pipeline."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from spacy.tokens import Doc

from imr_nlp.errors import WorkerError
from imr_nlp.io.read.documents import DEFAULT_LIMITS, Document, Failure, Finished, Limits
from imr_nlp.io.run import worker as worker_module
from imr_nlp.io.run import workers as module
from imr_nlp.io.run.worker import At, ReadLetters, Work
from in_process import in_order

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="deaths are told by signal"),
]


@dataclass(frozen=True)
class Upper:
    """Gives texts in capitals; some texts are orders."""

    limits: Limits = DEFAULT_LIMITS
    folder: str = ""

    def start(self) -> Work[str]:
        return self.work

    def work(self, documents: Sequence[Document], at: At) -> list[Finished[str]]:
        done = []
        for index, document in enumerate(documents):
            at(index, "read")
            text = document.text or ""
            at(index, "pipeline")
            done.append(Finished(document.source, (self.obey(text),)))
        return done

    def obey(self, text: str) -> str:
        if text == "die":
            os.abort()
        if text == "die once" and not os.path.exists(f"{self.folder}/died"):
            Path(self.folder, "died").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if text == "hang":
            time.sleep(600)
        if text == "short":
            time.sleep(0.3)
        if text == "who":
            return str(os.getpid())
        if text == "fail":
            raise RuntimeError("a fault of the task itself")
        return text.upper()


@dataclass(frozen=True)
class Startless:
    """Cannot start."""

    how: str
    limits: Limits = DEFAULT_LIMITS

    def start(self) -> Work[str]:
        if self.how == "raise":
            raise OSError("no such pipeline")
        if self.how == "exit":
            os._exit(3)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError


@pytest.fixture
def forked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes are forked from one that has imported the package, which each of those that are spawned takes a second for."""
    get_context = multiprocessing.get_context
    multiprocessing.set_forkserver_preload(["imr_nlp.io.run.workers", "pytest"])
    monkeypatch.setattr(multiprocessing, "get_context", lambda method: get_context("forkserver"))


def documents(texts: Sequence[str]) -> list[Document]:
    return [Document(str(number), text=text) for number, text in enumerate(texts)]


def outcome(finished: Finished[str]) -> str:
    return "".join(finished.letters) or "".join(f"{failure.code} {failure.stage}" for failure in finished.failures)


WORDS = [f"word {number}" for number in range(100)]


@pytest.mark.usefixtures("forked")
@pytest.mark.parametrize("workers", [1, 2])
def test_processes_are_renewed_and_nothing_is_lost(workers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "DOCUMENTS_A_WORKER", 2 * module.BATCH_SIZE)
    count = 7 * module.BATCH_SIZE
    found = list(in_order(documents(["who"] * count), Upper(), workers=workers))
    assert [finished.source for finished in found] == [str(number) for number in range(count)]
    processes = [outcome(finished) for finished in found]
    assert len(set(processes)) >= 4
    assert max(map(processes.count, processes)) == 2 * module.BATCH_SIZE


@pytest.mark.usefixtures("forked")
@pytest.mark.parametrize("workers", [1, 3])
def test_results_come_in_order_and_the_time_limit_is_of_one_document(workers: int) -> None:
    texts = [*["short"] * 5, *WORDS, "short", *WORDS]
    found = list(in_order(documents(texts), Upper(Limits(seconds=0.9)), workers=workers))
    assert [finished.source for finished in found] == [str(number) for number in range(len(texts))]
    assert [outcome(finished) for finished in found] == [text.upper() for text in texts]


def test_nothing_to_do_starts_nothing() -> None:
    assert list(in_order([], Startless("raise"), workers=2)) == []


def test_failures_keep_their_place() -> None:
    missing = Failure("gone", "find", "E009", "no such file")
    found = list(in_order([*documents(["a"]), missing, *documents(["b"])], Upper(), workers=1))
    assert [outcome(finished) for finished in found] == ["A", "E009 find", "B"]
    assert found[1].source == "gone [E009]"


@pytest.mark.usefixtures("forked")
@pytest.mark.parametrize(
    ("orders", "workers"),
    [
        ({"die": "E050 pipeline", "fail": "E050 pipeline", "die once": "DIE ONCE", "hang": "E051 pipeline"}, 2),
        ({"die": "E050 pipeline"}, 1),
    ],
    ids=["two workers", "one worker"],
)
def test_the_document_that_ends_a_worker_is_reported_and_all_others_are_done(
    orders: dict[str, str], workers: int, tmp_path: Path
) -> None:
    texts = [*WORDS[:20], *orders, *WORDS[:20], "die"]
    found = list(in_order(documents(texts), Upper(Limits(seconds=0.6), str(tmp_path)), workers=workers))
    assert [outcome(finished) for finished in found] == [orders.get(text, text.upper()) for text in texts]
    (failure,) = found[-1].failures
    assert failure.source == str(len(texts) - 1) and "SIGABRT" in str(failure)


def test_worker_that_is_killed_from_outside_costs_nothing() -> None:
    running = in_order(documents(["short", *WORDS] * 4), Upper(), workers=2)
    found = [next(running)]
    for child in multiprocessing.active_children():
        os.kill(child.pid or 0, signal.SIGKILL)
    found += running
    assert [outcome(finished) for finished in found] == [text.upper() for text in ["short", *WORDS] * 4]


@pytest.mark.usefixtures("forked")
@pytest.mark.parametrize(
    ("how", "code"), [("raise", "E055.*no such pipeline"), ("exit", "E054.*exit status 3"), ("kill", "E056")]
)
def test_workers_that_cannot_start_are_one_error(how: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "DEATHS_IN_A_ROW", 2)
    with pytest.raises(WorkerError, match=code):
        list(in_order(documents(WORDS), Startless(how), workers=2))


@pytest.mark.usefixtures("forked")
def test_few_documents_are_taken_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WINDOW", 50)
    taken = 0

    def stream() -> Iterator[Document]:
        nonlocal taken
        for taken in range(1, 100_000):
            yield Document(str(taken), text="x")

    running = in_order(stream(), Upper(), workers=2)
    for finished in running:
        assert taken <= int(finished.source) + 2 * 50
        if finished.source == "300":
            break
    running.close()


@pytest.mark.usefixtures("forked")
@pytest.mark.parametrize("way", ["close", "delete", "raise"])
def test_stopping_early_ends_the_workers(way: str) -> None:
    before = set(multiprocessing.active_children())
    running = in_order(documents(["a"] * 20 + ["hang"] * 20), Upper(), workers=2)
    assert outcome(next(running)) == "A"
    start = time.monotonic()
    if way == "close":
        running.close()
    elif way == "delete":
        del running
    else:
        with pytest.raises(KeyError):
            for _ in running:
                raise KeyError
        del running
    assert time.monotonic() - start < 5
    assert set(multiprocessing.active_children()) <= before


def test_words_of_the_first_documents_are_kept_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a memory zone the tokenizer keeps nothing, so the first are read outside of one."""
    monkeypatch.setattr(worker_module, "DOCUMENTS_BEFORE_ZONES", 3)
    work = ReadLetters(_in_a_zone).start()
    batches = [documents(["One letter."] * 2)] * 3
    found = [finished.letters[0] for batch in batches for finished in work(batch, lambda index, stage: None)]
    assert found == [False, False, False, False, True, True]


def _in_a_zone(source: str, text: str, doc: Doc) -> bool:
    return bool(doc.vocab.in_memory_zone)
