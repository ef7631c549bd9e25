"""One letter in, its record out, in this process: `read` is where to start."""

from __future__ import annotations

import os
import warnings
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from imr_nlp.errors import Errors, ReadError
from imr_nlp.io.read.documents import DEFAULT_LIMITS, Document, Limits
from imr_nlp.io.read.files import shown
from imr_nlp.io.read.readers import read_letter, read_texts
from imr_nlp.labels import UNKNOWN_FORM
from imr_nlp.record.models import Determination

if TYPE_CHECKING:
    from spacy.language import Language

# Longer than any path that a system opens without more ado.
_LONGEST_PATH = 4096


def read(path_or_text: str | os.PathLike[str], *, limits: Limits = DEFAULT_LIMITS) -> Determination:
    """Read one letter; the pipeline is loaded at the first call and kept.

    path_or_text (str | Path): a .txt, .pdf or .docx file, or the text of a letter: a string with a line break in it.
    limits (Limits): `file_size` bounds the file or text; the others are not kept.
    RETURNS (Determination): the record, as `doc._.imr`. One of form "unknown" comes with a warning: next to nothing was read.
    RAISES (ReadError): the file is missing, a folder, empty, a PDF without text ...; the message says what to do.
    RAISES (TypeError): neither a path nor a string, bytes for instance.

    >>> import imr_nlp
    >>> record = imr_nlp.read("corpus/letters/a01.txt")
    >>> record.header.case_number, [issue.decision for issue in record.issues]
    ('CM16-9900101', ['upheld', 'upheld'])
    """
    if not isinstance(path_or_text, str | os.PathLike):
        raise TypeError(Errors.E072.format(type=type(path_or_text).__name__))
    if is_text(path_or_text):
        source = "the text"
        ((_, text),) = read_texts(Document(source, text=str(path_or_text)), limits)
    else:
        source = shown(os.fspath(path_or_text))
        if not source:
            raise ReadError(Errors.E011.format(path="the text"))
        if os.path.isdir(path_or_text):
            raise ReadError(Errors.E073.format(path=source))
        text = read_letter(Path(path_or_text), limits)
    record: Determination = _pipeline()(text)._.imr
    if record.form == UNKNOWN_FORM:
        warnings.warn(Errors.W003.format(count=1, letters=1, sources=source), stacklevel=2)
    return record


def is_text(value: object) -> bool:
    """Whether a value is a text rather than the name of a file: a string with a line break, or longer than a path can be."""
    return isinstance(value, str) and ("\n" in value or "\r" in value or len(value) > _LONGEST_PATH)


@cache
def _pipeline() -> Language:
    from imr_nlp.pipeline import load

    return load()
