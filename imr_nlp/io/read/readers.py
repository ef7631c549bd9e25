"""Documents in, texts out: what a worker does before the pipeline. Start with `read_texts`."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from pathlib import Path

import srsly
from spacy.attrs import ORTH
from spacy.strings import StringStore
from spacy.tokens import DocBin

from imr_nlp.errors import Errors, ReadError
from imr_nlp.io.read.archives import read_member
from imr_nlp.io.read.decoding import decode_letter, is_pdf
from imr_nlp.io.read.documents import Document, Limits
from imr_nlp.io.read.docx import docx_text
from imr_nlp.io.read.files import accessing, read_bounded, read_file, shown
from imr_nlp.text.characters import without_surrogates

# A .spacy file holds many letters, and packs them to a third or less.
_SPACY_UNPACKED = 10
_BEGIN = 20


def read_texts(document: Document, limits: Limits = Limits()) -> Iterator[tuple[str, str]]:
    """The letters of a document.

    document (Document): see `imr_nlp.io.read.sources.find_documents`.
    limits (Limits): `file_size` bounds a file, a member of an archive when unpacked, and a text. What a .spacy file unpacks to
        may be ten times that.
    YIELDS (tuple[str, str]): source and text, which can be encoded in UTF-8: one, or those of a .spacy file, the sources
        "letters.spacy#0", "letters.spacy#1". A text in a .spacy file may be empty.
    RAISES (ReadError): it cannot be read; the message names it, `code` is that of the message.

    >>> from imr_nlp.io.read.documents import Document
    >>> list(read_texts(Document("a", text="Case Number: CM16-9900101")))
    [('a', 'Case Number: CM16-9900101')]
    """
    source, limit = document.source, limits.file_size
    if document.text is not None:
        if len(document.text) > limit:
            raise ReadError(Errors.E024.format(path=source, limit=limit))
        yield source, _filled(document.text, source)
        return
    if document.path is None:
        raise ReadError(Errors.E011.format(path=source))
    if document.member is not None:
        name, data = document.member, read_member(document.path, document.member, source, limit)
    else:
        name, data = document.path, read_file(document.path, source, limit)
    suffix = os.path.splitext(name)[1].lower()
    if suffix == ".spacy":
        yield from _docbin_texts(data, source, limit * _SPACY_UNPACKED)
    else:
        yield source, text_of(data, source, limits, pdf=suffix == ".pdf")


def text_of(data: bytes, source: str, limits: Limits = Limits(), *, pdf: bool = False) -> str:
    """The text of a file by its contents: a PDF, or a .docx, or text in any encoding that `decode_letter` knows.

    data (bytes): the file's contents.
    source (str): what a message calls it.
    limits (Limits): see `read_texts`.
    pdf (bool): whether nothing but a PDF will do.
    RETURNS (str): the text.
    RAISES (ReadError): it is neither, or empty.

    >>> text_of("Case Number: CM16-9900101".encode("utf-16"), "a.txt")
    'Case Number: CM16-9900101'
    """
    if len(data) > limits.file_size:
        raise ReadError(Errors.E024.format(path=source, limit=limits.file_size))
    if not data:
        raise ReadError(Errors.E011.format(path=source))
    if source.lower().endswith(".docx") and data.startswith(b"PK"):
        return _filled(docx_text(data, source, limits), source)
    if is_pdf(data) or (pdf and b"%PDF-" in data[:1024]):
        from imr_nlp.io.read.pdf import pdf_text  # PDFium is loaded where there is a PDF

        return _filled(pdf_text(data, source, limits), source)
    if pdf:
        begins = data[:_BEGIN].decode("ascii", "replace")
        raise ReadError(Errors.E021.format(path=source, begins=begins))
    return _filled(decode_letter(data, source), source)


def read_letter(path: str | Path, limits: Limits = Limits()) -> str:
    """The text of a letter's file, a PDF or text; also of a pipe, which is waited for.

    RAISES (ReadError): the file is missing, not readable, empty, no text, or over the limit; the message names it.
    """
    source = shown(os.fspath(path))
    with accessing(source), open(path, "rb") as file:
        data = read_bounded(file, source, limits.file_size)
    return text_of(data, source, limits, pdf=source.lower().endswith(".pdf"))


def _filled(text: str, source: str) -> str:
    if not text or text.isspace():
        raise ReadError(Errors.E011.format(path=source))
    return _readable(text)


def _readable(text: str) -> str:
    """The text without what no file or database can hold: NUL and lone surrogates are U+FFFD, offsets stay."""
    return without_surrogates(text).replace("\0", "\ufffd")


def _docbin_texts(data: bytes, source: str, limit: int) -> Iterator[tuple[str, str]]:
    """The texts in a DocBin, from its words and white space alone: whatever else it holds is neither needed nor trusted."""
    try:
        docs = _docbin(data, source, limit)
        strings = StringStore(docs.strings)
        orth = docs.attrs.index(ORTH)
    except (ReadError, MemoryError):
        raise
    except Exception as error:  # a broken one raises whatever its reader stumbles over
        raise ReadError(Errors.E032.format(path=source, reason=_reason(error))) from error
    if not docs.tokens:
        raise ReadError(Errors.E011.format(path=source))
    for number, (tokens, spaces, flags) in enumerate(zip(docs.tokens, docs.spaces, docs.flags, strict=True)):
        try:
            words = [strings[word] for word in tokens[:, orth].tolist()]
            blanks = [True] * len(words) if flags.get("has_unknown_spaces") else spaces[:, 0].tolist()
            text = "".join([word + " " if blank else word for word, blank in zip(words, blanks, strict=True)])
        except MemoryError:
            raise
        except Exception as error:
            raise ReadError(Errors.E032.format(path=f"{source}#{number}", reason=_reason(error))) from error
        yield f"{source}#{number}", _readable(text)


def _docbin(data: bytes, source: str, limit: int) -> DocBin:
    """A DocBin whose packed data, which `DocBin.from_bytes` unpacks whatever comes of it, is within the limit."""
    if not data:
        raise ReadError(Errors.E011.format(path=source))
    unpacker = zlib.decompressobj()
    unpacked = unpacker.decompress(data, limit + 1)
    if len(unpacked) > limit:
        raise ReadError(Errors.E025.format(path=source, limit=limit))
    if not unpacker.eof:
        raise ReadError(Errors.E032.format(path=source, reason="cut off"))
    message = srsly.msgpack_loads(unpacked)
    # Annotations, and those of users, that take time and memory.
    message.update(span_groups=[], user_data=[], cats=[])
    docs = DocBin().from_bytes(zlib.compress(srsly.msgpack_dumps(message), 0))
    if not len(docs.tokens) == len(docs.spaces) == len(docs.flags):
        raise ReadError(Errors.E032.format(path=source, reason="its parts are of different lengths"))
    return docs


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".strip().rstrip(".:")
