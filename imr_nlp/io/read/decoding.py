"""The text that bytes stand for, whatever the encoding. Start with `decode_letter`."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from imr_nlp.errors import Errors, ReadError

# PDF extractors leave single control characters in a text (one in a thousand); in a file that is no text one byte in ten.
_MOST_CONTROLS = 0.03
_CONTROLS = {code: None for code in range(32) if chr(code) not in "\t\n\v\f\r\x1a\x1b"}
# No extractor writes NUL, so one counts as ten.
_NUL_WEIGHT = 9
# A letter in cp1252 has quotation marks and a few names beyond ASCII; EBCDIC or compressed data is beyond it for the most part.
_MOST_HIGH_BYTES = 0.3
_FEW_HIGH_BYTES = 8
_UTF16_ZEROS = 0.7
_LEAST_LATIN = 0.7
_LATIN = re.compile("[\x00-\u024f\u2000-\u2bff\ufb00-\ufb06\ufffd]")
_MARKS = (  # the marks of UTF-32 begin with those of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Windows-1252 as browsers have it: five bytes that it leaves open are the control characters of Latin-1.
_CP1252 = {byte: bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0xA0)}
_ESCAPED_CP1252 = {0xDC00 + byte: _CP1252.get(byte, chr(byte)) for byte in range(0x80, 0x100)}


def decode_letter(data: bytes, name: str | Path = "data") -> str:
    """The text of a file: UTF-16 if a byte order mark or its zeros say so, else UTF-8, else Windows-1252 and Latin-1.

    data (bytes): the file's contents.
    name (str | Path): what a message calls it.
    RETURNS (str): the text without byte order mark, line ends as they are; it can be encoded in UTF-8.
    RAISES (ReadError): the bytes are no text, or end in the middle of a character.

    >>> decode_letter(b"\\xef\\xbb\\xbfCase Number:"), decode_letter(b"the worker\\x92s knee")
    ('Case Number:', 'the worker’s knee')
    """
    if is_pdf(data):
        raise ReadError(Errors.E013.format(path=name))
    encoding = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None) or _unmarked_utf16(data)
    text = _decode_wide(data, encoding, name) if encoding else decode_narrow(data, name)
    controls = len(text) - len(text.translate(_CONTROLS)) + _NUL_WEIGHT * text.count("\0")
    if controls > _MOST_CONTROLS * len(text):
        raise ReadError(Errors.E012.format(path=name))
    return text


def is_pdf(data: bytes) -> bool:
    """Whether a file begins as a PDF does."""
    return data[:1024].lstrip(codecs.BOM_UTF8 + b"\0 \t\r\n").startswith(b"%PDF-")


def decode_narrow(data: bytes, name: str | Path = "data") -> str:
    """The text of bytes in UTF-8, Windows-1252 or Latin-1; UTF-8 with stray bytes of Windows-1252 is read as both.

    RAISES (ReadError): most of it is beyond ASCII but no UTF-8, or it ends in the middle of a character.
    """
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and not data[: error.start].isascii():
            raise ReadError(Errors.E039.format(path=name, encoding="UTF-8")) from error
    text = data.decode("utf-8", "surrogateescape")
    wrong = len(text) - len(text.encode("utf-8", "ignore").decode())
    if wrong < _beyond_ascii(text) - wrong:
        return text.translate(_ESCAPED_CP1252)
    text = data.decode("latin-1")
    if _beyond_ascii(text) > _MOST_HIGH_BYTES * len(text) + _FEW_HIGH_BYTES:
        raise ReadError(Errors.E012.format(path=name))
    return text.translate(_CP1252)


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _unmarked_utf16(data: bytes) -> str | None:
    """The encoding if every other byte is zero nearly everywhere, as in English text."""
    pairs = len(data) // 2
    if pairs < 2 or 0 not in data:
        return None
    first, second = data[::2].count(0), data[1::2].count(0)
    if second >= _UTF16_ZEROS * pairs and first <= (1 - _UTF16_ZEROS) * pairs:
        return "utf-16-le"
    if first >= _UTF16_ZEROS * pairs and second <= (1 - _UTF16_ZEROS) * pairs:
        return "utf-16-be"
    return None


def _decode_wide(data: bytes, encoding: str, name: str | Path) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if error.reason in ("truncated data", "unexpected end of data"):
            raise ReadError(Errors.E039.format(path=name, encoding=encoding.upper()[:6])) from error
        raise ReadError(Errors.E012.format(path=name)) from error
    # Any two bytes make a character; in a file that is no text, or has its bytes the other way round, one of East Asia.
    if len(_LATIN.findall(text)) < _LEAST_LATIN * len(text):
        raise ReadError(Errors.E012.format(path=name))
    return text
