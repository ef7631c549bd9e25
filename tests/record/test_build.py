"""How the record is filled from what the components stored on a Doc."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc, DocBin, Span
from spacy.vocab import Vocab

from imr_nlp import labels
from imr_nlp.record import groups
from imr_nlp.record.build import determination
from imr_nlp.record.models import BodyPart, Medication, Mention, Service, Strength
from spans import mentions, span

VOCAB = Vocab()


def test_record_from_rows(doc: Doc) -> None:
    """Lists become tuples and dataclasses by the types of the fields, whatever way the Doc went."""
    row = {
        "drug": "Norco",
        "ingredients": ("hydrocodone",),
        "strengths": ({"value": 10, "unit": "mg"},),
        "times_per_day": (1, 2),
    }
    groups.write(doc, labels.ITEM_MEDICATIONS, [(span(doc, 0, 4, labels.MEDICATION, "issue-1/1"), row)])
    groups.write(doc, labels.BODY_PARTS, [(span(doc, 5, 7, labels.BODY_PART, "issue-1/1"), {"part": "knee"})])
    groups.write(doc, labels.SERVICES, [(span(doc, 0, 9, labels.SERVICE, "issue-1/1"), {"count": (3, 3), "per_week": (1, 2)})])
    (stored,) = DocBin(docs=[doc]).get_docs(VOCAB)
    for one in (doc, stored):
        (issue,) = determination(one).issues
        assert issue.retrospective and issue.number == 1
        assert issue.medications == (
            Medication(
                *("Norco 10/325 mg #60", 0, 19, "Norco", ("hydrocodone",)),
                strengths=(Strength(None, 10, "mg"),),
                times_per_day=(1, 2),
            ),
        )
        assert issue.body_parts == (BodyPart("left knee", 22, 31, "knee"),)
        assert issue.services == (Service("Norco 10/325 mg #60 , left knee brace :", 0, 39, (3, 3), None, (1, 2)),)


def test_rows_of_another_version(doc: Doc) -> None:
    """What the record has no field for is left out; what a row does not tell is None or empty."""
    row = {"drug": "Norco", "brand": True, "strengths": [{"value": 10, "unit": "mg", "ingredient": "hydrocodone"}]}
    groups.write(doc, labels.ITEM_MEDICATIONS, [(span(doc, 0, 4, labels.MEDICATION, "issue-1/1"), row)])
    (medication,) = determination(doc).issues[0].medications
    assert medication.drug == "Norco" and medication.ingredients == () and medication.quantity is None
    assert medication.strengths[0].value == 10


def test_what_is_denied_is_not_listed(doc: Doc) -> None:
    spans = [span(doc, n, n + 1, "DIAGNOSIS", f"diagnosis-{n}") for n in range(2)]
    groups.write(doc, labels.DIAGNOSES, zip(spans, ({"assertion": "affirmed"}, {"assertion": "negated"}), strict=True))
    assert [diagnosis.text for diagnosis in determination(doc).diagnoses] == ["Norco"]


@pytest.mark.parametrize(
    ("decisions", "unread", "outcome"),
    [
        ([], False, None),
        (["UPHELD"], False, "upheld"),
        (["OVERTURNED", "OVERTURNED"], False, "overturned"),
        (["UPHELD", "OVERTURNED"], False, "partially_overturned"),
        (["UPHELD", None], False, None),
        (["UPHELD", "OVERTURNED", None], False, "partially_overturned"),  # whatever the third is
        ([None], False, None),
        (["UPHELD"], True, None),
        (["UPHELD", "OVERTURNED"], True, "partially_overturned"),
    ],
)
def test_outcome(decisions: list[str | None], unread: bool, outcome: str | None) -> None:
    made = Doc(VOCAB, words=["Soma"] * 4)
    issues = [Span(made, n, n + 1, label=labels.ISSUE, span_id=f"issue-{n}") for n in range(len(decisions))]
    told = [(n, decision) for n, decision in enumerate(decisions) if decision is not None]
    groups.write(made, labels.ISSUES, ((issue, {}) for issue in issues))
    groups.write(made, labels.DECISIONS, ((Span(made, n, n + 1, label=label, span_id=f"issue-{n}"), {}) for n, label in told))
    finding = Span(made, 3, 4, label="ISSUE_UNREAD", span_id="finding-1")
    groups.write(made, labels.FINDINGS, [(finding, {"code": "issue_unread", "message": "One more."})] * unread)
    assert determination(made).outcome == outcome


def test_doc_without_anything() -> None:
    record = determination(Doc(VOCAB, words=["Soma"]))
    assert (record.form, record.outcome, record.issues, record.findings) == ("unknown", None, (), ())


def test_fields_of_the_header_and_the_claimant() -> None:
    made = Doc(VOCAB, words=["1/2/16", "41", "woman", "Texas", "Surgery", "?"])
    header = [span(made, 0, 1, "DECISION_DATE", "2016-01-02"), span(made, 5, 6, "PRIORITY", "")]
    groups.write(made, labels.HEADER, ((part, {}) for part in header))
    groups.write(made, labels.CLAIMANT, [(span(made, 1, 2, "AGE", "41"), {}), (span(made, 2, 3, "SEX", "female"), {})])
    reviewer = [span(made, 3, 4, labels.LICENSURE, ""), span(made, 4, 5, labels.CERTIFICATION, "")]
    groups.write(made, labels.REVIEWER, ((part, {}) for part in reviewer))
    record = determination(made)
    assert (record.header.decision_date, record.header.priority, record.header.case_number) == ("2016-01-02", None, None)
    assert (record.claimant.age, record.claimant.sex) == (41, "female")
    assert (record.reviewer.licensure, record.reviewer.certifications) == (("Texas",), ("Surgery",))


@pytest.mark.parametrize(("stated", "age"), [("41", 41), ("0", 0), ("forty", None), ("", None), ("-1", None)])
def test_age(doc: Doc, stated: str, age: int | None) -> None:
    groups.write(doc, labels.CLAIMANT, [(span(doc, 0, 1, "AGE", stated), {})])
    assert determination(doc).claimant.age == age


def test_of_two_values_of_a_field_the_first_counts(doc: Doc) -> None:
    told = [span(doc, 9, 10, "UPHELD", "issue-1"), span(doc, 8, 9, "OVERTURNED", "issue-1")]
    groups.write(doc, labels.DECISIONS, ((part, {}) for part in told))
    assert determination(doc).issues[0].decision == "upheld"


def test_places_of_a_finding_stand_together(doc: Doc) -> None:
    row = {"code": "drug_mismatch", "message": "Two drugs."}
    places = [(0, 1, "finding-1"), (5, 7, "finding-2"), (7, 8, "finding-1")]
    groups.write(doc, labels.FINDINGS, ((span(doc, start, end, "X", name), row) for start, end, name in places))
    found = [[mention.text for mention in finding.mentions] for finding in determination(doc).findings]
    assert found == [["Norco", "brace"], ["left knee"]]


def test_place_of_a_row_goes_before_that_of_the_span(doc: Doc) -> None:
    groups.write(doc, labels.RATIONALES, [(span(doc, 0, 4, "RATIONALE", "issue-1"), {"start": 22, "end": 31})])
    assert determination(doc).issues[0].rationale == Mention("left knee", 22, 31)


def test_drugs_are_named_in_order(doc: Doc) -> None:
    doc.ents = [
        Span(doc, n, n + 1, label=label) for n, label in ((0, "DRUG"), (2, "DOSE"), (5, "DRUG"), (6, "DRUG"), (7, "DRUG"))
    ]
    assert determination(doc).drug_mentions == ("Norco", "brace", "knee", "left")


def test_mentions_are_all_that_have_a_place(doc: Doc) -> None:
    groups.write(doc, labels.BODY_PARTS, [(span(doc, 5, 7, labels.BODY_PART, "issue-1/1"), {"part": "knee"})])
    groups.write(doc, labels.DIAGNOSES, [(span(doc, 6, 7, "DIAGNOSIS", "diagnosis-1"), {"assertion": "affirmed"})])
    record = determination(doc)
    assert [mention.text for mention in mentions(record)] == [
        *("knee", "Norco 10/325 mg #60 , left knee brace :", "left knee"),
    ]
    assert list(mentions(record.header)) == []
