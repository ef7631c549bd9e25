"""Differences between two runs: what is paired, what is said, and the outputs that are read."""

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
from imr_nlp.io.diff import Comparison, compare, open_output, output_pairs
from imr_nlp.io.diff.compare import pairs
from imr_nlp.io.run.run import Options, extract_to
from imr_nlp.io.write.prepare import prepare
from imr_nlp.record.models import (
    Citation,
    Conclusion,
    Determination,
    Finding,
    Header,
    Issue,
    Medication,
    Mention,
    Reason,
    Service,
    Strength,
)

NO_TRIAL = Reason("no_trial", "prior_care", "against", "Nothing else was tried", 60, 82)
NO_SCAN = Reason("no_scan", "documentation", "against", "no scan is on file", 90, 108)
NO_TRIAL_ROW = {
    "code": "no_trial",
    "group": "prior_care",
    "polarity": "against",
    "evidence": "Nothing else was tried",
    "start": 60,
    "end": 82,
}
NO_SCAN_ROW = {
    "code": "no_scan",
    "group": "documentation",
    "polarity": "against",
    "evidence": "no scan is on file",
    "start": 90,
    "end": 108,
}
MTUS = Citation(
    "MTUS Pain 2016", 20, 34, "MTUS", "Pain", None, (None, None), 2016, ("Opioids", "Weaning"), ((3, 5), (7, 7)), None
)
SOMA = Issue(
    "Soma #60",
    10,
    18,
    1,
    "upheld",
    medications=(
        Medication("Soma #60", 10, 18, "Soma", ("carisoprodol",), quantity=60, strengths=(Strength(None, 350, "mg"),)),
    ),
    services=(Service("Soma #60", 10, 18, per_week=(2, 3), weeks=(6, 6)),),
    reviewer=(MTUS,),
    rationale=Mention("Nothing else was tried, and no scan is on file.", 60, 109),
    conclusion=Conclusion(False, "It is not necessary.", 110, 130),
    reasons=(NO_TRIAL, NO_SCAN),
)
LETTER = Determination(
    "final_determination",
    "upheld",
    Header("CM16-9900001", decision_date="2016-03-04"),
    issues=(SOMA,),
    drug_mentions=("Soma",),
    findings=(Finding("odd", "Both disagree.", (Mention("Soma", 10, 14),)),),
)


def record(**changes: Any) -> dict[str, Any]:
    """The record of the letter, with other values by path: "issues.0.decision" with "__" for the points."""
    plain = LETTER.to_dict()
    for path, value in changes.items():
        *above, name = path.split("__")
        place: Any = plain
        for step in above:
            place = place[int(step) if step.isdigit() else step]
        place[int(name) if name.isdigit() else name] = value
    return plain


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param({}, {}, [], id="the same"),
        pytest.param(
            {"header__decision_date": None}, {}, ["gained header.decision_date None -> 2016-03-04"], id="a value gained"
        ),
        pytest.param({}, {"header__decision_date": None}, ["lost header.decision_date 2016-03-04 -> None"], id="a value lost"),
        pytest.param(
            {}, {"issues__0__decision": "overturned"}, ["changed issues.decision upheld -> overturned < Soma #60"], id="changed"
        ),
        pytest.param(
            {},
            {"issues__0__reasons": [NO_SCAN_ROW]},
            ["lost issues.reasons no_trial: Nothing else was tried -> None < Soma #60 @60-82"],
            id="an item lost",
        ),
        pytest.param(
            {},
            {"issues__0__reasons__1__code": "no_imaging"},
            ["changed issues.reasons.code no_scan -> no_imaging < Soma #60 < no_imaging @90-108"],
            id="another code for the same words",
        ),
        pytest.param(
            {},
            {"issues__0__reasons__1__evidence": "scan is on file", "issues__0__reasons__1__start": 93},
            ["changed issues.reasons.evidence no scan is on file -> scan is on file < Soma #60 < no_scan @93-108"],
            id="cut differently: one difference, not its place besides",
        ),
        pytest.param(
            {},
            {"issues__0__reasons__1": {**NO_SCAN_ROW, "start": 190, "end": 208}},
            ["changed issues.reasons.place 90-108 -> 190-208 < Soma #60 < no_scan @190-208"],
            id="the same words elsewhere",
        ),
        pytest.param(
            {},
            {"issues__0__reviewer__0__sections": ["Opioids", "Tapering"]},
            [
                "lost issues.reviewer.sections Weaning -> None < Soma #60 < MTUS Pain 2016 @20-34",
                "gained issues.reviewer.sections None -> Tapering < Soma #60 < MTUS Pain 2016 @20-34",
            ],
            id="a list of words",
        ),
        pytest.param(
            {},
            {"issues__0__reviewer__0__pages": [[3, 5]]},
            ["lost issues.reviewer.pages [7, 7] -> None < Soma #60 < MTUS Pain 2016 @20-34"],
            id="a list of pairs",
        ),
        pytest.param(
            {},
            {"issues__0__services__0__per_week": [2, 2]},
            ["changed issues.services.per_week [2, 3] -> [2, 2] < Soma #60 < Soma #60 @10-18"],
            id="a pair",
        ),
        pytest.param(
            {"issues__0__conclusion": None},
            {},
            ["gained issues.conclusion None -> false: It is not necessary. < Soma #60 @110-130"],
            id="a part gained",
        ),
        pytest.param(
            {},
            {
                "issues__0__medications__0__strengths": [
                    {"ingredient": None, "value": 250, "unit": "mg", "per_value": None, "per_unit": None}
                ]
            },
            ["changed issues.medications.strengths.value 350 -> 250 < Soma #60 < Soma #60 @10-18"],
            id="items without words, in order",
        ),
        pytest.param({}, {"findings": []}, ["lost findings odd: Both disagree. -> None @10-14"], id="a finding"),
        pytest.param({"schema_version": "0"}, {}, [], id="the version is none of the letter's"),
    ],
)
def test_compare(before: dict[str, Any], after: dict[str, Any], expected: list[str]) -> None:
    found = []
    for one in compare(record(**before), record(**after)):
        place = one.place_before if one.after is None else one.place_after
        inside = "".join(f" < {words}" for words in one.within)
        found.append(
            f"{one.kind} {one.field} {one.before} -> {one.after}{inside}" + (f" @{place[0]}-{place[1]}" if place else "")
        )
    # The place of the issue stands behind its own values.
    assert [line.removesuffix(" @10-18") if "decision" in line else line for line in found] == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param("a@1 b@2", "b@2 a@1", "b-b a-a", id="another order"),
        pytest.param("a@1 a@2", "a@2", "2-2 1-", id="the same words twice: those at the same place"),
        pytest.param("a@1 b@5", "a@4", "a-a b-", id="the same words at another place"),
        pytest.param("norco@1 soma@20", "norco ten@1", "norco-norco ten soma-", id="longer words at the same place"),
        pytest.param("soma@1", "norco@1", "-norco soma-", id="other words at the same place"),
        pytest.param("", "a@1", "-a", id="nothing before"),
    ],
)
def test_pairs(before: str, after: str, expected: str) -> None:
    def items(text: str) -> list[dict[str, Any]]:
        parts = [part.rsplit("@") for part in text.replace(" ten", "_ten").split()]
        return [
            {"text": words.replace("_", " "), "start": int(place), "end": int(place) + len(words)} for words, place in parts
        ]

    by_place = "2-2" in expected
    found = [
        "-".join("" if item is None else str(item["start"] if by_place else item["text"]) for item in pair)
        for pair in pairs(items(before), items(after))
    ]
    assert " ".join(found) == expected


def test_of_three_issues_one_is_gone_and_one_is_renumbered() -> None:
    def issue(words: str, start: int, number: int) -> dict[str, Any]:
        return {"text": words, "start": start, "end": start + len(words), "number": number}

    before = {"issues": [issue("Soma", 1, 1), issue("Norco", 20, 2), issue("Therapy", 40, 3)]}
    after = {"issues": [issue("Soma", 1, 1), issue("Therapy", 40, 2)]}
    found = [(one.field, one.kind, one.before, one.after) for one in compare(before, after)]
    assert found == [("issues.number", "changed", "3", "2"), ("issues", "lost", "Norco", None)]


def test_places_are_left_out_on_demand_and_all_is_counted() -> None:
    comparison = Comparison(places=False)
    assert comparison.add(record(), record(issues__0__reasons__1__start=80)) == []
    assert comparison.totals["issues.reasons"] == {"same": 2}
    assert comparison.totals["issues.reviewer.sections"] == {"same": 2}
    assert comparison.totals["header.case_number"] == {"same": 1}
    assert "header.priority" not in comparison.totals


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


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf8")
    return path


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


def test_letters_find_each_other(tmp_path: Path) -> None:
    def row(source: str, case_number: str | None) -> dict[str, Any]:
        return {"source": source, "header": {"case_number": case_number}}

    before = [row("old/a.txt", "CM1"), row("old/b.txt", None), row("old/c.txt", "CM3"), row("d.txt", "CM4"), row("x", "CM9")]
    after = [row("d.txt", None), row("new/b.txt", None), row("new/q.txt", "CM1"), row("new/c.txt", "CM3"), row("y", "CM8")]
    with open_output(write(tmp_path / "a.jsonl", before)) as one, open_output(write(tmp_path / "b.jsonl", after)) as other:
        found = [(pair.source, pair.case_number, pair.before is None, pair.after is None) for pair in output_pairs(one, other)]
    assert found == [
        ("d.txt", "CM4", False, False),
        ("new/b.txt", None, False, False),
        ("new/q.txt", "CM1", False, False),
        ("new/c.txt", "CM3", False, False),
        ("y", "CM8", True, False),
        ("x", "CM9", False, True),
    ]


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
