"""The text of a Doc as the components read it."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

import imr_nlp
from imr_nlp.normalize import collapse
from imr_nlp.text.edits import Edit
from imr_nlp.text.letter import LetterText, letter_text, remember


@given(st.text(max_size=200))
def test_flat_has_single_blanks_and_offsets_that_lead_back(text: str) -> None:
    letter = LetterText(text)
    assert letter.text == text
    assert "  " not in letter.flat
    assert not set("\n\r\f\t\xa0\u200b\ufb01") & set(letter.flat)
    assert len(letter.lower) == len(letter.flat)
    for offset, character in enumerate(letter.flat):
        start, end = letter.offsets_of(offset, offset + 1)
        assert end == start + 1
        assert character == text[start] or not (character.isascii() and character.isalnum() and text[start].isascii())


@pytest.mark.parametrize(
    ("text", "characters", "expected"),
    [
        (" Soma ", " ", "Soma"),
        (" :; Soma, -", " :;,-", "Soma"),
        ("Soma", " ", "Soma"),
        (" ", " ", ""),
        ("", " ", ""),
    ],
)
def test_trim(text: str, characters: str, expected: str) -> None:
    start, end = LetterText(text).trim(0, len(text), characters)
    assert text[start:end] == expected


SPAN_TEXT = "Soma 350mg\n#60  is\nnot needed\n"
#            0123456789012345678901234567 in the flat text: "Soma 350mg #60 is not needed "


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        pytest.param(0, 4, "Soma", id="first token"),
        pytest.param(0, 29, "Soma 350mg\n#60  is\nnot needed", id="all, white space at the end left out"),
        pytest.param(4, 15, "350mg\n#60", id="white space at both ends"),
        pytest.param(1, 3, "Soma", id="inside a token"),
        pytest.param(6, 9, "350mg", id="inside two tokens"),
        pytest.param(10, 11, None, id="line break only"),
        pytest.param(4, 4, None, id="empty"),
        pytest.param(9, 4, None, id="end before start"),
        pytest.param(10, 14, "#60", id="line break before"),
        pytest.param(15, 25, "is\nnot needed", id="to the end, half a token"),
        pytest.param(18, 99, "not needed", id="behind the end"),
    ],
)
def test_span(nlp: Language, start: int, end: int, expected: str | None) -> None:
    doc = nlp.make_doc(SPAN_TEXT)
    span = letter_text(doc).span(doc, start, end, "ISSUE", "issue-1")
    assert (span.text if span else None) == expected
    assert span is None or (span.label_, span.id_) == ("ISSUE", "issue-1")


def test_span_without_tokens(nlp: Language) -> None:
    doc = nlp.make_doc("")
    assert letter_text(doc).span(doc, 0, 1, "ISSUE") is None


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_span_anywhere_and_back(nlp: Language, data: st.DataObject) -> None:
    words = st.sampled_from(["Soma", " ", "  ", "\n", "\f", "10mg", "#60", "."])
    doc = nlp.make_doc(data.draw(st.lists(words, max_size=12).map("".join)))
    text = letter_text(doc)
    start = data.draw(st.integers(0, len(text.flat)))
    end = data.draw(st.integers(0, len(text.flat)))
    span = text.span(doc, start, end, "ISSUE")
    if span is None:
        return
    assert start < end
    assert span.text == span.text.strip()
    first, last = text.range_of(span)
    assert text.flat[first:last] == collapse(span.text)
    assert text.flat[start:end].strip() in text.flat[first:last]


def test_letter_text_is_shared() -> None:
    nlp = spacy.blank("en")
    first, second = nlp("one\ntwo"), nlp("three")
    assert letter_text(first) is letter_text(first)
    assert letter_text(second).flat == "three"
    assert letter_text(first).flat == "one two"


def test_equal_docs_are_not_the_same() -> None:
    nlp = spacy.blank("en")
    first, second = nlp("same"), nlp("same")
    assert letter_text(first) is not letter_text(second)


def test_remember_serves_the_doc_it_was_given() -> None:
    doc = Doc(spacy.blank("en").vocab, words=["a", "b"])
    assert remember(doc, doc.text) is letter_text(doc)


@pytest.mark.parametrize(
    ("text", "expected"), [(" a \n b\r\n\fc ", "a b c"), ("", ""), (" \n", ""), ("a\xa0b", "a b"), ("plain", "plain")]
)
def test_collapse(text: str, expected: str) -> None:
    assert collapse(text) == expected


PACKAGES = ["text", "rules", "normalize", "readers", "findings"]
MODULES = [
    f"imr_nlp.{package}.{module.name}"
    for package in PACKAGES
    for module in pkgutil.iter_modules([f"{imr_nlp.__path__[0]}/{package}"])
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples() -> None:
    assert sum(doctest.testmod(importlib.import_module(name)).attempted for name in MODULES) > 0


def test_words_that_are_read_where_white_space_ends(nlp: Language) -> None:
    doc = nlp.make_doc("MAXIMUS guideli \n Norco")
    text = LetterText(doc.text, [Edit(8, 18, "guideline: ")])
    start = text.flat.index("guideline")
    span = text.span(doc, start, start + len("guideline: "), "X")
    assert span is not None and span.text == "guideli"
    blank = LetterText(doc.text, [Edit(15, 17, " words ")])
    start = blank.flat.index("words")
    assert blank.span(doc, start, start + 5, "X") is None
