"""From files or texts to records, in worker processes: `extract` yields, `extract_to` stores, `extract_lines` writes JSON.

>>> from imr_nlp.io.run.run import extract
>>> letters = [("a", "IMR ISSUES, DECISIONS AND RATIONALES\\nSoma 350mg #60: Upheld"), "no such file.txt"]
>>> for extraction in extract(letters, workers=1):
...     print(extraction.source, extraction.failure or extraction.record.issues[0].decision)
a upheld
no such file.txt [E009] no such file or folder: no such file.txt.
"""

from __future__ import annotations

import json
import os
import warnings
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple, TextIO, TypeVar, cast

from imr_nlp.errors import Errors, WriteError
from imr_nlp.io.letter import is_text
from imr_nlp.io.read.documents import DEFAULT_LIMITS, Document, Extraction, Failure, Finished, Limits, ledger_name
from imr_nlp.io.read.sources import Source
from imr_nlp.io.run.options import DEFAULT_OPTIONS, Options, check_needs, passed_over_notes
from imr_nlp.io.run.starting import end_if_imported_by_worker
from imr_nlp.io.run.worker import ReadLetters
from imr_nlp.io.run.workers import in_groups, worker_count
from imr_nlp.io.write.export import CONTENTS, check_target, export, export_errors
from imr_nlp.io.write.files import locked
from imr_nlp.io.write.prepare import Content, PreparedLetter, prepare
from imr_nlp.io.write.store import DUPLICATE_CODES, Counts, Store, remove_store
from imr_nlp.labels import UNKNOWN_FORM

if TYPE_CHECKING:
    from spacy.tokens import Doc

T = TypeVar("T")

# What a kill may cost: results wait so long for their transaction, or until there are so many.
COMMIT_SECONDS = 1.0
COMMIT_DOCUMENTS = 1_000
# How many letters of unknown form a warning names.
MOST_NAMED = 5
JOURNAL, ERRORS = ".journal", ".errors.jsonl"


@dataclass(frozen=True, slots=True)
class Progress:
    """What has come about since the last time.

    finished (Sequence[Finished]): documents that are done.
    passed_over (int): documents that a former run had done.
    duplicates (Sequence[Failure]): letters that were not stored because they are stored already.
    """

    finished: Sequence[Finished[PreparedLetter]] = ()
    passed_over: int = 0
    duplicates: Sequence[Failure] = ()


OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class RunSummary:
    """How a run ended.

    counts (Counts): what the target holds, of former runs too; if it was complete only the errors are counted.
    was_complete (bool): whether a former run had completed the target, so that this one did nothing.
    found_nothing (bool): whether no source could be found, so that the target was not touched.
    notices (tuple[str, ...]): what the target lacks, and letters of unknown form.
    """

    counts: Counts
    was_complete: bool = False
    found_nothing: bool = False
    notices: tuple[str, ...] = ()


def extract(
    paths_or_texts: Source | Iterable[Source],
    *,
    workers: int | None = None,
    model: str = "imr_nlp",
    limits: Limits = DEFAULT_LIMITS,
    text_field: str = "text",
    id_field: str = "id",
) -> Iterator[Extraction]:
    """Read letters in processes of their own.

    The processes import the main module, so in a script the call stands under `if __name__ == "__main__":`. They end with the
    generator: at its end, when it is closed, or when the loop over it is left.

    paths_or_texts (str | Path | Iterable[str | Path | tuple[str, str]]): files, folders and globs, see
        `imr_nlp.io.read.sources.find_documents`; texts, which are strings with a line break in them and have their place, "0",
        "1", ..., as source; or source and text. Taken as they are needed, so a generator may be endless.
    workers (int | None): processes; None: as many as there are processors.
    model (str): pipeline: name of a package or folder of a saved one.
    limits (Limits): what a document may cost.
    text_field (str): the key of the text in a .jsonl file.
    id_field (str): the key of the id in a .jsonl file.
    YIELDS (Extraction): record or failure of each letter, in order. Letters of form "unknown" are warned of at the end.
    RAISES (WorkerError): processes cannot start, for instance because the pipeline cannot be loaded.

    >>> import imr_nlp
    >>> [extraction.record.form for extraction in imr_nlp.extract("corpus/letters/a0[12].txt", workers=1)]
    ['final_determination', 'final_determination']
    """
    options = Options(workers, model, limits, text_field, id_field)
    letters, unknown = 0, list[str]()
    try:
        with _results(options.documents(_named(paths_or_texts)), _extraction, options) as groups:
            for finished in chain.from_iterable(groups):
                letters += len(finished.letters)
                unknown += [one.source for one in finished.letters if one.record and one.record.form == UNKNOWN_FORM]
                yield from finished.letters
                yield from (Extraction(failure.source, failure=failure) for failure in finished.failures)
    finally:
        if unknown:
            warnings.warn(unknown_forms(unknown, len(unknown), letters), stacklevel=2)


def unknown_forms(sources: Sequence[str], count: int, letters: int) -> str:
    """The warning of letters of form "unknown", of which the first few sources are named."""
    shown = ", ".join(sources[:MOST_NAMED]) + ", ..." * (count > MOST_NAMED)
    return Errors.W003.format(count=count, letters=letters, sources=shown)


def extract_to(
    sources: Source | Iterable[Source],
    target: str | os.PathLike[str],
    *,
    resume: bool = False,
    overwrite: bool = False,
    retry_failed: bool = False,
    options: Options = DEFAULT_OPTIONS,
    on_progress: OnProgress | None = None,
) -> RunSummary:
    """Read letters and store them; a run that was stopped, however that happened, can be resumed.

    sources (str | Path | Iterable): as for `imr_nlp.io.read.sources.find_documents`.
    target (str | Path): a file whose ending says what is written, see `imr_nlp.io.write.export`. Letters go to a .db target
        itself, for others to TARGET.journal, from which the target is written at the end; errors then stand in
        TARGET.errors.jsonl.
    resume (bool): go on with what a former run has stored, if anything.
    overwrite (bool): replace a former run's target.
    retry_failed (bool): as `resume`, and do again what could not be read.
    options (Options): how letters are read.
    on_progress (Callable | None): called a few times a second with what is stored next.
    RETURNS (RunSummary): what the target holds.
    RAISES (WriteError): the target cannot be written, or is there and neither `resume` nor `overwrite` is given.
    RAISES (WorkerError): processes cannot start. What was stored stays.
    """
    end_if_imported_by_worker()
    path = Path(target)
    content = check_target(path, options.table)
    flags = _Flags(resume or retry_failed, overwrite, retry_failed)
    with locked(path):
        return _extract_to(sources, path, content, flags, options, on_progress)


class _Flags(NamedTuple):
    resume: bool
    overwrite: bool
    retry_failed: bool


def _extract_to(
    sources: Source | Iterable[Source],
    path: Path,
    content: Content,
    flags: _Flags,
    options: Options,
    on_progress: OnProgress | None,
) -> RunSummary:
    """As `extract_to`, when no other run is at the target."""
    is_store = content == "tables"
    place = path if is_store else path.with_name(path.name + JOURNAL)
    errors_path = Path(errors_place(path))
    if not is_store and path.exists() and not flags.overwrite:
        if not flags.resume:
            raise WriteError(Errors.E041.format(path=path))
        if not place.exists():
            if flags.retry_failed and errors_path.exists():
                raise WriteError(Errors.E107.format(path=path))
            return RunSummary(_counted_errors(errors_path), was_complete=True)
    if place.is_symlink() and not is_store:
        raise WriteError(Errors.E014.format(path=place, reason="a link"))
    check_needs(sources, options)
    skipped = Counter[str]()
    documents = options.documents(sources, skipped)
    ahead = _up_to_a_document(documents)
    missing = [item for item in ahead if isinstance(item, Failure)]
    if missing and len(missing) == len(ahead):
        return _nothing_found(missing, skipped, on_progress)
    stored = options.stored | ({"text": "left out"} if is_store and not options.keep_text else {})
    convert = partial(prepare, content=content, keep_text=options.keep_text)
    opened = Store.open(place, tables=is_store, resume=flags.resume, overwrite=flags.overwrite, options=stored)
    with closing(opened) as store:
        if flags.retry_failed:
            store.forget_failed()
        _fill(store, chain(ahead, documents), convert, options, on_progress)
        counts, notices = store.counts(), [*store.notices, *passed_over_notes(skipped)]
        if counts.unknown:
            notices.append(unknown_forms(store.unknown_forms(MOST_NAMED), counts.unknown, counts.letters))
        summary = RunSummary(counts, notices=tuple(notices))
        if not is_store:
            export_errors(store, errors_path)
            export(store, path, options.table)
    if not is_store:
        remove_store(place)
    return summary


def _nothing_found(missing: Sequence[Failure], skipped: Counter[str], on_progress: OnProgress | None) -> RunSummary:
    if on_progress is not None:
        on_progress(Progress([Finished(failure.source, failures=(failure,)) for failure in missing]))
    return RunSummary(Counts(failures=len(missing)), found_nothing=True, notices=tuple(passed_over_notes(skipped)))


def extract_lines(
    sources: Source | Iterable[Source],
    file: TextIO,
    *,
    options: Options = DEFAULT_OPTIONS,
    on_progress: OnProgress | None = None,
) -> RunSummary:
    """Read letters and write each record as a line of JSON, as soon as its turn comes. Nothing is left out as a duplicate.

    As `extract_to`, to a file open for writing.
    """
    check_needs(sources, options)
    total, skipped, unknown = Counter[str](), Counter[str](), list[str]()
    with _results(options.documents(sources, skipped), prepare, options) as groups:
        for group in groups:
            for finished in group:
                total.update(sources=1, letters=len(finished.letters), failures=len(finished.failures))
                for letter in finished.letters:
                    total.update(issues=letter.issues, upheld=letter.upheld, overturned=letter.overturned)
                    unknown += [letter.source] * (letter.form == UNKNOWN_FORM)
                    file.write(f"{letter.record}\n")
            if on_progress is not None:
                on_progress(Progress(group))
    counts = Counts(**total, unknown=len(unknown))
    notices = [unknown_forms(unknown, len(unknown), counts.letters)] if unknown else []
    return RunSummary(counts, notices=(*passed_over_notes(skipped), *notices))


def _results(
    documents: Iterable[Document | Failure], convert: Callable[[str, str, Doc], T], options: Options
) -> closing[Generator[list[Finished[T]], None, None]]:
    """What workers make of documents, a few at a time in order."""
    task = ReadLetters(convert, options.model, options.limits, options.patterns)
    return closing(in_groups(documents, task, workers=options.workers or worker_count()))


def _fill(
    store: Store,
    documents: Iterable[Document | Failure],
    convert: Callable[[str, str, Doc], PreparedLetter],
    options: Options,
    on_progress: OnProgress | None,
) -> None:
    """Store all that is not stored, in order, a second's work in a transaction."""
    passed_over = 0

    def new() -> Iterator[Document | Failure]:
        nonlocal passed_over
        for document in documents:
            if store.has(ledger_name(document)):
                passed_over += 1
            else:
                yield document

    pending: list[Finished[PreparedLetter]] = []

    def commit() -> None:
        # What fails half-way is taken back and must not be followed by later documents: the order decides which letter is a
        # duplicate.
        batch = pending.copy()
        pending.clear()
        duplicates = store.add(batch)
        if on_progress is not None and duplicates:
            on_progress(Progress(duplicates=duplicates))

    last = monotonic()
    reported = 0
    try:
        with _results(new(), convert, options) as groups:
            for group in groups:
                pending += group
                if on_progress is not None:
                    on_progress(Progress(group, passed_over - reported))
                    reported = passed_over
                if pending and (monotonic() - last > COMMIT_SECONDS or len(pending) >= COMMIT_DOCUMENTS):
                    commit()
                    last = monotonic()
    finally:
        if pending:
            commit()


def errors_place(target: str | os.PathLike[str]) -> str:
    """Where the errors of a run stand: in a database itself, of another target in the file beside it."""
    name = os.fspath(target)
    return name if CONTENTS.get(Path(name).suffix.lower()) == "tables" else name + ERRORS


def _up_to_a_document(documents: Iterator[Document | Failure]) -> list[Document | Failure]:
    """What comes first: a mistyped source, which gives failures only, is to cost no target."""
    ahead: list[Document | Failure] = []
    for item in documents:
        ahead.append(item)
        if isinstance(item, Document):
            break
    return ahead


def _counted_errors(path: Path) -> Counts:
    """Of a complete target, by its file of errors."""
    duplicates = failures = 0
    if path.exists():
        with open(path, encoding="utf8") as file:
            for line in file:
                is_duplicate = json.loads(line)["code"] in DUPLICATE_CODES
                duplicates += is_duplicate
                failures += not is_duplicate
    return Counts(failures=failures, duplicates=duplicates)


def _named(paths_or_texts: Source | Iterable[Source]) -> Iterator[Source]:
    """A text gets its place as a name."""
    items = [paths_or_texts] if isinstance(paths_or_texts, str | os.PathLike) else paths_or_texts
    for number, item in enumerate(cast("Iterable[Source]", items)):
        yield (str(number), item) if is_text(item) else item


def _extraction(source: str, text: str, doc: Doc) -> Extraction:
    return Extraction(source, record=doc._.imr)
