"""Which of the terms in an item decides; what the package's terms are is tested in tests/components/test_items.py."""

from __future__ import annotations

import pytest

from imr_nlp.readers.categories import CategoryFinder, decide, looks_prescribed
from imr_nlp.rules.phrase_table import words
from imr_nlp.rules.schema_items import Category


def row(name: str, category: str | None, strength: int, **more: object) -> Category:
    return Category(label="CATEGORY", id=name, terms=(name,), category=category, strength=strength, **more)


FINDER = CategoryFinder(
    [
        row("knee surgery", "surgery", 2),
        row("evaluation", "consultation", 2, head=True),
        row("brace", "durable_medical_equipment", 1),
        row("exercise", "physical_therapy", 2, yields_to=("durable_medical_equipment", "home_health")),
        row("aide", "home_health", 2),
        row("fluoroscopy", None, 1, alone="diagnostic_imaging"),
        row("post-op", None, 3),
        row("shock waves", "other", 2, imaging_unless_repeated=True),
    ]
)

DECIDED = [
    ("knee surgery", "surgery"),
    ("brace for knee surgery", "surgery"),
    ("brace", "durable_medical_equipment"),
    ("aide, then knee surgery", "home_health"),  # as strong: the first
    ("knee surgery evaluation", "consultation"),
    ("knee surgery, then evaluation", "surgery"),
    ("evaluation knee surgery", "consultation"),
    ("exercise with aide", "home_health"),
    ("exercise with brace", "physical_therapy"),
    ("post-op brace", "durable_medical_equipment"),
    ("post-op", None),
    ("fluoroscopy", "diagnostic_imaging"),
    ("one post-op", None),
    ("fluoroscopy with knee surgery", "surgery"),
    ("shock waves", "diagnostic_imaging"),
    ("discectomy of the neck", "surgery"),
    ("arteriogram", "diagnostic_imaging"),
    ("otomy", None),
    ("pumpkin", None),
]


@pytest.mark.parametrize(("item", "category"), DECIDED, ids=[row[0] for row in DECIDED])
def test_decide(item: str, category: str | None) -> None:
    split = words(item)
    found = decide(FINDER.find(split), split)
    assert (None if found is None else found.category) == category
    assert found is None or item[found.start : found.end].strip() == item[found.start : found.end] != ""


def test_no_imaging_study_is_repeated() -> None:
    split = words("shock waves")
    found = decide(FINDER.find(split), split, repeated=True)
    assert found is not None and found.category == "other"


@pytest.mark.parametrize(
    ("item", "prescribed"),
    [
        ("xyzol 20mg", True),
        ("xyzol 20 MG", True),
        ("xyzol 5 %", True),
        ("20 visits", False),
        ("mg", False),
        ("xyzol 20mgs", True),
        ("xyzol 20 units", False),
    ],
)
def test_looks_prescribed(item: str, prescribed: bool) -> None:
    assert looks_prescribed(item) is prescribed
