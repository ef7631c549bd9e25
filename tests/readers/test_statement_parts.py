"""Where parts of a guideline statement begin and end."""

from __future__ import annotations

import pytest

from imr_nlp.components.citations import CitationFinder
from imr_nlp.readers.statement_parts import Joints, separators, trim, with_parenthesis
from imr_nlp.readers.statement_words import Parts
from imr_nlp.rules.fragments import fragments_of
from imr_nlp.rules.load import read_rows

ROWS = read_rows(["citations.jsonl"], CitationFinder.row_types)
JOINTS = Joints(ROWS, Parts(ROWS, fragments_of(ROWS)))


@pytest.mark.parametrize(
    ("text", "joint"),
    [
        ("Knee and Jones, Brace Manual, 2010", "and "),
        ("Knee; Brace Handbook, 2nd ed.", "; "),
        ("Knee and www.braces.org", "and "),
        ("Knee. www.braces.org", None),
        ("Knee and Shoulder", None),
        ("Knee and braces, 2010", None),
        ("Knee; Braces by manual work", None),
        ("Knee; braces. Brace Manual", ". "),
        ("Knee, Brace Manual, 2010", None),
    ],
)
def test_publication(text: str, joint: str | None) -> None:
    found = JOINTS.publication(text, 0, len(text))
    assert (None if found is None else text[slice(*found)]) == joint


@pytest.mark.parametrize(
    ("text", "expected"), [(" -Knee: ", "Knee"), ("Knee (left)", "Knee (left)"), (" .,;:- ", ""), ("", "")]
)
def test_trim(text: str, expected: str) -> None:
    assert text[slice(*trim(text, 0, len(text)))] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Knee as well as the", "Knee"), ("Knee, and", "Knee"), ("Knee (", "Knee"), ("Kneeland", "Kneeland"), ("Knee", "Knee")],
)
def test_connector_start(text: str, expected: str) -> None:
    assert text[: JOINTS.start(text, 0, len(text))] == expected


def test_connector_not_before_the_start() -> None:
    assert JOINTS.start("and and", 3, 7) == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [(", and the Knee", "Knee"), (" as well as Knee", "Knee"), ("andes", "andes"), ("; Knee", "Knee"), ("and", ""), ("", "")],
)
def test_connector_end(text: str, expected: str) -> None:
    assert text[JOINTS.end(text, 0, len(text)) :] == expected


@pytest.mark.parametrize(
    ("text", "end", "expected"),
    [("(Knee)", 5, "(Knee)"), ("Knee)", 4, "Knee"), ("((Knee))", 6, "((Knee))"), ("(Knee).", 5, "(Knee)")],
)
def test_with_parenthesis(text: str, end: int, expected: str) -> None:
    assert text[: with_parenthesis(text, 0, end, len(text))] == expected
    assert with_parenthesis(text, 0, end, end) == end


def test_separators() -> None:
    text = "Knee (a, b), Hip; Neck and Back, and sandy"
    assert [(text[place:].split()[0], mark) for place, mark in separators(text, 0)] == [
        *(("Hip;", ","), ("Neck", ";"), ("Back,", " "), ("and", ","), ("sandy", " "))
    ]
    assert [mark for _, mark in separators("a) , b", 0)] == [","]
