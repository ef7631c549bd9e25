"""Lists of section names and page numbers inside a citation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_nlp.components.citations import CitationFinder
from imr_nlp.readers.section_lists import SectionLists
from imr_nlp.rules.load import read_rows

SECTION_LISTS = SectionLists(read_rows(["citations.jsonl", "guideline_sections.jsonl"], CitationFinder.row_types))

# text, whether "and" separates, names
LISTS = [
    ("Yoga. Id., Exercise", False, ["Yoga", "Exercise"]),
    ("Yoga, see also Exercise", False, ["Yoga", "Exercise"]),
    ("Yoga (supra), Exercise (op. cit.)", False, ["Yoga", "Exercise"]),
    ("(Cal. Code Regs., tit. 8, § 9792.24.2)", False, []),
    ("Title 8, California Code of Regulations, section 9792.20 et seq.", False, []),
    ("Yoga (8 CCR 9792.24.2), effective July 18, 2009", False, ["Yoga"]),
    ("Yoga, per Labor Code 4610.5", False, ["Yoga"]),
    ("Yoga, Exercise", False, ["Yoga", "Exercise"]),
    ("Yoga; Exercise", False, ["Yoga", "Exercise"]),
    ("Opioids, criteria for use, Weaning of Medications", False, ["Opioids, criteria for use", "Weaning of Medications"]),
    ("Splints (oral, nasal), Yoga", False, ["Splints (oral, nasal)", "Yoga"]),
    ("Splints, custom", True, ["Splints, custom"]),
    ("Splints & braces, & slings", True, ["Splints & braces, & slings"]),
    ("Splint therapy and Ultrasound imaging", True, ["Splint therapy", "Ultrasound imaging"]),
    ("Splint therapy and Ultrasound imaging", False, ["Splint therapy and Ultrasound imaging"]),
    ("Splints for thumb pain & Splints for wrist pain", True, ["Splints for thumb pain", "Splints for wrist pain"]),
    ("Splint & Sling", True, ["Splint & Sling"]),
    ("Splint and Sling", True, ["Splint and Sling"]),
    ("Special Studies, and Diagnostic Criteria", False, ["Special Studies", "Diagnostic Criteria"]),
    ("Special Studies, and Slings", False, ["Special Studies, and Slings"]),
    ("(Splinting)", True, ["Splinting"]),
    ("Topic: Splinting", True, ["Splinting"]),
    ("Splinting.", False, ["Splinting"]),
    (" , ;, ", False, []),
    ("", True, []),
]


@pytest.mark.parametrize(("text", "and_separates", "names"), LISTS, ids=[f"{row[0]!r}-{row[1]}" for row in LISTS])
def test_split(text: str, and_separates: bool, names: list[str]) -> None:
    assert SECTION_LISTS.split(text, and_separates=and_separates) == names


@pytest.mark.parametrize(
    ("text", "rest", "pages"),
    [
        ("Yoga Page(s): 76-80", "Yoga, ", [[76, 80]]),
        ("Yoga, pages 3-5, 7 and 9", "Yoga, ", [[3, 5], [7, 7], [9, 9]]),
        ("Yoga, pg. 115-6", "Yoga, ", [[115, 116]]),
        ("Yoga, p. 12 of 127", "Yoga, ", [[12, 12]]),
        ("Yoga, pages 74 ff.", "Yoga, ", [[74, 74]]),
        ("Yoga, page 22 and following", "Yoga, ", [[22, 22]]),
        ("Yoga, page 22 and pages 67-68; and 70", "Yoga, ", [[22, 22], [67, 68], [70, 70]]),
        ("Yoga for 6 weeks", "Yoga for 6 weeks", []),
        ("Yoga", "Yoga", []),
    ],
)
def test_take_pages(text: str, rest: str, pages: list[list[int]]) -> None:
    assert SECTION_LISTS.take_pages(text) == (rest, pages)


@given(st.text(max_size=60))
def test_any_text_is_split(text: str) -> None:
    for name in SECTION_LISTS.split(text, and_separates=True):
        assert name == name.strip() != ""
