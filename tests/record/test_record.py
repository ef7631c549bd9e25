"""`doc._.imr` of a whole letter, compared in full."""

from __future__ import annotations

import json
from typing import Any

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from spans import mentions

LETTER = """Case Number:
Date Assigned:
Decision Date:
Priority:

CM16-0555001
06/01/2016
07/05/2016
Expedited

Date of Injury:
UR Denial Date:
Application
Received:

08/19/1998
05/02/2016
05/20/2016

HOW THE IMR FINAL DETERMINATION WAS MADE
An expert reviewer without ties to either side read the file.
The Expert Reviewer has the following credentials:
State(s) of Licensure: Oregon,New Mexico
Certification(s)/Specialty: Physical Medicine & Rehabilitation, Pain Management
CLINICAL CASE SUMMARY
The expert reviewer developed the following clinical case summary based on a review of the case
file, including all medical records:
A 58 year old male mason hurt his back on 8/19/1998. He was diagnosed with lumbar strain and chronic pain
syndrome; gout was ruled out. Pain is 6-7/10. He takes Norco 10/325 mg twice daily and Motrin. He is
allergic to codeine. On 5/2/16 utilization review modified the request for Norco 10/325mg #90 and denied an
X-ray of the lumbar spine.
IMR ISSUES, DECISIONS AND RATIONALES
The Final Determination was based on decisions for the disputed items/services set forth below:
Norco 10/325mg #90 was the original request. Norco 10/325mg #45 was authorized by the Claims
Administrator. The remaining IMR eligible portion of the original request, Norco 10/325mg #45
is: Upheld
Claims Administrator guideline: Decision based on MTUS Chronic Pain Medical Treatment 2009,
Section(s): Opioids, criteria for use.
MAXIMUS guideline: Decision based on MTUS Chronic Pain Medical Treatment 2009, Section(s):
Weaning of Medications. Decision based on Non-MTUS Citation Official Disability Guidelines
(ODG), Low Back, MRI.
Decision rationale: Relief and work are not told. The rest of the Norco is not
medically necessary.
Retrospective X-ray of the lumbar spine (DOS: 4/11/16): Overturned
Claims Administrator guideline: The Claims Administrator did not cite any medical evidence for its
decision.
MAXIMUS guideline: Decision based on MTUS Low Back Complaints 2004, Section(s): Special Studies.
Decision rationale: The leg is now weak. The film is medically necessary.
Aquatic therapy 2-3 times a week for 4 weeks, left knee: Upheld
Claims Administrator guideline: The Claims Administrator did not cite any medical evidence for its
decision.
MAXIMUS guideline: The Expert Reviewer did not base their decision on the MTUS.
Decision rationale: The therapy is not medically necessary.
"""


def place(text: str, occurrence: int = 0) -> dict[str, Any]:
    """A mention of the letter: `text` with blanks where the letter breaks its lines."""
    flat = LETTER.replace("\n", " ")
    start = -1
    for _ in range(occurrence + 1):
        start = flat.index(text, start + 1)
    return {"text": text, "start": start, "end": start + len(text)}


def evidence(text: str) -> dict[str, Any]:
    """The clause that gives a reason."""
    found = place(text)
    return {"evidence": found.pop("text"), **found}


def request(text: str) -> dict[str, Any]:
    """A request told in the summary."""
    found = place(text)
    return {"request": found.pop("text"), **found}


EXPECTED: dict[str, Any] = {
    "schema_version": "2",
    "form": "final_determination",
    "outcome": "partially_overturned",
    "header": {
        "case_number": "CM16-0555001",
        "date_assigned": "2016-06-01",
        "date_of_injury": "1998-08-19",
        "decision_date": "2016-07-05",
        "ur_denial_date": "2016-05-02",
        "priority": "Expedited",
        "application_received": "2016-05-20",
    },
    "reviewer": {
        "licensure": ["Oregon", "New Mexico"],
        "certifications": ["Physical Medicine & Rehabilitation", "Pain Management"],
    },
    "claimant": {"age": 58, "sex": "male", "date_of_injury": "1998-08-19"},
    "diagnoses": [
        {**place("lumbar strain"), "assertion": "affirmed"},
        {**place("chronic pain syndrome"), "assertion": "affirmed"},
    ],
    "medications": [
        {
            **place("Norco 10/325 mg twice daily"),
            "drug": "Norco",
            "ingredients": ["hydrocodone", "acetaminophen"],
            "drug_class": "opioids",
            "strength": "10/325 mg",
            "frequency": "twice daily",
            "quantity": None,
            "assertion": "affirmed",
        },
        {
            **place("Motrin"),
            "drug": "Motrin",
            "ingredients": ["ibuprofen"],
            "drug_class": "NSAID",
            "strength": None,
            "frequency": None,
            "quantity": None,
            "assertion": "affirmed",
        },
        {
            **place("Norco 10/325mg #90"),
            "drug": "Norco",
            "ingredients": ["hydrocodone", "acetaminophen"],
            "drug_class": "opioids",
            "strength": "10/325mg",
            "frequency": None,
            "quantity": 90,
            "assertion": "affirmed",
        },
    ],
    "pain_scores": [{**place("6-7"), "low": 6, "high": 7}],
    "utilization_review": [
        {"date": "2016-05-02", "decision": "modified", "allowed": None, "issue": 1, **request("Norco 10/325mg #90")},
        {"date": "2016-05-02", "decision": "denied", "allowed": None, "issue": 2, **request("X-ray of the lumbar spine")},
    ],
    "documents_reviewed": [],
    "issues": [
        {
            **place("Norco 10/325mg #45", 1),
            "number": 1,
            "decision": "upheld",
            "original_request": "Norco 10/325mg #90",
            "authorized": "Norco 10/325mg #45",
            "retrospective": False,
            "dates_of_service": [],
            "category": "pharmaceutical",
            "subcategory": "opioids",
            "medications": [
                {
                    **place("Norco 10/325mg #45", 1),
                    "drug": "Norco",
                    "ingredients": ["hydrocodone", "acetaminophen"],
                    "drug_class": "opioids",
                    "dea_schedule": "II",
                    "strength": "10/325mg",
                    "strengths": [
                        {"ingredient": "hydrocodone", "value": 10, "unit": "mg", "per_value": None, "per_unit": None},
                        {"ingredient": "acetaminophen", "value": 325, "unit": "mg", "per_value": None, "per_unit": None},
                    ],
                    "form": None,
                    "quantity": 45,
                    "quantity_unit": None,
                    "days_supply": None,
                    "refills": None,
                    "frequency": None,
                    "times_per_day": None,
                    "mme_total": 450,
                    "mme_per_day": None,
                }
            ],
            "services": [],
            "body_parts": [],
            "claims_administrator": [
                {
                    **place("MTUS Chronic Pain Medical Treatment 2009, Section(s): Opioids, criteria for use"),
                    "source": "MTUS",
                    "title": "Chronic Pain Medical Treatment",
                    "chapter": "mtus:chronic_pain",
                    "topics": ["opioids_criteria_for_use"],
                    "year": 2009,
                    "sections": ["Opioids, criteria for use"],
                    "pages": [],
                    "regulation": "8 CCR 9792.24.2",
                }
            ],
            "reviewer": [
                {
                    **place("MTUS Chronic Pain Medical Treatment 2009, Section(s): Weaning of Medications"),
                    "source": "MTUS",
                    "title": "Chronic Pain Medical Treatment",
                    "chapter": "mtus:chronic_pain",
                    "topics": ["weaning_of_medications"],
                    "year": 2009,
                    "sections": ["Weaning of Medications"],
                    "pages": [],
                    "regulation": "8 CCR 9792.24.2",
                },
                {
                    **place("Official Disability Guidelines (ODG), Low Back, MRI"),
                    "source": "ODG",
                    "title": "Low Back",
                    "chapter": "odg:low_back",
                    "topics": ["mri"],
                    "year": None,
                    "sections": ["MRI"],
                    "pages": [],
                    "regulation": None,
                },
            ],
            "rationale": place("Relief and work are not told. The rest of the Norco is not medically necessary."),
            "conclusion": {
                "medically_necessary": False,
                **place("The rest of the Norco is not medically necessary."),
            },
            "reasons": [],
            "rationale_citations": [],
        },
        {
            **place("Retrospective X-ray of the lumbar spine (DOS: 4/11/16)"),
            "number": 2,
            "decision": "overturned",
            "original_request": None,
            "authorized": None,
            "retrospective": True,
            "dates_of_service": ["2016-04-11"],
            "category": "diagnostic_imaging",
            "subcategory": "Imaging/Radiology",
            "medications": [],
            "services": [],
            "body_parts": [{**place("lumbar spine", 1), "part": "lumbar spine", "region": "lumbar_spine", "laterality": None}],
            "claims_administrator": [],
            "reviewer": [
                {
                    **place("MTUS Low Back Complaints 2004, Section(s): Special Studies"),
                    "source": "MTUS",
                    "title": "Low Back Complaints",
                    "chapter": "mtus:low_back",
                    "topics": ["special_studies"],
                    "year": 2004,
                    "sections": ["Special Studies"],
                    "pages": [],
                    "regulation": "8 CCR 9792.23.5",
                }
            ],
            "rationale": place("The leg is now weak. The film is medically necessary."),
            "conclusion": {"medically_necessary": True, **place("The film is medically necessary.")},
            "reasons": [
                {"code": "objective_findings", "group": "support", "polarity": "for", **evidence("The leg is now weak")}
            ],
            "rationale_citations": [],
        },
        {
            **place("Aquatic therapy 2-3 times a week for 4 weeks, left knee"),
            "number": 3,
            "decision": "upheld",
            "original_request": None,
            "authorized": None,
            "retrospective": False,
            "dates_of_service": [],
            "category": "rehabilitation",
            "subcategory": "PT/OT",
            "medications": [],
            "services": [
                {
                    **place("Aquatic therapy 2-3 times a week for 4 weeks, left knee"),
                    "count": None,
                    "unit": None,
                    "per_week": [2, 3],
                    "weeks": [4, 4],
                    "total": [8, 12],
                }
            ],
            "body_parts": [{**place("left knee"), "part": "knee", "region": "knee", "laterality": "left"}],
            "claims_administrator": [],
            "reviewer": [],
            "rationale": place("The therapy is not medically necessary."),
            "conclusion": {"medically_necessary": False, **place("The therapy is not medically necessary.")},
            "reasons": [],
            "rationale_citations": [],
        },
    ],
    "drug_mentions": ["Motrin", "Norco", "codeine"],
    "findings": [],
}

EMPTY = {
    **{key: [] for key in EXPECTED},
    "schema_version": "2",
    "form": "unknown",
    "outcome": None,
    "header": dict.fromkeys(EXPECTED["header"]),
    "reviewer": {"licensure": [], "certifications": []},
    "claimant": {"age": None, "sex": None, "date_of_injury": None},
}


def test_whole_record(nlp: Language) -> None:
    record = nlp(LETTER)._.imr.to_dict()
    assert record == EXPECTED
    assert list(record) == list(EXPECTED)


@pytest.mark.parametrize("line_end", ["\r\n", "\n\n", "\n\f"], ids=["CRLF", "blank lines", "form feeds"])
def test_line_ends_change_offsets_only(nlp: Language, line_end: str) -> None:
    def without_offsets(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: without_offsets(item) for key, item in value.items() if key not in ("start", "end")}
        return [without_offsets(item) for item in value] if isinstance(value, list) else value

    record = nlp(LETTER.replace("\n", line_end))._.imr.to_dict()
    assert without_offsets(record) == without_offsets(EXPECTED)


def test_mentions_are_slices(nlp: Language) -> None:
    doc = nlp(LETTER.replace("\n", "\r\n"))
    found = list(mentions(doc._.imr))
    # Issues, citations, rationales and conclusions; what the summary and the items name; a reason; a service.
    assert len(found) == 13 + (6 + 3) + 1 + 1
    assert [m.text for m in found] == [" ".join(doc.text[m.start : m.end].split()) for m in found]


def test_record_is_plain_json(nlp: Language) -> None:
    record = nlp(LETTER)._.imr.to_dict()
    assert json.loads(json.dumps(record)) == record


def test_record_is_frozen(nlp: Language) -> None:
    record = nlp(LETTER)._.imr
    with pytest.raises(AttributeError):
        record.form = "other"
    with pytest.raises(AttributeError):
        record.issues[0].decision = "overturned"


@pytest.mark.parametrize(
    "text",
    ["", " \n", "Soup of the day.", "\x00\x01\x02", "🦴" * 20, "Upheld", "Case Number:", "最終決定"],
    ids=["empty", "white space", "other text", "control characters", "emoji", "a word", "a label", "another language"],
)
def test_other_texts_give_an_empty_record(nlp: Language, text: str) -> None:
    record = nlp(text)._.imr.to_dict()
    assert {**record, "form": "unknown"} == EMPTY


def test_doc_without_the_pipeline(nlp: Language) -> None:
    assert Doc(nlp.vocab, words=["Soup"])._.imr.to_dict() == EMPTY
