"""Fixed wordings that are damaged, one kind after another; whole letters are in tests/components/test_damage.py."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from imr_nlp import labels
from imr_nlp.components.sections import SectionSegmenter
from imr_nlp.readers.fixed_wordings import FixedWordings, begins_line, ends_line, fixed_words
from imr_nlp.rules.fragments import fragments_of
from imr_nlp.rules.load import read_rows
from imr_nlp.rules.schema_layouts import Section
from imr_nlp.text.edits import Edit
from imr_nlp.text.letter import LetterText

ROWS = read_rows(["fragments.jsonl", "layouts.jsonl", "partial_authorizations.jsonl"], SectionSegmenter.row_types)
FIXED = FixedWordings(ROWS, fragments_of(ROWS))
FORM = "final_determination"
SECTIONS = {labels.METHOD_SECTION, labels.CASE_SUMMARY_SECTION, labels.ISSUES_SECTION}


def mended(text: str, edits: Iterable[Edit]) -> list[tuple[str, str]]:
    """What is read otherwise, and as what."""
    return [(text[edit.start : edit.end].strip(), edit.words.strip()) for edit in edits]


SUMMARY = "CLINICAL CASE SUMMARY"
HEADINGS = [
    ("a letter wrong", "CLINICAL CASE SUMMRY\nShe fell.", [("CLINICAL CASE SUMMRY", SUMMARY)]),
    ("a blank inside", "CLIN ICAL CASE SUMMARY\nShe fell.", [("CLIN ICAL CASE SUMMARY", SUMMARY)]),
    ("as it should be", f"{SUMMARY}\nShe fell.", []),
    ("in a sentence", "She saw the clinical case sumary of it.", []),
    ("another heading", "CLINICAL HISTORY\nShe fell.", []),
]


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in HEADINGS], ids=[row[0] for row in HEADINGS])
def test_headings(text: str, expected: list[tuple[str, str]]) -> None:
    assert mended(text, FIXED.headings(LetterText(text), FORM, ())) == expected


def test_headings_are_looked_for_where_one_is_wanting() -> None:
    """A section, or the sentence after which the first item begins."""
    damaged = "CLINICAL CASE SUMMRY\nShe fell.\n"
    first = "The Final Determination was based on decisions for the disputed items/services set forth below:"
    whole = LetterText(damaged + first)
    assert list(FIXED.headings(whole, FORM, SECTIONS)) == []
    assert list(FIXED.headings(whole, FORM, SECTIONS - {labels.CASE_SUMMARY_SECTION}))
    assert list(FIXED.headings(LetterText(damaged), FORM, SECTIONS))


LABELS = [
    ("a letter wrong", "Case Nunber: CM16-9900001", [("Case Nunber:", "Case Number:")]),
    ("a mark wrong", "Date of lnjury; 1/2/2014", [("Date of lnjury;", "Date of Injury:")]),
    ("in capitals", "UR DENIAL DATE: 1/2/2014", []),
    ("as it should be", "Case Number: CM16-9900001", []),
    ("in a sentence", "He told the date of his injry today.", []),
]


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in LABELS], ids=[row[0] for row in LABELS])
def test_labels_of_the_header(text: str, expected: list[tuple[str, str]]) -> None:
    letter = LetterText(text)
    assert mended(text, FIXED.header(letter, FORM, len(letter.flat), ())) == expected


def test_reviewer() -> None:
    licence, speciality = "State(s) of Licensure:", "Certification(s)/Specialty:"
    text = f"{licence[:-2]}c: Oregon\n{speciality} Neurology"
    expected = [("State(s) of Licensurc:", licence), (speciality, speciality)]
    assert mended(text, FIXED.reviewer(LetterText(text), len(text))) == expected
    right = f"{licence} Oregon\n{speciality} Neurology"
    assert list(FIXED.reviewer(LetterText(right), len(right))) == []


ASKED, CITED = "Claims Administrator guideline: None.", "MAXIMUS guideline: None."
ITEM = f"A cane: Upheld\n{ASKED}\n{CITED}\nDecision rationale: No.\n"
REST = "Administrator guideline:"
STATEMENTS = [
    ("nothing", "", "", []),
    ("a letter wrong", "MAXIMUS", "MAXlMUS", [("MAXlMUS guideline:", "MAXIMUS guideline:")]),
    ("without a colon", "guideline: None.\nDec", "guideline None.\nDec", [("MAXIMUS guideline", "MAXIMUS guideline:")]),
    ("a decision", "Upheld", "Uphe1d", [("Uphe1d", "Upheld")]),
    ("both", "Upheld\nClaims", "Uphe1d\nC1aims", [(f"Uphe1d\nC1aims {REST}", f"Upheld Claims {REST}")]),
    ("a stray mark", "Upheld", "Upheld |", [("Upheld |", "Upheld")]),
]


@pytest.mark.parametrize(("right", "damaged", "expected"), [row[1:] for row in STATEMENTS], ids=[row[0] for row in STATEMENTS])
def test_statements(right: str, damaged: str, expected: list[tuple[str, str]]) -> None:
    text = ITEM.replace(right, damaged) + ITEM.replace("cane", "brace")
    assert mended(text, FIXED.statements(LetterText(text), FORM)) == expected


def test_statements_of_another_form_are_left() -> None:
    text = ITEM.replace("MAXIMUS", "MAXlMUS").replace("Upheld", "upheld")
    assert list(FIXED.statements(LetterText(text), FORM))
    assert list(FIXED.statements(LetterText(text), "determination_letter")) == []


def test_partial_authorizations() -> None:
    text = "Soma #90 was the originaI request. A cane was the original request."
    assert mended(text, FIXED.partial_authorizations(LetterText(text))) == [
        ("was the originaI request.", "was the original request.")
    ]


@pytest.mark.parametrize(
    ("pattern", "examples", "expected"),
    [
        ("summary of (the )?case", ["Summary of the Case", "Summary of Case"], ["Summary of the Case", "Summary of Case"]),
        ("case summary|story", ["Case summary", "Story"], ["Case summary"]),
        ("regarding the .{3,20} case", ["Regarding the long case", "Regarding the old case"], ["Regarding the old case"]),
        ("case number (?P<number>[0-9]+), as stated", ["Case number 12, as stated"], ["Case number", "as stated"]),
    ],
    ids=["two wordings", "a short one", "words left open", "a group"],
)
def test_fixed_words(pattern: str, examples: list[str], expected: list[str]) -> None:
    row = Section(
        label="SECTION", id="a", form="a", section=labels.CASE_SUMMARY_SECTION, pattern=pattern, examples=tuple(examples)
    )
    assert fixed_words(row, {}) == expected


LINES = [
    ("One two\nthree", "three", True, True),
    ("One two\nthree", "One", True, False),
    ("One two\nthree", "two", False, True),
    ("* - three |\nfour", "three", True, True),
    ("One\ftwo", "two", True, True),
    ("1 two", "two", False, True),
]


@pytest.mark.parametrize(("text", "word", "begins", "ends"), LINES)
def test_lines(text: str, word: str, begins: bool, ends: bool) -> None:
    letter = LetterText(text)
    start = letter.flat.index(word)
    assert (begins_line(letter, start), ends_line(letter, start + len(word))) == (begins, ends)


def test_a_line_begins_after_what_is_left_out() -> None:
    letter = LetterText("17 A cane", [Edit(0, 2)])
    assert begins_line(letter, letter.flat.index("A"))
    assert not begins_line(letter, letter.flat.index("cane"))
