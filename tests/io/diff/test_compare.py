"""How two records of a letter differ, value by value, and which items are partners."""

from __future__ import annotations

from typing import Any

import pytest

from imr_nlp.io.diff import Comparison, compare
from imr_nlp.io.diff.compare import pairs
from two_runs import NO_SCAN_ROW, record


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param({}, {}, [], id="the same"),
        pytest.param(
            {"header__decision_date": None}, {}, ["gained header.decision_date None -> 2016-03-04"], id="a value gained"
        ),
        pytest.param({}, {"header__decision_date": None}, ["lost header.decision_date 2016-03-04 -> None"], id="a value lost"),
        pytest.param(
            {}, {"issues__0__decision": "overturned"}, ["changed issues.decision upheld -> overturned < Soma #60"], id="changed"
        ),
        pytest.param(
            {},
            {"issues__0__reasons": [NO_SCAN_ROW]},
            ["lost issues.reasons no_trial: Nothing else was tried -> None < Soma #60 @60-82"],
            id="an item lost",
        ),
        pytest.param(
            {},
            {"issues__0__reasons__1__code": "no_imaging"},
            ["changed issues.reasons.code no_scan -> no_imaging < Soma #60 < no_imaging @90-108"],
            id="another code for the same words",
        ),
        pytest.param(
            {},
            {"issues__0__reasons__1__evidence": "scan is on file", "issues__0__reasons__1__start": 93},
            ["changed issues.reasons.evidence no scan is on file -> scan is on file < Soma #60 < no_scan @93-108"],
            id="cut differently: one difference, not its place besides",
        ),
        pytest.param(
            {},
            {"issues__0__reasons__1": {**NO_SCAN_ROW, "start": 190, "end": 208}},
            ["changed issues.reasons.place 90-108 -> 190-208 < Soma #60 < no_scan @190-208"],
            id="the same words elsewhere",
        ),
        pytest.param(
            {},
            {"issues__0__reviewer__0__sections": ["Opioids", "Tapering"]},
            [
                "lost issues.reviewer.sections Weaning -> None < Soma #60 < MTUS Pain 2016 @20-34",
                "gained issues.reviewer.sections None -> Tapering < Soma #60 < MTUS Pain 2016 @20-34",
            ],
            id="a list of words",
        ),
        pytest.param(
            {},
            {"issues__0__reviewer__0__pages": [[3, 5]]},
            ["lost issues.reviewer.pages [7, 7] -> None < Soma #60 < MTUS Pain 2016 @20-34"],
            id="a list of pairs",
        ),
        pytest.param(
            {},
            {"issues__0__services__0__per_week": [2, 2]},
            ["changed issues.services.per_week [2, 3] -> [2, 2] < Soma #60 < Soma #60 @10-18"],
            id="a pair",
        ),
        pytest.param(
            {"issues__0__conclusion": None},
            {},
            ["gained issues.conclusion None -> false: It is not necessary. < Soma #60 @110-130"],
            id="a part gained",
        ),
        pytest.param(
            {},
            {
                "issues__0__medications__0__strengths": [
                    {"ingredient": None, "value": 250, "unit": "mg", "per_value": None, "per_unit": None}
                ]
            },
            ["changed issues.medications.strengths.value 350 -> 250 < Soma #60 < Soma #60 @10-18"],
            id="items without words, in order",
        ),
        pytest.param({}, {"findings": []}, ["lost findings odd: Both disagree. -> None @10-14"], id="a finding"),
        pytest.param({"schema_version": "0"}, {}, [], id="the version is none of the letter's"),
    ],
)
def test_compare(before: dict[str, Any], after: dict[str, Any], expected: list[str]) -> None:
    found = []
    for one in compare(record(**before), record(**after)):
        place = one.place_before if one.after is None else one.place_after
        inside = "".join(f" < {words}" for words in one.within)
        found.append(
            f"{one.kind} {one.field} {one.before} -> {one.after}{inside}" + (f" @{place[0]}-{place[1]}" if place else "")
        )
    # The place of the issue stands behind its own values.
    assert [line.removesuffix(" @10-18") if "decision" in line else line for line in found] == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param("a@1 b@2", "b@2 a@1", "b-b a-a", id="another order"),
        pytest.param("a@1 a@2", "a@2", "2-2 1-", id="the same words twice: those at the same place"),
        pytest.param("a@1 b@5", "a@4", "a-a b-", id="the same words at another place"),
        pytest.param("norco@1 soma@20", "norco ten@1", "norco-norco ten soma-", id="longer words at the same place"),
        pytest.param("soma@1", "norco@1", "-norco soma-", id="other words at the same place"),
        pytest.param("", "a@1", "-a", id="nothing before"),
    ],
)
def test_pairs(before: str, after: str, expected: str) -> None:
    def items(text: str) -> list[dict[str, Any]]:
        parts = [part.rsplit("@") for part in text.replace(" ten", "_ten").split()]
        return [
            {"text": words.replace("_", " "), "start": int(place), "end": int(place) + len(words)} for words, place in parts
        ]

    by_place = "2-2" in expected
    found = [
        "-".join("" if item is None else str(item["start"] if by_place else item["text"]) for item in pair)
        for pair in pairs(items(before), items(after))
    ]
    assert " ".join(found) == expected


def test_of_three_issues_one_is_gone_and_one_is_renumbered() -> None:
    def issue(words: str, start: int, number: int) -> dict[str, Any]:
        return {"text": words, "start": start, "end": start + len(words), "number": number}

    before = {"issues": [issue("Soma", 1, 1), issue("Norco", 20, 2), issue("Therapy", 40, 3)]}
    after = {"issues": [issue("Soma", 1, 1), issue("Therapy", 40, 2)]}
    found = [(one.field, one.kind, one.before, one.after) for one in compare(before, after)]
    assert found == [("issues.number", "changed", "3", "2"), ("issues", "lost", "Norco", None)]


def test_places_are_left_out_on_demand_and_all_is_counted() -> None:
    comparison = Comparison(places=False)
    assert comparison.add(record(), record(issues__0__reasons__1__start=80)) == []
    assert comparison.totals["issues.reasons"] == {"same": 2}
    assert comparison.totals["issues.reviewer.sections"] == {"same": 2}
    assert comparison.totals["header.case_number"] == {"same": 1}
    assert "header.priority" not in comparison.totals
