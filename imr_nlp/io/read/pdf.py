"""The text of a PDF by PDFium."""

from __future__ import annotations

from contextlib import closing

from pypdfium2 import PdfDocument, PdfiumError, raw

from imr_nlp.errors import Errors, ReadError
from imr_nlp.io.read.documents import Limits
from imr_nlp.io.read.pdf_damage import is_damaged
from imr_nlp.io.read.pdf_pages import note_on, page_text
from imr_nlp.labels import READING_NOTE

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
        What could not be read of it is stated in a line in its place, see `imr_nlp.labels.READING_NOTE`.
    RAISES (ReadError): the PDF needs a password, is cut off, damaged, too long or without text.
    """
    # PDFium reads what is left of such a file, perhaps without its last pages.
    end = data.rfind(b"%%EOF")
    if end < 0 or len(data[end + 5 :].strip(_PADDING)) > _TAIL:
        raise ReadError(Errors.E035.format(path=source))
    # `PdfDocument(data)` would leave a document without pages open, and name the error of the one before.
    handle = raw.FPDF_LoadMemDocument64(data, len(data), None)
    if not handle:
        message, reason = _REASONS.get(raw.FPDF_GetLastError(), _REASONS[0])
        raise ReadError(message.format(path=source, reason=reason))
    with closing(PdfDocument(handle)) as document:
        text = _text(document, source, limits)
        if is_damaged(data, document, limits.file_size):
            text = f"{READING_NOTE}a damaged file, text may be missing]\n{text}"
    return text.translate(_HYPHENS)


def _text(document: PdfDocument, source: str, limits: Limits) -> str:
    pages = len(document)
    if not pages:
        raise ReadError(Errors.E036.format(path=source, reason="no pages"))
    if pages > MOST_PAGES:
        raise ReadError(Errors.E038.format(path=source, pages=pages, limit=MOST_PAGES))
    form = None
    if document.get_formtype():
        document.init_forms()
        form = document.formenv
    texts: list[str] = []
    size = without_text = 0
    shown = False
    for number in range(pages):
        try:
            with closing(document[number]) as page, closing(page.get_textpage()) as text_page:
                size += text_page.count_chars()
                if size > limits.file_size:
                    raise ReadError(Errors.E025.format(path=source, limit=limits.file_size))
                text = page_text(page, text_page, form)
                note = note_on(text, page)
        except PdfiumError as error:
            reason = f"page {number + 1} of {pages} is missing"
            raise ReadError(Errors.E036.format(path=source, reason=reason)) from error
        without_text += not text.strip()
        shown = shown or note is not None
        texts.append(text if note is None else f"{READING_NOTE}{note} on page {number + 1}]\n{text}")
    if without_text == pages:
        raise ReadError((Errors.E037 if shown else Errors.E103).format(path=source))
    return "\n".join(texts)
