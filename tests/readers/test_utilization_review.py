"""Decisions of utilization review: who decides, what is decided, of which items. More are in tests/components/test_case.py."""

from __future__ import annotations

import pytest

from imr_nlp.readers.review_items import MODIFIED
from summary import read_reviews, reviews

DECISIONS: list[tuple[str, list[tuple[str, str]]]] = [
    # told in passing
    ("The Ultram had been previously denied on 3/4/15.", [("denied", "Ultram")]),
    ("The therapy was previously denied due to a lack of records.", [("denied", "therapy")]),
    ("She was previously approved for therapy.", []),
    # all that was asked for
    ("The provider asked for a brace and a cane. These requests were denied.", [("denied", "brace"), ("denied", "cane")]),
    ("The provider requested a brace. This case was previously denied.", [("denied", "brace")]),
    (
        "The provider requested a brace. A prior determination dated 3/4/15 found the request not medically necessary.",
        [("denied", "brace")],
    ),
    # modified: what it was modified to is no item
    ("UR modified the request for a walker to a walker rental for one month.", [("modified", "walker")]),
    ("UR modified 12 visits to six visits and denied the cane.", [("modified", "12 visits"), ("denied", "cane")]),
    ("UR modified Norco #120 to a one month supply.", [("modified", "Norco #120")]),
    # one item stays one
    ("UR denied EMG and NCS of the left arm.", [("denied", "EMG and NCS of the left arm")]),
    ("UR denied a consultation and treatment by Dr. Low.", [("denied", "consultation and treatment by Dr. Low")]),
    ("UR denied an MRI of the cervical and lumbar spine.", [("denied", "MRI of the cervical and lumbar spine")]),
    (
        "UR denied Flurbiprofen 20%, Baclofen 5%, Lidocaine 4% cream and a cane.",
        [("denied", "Flurbiprofen 20%, Baclofen 5%, Lidocaine 4% cream"), ("denied", "cane")],
    ),
    ("UR denied the request for an MRI, the request for EMG, and the request for Norco.",
     [("denied", "MRI"), ("denied", "EMG"), ("denied", "Norco")]),
    # which the reviewer denied; in the second half; in front
    ("The request was for a brace, which utilization review denied.", [("denied", "brace")]),
    ("UR approved the brace but the request for a cane was not.", [("approved", "brace"), ("denied", "cane")]),
    ("Denied by UR on 3/4/15 were a brace and a cane.", [("denied", "brace"), ("denied", "cane")]),
    ("An adverse determination of 3/4/15 concerned a brace.", [("denied", "brace")]),
    ("UR noted the request for a brace and denied it.", [("denied", "brace")]),
    # negation
    ("UR did not deny the MRI but modified Norco #60 to #30.", [("approved", "MRI"), ("modified", "Norco #60")]),
    ("UR approved neither the MRI nor the brace.", [("denied", "MRI"), ("denied", "brace")]),
    ("Neither the brace nor the cane was certified by UR.", [("denied", "brace"), ("denied", "cane")]),
    ("The request for Norco was denied due to efficacy was not provided.", [("denied", "Norco")]),
    ("UR non-certified an MRI and certified a request for Soma.", [("denied", "MRI"), ("approved", "Soma")]),
    # what was said of one is taken up for the other
    ("The brace was not denied by UR, but the cane was.", [("approved", "brace"), ("denied", "cane")]),
    ("The brace was not certified by UR, but the cane was.", [("denied", "brace"), ("approved", "cane")]),
    ("The brace was not denied by the 3/4/15 UR, but the cane was.", [("approved", "brace"), ("denied", "cane")]),
    ("The brace was denied by UR, but the cane was not.", [("denied", "brace"), ("approved", "cane")]),
    ("The brace was certified by UR, but the cane was not.", [("approved", "brace"), ("denied", "cane")]),
    ("UR denied the brace, although the patient was unable to walk.", [("denied", "brace")]),
    ("UR approved the brace on 3/4/15 but not the cane.", [("approved", "brace"), ("denied", "cane")]),
    ("UR approved an injection on 3/4/15 but not done.", [("approved", "injection")]),
    # objections, an earlier denial
    ("UR did not object to the brace and refused the cane.", [("approved", "brace"), ("denied", "cane")]),
    ("UR would authorize neither the brace nor the cane.", [("denied", "brace"), ("denied", "cane")]),
    ("UR had no objection to the brace.", [("approved", "brace")]),
    ("UR denied the brace, which had been approved before.", [("denied", "brace")]),
    ("UR approved the brace, which had previously been denied.", [("approved", "brace")]),
    ("UR saw no need for the brace and denied it.", [("denied", "brace")]),
    ("UR gave conditional non-certification to the brace.", [("denied", "brace")]),
    ("UR overturned its previous denial of the brace.", [("approved", "brace")]),
    ("UR upheld its previous denial of the brace after an appeal.", [("denied", "brace")]),
    ("UR reversed the denial and approved the brace.", [("approved", "brace")]),
    ("UR gave its approval to the brace.", [("approved", "brace")]),
    ("The decision of UR was to deny the brace and allow the cane.", [("denied", "brace"), ("approved", "cane")]),
    ("UR denied all but the brace.", []),
    # labels in the sentence after that of the review
    ("UR of 3/4/15 certified: brace. Non-certified: cane, walker.",
     [("approved", "brace"), ("denied", "cane"), ("denied", "walker")]),
    ("UR (3/4/15) denial: brace, cane. Approval: walker.", [("denied", "brace"), ("denied", "cane"), ("approved", "walker")]),
    ("UR denied the brace on 3/4/15. Denial: the records lack an exam.", [("denied", "brace")]),
    ("UR denied the brace. Reason for denial: no benefit.", [("denied", "brace")]),
    ("UR denied on 3/4/15: brace, cane.", [("denied", "brace"), ("denied", "cane")]),
    ("The denied items per UR dated 3/4/15 include a brace and a cane.", [("denied", "brace"), ("denied", "cane")]),
    ("The items denied by UR on 3/4/15 were a brace and a cane.", [("denied", "brace"), ("denied", "cane")]),
    # it
    ("UR evaluated a prescription for Soma and non-certified it.", [("denied", "Soma")]),
    ("UR found no evidence to support the brace and denied it.", [("denied", "brace")]),
    # present tense, other ends and beginnings
    ("UR of 3/4/15 denies the brace and allows the cane.", [("denied", "brace"), ("approved", "cane")]),
    ("The brace was certified on 3/4/15 while the cane was not.", [("approved", "brace"), ("denied", "cane")]),
    ("On 3/4/15 UR reviewed the file and the brace was denied.", [("denied", "brace")]),
    ("UR 3/4/15 Decision: brace not certified.", [("denied", "brace")]),
    ("The claims adjuster authorized the brace by phone.", [("approved", "brace")]),
    ("UR denied authorization to see a neurologist.", [("denied", "neurologist")]),
    ("UR gave authorization for a brace.", [("approved", "brace")]),
    # claims and benefits are none
    ("The patient's claim was denied by the claims administrator in 2014.", []),
    ("The claims administrator approved temporary disability benefits.", []),
    ("UR deemed the request for a brace as not medically necessary.", [("denied", "brace")]),
    ("UR denied the brace and, as such, denied the cane.", [("denied", "brace"), ("denied", "cane")]),
    # the word "request" after the item
    ("An earlier MRI request was denied on 3/4/15.", [("denied", "MRI")]),
    ("UR denied the acupuncture and MRI requests.", [("denied", "acupuncture"), ("denied", "MRI")]),
    ("The provider's request was denied by UR.", []),
    ("The retrospective request was denied by UR.", []),
    # surgery is an item beside others
    ("UR denied surgery and an assistant surgeon.", [("denied", "surgery"), ("denied", "assistant surgeon")]),
    # without the name of the review: what was asked for, and words that only reviews use
    ("A brace and a cane were requested. The brace was approved on 3/4/15. The cane was denied the same day.",
     [("approved", "brace"), ("denied", "cane")]),
    ("The brace was approved on 3/4/15.", []),
    ("On 3/4/15 the brace was non-certified.", [("denied", "brace")]),
    ("He was seen by a board certified surgeon on 3/4/15.", []),
    # less than was asked for
    ("UR limited therapy to 4 visits.", [("modified", "therapy")]),
    ("UR approved therapy, but only 4 visits.", [("modified", "therapy")]),
    ("The request for ten visits of therapy was partially certified for six.", [("modified", "ten visits of therapy")]),
    ("UR certified Norco #60, with the remaining #60 non-certified.", [("modified", "Norco #60")]),
    ("UR: the 12 visits were cut to six.", [("modified", "12 visits")]),
    ("UR: the brace was non-certified outright, and 8 visits of therapy were certified.",
     [("denied", "brace"), ("approved", "8 visits of therapy")]),
    # other subjects
    ("Utilization Review dated 3/4/15 was non-certified for a knee brace.", [("denied", "knee brace")]),
    ("The brace was not certified by the prior reviewer on 3/4/15.", [("denied", "brace")]),
    ("Determinations of 3/4/15: brace - non-certified; cane - certified.", [("denied", "brace"), ("approved", "cane")]),
    # the sentence after that of the review
    ("UR of 3/4/15 certified the brace. The cane was denied and Norco #60 was modified to #30.",
     [("approved", "brace"), ("denied", "cane"), ("modified", "Norco #60")]),
    ("UR of 3/4/15 certified the brace. It did not certify an MRI, Norco or a cane.",
     [("approved", "brace"), ("denied", "MRI"), ("denied", "Norco"), ("denied", "cane")]),
    ("UR of 3/4/15 denied a brace. The patient denied numbness. He was denied work.", [("denied", "brace")]),
    ("The brace was denied in UR of 3/4/15 for want of instability, the cane was authorized.",
     [("denied", "brace"), ("approved", "cane")]),
    # of two things the second has a decision of its own
    ("UR denied the brace and the cane was certified.", [("denied", "brace"), ("approved", "cane")]),
    ("UR certified the brace and Norco #60 was denied.", [("approved", "brace"), ("denied", "Norco #60")]),
    ("The brace and the cane were denied and the walker was certified by UR.",
     [("denied", "brace"), ("denied", "cane"), ("approved", "walker")]),
    # other names of the review and of a request
    ("A request had been made for a brace and was not certified in the pre-authorization process.", [("denied", "brace")]),
    ("Request(s) for retro: brace, cane were non-certified on 3/4/15.", [("denied", "brace"), ("denied", "cane")]),
    # none
    ("UR reduced pain to 4/10.", []),
    ("A request for authorization was not submitted for review.", []),
    ("The patient denied numbness. He was denied work.", []),
    # modified to something else
    ("The UR dated 12-21-16 modified the request for partial inpatient treatment to evaluation only for an inpatient program.",
     [("modified", "partial inpatient treatment")]),
    ("On 3-4-16 utilization review modified the request for home health aide to a nursing assessment.",
     [("modified", "home health aide")]),
    ("Utilization review on 3-4-16 modified the functional restoration program to a multidisciplinary evaluation only.",
     [("modified", "functional restoration program")]),
    ("On 3-4-16 utilization review modified the request for an interferential unit purchase to a one month rental.",
     [("modified", "interferential unit purchase")]),
    ("UR dated 3-4-16 modified the request for referral to a pain psychologist for evaluation to consultation only.",
     [("modified", "referral to a pain psychologist for evaluation")]),
    ("The UR of 3-4-16 modified MRI of the neck and back to the neck only.",
     [("modified", "MRI of the neck and back")]),
    ("On 3-4-16 UR modified the request for injection to the right knee.",
     [("modified", "injection to the right knee")]),
    # each item with its reason, and lists that go on
    ("UR denied a cane because he can walk; a bed because he has one; and a lamp because it is light.",
     [("denied", "cane"), ("denied", "bed"), ("denied", "lamp")]),
    ("UR denied the requests for 1. a cane; 2. a bed.", [("denied", "cane"), ("denied", "bed")]),
    ("UR denied the following requests: 1. A cane. 2. A bed.", [("denied", "cane"), ("denied", "bed")]),
    ("The following was non-certified on 3/4/15: a cane and a bed.", [("denied", "cane"), ("denied", "bed")]),
    ("UR denied a lamp, 2 times a day for 4 weeks, and a bed.",
     [("denied", "lamp, 2 times a day for 4 weeks"), ("denied", "bed")]),
    # a reason negates nothing after it
    ("UR denied the MRI for lack of pain and approved the cane.", [("denied", "MRI"), ("approved", "cane")]),
    ("UR denied Norco as pain was mild, and modified Soma to #20.", [("denied", "Norco"), ("modified", "Soma")]),
    # without a verb of its own
    ("UR approved the cane but not the bed or the lamp.", [("approved", "cane"), ("denied", "bed"), ("denied", "lamp")]),
    ("UR certified the cane and not the bed.", [("approved", "cane"), ("denied", "bed")]),
    ("The item in dispute is a bed, denied by UR on 3/4/15.", [("denied", "bed")]),
    ("The doctor asked for a cane and a bed. UR denied the former and approved the latter.",
     [("denied", "cane"), ("approved", "bed")]),
    ("With regard to the bed, UR on 3/4/15 issued a denial.", [("denied", "bed")]),
    ("UR was unable to certify the bed.", [("denied", "bed")]),
    ("UR withheld approval for a bed.", [("denied", "bed")]),
    ("Approval of the bed was refused by UR.", [("denied", "bed")]),
    ("The UR determination was denial of the bed and approval of the cane.", [("denied", "bed"), ("approved", "cane")]),
    ("UR found the request for a bed not to be medically necessary on 3/4/15.", [("denied", "bed")]),
    ("UR determined that the bed did not meet medical necessity.", [("denied", "bed")]),
    ("UR determined non-certification for the bed as well as the cane.", [("denied", "bed"), ("denied", "cane")]),
    ("Authorization was requested for a bed, and UR denied it.", [("denied", "bed")]),
    # a part
    ("UR approved a rental instead of the purchase of a bed.", [("modified", "rental")]),
    ("UR denied 6 of the 12 visits of therapy.", [("modified", "therapy")]),
    ("UR partially approved Norco, seemingly for weaning.", [("modified", "Norco")]),
    ("UR approved Norco #45 (original request was for #90).", [("modified", "Norco #45")]),
    ("Four of the requested eight sessions of therapy were approved by UR.", [("modified", "eight sessions of therapy")]),
    # two clauses, one reviewer
    ("Norco was approved and Soma was denied by UR.", [("approved", "Norco"), ("denied", "Soma")]),
    ("UR notes that Norco was denied for a lack of pain and Soma was denied.", [("denied", "Norco"), ("denied", "Soma")]),
    ("UR found the cane to be medically necessary.", [("approved", "cane")]),
    ("UR non-certifies the bed and certifies the cane.", [("denied", "bed"), ("approved", "cane")]),
    ("UR recommended against a bed.", [("denied", "bed")]),
    ("UR determined non-certification for a bed and modification for Norco #90 to #60.",
     [("denied", "bed"), ("modified", "Norco #90")]),
    ("The medical necessity of the bed was not established per UR.", [("denied", "bed")]),
    ("The decision of UR was to modify Norco #90 to #60.", [("modified", "Norco #90")]),
    ("The bed requested by Dr. Low was denied by UR.", [("denied", "bed")]),
    ("UR denied Xanax 1 mg, 30 count with 2 refills and a bed.",
     [("denied", "Xanax 1 mg, 30 count with 2 refills"), ("denied", "bed")]),
    ("UR denied Terocin as not FDA approved.", [("denied", "Terocin")]),
    # other names
    ("Retrospective review of 3/4/15 denied a bed.", [("denied", "bed")]),
    ("The insurance company denied a bed.", [("denied", "bed")]),
    ("He is appealing the denial of a bed dated 3/4/15.", [("denied", "bed")]),
    # no review
    ("The claim for the left knee was denied by the insurer.", []),
    ("The claims administrator denied the neck claim.", []),
    ("On 3/4/15 UR denied a cream and a urine test, all with a date of service of 2/1/15.",
     [("denied", "cream"), ("denied", "urine test")]),
    ("Of the MRI, the consultation and the splint UR certified the splint and denied the other two.", [("approved", "splint")]),
    ("UR denied a brace on 3/4/15, and on the same date it certified a cane.", [("denied", "brace"), ("approved", "cane")]),
    ("On 3/4/15 the utilization review was completed with the result that a brace was denied.", [("denied", "brace")]),
    ("The brace was denied at the utilization review level on 3/4/15.", [("denied", "brace")]),
    ("UR opined that the discogram lacks medical necessity.", [("denied", "discogram")]),
    ("UR OK'd a cane on 3/4/15.", [("approved", "cane")]),
    ("If UR denies the brace, he will file an appeal.", []),
    ("Should the carrier deny the brace, the doctor writes, he will file an appeal.", []),
    # told twice
    ("UR denied therapy with a patch. The therapy with the patches was denied by UR.", [("denied", "therapy with a patch")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), DECISIONS, ids=[text[:70] for text, _ in DECISIONS])
def test_decisions(text: str, expected: list[tuple[str, str]]) -> None:
    assert reviews(text) == expected


def test_a_case_denied_is_about_the_disputed_items() -> None:
    text = "The plan was a lumbar brace and Norco. This case was previously reviewed and denied on 3/4/15."
    disputed = ("retrospective norco 10/325 mg #60", "brace for the lumbar spine", "acupuncture")
    assert reviews(text, disputed) == [("denied", "brace"), ("denied", "Norco"), ("denied", "acupuncture")]
    assert reviews("Her MS Contin is high. This case was denied by UR.", ("ms contin 15 mg",)) == [("denied", "MS Contin")]
    assert {review.date for review in read_reviews(text, disputed)} == {"2015-03-04"}


ALLOWED: list[tuple[str, list[tuple[str, str | None]]]] = [
    ("UR modified Norco #120 to Norco #60.", [("Norco #120", "Norco #60")]),
    ("Norco #120 was modified to allow #60 and Soma was denied by UR.", [("Norco #120", "#60"), ("Soma", None)]),
    ("UR modified Norco #120 to #60 and the Celebrex #60 to #30.", [("Norco #120", "#60"), ("Celebrex #60", "#30")]),
    ("UR partially certified therapy, allowing four visits for weaning.", [("therapy", "four visits")]),
    ("UR modified the therapy and approved six visits only.", [("therapy", "six visits only")]),
    ("UR approved 4 of the 8 requested visits of therapy and denied the rest.", [("therapy", "4 of the 8 requested visits")]),
    ("UR modified therapy due to an initial trial being recommended.", [("therapy", None)]),
    ("The therapy was modified by UR with six visits certified.", [("therapy", "six visits")]),
    ("The doctor sought ten visits. UR approved six.", [("ten visits", "six")]),
    ("Ten visits were requested and UR approved only six of them.", [("Ten visits", "only six of them")]),
    ("UR reviewed ten visits of therapy and certified six.", [("ten visits of therapy", "six")]),
    ("UR certified six visits of the requested ten visits of therapy.", [("ten visits of therapy", "six visits")]),
    ("UR denied Norco but allowed #20 for weaning.", [("Norco", "#20")]),
    ("UR approved only #20 of Norco #60.", [("Norco #60", "only #20")]),
    (
        "The doctor asked for 12 visits of therapy. UR approved 6 visits of therapy.",
        [("12 visits of therapy", "6 visits of therapy")],
    ),
    ("The request is for therapy 2x6. UR approved therapy 2x3.", [("therapy 2x6", "therapy 2x3")]),
    (
        "UR modified a home aide, approx. 20 hours a week, to 8 hours a week.",
        [("home aide, approx. 20 hours a week", "8 hours a week")],
    ),
]


@pytest.mark.parametrize(
    "text",
    [
        "The doctor asked for 12 visits of therapy. UR approved 12 visits of therapy.",
        "The request is for therapy 2x6. UR approved 12 visits of therapy.",
        "The doctor asked for 6 visits of therapy. UR approved 12 visits of therapy.",
        "The doctor asked for Norco #60. UR approved Norco 5/325 mg #60.",
    ],
)
def test_as_much_as_was_asked_for(text: str) -> None:
    assert [review.decision for review in read_reviews(text)] == ["approved"]


@pytest.mark.parametrize(("text", "expected"), ALLOWED, ids=[text[:70] for text, _ in ALLOWED])
def test_what_a_modification_left(text: str, expected: list[tuple[str, str | None]]) -> None:
    found = read_reviews(text)
    assert [(text[r.start : r.end], None if r.allowed is None else text[slice(*r.allowed)]) for r in found] == expected
    assert all(r.decision == MODIFIED for r in found if r.allowed is not None)


DATES = [
    ("UR denied the bed on 2/3/16 and denied the cane on 3/4/16.", ["2016-02-03", "2016-03-04"]),
    ("On 2/3/16, UR denied the bed; on 3/4/16, UR approved the cane.", ["2016-02-03", "2016-03-04"]),
    ("UR approved the bed on 2/3/16 and, on 3/4/16, denied the cane.", ["2016-02-03", "2016-03-04"]),
    ("UR on 2/3/16 denied the bed, and UR on 3/4/16 approved the cane.", ["2016-02-03", "2016-03-04"]),
    ("UR approved the bed but denied the lamp and the cane on 3/4/16.", ["2016-03-04", "2016-03-04", "2016-03-04"]),
    ("UR denied the bed because she was seen on 3/4/16.", [None]),
    ("UR denied therapy after the surgery of 3/4/16.", [None]),
]


@pytest.mark.parametrize(("text", "expected"), DATES, ids=[text[:70] for text, _ in DATES])
def test_dates(text: str, expected: list[str | None]) -> None:
    assert [review.date for review in read_reviews(text)] == expected
