"""What the wordings of a layout mark; what comes of it is in tests/components/test_issues.py and test_layouts.py."""

from __future__ import annotations

from typing import Any

import pytest

from imr_nlp import labels
from imr_nlp.components.issues import IssueSegmenter
from imr_nlp.readers.issue_marks import (
    decision_of,
    first_from,
    headings_of,
    is_partial,
    item_start,
    part_marks,
    parts_of,
    unread_issues,
)
from imr_nlp.rules.fragments import fragments_of
from imr_nlp.rules.load import read_rows, select
from imr_nlp.rules.ruleset import Match, RuleSet
from imr_nlp.rules.schema_layouts import IssueHeading, IssuePart, PartialAuthorization, RationaleEnd
from imr_nlp.text.letter import LetterText
from imr_nlp.text.sentences import SentenceSplitter

FILES = ["fragments.jsonl", "layouts.jsonl", "issues.jsonl", "partial_authorizations.jsonl", "sentences.jsonl"]
ROWS = read_rows(FILES, IssueSegmenter.row_types)
SPLITTER = SentenceSplitter.from_rows(ROWS)


def rules(form: str, section: str) -> RuleSet[Any]:
    headings = [row for row in select(ROWS, IssueHeading) if form in row.all_forms and section in row.sections]
    parts = [row for row in select(ROWS, IssuePart) if form in row.all_forms]
    shared = [*select(ROWS, PartialAuthorization), *select(ROWS, RationaleEnd)]
    return RuleSet([*headings, *parts, *shared], fragments_of(ROWS))


FINAL = rules("final_determination", labels.ISSUES_SECTION)
ASKED = "Claims Administrator guideline: None."
CITED = "MAXIMUS guideline: Decision based on MTUS."
WHY = "Decision rationale: No records."
ONE, TWO = f"Soma #60: Upheld\n{ASKED}\n{CITED}\n{WHY}\n", f"2. A cane: Overturned\n{ASKED}\n{CITED}\n{WHY}\n"


def read(text: str, found: RuleSet[Any] = FINAL) -> tuple[LetterText, list[Match[Any]]]:
    letter = LetterText(text)
    return letter, found.find(letter.lower)


HEADINGS = [
    ("two items", ONE + TWO, [("Upheld", labels.UPHELD), ("Overturned", labels.OVERTURNED)]),
    ("a stray mark between", f"Soma: Upheld - {ASKED}", [("Upheld", labels.UPHELD)]),
    ("words between", f"Soma: Upheld for now. {ASKED}", []),
    ("in prose", "The denial was upheld. He fell.", []),
    ("a statement only", ASKED, []),
]


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in HEADINGS], ids=[row[0] for row in HEADINGS])
def test_headings(text: str, expected: list[tuple[str, str]]) -> None:
    letter, marks = read(text)
    found = headings_of(letter, marks)
    assert [(letter.flat[slice(*one.decision or (0, 0))], one.decision_label) for one in found] == expected


NOTICE = rules("notice_of_determination", labels.DECISIONS_SECTION)


@pytest.mark.parametrize(
    ("necessary", "decision"), [("is medically necessary", labels.OVERTURNED), ("is not medically necessary", labels.UPHELD)]
)
def test_heading_with_item_and_number(necessary: str, decision: str) -> None:
    letter, marks = read(f"3) MAXIMUS has determined the request for a cane {necessary} and appropriate.", NOTICE)
    (found,) = headings_of(letter, marks)
    assert found.item is not None and letter.flat[slice(*found.item)] == "a cane"
    assert (found.number, found.decision_label, decision_of(marks[0])) == (3, decision, decision)


def test_decision_of_what_decides_nothing() -> None:
    assert [decision_of(mark) for mark in read(ASKED + WHY)[1]] == [None, None]


def test_parts() -> None:
    letter, marks = read(ONE + TWO)
    first, second = headings_of(letter, marks)
    found = part_marks(marks, first.end, second.start)
    assert [mark.row.part for mark in found] == [labels.BY_CLAIMS_ADMINISTRATOR, labels.BY_REVIEWER, labels.RATIONALE]
    statements, rationale = parts_of(letter, found, letter.flat.index("2. A cane"))
    assert [(side, letter.flat[slice(*place)]) for side, place in statements] == [
        (labels.BY_CLAIMS_ADMINISTRATOR, "None."),
        (labels.BY_REVIEWER, "Decision based on MTUS."),
    ]
    assert rationale is not None and letter.flat[slice(*rationale)] == "No records."
    # After a rationale there are none, and the number of the next item is not of it.
    assert part_marks(marks, first.end, len(letter.flat)) == found
    numbered = letter.flat.index("A cane")
    assert parts_of(letter, found, numbered)[1] == rationale


def test_statement_without_words() -> None:
    letter, marks = read(f"Soma: Upheld\nClaims Administrator guideline:\n{CITED}\nDecision rationale:")
    statements, rationale = parts_of(letter, part_marks(marks, 0, len(letter.flat)), len(letter.flat))
    assert [side for side, _ in statements] == [labels.BY_REVIEWER]
    assert rationale is not None and rationale[0] == rationale[1]


def test_unread_issues() -> None:
    letter, marks = read(ONE + TWO)
    first, second = headings_of(letter, marks)
    of_first = part_marks(marks, first.end, second.start)
    of_both = [*of_first, *part_marks(marks, second.end, len(letter.flat))]
    asked = letter.flat.rindex("Claims Administrator guideline:")
    assert unread_issues(letter, marks, of_both) == []
    assert [start for start, _ in unread_issues(letter, marks, of_first)] == [asked]
    assert len(unread_issues(letter, marks, [])) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"Soma: Upheld for now. {ASKED}", ["Upheld"]),
        ("Soma: upheld for now.", []),
        ("The denial is Upheld for now.", []),
        ("Soma: Upheld for now.\nA cane - Overturned for now.", ["Upheld", "Overturned"]),
    ],
)
def test_unread_decisions(text: str, expected: list[str]) -> None:
    letter, marks = read(text)
    assert [letter.flat[start:end] for start, end in unread_issues(letter, marks, [])] == expected


SURGERY = "Surgery: fusion. Assistant surgeon"
STARTS = [
    ("the last sentence", "He walks. He is well. A cane", "A cane"),
    ("of one sentence", "A cane", "A cane"),
    ("after the outcome", f"He fell. The scan is not medically necessary. {SURGERY}", SURGERY),
    ("on its own line", f"He fell. It hurt.\n{SURGERY}", SURGERY),
    ("prose begins a line", "He fell.\nHe is well. A cane", "A cane"),
]


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in STARTS], ids=[row[0] for row in STARTS])
def test_item_start(text: str, expected: str) -> None:
    letter, marks = read(text)
    assert letter.flat[item_start(letter, SPLITTER, {"he", "is", "well"}, marks, (0, len(letter.flat))) :] == expected


def test_marks_in_order() -> None:
    _, marks = read(ONE)
    assert [first_from(marks, mark.start) for mark in marks] == list(range(len(marks)))
    assert first_from(marks, marks[0].start + 1) == 1
    assert first_from(marks, 10_000) == len(marks)


def test_is_partial() -> None:
    asked, authorized = "Soma #90 was the original request.", "Soma #30 was authorized by the Claims Administrator."
    _, marks = read(f"{asked} {authorized}")
    assert [is_partial(mark, "request_ends") for mark in marks] == [True, False]
    assert [is_partial(mark, "authorized_ends") for mark in marks] == [False, True]
    assert not any(is_partial(mark, "request_ends") for mark in read(ONE)[1])
