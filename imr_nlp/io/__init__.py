"""Text files in, records out.

`find_letters` lists the files, `read_letter` decodes one, `records` runs the pipeline over many; `imr_nlp.cli` puts them
together.

>>> import imr_nlp
>>> from imr_nlp.io import find_letters, read_letter, records
>>> def letters(folder):
...     for path in find_letters(folder):
...         yield path, read_letter(path)
>>> for source, record in records(imr_nlp.load(), letters("corpus/letters")):
...     if source.endswith("a01.txt"):
...         print(record["header"]["case_number"], len(record["issues"]))
CM16-9900101 2
"""

from __future__ import annotations

import codecs
import os
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from spacy.language import Language

from imr_nlp.errors import Errors, ReadError

BATCH_SIZE = 256
# PDF extractors leave single control characters in a text (one in a thousand); in a file that is no text one byte in ten.
_MOST_CONTROLS = 0.03
_CONTROLS = {code: None for code in range(32) if chr(code) not in "\t\n\v\f\r\x1a\x1b"}


def decode_letter(data: bytes, name: str | Path = "data") -> str:
    """The text of a file: UTF-16 if a byte order mark says so, else UTF-8, else Windows-1252, else Latin-1.

    data (bytes): the file's contents.
    name (str | Path): what a message calls it.
    RETURNS (str): the text without byte order mark, line ends as they are.
    RAISES (ReadError): the bytes are no text.

    >>> decode_letter(b"\\xef\\xbb\\xbfCase Number:"), decode_letter(b"the worker\\x92s knee")
    ('Case Number:', 'the worker’s knee')
    """
    if data.startswith(b"%PDF-"):
        raise ReadError(Errors.E013.format(path=name))
    text = _decoded(data)
    if len(text) - len(text.translate(_CONTROLS)) > _MOST_CONTROLS * len(text):
        raise ReadError(Errors.E012.format(path=name))
    return text


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def read_letter(path: str | Path) -> str:
    """The text of a letter's file.

    path (str | Path): a text file.
    RETURNS (str): its text, see `decode_letter`.
    RAISES (ReadError): the file is missing, not readable, empty or no text; the message names it.
    """
    try:
        text = decode_letter(Path(path).read_bytes(), path)
    except FileNotFoundError as error:
        raise ReadError(Errors.E009.format(path=path)) from error
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error.reason
        raise ReadError(Errors.E008.format(path=path, reason=reason)) from error
    if not text.strip():
        raise ReadError(Errors.E011.format(path=path))
    return text


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
        raise ReadError(Errors.E010.format(path=name))


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


def _record(
    nlp: Language, source: str, text: str, on_error: Callable[[ReadError], None] | None
) -> dict[str, Any] | None:
    try:
        record: dict[str, Any] = nlp(text)._.imr.to_dict()
    except Exception as error:
        if on_error is None:
            raise
        on_error(ReadError(Errors.E017.format(path=source, reason=f"{type(error).__name__}: {error}")))
        return None
    return record
