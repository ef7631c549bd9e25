"""The tokenizer: what it splits, that it loses nothing, that it is cached and can be stored."""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc

from imr_nlp.text.letter import letter_text
from imr_nlp.text.tokenizer import LetterTokenizer, make_tokenizer

# text -> its tokens; white-space tokens count
SPLITS = [
    # strengths
    ("10/325MG", ["10/325", "MG"]),
    ("10/325mg", ["10/325", "mg"]),
    ("10-325 mg", ["10", "-", "325", "mg"]),
    ("Norco10/325mg", ["Norco", "10/325", "mg"]),
    ("Soma350", ["Soma", "350"]),
    ("L4", ["L4"]),
    ("CPT97110", ["CPT97110"]),
    ("30.5/30/16mg", ["30.5/30/16", "mg"]),
    ("1,200mg", ["1,200", "mg"]),
    ("0.5mg", ["0.5", "mg"]),
    ("350MG;", ["350", "MG", ";"]),
    ("(10MG)", ["(", "10", "MG", ")"]),
    ("10mgs", ["10", "mgs"]),
    ("20mg-30mg", ["20", "mg", "-", "30", "mg"]),
    ("10mg\u201320mg", ["10", "mg", "\u2013", "20", "mg"]),
    ("10mg/1ml", ["10", "mg", "/", "1", "ml"]),
    ("5mg/ml", ["5", "mg", "/", "ml"]),
    ("25mcg/hr", ["25", "mcg", "/", "hr"]),
    ("100mcg/hour", ["100", "mcg", "/", "hour"]),
    ("50mg/day", ["50", "mg", "/", "day"]),
    ("50mg/day.", ["50", "mg", "/", "day", "."]),
    ("10,000IU", ["10,000", "IU"]),
    ("100units", ["100", "units"]),
    ("20mEq", ["20", "mEq"]),
    ("4%-27.5%-0.0325%", ["4", "%", "-", "27.5", "%", "-", "0.0325", "%"]),
    ("5%/10%", ["5", "%", "/", "10", "%"]),
    ("0.5%", ["0.5", "%"]),
    ("1%gel", ["1", "%", "gel"]),
    # quantities
    ("#60", ["#", "60"]),
    ("# 60", ["#", "60"]),
    ("(#60)", ["(", "#", "60", ")"]),
    ("10mg#60", ["10", "mg", "#", "60"]),
    ("#60:Upheld", ["#", "60", ":", "Upheld"]),
    ("121gm", ["121", "gm"]),
    ("60gms", ["60", "gms"]),
    ("30gm.", ["30", "gm", "."]),
    ("500ml", ["500", "ml"]),
    ("Qty:30", ["Qty", ":", "30"]),
    ("refills:0", ["refills", ":", "0"]),
    ("refills: 0", ["refills", ":", "0"]),
    # lost blanks
    ("#60is", ["#", "60", "is"]),
    ("10mgis", ["10", "mg", "is"]),
    ("#60with", ["#", "60", "with"]),
    ("90tablets,", ["90", "tablets", ","]),
    ("1st", ["1st"]),
    # frequencies
    ("q6h prn", ["q6h", "prn"]),
    ("q.h.s.", ["q.h.s."]),
    ("p.r.n.", ["p.r.n."]),
    ("2x/week", ["2x", "/", "week"]),
    ("30-day", ["30", "-", "day"]),
    ("24hr", ["24", "hr"]),
    # a word, a number or a unit that runs into the next sentence
    ("mg.and", ["mg", ".", "and"]),
    ("10mg.and", ["10", "mg", ".", "and"]),
    ("mg.The", ["mg", ".", "The"]),
    ("10 mg.", ["10", "mg", "."]),
    ("10mg.", ["10", "mg", "."]),
    ("2016.In", ["2016", ".", "In"]),
    ("knee.The", ["knee", ".", "The"]),
    ("visits(2)", ["visits", "(", "2", ")"]),
    ("Electromyography(EMG)", ["Electromyography", "(", "EMG", ")"]),
    ("(EMG)of", ["(", "EMG", ")", "of"]),
    ("Oregon,Idaho", ["Oregon", ",", "Idaho"]),
    ("brace;sling", ["brace", ";", "sling"]),
    # labels of the letters
    ("Page(s):", ["Page(s)", ":"]),
    ("Section(s):", ["Section(s)", ":"]),
    ("State(s) of", ["State(s)", "of"]),
    ("Page(s): 76-80.", ["Page(s)", ":", "76", "-", "80", "."]),
    ("pg. 128", ["pg", ".", "128"]),
    ("9792.24.2", ["9792.24.2"]),
    # spinal levels, body parts
    ("L4-5", ["L4", "-", "5"]),
    ("L4-L5", ["L4", "-", "L5"]),
    ("L5-S1.", ["L5", "-", "S1", "."]),
    ("C5-6,", ["C5", "-", "6", ","]),
    ("T12-L1", ["T12", "-", "L1"]),
    ("C5-C6,C6-C7", ["C5", "-", "C6", ",", "C6", "-", "C7"]),
    ("Knee/Leg", ["Knee", "/", "Leg"]),
    ("EMG/NCS", ["EMG", "/", "NCS"]),
    # dates, scores, addresses, abbreviations stay whole
    ("11/3/2016", ["11/3/2016"]),
    ("November 3, 2016", ["November", "3", ",", "2016"]),
    ("7/10", ["7/10"]),
    ("8-9/10", ["8", "-", "9/10"]),
    ("www.example.org/guide.pdf", ["www.example.org/guide.pdf"]),
    ("https://example.org/a,b-2.pdf", ["https://example.org/a,b-2.pdf"]),
    ("e.g., this", ["e.g.", ",", "this"]),
    ("vs. that", ["vs.", "that"]),
    ("Dr. Bloom", ["Dr.", "Bloom"]),
    ("60 tabs.", ["60", "tabs."]),
    ("claimant's", ["claimant", "'s"]),
    ("claimant\u2019s", ["claimant", "\u2019s"]),
    # white space
    ("", []),
    ("\n", ["\n"]),
    ("not medically\nnecessary", ["not", "medically", "\n", "necessary"]),
    ("not medically\r\nnecessary", ["not", "medically", "\r\n", "necessary"]),
    ("not medically \nnecessary", ["not", "medically", "\n", "necessary"]),
    ("page\f2", ["page", "\f", "2"]),
    ("10\nmg", ["10", "\n", "mg"]),
    ("10mg\n#60", ["10", "mg", "\n", "#", "60"]),
    ("L4-\n5", ["L4", "-", "\n", "5"]),
]


@pytest.fixture
def fresh() -> Callable[[], Tokenizer]:
    """Makes a tokenizer whose cache is empty."""
    return lambda: make_tokenizer(["vs", "dr"])(spacy.blank("en"))


@pytest.mark.parametrize(("text", "expected"), SPLITS, ids=[repr(text) for text, _ in SPLITS])
def test_splits(nlp: Language, text: str, expected: list[str]) -> None:
    assert [token.text for token in nlp.tokenizer(text)] == expected


LETTERLIKE = st.lists(
    st.one_of(st.sampled_from([text for text, _ in SPLITS] + [" ", "  ", "\n", "\r\n", "\f", "\xa0"]), st.text(max_size=6)),
    max_size=25,
).map("".join)


@given(LETTERLIKE)
@settings(max_examples=150, deadline=None)
def test_tokens_join_to_the_text(nlp: Language, text: str) -> None:
    doc = nlp.tokenizer(text)
    assert "".join(token.text_with_ws for token in doc) == text
    assert doc.text == text


@given(LETTERLIKE)
@settings(max_examples=50, deadline=None)
def test_cached_tokens_are_the_same(nlp: Language, text: str) -> None:
    first = [token.text_with_ws for token in nlp.tokenizer(text)]
    assert [token.text_with_ws for token in nlp.tokenizer(text)] == first
    assert [token.text_with_ws for token in nlp.tokenizer(f"{text} {text}")][: len(first) - 1] == first[:-1]


@pytest.mark.parametrize("length", [90, 110, 150, 199, 200, 201, 250, 400, 1_000, 5_000])
@pytest.mark.parametrize("unit", ["_", "a", "https://example.org/", "\t", "\xa0"], ids=repr)
def test_a_long_chunk_leaves_the_rest_alone(nlp: Language, unit: str, length: int) -> None:
    """A ruled line or a long address: the words around it are tokens as ever, wherever it begins."""
    words = ["Soma", "350", "mg", "#", "60", "is", "denied", "."] * 4
    before = "Soma 350mg #60 is denied. " * 4
    for shift in range(0, 100, 33):
        text = f"{'x' * shift} {before}{(unit * length)[:length]} {before}"
        tokens = [token.text for token in nlp.tokenizer(text) if not token.is_space]
        assert "".join(token.text_with_ws for token in nlp.tokenizer(text)) == text
        assert tokens[-len(words) :] == words
        assert tokens[1 if shift else 0 :][: len(words)] == words


def test_no_special_case_switches_the_cache_off(nlp: Language) -> None:
    assert not nlp.tokenizer.rules
    assert spacy.blank("en").tokenizer.rules  # spaCy's own has them


def test_abbreviations_are_those_of_the_setting() -> None:
    plain, setting = make_tokenizer()(spacy.blank("en")), make_tokenizer(["qty", "a.b"])(spacy.blank("en"))
    assert [token.text for token in plain("Qty. 60 a.b.")] == ["Qty", ".", "60", "a.b."]
    assert [token.text for token in setting("Qty. 60 a.b.")] == ["Qty.", "60", "a.b."]


def _tokens(tokenizer: Tokenizer) -> list[list[str]]:
    return [[token.text_with_ws for token in tokenizer(text)] for text, _ in SPLITS]


def test_pickle(nlp: Language) -> None:
    copy = pickle.loads(pickle.dumps(nlp.tokenizer))
    assert isinstance(copy, LetterTokenizer)
    assert _tokens(copy) == _tokens(nlp.tokenizer)


def test_bytes(nlp: Language) -> None:
    saved = nlp.tokenizer.to_bytes()
    copy = make_tokenizer()(spacy.blank("en")).from_bytes(saved)
    assert isinstance(copy, LetterTokenizer)
    assert not copy.rules
    assert _tokens(copy) == _tokens(nlp.tokenizer)


def test_disk(nlp: Language, tmp_path: Path) -> None:
    nlp.tokenizer.to_disk(tmp_path / "tokenizer")
    copy = make_tokenizer()(spacy.blank("en")).from_disk(tmp_path / "tokenizer")
    assert _tokens(copy) == _tokens(nlp.tokenizer)


def test_text_of_the_doc_is_at_hand(nlp: Language) -> None:
    """The components get the text that the tokenizer read, also behind another Doc."""
    first: Doc = nlp.tokenizer("Soma 350mg\n#60")
    second: Doc = nlp.tokenizer("Upheld")
    assert (letter_text(second).text, letter_text(first).text) == ("Upheld", "Soma 350mg\n#60")


def _seconds(make: Callable[[], Tokenizer], text: str) -> float:
    tokenizer = make()
    start = time.perf_counter()
    doc = tokenizer(text)
    seconds = time.perf_counter() - start
    assert doc.text == text
    return seconds


UNITS = ["a", "#", "1", "a.", "10mg", "#1", "a-", "(s)", "a(", "mg.", "\U0001f600", "(", "%", "-", "$"]


@pytest.mark.parametrize("unit", UNITS)
def test_time_grows_with_the_length_of_a_chunk(fresh: Callable[[], Tokenizer], unit: str) -> None:
    short, long = (_seconds(fresh, unit * (n // len(unit))) for n in (1_000, 4_000))
    assert long < 8 * max(short, 0.01)  # its square would be 16


@pytest.mark.parametrize("unit", UNITS)
def test_a_huge_chunk_without_blanks(fresh: Callable[[], Tokenizer], unit: str) -> None:
    assert _seconds(fresh, unit * (200_000 // len(unit))) < 15
