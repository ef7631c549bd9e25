"""Reading pattern files: errors name file and line; blanks, fragments, extra files."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import imr_nlp
from imr_nlp.errors import PatternError
from imr_nlp.rules import schema, schema_layouts
from imr_nlp.rules.load import packaged_patterns, packaged_text, read_rows, select

CLAUSE = {"label": "RATIONALE_END", "id": "but", "pattern": "but"}
ANY = (schema.Row,)
DRUG = {"label": "DRUG", "id": "carisoprodol", "terms": ["Soma"], "ingredients": ["carisoprodol"]}

WriteRows = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> WriteRows:
    """Write rows (dicts, or lines as they are) into a pattern file."""

    def write_rows(*rows: Any, name: str = "mine.jsonl") -> Path:
        path = tmp_path / name
        lines = (row if isinstance(row, str) else json.dumps(row) for row in rows)
        path.write_text("\n".join(lines) + "\n", encoding="utf8")
        return path

    return write_rows


# id, rows, code, line of the fault, words of the message
FAULTS = [
    ("no JSON", [CLAUSE, "{'label': 'DRUG'}"], "E001", 2, []),
    ("cut off", ['{"label": "DRUG", "id": '], "E001", 1, []),
    ("a list", [["DRUG"]], "E001", 1, ["list"]),
    ("a string", ['"DRUG"'], "E001", 1, ["str"]),
    ("null", ["null"], "E001", 1, ["NoneType"]),
    ("empty lines are counted", [CLAUSE, "", "   ", "oops"], "E001", 4, []),
    ("no label", [{"id": "x", "pattern": "x"}], "E002", 1, ["None", "DRUG", "FRAGMENT"]),
    ("unknown label", [CLAUSE, {**CLAUSE, "label": "CLAUZE"}], "E002", 2, ["'CLAUZE'", "DRUG"]),
    ("label no string", [{**CLAUSE, "label": ["DRUG"]}], "E002", 1, ["['DRUG']"]),
    ("no id", [{"label": "RATIONALE_END", "pattern": "x"}], "E003", 1, ["'id'"]),
    ("no pattern", [{"label": "RATIONALE_END", "id": "x"}], "E003", 1, ["'pattern'"]),
    ("terms a string", [DRUG, {**DRUG, "id": "x", "terms": "Soma"}], "E066", 2, ["'terms'"]),
    ("drug without ingredients", [{"label": "DRUG", "id": "x", "terms": ["x"]}], "E003", 1, ["'ingredients'"]),
    ("unknown key", [{**DRUG, "categroy": "x"}], "E065", 1, ["'categroy'", "drug_class"]),
    ("term in two rows", [DRUG, {**DRUG, "id": "other"}], "E004", 2, ["term", "'soma'", "mine.jsonl:1"]),
    ("term in another case", [DRUG, {**DRUG, "id": "other", "terms": ["SOMA"]}], "E004", 2, ["'soma'"]),
    ("expression does not compile", [CLAUSE, {**CLAUSE, "id": "y", "pattern": "(but"}], "E005", 2, ["'y'"]),
    ("unknown fragment", [CLAUSE, {**CLAUSE, "id": "y", "pattern": "{{number}} mg"}], "E006", 2, ["{{number}}"]),
    ("fragment inside itself", [{"label": "FRAGMENT", "id": "a", "pattern": "{{a}}"}], "E006", 1, ["{{a}}"]),
]


@pytest.mark.parametrize(("rows", "code", "line", "words"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_faults(write: WriteRows, rows: list[Any], code: str, line: int, words: list[str]) -> None:
    path = write(*rows)
    with pytest.raises(PatternError) as error:
        read_rows([path], ANY)
    message = str(error.value)
    assert message.startswith(f"[{code}] {path}:{line}: ")
    assert [word for word in words if word not in message] == []


@pytest.mark.parametrize("name", ["missing.jsonl", "folder/drugs.jsonl", "", "patterns"])
def test_no_such_file(name: str) -> None:
    with pytest.raises(FileNotFoundError) as error:
        read_rows([name], ANY)
    assert str(error.value).startswith(f"[E007] pattern file {name!r}")
    assert "drugs.jsonl" in str(error.value)


def test_faults_across_files(write: WriteRows) -> None:
    first, second = write(DRUG, name="first.jsonl"), write({**DRUG, "id": "o"}, name="second.jsonl")
    with pytest.raises(PatternError, match=r"\[E004\].*second\.jsonl:1.*'soma'.*first\.jsonl:1"):
        read_rows([first, second], ANY)


def test_fault_in_a_file_of_the_users_own(write: WriteRows) -> None:
    path = write(DRUG, {**DRUG, "id": "y", "terms": 7})
    with pytest.raises(PatternError, match=rf"{re.escape(str(path))}:2"):
        imr_nlp.load(config={"components": {"imr_entities": {"extra_patterns": [str(path)]}}})


def test_rows_keep_order_and_know_their_place(write: WriteRows) -> None:
    path = write("", DRUG, "", CLAUSE)
    rows = read_rows([path], ANY)
    assert [(row.id, row.where) for row in rows] == [("carisoprodol", f"{path}:2"), ("but", f"{path}:4")]
    assert rows[0].to_dict() == DRUG


def test_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "empty.jsonl"
    path.write_text("\n  \n")
    assert read_rows([path], ANY) == []
    assert read_rows([], ANY) == []


def test_extra_file_of_a_component(write: WriteRows) -> None:
    path = write({"label": "DRUG", "id": "imaginol", "terms": ["Imaginol"], "ingredients": ["imaginol"]})
    nlp = imr_nlp.load(config={"components": {"imr_entities": {"extra_patterns": [str(path)]}}})
    doc = nlp("He takes Imaginol and Soma.")
    assert [(ent.text, ent.label_, ent.ent_id_) for ent in doc.ents] == [
        ("Imaginol", "DRUG", "imaginol"),
        ("Soma", "DRUG", "carisoprodol"),
    ]


def test_packaged_files() -> None:
    names = packaged_patterns()
    assert "drugs.jsonl" in names
    assert names == sorted(names)
    assert all(packaged_text(name) for name in names)
    assert packaged_text("missing.jsonl") is None


def test_select() -> None:
    rows = [schema.parse_row(DRUG), schema.parse_row(CLAUSE)]
    assert [row.id for row in select(rows, schema_layouts.RationaleEnd)] == ["but"]
