"""Text files in, records out, in one process: `find_letters` lists the files, `records` runs the pipeline over their texts."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from spacy.language import Language

from imr_nlp.errors import Errors, ReadError

BATCH_SIZE = 256


def find_letters(path: str | Path, on_error: Callable[[ReadError], None] | None = None) -> Iterator[str]:
    """The files that a path stands for.

    path (str | Path): a file, or a folder that is searched, with the folders in it, for files that end in .txt.
    on_error (Callable[[ReadError], None] | None): called with each folder in it that cannot be searched; None passes over it.
    YIELDS (str): the file as given, or the files of the folder in the order of their names, the folder in front.
    RAISES (ReadError): nothing is there, or the folder has no such file.
    """
    name = os.fspath(path)
    if not os.path.isdir(name):
        if not os.path.exists(name):
            raise ReadError(Errors.E009.format(path=name))
        yield name
        return
    failed = False

    def report(error: OSError) -> None:
        nonlocal failed
        failed = True
        if on_error is not None:
            on_error(ReadError(Errors.E008.format(path=error.filename, reason=error.strerror)))

    empty = True
    for folder, folders, files in os.walk(name, onerror=report):
        folders.sort()
        for file in sorted(files):
            if file.lower().endswith(".txt"):
                empty = False
                yield os.path.join(folder, file)
    if empty and not failed:
        raise ReadError(Errors.E010.format(path=name, suffixes=".txt"))


def records(
    nlp: Language,
    letters: Iterable[tuple[str, str]],
    *,
    batch_size: int = BATCH_SIZE,
    on_error: Callable[[ReadError], None] | None = None,
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The records of many letters, in memory that does not grow with their number.

    nlp (Language): the pipeline.
    letters (Iterable[tuple[str, str]]): name and text of each letter.
    batch_size (int): how many letters to hold at a time.
    on_error (Callable[[ReadError], None] | None): called for a letter that the pipeline fails on, which is then left out;
        None raises.
    YIELDS (tuple[str, dict]): name and record (`Determination.to_dict`) of each, in order.
    """
    iterator = iter(letters)
    while batch := list(islice(iterator, batch_size)):
        # A Doc does not outlive the zone, so the records are made inside it.
        with nlp.memory_zone():
            done = [(source, _record(nlp, source, text, on_error)) for source, text in batch]
        yield from ((source, record) for source, record in done if record is not None)


def _record(nlp: Language, source: str, text: str, on_error: Callable[[ReadError], None] | None) -> dict[str, Any] | None:
    try:
        record: dict[str, Any] = nlp(text)._.imr.to_dict()
    except Exception as error:
        if on_error is None:
            raise
        on_error(ReadError(Errors.E017.format(path=source, reason=f"{type(error).__name__}: {error}")))
        return None
    return record
