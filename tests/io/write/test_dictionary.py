"""The data dictionary, and the examples in the docstrings of what it describes."""

from __future__ import annotations

import doctest
import importlib

import pytest

from imr_nlp import cli
from imr_nlp.io.write.dictionary import dictionary
from imr_nlp.io.write.rows import ISSUE_COLUMNS
from imr_nlp.record.fields import fields_of
from imr_nlp.record.models import Determination, Issue


def test_command_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["dictionary"]) == 0
    assert capsys.readouterr().out == dictionary()


@pytest.mark.parametrize(
    ("heading", "names"),
    [
        ("Determination", [field.name for field in fields_of(Determination)]),
        ("Issue", [field.name for field in fields_of(Issue)]),
        ("Issues as rows (.csv, `imr_nlp.issue_rows`)", list(ISSUE_COLUMNS)),
    ],
)
def test_fields(heading: str, names: list[str]) -> None:
    section = dictionary().split(f"# {heading}\n")[1].split("\n#")[0]
    assert [line.split("`")[1] for line in section.splitlines() if line.startswith("| `")] == names


def test_no_cell_is_empty() -> None:
    lines = [line for line in dictionary().splitlines() if line.startswith("|")]
    assert len(lines) > 200
    assert [line for line in lines if "|  |" in line] == []


@pytest.mark.parametrize("name", ["dictionary", "prepare", "rows", "schema", "tables"])
def test_docstrings(name: str) -> None:
    result = doctest.testmod(importlib.import_module(f"imr_nlp.io.write.{name}"))
    assert result.attempted > 0
    assert result.failed == 0
