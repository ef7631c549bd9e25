"""Differences between two runs: the outputs that are read, and what the command says."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from imr_nlp import cli
from imr_nlp.errors import ReadError
from imr_nlp.io.diff import open_output
from imr_nlp.io.run.run import Options, extract_to
from imr_nlp.io.write.prepare import prepare
from two_runs import NO_TRIAL_ROW, record, write

# outputs


@pytest.fixture(scope="module")
def letters(nlp: Language) -> list[tuple[str, str]]:
    """Texts of some letters of the corpus."""
    folder = Path(__file__).parents[3] / "corpus" / "letters"
    return [(path.name, path.read_text("utf8")) for path in sorted(folder.glob("a0[1-6].txt"))]


@pytest.fixture(scope="module")
def records(nlp: Language, letters: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """Their records, each with its source, as in a .jsonl of `extract`."""
    prepared = (prepare(source, text, nlp(text)) for source, text in letters)
    return [json.loads(letter.record or "") for letter in prepared]


@pytest.mark.parametrize("name", ["letters.db", "letters.jsonl"])
def test_every_output_gives_the_records(
    tmp_path: Path, letters: list[tuple[str, str]], records: list[dict[str, Any]], name: str, no_processes: None
) -> None:
    extract_to(letters, tmp_path / name, options=Options(workers=1))
    with open_output(tmp_path / name) as output:
        keys = output.keys()
        found = [{"source": key.source, **output.record(key)} for key in keys]
    assert json.loads(json.dumps(found)) == records
    assert [key.case_number for key in keys] == [record["header"]["case_number"] for record in records]


def test_records_under_a_key_of_their_own(tmp_path: Path, records: list[dict[str, Any]]) -> None:
    path = write(tmp_path / "a.jsonl", [{"id": "one", "record": record} for record in records])
    with open_output(path) as output:
        keys = output.keys()
    assert [key.source for key in keys] == ["one"] * len(records)


@pytest.mark.parametrize(
    ("content", "where"),
    [
        pytest.param(b'{"id": "a", "text": "Case Number"}\n', ":1: ", id="a letter, not a record"),
        pytest.param(b"\n[1]\n", ":2: ", id="a list"),
        pytest.param(b'{"header": \n', ":1: ", id="cut off"),
        pytest.param(b"\xff\xfe\n", ":1: ", id="no text"),
        pytest.param(b"SQLite format 3\0 and nothing else", ": ", id="a broken database"),
    ],
)
def test_what_is_no_output(tmp_path: Path, content: bytes, where: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(content)
    with pytest.raises(ReadError, match=r"\[E063\]") as raised, open_output(path) as output:
        output.keys()
    assert str(path) + where in str(raised.value)


def test_a_database_of_something_else(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        connection.execute("CREATE TABLE visits (id)")
    with pytest.raises(ReadError, match="without letters"):
        open_output(tmp_path / "a.db")
    with pytest.raises(ReadError, match=r"\[E009\]"):
        open_output(tmp_path / "b.db")
    with pytest.raises(ReadError, match="a folder"):
        open_output(tmp_path)


def test_a_database_of_an_earlier_version(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        for statement in ("meta (name, value)", "decisions (id, source)", "issues (id, decision_id)"):
            connection.execute(f"CREATE TABLE {statement}")
        meta = {"content": "tables", "layout version": "1", "schema version": "1", "package version": "0.1.0"}
        connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
        connection.commit()
    with pytest.raises(ReadError, match=r"\[E075\] .*\(tables 1, record 1\).* imr-nlp extract .*--overwrite"):
        open_output(tmp_path / "a.db")


# the command


@pytest.fixture
def two(tmp_path: Path) -> list[str]:
    """Two outputs: a decision changed, a reason lost, a letter of its own."""
    before = {"source": "a.txt", **record()}
    after = {"source": "a.txt", **record(issues__0__decision="overturned", issues__0__reasons=[NO_TRIAL_ROW])}
    extra = {"source": "b.txt", **record(header__case_number="CM16-9900002")}
    return [str(write(tmp_path / "a.jsonl", [before])), str(write(tmp_path / "b.jsonl", [after, extra]))]


def test_text(two: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["diff", *two]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "CM16-9900001 (a.txt)",
        "  ~ issues.decision [10-18] upheld -> overturned < Soma #60",
        "  - issues.reasons [90-108] no_scan: no scan is on file < Soma #60",
        "",
        "+ CM16-9900002 (b.txt): only in the second",
        "",
        "1 letters compared, 1 differ; 1 only in the second",
        "                  gained     lost  changed     same",
        "issues.decision        0        0        1        0",
        "issues.reasons         0        1        0        1",
    ]


def test_markdown(two: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["diff", *two, "--markdown", "--field", "issues.decision"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "1 letters compared, 1 differ; 1 only in the second",
        "",
        "| field | gained | lost | changed | same |",
        "|---|---:|---:|---:|---:|",
        "| issues.decision | 0 | 0 | 1 | 0 |",
        "",
        "## issues.decision",
        "",
        "| | letter | place | what | in |",
        "|---|---|---|---|---|",
        "| ~ | CM16-9900001 | 10-18 | upheld -> overturned | Soma #60 |",
        "",
        "## Letters of one run only",
        "",
        "- CM16-9900002 (b.txt): only in the second",
    ]


def test_json(two: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["diff", *two, "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["source"], row["field"], row["kind"]) for row in rows] == [
        ("a.txt", "issues.decision", "changed"),
        ("a.txt", "issues.reasons", "lost"),
        ("b.txt", "", "gained"),
    ]


def test_of_a_long_text_the_part_that_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    long = "The knee was never examined. " * 40
    paths = [
        str(write(tmp_path / f"{n}.jsonl", [record(issues__0__rationale__text=f"{long}{word} pills. {long}")]))
        for n, word in enumerate(("Ten", "Twenty"))
    ]
    assert cli.main(["diff", *paths]) == 0
    line = capsys.readouterr().out.splitlines()[1]
    assert "Ten pills" in line and "Twenty pills" in line and len(line) < 300


@pytest.mark.slow
def test_two_pipelines(
    tmp_path: Path, nlp: Language, letters: list[tuple[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    changed = tmp_path / "changed"
    with nlp.select_pipes(disable="imr_reasons"):
        nlp.to_disk(changed, exclude=[])
    for name, text in letters[:2]:
        (tmp_path / name).write_text(text, "utf8")
    (tmp_path / "empty.txt").write_text("", "utf8")
    sources = [str(tmp_path / name) for name in (*[name for name, _ in letters[:2]], "empty.txt")]
    assert cli.main(["diff", "imr_nlp", str(changed), "--workers", "1", "--over", *sources]) == 1
    shown = capsys.readouterr()
    assert "2 letters compared, 2 differ" in shown.out
    assert "[E011]" in shown.err


def test_wrong_usage(tmp_path: Path, two: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["diff", two[0], str(tmp_path / "none.db")]) == 2
    assert "[E009]" in capsys.readouterr().err
    assert cli.main(["diff", two[0], "--markdown", "--json", two[1]]) == 2
