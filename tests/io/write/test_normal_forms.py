"""The closed lists in the data dictionary."""

from __future__ import annotations

import sqlite3

import pytest

from imr_nlp.io.write.dictionary import dictionary
from imr_nlp.io.write.normal_forms import UNKNOWN, normal_forms
from imr_nlp.io.write.sql import table_statements

LINES = list(normal_forms())


@pytest.mark.parametrize(
    "line",
    [
        "| `lumbar_spine` | spine |",
        "| `spine` | - |",
        "| `mtus:opioids` | Opioid Treatment; Opioids | 2016-07-28 from 2016-07-28; 2017-04-20 from 2017-12-01 |",
        "| `acoem:hip_and_groin` | Hip and Groin | - |",
    ],
)
def test_rows(line: str) -> None:
    assert line in LINES


@pytest.mark.parametrize("form", ["opioids", "PT/OT", "pain_medicine", "physical_therapy"])
def test_lists(form: str) -> None:
    assert any(f"`{form}`" in line for line in LINES)


def test_it_is_part_of_the_dictionary() -> None:
    assert "\n".join(LINES) in dictionary()


def test_the_query_runs() -> None:
    connection = sqlite3.connect(":memory:")
    for statement in table_statements():
        connection.execute(statement)
    rows = [(1, 1, "Slings", None), (2, 1, "MRI", "mri"), (3, 1, "Slings", None)]
    connection.executemany("INSERT INTO citation_sections VALUES (?, ?, ?, ?)", rows)
    assert connection.execute(UNKNOWN).fetchall() == [("Slings", 2)]
