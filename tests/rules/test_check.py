"""Checking pattern files: the package's own, and what is said of a user's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from imr_nlp import cli
from imr_nlp.rules.check import Checked, alternatives, check_files, matches, problems_of
from imr_nlp.rules.schema import Abbreviation, Fragment, Row
from imr_nlp.rules.schema_layouts import RationaleEnd

GOOD = {"label": "RATIONALE_END", "id": "but", "pattern": "but (?:he|she)", "examples": ["He slept, BUT\nshe did not."]}
TITLES = {"label": "ABBREVIATION", "id": "titles", "terms": ["esq"]}


@pytest.fixture(scope="module")
def packaged() -> Checked:
    return check_files()


def test_rows_of_the_package_are_sound(packaged: Checked) -> None:
    assert packaged.problems == ()
    assert packaged.rows > 0 and packaged.examples > 0


# change of a row (None: key left out), what is said
PROBLEMS: list[tuple[str, dict[str, Any], str]] = [
    ("sound", {}, ""),
    ("example", {"examples": ["but they did"]}, "E082 mine.jsonl:2 'examples' 'but they did'"),
    ("counter-example", {"counter_examples": ["But he did."]}, "E083 mine.jsonl:2 'counter_examples'"),
    ("no example", {"examples": None}, "E084 mine.jsonl:2 'examples' 'but'"),
    ("alternative without example", {"pattern": "but (?:he|she)|though"}, "E085 mine.jsonl:2 'though'"),
    ("look-around", {"pattern": "but(?! not)"}, "E081 mine.jsonl:2 'pattern' look-around not_after"),
    ("capital letter", {"pattern": "But (?:he|she)"}, "E081 mine.jsonl:2 'pattern' 'B'"),
    ("capital of an escape", {"pattern": r"but\W(?:he|she)"}, ""),
    ("does not compile", {"pattern": "but (he"}, "E005 mine.jsonl:2 'but'"),
    ("unknown fragment", {"pattern": "but {{somebody}}"}, "E006 mine.jsonl:2 {{somebody}}"),
    ("unknown key", {"patern": "but"}, "E065 mine.jsonl:2 'patern' pattern"),
    ("unknown label", {"label": "CLAUSE"}, "E002 mine.jsonl:2 'CLAUSE' RATIONALE_END"),
    ("long", {"pattern": "b" * 241}, "E066 mine.jsonl:2 'pattern' 240"),
    ("term twice", {"label": "ABBREVIATION", "terms": ["ESQ"], "pattern": None}, "E004 mine.jsonl:2 'esq' mine.jsonl:1"),
]


@pytest.mark.parametrize(("change", "expected"), [row[1:] for row in PROBLEMS], ids=[row[0] for row in PROBLEMS])
def test_what_is_said_of_a_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], expected: str) -> None:
    row = {key: value for key, value in {**GOOD, **change}.items() if value is not None}
    if "terms" in row:
        del row["examples"]
    monkeypatch.chdir(tmp_path)
    Path("mine.jsonl").write_text(f"{json.dumps(TITLES)}\n{json.dumps(row)}\n", "utf8")
    problems = check_files(["mine.jsonl"]).problems
    assert len(problems) == bool(expected)
    for words in expected.split():
        assert words in problems[0]


def test_a_code_that_no_row_has_is_a_problem(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"label": "STATEMENT", "id": code, "pattern": f"still has {word}", "code": code, "examples": [f"He still has {word}."]}
        for code, word in (("no_functional_improvement", "spasms"), ("nonsense", "cramps"), ("mine", "aches"))
    ]
    rows.append({"label": "REASON_CODE", "id": "mine", "polarity": "against", "group": "documentation"})
    (tmp_path / "mine.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf8")
    problems = check_files([tmp_path / "mine.jsonl"]).problems
    assert ["E015" in problem and "mine.jsonl:2" in problem and "nonsense" in problem for problem in problems] == [True]


def test_every_line_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lines = ["{", "[]", json.dumps({"label": "NOTHING"}), "", json.dumps({**GOOD, "examples": ["none"]})]
    Path("mine.jsonl").write_text("\n".join(lines), "utf8")
    found = check_files(["mine.jsonl"])
    assert [message[:18] for message in found.problems] == [
        *("[E001] mine.jsonl:", "[E001] mine.jsonl:", "[E002] mine.jsonl:", "[E082] mine.jsonl:"),
    ]
    assert found.rows == found.examples == 1


def test_a_pattern_that_is_always_tried_is_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(json.dumps({**GOOD, "pattern": r"\d+|no", "examples": ["12", "no"]}), "utf8")
    found = check_files([path])
    assert not found.problems
    assert [message[:6] for message in found.warnings] == ["[W002]"]


@pytest.mark.parametrize(
    ("row", "text", "expected"),
    [
        (RationaleEnd(id="a", pattern="not {{care}}"), "not home\ncare", True),
        (RationaleEnd(id="a", pattern="care", not_before="home"), "home care", False),
        (Abbreviation(id="a", terms=("low back",)), "the Low\r\nBack", True),
        (Fragment(id="a", pattern=r"\d+ mg"), "10 MG", True),
    ],
)
def test_matches(row: Row, text: str, expected: bool) -> None:
    assert matches(row, {"care": "home care"}, text) is expected


def test_problems_of_a_row_are_those_of_its_examples() -> None:
    row = RationaleEnd(id="a", pattern="care", examples=("care", "none"), counter_examples=("no care",))
    assert [message[:6] for message in problems_of(row, {})] == ["[E082]", "[E083]"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("a", ["a"]),
        ("a|b", ["a", "b"]),
        (r"a\|b", [r"a\|b"]),
        ("[|]|b", ["[|]", "b"]),
        ("[]|]|b", ["[]|]", "b"]),
        ("(?:a|b)|(c|(d|e))", ["(?:a|b)", "(c|(d|e))"]),
        (r"a\(|b", [r"a\(", "b"]),
        ("[(]|b", ["[(]", "b"]),
    ],
)
def test_alternatives(pattern: str, expected: list[str]) -> None:
    assert alternatives(pattern) == expected


def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(json.dumps(GOOD), "utf8")
    assert cli.main(["patterns", "check", str(path)]) == 0
    assert capsys.readouterr() == ("", "1 rows, 1 examples, 0 problems, 0 warnings\n")
    path.write_text(json.dumps({**GOOD, "examples": ["none"]}), "utf8")
    assert cli.main(["patterns", "check", str(path)]) == 1
    assert capsys.readouterr().out.startswith(f"[E082] {path}:1: ")
    assert cli.main(["patterns", "check", str(tmp_path / "none.jsonl")]) == 2
    assert "[E007]" in capsys.readouterr().err
