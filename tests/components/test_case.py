"""`imr_case`: diagnoses, medications and decisions of utilization review in clinical case summaries of our own."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from imr_nlp import labels

HEAD = "CLINICAL CASE SUMMARY\n"
TAIL = "\nIMR ISSUES, DECISIONS AND RATIONALES\nWalker: Upheld\nDecision rationale: The walker is not medically necessary."


@pytest.fixture(scope="module")
def read(nlp: Language) -> Callable[[str], dict[str, Any]]:
    def record(summary: str) -> dict[str, Any]:
        return nlp(HEAD + summary + TAIL)._.imr.to_dict()

    return record


DIAGNOSES: list[tuple[str, list[str]]] = [
    ("Diagnoses: ankle sprain; fracture - ruled out by x-ray.", ["ankle sprain"]),
    ("Diagnoses: ankle sprain; fracture: ruled out.", ["ankle sprain"]),
    ("Diagnoses: ankle sprain, fracture not seen on films.", ["ankle sprain"]),
    ("Diagnoses: ankle sprain; neuropathy not present.", ["ankle sprain"]),
    ("Diagnoses: wrist sprain; no fracture, however tendinitis.", ["wrist sprain", "tendinitis"]),
    ("Diagnoses: no fracture but there is a sprain.", ["sprain"]),
    ("Diagnoses: no fracture, only ankle sprain.", ["ankle sprain"]),
    ("Diagnoses: Fracture, none. Ankle sprain.", ["Ankle sprain"]),
    ("Impression: 1. Fracture has been ruled out. 2. Ankle sprain.", ["Ankle sprain"]),
    # lead-ins
    ("Diagnoses include gout and obesity.", ["gout", "obesity"]),
    ("The diagnoses included gout, obesity, and insomnia.", ["gout", "obesity", "insomnia"]),
    ("The current diagnoses are documented as gout and obesity.", ["gout", "obesity"]),
    ("The current diagnosis is gout.", ["gout"]),
    ("The patient's diagnosis was noted to be gout.", ["gout"]),
    ("Diagnoses: gout; obesity.", ["gout", "obesity"]),
    ("Diagnoses: 1. Gout. 2. Obesity. 3. Insomnia. She works.", ["Gout", "Obesity", "Insomnia"]),
    ("Diagnoses are 1) gout 2) obesity.", ["gout", "obesity"]),
    ("The injured worker was diagnosed with gout.", ["gout"]),
    ("The injured worker was diagnosed as having gout and obesity.", ["gout", "obesity"]),
    ("She has been diagnosed with gout.", ["gout"]),
    ("The physician diagnosed the patient with gout.", ["gout"]),
    ("The worker is being treated for gout.", ["gout"]),
    ("The worker was being treated for the diagnoses of gout and obesity.", ["gout", "obesity"]),
    ("Records indicate the worker is undergoing treatment for gout and obesity.", ["gout", "obesity"]),
    ("The worker is undergoing treatments for gout.", ["gout"]),
    ("The applicant was given diagnoses of gout and obesity.", ["gout", "obesity"]),
    ('The attending provider gave the applicant a diagnosis of "gout with tophi."', ["gout with tophi"]),
    ("The records show that she has had diagnoses of gout.", ["gout"]),
    ("The impression was gout.", ["gout"]),
    ("Impression: gout, obesity.", ["gout", "obesity"]),
    ("Assessment: gout.", ["gout"]),
    ("The assessment included gout and obesity.", ["gout", "obesity"]),
    ("Working diagnoses consist of gout and obesity.", ["gout", "obesity"]),
    ("The diagnoses have included gout, and obesity.", ["gout", "obesity"]),
    ("She carries the diagnoses of gout as well as obesity.", ["gout", "obesity"]),
    # coordination
    ("Diagnoses include cervical and lumbar strain.", ["cervical and lumbar strain"]),
    ("Diagnoses include neck, back, and knee strain.", ["neck, back, and knee strain"]),
    ("Diagnoses include right and left knee strain.", ["right and left knee strain"]),
    ("Diagnoses include knee pain, back and shoulder strain.", ["knee pain", "back and shoulder strain"]),
    ("Diagnoses include contusion of the hand, wrist and elbow and gout.", ["contusion of the hand, wrist and elbow", "gout"]),
    ("Diagnoses include strain of the left knee, ankle and foot.", ["strain of the left knee, ankle and foot"]),
    ("Diagnoses include disc protrusions at C4-5, C5-6 and C6-7.", ["disc protrusions at C4-5, C5-6 and C6-7"]),
    ("Diagnoses include L3-4 and L4-5 stenosis and gout.", ["L3-4 and L4-5 stenosis", "gout"]),
    ("Diagnoses include radiculopathy, lumbar region.", ["radiculopathy, lumbar region"]),
    ("Diagnoses include radiculopathy, lumbar region; gout.", ["radiculopathy, lumbar region", "gout"]),
    ("Diagnoses include radiculopathy, lumbar region, and gout.", ["radiculopathy, lumbar region", "gout"]),
    ("Diagnoses include rotator cuff tear, left shoulder, and gout.", ["rotator cuff tear, left shoulder", "gout"]),
    ("Diagnoses include cervical sprain and strain.", ["cervical sprain and strain"]),
    ("Diagnoses include sprain and strain of the neck.", ["sprain and strain of the neck"]),
    ("Diagnoses include lumbar sprain/strain and gout.", ["lumbar sprain/strain", "gout"]),
    ("Diagnoses include knee sprain, initial encounter, and gout.", ["knee sprain, initial encounter", "gout"]),
    ("Diagnoses include anxiety and depression.", ["anxiety", "depression"]),
    ("She was diagnosed with gout and with asthma.", ["gout", "asthma"]),
    ("Diagnoses: lumbar strain, M54.5, gout.", ["lumbar strain", "gout"]),
    ("Diagnoses: SLAP tear, status post repair (5/2013), and gout.", ["SLAP tear, status post repair (5/2013)", "gout"]),
    ("Diagnoses include tear of the meniscus and/or cartilage, and gout.", ["tear of the meniscus and/or cartilage", "gout"]),
    ("Diagnoses include lumbar disc disease with radiculopathy and gout.", ["lumbar disc disease with radiculopathy", "gout"]),
    ("Diagnoses include fracture (right, closed), and gout.", ["fracture (right, closed)", "gout"]),
    ("Diagnoses include possible gout and rule out fracture.", ["possible gout", "rule out fracture"]),
    ("Diagnoses include chronic pain, acute gout and chronic bursitis.", ["chronic pain", "acute gout", "chronic bursitis"]),
    ("Diagnoses include dizziness and giddiness.", ["dizziness and giddiness"]),
    # other words that lead to a list
    ("Dx: left knee arthritis, moderate; gout.", ["left knee arthritis, moderate", "gout"]),
    ("Diagnoses (3/4/15): gout, obesity.", ["gout", "obesity"]),
    ("His diagnoses, as of 3/4/15, were gout and obesity.", ["gout", "obesity"]),
    ("Psychiatric diagnoses per the March 4, 2015 report are insomnia and anxiety.", ["insomnia", "anxiety"]),
    ("The impression of the hand surgeon on March 4, 2015 was gout.", ["gout"]),
    ("Assessment at the clinic 3/4/15: right ankle sprain, grade II.", ["right ankle sprain, grade II"]),
    ('The assessment reads: "gout, obesity."', ["gout", "obesity"]),
    ("Problem list: gout, obesity. She works.", ["gout", "obesity"]),
    ("Accepted conditions are lumbar strain and gout.", ["lumbar strain", "gout"]),
    ("A first report of March 4, 2015 lists wrist sprain and gout.", ["wrist sprain", "gout"]),
    ("According to the first report he has a wrist sprain as well as gout.", ["wrist sprain", "gout"]),
    ("She now has a trigger thumb, moderate to severe, and gout.", ["trigger thumb, moderate to severe", "gout"]),
    ("He was noted in May of 2015 to have knee arthritis.", ["knee arthritis"]),
    ("He developed reflex sympathetic dystrophy of the arm.", ["reflex sympathetic dystrophy of the arm"]),
    ("Wrist sprain, severe and gout have been diagnosed.", ["Wrist sprain, severe", "gout"]),
    ("She suffers from insomnia.", ["insomnia"]),
    # codes and numbers are no part of a diagnosis
    ("Diagnoses: lumbar strain (S39.012A), gout (M10.9).", ["lumbar strain", "gout"]),
    ("Diagnoses: M54.5 low back pain; gout - 274.9; (ICD-10: M54.2) neck pain.", ["low back pain", "gout", "neck pain"]),
    ("Diagnoses: (1) gout; (2) wrist sprain; (3) asthma.", ["gout", "wrist sprain", "asthma"]),
    ("Diagnoses: 1. Gout 2. Asthma 3. Obesity. She works.", ["Gout", "Asthma", "Obesity"]),
    ("Diagnoses are asthma (which came first) and gout.", ["asthma", "gout"]),
    # what qualifies the diagnosis in front of it
    (
        "Diagnoses: anxiety disorder, chronic, depressive disorder, single episode, moderate and gout.",
        ["anxiety disorder, chronic", "depressive disorder, single episode, moderate", "gout"],
    ),
    ("Diagnoses: opioid dependence, continuous, and gout.", ["opioid dependence, continuous", "gout"]),
    ("Diagnoses: trigger fingers, bilateral, status post releases.", ["trigger fingers, bilateral, status post releases"]),
    ("Diagnoses: knee arthritis and status post meniscectomy.", ["knee arthritis", "status post meniscectomy"]),
    ("Diagnoses: spinal stenosis, L4-5, severe, and gout.", ["spinal stenosis, L4-5, severe", "gout"]),
    ("Diagnoses: disc disease L4-5 and L5-S1 and gout.", ["disc disease L4-5 and L5-S1", "gout"]),
    # where the list ends
    ("She was diagnosed with gout and was given rest.", ["gout"]),
    ("She is being treated for gout, which is stable.", ["gout"]),
    ("She was diagnosed with gout on 3-4-2014.", ["gout"]),
    ("She was diagnosed with gout by Dr. Low.", ["gout"]),
    ("She has a diagnosis of gout resulting in a limp.", ["gout"]),
    ("She was treated for gout and the patient returned to work.", ["gout"]),
    ("She is being treated for gout.On May 3, 2014, she had pain.", ["gout"]),
    ("Diagnoses include gout. The diagnoses include gout and obesity.", ["gout", "obesity"]),
    # none
    ("The diagnosis was not provided.", []),
    ("Diagnosis is unclear.", []),
    ("She complains of knee pain and swelling.", []),
    ("She was treated for 6 weeks.", []),
    ("She has been treated with rest and ice.", []),
    ("The physical therapy assessment was also noted for review.", []),
    ("MRI impression: disc protrusion.", []),
    ("She has filed a claim for knee pain.", []),
    ("She was evaluated for complaints of knee pain.", []),
    ("She was not diagnosed with gout.", []),
    ("She was diagnosed in May.", []),
    ("The note lists medications for gout.", []),
    ("She now has less pain. He has no gout.", []),
    ("MRI shows arthritis; she was noted to have decreased motion.", []),
    ("He did not develop gout.", []),
    ("The assessment was that she should rest.", []),
    ("The differential diagnosis includes gout.", []),
    ("Her mother was diagnosed with gout.", []),
    ("Treatment included rest. X-rays showed a fracture.", []),
    # a whole phrase that ends in a separator
    (
        "Diagnoses: gout, activities of daily living and zoster, asthma.",
        ["gout", "activities of daily living and zoster", "asthma"],
    ),
]


@pytest.mark.parametrize(("summary", "expected"), DIAGNOSES, ids=[text[:70] for text, _ in DIAGNOSES])
def test_diagnoses(read: Callable[[str], dict[str, Any]], summary: str, expected: list[str]) -> None:
    assert [diagnosis["text"] for diagnosis in read(summary)["diagnoses"]] == expected


REVIEWS: list[tuple[str, list[tuple[str | None, str, str]]]] = [
    # the decision as a noun
    ("Utilization review gave partial certification to the request for a knee brace.", [(None, "modified", "knee brace")]),
    ("Utilization review issued a partial certification of the request for a brace.", [(None, "modified", "brace")]),
    ("The request for a knee brace received partial certification.", [(None, "modified", "knee brace")]),
    # what follows the full stop is no word
    ("Utilization review denied the request for Flexeril.\n____", [(None, "denied", "Flexeril")]),
    ("Utilization review denied the request for Flexeril. www.example.org/a", [(None, "denied", "Flexeril")]),
    # who decides is the subject
    ("On 3-4-2015 Utilization Review non-certified the request for a knee brace.", [("2015-03-04", "denied", "knee brace")]),
    ("On 3-4-2015, Utilization Review noncertified a request for 1 knee brace.", [("2015-03-04", "denied", "1 knee brace")]),
    ("On 3-42015 Utilization Review non-certified the request for a knee brace.", [("2015-03-04", "denied", "knee brace")]),
    ("The UR dated 3-4-15 denied the request for a knee brace.", [("2015-03-04", "denied", "knee brace")]),
    ("The original Utilization Review (UR) (3-4-2015) denied a request for a brace.", [("2015-03-04", "denied", "brace")]),
    (
        (
            "In a utilization review report dated March 4, 2015, the claims administrator failed to approve a request for "
            "Soma. The claims administrator referenced a February 1, 2015 date of service in its determination. He "
            "appealed."
        ),
        [("2015-03-04", "denied", "Soma")],
    ),
    (
        "In a UR report dated March 4, 2015, the claims administrator denied requests for Soma and a brace.",
        [("2015-03-04", "denied", "Soma"), ("2015-03-04", "denied", "brace")],
    ),
    (
        (
            "In a UR report dated March 4, 2015, the claims administrator approved a request for Soma while "
            "denying a request for a brace."
        ),
        [("2015-03-04", "approved", "Soma"), ("2015-03-04", "denied", "brace")],
    ),
    (
        (
            "In a UR report dated March 4, 2015, the claims administrator partially approved a request for Norco,"
            " apparently for weaning."
        ),
        [("2015-03-04", "modified", "Norco")],
    ),
    (
        "The Utilization Review on 3-4-2015 determined non-certification for Soma 350mg, #30.",
        [("2015-03-04", "denied", "Soma 350mg, #30")],
    ),
    (
        "On 3-4-15, utilization review determined a brace and a cane was not medically necessary.",
        [("2015-03-04", "denied", "brace"), ("2015-03-04", "denied", "cane")],
    ),
    (
        "Utilization review dated 3-4-15 denied physical therapy for the knee.",
        [("2015-03-04", "denied", "physical therapy for the knee")],
    ),
    (
        "UR 3-4-15 Soma modified to 1 prescription #20; knee brace non-certified and Ambien non-certified.",
        [("2015-03-04", "modified", "Soma"), ("2015-03-04", "denied", "knee brace"), ("2015-03-04", "denied", "Ambien")],
    ),
    (
        "On 3-4-15 UR non-certified the request for an MRI and certified a request for Soma.",
        [("2015-03-04", "denied", "MRI"), ("2015-03-04", "approved", "Soma")],
    ),
    ("On 3-4-15 the UR denied certification of the MRI.", [("2015-03-04", "denied", "MRI")]),
    (
        "On 3-4-15 Utilization Review non-certified the request for an MRI due to a lack of records.",
        [("2015-03-04", "denied", "MRI")],
    ),
    (
        "An MRI of the knee was requested. The requested treatment was denied on 3/4/15.",
        [("2015-03-04", "denied", "MRI of the knee")],
    ),
    (
        "On 3-4-15 Utilization Review non-certified Soma 350mg #60, citing the MTUS guidelines.",
        [("2015-03-04", "denied", "Soma 350mg #60")],
    ),
    (
        "The UR (utilization review board) denied certification on March 4, 2015; for an MRI of the knee.",
        [("2015-03-04", "denied", "MRI of the knee")],
    ),
    # modified
    (
        "On 3-4-15 Utilization Review modified the request for physical therapy 12 sessions to 6 sessions.",
        [("2015-03-04", "modified", "physical therapy 12 sessions")],
    ),
    (
        "The UR (3-4-15) modified a request for Norco 10/325mg #60 to Norco 10/325mg #30.",
        [("2015-03-04", "modified", "Norco 10/325mg #60")],
    ),
    (
        "The UR (3-4-15) partially approved the request for 12 visits of therapy which was modified to 6 visits.",
        [("2015-03-04", "modified", "12 visits of therapy")],
    ),
    (
        (
            "On 3-4-15 UR modified the request. Soma #60 was the original request. Soma #30 was authorized by the"
            " Claims Administrator. The remaining IMR eligible portion of the original request, Soma #30."
        ),
        [("2015-03-04", "modified", "Soma #60")],
    ),
    (
        (
            "The Utilization Review on 3-4-15 Soma #60 was the original request. Soma #30 was authorized by the "
            "Claims Administrator."
        ),
        [("2015-03-04", "modified", "Soma #60")],
    ),
    # the request is the subject
    (
        "On 3-4-15 the request for a knee brace was non-certified by utilization review.",
        [("2015-03-04", "denied", "knee brace")],
    ),
    (
        "A request was received for a knee brace that was non-certified by Utilization Review on March 4, 2015.",
        [("2015-03-04", "denied", "knee brace")],
    ),
    (
        (
            "A prior review dated 3/4/2015 indicated that the request for a brace was non-certified due to a lack"
            " of records. Additionally, the requests for a cane and a walker were non-certified."
        ),
        [("2015-03-04", "denied", "brace"), ("2015-03-04", "denied", "cane"), ("2015-03-04", "denied", "walker")],
    ),
    (
        (
            "The original utilization review dated 3/4/2015 modified the request for therapy to an initial trial."
            " The request for Soma was denied due to long use."
        ),
        [("2015-03-04", "modified", "therapy"), ("2015-03-04", "denied", "Soma")],
    ),
    (
        "The request was previously reviewed on 3/4/2015. The requested knee brace was previously denied due to no deficit.",
        [("2015-03-04", "denied", "knee brace")],
    ),
    ("The request for a brace was approved by utilization review on 3/4/2015.", [("2015-03-04", "approved", "brace")]),
    (
        "The prior determination on 3/4/2015 denied the request for gloves and wipes due to no number.",
        [("2015-03-04", "denied", "gloves"), ("2015-03-04", "denied", "wipes")],
    ),
    # what was asked for stands before
    (
        "The provider requested authorization for a brace and a cane. The Utilization Review dated 3-4-15, denied the request.",
        [("2015-03-04", "denied", "brace"), ("2015-03-04", "denied", "cane")],
    ),
    (
        (
            "On 2-1-15 the physician requested authorization for a knee brace. On 3-4-15 the request was non-"
            "certified by utilization review."
        ),
        [("2015-03-04", "denied", "knee brace")],
    ),
    (
        (
            "The provider requested a brace, a cane, and Soma 350 mg #30, 1 tablet twice daily. The request had "
            "been previously denied on 3/4/2015."
        ),
        [
            ("2015-03-04", "denied", "brace"),
            ("2015-03-04", "denied", "cane"),
            ("2015-03-04", "denied", "Soma 350 mg #30, 1 tablet twice daily"),
        ],
    ),
    # items
    (
        "On 3-4-15 UR non-certified a request for EMG/NCV of the left and right arms.",
        [("2015-03-04", "denied", "EMG/NCV of the left and right arms")],
    ),
    (
        "On 3-4-15 UR non-certified a request for electromyography and nerve conduction study of the arm.",
        [("2015-03-04", "denied", "electromyography and nerve conduction study of the arm")],
    ),
    (
        "On 3-4-15 UR non-certified requests for therapy 2 times a week for 4 weeks for the neck, back and knee and an MRI.",
        [
            ("2015-03-04", "denied", "therapy 2 times a week for 4 weeks for the neck, back and knee"),
            ("2015-03-04", "denied", "MRI"),
        ],
    ),
    (
        "On 3-4-15 UR non-certified requests for therapy, acupuncture, and a brace.",
        [("2015-03-04", "denied", "therapy"), ("2015-03-04", "denied", "acupuncture"), ("2015-03-04", "denied", "brace")],
    ),
    # many ways to say it
    (
        "Per UR (3/4/15): brace denied; cane denied; therapy 12 visits modified to 6 visits.",
        [("2015-03-04", "denied", "brace"), ("2015-03-04", "denied", "cane"), ("2015-03-04", "modified", "therapy 12 visits")],
    ),
    (
        "UR 3/4/15: Norco - denied, Soma - modified to #30, MRI - denied.",
        [("2015-03-04", "denied", "Norco"), ("2015-03-04", "modified", "Soma"), ("2015-03-04", "denied", "MRI")],
    ),
    (
        "UR 3/4/15 denied: 1) Norco 2) knee MRI 3) therapy x 6.",
        [("2015-03-04", "denied", "Norco"), ("2015-03-04", "denied", "knee MRI"), ("2015-03-04", "denied", "therapy x 6")],
    ),
    (
        "UR denial 3/4/15: knee brace, cane.",
        [("2015-03-04", "denied", "knee brace"), ("2015-03-04", "denied", "cane")],
    ),
    (
        "On 3/4/15 a UR dentist non-certified three requests, to wit a splint, a crown, and a guard.",
        [("2015-03-04", "denied", "splint"), ("2015-03-04", "denied", "crown"), ("2015-03-04", "denied", "guard")],
    ),
    (
        "The following were non-certified by UR on 3/4/15: knee brace, cane.",
        [("2015-03-04", "denied", "knee brace"), ("2015-03-04", "denied", "cane")],
    ),
    (
        "UR 3/4/15: knee brace, cane, MRI, all denied.",
        [("2015-03-04", "denied", "knee brace"), ("2015-03-04", "denied", "cane"), ("2015-03-04", "denied", "MRI")],
    ),
    (
        "UR of 3/4/15 denied a cane and labs: CBC and CMP.",
        [("2015-03-04", "denied", "cane"), ("2015-03-04", "denied", "labs: CBC and CMP")],
    ),
    (
        "Per the UR letter of 3/4/15 a knee brace and a cane were both turned down.",
        [("2015-03-04", "denied", "knee brace"), ("2015-03-04", "denied", "cane")],
    ),
    (
        "The carrier's physician adviser, in a letter of 3/4/15, refused certification of a cane and likewise of a brace.",
        [("2015-03-04", "denied", "cane"), ("2015-03-04", "denied", "brace")],
    ),
    (
        "On 3/4/15 the insurance carrier's reviewer rejected acupuncture x 6 and allowed Norco.",
        [("2015-03-04", "denied", "acupuncture x 6"), ("2015-03-04", "approved", "Norco")],
    ),
    (
        "By notice of 3/4/15 the carrier modified 12 visits of therapy to 6 and non-certified a cane.",
        [("2015-03-04", "modified", "12 visits of therapy"), ("2015-03-04", "denied", "cane")],
    ),
    (
        "UR dated 3/4/15 has denied Norco and approve Prilosec.",
        [("2015-03-04", "denied", "Norco"), ("2015-03-04", "approved", "Prilosec")],
    ),
    (
        "On 3/4/15 UR did not certify therapy x 6, a cane or Norco.",
        [("2015-03-04", "denied", "therapy x 6"), ("2015-03-04", "denied", "cane"), ("2015-03-04", "denied", "Norco")],
    ),
    (
        "Neither the brace nor the cane was certified by UR on 3/4/15.",
        [("2015-03-04", "denied", "brace"), ("2015-03-04", "denied", "cane")],
    ),
    (
        "UR 3/4/15: a brace was denied for want of films; a cane and a wrap were also denied, and Soma was modified to #45.",
        [
            ("2015-03-04", "denied", "brace"),
            ("2015-03-04", "denied", "cane"),
            ("2015-03-04", "denied", "wrap"),
            ("2015-03-04", "modified", "Soma"),
        ],
    ),
    (
        "UR of 3/4/15 found a brace not medically necessary; associated services were likewise found not necessary.",
        [("2015-03-04", "denied", "brace"), ("2015-03-04", "denied", "associated services")],
    ),
    (
        "UR of 3/4/15 found the two dispensed creams, Terocin and Medrox, and also a cane, not to be medically necessary.",
        [("2015-03-04", "denied", "Terocin"), ("2015-03-04", "denied", "Medrox"), ("2015-03-04", "denied", "cane")],
    ),
    (
        "UR determination 3/4/15: a brace, a cane, and a walker each received an adverse decision.",
        [("2015-03-04", "denied", "brace"), ("2015-03-04", "denied", "cane"), ("2015-03-04", "denied", "walker")],
    ),
    (
        "The March 4, 2015 determination was adverse on all counts: a brace and a cane.",
        [("2015-03-04", "denied", "brace"), ("2015-03-04", "denied", "cane")],
    ),
    (
        "On 3/4/15 UR declined to approve a brace; splints were authorized in the same letter.",
        [("2015-03-04", "denied", "brace"), ("2015-03-04", "approved", "splints")],
    ),
    (
        "On 3/4/15 UR certified with modification therapy 2 x 6, allowing three visits.",
        [("2015-03-04", "modified", "therapy 2 x 6")],
    ),
    (
        "By letter of 3/4/15 UR partially certified therapy, approving 6 of the visits, and denied the cane.",
        [("2015-03-04", "modified", "therapy"), ("2015-03-04", "denied", "cane")],
    ),
    (
        "UR on 3/4/15 refused both a brace and a cane, and gave only partial certification of Norco.",
        [("2015-03-04", "denied", "brace"), ("2015-03-04", "denied", "cane"), ("2015-03-04", "modified", "Norco")],
    ),
    (
        "The UR vendor reduced therapy from 12 visits to 6 visits on 3/4/15.",
        [("2015-03-04", "modified", "therapy")],
    ),
    (
        "On 3/4/15 UR modified 12 visits of therapy to 6 and denied the rest.",
        [("2015-03-04", "modified", "12 visits of therapy")],
    ),
    (
        "On 3/4/15, Norco #120 was reduced to #60 by UR, and Soma was denied.",
        [("2015-03-04", "modified", "Norco #120"), ("2015-03-04", "denied", "Soma")],
    ),
    (
        "In a notice of determination dated 3/4/15, authorization was denied for a brace and a cane.",
        [("2015-03-04", "denied", "brace"), ("2015-03-04", "denied", "cane")],
    ),
    (
        "The provider requested a brace. On 3/4/15 UR denied this.",
        [("2015-03-04", "denied", "brace")],
    ),
    (
        "UR denied payment for the urine screen and did not approve Norco or Soma.",
        [(None, "denied", "urine screen"), (None, "denied", "Norco"), (None, "denied", "Soma")],
    ),
    (
        "UR did not find the brace or the cane medically necessary.",
        [(None, "denied", "brace"), (None, "denied", "cane")],
    ),
    (
        "The UR of 3/4/15 noted that the patient was approved for therapy in May and denied the brace.",
        [("2015-03-04", "denied", "brace")],
    ),
    (
        "On 3/4/15 Norco was denied by UR because 12 visits were previously approved.",
        [("2015-03-04", "denied", "Norco")],
    ),
    # not the review
    ("The physician denied that she could work. Work restrictions were modified.", []),
    ("She denied numbness. The provider approved of her exercises.", []),
    ("She had been authorized for 6 sessions of therapy. The Request for Authorization was dated 3-4-15.", []),
    ("A cane has been denied.", []),
    ("The patient declined surgery and refused injections.", []),
    ("The letter carrier denied numbness.", []),
    ("The carrier denied the claim for the psyche.", []),
    ("UR was not provided.", []),
    ("No Request for Authorization came with the file.", []),
]


@pytest.mark.parametrize(("summary", "expected"), REVIEWS, ids=[text[:70] for text, _ in REVIEWS])
def test_utilization_review(
    read: Callable[[str], dict[str, Any]], summary: str, expected: list[tuple[str | None, str, str]]
) -> None:
    found = read(summary)["utilization_review"]
    assert [(review["date"], review["decision"], review["request"]) for review in found] == expected


MEDICATIONS: list[tuple[str, list[tuple[str, str | None, str | None, float | None]]]] = [
    ("Medications include Norco and Soma.", [("Norco", None, None, None), ("Soma", None, None, None)]),
    ("She takes Norco 10/325 mg #60 twice daily.", [("Norco", "10/325 mg", "twice daily", 60)]),
    ("She takes Norco. Norco 10/325 mg was refilled.", [("Norco", "10/325 mg", None, None)]),
    (
        "She takes Norco 5/325 mg. Norco 10/325 mg was refilled.",
        [("Norco", "5/325 mg", None, None), ("Norco", "10/325 mg", None, None)],
    ),
    ("She takes etodolac 400 mg bid with food.", [("etodolac", "400 mg", "bid with food", None)]),
    ("She takes Percocet 10/325 six per day.", [("Percocet", "10/325", "six per day", None)]),
    ("She takes Ambien 10 mg h.s. #30.", [("Ambien", "10 mg", "h.s.", 30)]),
    ("She takes Norco. Norco was refilled.", [("Norco", None, None, None)]),
    ("Requested are 60 Flexeril 10 mg.", [("Flexeril", "10 mg", None, 60)]),
    ("She takes opioids and NSAIDs.", []),
    ("She uses Lidoderm patches.", [("Lidoderm", None, None, None)]),
    ("She is allergic to codeine and takes Norco.", [("Norco", None, None, None)]),
    ("She is not taking Norco.", []),
    ("She previously took Norco.", [("Norco", None, None, None)]),
    ("She denies relief with Norco.", [("Norco", None, None, None)]),
    ("She takes Orphenadrine Citrate ER.", [("Orphenadrine Citrate ER", None, None, None)]),
    ("She takes Norco 10/325 mg bid. UR modified the Norco to #45.", [("Norco", "10/325 mg", "bid", None)]),
    ("UR modified Norco #90 to #45.", [("Norco", None, None, 90)]),
]


@pytest.mark.parametrize(("summary", "expected"), MEDICATIONS, ids=[text for text, _ in MEDICATIONS])
def test_medications(
    read: Callable[[str], dict[str, Any]], summary: str, expected: list[tuple[str, str | None, str | None, float | None]]
) -> None:
    found = read(summary)["medications"]
    assert [(m["drug"], m["strength"], m["frequency"], m["quantity"]) for m in found] == expected


def test_ingredients_and_class(read: Callable[[str], dict[str, Any]]) -> None:
    (medication,) = read("She takes Norco 10/325 mg.")["medications"]
    assert sorted(medication["ingredients"]) == ["acetaminophen", "hydrocodone"]
    assert medication["drug_class"] == "opioids"
    assert medication["text"] == "Norco 10/325 mg"


SUMMARY = (
    "The injured worker is a 44 year old male who sustained an industrial injury on 2-3-2015. Diagnoses include cervical and "
    "lumbar strain, gout, and possible plantar fasciitis. Pain is rated 6-7/10. Current medications include Norco 10/325 mg "
    "#60 and Soma. He is allergic to codeine. On 3-4-2015 Utilization Review non-certified the request for an MRI of the neck "
    "and a knee brace."
)


def facts(doc: Doc) -> dict[str, Any]:
    record = doc._.imr.to_dict()
    return {key: record[key] for key in ("claimant", "diagnoses", "medications", "pain_scores", "utilization_review")}


def without_offsets(value: Any) -> Any:
    if isinstance(value, list):
        return [without_offsets(item) for item in value]
    if isinstance(value, dict):
        return {key: without_offsets(item) for key, item in value.items() if key not in ("start", "end")}
    return value


def test_whole_summary(nlp: Language) -> None:
    record = facts(nlp(HEAD + SUMMARY + TAIL))
    assert record["claimant"] == {"age": 44, "sex": "male", "date_of_injury": "2015-02-03"}
    assert [(d["text"], d["assertion"]) for d in record["diagnoses"]] == [
        ("cervical and lumbar strain", "affirmed"),
        ("gout", "affirmed"),
        ("possible plantar fasciitis", "hypothetical"),
    ]
    assert [(m["drug"], m["assertion"]) for m in record["medications"]] == [("Norco", "affirmed"), ("Soma", "affirmed")]
    assert [(s["text"], s["low"], s["high"]) for s in record["pain_scores"]] == [("6-7", 6, 7)]
    assert [r["request"] for r in record["utilization_review"]] == ["MRI of the neck", "knee brace"]


def test_what_is_not_listed_stays_marked_on_the_doc(nlp: Language) -> None:
    group = nlp(HEAD + SUMMARY + TAIL).spans[labels.CASE_MEDICATIONS]
    assert {span.text: group.attrs["rows"][span.id_]["assertion"] for span in group}["codeine"] == "allergy"


@pytest.mark.parametrize("width", [24, 40, 71])
def test_line_breaks_change_nothing(nlp: Language, width: int) -> None:
    wrapped = re.sub(rf"(.{{1,{width}}})(?: |$)", r"\1\n", SUMMARY)
    assert without_offsets(facts(nlp(HEAD + wrapped + TAIL))) == without_offsets(facts(nlp(HEAD + SUMMARY + TAIL)))


@pytest.mark.parametrize("mark", ["-", "-\n", "", "\ufffe", "\x02\r\n"])
def test_hyphen_at_a_line_end(read: Callable[[str], dict[str, Any]], mark: str) -> None:
    (review,) = read(f"On 3-4-2015 Utilization Review non{mark}certified the request for a brace.")["utilization_review"]
    assert (review["decision"], review["request"]) == ("denied", "brace")


def test_blanks_change_nothing(nlp: Language) -> None:
    spaced = SUMMARY.replace(" ", " \r\n ")
    assert without_offsets(facts(nlp(HEAD + spaced + TAIL))) == without_offsets(facts(nlp(HEAD + SUMMARY + TAIL)))


@pytest.mark.parametrize("blank", [" ", "\n", "  \r\n"], ids=["blank", "line break", "blanks"])
def test_offsets_slice_back(nlp: Language, blank: str) -> None:
    doc = nlp(HEAD + SUMMARY.replace(" ", blank) + TAIL)
    record = doc._.imr
    for mention in (*record.diagnoses, *record.medications, *record.pain_scores):
        assert " ".join(doc.text[mention.start : mention.end].split()) == mention.text
    for review in record.utilization_review:
        assert " ".join(doc.text[review.start : review.end].split()) == review.request


def test_twice_changes_nothing_and_docbin_keeps_all(nlp: Language) -> None:
    doc = nlp(HEAD + SUMMARY + TAIL)
    before = facts(doc)
    assert facts(nlp.get_pipe("imr_case")(doc)) == before
    (again,) = DocBin(docs=[doc]).get_docs(nlp.vocab)
    assert facts(again) == before


def test_without_sections_or_entities(nlp: Language) -> None:
    case = nlp.get_pipe("imr_case")
    empty = case(nlp.make_doc(SUMMARY))
    assert all(key in empty.spans and len(empty.spans[key]) == 0 for key in labels.CASE_GROUPS)
    alone = case(nlp.get_pipe("imr_sections")(nlp.make_doc(HEAD + SUMMARY + TAIL)))
    assert len(alone.spans[labels.DIAGNOSES]) == 3
    assert len(alone.spans[labels.CASE_MEDICATIONS]) == 0


def test_saved_patterns(nlp: Language) -> None:
    case = nlp.get_pipe("imr_case")
    again = nlp.create_pipe("imr_case").from_bytes(case.to_bytes())
    doc = nlp(HEAD + SUMMARY + TAIL)
    before = facts(doc)
    assert facts(again(doc)) == before


@pytest.mark.parametrize(
    "text", ["", " ", ";,. and and 1. 2. of", "diagnosed with", "UR denied", "\u0130 diagnosed with \u0130", "(((", "and"]
)
def test_odd_texts(nlp: Language, text: str) -> None:
    assert facts(nlp(HEAD + text + TAIL))["diagnoses"] == []
    assert facts(nlp.get_pipe("imr_case")(nlp.make_doc(text)))["diagnoses"] == []
