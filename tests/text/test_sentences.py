"""Where sentences begin."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_nlp.rules.load import read_rows
from imr_nlp.rules.schema import Abbreviation, SentenceStart
from imr_nlp.text.letter import LetterText
from imr_nlp.text.sentences import LONGEST_SENTENCE, SentenceSplitter

SPLITTER = SentenceSplitter.from_rows(read_rows(["sentences.jsonl"], [Abbreviation, SentenceStart]))

# text with "|" where a sentence begins
SENTENCES = [
    ("two", "The brace is denied. |It is redundant."),
    ("question and exclamation", "Is it needed? |No! |It is not."),
    ("three", "The brace is denied. |It is redundant. |Nothing else."),
    ("no blank", "The brace is denied.|It is redundant."),
    ("lower case goes on", "The brace was denied. it is redundant."),
    ("number begins a sentence", "The brace is denied. |12 visits are not."),
    ("quotation", 'He said "no." |"Yes" was never said.'),
    ("parenthesis", "(The brace is denied.) |It is redundant."),
    ("number sign", "Soma 350mg. #60 is denied."),
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
    ("initial", "It was M. Vale."),
    ("initial of a side", "MRI without contrast of the L. Knee is denied."),
    ("letter at the end", "She takes vitamin D. |The dose is low."),
    ("letter of a name at the end", "A generic is plan B. |Walker purchase."),
    ("letter of a name before a number", "Vit. D. 5000 units daily."),
    ("strength and form", "Lyrica 75 mg. Cap. #60 is denied. |Lyrica 75 mg. |The rest."),
    ("strength and number", "Tab. Norco 10/325 mg. #60 is denied."),
    ("strength at the end", "Norco 10/325 mg. |She rests."),
    ("list", "1. No relief. |2. No count. |3.The request is denied."),
    ("list after a colon", "Diagnoses: 1. Gout, 2. Asthma."),
    ("amount at the end", "Xanax, quantity: 60. |Then none."),
    ("aside", "Ten visits of acup. (2 x 4) and P.T. (12 visits) a week."),
    ("number of a list in parentheses", "No relief. |(2) The request is denied."),
    ("code in parentheses", "Strain (S39.012A), gout (M10.9)."),
    ("web address", "See the page. |www.example.com has it."),
    ("abbreviation without its full stop", "Ask the dr? |Yes."),
    ("initials behind a title", "Seen by Dr. A. B. Bloom. |Then by none."),
    ("letters with full stops", "At the Y.M.C.A. Pool."),
    ("number word before a digit", "See exhibit no. 3 of it."),
    ("number word before a word", "He said no. |Then he left."),
    ("one", "Upheld"),
    ("empty", ""),
]


@pytest.mark.parametrize("marked", [row[1] for row in SENTENCES], ids=[row[0] for row in SENTENCES])
def test_sentences(marked: str) -> None:
    text = marked.replace("|", "")
    found = LetterText(text).sentences(SPLITTER)
    assert [text[a:b] for a, b in found] == [part.strip() for part in marked.split("|") if part]


def test_sentences_between_offsets() -> None:
    text = LetterText("One is here. Two is here. Three is here. Four is here.")
    two, three, four = (text.flat.index(word) for word in ("Two", "Three", "Four"))
    plain = SentenceSplitter()
    assert text.sentences(plain, two, four) == [(two, three - 1), (three, four - 1)]
    assert text.sentences(plain, two + 1, four + 1) == [(two + 1, three - 1), (three, four - 1), (four, four + 1)]
    assert text.sentences(plain, two, two) == []


PIECES = st.sampled_from(["Dr", "p.o", ".", " ", "\n", "A", "b", '"', ")", "?", "1"])


@given(st.lists(PIECES, max_size=30).map("".join), st.data())
def test_sentences_of_any_text(text: str, data: st.DataObject) -> None:
    letter = LetterText(text)
    start = data.draw(st.integers(0, len(letter.flat)))
    end = data.draw(st.integers(start, len(letter.flat)))
    found = letter.sentences(SPLITTER, start, end)
    assert "".join(letter.flat[a:b] for a, b in found).replace(" ", "") == letter.flat[start:end].replace(" ", "")
    assert all(a < b for a, b in found)
    assert found == sorted(found)


def test_splitter_of_rows() -> None:
    rows = [
        Abbreviation(id="a", terms=("Dr", "p.o")),
        Abbreviation(id="b", terms=("no",), before_number=True),
        SentenceStart(id="c", terms=("The",)),
    ]
    splitter = SentenceSplitter.from_rows(rows)
    assert splitter == SentenceSplitter(frozenset({"dr", "p.o"}), frozenset({"no"}), frozenset({"the"}))
    assert SentenceSplitter.from_rows(rows) is splitter, "so that a letter is split once for all components"


@pytest.mark.parametrize("text", ["no end " * 1000, "a" * 7000, "Short. " + "no end " * 1000 + "End. Short.", "One. Two."])
def test_no_sentence_is_too_long(text: str) -> None:
    starts = SentenceSplitter().starts_in(text)
    edges = [0, *starts, len(text)]
    assert edges == sorted(set(edges))
    assert all(high - low <= LONGEST_SENTENCE for low, high in itertools.pairwise(edges))
    assert all(text[start - 1] == " " for start in starts if " " in text)
