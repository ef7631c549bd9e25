"""`imr_reasons`: which reasons a rationale gives, with which words, and what is only a guideline's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from imr_nlp.errors import PatternError

ITEM = (
    "IMR ISSUES, DECISIONS AND RATIONALES {item}: {decision} Claims Administrator guideline: Decision based on MTUS Knee "
    "Complaints 2004. MAXIMUS guideline: Decision based on MTUS Knee Complaints 2004. Decision rationale: {rationale}"
)
COMPONENTS = ("imr_sections", "imr_issues", "imr_conclusions", "imr_reasons")


@pytest.fixture(scope="module")
def reasons(run: Callable[..., Callable[[str], Doc]]) -> Callable[..., list[tuple[str, str]]]:
    annotate = run(*COMPONENTS)

    def found(rationale: str, decision: str = "Upheld", item: str = "Knee brace") -> list[tuple[str, str]]:
        doc = annotate(ITEM.format(item=item, decision=decision, rationale=rationale))
        return [(reason.code, reason.evidence) for issue in doc._.imr.issues for reason in issue.reasons]

    return found


Reasons = Callable[..., list[tuple[str, str]]]
NOT_NECESSARY = " The request is not medically necessary."


@pytest.mark.parametrize(
    ("rationale", "expected"),
    [
        pytest.param(
            "However, there is no record of functional gains from the visits.",
            [("no_functional_improvement", "there is no record of functional gains from the visits")],
            id="lead-in left out",
        ),
        pytest.param(
            "There are no red flags, and no indication that surgery is being weighed.",
            [("no_red_flags", "There are no red flags"), ("no_surgical_plan", "no indication that surgery is being weighed")],
            id="two clauses",
        ),
        pytest.param(
            "It is unclear what recent conservative care the patient has tried.",
            [("conservative_care_not_failed", "It is unclear what recent conservative care the patient has tried")],
            id="relative clause without a mark",
        ),
        pytest.param(
            "The outcome of the first six visits was not reported, but the worker enjoys them.",
            [("no_functional_improvement", "The outcome of the first six visits was not reported")],
            id="topic in front of its absence",
        ),
        pytest.param(
            "The prescription, as sent, did not state the quantity.",
            [("incomplete_request", "The prescription, as sent, did not state the quantity")],
            id="request",
        ),
        pytest.param(
            "Dr. A. Ames gave no explanation. The patient, aged 44 yr. or so, has failed no first-line drug to date.",
            [
                ("insufficient_documentation", "Dr. A. Ames gave no explanation"),
                ("conservative_care_not_failed", "The patient, aged 44 yr. or so, has failed no first-line drug to date"),
            ],
            id="abbreviations",
        ),
        pytest.param(
            "Since the fusion was denied, the brace is not needed.",
            [("dependent_on_denied", "the fusion was denied")],
            id="dependent",
        ),
    ],
)
def test_evidence(reasons: Reasons, rationale: str, expected: list[tuple[str, str]]) -> None:
    assert reasons(rationale + NOT_NECESSARY) == expected


@pytest.mark.parametrize(
    "rationale",
    [
        "The ODG states that imaging is for patients in whom there is no improvement with conservative care.",
        "According to the MTUS, more visits need documentation of functional gains, and without it they should stop.",
        'The MTUS reads, "Stop the drug where there is no documentation of functional improvement or of pain relief."',
        "When there is no documentation of functional improvement, the drug should be stopped.",
        "Patients who lack objective improvement should be weaned.",
        "The prior reviewer noted that no functional improvement was recorded.",
        "This decision addresses the medical necessity of opioids, and does not mean that monitoring was missing.",
        "There is documentation of functional improvement and of failed conservative care.",
    ],
)
def test_no_reason(reasons: Reasons, rationale: str) -> None:
    assert reasons(rationale + NOT_NECESSARY) == []


def test_guideline_then_claimant(reasons: Reasons) -> None:
    rationale = "While the ODG recommends a brace after surgery, the patient has not had functional gains with hers."
    assert [code for code, _ in reasons(rationale + NOT_NECESSARY)] == ["no_functional_improvement"]


@pytest.mark.parametrize(
    ("decision", "expected"),
    [("Overturned", ["conservative_care_failed"]), ("Upheld", ["no_functional_improvement"])],
)
def test_polarity_follows_the_decision(reasons: Reasons, decision: str, expected: list[str]) -> None:
    rationale = "The patient has failed physical therapy. There is no evidence of functional improvement."
    assert [code for code, _ in reasons(rationale, decision)] == expected


def test_polarity_unknown_without_decision(nlp: Language) -> None:
    text = ITEM.format(item="Knee brace", decision="Upheld", rationale="The patient has failed physical therapy.")
    doc = nlp.get_pipe("imr_issues")(nlp.get_pipe("imr_sections")(nlp.make_doc(text)))
    del doc.spans["imr_decisions"]
    assert [span.label_ for span in nlp.get_pipe("imr_reasons")(doc).spans["imr_reasons"]] == ["conservative_care_failed"]


def test_weak_wording_counts_alone_only(reasons: Reasons) -> None:
    weak = "Ten braces were approved by the claims administrator."
    assert [code for code, _ in reasons(weak + NOT_NECESSARY)] == ["redundant"]
    both = reasons(weak + " There are no red flags." + NOT_NECESSARY)
    assert [code for code, _ in both] == ["no_red_flags"]


def test_unknown_stays_empty(reasons: Reasons) -> None:
    assert reasons("The ODG recommends a sling. The sling is medically necessary.", "Overturned") == []
    assert reasons("The criteria have not been met." + NOT_NECESSARY) == []


def test_not_recommended_item(reasons: Reasons) -> None:
    """The one kind of general text that counts: the guideline's "no" to the item itself."""
    rationale = "The ODG states that kinesiology tape is not recommended. Patients with red flags need imaging."
    expected = [("guideline_not_recommended", "The ODG states that kinesiology tape is not recommended")]
    assert reasons(rationale + NOT_NECESSARY, item="Kinesiology tape") == expected
    assert reasons(rationale + NOT_NECESSARY, item="Knee brace") == []


def test_evidence_is_short_and_a_slice(nlp: Language) -> None:
    words = " ".join(f"word{n}" for n in range(60))
    rationale = f"There is no documentation of functional improvement with {words}."
    doc = nlp(ITEM.format(item="Knee brace", decision="Upheld", rationale=rationale))
    (reason,) = doc._.imr.issues[0].reasons
    assert len(reason.evidence.split()) <= 30
    assert doc.text[reason.start : reason.end] == reason.evidence


def test_spans_and_relations(nlp: Language) -> None:
    text = ITEM.format(item="Knee brace", decision="Upheld", rationale="There are no red flags. No surgery is planned.")
    doc = nlp(text)
    spans = [(span.label_, span.id_) for span in doc.spans["imr_reasons"]]
    assert spans == [("no_red_flags", "issue-1/1"), ("no_surgical_plan", "issue-1/2")]
    links = [(r.head.text, r.tail.text) for r in doc._.imr_relations if r.label == "REASON"]
    assert links == [("Knee brace", "There are no red flags"), ("Knee brace", "No surgery is planned")]
    again = nlp.get_pipe("imr_reasons")(doc)
    assert [(span.label_, span.id_) for span in again.spans["imr_reasons"]] == spans
    (stored,) = DocBin(docs=[doc]).get_docs(nlp.vocab)
    assert stored._.imr.issues[0].reasons == doc._.imr.issues[0].reasons


def test_code_of_a_user(tmp_path: Path) -> None:
    own = tmp_path / "own.jsonl"
    own.write_text(
        '{"label": "REASON_CODE", "id": "too_dear", "polarity": "against", "group": "guideline"}\n'
        '{"label": "STATEMENT", "id": "cost", "code": "too_dear", "pattern": "too costly", "examples": ["too costly"]}\n'
    )
    nlp = spacy.load("imr_nlp", config={"components.imr_reasons.extra_patterns": [str(own)]})
    doc = nlp(ITEM.format(item="Knee brace", decision="Upheld", rationale="The brace is too costly by far."))
    assert [reason.code for reason in doc._.imr.issues[0].reasons] == ["too_dear"]


@pytest.mark.parametrize("text", ["", " ", '"', "no " * 500, '"no red flags" ' * 50, "\ufffe;;,,", "İ no İ", "there is no"])
def test_any_text(nlp: Language, text: str) -> None:
    nlp(ITEM.format(item="Knee brace", decision="Upheld", rationale=text))
    nlp.get_pipe("imr_reasons")(nlp.make_doc(text))


def test_unknown_code_is_refused(tmp_path: Path) -> None:
    own = tmp_path / "own.jsonl"
    own.write_text('{"label": "STATEMENT", "id": "cost", "code": "too_deer", "pattern": "too costly"}\n')
    with pytest.raises(PatternError, match=r"own\.jsonl:1: the code 'too_deer' is none of .*too_early"):
        spacy.load("imr_nlp", config={"components.imr_reasons.extra_patterns": [str(own)]})
