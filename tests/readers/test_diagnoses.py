"""Lists of diagnoses: what leads to one, how it is split, where it ends."""

from __future__ import annotations

import pytest

from summary import diagnoses

# words between "diagnoses" and the verb, other verbs
LEADS: list[tuple[str, list[str]]] = [
    ("The diagnoses, as listed by the surgeon, were gout and asthma.", ["gout", "asthma"]),
    ("Diagnoses, per Dr. Low's note of 3/4/15, are gout, asthma.", ["gout", "asthma"]),
    ("The diagnoses, which were given on 3/4/15, are gout and asthma.", ["gout", "asthma"]),
    ("The diagnosis of record is gout.", ["gout"]),
    ("The final diagnosis on discharge was gout.", ["gout"]),
    ("The working diagnosis is that of gout.", ["gout"]),
    ("The diagnostic impression was that of gout.", ["gout"]),
    ("Her diagnoses have been listed as gout, asthma.", ["gout", "asthma"]),
    ("She was diagnosed by the surgeon with gout.", ["gout"]),
    ("The surgeon has diagnosed lumbar radiculopathy and gout.", ["lumbar radiculopathy", "gout"]),
    ("Dr. Low diagnosed a lumbar strain.", ["lumbar strain"]),
    ("The surgeon diagnosed the patient with gout.", ["gout"]),
    ("Her psychologist, Dr. L., lists major depression.", ["major depression"]),
    ("The note has diagnoses that include gout; asthma.", ["gout", "asthma"]),
    ("The report lists diagnoses of gout and asthma.", ["gout", "asthma"]),
    ("He was diagnosed by Dr. Low with gout.", ["gout"]),
    ("The diagnosis codes were consistent with gout.", ["gout"]),
    ("The QME diagnosed lumbar strain and gout.", ["lumbar strain", "gout"]),
    ("Axis I: major depression.", ["major depression"]),
    ("The patient has diagnoses including gout, hypertension, and asthma.", ["gout", "hypertension", "asthma"]),
    ("Her diagnoses remain unchanged: gout and asthma.", ["gout", "asthma"]),
    ("ICD-10: M10.9 gout; M54.5 lumbago.", ["gout", "lumbago"]),
    ("ICD-10 codes were not given.", []),
    # what was ruled out ends no list; an aside on all of them does
    ("Diagnoses: fracture, since ruled out by CT; wrist contusion.", ["fracture", "wrist contusion"]),
    ("Impression: Infection was ruled out. Contracture of the elbow.", ["Infection", "Contracture of the elbow"]),
    ("Diagnoses: gout since 2012; asthma.", ["gout", "asthma"]),
    ("Diagnoses are gout and asthma, both of which are stable.", ["gout", "asthma"]),
    ("Diagnoses include gout and asthma, all industrially related.", ["gout", "asthma"]),
    ("Diagnoses: no strain; rather, gout and asthma.", ["no strain", "gout", "asthma"]),
    # a clause that follows
    ("Given her diagnoses of gout and asthma, therapy was ordered.", ["gout", "asthma"]),
    # none
    ("The surgeon has diagnosed the problem.", []),
    ("The differential diagnosis includes gout.", []),
    ("Diagnoses were not given.", []),
    ("The diagnosis on file is unclear.", []),
    ("According to the MRI he has arthritis.", []),
]
# "Diagnoses:" and each diagnosis a sentence
SENTENCES: list[tuple[str, list[str]]] = [
    ("Diagnoses: Lumbar strain. Right knee contusion. Gout. She works.", ["Lumbar strain", "Right knee contusion", "Gout"]),
    ("Diagnoses: Gout. X-rays 3/4/15: osteophytes.", ["Gout"]),
    ("Diagnoses: Gout. MRI shows arthritis.", ["Gout"]),
    ("Diagnosis: gout. He has arthritis.", ["gout"]),
    ("Diagnoses: 1. Gout 2. Asthma 3. Obesity. He works.", ["Gout", "Asthma", "Obesity"]),
]
LISTS: list[tuple[str, list[str]]] = [
    # what is denied, and where the list goes on after it
    ("Impression: Positive for tendinitis.", ["tendinitis"]),
    ("Diagnoses: wrist sprain and not a fracture.", ["wrist sprain"]),
    ("Diagnoses: not a fracture but wrist sprain; gout.", ["wrist sprain", "gout"]),
    ("Diagnoses: Neuropathy: none. Gout. He works.", ["Neuropathy", "Gout"]),
    ("Diagnoses: Gout. Neuropathy: absent. Asthma.", ["Gout", "Asthma"]),
    # what comes next in the summary, where no full stop stands in front of its label
    ("Diagnoses: wrist sprain, gout Past surgeries: none Medications: Norco", ["wrist sprain", "gout"]),
    ("Diagnoses: 1. wrist sprain 2. gout Treatment plan: a brace.", ["wrist sprain", "gout"]),
    ("Diagnoses: wrist sprain rather than a fracture.", ["wrist sprain"]),
    # a verb left in the list
    ("Diagnoses were gout, is lumbar strain, and asthma.", ["gout", "lumbar strain", "asthma"]),
    ("Diagnoses are gout, was seen in May.", ["gout"]),
    # adjectives in front of a noun that they share
    ("Diagnoses: acute and subacute lumbar strain, gout.", ["acute and subacute lumbar strain", "gout"]),
    ("Diagnoses include spondylotic and radicular pain.", ["spondylotic and radicular pain"]),
    ("Diagnoses include mechanical and discogenic back pain.", ["mechanical and discogenic back pain"]),
    ("Diagnoses: paraplegia, neurogenic bladder.", ["paraplegia", "neurogenic bladder"]),
    # a comma is missing where side and body part start anew
    ("Diagnoses include lumbar strain right knee contusion and gout.", ["lumbar strain", "right knee contusion", "gout"]),
    ("Diagnoses: wrist sprain bilateral carpal tunnel syndrome.", ["wrist sprain", "bilateral carpal tunnel syndrome"]),
    ("Diagnoses include strain of the left knee.", ["strain of the left knee"]),
    ("Diagnoses include rotator cuff tear right shoulder.", ["rotator cuff tear right shoulder"]),
    ("Diagnoses include pain in left wrist.", ["pain in left wrist"]),
    # a date does not end a list
    ("Diagnoses: shoulder tear status post repair on 3-4-2014, and asthma.", ["shoulder tear status post repair", "asthma"]),
    ("Diagnoses: gout on 3-4-2014.", ["gout"]),
    # as the classification words them
    ("Diagnoses: myalgia and myositis, unspecified, gout.", ["myalgia and myositis, unspecified", "gout"]),
    ("Diagnoses: injury of the head, sequelae, meniscus tear, current injury.",
     ["injury of the head, sequelae", "meniscus tear, current injury"]),
    # what is denied leads to what is not
    ("Diagnoses: gout; no myelopathy but cervical stenosis.", ["gout", "no myelopathy", "cervical stenosis"]),
    # what two adjectives share, what a condition does, the place of a member
    ("He is undergoing treatment for back pain, stress and fleeting homicidal and suicidal thoughts.",
     ["back pain", "stress", "fleeting homicidal and suicidal thoughts"]),
    ("The diagnoses are psychosis with visual and auditory hallucinations, and insomnia.",
     ["psychosis with visual and auditory hallucinations", "insomnia"]),
    ("She was diagnosed with emotional and behavioral disturbance, and asthma.",
     ["emotional and behavioral disturbance", "asthma"]),
    ("The current diagnoses are physical and mental exhaustion, gout, and depression.",
     ["physical and mental exhaustion", "gout", "depression"]),
    ("He is treated for depression and stress related response affecting digestive disturbances and headaches.",
     ["depression", "stress related response affecting digestive disturbances and headaches"]),
    ("Diagnoses include anxiety disorder manifested by panic attacks and tremor.",
     ["anxiety disorder manifested by panic attacks and tremor"]),
    ("The diagnoses are gout, concussion causing dizziness and memory loss, and insomnia.",
     ["gout", "concussion causing dizziness and memory loss", "insomnia"]),
    ("She was diagnosed with neuropathy affecting the feet and diabetes.",
     ["neuropathy affecting the feet", "diabetes"]),
    ("The diagnoses are documented as gout, left hand pain complained of the left fingers, neck pain, and insomnia.",
     ["gout", "left hand pain complained of the left fingers", "neck pain", "insomnia"]),
    ("The diagnoses were neck sprain, tenderness noted in the right wrist, sprain of the left knee, and anxiety.",
     ["neck sprain", "tenderness noted in the right wrist", "sprain of the left knee", "anxiety"]),
    ("Diagnoses are listed as lumbar strain, numbness reported in both hands, carpal tunnel syndrome, and gout.",
     ["lumbar strain", "numbness reported in both hands", "carpal tunnel syndrome", "gout"]),
    ("He was diagnosed with a lumbar strain and complained of neck pain, headaches, and nausea.",
     ["lumbar strain"]),
    ("The diagnosis was a knee contusion reported in the first note, with an x-ray that was normal.",
     ["knee contusion"]),
    ("The diagnoses given in the consultation of the surgeon of 3/4/15 are gout and asthma.", ["gout", "asthma"]),
    ("She has been followed for a cumulative trauma injury dated 3/4/15.", []),
    ("She was assessed by the psychiatrist as having an anxiety disorder and insomnia.", ["anxiety disorder", "insomnia"]),
    ("A left inguinal hernia is what the surgeon has diagnosed.", ["left inguinal hernia"]),
    ("A clot was suspected but the scan was negative; a Baker's cyst was diagnosed.", ["Baker's cyst"]),
    ("What was diagnosed is bursitis.", ["bursitis"]),
    ("Pt was dx with gout and asthma.", ["gout", "asthma"]),
    ("Diagnosis list reads: gout; asthma.", ["gout", "asthma"]),
    ("He has on Axis I the diagnoses of an anxiety disorder, on Axis II no diagnosis.", ["anxiety disorder"]),
    ("She was diagnosed with a wrist sprain. She complained of left hand pain, insomnia, and anxiety.",
     ["wrist sprain"]),
    ("Diagnoses: neck sprain; no sign of a radiculopathy, rather carpal tunnel syndrome.",
     ["neck sprain", "no sign of a radiculopathy", "carpal tunnel syndrome"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [*LEADS, *SENTENCES, *LISTS], ids=lambda value: str(value)[:60])
def test_diagnoses(text: str, expected: list[str]) -> None:
    assert diagnoses(text) == expected


@pytest.mark.parametrize("text", ["", "diagnosed with", "Diagnoses:", "(((", "Diagnoses: , ; .", "is diagnosed"])
def test_nothing(text: str) -> None:
    assert diagnoses(text) == []
