"""Editions of the MTUS cited before they applied."""

from __future__ import annotations

from datetime import date

import pytest

from imr_nlp import labels
from imr_nlp.findings.editions import EditionComparer
from imr_nlp.findings.letter import Cited, Letter, Place
from imr_nlp.rules.load import read_rows, select
from imr_nlp.rules.schema_items import Edition, Guideline
from imr_nlp.text.letter import LetterText

ROWS = read_rows(["editions.jsonl"], [Edition])
COMPARER = EditionComparer(ROWS)
SIDES = {labels.BY_REVIEWER: "DECISION_DATE", labels.BY_CLAIMS_ADMINISTRATOR: "UR_DENIAL_DATE"}


def late(side: str, chapter: str, year: int | None, decided: str) -> list[str]:
    cited = Cited(Place(0, 4, side, chapter), year)
    letter = Letter(LetterText("MTUS"), {SIDES[side]: Place(0, 4, SIDES[side], decided)}, None, [], [cited, cited], {})
    return [finding.message for finding in COMPARER.find(letter)]


@pytest.mark.parametrize(
    ("chapter", "year", "decided", "is_late"),
    [
        ("mtus:opioids", 2016, "2016-07-27", True),
        ("mtus:opioids", 2016, "2016-07-28", False),
        ("mtus:opioids", None, "2016-05-01", True),
        ("mtus:chronic_pain", None, "2016-05-01", False),
        ("mtus:chronic_pain", 2009, "2016-05-01", False),
        ("mtus:chronic_pain", 2016, "2016-05-01", True),
        ("mtus:chronic_pain", 2010, "2005-05-01", False),  # no such edition is known
        ("mtus:low_back", 2004, "2016-05-01", False),
        ("mtus:low_back", 2016, "2017-11-30", True),
        ("mtus:low_back", 2020, "2021-01-05", True),
        ("mtus:elbow", 2007, "2008-01-05", False),  # when it began to apply is not known
        ("mtus:unheard_of", 2016, "2010-01-05", False),
        ("mtus:opioids", 2016, "2016-07", False),
    ],
)
def test_too_early(chapter: str, year: int | None, decided: str, is_late: bool) -> None:
    for side in SIDES:
        assert len(late(side, chapter, year, decided)) == is_late


def test_message() -> None:
    (message,) = late(labels.BY_REVIEWER, "mtus:knee", 2015, "2016-03-04")
    assert message.startswith("The reviewer relies on Knee Disorders (2015), which applied from 2017-12-01, after the ")
    assert message.endswith("decision of 2016-03-04.")


def test_rows() -> None:
    """Dates exist, an edition does not apply before it is there, and each is one of a known chapter."""
    chapters = {row.id for row in read_rows(["guidelines.jsonl"], [Guideline])}
    editions = select(ROWS, Edition)
    for row in editions:
        assert row.chapter in chapters
        if row.applies_from is not None:
            assert date.fromisoformat(row.applies_from).isoformat() >= row.date
    assert len({(row.chapter, row.date[:4]) for row in editions}) == len(editions)
