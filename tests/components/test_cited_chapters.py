"""`imr_citations`: the normal forms of chapters and sections, read through the record."""

from __future__ import annotations

import pytest
from spacy.language import Language

from imr_nlp.record.models import Citation

LETTER = """HOW THE IMR FINAL DETERMINATION WAS MADE
CLINICAL CASE SUMMARY
He fell.
IMR ISSUES, DECISIONS AND RATIONALES
The Final Determination was based on decisions for the disputed items/services set forth below:
Knee brace: Upheld
Claims Administrator guideline: The Claims Administrator did not cite any medical evidence for its decision.
MAXIMUS guideline: {statement}
Decision rationale: {rationale} The brace is not medically necessary.
"""
M = "Decision based on MTUS "
N = "Decision based on Non-MTUS Citation "


def cited(nlp: Language, statement: str) -> list[Citation]:
    (issue,) = nlp(LETTER.format(statement=statement, rationale="He walks."))._.imr.issues
    return list(issue.reviewer)


@pytest.mark.parametrize(
    ("chapter", "statements"),
    [
        (
            "odg:low_back",
            [
                N + "ODG, Low Back, MRI.",
                N + "Official Disability Guidelines (ODG) Low Back - Lumbar & Thoracic (Acute & Chronic), MRI.",
                N + "ODG: Lower back chapter.",
                N + "Low Back Chapter of the ODG.",
                N + "ODG, Lumbar and Thoracic Chapter, MRI.",
            ],
        ),
        ("odg:pain", [N + "ODG, Pain (Chronic), Office visits.", N + "ODG Chronic Pain Chapter.", N + "ODG, Pain, TENS."]),
        ("odg:hip_and_pelvis", [N + "ODG, Hips and Pelvis, Arthroplasty.", N + "ODG Hip/Pelvis chapter."]),
        ("odg:forearm_wrist_and_hand", [N + "ODG, Hand, Wrist & Forearm, Splints.", N + "ODG Wrist Chapter."]),
        ("odg:shoulder", [N + "ODG, Sholder Chapter, Surgery."]),
        (
            "mtus:chronic_pain",
            [
                M + "Chronic Pain Medical Treatment 2009, Section(s): Opioids.",
                M + "Chronic Pain Treatment Guidelines Opioids Page(s): 76-80.",
                M + "Chronic Pain Guideline (ACOEM May 15, 2017), Section(s): Exercise.",
            ],
        ),
        (
            "mtus:low_back",
            [M + "Low Back Complaints 2004, Section(s): Summary.", M + "Low Back Disorders (ACOEM February 24, 2016)."],
        ),
        ("mtus:opioids", [M + "Opioid Treatment 2016.", M + "Opioids Guideline (ACOEM April 20, 2017)."]),
        ("mtus:hip_and_groin", [M + "Hip and Groin Guideline (ACOEM May 1, 2011)."]),
        ("acoem:low_back", [N + "ACOEM, Low Back Disorders.", N + "ACOEM Low Back Complaints."]),
        ("acoem:hip_and_groin", [N + "ACOEM Hip & Groin."]),
        (None, [N + "ODG, Tail Chapter, Wagging.", N + "Smith J. Knee pain. Journal of Knees 2014."]),
    ],
)
def test_chapters(nlp: Language, chapter: str | None, statements: list[str]) -> None:
    found = {statement: [one.chapter for one in cited(nlp, statement)] for statement in statements}
    assert found == {statement: [chapter] for statement in statements}


def test_topics_stand_beside_the_sections(nlp: Language) -> None:
    (one,) = cited(nlp, M + "Chronic Pain Medical Treatment 2016, Section(s): Opioids, criteria for use, Chair dances, TENS.")
    assert one.sections == ("Opioids, criteria for use", "Chair dances", "TENS")
    assert one.topics == ("opioids_criteria_for_use", None, "tens")
    assert one.year == 2016


def test_without_a_chapter(nlp: Language) -> None:
    (one,) = cited(nlp, N + "ODG, Polysomnography.")
    assert (one.title, one.chapter, one.topics) == (None, None, ("polysomnography",))


@pytest.mark.parametrize(
    ("rationale", "expected"),
    [
        ("MTUS 2016 Chronic Pain Guidelines ask for it.", ["MTUS 2016 Chronic Pain Guidelines = mtus:chronic_pain 2016"]),
        ("The ODG, Knee and Leg chapter, allows it.", ["ODG, Knee and Leg chapter = odg:knee_and_leg"]),
        ("The ODG do not speak of knee braces.", ["ODG = None"]),
        ("ACOEM, Chapter 13, Knee Complaints, page 340.", ["ACOEM, Chapter 13, Knee Complaints, page 340 = acoem:knee [340]"]),
        ("The MTUS is silent. The MTUS says no more, nor do the ODG.", ["MTUS = None", "ODG = None"]),
        (
            "The MTUS is silent, but the MTUS Acupuncture Treatment Guidelines are not.",
            ["MTUS Acupuncture Treatment Guidelines = mtus:acupuncture"],
        ),
        ("His knee complaints and his opioid treatment go on.", []),
        ("", []),
    ],
)
def test_rationale(nlp: Language, rationale: str, expected: list[str]) -> None:
    statement = "The Expert Reviewer did not base their decision on the MTUS."
    (issue,) = nlp(LETTER.format(statement=statement, rationale=rationale))._.imr.issues
    found = [
        " ".join([one.text, "=", str(one.chapter), *([str(one.year)] if one.year else []), *(f"[{a}]" for a, _ in one.pages)])
        for one in issue.rationale_citations
    ]
    assert found == expected
