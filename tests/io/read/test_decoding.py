"""The encoding of a file by its contents."""

from __future__ import annotations

import pytest

from imr_nlp.errors import ReadError
from imr_nlp.io.read.decoding import decode_letter, is_pdf

TEXT = "The worker’s knee – “stable”. Case Number: CM16-9900101\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings(encoding: str) -> None:
    assert decode_letter(TEXT.encode(encoding)) == TEXT


def test_stray_bytes_in_utf8() -> None:
    assert decode_letter("– é ü “".encode() + b" knee\x92s") == "– é ü “ knee’s"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.7 ...", "E013"),
        (bytes(range(256)) * 4, "E012"),
        ("é–".encode()[:-1], "E039"),
        (TEXT.encode("utf-16")[:-1], "E039"),
    ],
)
def test_what_is_no_text(data: bytes, code: str) -> None:
    with pytest.raises(ReadError, match=r"letter\.txt") as caught:
        decode_letter(data, "letter.txt")
    assert caught.value.code == code


def test_is_pdf() -> None:
    assert is_pdf(b"\r\n%PDF-1.4") and is_pdf(b"\xef\xbb\xbf%PDF-1.4")
    assert not is_pdf(b"A letter about a %PDF- file")
