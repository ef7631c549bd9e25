"""PDF text: sound files, bad ones, and the letters of the shared folder where it is there."""

from __future__ import annotations

import json
import os
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

import pdfs
from bad_files import LIMIT, TEXT, bad_pdfs
from conftest import CORPUS, SHARED
from imr_nlp.errors import ReadError
from imr_nlp.io import Limits, text_of
from imr_nlp.io.read.pdf import pdf_text
from imr_nlp.labels import READING_NOTE

LIMITS = Limits(file_size=LIMIT)
LETTER_LINES = "\n".join(f"Line {n}: the request for visit {n * 7919 % 101} is not supported." for n in range(40))
HYPHENS = str.maketrans({"\ufffe": "-", "\x02": "-"})


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (pdfs.text_pdf("Case Number: CM16-9911001"), "Case Number: CM16-9911001"),
        (pdfs.text_pdf("One\nTwo (2)", "Three"), "One\r\nTwo (2)\nThree"),
        (pdfs.text_pdf("A blank page follows", ""), "A blank page follows\n"),
        (pdfs.text_pdf("Mu\u00f1oz\u2019s 20\u00b0"), "Mu\u00f1oz\u2019s 20\u00b0"),
        (pdfs.text_pdf("anti-\ninflammatory"), "anti-inflammatory"),
        (b"\r\n" + pdfs.text_pdf("Begins with a blank line"), "Begins with a blank line"),
        (pdfs.text_pdf("Padded") + bytes(5000), "Padded"),
        (pdfs.text_pdf("Followed by a note") + b"<!-- served by the archive -->", "Followed by a note"),
    ],
    ids=["line", "pages", "blank page", "beyond ASCII", "hyphen at a line end", "blank line", "padding", "appended"],
)
def test_text(data: bytes, text: str) -> None:
    assert text_of(data, "a.pdf") == text


@pytest.mark.parametrize(("name", "code"), [(name, code) for name, (_, code) in bad_pdfs(LIMIT).items()])
def test_bad(name: str, code: str) -> None:
    with pytest.raises(ReadError, match=f"a/{name}") as raised:
        text_of(bad_pdfs(LIMIT)[name][0], f"a/{name}", LIMITS, pdf=True)
    assert raised.value.code == code


def test_scan_says_what_to_do() -> None:
    with pytest.raises(ReadError, match=r"\[E037\].*no text layer: a scan, needs OCR. Run it through OCRmyPDF"):
        pdf_text(pdfs.scan_pdf(), "a.pdf")
    with pytest.raises(ReadError, match=r"\[E103\].*an empty PDF"):
        pdf_text(pdfs.text_pdf("", ""), "a.pdf")


def test_error_is_that_of_the_file_at_hand() -> None:
    """PDFium's error code stays until the next error, and a document without pages has none."""
    for data, code in [(pdfs.encrypted_pdf(TEXT), "E034"), (pdfs.pages_pdf([]), "E036"), (pdfs.looping_pdf(), "E036")]:
        with pytest.raises(ReadError) as raised:
            pdf_text(data, "a.pdf")
        assert raised.value.code == code


def test_cut_anywhere() -> None:
    sound = pdfs.text_pdf(TEXT, TEXT)
    for size in range(9, sound.rindex(b"%%EOF") + 4, 7):
        with pytest.raises(ReadError, match="E035"):
            text_of(sound[:size], "a.pdf")


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="counts open files")
def test_leaves_nothing_open(tmp_path: Path) -> None:
    documents = [pdfs.text_pdf(TEXT), *(data for data, _ in bad_pdfs(LIMIT).values())]
    before = len(os.listdir("/proc/self/fd"))
    for data in documents:
        try:
            text_of(data, "a.pdf", LIMITS, pdf=True)
        except ReadError:
            continue
    assert len(os.listdir("/proc/self/fd")) == before


@pytest.mark.parametrize("path", sorted((CORPUS / "pdf").glob("*.pdf")), ids=lambda path: path.stem)
def test_printed_by_a_browser(path: Path, nlp: Language) -> None:
    """Its fonts have a /Length1 in front of their /Length."""
    printed = nlp(pdf_text(path.read_bytes(), path.name))._.imr.to_dict()
    written = nlp((CORPUS / "letters" / f"{path.stem}.txt").read_text("utf8"))._.imr.to_dict()
    assert printed["findings"] == written["findings"]
    assert printed["header"]["decision_date"] == written["header"]["decision_date"]
    assert [issue["decision"] for issue in printed["issues"]] == [issue["decision"] for issue in written["issues"]]


def test_flipped_bytes_are_stated() -> None:
    """One byte of the file is another: the same text, a text with a note, or an error, but no other text without a word."""
    sound = pdfs.text_pdf(*(f"{LETTER_LINES}\nPage {number}" for number in range(3)))
    expected = pdf_text(sound, "a.pdf")
    assert not expected.startswith(READING_NOTE)
    random = Random(7)
    silent = []
    for _ in range(400):
        changed = bytearray(sound)
        place = random.randrange(len(sound))
        changed[place] ^= random.randrange(1, 256)
        try:
            text = pdf_text(bytes(changed), "a.pdf")
        except ReadError:
            continue
        if text != expected and READING_NOTE not in text:
            silent.append((place, bytes(changed[place - 20 : place + 20])))
    assert len(silent) <= 4, silent  # a name or number that became another has no check


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_damaged_anywhere(data: st.DataObject) -> None:
    """A text or a ReadError, whatever a few bytes are changed to."""
    sound = pdfs.text_pdf(TEXT, TEXT)
    changed = bytearray(sound)
    for place, value in data.draw(
        st.lists(st.tuples(st.integers(0, len(sound) - 1), st.integers(0, 255)), min_size=1, max_size=8)
    ):
        changed[place] = value
    try:
        text = text_of(bytes(changed), "a.pdf", LIMITS, pdf=True)
    except ReadError as error:
        assert error.code in ("E021", "E024", "E025", "E034", "E035", "E036", "E037", "E038", "E103")
    else:
        assert text.strip()


@pytest.mark.skipif(not (SHARED / "decisions" / "pdf").is_dir(), reason="needs the letters in ../shared")
def test_same_records_as_the_extracted_texts(nlp: Language) -> None:
    """Hyphens at line ends aside, for which the extracted texts have PDFium's marks, here they are hyphens."""
    paths = sorted((SHARED / "decisions" / "pdf").glob("*.pdf"))
    assert paths
    for path in paths:
        extracted = (SHARED / "decisions" / "pdfium" / f"{path.stem}.txt").read_bytes().decode()
        text = pdf_text(path.read_bytes(), path.name)
        assert text == extracted.translate(HYPHENS), path.name
        if text != extracted:
            record = json.dumps(nlp(text)._.imr.to_dict())
            other = json.dumps(nlp(extracted)._.imr.to_dict()).replace("\\u0002", "-").replace("\\ufffe", "-")
            assert record == other, path.name
