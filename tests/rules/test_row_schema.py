"""What a row may say."""

from __future__ import annotations

from typing import Any

import pytest

from imr_nlp.errors import PatternError
from imr_nlp.rules.schema import Abbreviation, parse_row
from imr_nlp.rules.schema_items import DrugRow

GOOD = {"label": "ABBREVIATION", "id": "titles", "terms": ["dr"], "before_number": True}

# changed keys (None: left out), code, words of the message
REFUSED: list[tuple[str, dict[str, Any], str, str]] = [
    ("unknown label", {"label": "ABREVIATION"}, "E002", "ABBREVIATION"),
    ("no label", {"label": None}, "E002", "None"),
    ("unknown key", {"before_nummber": True}, "E065", "before_number"),
    ("missing key", {"terms": None}, "E003", "terms"),
    ("wrong type", {"terms": "dr"}, "E066", "terms"),
    ("wrong type inside", {"terms": [3]}, "E066", "terms.0"),
    ("blank term", {"terms": [" "]}, "E066", "terms.0"),
    ("empty id", {"id": ""}, "E066", "id"),
]


def test_a_row_is_typed_and_goes_back_as_it_came() -> None:
    row = parse_row(GOOD, "a.jsonl:1")
    assert isinstance(row, Abbreviation)
    assert row.terms == ("dr",)
    assert row.to_dict() == GOOD


@pytest.mark.parametrize(("change", "code", "words"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_refused_with_place_key_and_what_is_allowed(change: dict[str, Any], code: str, words: str) -> None:
    values = {key: value for key, value in {**GOOD, **change}.items() if value is not None}
    with pytest.raises(PatternError) as error:
        parse_row(values, "mine.jsonl:7")
    message = str(error.value)
    assert message.startswith(f"[{code}] mine.jsonl:7")
    assert words in message


def test_a_drug_class_is_one_of_the_states() -> None:
    row = {"label": "DRUG", "id": "soma", "terms": ["Soma"], "ingredients": ["carisoprodol"], "drug_class": "muscle relaxant"}
    assert isinstance(parse_row(row, "mine.jsonl:1"), DrugRow)
    row["drug_class"] = "muscle relaxants"
    with pytest.raises(PatternError, match="'muscle relaxant'"):
        parse_row(row, "mine.jsonl:1")


def test_a_pattern_is_short() -> None:
    with pytest.raises(PatternError, match="240"):
        parse_row({"label": "RATIONALE_END", "id": "long", "pattern": "a" * 241}, "mine.jsonl:1")
