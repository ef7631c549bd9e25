"""The examples of patterns/case.jsonl: each is matched by its row, no counter-example is."""

from __future__ import annotations

import re

import pytest

from imr_nlp.rules.load import Row, compile_pattern, fragment_patterns, read_patterns

ROWS = read_patterns(["case.jsonl"])
FRAGMENTS = fragment_patterns(ROWS)
EXAMPLES = [
    (row, text, wanted)
    for row in ROWS
    for key, wanted in (("examples", True), ("counter_examples", False))
    for text in row.get(key, ())
]


def matches(row: Row, text: str) -> bool:
    for match in compile_pattern(row, FRAGMENTS).finditer(text):
        before = text[: match.start()]
        if "before" not in row or re.search(compile_pattern({**row, "pattern": row["before"]}, FRAGMENTS), before):
            return True
    return False


@pytest.mark.parametrize(("row", "text", "wanted"), EXAMPLES, ids=[f"{row['id']}: {text}" for row, text, _ in EXAMPLES])
def test_example(row: Row, text: str, wanted: bool) -> None:
    assert matches(row, text) is wanted
