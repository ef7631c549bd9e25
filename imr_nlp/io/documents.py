"""What the parts of an extraction hand one another: documents to read, limits, and what came of them.

Nothing here imports spaCy; all values are plain and pickle.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

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
        """A failure from a message of `imr_nlp.errors`.

        source (str): the document.
        stage (str): where it failed.
        text (str): the message with its code in front, "[E013] a.txt: ...".
        RETURNS (Failure): with code and message apart; the code is "" if there is none.
        """
        code, found, message = text.partition("] ")
        return cls(source, stage, code[1:], message) if found and code.startswith("[E") else cls(source, stage, "", text)


@dataclass(frozen=True, slots=True)
class Extraction:
    """What came of one letter: a record (`Determination.to_dict`), or a failure; the other is None."""

    source: str
    record: dict[str, Any] | None = None
    failure: Failure | None = None
