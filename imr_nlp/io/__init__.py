"""Letters in, records out.

`documents` says what the parts hand one another. `sources` finds documents, with `folders`, `archives` and `json_lines`;
`readers` reads them, with `decoding`, `pdf` and `files`. `letters` is a run in one process.

>>> import imr_nlp
>>> from imr_nlp.io import find_documents, read_texts, records
>>> def letters(folder):
...     for document in find_documents([folder]):
...         yield from read_texts(document)
>>> for source, record in records(imr_nlp.load(), letters("corpus/letters")):
...     if source.endswith("a01.txt"):
...         print(record["header"]["case_number"], len(record["issues"]))
CM16-9900101 2
"""

from imr_nlp.io.decoding import decode_letter
from imr_nlp.io.documents import Document, Extraction, Failure, Limits
from imr_nlp.io.folders import SUFFIXES
from imr_nlp.io.letters import BATCH_SIZE, find_letters, records
from imr_nlp.io.readers import read_letter, read_texts, text_of
from imr_nlp.io.sources import find_documents

__all__ = [
    "BATCH_SIZE",
    "SUFFIXES",
    "Document",
    "Extraction",
    "Failure",
    "Limits",
    "decode_letter",
    "find_documents",
    "find_letters",
    "read_letter",
    "read_texts",
    "records",
    "text_of",
]
