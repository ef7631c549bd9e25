"""Whether a PDF is as it was written. PDFium reads a damaged one as well as it can and says nothing.

What has a check of its own is checked: the table of objects, which must lead to each of them, the lengths of streams, and the
check sum of every stream of commands, characters or objects. What has none (a word of an object that another word has become)
is not noticed. Start with `is_damaged`.
"""

from __future__ import annotations

import base64
import ctypes
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from pypdfium2 import PdfDocument, raw

_BLANKS = b" \t\r\n\x0c\0"
_BACKSLASH, _PARENTHESES = 0x5C, b"()"
# Of names, numbers, references and brackets; others may stand in names, but no writer puts them there.
_IN_WORDS = bytes(set(range(0x21, 0x7F)) - set(b"{}@`\\\"$&';?^|~!=")) + _BLANKS
_PAIRS = ((b"<", b">"), (b"[", b"]"))
_PACKED_BEGINS = (b"x\x01", b"x\x5e", b"x\x9c", b"x\xda", b"H\x89", b"h\xde")
# Of tables that lead to earlier ones, and of what one unpacks to.
_MOST_TABLES = 100
_MOST_TABLE = 20_000_000
_TEXTLESS = (b"/Image", b"/XRef", b"/ICCBased")


class _Stream(NamedTuple):
    """A stream: the words of its object, its bytes, and where these begin in the file."""

    words: bytes
    data: bytes
    ends_well: bool
    start: int


def is_damaged(data: bytes, document: PdfDocument, limit: int) -> bool:
    """Whether something in a file is not as its writer left it: a part that has a check fails it.

    limit (int): bytes that a stream may unpack to; of a larger one no more is checked.
    """
    streams = list(_streams(data))
    packed: set[int] = set()
    if _has_bad_table(data, packed) or _has_bad_words(data, streams):
        return True
    if b"/Encrypt" not in data:
        return any(_is_bad(stream, limit) for stream in streams)
    # PDFium writes an encrypted file's streams down as they were before, and each object by itself that was in one.
    plain = _decrypted(document)
    numbers = (part[-10:].split()[-1:] for part in plain.split(b" 0 obj"))
    written = {int(number[0]) for number in numbers if number and number[0].isdigit()}
    return not packed <= written or any(_is_bad(stream, limit) for stream in _streams(plain))


def _is_bad(stream: _Stream, limit: int) -> bool:
    if not stream.ends_well:
        return True
    words, data = stream.words, stream.data
    if any(word in words for word in _TEXTLESS):
        return False
    if b"/Filter" not in words.replace(b"[", b" ").replace(b"/", b" /").split() or b"/FlateDecode" not in words:
        return data.startswith(_PACKED_BEGINS)
    unpacker = zlib.decompressobj()
    try:
        if b"/ASCII85Decode" in words:
            data = base64.a85decode(data.strip(_BLANKS).removesuffix(b"~>"))
        elif words.count(b"Decode") - words.count(b"/DecodeParms") > 1:
            return False
        unpacked = unpacker.decompress(data, limit)
    except (zlib.error, ValueError):
        return True
    return not unpacker.eof and len(unpacked) < limit


def _streams(data: bytes) -> Iterator[_Stream]:
    place = 0
    while (place := data.find(b"stream", place)) >= 0:
        start = place + 6
        before = data.rfind(b"obj", max(0, place - 4000), place)
        words = data[before:place]
        if data[place - 3 : place] == b"end" or before < 0 or not words.rstrip(_BLANKS).endswith(b">>"):
            place = start
            continue
        start += 2 if data.startswith(b"\r\n", start) else 1
        end = data.find(b"endstream", start)
        length = _number_after(words, b"/Length")
        ends_well = end >= 0
        if length is not None and length <= len(data) - start:
            ends_well = data[start + length : start + length + 12].lstrip(_BLANKS).startswith(b"endstream")
            end = start + length if ends_well else end
        place = max(end, start)
        yield _Stream(words, data[start:place], ends_well, start)


def _number_after(words: bytes, key: bytes) -> int | None:
    """The number that a key of a dictionary has, None if it is a reference or none."""
    place = words.find(key)
    while place >= 0 and words[place + len(key) : place + len(key) + 1].isalnum():
        place = words.find(key, place + 1)
    if place < 0:
        return None
    value = words[place + len(key) :].lstrip(_BLANKS)
    parts = value[:24].replace(b"/", b" ").replace(b">", b" ").split()
    if not parts or not parts[0].isdigit() or parts[2:3] == [b"R"]:
        return None
    return int(parts[0])


def _has_bad_table(data: bytes, packed: set[int]) -> bool:
    """Whether a table of objects, or the way to it, is wrong; `packed` gets the numbers of objects that are in streams."""
    # Places count from the head, in front of which a server may have put something.
    head = max(data.find(b"%PDF-", 0, 1024), 0)
    mark = data.rfind(b"startxref")
    if mark < 0:
        return True
    place = _first_number(data[mark + 9 : mark + 40])
    seen: set[int] = set()
    while place is not None and place not in seen and len(seen) < _MOST_TABLES:
        seen.add(place)
        table = data[head + place : head + place + 16].lstrip(_BLANKS)
        if table.startswith(b"xref"):
            trailer = data.find(b"trailer", head + place)
            if trailer < 0 or not _rows_lead_on(data, head, data[head + place : trailer]):
                return True
            words = data[trailer : data.find(b">>", trailer) + 2]
        elif _is_object(data, head + place):
            end = data.find(b"endobj", head + place) + 6
            stream = next(_streams(data[head + place : end]), None)
            if stream is None or b"/XRef" not in stream.words or _is_bad(_as_text(stream), _MOST_TABLE):
                return True
            if not _entries_lead_on(data, head, stream, packed):
                return True
            words = stream.words
        else:
            return True
        place = _number_after(words, b"/Prev")
    return place is None and not seen


def _as_text(stream: _Stream) -> _Stream:
    """A table of objects, of which the words say that it is none."""
    return stream._replace(words=stream.words.replace(b"/XRef", b""))


def _rows_lead_on(data: bytes, head: int, table: bytes) -> bool:
    """Whether each row of a table of objects leads to an object of its number."""
    lines = iter(table.split()[1:])
    for first in lines:
        count = next(lines, b"x")
        if not (first.isdigit() and count.isdigit()):
            return False
        for number in range(int(first), int(first) + int(count)):
            place, generation, kind = next(lines, b""), next(lines, b""), next(lines, b"")
            if kind == b"f":
                continue
            if kind != b"n" or not place.isdigit() or not generation.isdigit():
                return False
            if not _is_object(data, head + int(place), number):
                return False
    return True


def _entries_lead_on(data: bytes, head: int, stream: _Stream, packed: set[int]) -> bool:
    """As `_rows_lead_on`, of a table that is a stream."""
    widths, index = _numbers_after(stream.words, b"/W"), _numbers_after(stream.words, b"/Index")
    size = _number_after(stream.words, b"/Size")
    if len(widths) != 3 or size is None or not 0 < sum(widths) < 64:
        return False
    rows = zlib.decompressobj().decompress(stream.data, _MOST_TABLE) if b"/FlateDecode" in stream.words else stream.data
    predictor = _number_after(stream.words, b"/Predictor") or 1
    if predictor > 1:
        unpredicted = _unpredicted(rows, sum(widths))
        if unpredicted is None:
            return False
        rows = unpredicted
    index = index or [0, size]
    numbers = (number for first, count in zip(index[::2], index[1::2], strict=False) for number in range(first, first + count))
    for place, number in zip(range(0, len(rows), sum(widths)), numbers, strict=False):
        kind = int.from_bytes(rows[place : place + widths[0]], "big") if widths[0] else 1
        where = int.from_bytes(rows[place + widths[0] : place + widths[0] + widths[1]], "big")
        if kind == 1 and not _is_object(data, head + where, number):
            return False
        if kind == 2:
            packed.add(number)
    return True


def _unpredicted(rows: bytes, width: int) -> bytes | None:
    """Rows of which each was written as the difference to the one above (PNG's "up"), or as it is; None for other ways."""
    above = bytes(width)
    found = bytearray()
    for place in range(0, len(rows) - width, width + 1):
        row = rows[place + 1 : place + 1 + width]
        if rows[place] == 2:
            row = bytes([(one + other) & 0xFF for one, other in zip(row, above, strict=True)])
        elif rows[place] != 0:
            return None
        found += row
        above = row
    return bytes(found)


def _numbers_after(words: bytes, key: bytes) -> list[int]:
    """The numbers in a list that a key of a dictionary has."""
    place = words.find(key + b"[")
    place = words.find(key + b" [") + 1 if place < 0 else place
    if place <= 0:
        return []
    inside = words[place + len(key) + 1 : words.find(b"]", place)].split()
    return [int(number) for number in inside if number.isdigit()]


def _has_bad_words(data: bytes, streams: list[_Stream]) -> bool:
    """Whether what stands between the streams has characters that stand in no word, number or name."""
    end = 0
    last = data.rfind(b"%%EOF")
    for stream in [*streams, None]:
        words = data[end:last] if stream is None else data[end : stream.start]
        end = last if stream is None else stream.start + len(stream.data)
        if words.translate(None, _IN_WORDS) and _is_outside_strings(words):
            return True
        if b"(" not in words and any(words.count(one) != words.count(other) for one, other in _PAIRS):
            return True
    return False


def _is_outside_strings(words: bytes) -> bool:
    """Whether a character that stands in no word stands in no string and no remark either."""
    place = 0
    while place < len(words):
        start = words.find(b"(", place)
        outside = words[place : start if start >= 0 else len(words)]
        if outside.translate(None, _IN_WORDS):
            lines = outside.replace(b"\r", b"\n").split(b"\n")
            if any(line.partition(b"%")[0].translate(None, _IN_WORDS) for line in lines):
                return True
        if start < 0:
            break
        place = _end_of_string(words, start)
        if place < 0:
            return True
    return False


def _end_of_string(words: bytes, start: int) -> int:
    """The place after the parenthesis that closes the one at `start`, -1 if none does."""
    depth, place = 0, start
    while place < len(words):
        character = words[place]
        if character == _BACKSLASH:
            place += 1
        elif character in _PARENTHESES:
            depth += 1 if character == _PARENTHESES[0] else -1
            if not depth:
                return place + 1
        place += 1
    return -1


def _is_object(data: bytes, place: int, number: int | None = None) -> bool:
    parts = data[place : place + 40].split(None, 3)[:3]
    if len(parts) < 3 or not (parts[0].isdigit() and parts[1].isdigit() and parts[2].startswith(b"obj")):
        return False
    return number is None or int(parts[0]) == number


def _first_number(words: bytes) -> int | None:
    parts = words.split(None, 1)
    return int(parts[0]) if parts and parts[0].isdigit() else None


def _decrypted(document: PdfDocument) -> bytes:
    parts: list[bytes] = []

    def write(_: object, data: int, size: int) -> int:
        parts.append(ctypes.string_at(data, size))
        return 1

    writer = raw.FPDF_FILEWRITE(version=1)
    writer.WriteBlock = type(writer.WriteBlock)(write)
    raw.FPDF_SaveAsCopy(document, writer, raw.FPDF_REMOVE_SECURITY)
    return b"".join(parts)
