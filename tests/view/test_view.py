"""What `show` prints of the clinical case summary."""

from __future__ import annotations

import pytest

from imr_nlp.record.models import (
    CaseMedication,
    Claimant,
    Determination,
    Diagnosis,
    Finding,
    Issue,
    Mention,
    PainScore,
    UtilizationReview,
)
from imr_nlp.view.text import summary

CASES = [
    ("claimant", {"claimant": Claimant(age=46, sex="female")}, ["Claimant   46, female"]),
    ("age alone", {"claimant": Claimant(age=46)}, ["Claimant   46"]),
    (
        "diagnoses",
        {"diagnoses": (Diagnosis("gout", 0, 4), Diagnosis("ulcer", 6, 11, "hypothetical"))},
        ["Diagnoses  gout; ulcer (hypothetical)"],
    ),
    (
        "medications",
        {
            "medications": (
                CaseMedication("Soma 350 mg", 0, 11, "Soma"),
                CaseMedication("Norco", 12, 17, "Norco", assertion="negated"),
            )
        },
        ["Medication Soma 350 mg; Norco (negated)"],
    ),
    ("pain", {"pain_scores": (PainScore("6-8", 0, 3, 6, 8), PainScore("4", 5, 6, 4, 4))}, ["Pain       6-8, 4 of 10"]),
    (
        "utilization review",
        {
            "utilization_review": (
                UtilizationReview("2016-11-03", "Soma 350 mg #60", "denied", None, None, 0, 9),
                UtilizationReview(None, "Norco", "modified", None, None, 10, 15),
            )
        },
        ["UR         denied on 2016-11-03: Soma 350 mg #60", "           modified: Norco"],
    ),
    ("nothing told", {}, []),
]


@pytest.mark.parametrize(("facts", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_case_summary(facts: dict, expected: list[str]) -> None:
    lines = summary(Determination(form="unknown", **facts)).splitlines()
    assert lines[1 : lines.index("")] == expected


def test_findings() -> None:
    finding = Finding("date_mismatch", "Two dates.", (Mention("1/2/16", 0, 6), Mention("1/3/16", 9, 15)))
    lines = summary(Determination("unknown", issues=(Issue("Soma", 0, 4, 1, None),), findings=(finding,))).splitlines()
    assert [" ".join(line.split()) for line in lines[-4:]] == [
        *("Findings", "date mismatch Two dates."),
        *('"1/2/16"', '"1/3/16"'),
    ]
