"""Where other letters begin in a text, and where their first pages begin."""

from __future__ import annotations

from typing import Any

import pytest

from imr_nlp.components.sections import SectionSegmenter
from imr_nlp.readers.second_letters import CASE_NUMBER, SectionHeading, beginnings, is_case_number, is_heading, top_of
from imr_nlp.rules.fragments import fragments_of
from imr_nlp.rules.load import read_rows, select
from imr_nlp.rules.ruleset import Match, RuleSet
from imr_nlp.rules.schema_layouts import HeaderValue, IssueHeading, IssuePart, LetterTop, Section
from imr_nlp.text.letter import LetterText

FORM = "final_determination"
ROWS = read_rows(["fragments.jsonl", "layouts.jsonl", "furniture.jsonl"], SectionSegmenter.row_types)
SECTIONS = [row for row in select(ROWS, Section) if row.form == FORM]
NUMBERS = [row for row in select(ROWS, HeaderValue) if row.value == CASE_NUMBER]
ITEMS = [*(row for row in select(ROWS, IssueHeading) if row.form == FORM), *select(ROWS, IssuePart)]
FOUND: RuleSet[Any] = RuleSet([*SECTIONS, *NUMBERS, *ITEMS], fragments_of(ROWS))
TOPS = RuleSet(select(ROWS, LetterTop), fragments_of(ROWS))

METHOD = "HOW THE IMR FINAL DETERMINATION WAS MADE"
BODY = f"{METHOD}\nA nurse.\nCLINICAL CASE SUMMARY\nA cook.\n"
BODY += "IMR ISSUES, DECISIONS AND RATIONALES\nA brace: Upheld\nDecision rationale: It rests the arm.\nSo it was.\n"
FIRST, SECOND = "Case Number: CM15-0000001", "Case Number: CM15-0000002"
LETTER, OTHER = f"{FIRST}\n{BODY}", f"{SECOND}\n{BODY}"


def read(text: str) -> tuple[LetterText, list[Match[Any]]]:
    letter = LetterText(text)
    return letter, FOUND.find(letter.lower)


def begins(text: str, headings: list[SectionHeading] | None = None) -> list[int]:
    letter, found = read(text)
    return beginnings(letter, found, headings or [])


# id, text, with what each letter after the first begins
TEXTS = [
    ("one letter", LETTER, []),
    ("two", LETTER + OTHER, [SECOND]),
    ("three", LETTER + OTHER + LETTER, [SECOND, FIRST]),
    ("the same number", LETTER + LETTER, []),
    ("its number on the last page", f"{LETTER}{FIRST}\nThat is all.", []),
    ("another number before any item", f"{SECOND}\n{LETTER}", []),
    ("no numbers", BODY + BODY, [METHOD]),
    ("no number in the second", LETTER + BODY, [METHOD]),
    ("no number in the first", BODY + LETTER, [FIRST]),
    ("a heading without items at the end", f"{LETTER}{METHOD}\nA nurse.", []),
    ("a number in parentheses", f"{LETTER}An earlier review ({SECOND}) had it.", []),
    ("a number in a sentence", f"{LETTER}Her case number: CM15-0000002 is another.", []),
    ("a heading in front of the number", f"{LETTER}{METHOD}\n{OTHER}", [METHOD]),
    ("a number after items, and no more", f"{BODY[BODY.index('IMR ISSUES') :]}{FIRST}\nThat is all.", []),
    ("no items", f"{FIRST}\nA nurse.\n{SECOND}\nA cook.", []),
    ("empty", "", []),
]


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in TEXTS], ids=[row[0] for row in TEXTS])
def test_beginnings(text: str, expected: list[str]) -> None:
    flat = LetterText(text).flat
    found = begins(text)
    assert [flat[start:].startswith(words) for start, words in zip(found, expected, strict=True)] == [True] * len(expected)
    assert found == sorted(found) and 0 not in found


def heading(start: int, order: int, *, starts_letter: bool = True) -> SectionHeading:
    return SectionHeading(start, start + 1, "METHOD", order, starts_letter)


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        ([heading(0, 1), heading(9, 2), heading(20, 1)], [20]),
        ([heading(0, 1), heading(9, 1)], [9]),
        ([heading(0, 1), heading(9, 2), heading(20, 1, starts_letter=False)], []),
        ([heading(0, 1), heading(9, 2), heading(20, 3)], []),
        ([], []),
    ],
)
def test_headings_that_come_once_more(headings: list[SectionHeading], expected: list[int]) -> None:
    assert begins("A nurse has a brace, and a cook a cane.", headings) == expected


def test_a_heading_once_more_is_of_the_letter_before_unless_that_has_items() -> None:
    flat = LetterText(LETTER + OTHER).flat
    second = flat.index(SECOND)
    method = flat.index(METHOD, second)
    headings = [heading(0, 0), heading(flat.index(METHOD), 1)]
    assert begins(LETTER + OTHER, [*headings, heading(method, 1)]) == [second]
    assert begins(LETTER + OTHER, [*headings, heading(len(flat) - 1, 1)]) == [second, len(flat) - 1]
    assert begins(LETTER + LETTER, [*headings, heading(method, 1)]) == [method], "of no other letter"


# id, what stands between two letters, with which words the second begins
BETWEEN = [
    ("nothing", "", SECOND),
    ("a letter head", "Independent Medical Review\n", "Independent"),
    ("two lines of it", "STATE OF CALIFORNIA\nIndependent Medical Review\n", "STATE"),
    ("an address apart", "\n\nAnn Brook\n4 Elm Street\n\nDear Claimant,\nHere it is.\n", "Ann"),
    ("an address on a new page", "\fAnn Brook\n4 Elm Street\nDear Claimant,\nHere it is.\n", "Ann"),
    ("an address not apart", "Ann Brook\n4 Elm Street\nDear Claimant,\nHere it is.\n", "Dear"),
    ("a sentence in front of the salutation", "\n\nIt is done.\nDear Claimant,\nHere it is.\n", "Dear"),
    ("too long for an address", "\n\n" + "Elm Street\n" * 13 + "Dear Claimant,\n", "Dear"),
    ("an address alone", "\n\nAnn Brook\n4 Elm Street\n", "Ann"),
    ("words of it in a sentence", "Independent Medical Review was long.\n", SECOND),
    ("a cover letter too long", "Dear Claimant,\n" + "Here it is.\n" * 400, SECOND),
]


@pytest.mark.parametrize(("between", "expected"), [row[1:] for row in BETWEEN], ids=[row[0] for row in BETWEEN])
def test_top_of(between: str, expected: str) -> None:
    letter, found = read(LETTER + between + OTHER)
    (begin,) = beginnings(letter, found, [])
    top = top_of(letter, begin, found, TOPS)
    assert letter.flat[top:].startswith(expected) and top == letter.flat.index(expected, letter.flat.index("So it was"))


@pytest.mark.parametrize("item", ["Independent Medical Review\nA cane: Upheld", "A cane: Upheld Independent Medical Review"])
def test_top_is_not_among_the_items_of_the_letter_before(item: str) -> None:
    letter, found = read(f"{LETTER}{item}\nIt is so.\n{OTHER}")
    (begin,) = beginnings(letter, found, [])
    assert top_of(letter, begin, found, TOPS) == begin


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        *[(words, True) for words in (METHOD, "How the IMR Final Determination was Made", "Clinical case Summary")],
        *[(words, False) for words in ("how the IMR Final Determination", "Clinical summary", "Case number:")],
        ("Imr Issues, Decisions and rationales", True),  # what follows the first three words
    ],
)
def test_is_heading(words: str, printed: bool) -> None:
    flat = f"so {words}"
    assert is_heading(flat, Match(SECTIONS[0], 3, len(flat))) is printed


def test_is_case_number() -> None:
    _, found = read(LETTER)
    assert [match.start for match in found if is_case_number(match)] == [FIRST.index("CM15")]
    date = next(row for row in select(ROWS, HeaderValue) if row.value != CASE_NUMBER)
    assert not is_case_number(Match(date, 0, 4))
