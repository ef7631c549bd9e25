"""What a decision of utilization review is about, in its sentence. What comes of it is in test_utilization_review.py."""

from __future__ import annotations

import pytest

from imr_nlp.readers.case_dates import find_dates
from imr_nlp.readers.review_clauses import ReviewClauses
from imr_nlp.readers.review_items import ReviewItems
from imr_nlp.readers.review_sentences import ReviewSentence, ReviewSentences
from summary import FRAGMENTS, ROWS, SCREEN

ITEMS = ReviewItems(ROWS, FRAGMENTS)
CLAUSES = ReviewClauses(ITEMS)
SENTENCES = ReviewSentences(ROWS, ITEMS.wordings, FRAGMENTS)


def read(text: str) -> ReviewSentence:
    (matches,) = SCREEN.find_in(text, [(0, len(text))])
    sentence = SENTENCES.read(text, (0, len(text)), matches, find_dates(text))
    assert sentence is not None
    return sentence


# the sentence; of its first decision the items, and whether it only decides "the request"
FIRST = [
    ("after it", "ur denied a brace and a cane", ["brace", "cane"], False),
    ("after a colon", "ur denied: a brace", ["brace"], False),
    ("after a noun", "ur non-certification of a brace", ["brace"], False),
    ("after an infinitive", "ur was to deny the brace", ["brace"], False),
    ("after an authorization", "authorization was denied for a brace by ur", ["brace"], False),
    ("in front", "the brace was denied by ur", ["brace"], False),
    ("a request in front", "the request for a brace was denied", ["brace"], False),
    ("which", "the request was for a brace, which utilization review denied", ["brace"], False),
    ("it", "ur noted the request for a brace and denied it", ["brace"], False),
    ("only it", "ur denied it", [], True),
    ("only the request", "ur denied the request", [], True),
    ("only the request, in front", "the request was denied by utilization review", [], True),
    ("by nobody", "a brace was denied", [], False),
    ("by the worker", "she denied a brace", [], False),
]


@pytest.mark.parametrize(("text", "expected", "generic"), [row[1:] for row in FIRST], ids=[row[0] for row in FIRST])
def test_items(text: str, expected: list[str], generic: bool) -> None:
    sentence = read(text)
    decided = sentence.decisions[0]
    following = CLAUSES.following(text, sentence, 0)
    items, reach, only_the_request = CLAUSES.items(text, sentence, sentence.start, decided, following, decided.decision)
    assert [text[start:end] for start, end in items] == expected
    assert only_the_request is generic
    assert reach >= decided.end


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("ur denied a brace", " a brace"),
        ("ur denied a brace and approved a cane", " a brace and "),
        ("ur denied a brace; the cane was approved", " a brace"),
        ("ur approved the tablets in part, with #30 being certified", " the tablets in part"),
    ],
)
def test_following(text: str, own: str) -> None:
    """What belongs to the first decision ends where the next one's items begin."""
    sentence = read(text)
    assert text[sentence.decisions[0].end : CLAUSES.following(text, sentence, 0)] == own


@pytest.mark.parametrize(
    ("text", "own", "another"),
    [
        ("ur modified norco to #60", " norco to #60", False),
        ("ur modified norco to #60 and soma was denied", " norco to #60 and soma ", True),
        ("ur modified therapy to six visits approved", " therapy to six visits approved", False),
    ],
)
def test_limit(text: str, own: str, another: bool) -> None:
    sentence = read(text)
    end, follows = CLAUSES.limit(text, sentence, 0)
    assert (text[sentence.decisions[0].end : end], follows) == (own, another)
