"""The scorers, on Docs of one sentence."""

from __future__ import annotations

from typing import Any

import pytest
from spacy.tokens import Doc, Span, SpanGroup
from spacy.training import Example
from spacy.vocab import Vocab

from imr_nlp import labels
from imr_nlp.scoring import score_groups

TEXT = "Norco 10/325 mg #60 and Soma 350 mg #30 : Upheld MTUS Opioid Treatment 2016 , Section(s) : Opioids"
VOCAB = Vocab()

# Label, first token, token behind the last, id.
Place = tuple[str, int, int, str]


def doc(groups: dict[str, list[Place]] | None = None, attrs: dict[str, Any] | None = None) -> Doc:
    made = Doc(VOCAB, words=TEXT.split())
    for key, places in (groups or {}).items():
        spans = [Span(made, start, end, label=label, span_id=span_id) for label, start, end, span_id in places]
        made.spans[key] = SpanGroup(made, name=key, spans=spans, attrs=attrs or {})
    return made


def score(key: str, predicted: list[Place], gold: list[Place]) -> dict[str, Any]:
    return score_groups([Example(doc({key: predicted}), doc({key: gold}))], spans_keys=[key])


def fields(key: str, predicted: Doc, gold: Doc) -> dict[str, Any]:
    return score_groups([Example(predicted, gold)], spans_keys=[key])


def test_group_without_gold_is_not_scored() -> None:
    keys = [labels.HEADER, labels.ISSUES, labels.RELATIONS, labels.REASONS]
    predicted = doc({key: [("A", 0, 1, "issue-1"), ("B", 1, 3, "issue-1")] for key in keys})
    assert score_groups([Example(predicted, doc())], spans_keys=keys) == {}
    assert score_groups([Example(predicted, doc({labels.ISSUES: []}))], spans_keys=[labels.HEADER]) == {}


@pytest.mark.parametrize(
    ("predicted", "gold", "expected"),
    [
        pytest.param([("A", 0, 4, "")], [("A", 0, 4, "")], (1.0, 1.0), id="same"),
        pytest.param([("A", 0, 4, "issue-2")], [("A", 0, 4, "issue-1")], (1.0, 1.0), id="ids are not compared"),
        pytest.param([("B", 0, 4, "")], [("A", 0, 4, "")], (0.0, 0.0), id="wrong label"),
        pytest.param([("A", 0, 5, "")], [("A", 0, 4, "")], (0.0, 0.0), id="wrong end"),
        pytest.param([("A", 1, 4, "")], [("A", 0, 4, "")], (0.0, 0.0), id="wrong start"),
        pytest.param([("A", 0, 4, "")], [("A", 0, 4, ""), ("A", 5, 9, "")], (1.0, 0.5), id="one missed"),
        pytest.param([("A", 0, 4, ""), ("A", 5, 9, "")], [("A", 0, 4, "")], (0.5, 1.0), id="one too many"),
        pytest.param([("A", 0, 4, ""), ("B", 1, 2, "")], [("A", 0, 4, ""), ("B", 1, 2, "")], (1.0, 1.0), id="nested"),
        pytest.param([], [("A", 0, 4, "")], (0.0, 0.0), id="nothing found"),
    ],
)
def test_spans(predicted: list[Place], gold: list[Place], expected: tuple[float, float]) -> None:
    scores = score(labels.RATIONALES, predicted, gold)
    assert (scores["spans_imr_rationales_p"], scores["spans_imr_rationales_r"]) == expected
    assert set(scores) == {f"spans_imr_rationales_{name}" for name in ("p", "r", "f", "per_type")}


def test_spans_by_label() -> None:
    places = [("PRIORITY", 0, 1, ""), ("CASE_NUMBER", 5, 6, "")]
    scores = score(labels.HEADER, places, [places[0], ("CASE_NUMBER", 4, 6, "")])
    assert {label: values["f"] for label, values in scores["spans_imr_header_per_type"].items()} == {
        "PRIORITY": 1.0,
        "CASE_NUMBER": 0.0,
    }


def relation(head: tuple[int, int], label: str, tail: tuple[int, int], head_label: str = labels.DRUG) -> list[Place]:
    return [(head_label, *head, "relation-1"), (label, *tail, "relation-1")]


NORCO_DOSE = relation((0, 1), labels.HAS_DOSE, (1, 3))
SOMA_DOSE = relation((5, 6), labels.HAS_DOSE, (6, 8))


@pytest.mark.parametrize(
    ("predicted", "gold", "expected"),
    [
        pytest.param(NORCO_DOSE + SOMA_DOSE, SOMA_DOSE + NORCO_DOSE, (1.0, 1.0), id="any order"),
        pytest.param(relation((0, 1), labels.HAS_DOSE, (6, 8)), NORCO_DOSE, (0.0, 0.0), id="wrong tail"),
        pytest.param(relation((5, 6), labels.HAS_DOSE, (1, 3)), NORCO_DOSE, (0.0, 0.0), id="wrong head"),
        pytest.param(relation((0, 1), labels.HAS_QUANTITY, (1, 3)), NORCO_DOSE, (0.0, 0.0), id="wrong label"),
        pytest.param(NORCO_DOSE, NORCO_DOSE + SOMA_DOSE, (1.0, 0.5), id="one missed"),
        pytest.param(NORCO_DOSE + SOMA_DOSE, NORCO_DOSE, (0.5, 1.0), id="one too many"),
        pytest.param([], NORCO_DOSE, (0.0, 0.0), id="nothing found"),
    ],
)
def test_relations(predicted: list[Place], gold: list[Place], expected: tuple[float, float]) -> None:
    scores = score(labels.RELATIONS, predicted, gold)
    assert (scores["imr_relations_p"], scores["imr_relations_r"]) == expected


def test_relations_by_label() -> None:
    decision = relation((0, 9), labels.DECISION, (10, 11), labels.ISSUE)
    wrong_dose = relation((0, 1), labels.HAS_DOSE, (6, 8))
    scores = score(labels.RELATIONS, decision + wrong_dose, decision + NORCO_DOSE)
    assert {label: values["f"] for label, values in scores["imr_relations_per_type"].items()} == {
        labels.DECISION: 1.0,
        labels.HAS_DOSE: 0.0,
    }


FIELDS = {
    "source": "MTUS",
    "title": "Opioid Treatment",
    "year": 2016,
    "sections": ["Opioids", "Weaning"],
    "pages": [[76, 80]],
}


def citations(fields: dict[str, Any], span_id: str = "issue-1/1", label: str = labels.BY_REVIEWER) -> Doc:
    return doc({labels.CITATIONS: [(label, 11, 19, span_id)]}, {"rows": {span_id: fields}})


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        pytest.param({}, set(), id="same"),
        pytest.param({"regulation": "8 CCR 9792.24.2"}, set(), id="regulation is not compared"),
        pytest.param({"pages": ((76, 80),)}, set(), id="tuples or lists"),
        pytest.param({"title": "OPIOID TREATMENT"}, set(), id="capitals"),
        pytest.param({"sections": ["Weaning", "Opioids"]}, set(), id="order of sections"),
        pytest.param({"year": 2009}, {"year"}, id="year"),
        pytest.param({"year": None}, {"year"}, id="no year"),
        pytest.param({"title": "Chronic Pain"}, {"title"}, id="title"),
        pytest.param({"source": "ODG"}, {"source"}, id="source"),
        pytest.param({"sections": ["Opioids, Weaning"]}, {"sections"}, id="sections not split"),
        pytest.param({"pages": [[76, 76]]}, {"pages"}, id="pages"),
        pytest.param({"pages": []}, {"pages"}, id="no pages"),
    ],
)
def test_citation_fields(changed: dict[str, Any], wrong: set[str]) -> None:
    scores = fields(labels.CITATIONS, citations({**FIELDS, **changed}), citations(FIELDS))
    by_field = {field: values["f"] for field, values in scores["imr_citations_fields_per_type"].items()}
    assert {field for field, score in by_field.items() if score < 1} == wrong
    assert set(by_field) == {*FIELDS, "label"}
    assert (scores["imr_citations_fields_f"] == 1.0) == (not wrong)
    assert scores["spans_imr_citations_f"] == 1.0


@pytest.mark.parametrize(
    "predicted",
    [
        pytest.param(citations(FIELDS, label=labels.BY_CLAIMS_ADMINISTRATOR), id="other side"),
        pytest.param(citations(FIELDS, span_id="issue-2/1"), id="other issue"),
        pytest.param(doc(), id="nothing found"),
    ],
)
def test_citation_fields_belong_to_a_side_of_an_issue(predicted: Doc) -> None:
    assert fields(labels.CITATIONS, predicted, citations(FIELDS))["imr_citations_fields_f"] == 0.0


@pytest.mark.parametrize(
    ("predicted", "gold", "expected"),
    [
        pytest.param([("a", 0, 2, "issue-1/1")], [("a", 0, 2, "issue-1/1")], (1.0, 1.0), id="same"),
        pytest.param([("a", 1, 4, "issue-1/2")], [("a", 0, 2, "issue-1/1")], (1.0, 1.0), id="another clause"),
        pytest.param([("a", 0, 1, "issue-1/1"), ("a", 2, 3, "issue-1/2")], [("a", 0, 1, "issue-1/1")], (0.5, 1.0), id="twice"),
        pytest.param([("b", 0, 2, "issue-1/1")], [("a", 0, 2, "issue-1/1")], (0.0, 0.0), id="another code"),
        pytest.param([("a", 0, 2, "issue-2/1")], [("a", 0, 2, "issue-1/1")], (0.0, 0.0), id="another issue"),
        pytest.param([("a", 0, 2, "issue-1/1")], [("a", 0, 2, "issue-1/1"), ("b", 0, 2, "issue-1/2")], (1.0, 0.5), id="missed"),
        pytest.param(
            [("a", 0, 2, "issue-1/1"), ("b", 0, 2, "issue-1/2")], [("a", 0, 2, "issue-1/1")], (0.5, 1.0), id="too many"
        ),
    ],
)
def test_reason_codes(predicted: list[Place], gold: list[Place], expected: tuple[float, float]) -> None:
    scores = score(labels.REASONS, predicted, gold)
    assert (scores["imr_reasons_fields_p"], scores["imr_reasons_fields_r"]) == expected


MEDICATION = {"drug": "Norco", "strength": "10/325 mg", "frequency": None, "quantity": 60, "assertion": "affirmed"}


def case_medications(*rows: dict[str, Any]) -> Doc:
    named = [(f"medication-{number}", row) for number, row in enumerate(rows, start=1)]
    places = [("MEDICATION", number, number + 1, name) for number, (name, _) in enumerate(named)]
    return doc({labels.CASE_MEDICATIONS: places}, {"rows": dict(named)})


@pytest.mark.parametrize(
    ("predicted", "wrong"),
    [
        pytest.param([MEDICATION], set(), id="same"),
        pytest.param([{**MEDICATION, "drug": "NORCO", "strength": "10/325mg"}], set(), id="capitals and blanks"),
        pytest.param([{**MEDICATION, "quantity": 60.0}], set(), id="kind of number"),
        pytest.param([MEDICATION, {**MEDICATION, "drug": "Soma", "assertion": "allergy"}], set(), id="allergy is not listed"),
        pytest.param([{**MEDICATION, "strength": None}], {"strength"}, id="no strength"),
        pytest.param([{**MEDICATION, "frequency": "bid"}], {"frequency"}, id="no such frequency"),
        pytest.param([{**MEDICATION, "drug": "Soma"}], {"drug"}, id="another drug"),
        pytest.param([], {"label", "drug", "strength", "quantity"}, id="nothing found"),
    ],
)
def test_case_fields(predicted: list[dict[str, Any]], wrong: set[str]) -> None:
    scores = fields(labels.CASE_MEDICATIONS, case_medications(*predicted), case_medications(MEDICATION))
    by_field = scores["imr_case_medications_fields_per_type"]
    assert {field for field, values in by_field.items() if values["f"] < 1} == wrong
    assert (scores["spans_imr_case_medications_f"] == 1.0) == bool(predicted)


def claimant(*places: Place) -> Doc:
    return doc({labels.CLAIMANT: list(places)}, {"rows": {name: {"value": name} for *_, name in places}})


def test_values_are_compared_wherever_they_stand() -> None:
    predicted, gold = claimant(("SEX", 4, 5, "male"), ("AGE", 0, 1, "54")), claimant(("SEX", 2, 3, "male"))
    scores = fields(labels.CLAIMANT, predicted, gold)
    assert (scores["imr_claimant_fields_p"], scores["imr_claimant_fields_r"]) == (0.5, 1.0)
    assert scores["spans_imr_claimant_f"] == 0.0


def test_spans_that_overlap_are_compared_first() -> None:
    """A drug left out does not make the fields of the others wrong."""
    soma = {**MEDICATION, "drug": "Soma", "strength": "350 mg"}
    scores = fields(labels.CASE_MEDICATIONS, case_medications(MEDICATION, soma), case_medications({**soma, "drug": "x"}, soma))
    assert scores["imr_case_medications_fields_per_type"]["quantity"]["f"] == 1.0
    assert scores["imr_case_medications_fields_per_type"]["drug"]["f"] == 0.5


def test_letters_without_gold_do_not_count() -> None:
    """One letter of two has gold of the case: what is found in the other is neither right nor wrong."""
    other = doc({labels.CLAIMANT: [("AGE", 0, 1, "54")]})
    examples = [Example(case_medications(MEDICATION), case_medications(MEDICATION)), Example(other, doc())]
    scores = score_groups(examples, spans_keys=[labels.CASE_MEDICATIONS, labels.CLAIMANT])
    assert (scores["spans_imr_case_medications_f"], scores["imr_case_medications_fields_f"]) == (1.0, 1.0)
    assert not [name for name in scores if "claimant" in name]


ITEM = {"drug": "Norco", "ingredients": ["hydrocodone", "acetaminophen"], "strength": "10/325 mg", "quantity": 60.0}


def item(row: dict[str, Any], issue: str = "issue-1") -> Doc:
    places = [(labels.MEDICATION, 0, 4, f"{issue}/1")]
    return doc({labels.ITEM_MEDICATIONS: places}, {"rows": {f"{issue}/1": row}})


@pytest.mark.parametrize(
    ("predicted", "wrong"),
    [
        pytest.param(item(ITEM), set(), id="same"),
        pytest.param(item({**ITEM, "ingredients": ("acetaminophen", "hydrocodone")}), set(), id="order of ingredients"),
        pytest.param(item({**ITEM, "form": None, "refills": None}), set(), id="absent on both sides"),
        pytest.param(item({**ITEM, "refills": 0}), {"refills"}, id="none is not nought"),
        pytest.param(item({**ITEM, "quantity": 90}), {"quantity"}, id="quantity"),
        pytest.param(item(ITEM, "issue-2"), {"label", *ITEM}, id="another issue"),
    ],
)
def test_item_fields(predicted: Doc, wrong: set[str]) -> None:
    scores = fields(labels.ITEM_MEDICATIONS, predicted, item({**ITEM, "refills": None}))
    assert {field for field, values in scores["imr_item_medications_fields_per_type"].items() if values["f"] < 1} == wrong


@pytest.mark.parametrize(
    ("predicted", "expected"),
    [
        pytest.param({"count": 12, "unit": "visit", "per_week": [2, 3], "weeks": None}, 1.0, id="tuples or lists"),
        pytest.param({"count": 12, "unit": "visit", "per_week": 2, "weeks": None}, 0.75, id="times a week"),
        pytest.param({"count": 12, "unit": "visit", "per_week": (2, 3), "weeks": 4}, 0.889, id="weeks not stated"),
    ],
)
def test_service_fields(predicted: dict[str, Any], expected: float) -> None:
    gold = {"count": 12.0, "unit": "visit", "per_week": (2, 3), "weeks": None}
    docs = [
        doc({labels.SERVICES: [(labels.SERVICE, 0, 4, "issue-1")]}, {"rows": {"issue-1": row}}) for row in (predicted, gold)
    ]
    assert fields(labels.SERVICES, *docs)["imr_services_fields_f"] == pytest.approx(expected, abs=0.001)
