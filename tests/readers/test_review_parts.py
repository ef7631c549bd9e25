"""Decisions on a part of what was asked for."""

from __future__ import annotations

import pytest

from imr_nlp.readers.case_dates import find_dates
from imr_nlp.readers.review_items import APPROVED, DENIED, MODIFIED, ReviewItems
from imr_nlp.readers.review_parts import ReviewParts, Stated
from imr_nlp.readers.review_sentences import ReviewSentence, ReviewSentences
from imr_nlp.rules.ruleset import Range
from summary import FRAGMENTS, ROWS, SCREEN, reviews

ITEMS = ReviewItems(ROWS, FRAGMENTS)
PARTS = ReviewParts(ITEMS)
SENTENCES = ReviewSentences(ROWS, ITEMS.wordings, FRAGMENTS)

# A decision by its item, what it says, and what it left
Words = tuple[str, str, str | None]


def read(text: str) -> ReviewSentence:
    (matches,) = SCREEN.find_in(text, [(0, len(text))])
    sentence = SENTENCES.read(text, (0, len(text)), matches, find_dates(text))
    assert sentence is not None
    return sentence


def place(text: str, words: str) -> Range:
    return text.index(words), text.index(words) + len(words)


def words(text: str, stated: Stated) -> Words:
    return text[slice(*stated.item)], stated.decision, None if stated.allowed is None else text[slice(*stated.allowed)]


# text, its item, what the decision says by itself, what it is
PARTLY: list[tuple[str, str, str, Words]] = [
    (
        *("approved four of the eight visits of therapy", "four of the eight visits of therapy", APPROVED),
        ("therapy", MODIFIED, "four of the eight visits"),
    ),
    (
        *("denied four of the eight visits of therapy", "four of the eight visits of therapy", DENIED),
        ("therapy", MODIFIED, None),
    ),
    (
        *("approved six visits of the twelve visits", "six visits of the twelve visits", APPROVED),
        ("twelve visits", MODIFIED, "six visits"),
    ),
    ("approved four of the eight sessions", "eight sessions", APPROVED, ("eight sessions", MODIFIED, "four of the")),
    ("denied four of the eight sessions", "eight sessions", DENIED, ("eight sessions", DENIED, None)),
    ("approved therapy for 6 of 12 visits", "therapy for 6 of 12 visits", APPROVED, ("therapy", MODIFIED, "6 of 12 visits")),
    ("approved a brace instead of the cast", "brace instead of the cast", APPROVED, ("brace", MODIFIED, "brace")),
    ("approved norco #60 of the requested #120", "norco #60", APPROVED, ("norco #60", MODIFIED, "norco #60")),
    ("denied norco #60 of the requested #120", "norco #60", DENIED, ("norco #60", DENIED, None)),
    ("approved norco for a quantity of 60", "norco", APPROVED, ("norco", MODIFIED, "a quantity of 60")),
    ("approved norco #60 for a quantity of 60", "norco #60", APPROVED, ("norco #60", APPROVED, None)),
    ("approved norco at a reduced quantity of 60", "norco", APPROVED, ("norco", MODIFIED, "60")),
    ("approved norco at a reduced quantity", "norco", APPROVED, ("norco", MODIFIED, None)),
    ("modified norco for a quantity of 60", "norco", MODIFIED, ("norco", MODIFIED, None)),
    ("approved a brace", "brace", APPROVED, ("brace", APPROVED, None)),
]


@pytest.mark.parametrize(("text", "item", "decision", "expected"), PARTLY, ids=[row[0] for row in PARTLY])
def test_partly(text: str, item: str, decision: str, expected: Words) -> None:
    stated = Stated(place(text, item), decision)
    assert words(text, PARTS.partly(text, stated, text.index(" "), len(text))) == expected


def test_partly_leaves_what_is_known_of_the_rest() -> None:
    text = "modified four of the eight visits of therapy to two"
    stated = Stated(place(text, "four of the eight visits of therapy"), MODIFIED, place(text, "two"))
    assert words(text, PARTS.partly(text, stated, text.index(" "), len(text))) == ("therapy", MODIFIED, "two")


def test_partly_does_not_look_beyond_the_sentence() -> None:
    text = "approved norco for a quantity of 60"
    stated = Stated(place(text, "norco"), APPROVED)
    assert PARTS.partly(text, stated, text.index(" "), text.index(" for")) == stated


# text, its last item and decision, what was stated before; whether it is a part, and what is stated then
OF_STATED: list[tuple[str, str, str, Words, bool, Words]] = [
    (
        *("ur modified the visits and approved six", "six", APPROVED),
        *(("visits", MODIFIED, None), True, ("visits", MODIFIED, "six")),
    ),
    (
        *("ur modified the visits to four and approved six", "six", APPROVED),
        *(("visits", MODIFIED, "four"), True, ("visits", MODIFIED, "four")),
    ),
    ("ur modified the visits and denied six", "six", DENIED, ("visits", MODIFIED, None), True, ("visits", MODIFIED, None)),
    (
        *("ur approved six visits and denied the remaining four", "remaining four", DENIED),
        *(("six visits", APPROVED, None), True, ("six visits", MODIFIED, "six visits")),
    ),
    ("ur approved a brace and denied four", "four", DENIED, ("brace", APPROVED, None), False, ("brace", APPROVED, None)),
    ("ur denied norco but approved #20", "#20", APPROVED, ("norco", DENIED, None), True, ("norco", MODIFIED, "#20")),
    ("ur denied norco but approved soma", "soma", APPROVED, ("norco", DENIED, None), False, ("norco", DENIED, None)),
]


@pytest.mark.parametrize(("text", "item", "decision", "before", "part", "after"), OF_STATED, ids=[row[0] for row in OF_STATED])
def test_is_part_of_what_was_stated(text: str, item: str, decision: str, before: Words, part: bool, after: Words) -> None:
    sentence = read(text)
    stated = [Stated(place(text, before[0]), before[1], None if before[2] is None else place(text, before[2]))]
    assert PARTS.is_part(text, sentence, sentence.decisions[-1], place(text, item), decision, stated, []) is part
    assert [words(text, one) for one in stated] == [after]


# text that ends with an amount, what is pending, what is stated then
OF_ASKED: list[tuple[str, list[str], list[Words]]] = [
    ("six visits of therapy were requested and ur approved two", [], [("six visits of therapy", MODIFIED, "two")]),
    ("ur considered a request for a brace and approved two", [], [("brace", MODIFIED, "two")]),
    ("the doctor requested eight visits and ur approved two", [], [("eight visits", MODIFIED, "two")]),
    ("the doctor requested a brace and a cane and ur approved two", [], []),
    ("soma. ur approved two", ["soma"], [("soma", MODIFIED, "two")]),
    ("soma, norco. ur approved two", ["soma", "norco"], []),
    ("ur approved two", [], []),
]


@pytest.mark.parametrize(("text", "pending", "expected"), OF_ASKED, ids=[row[0] for row in OF_ASKED])
def test_is_part_of_what_was_asked_for(text: str, pending: list[str], expected: list[Words]) -> None:
    sentence, stated = read(text), list[Stated]()
    item = place(text, "two")
    waiting = [place(text, name) for name in pending]
    assert PARTS.is_part(text, sentence, sentence.decisions[-1], item, APPROVED, stated, waiting)
    assert [words(text, one) for one in stated] == expected


def test_denied_amount_alone_is_no_part() -> None:
    text = "six visits were requested and ur denied two"
    sentence, stated = read(text), list[Stated]()
    assert not PARTS.is_part(text, sentence, sentence.decisions[-1], place(text, "two"), DENIED, stated, [])
    assert stated == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ur approved 4", ["4"]),
        ("ur approved six visits", ["six visits"]),
        ("ur approved 3/4/15", []),
        ("ur approved soma", []),
        ("ur approved", []),
    ],
)
def test_amount_after(text: str, expected: list[str]) -> None:
    found = PARTS.amount_after(text, read(text), text.index("approved") + len("approved"))
    assert [text[slice(*amount)] for amount in found] == expected


def test_figures_that_are_no_decimals_are_no_numbers() -> None:
    assert [decision for decision, _ in reviews("UR denied therapy \u2460 and approved therapy \u2460.")] == [
        "denied",
        "approved",
    ]
