"""Flat rows of issues."""

from __future__ import annotations

from pathlib import Path

import pytest
from spacy.language import Language

import imr_nlp
from imr_nlp.io.write.rows import ISSUE_COLUMNS, issue_rows
from imr_nlp.record.models import (
    BodyPart,
    CaseMedication,
    Citation,
    Claimant,
    Conclusion,
    Determination,
    Diagnosis,
    Header,
    Issue,
    Medication,
    Mention,
    Reason,
    Reviewer,
    Service,
)

NORCO = Medication(
    "Norco 10/325 #120", 0, 17, "Norco", ("hydrocodone", "acetaminophen"), "opioids", "II", "10/325 mg", quantity=120, refills=2
)
SOMA = Medication("Soma", 20, 24, "Soma", ("carisoprodol",))
CITATION = Citation(
    "x", 0, 1, "MTUS", "Low Back Complaints", None, (None,), 2004, ("Special Studies",), ((3, 3), (5, 7)), "8 CCR 9792.23.5"
)


def record(**fields: object) -> Determination:
    return Determination("final_determination", issues=(Issue("An item", 3, 10, 1, "upheld", **fields),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (record(), {"item": "An item", "start": 3, "end": 10, "number": 1, "decision": "upheld"}),
        (record(), {"drug": None, "quantity": None, "reasons": None, "medically_necessary": None, "retrospective": False}),
        (record(), {"letter_form": "final_determination", "form": None}),
        (
            record(medications=(NORCO,)),
            {"drug": "Norco", "ingredients": "hydrocodone, acetaminophen", "quantity": 120, "refills": 2, "dea_schedule": "II"},
        ),
        (
            record(medications=(SOMA, NORCO)),
            {"drug": "Soma; Norco", "strength": "; 10/325 mg", "quantity": None, "refills": None, "form": None},
        ),
        (
            record(services=(Service("PT", 0, 2, (12, 12), "visit", (2, 3), (4, 4), (12, 12)),)),
            {"service_unit": "visit", "service_per_week_low": 2, "service_per_week_high": 3, "service_total_high": 12},
        ),
        (
            record(services=(Service("PT", 0, 2, (8, 8), "visit"), Service("OT", 3, 5, (6, 6), "session"))),
            {"service_unit": "visit; session", "service_count_low": None},
        ),
        (
            record(body_parts=(BodyPart("a", 0, 1, "knee", laterality="left"), BodyPart("b", 2, 3, "lumbar spine"))),
            {"body_parts": "left knee; lumbar spine"},
        ),
        (
            record(reviewer=(CITATION, CITATION)),
            {
                "cited_by_reviewer": "; ".join(["MTUS Low Back Complaints 2004: Special Studies, pages 3, 5-7"] * 2),
                "cited_by_claims_administrator": None,
            },
        ),
        (
            record(rationale=Mention("Why.", 0, 4), conclusion=Conclusion(False, "It is not.", 5, 15)),
            {"rationale": "Why.", "medically_necessary": False, "conclusion": "It is not."},
        ),
        (
            record(
                reasons=(Reason("no_benefit", "benefit", "against", "no gain", 0, 7), Reason("other", None, None, "a", 8, 9))
            ),
            {"reasons": "no_benefit; other", "evidence": "no gain; a"},
        ),
        (record(dates_of_service=("2016-01-02", "2016-01")), {"dates_of_service": "2016-01-02; 2016-01"}),
    ],
)
def test_values(made: Determination, expected: dict[str, object]) -> None:
    (row,) = issue_rows(made)
    assert {name: row[name] for name in expected} == expected
    assert list(row) == list(ISSUE_COLUMNS)


def test_letter_is_repeated_in_each_row() -> None:
    made = Determination(
        "final_determination",
        "upheld",
        Header("CM16-9900001", decision_date="2016-03-04"),
        Reviewer(("Texas", "Ohio"), ("Pain Management",)),
        Claimant(46, "female"),
        (Diagnosis("sprain", 0, 6), Diagnosis("tear", 7, 11, "hypothetical")),
        (CaseMedication("Soma", 0, 4, "Soma"),),
        issues=tuple(Issue(f"Item {number}", 0, 6, number, "upheld") for number in (1, 2)),
    )
    rows = issue_rows({"source": "a.pdf", **made.to_dict()})
    assert [row["item"] for row in rows] == ["Item 1", "Item 2"]
    expected = {
        "source": "a.pdf",
        "outcome": "upheld",
        "case_number": "CM16-9900001",
        "decision_date": "2016-03-04",
        "claimant_age": 46,
        "licensure": "Texas; Ohio",
        "certifications": "Pain Management",
        "diagnoses": "sprain; tear (hypothetical)",
        "drug": None,
    }
    assert [{name: row[name] for name in expected} for row in rows] == [expected, expected]


def test_dict_and_object_give_the_same(nlp: Language, corpus_letters: list[Path]) -> None:
    for path in corpus_letters:
        made = nlp(path.read_text("utf8"))._.imr
        rows = issue_rows(made)
        assert rows == issue_rows(made.to_dict())
        assert len(rows) == len(made.issues)
        assert {type(value) for row in rows for value in row.values()} <= {str, int, float, bool, type(None)}


def test_letter_without_issues_gives_no_row() -> None:
    assert issue_rows(Determination("unknown")) == []


def test_public_name() -> None:
    assert imr_nlp.issue_rows is issue_rows
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = imr_nlp.nothing


def test_every_column_has_a_meaning() -> None:
    assert [name for name, meaning in ISSUE_COLUMNS.items() if not meaning] == []
