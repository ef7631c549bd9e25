"""Columns that are computed: what is known, and none where a part of it is not."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import pytest

from imr_nlp.io.write import derived
from imr_nlp.io.write.derived import Column, days_between, known_day, sections, specialties
from imr_nlp.record.models import (
    BodyPart,
    Citation,
    Claimant,
    Determination,
    Header,
    Issue,
    Medication,
    Reason,
    Reviewer,
    Service,
)

CITATION = Citation("as cited", 0, 8, "MTUS", "Pain", None, (), 2016, (), (), None)
SOMA = Medication("Soma 350 mg", 0, 11, "Soma", ("carisoprodol",), "muscle relaxant", strength="350 mg", quantity=60)
NORCO = Medication("Norco", 20, 25, "Norco", ("hydrocodone",), "opioids", quantity=90, mme_per_day=30.0)
VISITS = Service("8-12 visits", 0, 11, (8, 12), "visits", total=(8, 12))
ISSUE = Issue("Soma", 0, 4, 1, "upheld")
LETTER = Determination("final_determination")


def value(columns: tuple[Column, ...], name: str, item: Any, letter: Determination = LETTER) -> Any:
    """What a column reads of a model."""
    (column,) = (column for column in columns if column.name == name)
    assert column.read is not None
    return column.read(asdict(item), asdict(letter))


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("2016-02-29", "2016-02-29"),
        ("2015-02-29", None),
        ("2016-13-01", None),
        ("2016-02", None),
        ("2016", None),
        ("20160229", None),
        ("not a date", None),
        ("", None),
        (None, None),
    ],
)
def test_known_day(text: str | None, known: str | None) -> None:
    found = known_day(text)
    assert (found and found.isoformat()) == known


@pytest.mark.parametrize(
    ("begin", "end", "days"),
    [
        ("2016-01-31", "2016-03-01", 30),
        ("2016-03-01", "2016-03-01", 0),
        ("2016-03-01", "2016-01-31", -30),
        ("2016-03", "2016-03-05", None),
        ("2016-03-05", None, None),
    ],
)
def test_days_between(begin: str | None, end: str | None, days: int | None) -> None:
    assert days_between(begin, end) == days


@pytest.mark.parametrize(
    ("column", "header", "expected"),
    [
        ("year", {"decision_date": "2016-03-04"}, 2016),
        ("year", {"decision_date": "2015"}, 2015),
        ("year", {}, None),
        ("days_from_injury_to_decision", {"date_of_injury": "2016-03-01", "decision_date": "2016-03-04"}, 3),
        ("days_from_denial_to_decision", {"ur_denial_date": "2016-02-29", "decision_date": "2016-03-04"}, 4),
        ("days_from_application_to_decision", {"application_received": "2016-03-05", "decision_date": "2016-03-04"}, -1),
        ("days_from_assignment_to_decision", {"date_assigned": "2016-03", "decision_date": "2016-03-04"}, None),
        ("days_from_assignment_to_decision", {"date_assigned": "2016-03-01"}, None),
    ],
)
def test_of_a_letter(column: str, header: dict[str, str], expected: int | None) -> None:
    letter = replace(LETTER, header=Header(**header))
    assert value(derived.LETTER, column, letter, letter) == expected


@pytest.mark.parametrize(
    ("column", "fields", "expected"),
    [
        ("drug", {"medications": (SOMA, NORCO)}, "Soma"),
        ("drug_name", {"medications": (SOMA, NORCO)}, "soma"),
        ("drug_class", {"medications": (NORCO, SOMA)}, "opioids"),
        ("drug_strength", {"medications": (SOMA,)}, "350 mg"),
        ("drug_quantity", {"medications": (NORCO,)}, 90),
        # Of the first, even if the second alone has one.
        ("drug_mme_per_day", {"medications": (SOMA, NORCO)}, None),
        ("drug", {}, None),
        ("service_unit", {"services": (VISITS,)}, "visits"),
        ("service_total_low", {"services": (VISITS,)}, 8),
        ("service_total_high", {"services": (VISITS,)}, 12),
        ("service_total_low", {"services": (replace(VISITS, total=None), VISITS)}, None),
        ("region", {"body_parts": (BodyPart("mass", 0, 4, "mass"), BodyPart("hip", 5, 8, "hip", "lower_limb"))}, "lower_limb"),
        ("region", {"body_parts": (BodyPart("mass", 0, 4, "mass"),)}, None),
        (
            "body_parts",
            {"body_parts": (BodyPart("the knee", 0, 8, "knee", laterality="left"), BodyPart("hip", 9, 12, "hip"))},
            "left knee; hip",
        ),
        ("body_parts", {}, None),
        (
            "cited_by_reviewer",
            {"reviewer": (CITATION, replace(CITATION, title=None, sections=("Opioids",)))},
            "MTUS Pain 2016; MTUS 2016: Opioids",
        ),
        ("cited_by_claims_administrator", {"reviewer": (CITATION,)}, None),
        (
            "reason_codes",
            {"reasons": (Reason("no_trial", None, None, "none", 0, 4), Reason("no_scan", None, None, "none", 5, 9))},
            "no_trial; no_scan",
        ),
    ],
)
def test_of_an_issue(column: str, fields: dict[str, Any], expected: Any) -> None:
    assert value(derived.ISSUE, column, replace(ISSUE, **fields)) == expected


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("case_number", "CM16-9900001"),
        ("decision_date", "2016-03-04"),
        ("year", 2016),
        ("specialties", "Surgery; Pain Medicine"),
        ("claimant_age", 41),
        ("claimant_sex", "female"),
    ],
)
def test_of_an_issue_from_its_letter(column: str, expected: Any) -> None:
    letter = replace(
        LETTER,
        header=Header("CM16-9900001", decision_date="2016-03-04"),
        reviewer=Reviewer((), ("Surgery", "Pain Medicine")),
        claimant=Claimant(41, "female"),
    )
    assert value(derived.ISSUE_LETTER, column, ISSUE, letter) == expected
    assert value(derived.ISSUE_LETTER, column, ISSUE) is None


@pytest.mark.parametrize(("topics", "topic"), [((None, "opioids", "weaning"), "opioids"), ((None,), None), ((), None)])
def test_of_a_citation(topics: tuple[str | None, ...], topic: str | None) -> None:
    assert value(derived.CITATION, "topic", replace(CITATION, topics=topics)) == topic


def test_of_a_drug() -> None:
    assert value(derived.DRUG, "drug_name", replace(SOMA, drug="SOMA Compound")) == "soma compound"


@pytest.mark.parametrize(
    ("names", "topics", "rows"),
    [
        (["Opioids", "Weaning"], ["opioids", None], [("Opioids", "opioids"), ("Weaning", None)]),
        (["Opioids", "Weaning"], ["opioids"], [("Opioids", "opioids"), ("Weaning", None)]),
        # The topic of the chapter stands behind those of its sections.
        (["Opioids"], ["opioids", "pain"], [("Opioids", "opioids")]),
        ([], ["pain"], []),
    ],
)
def test_sections(names: list[str], topics: list[str | None], rows: list[tuple[str, str | None]]) -> None:
    assert list(sections({"sections": names, "topics": topics})) == rows


def test_specialties() -> None:
    known, unknown = specialties({"reviewer": {"certifications": ["Pain Management", "Basket Weaving"]}})
    assert known[0] == "Pain Management" and known[1] is not None and known[2] is True
    assert unknown == ("Basket Weaving", None, None)


@pytest.mark.parametrize(
    ("kind", "sql_type"),
    [("text", "TEXT"), ("date", "TEXT"), ("list", "TEXT"), ("integer", "INTEGER"), ("boolean", "INTEGER"), ("number", "REAL")],
)
def test_types_in_sqlite(kind: derived.Kind, sql_type: str) -> None:
    assert Column("x", kind, "a column").sql_type == sql_type
