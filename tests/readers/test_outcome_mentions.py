"""Wordings of an outcome in a letter: where each ends, and what it says."""

from __future__ import annotations

import pytest

from imr_nlp.readers.outcome_mentions import OutcomeMentions
from imr_nlp.rules.load import read_rows

MENTIONS = OutcomeMentions(read_rows(["outcomes.jsonl", "scope.jsonl", "clauses.jsonl"], OutcomeMentions.row_types))
NECESSARY, NOT_NECESSARY = "medically_necessary", "not_medically_necessary"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the brace is medically necessary.", [("medically necessary", NECESSARY)]),
        ("the brace is not medically necessary.", [("not medically necessary", NOT_NECESSARY)]),
        ("it is not medically necessary and appropriate.", [("not medically necessary and appropriate", NOT_NECESSARY)]),
        (
            "it is medically necessary, appropriate, or indicated",
            [("medically necessary, appropriate, or indicated", NECESSARY)],
        ),
        ("it is reasonable and medically necessary.", [("reasonable and medically necessary", NECESSARY)]),
        ("it cannot be deemed medically necessary.", [("cannot be deemed medically necessary", NOT_NECESSARY)]),
        ("it is determined to not be medically necessary.", [("not be medically necessary", NOT_NECESSARY)]),
        ("it is not considered to be medically necessary.", [("not considered to be medically necessary", NOT_NECESSARY)]),
        ("it is medically unnecessary.", [("medically unnecessary", NOT_NECESSARY)]),
        ("it is a medical necessity.", [("a medical necessity", NECESSARY)]),
        ("it is not a medical necessity.", [("not a medical necessity", NOT_NECESSARY)]),
        ("medical necessity is established.", [("medical necessity is established", NECESSARY)]),
        ("medical necessity has not been shown.", [("medical necessity has not been shown", NOT_NECESSARY)]),
        ("no further therapy is medically necessary.", [("medically necessary", NOT_NECESSARY)]),
        ("it is not true that it is not medically necessary.", [("not medically necessary", NECESSARY)]),
        ("nothing shows that it is medically necessary.", [("medically necessary", NOT_NECESSARY)]),
        ("the medical necessity is spoken of.", []),
        ("", []),
    ],
)
def test_find(text: str, expected: list[tuple[str, str]]) -> None:
    found = MENTIONS.find(text, [(0, len(text))])
    assert [(text[one.start : one.end], one.outcome) for one in found] == expected
