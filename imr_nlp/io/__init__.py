"""Letters in, records out.

read/   `documents` says what the parts hand one another. `sources` finds documents, with `folders`, `archives` and
        `json_lines`; `readers` reads them, with `decoding`, `pdf` and `files`.
run/    `run` puts all together: `workers` starts the processes (`starting`: how), `worker` is what runs in them; `report` says
        how far it is.
write/  `prepare` makes what the workers send back; `store` (`versions`: whose file it is), `tables` and `export` write it down,
        `dictionary` explains it.
diff/   what differs between two runs.
questions/  twelve questions that a database answers, as SQL files.
`letter` reads one letter, `frame` makes DataFrames, `database` opens what a run wrote.

>>> import imr_nlp
>>> from imr_nlp.io import find_documents, read_texts
>>> nlp = imr_nlp.load()
>>> for document in find_documents("corpus/letters/a0[12].txt"):
...     for source, text in read_texts(document):
...         print(nlp(text)._.imr.header.case_number)
CM16-9900101
CM16-9900102
"""

from imr_nlp.io.read.decoding import decode_letter
from imr_nlp.io.read.documents import Document, Extraction, Failure, Limits
from imr_nlp.io.read.folders import SUFFIXES
from imr_nlp.io.read.readers import read_letter, read_texts, text_of
from imr_nlp.io.read.sources import find_documents

__all__ = [
    "SUFFIXES",
    "Document",
    "Extraction",
    "Failure",
    "Limits",
    "decode_letter",
    "find_documents",
    "read_letter",
    "read_texts",
    "text_of",
]
