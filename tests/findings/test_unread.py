"""What was not read: fields of the header, items, and what the reader of a file noted."""

from __future__ import annotations

import pytest

from imr_nlp.findings.letter import Item, Letter, Place
from imr_nlp.findings.unread import FIELDS, reading_notes, unread_fields, unread_issues
from imr_nlp.text.letter import LetterText


def letter(text: str = "", header: str = "", items: bool = False, unread: tuple[Place, ...] = ()) -> Letter:
    """A letter whose header has fields as "LABEL=value", the value empty where it was not read."""
    fields = (field.partition("=") for field in header.split())
    places = {label: Place(0, 4, label, value) for label, _, value in fields}
    item = Item(1, Place(0, 4, "ISSUE", ""), None, None, None, {}, None)
    return Letter(LetterText(text), places, None, [item] * items, [], {}, unread)


@pytest.mark.parametrize(
    ("header", "items", "named"),
    [
        pytest.param("CASE_NUMBER=CM16-9900001 PRIORITY=", False, ["priority"], id="one of two"),
        pytest.param("CASE_NUMBER=CM16-9900001 PRIORITY=standard", False, [], id="all read"),
        pytest.param("CASE_NUMBER=CM16-9900001", False, [], id="a field that is not there"),
        pytest.param("DECISION_DATE= DATE_OF_INJURY=", True, ["date of injury", "decision date"], id="none, but an item"),
        pytest.param("DECISION_DATE= DATE_OF_INJURY=", False, [], id="no letter"),
        pytest.param("", True, [], id="no header"),
        pytest.param("CASE_NUMBER=CM16-9900001 EXAMINER=", False, [], id="a field of no interest"),
    ],
)
def test_unread_fields(header: str, items: bool, named: list[str]) -> None:
    found = list(unread_fields(letter(header=header, items=items)))
    assert [finding.message for finding in found] == [f"The {name} in the header was not read." for name in named]
    assert {finding.code for finding in found} <= {"header_unread"}


def test_unread_field_is_at_its_place() -> None:
    (finding,) = unread_fields(letter(header="UR_DENIAL_DATE=", items=True))
    assert finding.places == (Place(0, 4, "UR_DENIAL_DATE", ""),)


def test_every_field_can_be_unread() -> None:
    header = " ".join(f"{label}=" for label in FIELDS)
    assert [finding.places[0].label for finding in unread_fields(letter(header=header, items=True))] == list(FIELDS)


def test_unread_issues() -> None:
    text = "Decision:\nUpheld and  Overturned"
    places = (Place(10, 16, "", ""), Place(10, 31, "", ""))
    found = list(unread_issues(letter(text, unread=places)))
    assert [(finding.code, finding.places) for finding in found] == [("issue_unread", (place,)) for place in places]
    assert [finding.message.partition("stands at ")[2] for finding in found] == ['"Upheld".', '"Upheld and Overturned".']
    assert list(unread_issues(letter(text))) == []


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        pytest.param("Soma is denied.", [], id="none"),
        pytest.param("[imr_nlp: no text on page 2]", ["no text on page 2"], id="alone"),
        pytest.param("One.\n[imr_nlp: no text\non page 2]\nTwo.", ["no text on page 2"], id="wrapped"),
        pytest.param("[imr_nlp: no text on page 1] [imr_nlp: a scan]", ["no text on page 1", "a scan"], id="two"),
        pytest.param("[imr_nlp: a scan] then [imr_nlp: cut", ["a scan"], id="the second has no end"),
        pytest.param("[see page 2]", [], id="brackets of the letter"),
    ],
)
def test_reading_notes(text: str, notes: list[str]) -> None:
    read = letter(text)
    found = list(reading_notes(read))
    assert [finding.message for finding in found] == [f"Part of the file was not read: {note}." for note in notes]
    assert [read.words(finding.places[0]) for finding in found] == [f"[imr_nlp: {note}]" for note in notes]
    assert {finding.code for finding in found} <= {"page_without_text"}
