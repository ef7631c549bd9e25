"""Names in one spelling, tried with the names of the package's own rows."""

from __future__ import annotations

import doctest

import pytest

from imr_nlp.components.citations import CitationFinder
from imr_nlp.normalize import names
from imr_nlp.normalize.names import NameTable, name_words
from imr_nlp.rules.load import read_rows, select
from imr_nlp.rules.schema_items import Guideline, SectionName

ROWS = read_rows(["citations.jsonl", "guidelines.jsonl", "guideline_sections.jsonl"], CitationFinder.row_types)
TOPICS = NameTable((term, row.id) for row in select(ROWS, SectionName) for term in row.terms)


@pytest.mark.parametrize(
    ("topic", "spellings"),
    [
        ("mri", ["MRI", "MRIs (magnetic resonance imaging)", "Magnetic resonance imaging (MRI)", "magnetic resonance imaging"]),
        ("mri", ["MRI's", "MRIs", "Imaging, magnetic resonance"]),
        ("opioids_criteria_for_use", ["Opioids, criteria for use", "Criteria for Use of Opioids", "OPIOIDS, CRITERIA"]),
        ("physical_therapy", ["Physical therapy (PT)", "Physical Therapy Guidelines", "PT", "physical therapies"]),
        ("zolpidem", ["Zolpidem (Ambien)", "Ambien", "Zolpidem"]),
        ("meloxicam", ["Meloxicam", "Mobic"]),
        ("tens_postoperative_pain", ["TENS, post operative pain", "TENS, post-operative pain", "Postoperative pain: TENS"]),
        ("antiepilepsy_drugs", ["Anti-epilepsy drugs (AEDs)", "Antiepilepsy drugs (AEDs) for pain", "AEDs"]),
        (
            "maintenance_of_chronic_opioid_treatment",
            [
                "3.3.9 Opioids for Chronic Pain and Chronic Opioid Treatment: Maintenance of Chronic Opioid Treatment",
                "Maintenance of Chronic Opioid Treatment",
            ],
        ),
        ("tapering_opioids", ["4.4 Tapering Opioids", "4.1 Tapering Opioids: Indications for Tapering Opioids"]),
        (None, ["", "?", "of the", "Chair yoga for pets", "Opioids, criteria for knees"]),
    ],
)
def test_topics(topic: str | None, spellings: list[str]) -> None:
    assert {spelling: TOPICS.get(spelling) for spelling in spellings} == dict.fromkeys(spellings, topic)


def test_no_name_is_two_topics() -> None:
    known: dict[frozenset[str], str] = {}
    for row in select(ROWS, SectionName):
        for term in row.terms:
            assert known.setdefault(name_words(term), row.id) == row.id, term


def test_ids_are_slugs_and_chapters_name_their_source() -> None:
    assert all(row.id.replace("_", "").isalnum() and row.id.islower() for row in select(ROWS, SectionName))
    chapters = [row for row in select(ROWS, Guideline) if row.title is not None]
    assert all(row.id.startswith(f"{row.source.lower()}:") for row in chapters)


def test_docstrings() -> None:
    assert doctest.testmod(names).failed == 0
