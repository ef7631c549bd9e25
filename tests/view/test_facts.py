"""The record beside its letter: what is a link to words, in which order, and what is stated without one."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest

from imr_nlp.record.models import (
    BodyPart,
    CaseMedication,
    Citation,
    Claimant,
    Conclusion,
    Determination,
    Diagnosis,
    Finding,
    Header,
    Issue,
    Medication,
    Mention,
    PainScore,
    Reason,
    Reviewer,
    Service,
    UtilizationReview,
)
from imr_nlp.view.facts import RecordPanel

ISSUE = Issue("Soma #60", 10, 18, 1, "upheld")
SOMA = Medication("Soma #60", 10, 18, "Soma", ())
MTUS = Citation("the MTUS", 20, 28, "MTUS", "Pain", None, (), 2016, (), (), None)
REVIEW = UtilizationReview(None, "Soma #90", "modified", None, None, 30, 38)
NONE = Determination("unknown")


def rows(html: str) -> dict[str, str]:
    """The rows of its tables: labels, and what a reader sees beside them; list items with a stroke between."""
    pairs = re.findall(r"<div><dt>(.*?)</dt><dd>(.*?)</dd></div>", html)
    return {label: unescape(re.sub(r"<[^>]*>", "", value.replace("</li><li>", " | "))).strip() for label, value in pairs}


@pytest.mark.parametrize(
    ("label", "changes", "shown"),
    [
        ("Category", {"category": "muscle_relaxant"}, "muscle relaxant"),
        ("Category", {"category": "therapy", "subcategory": "PT/OT"}, "therapy: PT/OT"),
        ("Category", {}, None),
        ("Asked at first", {"original_request": "Soma <90>"}, "Soma <90>"),
        ("Authorized", {"authorized": "Soma\x1b #30"}, "Soma\ufffd #30"),
        ("Retrospective", {"retrospective": True}, "yes"),
        ("Retrospective", {}, None),
        ("Dates of service", {"dates_of_service": ("2016-01-02", "2016-02")}, "2016-01-02, 2016-02"),
        ("Medication", {"medications": (SOMA, SOMA)}, "Soma #60 | Soma #60"),
        (
            "Medication",
            {"medications": (replace(SOMA, ingredients=("one", "two"), drug_class="opioids", dea_schedule="II"),)},
            "Soma #60 one, two; opioids; schedule II",
        ),
        (
            "Medication",
            {"medications": (replace(SOMA, mme_total=600.0, mme_per_day=37.5),)},
            "Soma #60 600 morphine milligram equivalents in all; 37.5 a day",
        ),
        ("Service", {"services": (Service("visits", 0, 6),)}, "visits"),
        ("Service", {"services": (Service("visits", 0, 6, total=(8, 8)),)}, "visits (8 in all)"),
        ("Service", {"services": (Service("visits", 0, 6, total=(8, 12.5)),)}, "visits (8 to 12.5 in all)"),
        ("Body part", {"body_parts": (BodyPart("left hip", 0, 8, "hip", "lower_limb"),)}, "left hip lower limb"),
        ("Body part", {"body_parts": (BodyPart("low back", 0, 8, "low back", "low_back"),)}, "low back"),
        ("Body part", {"body_parts": (BodyPart("mass", 0, 4, "mass"),)}, "mass"),
        ("Reviewer cites", {"reviewer": (MTUS,)}, "MTUS Pain 2016"),
        ("Reviewer cites", {"reviewer": (replace(MTUS, regulation="9792.24"),)}, "MTUS Pain 2016 9792.24"),
        ("Claims administrator cites", {"claims_administrator": (MTUS,)}, "MTUS Pain 2016"),
        ("Claims administrator cites", {"reviewer": (MTUS,)}, None),
        ("Conclusion", {"conclusion": Conclusion(True, "It is needed.", 0, 13)}, "medically necessary: It is needed."),
        ("Conclusion", {"conclusion": Conclusion(False, "It is not.", 0, 10)}, "not medically necessary: It is not."),
        (
            "Reasons",
            {"reasons": (Reason("no_trial", "prior_care", "against", "no, none", 0, 8),)},
            "prior care no trial no, none",
        ),
        ("Reasons", {"reasons": (Reason("no_trial", None, None, "no", 0, 2),)}, "no trial no"),
        ("Rationale", {"rationale": Mention("Short.", 0, 6)}, "Short."),
        ("Rationale", {"rationale": Mention("word " * 20, 0, 100)}, "word " * 15 + "word \N{HORIZONTAL ELLIPSIS}"),
    ],
)
def test_rows_of_an_issue(label: str, changes: dict[str, Any], shown: str | None) -> None:
    html = RecordPanel(replace(NONE, issues=(replace(ISSUE, **changes),))).html
    assert rows(html).get(label) == shown


@pytest.mark.parametrize(
    ("label", "changes", "shown"),
    [
        ("Claimant", {"claimant": Claimant(41, "female")}, "41 years, female"),
        ("Claimant", {"claimant": Claimant(0)}, "0 years"),
        ("Claimant", {"claimant": Claimant(None, "male")}, "male"),
        ("Diagnoses", {"diagnoses": (Diagnosis("gout", 0, 4), Diagnosis("ulcer", 6, 11))}, "gout | ulcer"),
        ("Medications", {"medications": (CaseMedication("Soma", 0, 4, "Soma"),)}, "Soma"),
        ("Medications", {"medications": (CaseMedication("Soma", 0, 4, "Soma", assertion="historical"),)}, "Soma historical"),
        ("Pain, of 10", {"pain_scores": (PainScore("6-8", 0, 3, 6, 8),)}, "6-8"),
        ("Utilization review", {"utilization_review": (REVIEW,)}, "modified Soma #90"),
        (
            "Utilization review",
            {"utilization_review": (replace(REVIEW, allowed="Soma #30", date="2016-01-02"),)},
            "modified Soma #90 (allowed: Soma #30) 2016-01-02",
        ),
        ("Documents reviewed", {"documents_reviewed": (Mention("a chart", 0, 7),)}, "a chart"),
        ("Decision", {"header": Header(decision_date="2016-03-04")}, "2016-03-04"),
        ("Priority", {"header": Header(priority="expedited")}, "expedited"),
        ("Form", {"form": "final_determination"}, "final determination"),
        ("Reviewer", {"reviewer": Reviewer(("Texas",), ("Surgery", "Pain"))}, "Surgery, Pain"),
        ("Licensed in", {"reviewer": Reviewer(("Texas", "Ohio"))}, "Texas, Ohio"),
        ("Licensed in", {}, None),
    ],
)
def test_rows_of_a_letter(label: str, changes: dict[str, Any], shown: str | None) -> None:
    assert rows(RecordPanel(replace(NONE, **changes)).html).get(label) == shown


@pytest.mark.parametrize(
    ("outcome", "badge"),
    [
        ("upheld", ["Upheld"]),
        ("partially_overturned", ["Partially overturned"]),
        (None, []),
        ("<b>", []),
    ],
)
def test_badge(outcome: str | None, badge: list[str]) -> None:
    assert re.findall(r'<p class="badge \w+">(.*?)</p>', RecordPanel(replace(NONE, outcome=outcome)).html) == badge


def test_facts_are_numbered_in_the_order_of_the_page() -> None:
    issue = replace(ISSUE, medications=(SOMA,), reviewer=(MTUS,), reasons=(Reason("no_trial", None, "against", "no", 40, 42),))
    finding = Finding("drug_mismatch", "Two drugs.", (Mention("Soma", 10, 14), Mention("Norco", 50, 55)))
    panel = RecordPanel(replace(NONE, issues=(issue,), diagnoses=(Diagnosis("gout", 60, 64),), findings=(finding,)))
    assert [tuple(fact) for fact in panel.facts] == [
        (1, "heading", "Issue 1, disputed item", 10, 18),
        (2, "drug", "Issue 1, medication", 10, 18),
        (3, "citation", "Issue 1, cited by reviewer", 20, 28),
        (4, "reason", "Issue 1, reason against", 40, 42),
        (5, "diagnosis", "Diagnosis", 60, 64),
        (6, "other", "Finding: drug mismatch", 10, 14),
        (7, "other", "Finding: drug mismatch", 50, 55),
    ]
    assert re.findall(r'id="f(\d)" href="#m(\d)"', panel.html) == [(str(n), str(n)) for n in range(1, 8)]


def test_what_has_no_words_is_no_link() -> None:
    panel = RecordPanel(replace(NONE, diagnoses=(Diagnosis("gout", 4, 4),)))
    assert panel.facts == []
    assert "<li>gout</li>" in panel.html and "<a " not in panel.html


@pytest.mark.parametrize(
    ("record", "headings"),
    [
        (NONE, ["Case number not found", "No disputed items found"]),
        (replace(NONE, header=Header("<CM16>")), ["<CM16>", "No disputed items found"]),
        (replace(NONE, issues=(ISSUE,)), ["Case number not found", "1 Soma #60"]),
        (
            replace(NONE, claimant=Claimant(41), findings=(Finding("odd", "Odd.", ()),)),
            ["Case number not found", "No disputed items found", "Case summary", "Findings"],
        ),
    ],
    ids=["nothing", "a number", "an item", "summary and findings"],
)
def test_sections(record: Determination, headings: list[str]) -> None:
    found = re.findall(r"<h[12][^>]*>(.*?)</h[12]>", RecordPanel(record).html)
    assert [unescape(re.sub(r"<[^>]*>", "", heading)) for heading in found] == headings
