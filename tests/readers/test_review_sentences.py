"""What a sentence about utilization review has."""

from __future__ import annotations

import pytest

from imr_nlp.readers.case_dates import find_dates
from imr_nlp.readers.review_items import ReviewItems
from imr_nlp.readers.review_sentences import ReviewSentence, ReviewSentences, screened
from imr_nlp.rules.schema_summary import ReviewDecision, ReviewName, ReviewWording
from summary import FRAGMENTS, ROWS, SCREEN

SENTENCES = ReviewSentences(ROWS, ReviewItems(ROWS, FRAGMENTS).wordings, FRAGMENTS)


def read(text: str, end: int | None = None) -> ReviewSentence | None:
    place = (0, len(text) if end is None else end)
    (matches,) = SCREEN.find_in(text, [(0, len(text))])
    return SENTENCES.read(text, place, matches, find_dates(text))


DECISIONS = [
    ("ur denied a brace and approved a cane", [("denied", "denied"), ("approved", "approved")]),
    ("ur non-certified a brace", [("non-certified", "denied")]),
    ("ur partially certified a brace", [("partially certified", "modified")]),
    ("the doctor requested a brace", []),
]


@pytest.mark.parametrize(("text", "expected"), DECISIONS, ids=[row[0] for row in DECISIONS])
def test_decisions(text: str, expected: list[tuple[str, str]]) -> None:
    sentence = read(text)
    assert sentence is not None
    assert [(text[one.start : one.end], one.decision) for one in sentence.decisions] == expected


@pytest.mark.parametrize("text", ["she has pain since 3/4/15", "", "he walks a mile"])
def test_sentence_that_tells_nothing_of_it(text: str) -> None:
    assert read(text) is None


def test_names_and_dates() -> None:
    text = "ur dated 3/4/15 denied a brace"
    sentence = read(text)
    assert sentence is not None and sentence.names_review
    assert [text[start:end] for start, end in sentence.places()] == ["ur", "3/4/15"]
    assert sentence.named_between(0, len(text)) and not sentence.named_between(1, len(text))
    other = read("a brace was denied")
    assert other is not None and not other.names_review
    assert [sentence.is_of_review, other.is_of_review] == [True, False]


def test_stated_in_passing() -> None:
    for text, in_passing in (("the brace had been previously denied", True), ("ur denied the brace", False)):
        sentence = read(text)
        assert sentence is not None
        assert sentence.stated_in_passing(sentence.decisions[0]) is in_passing


def test_what_stands_after_the_sentence_is_not_of_it() -> None:
    text = "ur has a letter of 3/4/15. it denied the brace"
    sentence = read(text, text.index("."))
    assert sentence is not None
    assert (sentence.decisions, [date.value for date in sentence.dates]) == ([], ["2015-03-04"])


def test_screened() -> None:
    found = screened(ROWS)
    assert {type(row) for row in found} == {ReviewName, ReviewDecision, ReviewWording}
    assert 0 < len(found) < len(ROWS)
