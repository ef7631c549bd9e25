"""How a run reads letters, and what is looked at before it begins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path

from imr_nlp.errors import Errors, PatternError, WorkerError
from imr_nlp.io.read.documents import DEFAULT_LIMITS, Document, Failure, Limits
from imr_nlp.io.read.sources import Source, find_documents
from imr_nlp.rules.load import read_rows
from imr_nlp.rules.schema import Row
from imr_nlp.text.harmless import escaped

# What is imported, installed and asked for where files of an ending are read.
_EXTRAS = {".docx": ("docx", "python-docx", "docx")}


@dataclass(frozen=True, slots=True)
class Options:
    """How letters are read, and what is kept of them.

    workers (int | None): processes; None: as many as there are processors.
    model (str): pipeline: name of a package or folder of a saved one.
    limits (Limits): what a document may cost.
    text_field (str): the key of the text in a .jsonl file.
    id_field (str): the key of the id in a .jsonl file.
    keep_text (bool): whether a database has the letters' text.
    table (str | None): the one table that a .csv or .parquet has, see `imr_nlp.io.write.export.export`.
    patterns (tuple[str, ...]): further pattern files.
    """

    workers: int | None = None
    model: str = "imr_nlp"
    limits: Limits = DEFAULT_LIMITS
    text_field: str = "text"
    id_field: str = "id"
    keep_text: bool = True
    table: str | None = None
    patterns: tuple[str, ...] = ()

    def documents(
        self, sources: Source | Iterable[Source], skipped: Counter[str] | None = None
    ) -> Iterator[Document | Failure]:
        """The documents that sources stand for, see `imr_nlp.io.read.sources.find_documents`."""
        fields = {"text_field": self.text_field, "id_field": self.id_field}
        return find_documents(sources, self.limits, skipped=skipped, **fields)

    @property
    def stored(self) -> dict[str, str]:
        """What a target is gone on with under the same only."""
        contents = (path.read_bytes() if (path := Path(name)).is_file() else name.encode() for name in self.patterns)
        digests = [blake2b(content, digest_size=8).hexdigest() for content in contents]
        return {"pipeline": self.model, **({"patterns": ", ".join(digests)} if digests else {})}


DEFAULT_OPTIONS = Options()


def check_needs(sources: Source | Iterable[Source], options: Options) -> None:
    """Look before any work whether what the files need is installed, and whether pattern files can be used (else WorkerError).

    An iterator of sources, which comes once, is not looked at.
    """
    try:
        if options.patterns:
            # Which labels there are is known when all readers are imported; no other start waits for that.
            from imr_nlp.rules.check import import_row_classes

            import_row_classes()
        read_rows(options.patterns, (Row,))
    except (PatternError, OSError, UnicodeDecodeError) as error:
        raise WorkerError(str(error)) from error
    lacking = {ending: extra for ending, extra in _EXTRAS.items() if find_spec(extra[0]) is None}
    if not lacking or isinstance(sources, Iterator):
        return
    for document in options.documents(sources):
        name = "" if isinstance(document, Failure) else document.member or document.path or ""
        ending = Path(name).suffix.lower()
        if ending in lacking:
            _, package, extra = lacking[ending]
            raise WorkerError(Errors.E102.format(path=document.source, ending=ending, package=package, extra=extra))


def passed_over_notes(skipped: Counter[str]) -> list[str]:
    """What is said of files that were passed over, by how many there are of each kind: a message, or none."""
    kinds = ", ".join(f"{count} {ending}" for ending, count in sorted(skipped.items()))
    return [Errors.W010.format(kinds=escaped(kinds))] if kinds else []
