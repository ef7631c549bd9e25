"""`imr_nlp.to_frame`: tables of letters for pandas."""

from __future__ import annotations

import doctest
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from spacy.tokens import Doc

import imr_nlp
from imr_nlp.errors import RecordError
from imr_nlp.io import frame as module
from imr_nlp.io.read.documents import Extraction, Failure
from imr_nlp.io.write.rows import FLAT_TABLES, flat_columns, flat_rows
from imr_nlp.record.models import Citation, Claimant, Determination, Header, Issue, Medication, Reviewer

pandas = pytest.importorskip("pandas", reason="pandas is not installed (extra pandas)")
pytestmark = pytest.mark.filterwarnings("error")

NORCO = Medication("Norco", 0, 5, "Norco", (), quantity=60)
ISSUE = Issue("Norco #60", 0, 9, 1, "upheld", dates_of_service=("2016-01-02",), medications=(NORCO,))
HEADER = Header("CM16-9900001", "2016-02-30", "2013", "2016-03-04")
FULL = Determination("final_determination", "upheld", HEADER, claimant=Claimant(46), issues=(ISSUE,))
LATE = Header("CM16-9900002", decision_date="3026-12-09")
BARE = Determination("final_determination", header=LATE, issues=(Issue("PT", 0, 2, 1, None),))


@pytest.fixture(scope="module")
def records(corpus_docs: dict[str, Doc]) -> list[Determination]:
    return [doc._.imr for doc in corpus_docs.values()]


@pytest.mark.parametrize("table", FLAT_TABLES)
def test_columns_and_rows_are_those_of_the_table(records: list[Determination], table: str) -> None:
    frame = imr_nlp.to_frame(records, table)
    assert list(frame.columns) == [column.name for column in flat_columns(table)]
    sources = [record.header.case_number or str(number) for number, record in enumerate(records)]
    rows = list(flat_rows(zip(sources, (record.to_dict() for record in records), strict=True), table))
    assert len(frame) == len(rows)
    for place, column in enumerate(flat_columns(table)):
        if column.kind not in ("list", "date"):
            missing = [value is None for value in (row[place] for row in rows)]
            assert frame[column.name].isna().tolist() == missing
            assert frame[column.name].dropna().tolist() == [row[place] for row in rows if row[place] is not None]


@pytest.mark.parametrize("made", [[FULL, BARE], []], ids=["two", "none"])
@pytest.mark.parametrize(
    ("table", "name", "kind"),
    [
        ("issues", "source", "string"),
        ("issues", "number", "Int64"),
        ("issues", "decision", "category"),
        ("issues", "decision_date", "datetime64[s]"),
        ("issues", "retrospective", "boolean"),
        ("issues", "conclusion_medically_necessary", "boolean"),
        ("issues", "drug_quantity", "Float64"),
        ("issues", "item", "string"),
        ("letters", "claimant_age", "Int64"),
        ("letters", "outcome", "category"),
        ("letters", "days_from_injury_to_decision", "Int64"),
        ("citations", "letter_source", "string"),
        ("citations", "source", "category"),
    ],
)
def test_types(made: list[Determination], table: str, name: str, kind: str) -> None:
    assert str(imr_nlp.to_frame(made, table)[name].dtype) == kind


def test_values() -> None:
    letters, issues = (imr_nlp.to_frame([FULL, BARE], table) for table in ("letters", "issues"))
    assert letters["decision_date"].astype(str).tolist() == ["2016-03-04", "3026-12-09"]
    # No such day; a year only; not told.
    assert letters["date_assigned"].isna().all() and letters["date_of_injury"].isna().all()
    assert letters["claimant_age"].tolist() == [46, pandas.NA]
    assert issues["dates_of_service"].tolist() == [("2016-01-02",), ()]
    assert issues["drug_quantity"].tolist() == [60.0, pandas.NA]
    assert issues["decision"].tolist()[0] == "upheld" and issues["decision"].isna().tolist() == [False, True]
    merged = issues.merge(letters, left_on="letter_id", right_on="id", suffixes=("", "_letter"))
    assert merged["case_number_letter"].tolist() == ["CM16-9900001", "CM16-9900002"]


def test_pairs_of_pages_are_tuples() -> None:
    cited = Citation("ODG", 0, 3, "ODG", None, None, (None,), None, ("MRI",), ((3, 4), (7, 7)), None)
    made = Determination("final_determination", issues=(Issue("MRI", 0, 3, 1, None, reviewer=(cited,)),))
    row = imr_nlp.to_frame(made, "citations").iloc[0]
    assert (row["pages"], row["sections"], row["topics"]) == (((3, 4), (7, 7)), ("MRI",), (None,))


@pytest.mark.parametrize("how", ["record", "dict", "line", "extraction", "generator"])
def test_what_records_may_be(how: str) -> None:
    plain = FULL.to_dict()
    given: dict[str, Any] = {
        "record": FULL,
        "dict": plain,
        "line": [{"source": "a.pdf", **json.loads(json.dumps(plain))}],
        "extraction": [Extraction("a.pdf", FULL)],
        "generator": (one for one in [FULL]),
    }
    frame = imr_nlp.to_frame(given[how])
    assert frame["item"].tolist() == ["Norco #60"]
    assert frame["source"].tolist() == ["a.pdf" if how in ("line", "extraction") else "CM16-9900001"]


@pytest.mark.filterwarnings("default")
def test_sources_are_read(tmp_path: Path, no_processes: None) -> None:
    letters = Path(__file__).parents[2] / "corpus" / "letters"
    (tmp_path / "empty.txt").touch()
    text = (letters / "b01.txt").read_text("utf8")
    given = [letters / "a01.txt", ("one", text), ("two", "Minutes."), str(tmp_path / "empty.txt")]
    with pytest.warns(UserWarning) as warned:
        frame = imr_nlp.to_frame(given, "letters", workers=1)
    assert frame["source"].tolist() == [str(letters / "a01.txt"), "one", "two"]
    assert frame["case_number"].tolist()[:2] == ["CM16-9900101", "CM16-9900201"]
    assert [str(one.message)[1:5] for one in warned] == ["W003", "W004"]
    (failure,) = frame.attrs["failures"]
    assert isinstance(failure, Failure) and failure.code == "E011" and str(failure) in str(warned[1].message)


@pytest.mark.filterwarnings("default")
def test_unknown_forms_among_records_are_warned_of() -> None:
    with pytest.warns(UserWarning, match=r"\[W003\] 1 of 2 letters .*: 1\. ") as warned:
        imr_nlp.to_frame([FULL, Determination("unknown", reviewer=Reviewer())])
    assert warned[0].filename == __file__


def test_what_cannot_be() -> None:
    with pytest.raises(ValueError, match=r"\[E074\] no table 'decisions'"):
        imr_nlp.to_frame([FULL], "decisions")
    with pytest.raises(RecordError, match="E071"):
        imr_nlp.to_frame([{"form": "unknown"}])
    with pytest.raises(TypeError, match=r"\[E072\] .*NoneType"):
        imr_nlp.to_frame(None)  # type: ignore[arg-type]


def test_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match=r"pip install 'imr_nlp\[pandas\]'"):
        imr_nlp.to_frame([FULL])


def test_docstring() -> None:
    assert doctest.testmod(module) == (0, 2)
