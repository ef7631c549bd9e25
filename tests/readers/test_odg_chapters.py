"""Chapters of the Official Disability Guidelines; whole statements are in test_citations.py."""

from __future__ import annotations

from itertools import pairwise

import pytest

from imr_nlp.components.citations import CitationFinder
from imr_nlp.readers.citations import ODG
from imr_nlp.readers.odg_chapters import OdgChapters
from imr_nlp.readers.statement_parts import Joints
from imr_nlp.readers.statement_words import Chapters, Parts
from imr_nlp.rules.fragments import fragments_of
from imr_nlp.rules.load import read_rows, select
from imr_nlp.rules.schema_items import Guideline

ROWS = read_rows(["citations.jsonl", "guidelines.jsonl"], CitationFinder.row_types)
NAMES = Chapters(row for row in select(ROWS, Guideline) if row.source == ODG and row.title is not None)
PARTS = Parts(ROWS, fragments_of(ROWS))
CHAPTERS = OdgChapters(NAMES, PARTS("chapter_label"), Joints(ROWS, PARTS))

# what follows the guideline's name; chapter and topics of each group
GROUPS: list[tuple[str, list[tuple[str | None, str]]]] = [
    (" Pain", [("Pain", "")]),
    (" Low Back Chapter, Lumbar supports", [("Low Back", ", Lumbar supports")]),
    (" Chapter: Pain, Topical analgesics", [("Pain", ", Topical analgesics")]),
    (" (Pain Chapter)", [("Pain", "")]),
    (" Knee/Leg, MRI", [("Knee/Leg", ", MRI")]),
    (" Knee: Walking aids; Pain: Opioids", [("Knee", ": Walking aids"), ("Pain", ": Opioids")]),
    (" Knee, Shoulder and Pain chapters", [("Knee", ""), ("Shoulder", ""), ("Pain", "")]),
    (" Low back and neck", [("Low back", ""), ("neck", "")]),
    (" Knee and Hip chapters, Braces", [("Knee", ""), ("Hip", "Braces")]),
    (" Head Chapter, Rest and Pain Chapter, Ice", [("Head", ", Rest"), ("Pain", ", Ice")]),
    (" Chapter on Pain, Ice", [("Pain", ", Ice")]),
    (" physical therapy, elbow chapter", [("elbow", "physical therapy")]),
    (" MRI shoulder", [("shoulder", "MRI")]),
    (" Gardening Chapter, Spades", [("Gardening", ", Spades")]),
    (" therapy for the shoulder", [(None, " therapy for the shoulder")]),
    (" Pain relief methods", [(None, " Pain relief methods")]),
    (" Lumbar supports", [(None, " Lumbar supports")]),
    (" ,", []),
]


@pytest.mark.parametrize(("text", "expected"), GROUPS, ids=[row[0] for row in GROUPS])
def test_groups(text: str, expected: list[tuple[str | None, str]]) -> None:
    statement = f"ODG{text}"
    found = list(CHAPTERS.groups(statement, 3, len(statement)))
    assert [(group.chapter, group.topics) for group in found] == expected
    assert all(3 <= group.start < group.end <= len(statement) for group in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pain chapter of the ", ["Pain"]),
        ("the Pain chapter in the", ["Pain"]),
        ("Pain (Chronic) ", ["Pain (Chronic)"]),
        ("Knee and Hip chapters, ", ["Knee", "Hip"]),
        ("Pain relief from the ", []),
        ("he walks in the", []),
    ],
)
def test_in_front(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in CHAPTERS.in_front(text, 0, len(text))] == expected


def test_labelled() -> None:
    text = "See Pain chapter, opioids"
    assert CHAPTERS.labelled(text, 4) == (4, 8, 16)
    assert CHAPTERS.labelled(text.replace(" chapter", ""), 4) is None
    assert CHAPTERS.labelled(text, 0) is None


@pytest.mark.parametrize(("text", "end"), [(", Pain of all", 6), ("Pain", 4), (", Walks", 0)])
def test_end_of(text: str, end: int) -> None:
    assert CHAPTERS.end_of(text, 0, len(text)) == end
