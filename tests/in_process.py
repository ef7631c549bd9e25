"""Extractions that read in this process: for tests of what does not depend on processes, which tests/io/run is about."""

from __future__ import annotations

import pickle
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import chain
from typing import Any

import pytest
from spacy.language import Language

from imr_nlp import pipeline
from imr_nlp.io.read.documents import Document, Failure, Finished, ledger_name
from imr_nlp.io.run import run, worker
from imr_nlp.io.run.workers import in_groups


def in_order(documents: Iterable[Document | Failure], task: Any, *, workers: int) -> Generator[Finished[Any], None, None]:
    """What workers make of documents, one by one."""
    with closing(in_groups(documents, task, workers=workers)) as groups:
        yield from chain.from_iterable(groups)


@contextmanager
def in_this_process(nlp: Language) -> Iterator[None]:
    """While it lasts, what a worker of the package's own pipeline does is done here; other pipelines and patterns have workers.

    nlp (Language): the package's pipeline. Starting a process and loading the pipeline there takes a second or two.
    """
    load_any = pipeline.load_any

    def load(model: str = "imr_nlp", patterns: Iterable[str] = ()) -> Language:
        own = tuple(patterns)
        return load_any(model, own) if own or model != "imr_nlp" else nlp

    def groups(documents: Iterable[Document | Failure], task: Any, *, workers: int) -> Iterator[list[Finished[Any]]]:
        if task.patterns or task.model != "imr_nlp":
            yield from in_groups(documents, task, workers=workers)
            return
        # As it travels to a worker, and its results from there.
        work = pickle.loads(pickle.dumps(task)).start()
        for document in documents:
            if isinstance(document, Failure):
                yield [Finished(ledger_name(document), failures=(document,))]
            else:
                yield pickle.loads(pickle.dumps(work([document], lambda index, stage: None)))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "load_any", load)
        patch.setattr(worker, "limit_memory", lambda limit: None)
        patch.setattr(run, "in_groups", groups)
        yield
