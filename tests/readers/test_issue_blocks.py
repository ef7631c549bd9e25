"""Items that a letter names in several places; whole letters are in tests/components/test_layouts.py."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from imr_nlp.labels import OVERTURNED, UPHELD
from imr_nlp.readers.issue_blocks import IssueOffsets, Stated, decide, join_sections, share
from imr_nlp.text.letter import LetterText

COVER = "One cane for the knee. Physical therapy twice. MRI of the neck."
LIST = "Onecane for the knee. Twice physical therapy. X-ray."
TEXT = LetterText(f"{COVER} {LIST} It is said. It is denied. The one cane for a knee is given. Physical therapy is not.")


def place(words: str, after: str = "") -> tuple[int, int]:
    start = TEXT.flat.index(words, TEXT.flat.index(after) if after else 0)
    return start, start + len(words)


def issue(words: str, number: int | None = None, **more: object) -> IssueOffsets:
    where = place(words)
    return IssueOffsets(where, where, number=number, **more)


CANE, THERAPY, MRI = "One cane for the knee", "Physical therapy twice", "MRI of the neck"
AGAIN, TWICE, XRAY = "Onecane for the knee", "Twice physical therapy", "X-ray"

JOINED: list[tuple[str, list[list[tuple[str, int | None]]], list[str]]] = [
    ("the same letters", [[(CANE, None)], [(AGAIN, None)]], [AGAIN]),
    ("half of the words, as many items", [[(CANE, None), (THERAPY, None)], [(TWICE, None), (XRAY, None)]], [CANE, TWICE, XRAY]),
    ("half of the words, more items", [[(CANE, None), (THERAPY, None)], [(TWICE, None)]], [CANE, THERAPY, TWICE]),
    ("half of the words and the number", [[(MRI, 1), (THERAPY, 2)], [(TWICE, 2)]], [MRI, TWICE]),
    ("half of the words, another number", [[(MRI, 1), (THERAPY, 2)], [(TWICE, 3)]], [MRI, THERAPY, TWICE]),
    ("the number alone", [[(MRI, 1), (THERAPY, 2)], [(XRAY, 2)]], [MRI, THERAPY, XRAY]),
    ("twice in one list", [[(CANE, None), (AGAIN, None)]], [CANE, AGAIN]),
    ("none", [[], []], []),
]


@pytest.mark.parametrize(("sections", "expected"), [row[1:] for row in JOINED], ids=[row[0] for row in JOINED])
def test_join_sections(sections: list[list[tuple[str, int | None]]], expected: list[str]) -> None:
    """Named with the words of the last section that decides, else of the last."""
    found = join_sections(TEXT, [[issue(*one) for one in section] for section in sections])
    assert [TEXT.flat[slice(*one.item)] for one in found] == expected


def test_what_is_joined() -> None:
    decision, statement = place("denied"), ("REVIEWER", place("It is said"))
    first = issue(CANE, 1, decision=decision, decision_label=UPHELD, partial={"original": place("knee")})
    second = issue(AGAIN, 4, statements=(statement,), rationale=place("It is said"))
    (found,) = join_sections(TEXT, [[first], [second]])
    assert (found.item, found.decision, found.decision_label, found.number) == (first.item, decision, UPHELD, 1)
    assert (found.statements, found.rationale, found.partial) == ((statement,), second.rationale, first.partial)
    (found,) = join_sections(TEXT, [[first._replace(decision=None)], [second]])
    assert (found.item, found.decision, found.partial) == (second.item, None, first.partial)


def test_share() -> None:
    statements = [("REVIEWER", place("It is said")), ("REVIEWER", place("It is denied"))]
    rationales = [place("It is said"), place("It is denied")]
    issues = [issue(CANE), issue(THERAPY)]
    each = share(issues, statements, rationales)
    assert [(one.statements, one.rationale) for one in each] == [
        ((statements[0],), rationales[0]),
        ((statements[1],), rationales[1]),
    ]
    both = share([*issues, issue(MRI)], statements, rationales)
    assert {(one.statements, one.rationale) for one in both} == {
        (tuple(statements), (place("It is said")[0], place("It is denied")[1]))
    }
    own = issue(CANE, rationale=place(MRI), statements=(statements[1],))
    assert share([own], statements[:1], rationales[:1]) == [own]
    assert share(issues, [], []) == issues


SAID, DENIED, GIVEN, NOT = "It is said", "It is denied", "The one cane for a knee is given", "Physical therapy is not"
DECIDED: list[tuple[str, list[str], list[tuple[str, str]], list[str]]] = [
    ("one item: the last", [CANE], [(SAID, UPHELD), (DENIED, OVERTURNED)], [OVERTURNED]),
    ("each is named", [CANE, THERAPY], [(GIVEN, OVERTURNED), (NOT, UPHELD)], [OVERTURNED, UPHELD]),
    ("one is named", [CANE, THERAPY], [(GIVEN, OVERTURNED), (DENIED, UPHELD)], [OVERTURNED, ""]),
    ("none is named", [CANE, THERAPY], [(SAID, OVERTURNED), (DENIED, UPHELD)], ["", ""]),
    ("none is named, all is the same", [CANE, THERAPY], [(SAID, UPHELD), (DENIED, UPHELD)], [UPHELD, UPHELD]),
    ("nothing is stated", [CANE], [], [""]),
]


@pytest.mark.parametrize(("items", "said", "expected"), [row[1:] for row in DECIDED], ids=[row[0] for row in DECIDED])
def test_decide(items: list[str], said: list[tuple[str, str]], expected: list[str]) -> None:
    rationale = (place(SAID)[0], len(TEXT.flat))
    stated = [Stated(place(words, SAID), place(words, SAID), label) for words, label in said]

    def stated_in(where: tuple[int, int]) -> Sequence[Stated]:
        assert where == rationale
        return stated

    issues = [issue(words, rationale=rationale) for words in items]
    found = decide(TEXT, issues, stated_in)
    assert [one.decision_label for one in found] == expected
    assert [one.decision is None for one in found] == [not label for label in expected]


def test_decide_divides_the_rationale() -> None:
    """After the sentence of each item, if they stand in order."""
    rationale = (place(SAID)[0], len(TEXT.flat))
    stated = [Stated(place(GIVEN), place(GIVEN), OVERTURNED), Stated(place(NOT), place(NOT), UPHELD)]
    issues = [issue(CANE, rationale=rationale), issue(THERAPY, rationale=rationale)]
    first, second = decide(TEXT, issues, lambda where: stated)
    assert first.rationale == (rationale[0], place(GIVEN)[1])
    assert second.rationale is not None and TEXT.flat[slice(*second.rationale)].endswith("Physical therapy is not.")
    assert [one.rationale for one in decide(TEXT, issues[::-1], lambda where: stated)] == [rationale, rationale]


def test_decide_leaves_what_is_decided() -> None:
    decided = issue(CANE, rationale=place(SAID), decision=place(DENIED), decision_label=UPHELD)
    assert decide(TEXT, [decided, issue(MRI)], lambda where: []) == [decided, issue(MRI)]
