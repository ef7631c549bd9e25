"""`imr_findings`: items that differ from what the case summary says was requested, and items that only seem to."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from spacy.language import Language
from spacy.tokens import DocBin

from finding_letters import found, letter

WHY = "Nothing in the records supports it. The request is not medically necessary."
REMAINING = (
    "{} was the original request. {} was authorized by the Claims Administrator. The remaining IMR eligible portion of the "
    "original request, {} is"
)


def text(items: str | Sequence[str], summary: str) -> str:
    return letter(*((item, "Upheld", WHY) for item in ([items] if isinstance(items, str) else items)), summary=summary)


DIFFERENT = [
    # strength
    (
        "Norco 10/325 mg #90",
        "On 11/8/2016 utilization review denied the request for Norco 5/325 mg #90.",
        ("strength_mismatch", ["10/325 mg", "5/325 mg"]),
    ),
    (
        "Tramadol 50mg #60",
        "A request for authorization of tramadol 100 mg #60 was made.",
        ("strength_mismatch", ["50mg", "100 mg"]),
    ),
    (
        "Gabapentin 300 mg #90",
        "The treating physician requested gabapentin 600mg #90. Utilization review dated 11/8/16 non-certified the request.",
        ("strength_mismatch", ["300 mg", "600mg"]),
    ),
    (
        "Norco 10/325mg #60",
        "In a report of November 8, 2016, the claims administrator failed to approve hydrocodone-acetaminophen 5-325 mg #60.",
        ("strength_mismatch", ["10/325mg", "5-325 mg"]),
    ),
    (
        ["Lyrica 75 mg #60", "MRI of the lumbar spine"],
        "UR dated 11/8/2016 denied the requests for Lyrica 150 mg #60 and MRI of the lumbar spine.",
        ("strength_mismatch", ["75 mg", "150 mg"]),
    ),
    (
        "Lidocaine 5% patch #30",
        "UR denied lidocaine 4% patch #30 on 11/8/2016.",
        ("strength_mismatch", ["5%", "4%"]),
    ),
    (
        "Fentanyl patch 50 mcg/hr #10",
        "UR denied the request for fentanyl patch 25 mcg/hr #10.",
        ("strength_mismatch", ["50 mcg/hr", "25 mcg/hr"]),
    ),
    # quantity of a drug
    (
        "Norco 10/325 mg #90",
        "On 11/8/2016 utilization review denied the request for Norco 10/325 mg #120.",
        ("quantity_mismatch", ["#90", "#120"]),
    ),
    (
        "Flexeril 10mg #60",
        "The request for authorization dated 10/30/2016 was for Flexeril 10mg #90.",
        ("quantity_mismatch", ["#60", "#90"]),
    ),
    (
        "Prilosec 20mg #90",
        "The appeal requested authorization for omeprazole 20 mg #60. The Utilization Review dated 11-8-16 denied the request.",
        ("quantity_mismatch", ["#90", "#60"]),
    ),
    (
        "Norco 10/325 mg #60",
        "He takes Norco 10/325 mg twice daily. Utilization review denied 90 tablets of Norco 10/325 mg.",
        ("quantity_mismatch", ["#60", "90"]),
    ),
    (
        REMAINING.format("Norco 10/325 mg #60", "Norco 10/325 mg #30", "Norco 10/325 mg #30"),
        "The utilization review on 11-8-2016 modified the request for Norco 10/325 mg #90.",
        ("quantity_mismatch", ["#60", "#90"]),
    ),
    # sessions
    (
        "12 sessions of physical therapy for the right elbow",
        "The Utilization Review dated 11-8-16 non-certified 8 sessions of physical therapy for the right elbow.",
        (
            "quantity_mismatch",
            [
                "12 sessions of physical therapy for the right elbow",
                "8 sessions of physical therapy for the right elbow",
            ],
        ),
    ),
    (
        "Physical therapy 3 times a week for 4 weeks",
        "Utilization review denied the request for physical therapy 2 times a week for 4 weeks.",
        (
            "quantity_mismatch",
            ["Physical therapy 3 times a week for 4 weeks", "physical therapy 2 times a week for 4 weeks"],
        ),
    ),
    (
        "Eight acupuncture visits",
        "The provider requested 12 acupuncture visits. Utilization review dated 11/8/16 denied the request.",
        ("quantity_mismatch", ["Eight acupuncture visits", "12 acupuncture visits"]),
    ),
    (
        "Chiropractic treatment, 12 visits",
        "Utilization review denied chiropractic treatment 3 times a week for 6 weeks.",
        ("quantity_mismatch", ["Chiropractic treatment, 12 visits", "chiropractic treatment 3 times a week for 6 weeks"]),
    ),
    # drug
    (
        "Naproxen 500 mg #60",
        "On 11/8/2016 utilization review denied the request for ibuprofen 800 mg #90.",
        ("drug_mismatch", ["Naproxen 500 mg #60", "ibuprofen"]),
    ),
    (
        ["Norco 10/325 mg #60", "Zanaflex 4 mg #60"],
        "Utilization review dated 11/8/16 denied the request for Norco 10/325 mg #60 and Flexeril 10 mg #60.",
        ("drug_mismatch", ["Zanaflex 4 mg #60", "Flexeril"]),
    ),
    # side
    (
        "MRI of the right knee",
        "On 11/8/2016 utilization review denied the request for MRI of the left knee.",
        ("body_part_mismatch", ["MRI of the right knee", "MRI of the left knee"]),
    ),
    (
        "EMG/NCV of the right upper extremity",
        "The UR denied a request for electromyography and nerve conduction study of the left upper extremity.",
        (
            "body_part_mismatch",
            [
                "EMG/NCV of the right upper extremity",
                "electromyography and nerve conduction study of the left upper extremity",
            ],
        ),
    ),
    (
        "Right L5 transforaminal epidural steroid injection",
        "UR dated 11/8/2016 denied the request for left L5 transforaminal epidural steroid injection.",
        (
            "body_part_mismatch",
            ["Right L5 transforaminal epidural steroid injection", "left L5 transforaminal epidural steroid injection"],
        ),
    ),
    (
        "X-ray of the left hand",
        "X-rays of the right hand were requested. Utilization review denied it on 11/8/16.",
        ("body_part_mismatch", ["X-ray of the left hand", "X-rays of the right hand"]),
    ),
    (
        ["MRI of the right knee", "Physical therapy, 6 sessions"],
        "Utilization review denied requests for MRI of the left knee and physical therapy, 6 sessions.",
        ("body_part_mismatch", ["MRI of the right knee", "MRI of the left knee"]),
    ),
    # part of the body
    (
        "MRI of the cervical spine",
        "Utilization review non-certified a request for MRI of the lumbar spine on 11-8-2016.",
        ("body_part_mismatch", ["MRI of the cervical spine", "MRI of the lumbar spine"]),
    ),
    (
        "12 sessions of physical therapy for the left ankle",
        "A request for authorization was made for 12 sessions of physical therapy for the left wrist.",
        (
            "body_part_mismatch",
            [
                "12 sessions of physical therapy for the left ankle",
                "12 sessions of physical therapy for the left wrist",
            ],
        ),
    ),
    (
        "Chiropractic therapy for the neck",
        "The claims administrator denied a request for chiropractic therapy for the lower back.",
        ("body_part_mismatch", ["Chiropractic therapy for the neck", "chiropractic therapy for the lower back"]),
    ),
]


@pytest.mark.parametrize(("items", "summary", "expected"), DIFFERENT)
def test_different(nlp: Language, items: str | list[str], summary: str, expected: tuple[str, list[str]]) -> None:
    assert found(nlp(text(items, summary))) == [expected]


@pytest.mark.parametrize(
    ("items", "summary"),
    [
        # the same in other words
        ("Norco 10/325 mg #90", "On 11/8/2016 utilization review denied the request for Norco 10-325mg, 90 tablets."),
        ("Motrin 800 mg #90", "Utilization review denied the request for ibuprofen 800mg, quantity 90."),
        ("Levothyroxine 0.05 mg #90", "Utilization review denied the request for levothyroxine 50 mcg #90."),
        ("Naproxen 500 mg #60", "Utilization review denied the request for Anaprox 550 mg #60."),
        ("Norco 10/325 mg #240", "Utilization review denied the request for Norco 10/325 mg #120 with 1 refill."),
        ("Norco 10/325 mg #120", "Utilization review denied Norco 10/325 mg #240, a two month supply."),
        ("Lidoderm patch 5% 1 box", "Utilization review denied the request for Lidoderm patches 5% #30."),
        ("Voltaren gel 1% #1", "Utilization review denied the request for Voltaren gel 1%, 100 grams."),
        ("MRI of the low back", "Utilization review denied the request for MRI of the lumbar spine."),
        ("MRI of the thoracic spine", "Utilization review denied the request for MRI of the mid back."),
        ("Epidural steroid injection L4-5", "UR denied an epidural steroid injection of the lumbar spine."),
        ("Physical therapy twice a week for six weeks", "UR denied the request for 12 visits of physical therapy."),
        # one holds the other
        ("MRI of the right knee", "Utilization review denied the request for MRI of the bilateral knees."),
        ("Left wrist brace", "UR denied wrist braces, bilateral."),
        ("Right shoulder MRI", "Utilization review denied the request for MRI of the upper extremity."),
        (
            "Physical therapy for the lumbar spine",
            "Utilization review denied physical therapy for the cervical and lumbar spine.",
        ),
        (
            "Physical therapy 12 sessions",
            "The physician requested physical therapy 12-18 sessions. Utilization review denied it.",
        ),
        # modified, and what is left
        ("Norco 10/325 mg #60", "UR modified the request for Norco 10/325 mg #120 to Norco 10/325 mg #60."),
        (
            "Norco 10/325 mg #60",
            "The provider requested Norco 10/325 mg #120. UR certified 60 tablets and denied the remaining 60.",
        ),
        ("Six visits of acupuncture", "UR certified 6 of the 12 acupuncture visits requested. The remaining six were denied."),
        (
            REMAINING.format("Acupuncture for 8 visits", "Acupuncture for 6 visits", "Acupuncture for 2 visits"),
            "UR modified the request for acupuncture for 8 visits.",
        ),
        # other requests, other times
        (
            "Norco 10/325 mg #60",
            "In 2015 the doctor requested Norco 5/325 mg #90. On 11/8/2016 utilization review denied Norco 10/325 mg #60.",
        ),
        ("Physical therapy x 8", "He completed 12 sessions of physical therapy. The provider requested more. UR denied it."),
        ("MRI of the right knee", "On 3/2/2016 the provider requested MRI of the left knee. UR denied the scan."),
        ("MRI of the left knee", "Utilization review approved MRI of the right knee and denied the physical therapy."),
        (
            "Acupuncture 6 visits",
            "The provider requested 12 acupuncture visits on 9/1/2016. The request was amended to 6 visits. UR denied it.",
        ),
        (
            "MRI of the right knee",
            "UR described the request as an MRI of the left knee in error. The doctor requested an MRI of the right knee.",
        ),
        # one request, several items
        (["MRI of the right knee", "MRI of the left knee"], "UR denied the request for MRI of the left knee."),
        (["Norco 10/325 mg #60", "Norco 5/325 mg #60"], "Utilization review denied the request for Norco 5/325 mg #60."),
        (["Norco 10/325 mg #60", "Soma 350 mg #30"], "UR denied Norco 10/325 mg and Soma 350 mg, #60 and #30 respectively."),
        # another treatment or drug
        ("MRI of the cervical spine", "X-rays of the lumbar spine were requested. UR denied the request for MRI of the neck."),
        (
            "Home exercise kit for the left knee",
            "The provider requested physical therapy of the right knee. UR denied the kit.",
        ),
        ("Postoperative physical therapy, 12 visits", "UR denied 6 visits of preoperative physical therapy."),
        ("EMG of the bilateral upper extremities", "Utilization review denied the request for EMG of the cervical spine."),
        ("Oxycodone 10 mg #90", "The pain specialist requested OxyContin 20 mg #60. UR denied oxycodone."),
        ("Tramadol ER 150 mg #30", "The provider requested tramadol 50 mg #90. UR denied it."),
        ("Voltaren gel 1% 100 grams", "The provider requested Voltaren 75 mg #60. UR denied the gel."),
        ("Naproxen 500 mg #60", "Utilization review denied the request for NSAIDs."),
    ],
)
def test_same(nlp: Language, items: str | list[str], summary: str) -> None:
    assert found(nlp(text(items, summary))) == []


def test_message(nlp: Language) -> None:
    doc = nlp(text("MRI of the right knee", "UR denied the request for MRI of the left knee."))
    (finding,) = doc._.imr.findings
    assert finding.message == "Issue 1 is for the right knee, but the case summary says that the request was for the left knee."
    (stored,) = DocBin(docs=[doc]).get_docs(nlp.vocab)
    assert nlp.get_pipe("imr_findings")(stored)._.imr.findings == doc._.imr.findings


@pytest.mark.parametrize("missing", ["imr_items", "imr_case"])
def test_without_a_component(nlp: Language, missing: str) -> None:
    summary = "UR denied the request for MRI of the left knee."
    with nlp.select_pipes(disable=[missing]):
        doc = nlp(text("MRI of the right knee", summary))
    assert [code for code, _ in found(doc)] == (["body_part_mismatch"] if missing == "imr_items" else [])
