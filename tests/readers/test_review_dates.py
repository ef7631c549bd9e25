"""Which of the dates of a sentence is the review's."""

from __future__ import annotations

import pytest

from imr_nlp.readers.case_dates import find_dates
from imr_nlp.readers.review_dates import ReviewDates
from imr_nlp.readers.review_items import ReviewItems
from imr_nlp.readers.review_sentences import ReviewSentences
from summary import FRAGMENTS, ROWS, SCREEN

WORDS = ReviewItems(ROWS, FRAGMENTS).wordings
DATES, SENTENCES = ReviewDates(WORDS), ReviewSentences(ROWS, WORDS, FRAGMENTS)

DATED = [
    ("ur dated 3/4/15 denied a brace.", "2015-03-04"),
    ("ur of 3/4/15 denied the brace of 1/2/15.", "2015-03-04"),
    ("ur denied a brace on 3/4/15.", "2015-03-04"),
    ("ur denied on 3/4/15 a brace.", "2015-03-04"),
    ("on 3/4/15, ur denied a brace.", "2015-03-04"),
    ("3/4/15 ur denied a brace.", "2015-03-04"),
    ("ur denied a brace because he fell on 3/4/15.", None),
    ("ur denied a brace.", None),
]


@pytest.mark.parametrize(("text", "expected"), DATED, ids=[row[0] for row in DATED])
def test_of_review(text: str, expected: str | None) -> None:
    place = (0, len(text))
    (matches,) = SCREEN.find_in(text, [place])
    sentence = SENTENCES.read(text, place, matches, find_dates(text))
    assert sentence is not None and sentence.decisions
    names = [(name.start, name.end) for name in sentence.names]
    decided = [one.end for one in sentence.decisions]
    assert DATES.of_review(text, place, sentence.dates, names, decided) == expected
