"""What tells that a file is not as its writer left it."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from contextlib import closing

import pytest
from pypdfium2 import PdfDocument

import pdfs
from conftest import CORPUS
from imr_nlp.io.read.pdf_damage import is_damaged

PRINTED = (CORPUS / "pdf" / "a07.pdf").read_bytes()
SOUND = pdfs.text_pdf("The request is not medically necessary.")
LIMIT = 1_000_000


def damaged(data: bytes) -> bool:
    with closing(PdfDocument(data)) as document:
        return is_damaged(data, document, LIMIT)


@pytest.mark.parametrize("data", [SOUND, PRINTED], ids=["plain", "printed by a browser"])
def test_sound(data: bytes) -> None:
    assert not damaged(data)


def _flip_in_stream(data: bytes) -> bytes:
    place = data.index(b"stream", data.index(b"/FlateDecode")) + 40
    return data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]


def _longer(data: bytes) -> bytes:
    place = data.index(b"/Length ") + len(b"/Length ")
    figure = b"9" if data[place : place + 1] == b"1" else b"1"
    return data[:place] + figure + data[place + 1 :]


@pytest.mark.parametrize("change", [_flip_in_stream, _longer])
def test_changed(change: Callable[[bytes], bytes]) -> None:
    assert damaged(change(PRINTED))


def test_streams_are_packed_in_the_letters_that_are_changed() -> None:
    start = PRINTED.index(b"stream", PRINTED.index(b"/FlateDecode")) + 7
    assert zlib.decompressobj().decompress(PRINTED[start:])
