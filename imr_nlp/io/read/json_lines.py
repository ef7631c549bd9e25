"""Letters in a .jsonl file, one JSON object a line, streamed: one line is held at a time, none over the limit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BufferedReader

from imr_nlp.errors import Errors, ReadError
from imr_nlp.io.read.decoding import decode_narrow
from imr_nlp.io.read.documents import Document, Failure
from imr_nlp.io.read.files import shown
from imr_nlp.text.characters import without_surrogates

_PIECE = 65_536
_HEAD = 4096
_LINE_END = b"\r\n"
_LONGEST_ID = 200


def read_json_lines(
    file: BufferedReader, source: str, *, limit: int, text_field: str = "text", id_field: str = "id"
) -> Iterator[Document | Failure]:
    """The letters of a .jsonl file.

    file (BufferedReader): open for reading bytes.
    source (str): what reports call the file.
    limit (int): bytes of a line.
    text_field (str): the key of the text.
    id_field (str): the key of the id, a string or number; not needed.
    YIELDS (Document | Failure): of each line that is not blank. The source is file and line, which no other letter has, and
        after it the id, if there is one: "letters.jsonl:17:CM16-9900101". After a line that gives no text, a failure, the next
        is read.
    RAISES (ReadError): the file is no text in UTF-8, or has nothing in it.

    >>> from io import BufferedReader, BytesIO
    >>> file = BufferedReader(BytesIO(b'{"id": 7, "text": "Case Number: CM16-9900101"}'))
    >>> [(document.source, document.text) for document in read_json_lines(file, "a.jsonl", limit=1000)]
    [('a.jsonl:1:7', 'Case Number: CM16-9900101')]
    """
    if b"\0" in file.peek(_HEAD)[:_HEAD]:
        raise ReadError(Errors.E012.format(path=source))
    empty = True
    for number, line in enumerate(_lines(file, limit), start=1):
        where = f"{source}:{number}"
        if line is None:
            empty = False
            yield Failure.of(where, "read", Errors.E024.format(path=where, limit=limit))
            continue
        try:
            if line.strip():
                empty = False
                yield _document(decode_narrow(line, where), where, text_field, id_field)
        except ReadError as error:
            yield Failure.of(where, "read", str(error))
    if empty:
        raise ReadError(Errors.E011.format(path=source))


def _lines(file: BufferedReader, limit: int) -> Iterator[bytes | None]:
    """Each line, None for one over the limit."""
    while line := file.readline(limit + len(_LINE_END)):
        if len(line.rstrip(_LINE_END)) <= limit:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = file.readline(_PIECE)
        yield None


def _document(line: str, where: str, text_field: str, id_field: str) -> Document:
    try:
        row = json.loads(line)
    except RecursionError as error:
        raise ReadError(Errors.E030.format(path=where, reason="nested too deeply")) from error
    except ValueError as error:
        raise ReadError(Errors.E030.format(path=where, reason=str(error))) from error
    if not isinstance(row, dict):
        raise ReadError(Errors.E030.format(path=where, reason=f"a {type(row).__name__}"))
    text = row.get(text_field)
    if not isinstance(text, str):
        reason = f"it is a {type(text).__name__}" if text_field in row else "there is no such field"
        raise ReadError(Errors.E031.format(path=where, field=text_field, reason=reason))
    if not text or text.isspace():
        raise ReadError(Errors.E011.format(path=where))
    name = row.get(id_field)
    suffix = f":{shown(str(name))[:_LONGEST_ID]}" if isinstance(name, str | int | float) and not isinstance(name, bool) else ""
    return Document(where + suffix, text=without_surrogates(text))
