"""What a worker makes of a letter for the target of the run, so that the process that stores it has no work left but SQL."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Literal

from spacy.tokens import Doc, DocBin

from imr_nlp import labels
from imr_nlp.io.write.tables import Rows, rows_of
from imr_nlp.normalize import collapse
from imr_nlp.text.harmless import json_text
from imr_nlp.text.letter import letter_text

# What is kept of each letter: rows of the relational tables, the record as JSON, or that and the Doc.
Content = Literal["tables", "records", "docs"]
SOURCE_KEY = "imr_source"


@dataclass(frozen=True, slots=True)
class PreparedLetter:
    """A letter, ready to be stored; plain and picklable.

    source (str): where it was read.
    case_number (str | None): of the record.
    form (str): of the record.
    digest (str): of the text with white space collapsed.
    issues (int): how many it has.
    upheld (int): decisions upheld.
    overturned (int): decisions overturned.
    record (str | None): a line of the .jsonl: source and record. None where the content is "tables".
    rows (tuple[list[tuple], ...] | None): rows of `imr_nlp.io.write.tables.TABLES`, where the content is "tables".
    doc (bytes | None): a DocBin of the Doc, where the content is "docs".
    """

    source: str
    case_number: str | None
    form: str
    digest: str
    issues: int
    upheld: int
    overturned: int
    record: str | None = None
    rows: Rows | None = None
    doc: bytes | None = None


def prepare(source: str, text: str, doc: Doc, content: Content = "records", *, keep_text: bool = True) -> PreparedLetter:
    """What is to be stored of a letter.

    source (str): where it was read.
    text (str): its text as read.
    doc (Doc): the text after the pipeline; its user data is given the source where the content is "docs".
    content (str): "tables", "records" or "docs".
    keep_text (bool): whether the tables have the whole text.
    RETURNS (PreparedLetter): plain; nothing in it belongs to the Doc, so it may leave a memory zone.
    """
    record: dict[str, Any] = doc._.imr.to_dict()
    name, digest = storable(source), text_digest(text)
    decisions = Counter(issue["decision"] for issue in record["issues"])
    rows = docs = line = None
    if content == "tables":
        rows = rows_of(record, name, (digest, case_summary(doc), letter_text(doc).text if keep_text else None))
    else:
        line = json_text({"source": name, **record})
    if content == "docs":
        doc.user_data[SOURCE_KEY] = name
        docs = DocBin(store_user_data=True, docs=[doc]).to_bytes()
    return PreparedLetter(
        name,
        record["header"]["case_number"],
        record["form"],
        digest,
        len(record["issues"]),
        decisions["upheld"],
        decisions["overturned"],
        line,
        rows,
        docs,
    )


def text_digest(text: str) -> str:
    """A digest of a letter's text, 32 hexadecimal digits, that line ends and white space do not change.

    >>> text_digest("not medically\\r\\nnecessary ") == text_digest("not  medically necessary")
    True
    """
    return blake2b(collapse(text).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def case_summary(doc: Doc) -> str | None:
    """The text of the clinical case summary, white space collapsed; None if there is none."""
    spans = [span for span in doc.spans.get(labels.SECTIONS, ()) if span.label_ == labels.CASE_SUMMARY_SECTION]
    text = letter_text(doc).text if spans else ""
    return collapse(" ".join(text[span.start_char : span.end_char] for span in spans)) or None


def storable(source: str) -> str:
    r"""A source as it is stored: bytes of a file name that are no text become escapes.

    >>> storable("letters/a.pdf"), storable("\udcff.pdf")
    ('letters/a.pdf', '\\udcff.pdf')
    """
    return source.encode("utf-8", "backslashreplace").decode("utf-8")
