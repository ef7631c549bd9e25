"""The letters of two runs, each with its partner. Start with `output_pairs`.

A letter's partner is the one of the same source, then the one of the same case number, then the one whose source has the same
name in another folder.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from imr_nlp.errors import Errors, ReadError
from imr_nlp.io.diff.compare import Partners
from imr_nlp.io.diff.outputs import Output, Record
from imr_nlp.io.read.documents import DEFAULT_LIMITS, Extraction, Limits

if TYPE_CHECKING:
    from imr_nlp.io.read.sources import Source


class Pair(NamedTuple):
    """A letter as two runs have it: their records (None where there is none), and what the later run calls it."""

    source: str
    case_number: str | None
    before: Record | None
    after: Record | None


def output_pairs(before: Output, after: Output) -> Iterator[Pair]:
    """The letters of two outputs, in the order of the second; what the first has alone comes last.

    RAISES (ReadError): a record cannot be read.
    """
    partners = Partners(before.keys(), after.keys())
    partners.match(lambda key: (key.source, key.case_number))
    partners.match(lambda key: key.source)
    partners.match(lambda key: key.case_number)
    partners.match(lambda key: None if key.case_number else os.path.basename(key.source))
    for old, new in partners.pairs():
        keys = [key for key in (new, old) if key is not None]
        number = next((key.case_number for key in keys if key.case_number), None)
        yield Pair(keys[0].source, number, before.record(old) if old else None, after.record(new) if new else None)


def model_pairs(
    before: str,
    after: str,
    sources: Sequence[Source],
    *,
    workers: int | None = None,
    limits: Limits = DEFAULT_LIMITS,
    on_failure: Callable[[str], object] = lambda message: None,
) -> Iterator[Pair]:
    """The letters of some sources, each read by two pipelines.

    before (str): package or folder of the first pipeline.
    after (str): of the second.
    sources (Sequence[str | Path | tuple[str, str]]): as for `imr_nlp.io.run.run.extract`.
    workers (int | None): processes of each; None: half of the processors.
    limits (Limits): what a document may cost.
    on_failure (Callable): called with the message of a letter that one of them could not read.
    YIELDS (Pair): in the order of the sources.
    RAISES (WorkerError): a pipeline cannot be loaded.
    """
    from imr_nlp.io.run.run import extract
    from imr_nlp.io.run.workers import worker_count

    each = workers or max(1, worker_count() // 2)
    with (
        closing(extract(sources, workers=each, model=before, limits=limits)) as first,  # type: ignore[type-var]
        closing(extract(sources, workers=each, model=after, limits=limits)) as second,  # type: ignore[type-var]
    ):
        for old, new in zip_longest(first, second):
            yield from _read_twice(old, new, on_failure)


def _read_twice(old: Extraction | None, new: Extraction | None, on_failure: Callable[[str], object]) -> Iterator[Pair]:
    if old is None or new is None or old.source != new.source:
        source = next(one.source for one in (old, new) if one is not None)
        raise ReadError(Errors.E064.format(path=source))
    for one in (old, new):
        if one.failure is not None:
            on_failure(str(one.failure))
            break
    if old.record is not None or new.record is not None:
        numbers = [record.header.case_number for record in (new.record, old.record) if record is not None]
        before, after = (None if record is None else record.to_dict() for record in (old.record, new.record))
        yield Pair(new.source, next(filter(None, numbers), None), before, after)
