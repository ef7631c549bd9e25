"""What a sentence says of a drug or diagnosis; the mention stands in braces."""

from __future__ import annotations

import pytest

from imr_nlp.readers.assertions import AssertionMarker
from imr_nlp.rules.load import read_patterns, select

ROWS = read_patterns(["assertions.jsonl"])
MARKER = AssertionMarker(ROWS)


def mark(text: str, kind: str) -> str:
    start, end = text.index("{"), text.index("}") - 1
    plain = text.replace("{", "").replace("}", "").lower()
    return MARKER.mark(plain, start, end, (0, len(plain)), kind=kind)


DRUGS = [
    ("She takes {Norco} daily.", "affirmed"),
    ("She denies relief with {Norco}.", "affirmed"),
    ("She has no side effects from {Norco}.", "affirmed"),
    ("There was no relief from {Norco}.", "affirmed"),
    ("Pain is not controlled with {Norco}.", "affirmed"),
    ("The review denied the request for {Norco}.", "affirmed"),
    ("MRI to rule out a tear and continue {Norco}.", "affirmed"),
    ("She is not sleeping, but takes {Ambien}.", "affirmed"),
    ("She notes that {Norco} helps.", "affirmed"),
    ("She is allergic to {codeine}.", "allergy"),
    ("Allergies: {penicillin}.", "allergy"),
    ("Allergies include sulfa and {penicillin}.", "allergy"),
    ("She has a {codeine} allergy.", "allergy"),
    ("She is intolerant of {ibuprofen}.", "allergy"),
    ("She is not taking {Norco}.", "negated"),
    ("She is not on {Norco}.", "negated"),
    ("She denied taking {Norco}.", "negated"),
    ("She denies use of {Norco}.", "negated"),
    ("She manages without {Norco}.", "negated"),
    ("She has never used {Norco}.", "negated"),
    ("She is no longer taking {Norco}.", "historical"),
    ("{Norco} was discontinued.", "historical"),
    ("She previously took Soma; she takes {Norco}.", "affirmed"),
    ("She was previously prescribed {Norco}.", "historical"),
    ("She has failed {gabapentin}.", "historical"),
    ("She stopped {Norco} in May.", "historical"),
    ("She took {Norco} in the past.", "historical"),
    ("Past medications include {Norco}.", "historical"),
    ("The surgeon is considering {Lyrica}.", "hypothetical"),
    ("She may benefit from {Lyrica}.", "hypothetical"),
    ("Her mother takes {Norco}.", "family"),
]
DIAGNOSES = [
    ("She was diagnosed with {gout}.", "affirmed"),
    ("She was not diagnosed with {gout}.", "negated"),
    ("There is no evidence of {gout}.", "negated"),
    ("She denies {asthma}.", "negated"),
    ("Family history of {diabetes}.", "family"),
    ("Her father was diagnosed with {diabetes}.", "family"),
    ("She has a history of {diabetes}.", "historical"),
    ("Being treated for {history of diabetes}.", "historical"),
    ("Rule out {fracture}.", "hypothetical"),
    ("Diagnoses include {rule out fracture}.", "hypothetical"),
    ("Diagnoses include {possible fracture}.", "hypothetical"),
    ("A suspected {fracture}.", "hypothetical"),
    ("The {fracture} was ruled out.", "negated"),
]


@pytest.mark.parametrize(("text", "expected"), DRUGS, ids=[text for text, _ in DRUGS])
def test_drug(text: str, expected: str) -> None:
    assert mark(text, "drug") == expected


@pytest.mark.parametrize(("text", "expected"), DIAGNOSES, ids=[text for text, _ in DIAGNOSES])
def test_diagnosis(text: str, expected: str) -> None:
    assert mark(text, "diagnosis") == expected


EXAMPLES = [
    (row["id"], row["assertion"], text)
    for row in select(ROWS, "ASSERTION")
    if row["where"] != "end"
    for text in row["examples"]
]


@pytest.mark.parametrize(("row", "assertion", "text"), EXAMPLES, ids=[f"{row}: {text}" for row, _, text in EXAMPLES])
def test_example(row: str, assertion: str, text: str) -> None:
    assert mark(text, "diagnosis") == assertion


COUNTER = [(row["id"], row["assertion"], text) for row in select(ROWS, "ASSERTION") for text in row["counter_examples"]]


@pytest.mark.parametrize(("row", "assertion", "text"), COUNTER, ids=[f"{row}: {text}" for row, _, text in COUNTER])
def test_counter_example(row: str, assertion: str, text: str) -> None:
    assert mark(text, "diagnosis") != assertion
