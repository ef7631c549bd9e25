"""What the parts of an extraction hand one another: documents to read, limits, and what came of them.

Nothing here imports spaCy; all values are plain and pickle.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from imr_nlp.errors import ReadError
from imr_nlp.record.models import Determination

T = TypeVar("T")

Stage = Literal["find", "read", "pipeline", "store"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost before it is given up and reported.

    file_size (int): bytes of a file, of a member of an archive when unpacked, or of one line of a .jsonl.
    seconds (float): time to read one document and run the pipeline on it.
    memory (int): bytes of address space that a worker may take.
    """

    file_size: int = 20_000_000
    seconds: float = 60.0
    memory: int = 4_000_000_000


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Document:
    """Something that a worker reads: one letter, or a .spacy file of many.

    source (str): what reports and tables call it: "letters/a.pdf", "letters.zip/a.pdf", "letters.jsonl:17:id". The same
        in every run, and that of one document only.
    path (str | None): the file, or the archive that holds it.
    member (str | None): its name in the archive.
    text (str | None): the text itself, which then needs no reading.
    """

    source: str
    path: str | None = None
    member: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a document gave no record.

    source (str): the document, or the folder or archive that could not be searched.
    stage (str): "find", "read", "pipeline" or "store".
    code (str): of the message, "E013".
    message (str): what happened and what to do, without the code.
    """

    source: str
    stage: Stage
    code: str
    message: str

    def __str__(self) -> str:
        return f"[{self.code}] {self.message}"

    @classmethod
    def of(cls, source: str, stage: Stage, text: str) -> Failure:
        """A failure from a message of `imr_nlp.errors`: "[E013] a.txt: ..."; the code is "" if it has none."""
        code, found, message = text.partition("] ")
        return cls(source, stage, code[1:], message) if found and code.startswith("[E") else cls(source, stage, "", text)

    @classmethod
    def of_error(cls, source: str, stage: Stage, error: Exception, otherwise: str) -> Failure:
        """A failure of the package's own error, or of any other in the words of the message `otherwise`."""
        if isinstance(error, ReadError):
            return cls.of(source, stage, str(error))
        return cls.of(source, stage, otherwise.format(path=source, reason=f"{type(error).__name__}: {error}"))


@dataclass(frozen=True, slots=True)
class Extraction:
    """What came of one letter: its record, the same as `doc._.imr`, or a failure; the other is None."""

    source: str
    record: Determination | None = None
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Finished(Generic[T]):
    """What came of one document: its letters, in whatever form they were asked for, and what failed.

    source (str): the document.
    letters (tuple): one of each letter; most documents are one, a .spacy file is many.
    failures (tuple[Failure, ...]): of the document or of some of its letters.
    """

    source: str
    letters: tuple[T, ...] = ()
    failures: tuple[Failure, ...] = ()


def ledger_name(item: Document | Failure) -> str:
    """What a run's ledger calls a document, or a failure to find one, which may have the same source."""
    return item.source if isinstance(item, Document) else f"{item.source} [{item.code}]"
