"""Which disputed item a decision is about, and what the headings keep together."""

from __future__ import annotations

import pytest

from imr_nlp.components.case import ITEM_ROWS
from imr_nlp.readers.review_links import Named, ReviewLinks
from imr_nlp.readers.utilization_review import Review
from imr_nlp.rules.fragments import fragments_of
from imr_nlp.rules.load import read_rows
from imr_nlp.rules.schema_summary import ROW_TYPES

ROWS = read_rows(["case.jsonl", "utilization_review.jsonl", "lists.jsonl"], ROW_TYPES)
ROWS += read_rows(["body_parts.jsonl", "categories.jsonl"], ITEM_ROWS)
LINKS = ReviewLinks(ROWS, fragments_of(ROWS))

CASES: list[tuple[str, list[str], int | None]] = [
    ("magnetic resonance imaging of the low back", ["EMG of the legs", "MRI lumbar spine"], 2),
    ("MRI of the left knee", ["MRI of the right knee"], None),
    ("MRI of the brain", ["MRI of the lumbar spine", "MRI of the brain"], 2),
    ("physical therapy", ["Occupational therapy 6 visits"], None),
    ("therapy for the hand", ["Physical therapy, hand, 6 visits", "Hand brace"], 1),
    ("physical therapy", ["Physical therapy for the neck", "Physical therapy for the hip"], None),
    ("electrodiagnostic studies of the legs", ["EMG/NCV of the bilateral lower extremities", "Cane"], 1),
    ("six more visits", ["Chiropractic treatment 6 visits"], 1),
    ("surgery", ["Left knee arthroscopy", "Cane"], 1),
    ("follow up visit", ["Botox injection"], None),
]


@pytest.mark.parametrize(("request_", "issues", "expected"), CASES, ids=[f"{r}|{len(i)}" for r, i, _ in CASES])
def test_issue(request_: str, issues: list[str], expected: int | None) -> None:
    named = [Named(LINKS, issue.lower(), ()) for issue in issues]
    assert LINKS.issue(Named(LINKS, request_.lower(), ()), named) == expected


def test_drugs_decide() -> None:
    issues = [Named(LINKS, "norco 5/325 mg #60", ["hydrocodone"]), Named(LINKS, "ultram 50 mg #60", ["tramadol"])]
    assert LINKS.issue(Named(LINKS, "tramadol", ["tramadol"]), issues) == 2
    assert LINKS.issue(Named(LINKS, "soma #60", ["carisoprodol"]), issues) is None


def test_a_heading_keeps_its_pieces_together() -> None:
    text = "massage, six visits, and a cane"
    pieces = [Review(0, 7, None, "denied"), Review(9, 19, None, "denied"), Review(27, 31, None, "denied")]
    headings = [Named(LINKS, heading, ()) for heading in ("massage six visits", "cane")]
    assert [text[r.start : r.end] for r in LINKS.joined(text, pieces, headings)] == ["massage, six visits", "cane"]
    assert LINKS.joined(text, pieces, headings[1:]) == pieces
