"""The text of a page of a PDF: its order, its blanks, its fields, and what cannot be read of it."""

from __future__ import annotations

from contextlib import closing
from random import Random

import pypdfium2
import pytest
from spacy.language import Language

import pdfs
from imr_nlp.io.read.pdf import pdf_text
from imr_nlp.io.read.pdf_pages import Piece, laid_out, note_on, shows_anything


def piece(text: str, left: float, base: float, size: float = 10.0) -> Piece:
    """As wide as its characters, each of half the size."""
    return Piece(text, left, left + len(text) * size / 2, base, size)


LAID_OUT = [
    ("in any order", [piece("b", 20, 100), piece("c", 10, 80), piece("a", 10, 100)], "a b\r\nc"),
    ("letters that touch", [piece("a", 10, 100), piece("b", 15, 100)], "ab"),
    ("letters that nearly touch", [piece("a", 10, 100), piece("b", 15.7, 100)], "ab"),
    ("letters apart", [piece("a", 10, 100), piece("b", 15.9, 100)], "a b"),
    ("letters that overlap", [piece("abc", 10, 100), piece("d", 12, 100), piece("e", 25, 100)], "abcde"),
    ("a raised figure", [piece("cm", 10, 100), piece("2", 20, 103, 6)], "cm2"),
    ("a line of large type below", [piece("a", 10, 100), piece("B", 10, 88, 30)], "a\r\nB"),
    ("lines close to each other", [piece("a", 10, 100), piece("b", 10, 96)], "a\r\nb"),
    ("one", [piece("a", 10, 100)], "a"),
    ("none", [], ""),
]


@pytest.mark.parametrize(("pieces", "expected"), [row[1:] for row in LAID_OUT], ids=[row[0] for row in LAID_OUT])
def test_laid_out(pieces: list[Piece], expected: str) -> None:
    for seed in range(4):
        mixed = list(pieces)
        Random(seed).shuffle(mixed)
        assert laid_out(mixed) == expected


def test_laid_out_upside_down() -> None:
    pieces = [piece("a", 10, 100), piece("b", 30, 100), piece("c", 10, 80)]
    assert laid_out(pieces) == "a b\r\nc"
    assert laid_out(pieces, 180) == "c\r\nb a"


WORDS = "The request for more of the same is not what was found on the last visit to the office. " * 6
SHIFTED = WORDS.lower().translate(str.maketrans("abcdefghijklmnopqrstuvwxyz", "bcdefghijklmnopqrstuvwxyza"))
NO_ENCODING = "text in a font without usable encoding"
NOTES = [
    ("words", WORDS, None),
    ("other letters than are shown", SHIFTED, NO_ENCODING),
    ("too few words to tell", SHIFTED[:200], None),
    ("a table of numbers", "1234567890123 " * 80, None),
    ("no characters", "\ue000\ue001\ue002 \ue003", NO_ENCODING),
    ("some of them", f"{WORDS} \ue000\ue001", None),
    ("hyphens at line ends", "anti\ufffeinflammatory non\x02steroidal", None),
]


@pytest.mark.parametrize(("text", "note"), [row[1:] for row in NOTES], ids=[row[0] for row in NOTES])
def test_note_on_a_text(text: str, note: str | None) -> None:
    with closing(pypdfium2.PdfDocument(pdfs.text_pdf("words"))) as document:
        assert note_on(text, document[0]) == note


@pytest.mark.parametrize(
    ("data", "page", "shown"),
    [
        (pdfs.scan_pdf(), 0, True),
        (pdfs.part_scanned_pdf("A baker."), 1, True),
        (pdfs.text_pdf(""), 0, False),
        (pdfs.pages_pdf([pdfs.stream(b"10 10 m 90 90 l S " * 3)]), 0, False),
        (pdfs.pages_pdf([pdfs.stream(b"10 10 m 90 90 l S " * 30)]), 0, True),
    ],
    ids=["a scan", "a page that is one", "nothing", "a few strokes", "many strokes"],
)
def test_page_without_text(data: bytes, page: int, shown: bool) -> None:
    with closing(pypdfium2.PdfDocument(data)) as document:
        assert shows_anything(document[page]) is shown
        assert note_on(" \r\n", document[page]) == ("no text" if shown else None)


# Whole files


LINES = ["Case Number: CM16-9911001", "Decision Date: 04/01/2016", "CLINICAL CASE SUMMARY", "A baker.", "The end of it."]
PLACES = [(line, 60.0, 780.0 - 14 * number) for number, line in enumerate(LINES)]


@pytest.mark.parametrize("order", [list(reversed(range(5))), [3, 1, 4, 0, 2]], ids=["bottom-up", "mixed"])
def test_lines_drawn_in_another_order(order: list[int]) -> None:
    lines = [*PLACES, *((f"Line {number}.", 60.0, 700.0 - 14 * number) for number in range(8))]
    places = [*order, *range(12, 4, -1)]
    text = pdf_text(pdfs.placed_pdf([lines[place] for place in places]), "a.pdf")
    assert text.split("\r\n") == [line for line, _, _ in lines]


@pytest.mark.parametrize(
    "order",
    [[*range(0, 12, 2), *range(1, 12, 2)], [*range(6, 12), *range(6)], [n for n in range(12) if n not in (3, 7)] + [3, 7]],
    ids=["every second line later", "the second half first", "headings last"],
)
def test_runs_of_lines_drawn_in_another_order(order: list[int]) -> None:
    lines = [(f"This is line {number}.", 60.0, 780.0 - 14 * number) for number in range(12)]
    text = pdf_text(pdfs.placed_pdf([lines[place] for place in order]), "a.pdf")
    assert text.split("\r\n") == [line for line, _, _ in lines]


def test_columns_stay_as_they_are_drawn() -> None:
    """One step up, from the end of a column to the next one's begin, is no other order."""
    places = [*PLACES, *((line, 300.0, base) for line, _, base in PLACES)]
    assert pdf_text(pdfs.placed_pdf(places), "a.pdf").split() == " ".join(LINES * 2).split()


def test_words_without_blanks() -> None:
    """Drawn one by one, a tenth of the type's size apart: PDFium takes many for one word."""
    text = "Norco ten milligrams, requested by the treating physician, supersedes medications prescribed earlier"
    places, left = [], 60.0
    for word in text.split():
        places.append((word, left, 700.0))
        left += _width(word) + 1.2
    read = pdf_text(pdfs.placed_pdf(places), "a.pdf")
    assert read == text


def _width(word: str) -> float:
    import pypdfium2

    font = pypdfium2.PdfDocument(pdfs.placed_pdf([(word, 0.0, 700.0)]))[0].get_textpage()
    return max(font.get_charbox(number, loose=True)[2] for number in range(len(word)))


def test_filled_fields_stand_in_their_lines() -> None:
    fields = [pdfs.field("CM16-9911001", 150, 777), pdfs.field("04/01/2016", 150, 763), pdfs.field("secret", 300, 763, flags=2)]
    places = [("Case Number:", 60.0, 780.0), ("Decision Date:", 60.0, 766.0), ("CLINICAL CASE SUMMARY", 60.0, 740.0)]
    text = pdf_text(pdfs.placed_pdf(places, others=fields), "a.pdf")
    assert text.split("\r\n") == ["Case Number: CM16-9911001", "Decision Date: 04/01/2016", "CLINICAL CASE SUMMARY"]


def test_filled_fields_beside_the_lines_are_stated(nlp: Language) -> None:
    fields = [pdfs.field("CM16-9911001", 150, 771), pdfs.field("04/01/2016", 150, 758)]
    places = [("Case Number:", 60.0, 780.0), ("Decision Date:", 60.0, 766.0), ("CLINICAL CASE SUMMARY", 60.0, 740.0)]
    text = pdf_text(pdfs.placed_pdf(places, others=fields), "a.pdf")
    assert text.split("\r\n")[2:] == [
        *("[imr_nlp: filled fields that stand on no line]", "CM16-9911001", "04/01/2016", "CLINICAL CASE SUMMARY")
    ]
    codes = [finding.code for finding in nlp(text)._.imr.findings]
    assert codes[-1] == "page_without_text"


def test_page_without_text_is_stated(nlp: Language) -> None:
    text = pdf_text(pdfs.part_scanned_pdf("The claimant is a baker."), "a.pdf")
    assert text.split("\n") == [*("The claimant is a baker.", "[imr_nlp: no text on page 2]", "", "The claimant is a baker.")]
    (finding,) = nlp(text)._.imr.findings
    assert (finding.code, finding.mentions[0].text) == ("page_without_text", "[imr_nlp: no text on page 2]")
    assert finding.message == "Part of the file was not read: no text on page 2."


def test_font_without_usable_encoding_is_stated() -> None:
    words = "The request for more of the same is not supported by what was found on the last visit to the office. "
    other = str.maketrans("abcdefghijklmnopqrstuvwxyz", "bcdefghijklmnopqrstuvwxyza")
    text = pdf_text(pdfs.text_pdf("\n".join([words.lower().translate(other)] * 6)), "a.pdf")
    assert text.startswith("[imr_nlp: text in a font without usable encoding on page 1]")
