"""`imr_relations`: `doc._.imr_relations`."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from imr_nlp import labels

REASONS = """
Claims Administrator guideline: Decision based on MTUS Low Back Complaints 2004.
MAXIMUS guideline: Decision based on MTUS Low Back Complaints 2004. Decision based on Non-MTUS Citation Official Disability
Guidelines (ODG), Low Back, MRI.
Decision rationale: The record is thin. The request is not medically necessary.
"""


@pytest.fixture(scope="module")
def relate(nlp: Language) -> Callable[[str], list[tuple[str, str, str]]]:
    def relations(text: str) -> list[tuple[str, str, str]]:
        doc = nlp(f"IMR ISSUES, DECISIONS AND RATIONALES\n{text}")
        return [(" ".join(r.head.text.split()), r.label, " ".join(r.tail.text.split())) for r in doc._.imr_relations]

    return relations


def test_issue(relate: Callable[[str], list[tuple[str, str, str]]]) -> None:
    assert relate(f"MRI of the lumbar spine: Upheld{REASONS}") == [
        ("MRI of the lumbar spine", "DECISION", "Upheld"),
        ("MRI of the lumbar spine", "RATIONALE", "The record is thin. The request is not medically necessary."),
        ("MRI of the lumbar spine", "CONCLUSION", "The request is not medically necessary."),
        ("MRI of the lumbar spine", "CITED_BY_CLAIMS_ADMINISTRATOR", "MTUS Low Back Complaints 2004"),
        ("MRI of the lumbar spine", "CITED_BY_REVIEWER", "MTUS Low Back Complaints 2004"),
        ("MRI of the lumbar spine", "CITED_BY_REVIEWER", "Official Disability Guidelines (ODG), Low Back, MRI"),
    ]


def test_issues_keep_their_own(relate: Callable[[str], list[tuple[str, str, str]]]) -> None:
    found = relate(f"Walker: Upheld{REASONS}Cane: Overturned\nDecision rationale: The cane is medically necessary.\n")
    assert [row for row in found if row[0] == "Cane"] == [
        ("Cane", "DECISION", "Overturned"),
        ("Cane", "RATIONALE", "The cane is medically necessary."),
        ("Cane", "CONCLUSION", "The cane is medically necessary."),
    ]
    assert len([row for row in found if row[0] == "Walker"]) == 6


# item, its links of drugs: "Norco HAS_DOSE 10/325 mg | ..."
DRUGS = [
    ("Norco 10/325 mg #120", "Norco HAS_DOSE 10/325 mg | Norco HAS_QUANTITY #120"),
    (
        "Soma 350mg 1 tablet tid #90 with 2 refills",
        (
            "Soma HAS_DOSE 350mg | Soma HAS_FORM tablet | Soma HAS_FREQUENCY tid | Soma HAS_QUANTITY #90 | Soma "
            "HAS_REFILLS 2 refills"
        ),
    ),
    (
        "Norco 10/325mg #60 and Soma 350mg #30",
        "Norco HAS_DOSE 10/325mg | Norco HAS_QUANTITY #60 | Soma HAS_DOSE 350mg | Soma HAS_QUANTITY #30",
    ),
    (
        "Flurbiprofen 20%/Lidocaine 5% cream",
        "Flurbiprofen HAS_DOSE 20% | Lidocaine HAS_DOSE 5% | Lidocaine HAS_FORM cream",
    ),
    ("60 Flexeril 10mg", "Flexeril HAS_QUANTITY 60 | Flexeril HAS_DOSE 10mg"),
    (
        "90 tablets of Tramadol HCl ER 100 mg",
        "Tramadol HCl ER HAS_QUANTITY 90 | Tramadol HCl ER HAS_FORM tablets | Tramadol HCl ER HAS_DOSE 100 mg",
    ),
    ("Two refills of Ibuprofen 800mg", "Ibuprofen HAS_REFILLS Two refills | Ibuprofen HAS_DOSE 800mg"),
    ("Norco and Soma", ""),
    ("MRI of the lumbar spine", ""),
    ("Butrans 10 mcg/hr\npatch #4", "Butrans HAS_DOSE 10 mcg/hr | Butrans HAS_FORM patch | Butrans HAS_QUANTITY #4"),
    ("Motrin (ibuprofen) 800 mg #60", "Motrin HAS_DOSE 800 mg | Motrin HAS_QUANTITY #60"),
    (
        "Soma 350mg #30; Motrin (ibuprofen) 800 mg #60",
        "Soma HAS_DOSE 350mg | Soma HAS_QUANTITY #30 | Motrin HAS_DOSE 800 mg | Motrin HAS_QUANTITY #60",
    ),
]


@pytest.mark.parametrize(("item", "expected"), DRUGS, ids=[item.replace("\n", " ") for item, _ in DRUGS])
def test_drugs(relate: Callable[[str], list[tuple[str, str, str]]], item: str, expected: str) -> None:
    found = [row for row in relate(f"{item}: Upheld{REASONS}") if row[1] in labels.DOSAGE_RELATIONS.values()]
    assert " | ".join(" ".join(row) for row in found) == expected


def test_drugs_of_the_prose_have_no_links(relate: Callable[[str], list[tuple[str, str, str]]]) -> None:
    found = relate("Walker: Upheld\nDecision rationale: He takes Soma 350 mg. The walker is not medically necessary.\n")
    assert {row[1] for row in found} == {"DECISION", "RATIONALE", "CONCLUSION"}


def test_labels_are_declared(nlp: Language) -> None:
    text = f"IMR ISSUES, DECISIONS AND RATIONALES\nSoma 350mg #90 tid 2 refills tablet: Upheld{REASONS}"
    doc = nlp(text.replace("The record is thin.", "No relief was noted."))
    assert {relation.label for relation in doc._.imr_relations} == set(labels.RELATION_LABELS)


def test_second_run_changes_nothing(nlp: Language) -> None:
    doc = nlp(f"IMR ISSUES, DECISIONS AND RATIONALES\nSoma 350mg #90: Upheld{REASONS}")
    before = [(r.head.start, r.label, r.tail.start) for r in doc._.imr_relations]
    for _, component in nlp.pipeline:
        doc = component(doc)
    assert [(r.head.start, r.label, r.tail.start) for r in doc._.imr_relations] == before


def test_none_without_the_component(nlp: Language) -> None:
    assert nlp.make_doc("Walker: Upheld")._.imr_relations == []
    assert Doc(nlp.vocab)._.imr_relations == []
