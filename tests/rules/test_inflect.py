"""Forms of words: those in the rows are those of the lemma table."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from imr_nlp import cli
from imr_nlp.errors import PatternError
from imr_nlp.rules.inflect import Table, forms_of, inflect_file, lemma_table
from imr_nlp.rules.load import packaged_patterns, parse_line, pattern_lines


@pytest.fixture(scope="module")
def table() -> Table:
    pytest.importorskip("spacy_lookups_data", reason="the lemma tables (spacy-lookups-data) are not installed")
    return lemma_table()


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        (["deny"], "denied, denies, denying"),
        (["Therapy"], "therapies"),
        (["deny", "denied"], "denies, denying"),
        (["show benefit"], "show benefited|showed benefits|shown benefit|shows benefit"),
        (["lack of evidence"], "lack of evidences|lacked of evidence|lacking of evidence"),
        (["have"], "had, has, having"),
        (["mri"], ""),
    ],
)
def test_forms(table: Table, terms: list[str], expected: str) -> None:
    found = forms_of(terms, table)
    if "|" in expected:
        assert set(expected.split("|")) <= set(found)
    else:
        assert ", ".join(found) == expected


@pytest.mark.parametrize("name", packaged_patterns())
def test_forms_in_the_rows_are_those_of_the_table(table: Table, name: str) -> None:
    rows = [parse_line(line, where) for where, line in pattern_lines(name)]
    wrong = [row["id"] for row in rows if row.get("inflect") and tuple(row.get("forms", ())) != forms_of(row["terms"], table)]
    assert wrong == [], f"run: imr-nlp patterns inflect patterns/{name}"


def test_a_file_is_changed_where_it_says_so(table: Table, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.jsonl"
    kept = '{"label":"FRAGMENT",  "id":"a","terms":["deny"]}\n\n'
    path.write_text(kept + json.dumps({"label": "FRAGMENT", "id": "b", "inflect": True, "terms": ["deny"]}), "utf8")
    assert cli.main(["patterns", "inflect", str(path)]) == 0
    assert "1 rows" in capsys.readouterr().err
    text = path.read_text("utf8")
    assert text.startswith(kept)
    assert json.loads(text.splitlines()[-1])["forms"] == ["denied", "denies", "denying"]
    assert inflect_file(path) == 0
    assert path.read_text("utf8") == text


def test_what_cannot_be_inflected(table: Table, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text("{}\n[]\n", "utf8")
    assert cli.main(["patterns", "inflect", str(path)]) == 2
    assert f"[E001] {path}:2" in capsys.readouterr().err
    assert cli.main(["patterns", "inflect", str(tmp_path / "none.jsonl")]) == 2


def test_without_the_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spacy.util.registry.lookups", {})
    lemma_table.cache_clear()
    with pytest.raises(PatternError, match="E080"):
        lemma_table()
    lemma_table.cache_clear()
