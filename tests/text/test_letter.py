"""The text of a Doc as the components read it."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from typing import Any

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

import imr_nlp
from imr_nlp.normalize import collapse
from imr_nlp.rules.load import read_patterns
from imr_nlp.text.letter import Abbreviations, LetterText, letter_text, remember

ABBREVIATIONS = Abbreviations.from_rows(read_patterns(["abbreviations.jsonl"]))

FLAT = [
    ("line feed", "not\nnecessary", "not necessary"),
    ("carriage return", "not\r\nnecessary", "not necessary"),
    ("form feed", "page\f2", "page 2"),
    ("tab", "a\tb", "a b"),
    ("no-break space", "10\xa0mg", "10 mg"),
    ("broken hyphen", "re\ufffeexamination", "re-examination"),
    ("curly apostrophes", "claimant\u2019s \u2018own\u2019", "claimant's 'own'"),
    ("curly quotation marks", "\u201cown\u201d", '"own"'),
    ("dash", "4\u20136 weeks", "4-6 weeks"),
    ("runs of white space", " not \r\n\r\n necessary\f\n", " not necessary "),
    ("plain", "Soma 350mg #60", "Soma 350mg #60"),
    ("empty", "", ""),
]


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in FLAT], ids=[row[0] for row in FLAT])
def test_flat(text: str, expected: str) -> None:
    assert LetterText(text).flat == expected


@given(st.text(max_size=200))
def test_flat_has_single_blanks_and_the_same_words(text: str) -> None:
    letter = LetterText(text)
    assert letter.text == text
    assert "  " not in letter.flat
    assert not set("\n\r\f\t\xa0") & set(letter.flat)
    assert [len(word) for word in letter.flat.split()] == [len(word) for word in text.split()]
    assert len(letter.lower) == len(letter.flat)


# text with "|" where a sentence begins
SENTENCES = [
    ("two", "The brace is denied. |It is redundant."),
    ("question and exclamation", "Is it needed? |No! |It is not."),
    ("three", "The brace is denied. |It is redundant. |Nothing else."),
    ("no blank", "The brace is denied.It is redundant."),
    ("lower case goes on", "The brace was denied. it is redundant."),
    ("number begins a sentence", "The brace is denied. |12 visits are not."),
    ("quotation", 'He said "no." |"Yes" was never said.'),
    ("parenthesis", "(The brace is denied.) |It is redundant."),
    ("number sign", "Soma 350mg. |#60 is denied."),
    ("title", "Seen by Dr. Bloom. |Then by Mrs. Vale."),
    ("titles in capitals", "Seen by DR. BLOOM today."),
    ("latin", "Several drugs, e.g. Soma, i.e. This one."),
    ("parenthesis with latin", "Several drugs (e.g. Soma) were given. |None helped."),
    ("page", "See pg. 128 and pp. 12."),
    ("book", "Harwell et al. 2014, vol. 3."),
    ("frequency", "One tab p.o. Q6H and b.i.d. Then none."),
    ("quantity", "Soma qty. 60 and approx. 30 caps. Daily."),
    ("decimal", "A dose of 2.5 Mg is given."),
    ("level", "At L4-5. |At L5-S1."),
    ("initials of no abbreviation", "It was M. |Vale."),
    ("abbreviation without its full stop", "Ask the dr? |Yes."),
    ("initials behind a title", "Seen by Dr. A. B. Bloom. |Then by none."),
    ("letters with full stops", "At the Y.M.C.A. Pool."),
    ("number word before a digit", "See exhibit no. 3 of it."),
    ("number word before a word", "He said no. |Then he left."),
    ("one", "Upheld"),
    ("empty", ""),
]


@pytest.mark.parametrize("marked", [row[1] for row in SENTENCES], ids=[row[0] for row in SENTENCES])
def test_sentence_starts(marked: str) -> None:
    text = marked.replace("|", "")
    starts = LetterText(text).sentence_starts(0, len(text), ABBREVIATIONS)
    assert "|".join(text[a:b] for a, b in zip(starts, [*starts[1:], len(text)], strict=True)) == marked


def test_sentence_starts_between_offsets() -> None:
    text = LetterText("One is here. Two is here. Three is here. Four is here.")
    start, end = text.flat.index("Two"), text.flat.index("Four")
    assert text.sentence_starts(start, end, Abbreviations(frozenset())) == [start, text.flat.index("Three")]
    assert text.sentence_starts(start + 1, end + 1, Abbreviations(frozenset())) == [start + 1, text.flat.index("Three"), end]
    assert text.sentence_starts(start, start, Abbreviations(frozenset())) == [start]


SENTENCE_PIECES = st.sampled_from(["Dr", "p.o", ".", " ", "\n", "A", "b", '"', ")", "?", "1"])


@given(st.lists(SENTENCE_PIECES, max_size=30).map("".join), st.data())
def test_sentence_starts_of_any_text(text: str, data: st.DataObject) -> None:
    letter = LetterText(text)
    start = data.draw(st.integers(0, len(letter.flat)))
    end = data.draw(st.integers(start, len(letter.flat)))
    starts = letter.sentence_starts(start, end, ABBREVIATIONS)
    assert starts[0] == start
    assert starts == sorted(set(starts))
    assert all(start < offset < end for offset in starts[1:])
    assert letter.last_sentence_start(start, end, ABBREVIATIONS) == starts[-1]


def test_abbreviations_of_rows() -> None:
    rows: list[dict[str, Any]] = [
        {"label": "ABBREVIATION", "id": "a", "terms": ["dr", "p.o"]},
        {"label": "ABBREVIATION", "id": "b", "terms": ["no"], "before_number": True},
        {"label": "OUTCOME", "id": "c", "terms": ["denied"]},
    ]
    assert Abbreviations.from_rows(rows) == (frozenset({"dr", "p.o"}), frozenset({"no"}))


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
