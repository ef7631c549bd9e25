"""Names whose blanks are lost, put back."""

from __future__ import annotations

import pytest

from imr_nlp.readers.lost_blanks import LostBlanks, may_be_together

LOST = LostBlanks(
    ["Knee Complaints", "Shoulder Complaints", "Brace and Splint Handbook", "Complaints Handbook", "Hip", "To Do"]
)

# text, the text with its blanks
APART = [
    ("KneeComplaints", "Knee Complaints"),
    ("per kneecomplaints chapter", "per knee complaints chapter"),
    ("TheKnee Complaints", "The Knee Complaints"),
    ("Knee Complaints2004", "Knee Complaints 2004"),
    ("Knee ComplaintsChapter", "Knee Complaints Chapter"),
    ("BraceandSplint Handbook", "Brace and Splint Handbook"),
    ("KneeComplaints, ShoulderComplaints", "Knee Complaints, Shoulder Complaints"),
    ("kneecomplaintshandbook", "knee complaintshandbook"),  # of two that overlap the first
    ("Kne eComplaints", "Kne e Complaints"),  # a blank at the wrong place stays
]


@pytest.mark.parametrize(("text", "expected"), APART, ids=[row[0] for row in APART])
def test_apart(text: str, expected: str) -> None:
    found = LOST.apart(text)
    assert found is not None and found.text == expected
    assert len(found.origin) == len(expected) + 1 and found.origin[-1] == len(text)
    for place, character in enumerate(expected):
        assert character in (" ", text[found.origin[place]])
    assert found.origin == sorted(found.origin)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Knee Complaints", id="no blank is lost"),
        pytest.param("The knee complaints, 2004", id="nor beside the name"),
        pytest.param("Hip", id="one word"),
        pytest.param("ToDo", id="a short name"),
        pytest.param("WristComplaints", id="no name"),
        pytest.param("", id="empty"),
    ],
)
def test_nothing_to_put_back(text: str) -> None:
    assert LOST.apart(text) is None


@pytest.mark.parametrize("names", [[], ["Hip", "Handbooks"], ["a b c"]])
def test_without_a_name_that_counts(names: list[str]) -> None:
    assert LostBlanks(names).apart("HipHandbooks a b c abc") is None


@pytest.mark.parametrize(
    ("text", "together"),
    [
        *[(text, True) for text in ("KneeBrace", "page9", "(brace)9", "2004Knee")],
        *[(text, False) for text in ("Knee brace 9", "MTUS", "9 Knee", "10MG", "")],
    ],
)
def test_may_be_together(text: str, together: bool) -> None:
    assert may_be_together(text) is together
