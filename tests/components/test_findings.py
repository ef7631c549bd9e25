"""`imr_findings`: contradictions inside a letter."""

from __future__ import annotations

from typing import Any

import pytest
from spacy.language import Language
from spacy.tokens import DocBin

from finding_letters import FINE, found, letter


def test_nothing_to_find(nlp: Language) -> None:
    assert found(nlp(letter(FINE))) == []


@pytest.mark.parametrize(
    ("issue", "expected"),
    [
        pytest.param(
            ("Knee brace", "Upheld", "The brace fits. The request is medically necessary."),
            ("decision_mismatch", ["Upheld", "The request is medically necessary."]),
            id="upheld and necessary",
        ),
        pytest.param(
            ("Knee brace", "Overturned", "No flags. The request is not medically necessary."),
            ("decision_mismatch", ["Overturned", "The request is not medically necessary."]),
            id="overturned and not necessary",
        ),
        pytest.param(
            ("Norco 10/325 mg #60", "Upheld", "No relief. The request for Norco 5/325 mg #60 is not medically necessary."),
            ("strength_mismatch", ["10/325 mg", "5/325 mg"]),
            id="strength",
        ),
        pytest.param(
            ("Norco 10/325 mg #60", "Upheld", "No relief. The request for Norco 10/325mg #90 is not medically necessary."),
            ("quantity_mismatch", ["#60", "#90"]),
            id="quantity",
        ),
        pytest.param(
            ("Norco 10/325 mg #60", "Upheld", "No relief. The request for naproxen is not medically necessary."),
            ("drug_mismatch", ["Norco 10/325 mg #60", "The request for naproxen is not medically necessary."]),
            id="drug",
        ),
        pytest.param(
            ("MRI of the right knee", "Upheld", "No flags. The MRI of the left knee is not medically necessary."),
            ("body_part_mismatch", ["MRI of the right knee", "The MRI of the left knee is not medically necessary."]),
            id="side",
        ),
        pytest.param(
            ("MRI of the knee", "Upheld", "No flags. The MRI of the cervical spine is not medically necessary."),
            ("body_part_mismatch", ["MRI of the knee", "The MRI of the cervical spine is not medically necessary."]),
            id="body part",
        ),
        pytest.param(
            ("Twelve therapy visits", "Upheld", "No gain. The request for 8 therapy visits is not medically necessary."),
            ("quantity_mismatch", ["Twelve therapy visits", "The request for 8 therapy visits is not medically necessary."]),
            id="visits",
        ),
        pytest.param(("Knee brace", "Upheld", ""), ("missing_rationale", ["Knee brace", "Upheld"]), id="no rationale"),
    ],
)
def test_issue(nlp: Language, issue: tuple[str, str, str], expected: tuple[str, list[str]]) -> None:
    assert found(nlp(letter(issue))) == [expected]


@pytest.mark.parametrize(
    "issue",
    [
        ("Norco 10/325 mg #60", "Upheld", "The request for hydrocodone/acetaminophen 10-325mg #60 is not medically necessary."),
        ("Norco 10/325 mg #60", "Upheld", "The request for opioids is not medically necessary."),
        ("MRI of the low back", "Upheld", "The lumbar MRI is not medically necessary."),
        ("Therapy of the right leg", "Upheld", "Therapy of the right knee is not medically necessary."),
        ("Bilateral knee braces", "Upheld", "The right and left braces are not medically necessary."),
        ("12 therapy visits", "Upheld", "The request for twelve visits, 3 times a week, is not medically necessary."),
        ("Norco 10/325 mg #60", "Overturned", "The request for Norco is medically necessary."),
    ],
)
def test_same_thing_in_other_words(nlp: Language, issue: tuple[str, str, str]) -> None:
    assert found(nlp(letter(issue))) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(
            {"summary": "The worker had an industrial injury on 10-3-2015 and saw a doctor on 10-4-2016."},
            [("date_mismatch", ["10/03/2016", "10-3-2015"])],
            id="injury",
        ),
        pytest.param(
            {"summary": "In a utilization review report dated November 22, 2016, it was denied."},
            [("date_mismatch", ["11/08/2016", "November 22, 2016"])],
            id="review",
        ),
        pytest.param(
            {"summary": "He was injured on 10/3/16 and had an earlier injury on 2/2/2009."}, [], id="one of two injuries agrees"
        ),
        pytest.param({"summary": "The injury, as told on 11/1/2016, still hurts."}, [], id="another date"),
        pytest.param(
            {"summary": "He was seen on 12/09/3026 for the knee."},
            [("implausible_date", ["12/09/3026", "01/10/2017"])],
            id="impossible year",
        ),
        pytest.param({"summary": "He is off work until 02/20/2017."}, [], id="date to come"),
        pytest.param(
            {"Date_of_Injury": "03/10/2017", "summary": "He fell."},
            [
                ("implausible_date", ["03/10/2017", "01/10/2017"]),
                ("implausible_date", ["11/08/2016", "03/10/2017"]),
            ],
            id="injury after decision",
        ),
        pytest.param(
            {"summary": "He takes Norco 1-325 mg at night and Norco 10-325 mg by day."},
            [("strength_mismatch", ["1-325 mg", "10-325 mg"])],
            id="lost nought",
        ),
        pytest.param({"summary": "He takes Norco 5-325 mg at night and Norco 10-325 mg by day."}, [], id="two strengths"),
        pytest.param(
            {"by_claims": "The Claims Administrator did not cite any medical evidence for its decision."},
            [],
            id="nothing cited",
        ),
    ],
)
def test_letter(nlp: Language, changes: dict[str, Any], expected: list[tuple[str, list[str]]]) -> None:
    assert found(nlp(letter(FINE, **changes))) == expected


@pytest.mark.parametrize(
    ("issue", "codes"),
    [
        (("Lumbar MRI", "Upheld", "Red flags are seen. Therefore, lumbar MRI is medically necessary."), ["decision_mismatch"]),
        (("Lumbar MRI", "Overturned", "As such, the request is not medically necessary."), ["decision_mismatch"]),
        (
            (
                "Lumbar MRI",
                "Overturned",
                "MRI is not medically necessary without red flags. They are present here. The request is medically necessary.",
            ),
            [],
        ),
        (
            ("Acupuncture 6 visits", "Overturned", "Therefore, 12 visits of acupuncture are medically necessary."),
            ["quantity_mismatch"],
        ),
        (
            ("Acupuncture 12 visits", "Upheld", "Six visits are medically necessary; the twelve asked for are not."),
            [],
        ),
        (
            ("Acupuncture 12 visits", "Upheld", "The request for 8 visits is too much. It is not medically necessary."),
            ["quantity_mismatch"],
        ),
        (
            (
                "Acupuncture 12 visits",
                "Upheld",
                "A trial of six visits is medically necessary; the twelve requested are not.",
            ),
            [],
        ),
        (
            (
                "Acupuncture 12 visits",
                "Upheld",
                "Had the request for 6 visits been made, it might pass. It is not medically necessary.",
            ),
            [],
        ),
        (("Acupuncture 12 visits", "Upheld", "The request for 6 visits was approved. It is not medically necessary."), []),
        (("Acupuncture 12 visits", "Upheld", "Given 24 prior sessions, the request is not medically necessary."), []),
        (
            (
                "Acupuncture 12 visits",
                "Upheld",
                "Six visits were authorized. The remaining 6 visits are not medically necessary.",
            ),
            [],
        ),
        (
            ("Left ankle brace", "Overturned", "He has instability. The left wrist brace is medically necessary."),
            ["body_part_mismatch"],
        ),
        (("Left ankle brace", "Overturned", "He has instability. The brace for the foot is medically necessary."), []),
        (
            ("Left knee arthroscopy", "Upheld", "After right knee surgery, left knee arthroscopy is not medically necessary."),
            [],
        ),
        (
            (
                "Left knee arthroscopy",
                "Upheld",
                "It is not the right time. Arthroscopy of the knee is not medically necessary.",
            ),
            [],
        ),
        (
            ("Omeprazole 20 mg #60", "Upheld", "Therefore, the request for ranitidine is not medically necessary."),
            ["drug_mismatch"],
        ),
        (("Omeprazole 20 mg #60", "Upheld", "As naproxen is not certified, the request is not medically necessary."), []),
        (("Tramadol 50 mg #60 with 2 refills", "Upheld", "No relief. Tramadol 50mg #180 is not medically necessary."), []),
    ],
)
def test_conclusion(nlp: Language, issue: tuple[str, str, str], codes: list[str]) -> None:
    assert [code for code, _ in found(nlp(letter(issue)))] == codes


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"summary": "Follow-up is on 02/14/2017. He is off work through 3/1/2017."}, []),
        ({"summary": "Surgery is set for 02/14/2017."}, []),
        ({"summary": "He will be permanent and stationary as of 02/14/2017."}, []),
        ({"summary": "He was seen on 02/14/2017."}, ["implausible_date"]),
        ({"summary": "He was seen on 06/14/1916."}, ["implausible_date"]),
        ({"summary": "He was born on 06/14/1936."}, []),
        ({"summary": "He was born 10/03/1966 and was injured 10/03/16."}, []),
        ({"summary": "The worker has an injury dated October 2016."}, []),
        ({"summary": "He has a date of injury of 10/03/2006."}, ["date_mismatch"]),
        ({"summary": "He had a previous injury of the knee on 2/2/2009."}, []),
        ({"summary": "He had an old left knee injury on 2/2/2009."}, []),
        ({"summary": "The injury occurred on or about 10/3/2015."}, ["date_mismatch"]),
        ({"summary": "DOI: 10/3/2015. He hurt his knee."}, ["date_mismatch"]),
        ({"summary": "The injury still hurt when he was seen on 11/3/2016."}, []),
        ({"summary": "An earlier utilization review of 9/1/2016 approved six visits."}, []),
        ({"summary": "The UR determination (dated 11/18/2016) denied it."}, ["date_mismatch"]),
        ({"summary": "UR dated 11/8/2016 denied it. An earlier utilization review of 9/1/2016 approved therapy."}, []),
        ({"UR_Denial_Date": "10/01/2016", "summary": "He fell."}, ["implausible_date"]),
        ({"UR_Denial_Date": "10/03/2016", "summary": "He fell."}, []),
        ({"by_claims": "The decision is based on the Non-MTUS Smith J, Knee Surgery Review, 2014."}, []),
        ({"by_claims": "Decision based on MTUS ACOEM."}, []),
        ({"by_claims": "No guideline was cited by the Claims Administrator."}, []),
        ({"summary": "He takes morphine 15 mg and morphine 150 mg daily."}, []),
        ({"summary": "He takes Norco 2.5/325 mg, formerly Norco 7.5/325 mg."}, []),
    ],
)
def test_dates_and_citations(nlp: Language, changes: dict[str, Any], codes: list[str]) -> None:
    assert [code for code, _ in found(nlp(letter(FINE, **changes)))] == codes


def test_partial_authorization_that_does_not_add_up(nlp: Language) -> None:
    heading = (
        "12 therapy visits was the original request. 6 therapy visits was authorized by the Claims Administrator. The "
        "remaining IMR eligible portion of the original request, {} is"
    )
    why = "There are no red flags. The request is not medically necessary."
    wrong = nlp(letter((heading.format("8 therapy visits"), "Upheld", why)))
    assert [code for code, _ in found(wrong)] == ["quantity_mismatch"]
    assert found(nlp(letter((heading.format("6 therapy visits"), "Upheld", why)))) == []


def test_messages_and_storage(nlp: Language) -> None:
    doc = nlp(letter(("Knee brace", "Upheld", "The brace fits. The request is medically necessary.")))
    (finding,) = doc._.imr.findings
    assert finding.message == (
        "The denial of issue 1 is upheld, but its rationale concludes that the item is medically necessary."
    )
    group = doc.spans["imr_findings"]
    assert [(span.label_, span.id_) for span in group] == [("DECISION_MISMATCH", "finding-1")] * 2
    nlp.get_pipe("imr_findings")(doc)
    assert len(doc.spans["imr_findings"]) == 2
    (stored,) = DocBin(docs=[doc]).get_docs(nlp.vocab)
    assert stored._.imr.findings == doc._.imr.findings


@pytest.mark.parametrize("text", ["", " ", "Upheld", "Norco 10/325 mg #60: Upheld"])
def test_alone(nlp: Language, text: str) -> None:
    doc = nlp.get_pipe("imr_findings")(nlp.make_doc(text))
    assert len(doc.spans["imr_findings"]) == 0
