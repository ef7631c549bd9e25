"""The text of a PDF by PDFium (extra `pdf`)."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from imr_nlp.errors import Errors, ReadError
from imr_nlp.io.read.documents import Limits

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

# Letters have 3 to 30 pages; a case file of a few hundred is still read.
MOST_PAGES = 2000
# The end mark stands in the last 1,024 bytes; what a server or a fax program appends is not more.
_TAIL = 1024
# PDFium joins a word that was broken at a line end and marks the hyphen, older versions and newer ones differently.
_HYPHENS = str.maketrans({"\ufffe": "-", "\x02": "-"})
# By PDFium's error code.
_REASONS = {
    0: (Errors.E036, "no part of it can be read"),
    4: (Errors.E034, "it asks for a password"),
    5: (Errors.E034, "by a method that PDFium does not know"),
}
_PADDING = b"\0 \t\r\n\x1a"


def pdf_text(data: bytes, source: str, limits: Limits = Limits()) -> str:
    """The text layer of a PDF, page after page.

    Not for several threads at a time: PDFium is not safe for them.

    data (bytes): the file's contents.
    source (str): what a message calls it.
    limits (Limits): `file_size` bounds the bytes of text, too, which a small file may draw without end.
    RETURNS (str): the text; lines end as PDFium has them ("\\r\\n"), a hyphen at a line end joins the two parts of the word.
    RAISES (ReadError): pypdfium2 is missing; the PDF needs a password, is cut off, damaged, too long or without text.
    """
    try:
        import pypdfium2
    except ImportError as error:
        raise ReadError(Errors.E033.format(path=source)) from error
    # PDFium reads what is left of such a file, perhaps without its last pages.
    end = data.rfind(b"%%EOF")
    if end < 0 or len(data[end + 5 :].strip(_PADDING)) > _TAIL:
        raise ReadError(Errors.E035.format(path=source))
    # `PdfDocument(data)` would leave a document without pages open, and name the error of the one before.
    handle = pypdfium2.raw.FPDF_LoadMemDocument64(data, len(data), None)
    if not handle:
        message, reason = _REASONS.get(pypdfium2.raw.FPDF_GetLastError(), _REASONS[0])
        raise ReadError(message.format(path=source, reason=reason))
    with closing(pypdfium2.PdfDocument(handle)) as document:
        text = _text(document, source, limits)
    if not text.strip():
        raise ReadError(Errors.E037.format(path=source))
    return text.translate(_HYPHENS)


def _text(document: PdfDocument, source: str, limits: Limits) -> str:
    from pypdfium2 import PdfiumError

    pages = len(document)
    if not pages:
        raise ReadError(Errors.E036.format(path=source, reason="no pages"))
    if pages > MOST_PAGES:
        raise ReadError(Errors.E038.format(path=source, pages=pages, limit=MOST_PAGES))
    texts: list[str] = []
    size = 0
    for number in range(pages):
        try:
            with closing(document[number]) as page, closing(page.get_textpage()) as text_page:
                characters = text_page.count_chars()
                size += characters
                if size > limits.file_size:
                    raise ReadError(Errors.E025.format(path=source, limit=limits.file_size))
                texts.append(text_page.get_text_range(0, characters))
        except PdfiumError as error:
            reason = f"page {number + 1} of {pages} is missing"
            raise ReadError(Errors.E036.format(path=source, reason=reason)) from error
    return "\n".join(texts)
