"""Flat rows of issues."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc

import imr_nlp
from imr_nlp.io.write.rows import FLAT_TABLES, ISSUE_COLUMNS, flat_columns, flat_rows, issue_rows
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
        (record(), {"drug": None, "drug_quantity": None, "reason_codes": None, "region": None}),
        (record(), {"source": "", "retrospective": False, "dates_of_service": "[]", "specialties": None}),
        (
            record(medications=(NORCO,)),
            {"drug": "Norco", "drug_name": "norco", "drug_quantity": 120, "drug_strength": "10/325 mg"},
        ),
        (
            record(medications=(SOMA, NORCO)),
            {"drug": "Soma", "drug_name": "soma", "drug_class": None, "drug_quantity": None, "drug_strength": None},
        ),
        (
            record(services=(Service("PT", 0, 2, (12, 12), "visit", (2, 3), (4, 4), (8, 12)),)),
            {"service_unit": "visit", "service_total_low": 8, "service_total_high": 12},
        ),
        (
            record(services=(Service("PT", 0, 2, (8, 8), "visit"), Service("OT", 3, 5, (6, 6), "session"))),
            {"service_unit": "visit", "service_total_low": None},
        ),
        (
            record(body_parts=(BodyPart("a", 0, 1, "hip", None, "left"), BodyPart("b", 2, 3, "L4-L5", "lumbar_spine"))),
            {"body_parts": "left hip; L4-L5", "region": "lumbar_spine"},
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
            {"rationale_text": "Why.", "conclusion_medically_necessary": False, "conclusion_text": "It is not."},
        ),
        (
            record(
                reasons=(Reason("no_benefit", "benefit", "against", "no gain", 0, 7), Reason("other", None, None, "a", 8, 9))
            ),
            {"reason_codes": "no_benefit; other"},
        ),
        (record(dates_of_service=("2016-01-02", "2016-01")), {"dates_of_service": '["2016-01-02", "2016-01"]'}),
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
        Reviewer(("Texas", "Ohio"), ("Pain Management", "Neurology")),
        Claimant(46, "female"),
        (Diagnosis("sprain", 0, 6), Diagnosis("tear", 7, 11, "hypothetical")),
        (CaseMedication("Soma", 0, 4, "Soma"),),
        issues=tuple(Issue(f"Item {number}", 0, 6, number, "upheld") for number in (1, 2)),
    )
    rows = issue_rows({"source": "a.pdf", **made.to_dict()})
    assert [row["item"] for row in rows] == ["Item 1", "Item 2"]
    expected = {
        "source": "a.pdf",
        "case_number": "CM16-9900001",
        "decision_date": "2016-03-04",
        "claimant_age": 46,
        "claimant_sex": "female",
        "specialties": "Pain Management; Neurology",
        "drug": None,
    }
    assert [{name: row[name] for name in expected} for row in rows] == [expected, expected]


def test_dict_and_object_give_the_same(corpus_docs: dict[str, Doc]) -> None:
    for doc in corpus_docs.values():
        made = doc._.imr
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


LETTERS = [
    ("a", record(reviewer=(CITATION, CITATION))),
    ("b", Determination("unknown")),
    ("c", record(claims_administrator=(CITATION,), medications=(SOMA, NORCO))),
]
PLAIN = [(source, made.to_dict()) for source, made in LETTERS]


@pytest.mark.parametrize(
    ("table", "keys"),
    [
        ("letters", [(1, "a"), (2, "b"), (3, "c")]),
        ("issues", [("a", 1, 1), ("c", 2, 3)]),
        ("citations", [("a", 1, 1), ("a", 2, 1), ("c", 3, 2)]),
        ("citation_sections", [("a", 1, 1), ("a", 2, 2), ("c", 3, 3)]),
        ("medications", [("c", 1, 2), ("c", 2, 2)]),
        ("medication_ingredients", [("c", 1, 1), ("c", 2, 2), ("c", 3, 2)]),
    ],
)
def test_keys_count_as_in_a_database(table: str, keys: list[tuple[object, ...]]) -> None:
    rows = list(flat_rows(PLAIN, table))
    assert [row[: len(keys[0])] for row in rows] == keys
    assert {len(row) for row in rows} == {len(flat_columns(table))}


@pytest.mark.parametrize("table", FLAT_TABLES)
def test_source_stands_in_front_once(table: str) -> None:
    names = [column.name for column in flat_columns(table)]
    assert len(set(names)) == len(names)
    assert "source" in names
    assert names[0] == {"letters": "id", "citations": "letter_source"}.get(table, "source")


def test_no_such_table() -> None:
    with pytest.raises(ValueError, match=r"\[E074\] no table 'decisions'\. The tables of records are letters, specialties,"):
        flat_columns("decisions")
