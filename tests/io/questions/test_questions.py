"""The twelve questions: SQL and pandas give the numbers that were counted by hand in letters of the corpus."""

from __future__ import annotations

import doctest
import importlib
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from imr_nlp import cli
from imr_nlp.errors import ReadError
from imr_nlp.io.questions import Answer, answer, questions
from imr_nlp.io.read.documents import Finished
from imr_nlp.io.write import derived
from imr_nlp.io.write.prepare import PreparedLetter
from imr_nlp.io.write.store import Store
from imr_nlp.io.write.tables import rows_of
from imr_nlp.record.models import Determination

pandas = pytest.importorskip("pandas", reason="pandas is not installed (extra pandas)")
CORPUS = Path(__file__).parents[3] / "corpus"
Rows = list[tuple[Any, ...]]
Frames = Callable[[str], Any]

# Of each question the letters that were counted, and what was found in them. A drug stands for its class, a body part for its
# region and a specialty for its normal form, so that the numbers do not depend on what these are called.
COUNTED: dict[int, tuple[str, Rows]] = {
    # Opioids: Norco and Ultracet upheld. Muscle relaxants: Flexeril, Fexmid. Anti-epilepsy drugs: Neurontin.
    1: (
        "a01 a16 v22 v25 v36",
        [
            *(("Norco", 2, 0), ("Flexeril", 2, 0), ("Flector", 1, 0), ("Neurontin", 1, 1), ("Naproxen sodium", 1, 0)),
            *(("Omeprazole DR", 1, 0), ("Cymbalta", 1, 1), ("Xanax", 1, 0), ("Ambien", 1, 0)),
        ],
    ),
    # v21: the shoulder of MTUS and ODG for the operation, of ODG for the machine, the postsurgical guidelines for the therapy.
    2: (
        "a01 b01 v12 v21",
        [
            *(("mtus:opioids", 1, 0), ("mtus:chronic_pain", 2, 0), ("odg:pain", 1, 0), ("mtus:low_back", 2, 1)),
            *(("mtus:ankle_and_foot", 1, 0), ("odg:ankle_and_foot", 1, 1), ("mtus:shoulder", 1, 1), ("odg:shoulder", 2, 1)),
            ("mtus:postsurgical", 1, 1),
        ],
    ),
    # v12: MRI and therapy of the ankle; v21: operation and therapy of the shoulder.
    3: ("b01 v12 v21", [("lumbar spine", 1, 1), ("lower extremity", 1, 0), ("ankle", 2, 1), ("shoulder", 2, 2)]),
    4: (
        "a01 v12 v21 v22",
        [
            *(("Physical Medicine & Rehabilitation", 2, 0), ("Pain Management", 5, 1), ("Family Practice", 2, 1)),
            *(("Orthopedic Surgery", 4, 3), ("Anesthesiology", 3, 1)),
        ],
    ),
    # v01 spells it NORCO.
    5: ("a01 a09 b03 v01 v27", [(60, "overturned", 1), (90, "upheld", 1), (120, "upheld", 1), (180, "upheld", 2)]),
    6: (
        "b01 v12 v26 v34",
        [
            ("claims_administrator", "MTUS", "mtus:low_back", 2),
            ("claims_administrator", "ODG", "odg:low_back", 1),
            ("reviewer", "MTUS", "mtus:low_back", 2),
            ("reviewer", "ODG", "odg:low_back", 1),
        ],
    ),
    # Ultracet 37.5 mg every 6 hours at most: 37.5 x 4 x 0.2 = 30 a day. In all: Norco 10 x 120 = 1,200, Ultracet
    # 37.5 x 120 x 0.2 = 900, OxyContin 20 x 60 x 1.5 = 1,800, Nucynta 100 x 60 x 0.4 = 2,400; Butrans has no factor.
    7: (
        "a01 a03 a13 a16 v17",
        [("overturned", 3, 0, None, None, None, 2, 2100.0), ("upheld", 2, 1, 30.0, 30.0, 30.0, 2, 1050.0)],
    ),
    # Standard: 9/23 to 11/4, 10/11 to 11/10, 7/28 to 8/31; expedited: 11/4 to 12/18, 12/14 to 1/31.
    8: ("a01 a07 v12 v21 v26 v27", [("Expedited", 2, 46.0, 44, 48), ("Standard", 3, 35.3, 30, 42)]),
    # MRI: the administrators of b01 and v30, the reviewers of v30 and v34.
    9: (
        "b01 v12 v30 v34",
        [
            *(("mri", 4, 2, 2), ("gym_memberships", 2, 1, 1), ("physical_therapy", 1, 0, 1)),
            *(("migraine_pharmaceutical_treatment", 1, 0, 1), ("botulinum_toxin_for_chronic_migraine", 1, 0, 1)),
            ("physical_medicine", 1, 0, 1),
        ],
    ),
    10: (
        "v12 v25 v30",
        [
            *(("diagnostic_imaging", "no_objective_findings", 2), ("diagnostic_imaging", "no_red_flags", 2)),
            *(("diagnostic_imaging", "too_early", 1), ("injection", "conservative_care_not_failed", 1)),
            *(("injection", "too_early", 1), ("pharmaceutical", "conservative_care_not_failed", 1)),
            *(("pharmaceutical", "dependent_on_denied", 1), ("pharmaceutical", "exceeds_guideline", 1)),
            *(("pharmaceutical", "long_term_use", 1), ("pharmaceutical", "no_indication", 1)),
            ("pharmaceutical", "safety_risk", 1),
        ],
    ),
    # b02: 8 sessions for knee and hip; v34: twice weekly for 6 weeks; v16: 6 visits; v12: 3 x 2; v21: 2 x 6.
    11: (
        "b02 v12 v16 v21 v34",
        [
            *(("knee", "upheld", 2, 10.0, 8.0, 12.0), ("hip", "upheld", 1, 8.0, 8.0, 8.0)),
            *(("lumbar spine", "upheld", 1, 6.0, 6.0, 6.0), ("ankle", "overturned", 1, 6.0, 6.0, 6.0)),
            ("shoulder", "overturned", 1, 12.0, 12.0, 12.0),
        ],
    ),
    # v22: three times MTUS on both sides, once overturned.
    12: (
        "a01 b01 v12 v22",
        [
            *(("MTUS", "MTUS", 5, 1), ("MTUS", "MTUS, ODG", 1, 0), ("MTUS, ODG", "MTUS", 1, 1), ("nothing", "MTUS", 1, 0)),
            ("MTUS", "ODG", 1, 1),
        ],
    ),
}


# The same by pandas


def rates(frames: Frames, rows: Any, column: str) -> Any:
    """Issues and overturned ones by a column of rows that belong to them."""
    decided = frames("issues")[["id", "decision"]].dropna()
    members = rows[["issue_id", column]].dropna().drop_duplicates()
    merged = members.merge(decided, left_on="issue_id", right_on="id")
    return (merged["decision"] == "overturned").groupby(merged[column], observed=True).agg(["size", "sum"])


def rows_from(frame: Any) -> Rows:
    """A frame's rows, its index included, with None for what is missing."""
    flat = frame.reset_index().astype(object)
    return [tuple(row) for row in flat.where(flat.notna(), None).itertuples(index=False)]


def of_specialties(frames: Frames) -> Any:
    issues = frames("issues")[["id", "letter_id"]].rename(columns={"id": "issue_id"})
    found = frames("specialties")
    names = found["normal_form"].astype("string").fillna(found["specialty"])
    return rates(frames, found.assign(name=names)[["letter_id", "name"]].merge(issues, on="letter_id"), "name")


def of_chapters(frames: Frames) -> Any:
    cited = frames("citations")
    return rates(frames, cited[(cited["cited_by"] == "reviewer") & (cited["cited_in"] == "statement")], "chapter")


def joined(frames: Frames, table: str, *columns: str) -> Any:
    """A table with columns of its issues."""
    issues = frames("issues")[["id", *columns]].rename(columns={"id": "issue_id"})
    return frames(table).drop(columns=[name for name in columns if name in frames(table)]).merge(issues, on="issue_id")


def of_norco(frames: Frames) -> Any:
    found = joined(frames, "medications", "decision")
    return found[found["drug"].str.lower() == "norco"].groupby(["quantity", "decision"], observed=True).size()


def of_lumbar_mri(frames: Frames) -> Any:
    cited = joined(frames, "citations", "decision", "category", "item")
    lumbar = frames("body_parts").query("region == 'lumbar_spine'")["issue_id"]
    found = cited[
        (cited["decision"] == "overturned")
        & (cited["category"] == "diagnostic_imaging")
        & cited["item"].str.contains("MRI|magnetic resonance", case=False)
        & cited["issue_id"].isin(lumbar)
        & (cited["cited_in"] == "statement")
    ]
    chapter = found["chapter"].astype(object).fillna(found["title"])
    return found.assign(chapter=chapter).groupby(["cited_by", "source", "chapter"], observed=True)["issue_id"].nunique()


def of_morphine(frames: Frames) -> Any:
    found = joined(frames, "medications", "decision")
    by = found[found["drug_class"] == "opioids"].groupby("decision", observed=True)
    day, total = by["mme_per_day"], by["mme_total"]
    return pandas.concat(
        [by.size(), day.count(), day.mean().round(1), day.min(), day.max(), total.count(), total.mean().round(1)], axis=1
    )


def of_days(frames: Frames) -> Any:
    letters = frames("letters")
    days = (letters["decision_date"] - letters["application_received"]).dt.days
    return days.groupby(letters["priority"], observed=True).agg(["count", lambda days: round(days.mean(), 1), "min", "max"])


def of_topics(frames: Frames) -> Any:
    cited = frames("citations")[["id", "issue_id", "source", "cited_by"]].rename(columns={"id": "citation_id"})
    found = frames("citation_sections")[["citation_id", "topic"]].dropna().merge(cited, on="citation_id")
    once = found[found["source"] == "ODG"][["topic", "issue_id", "cited_by"]].drop_duplicates()
    sides = [once["cited_by"] == side for side in ("claims_administrator", "reviewer")]
    by = once.assign(all=True, administrator=sides[0], reviewer=sides[1]).groupby("topic", observed=True)
    return by[["all", "administrator", "reviewer"]].sum()


def of_reasons(frames: Frames) -> Any:
    found = joined(frames, "reasons", "category", "decision").query("decision == 'upheld' and polarity == 'against'")
    return found.groupby(["category", "code"], observed=True)["issue_id"].nunique()


def of_visits(frames: Frames) -> Any:
    found = joined(frames, "services", "category", "decision").query("category == 'rehabilitation'")
    found = found[found["unit"].isna() | found["unit"].isin(["visit", "session", "treatment"])].dropna(subset="total_high")
    parts = frames("body_parts")[["issue_id", "region"]].drop_duplicates()
    by = found.merge(parts, on="issue_id").groupby(["region", "decision"], observed=True)["total_high"]
    return by.agg(["size", lambda totals: round(totals.mean(), 1), "min", "max"])


def of_both(frames: Frames) -> Any:
    cited = frames("citations").query("cited_in == 'statement'")
    issues = frames("issues").set_index("id")
    sides = []
    for side in ("claims_administrator", "reviewer"):
        by_issue = cited[cited["cited_by"] == side].groupby("issue_id")["source"]
        sources = by_issue.agg(lambda found: ", ".join(sorted(set(found))))
        sides.append(sources.reindex(issues.index).fillna("nothing").rename(side))
    return (issues["decision"] == "overturned").groupby(sides).agg(["size", "sum"])


BY_PANDAS: dict[int, Callable[[Frames], Any]] = {
    1: lambda frames: rates(frames, frames("medications"), "drug_class"),
    2: of_chapters,
    3: lambda frames: rates(frames, frames("body_parts"), "region"),
    4: of_specialties,
    5: of_norco,
    6: of_lumbar_mri,
    7: of_morphine,
    8: of_days,
    9: of_topics,
    10: of_reasons,
    11: of_visits,
    12: of_both,
}


# The letters


@pytest.fixture(scope="module")
def records(nlp: Language) -> dict[str, Determination]:
    names = sorted({name for letters, _ in COUNTED.values() for name in letters.split()})
    return {name: nlp(text_of(name))._.imr for name in names}


def text_of(name: str) -> str:
    return (CORPUS / ("varied" if name.startswith("v") else "letters") / f"{name}.txt").read_text("utf8")


def database(path: Path, records: dict[str, Determination], names: list[str]) -> Path:
    """A database of some of them."""
    with Store.open(path, tables=True) as store:
        for name in names:
            plain = records[name].to_dict()
            counts = (plain["header"]["case_number"], plain["form"], name, len(plain["issues"]), 0, 0, None)
            letter = PreparedLetter(name, *counts, rows_of(plain, name, (name, None, None)))
            store.add([Finished(name, (letter,))])
    return path


def named(number: int, rows: Rows, records: dict[str, Determination], letters: str) -> Rows:
    """Counted rows with the class, region or normal form in place of what stands for it."""
    issues = [issue for name in letters.split() for issue in records[name].issues]
    if number == 1:
        names = {one.drug: one.drug_class for issue in issues for one in issue.medications}
    elif number == 4:
        reviewers = [row for name in letters.split() for row in derived.specialties(records[name].to_dict())]
        names = {worded: normal_form for worded, normal_form, _ in reviewers}
    elif number in (3, 11):
        names = {one.part: one.region for issue in issues for one in issue.body_parts}
    else:
        return rows
    return [(names[row[0]], *row[1:]) for row in rows]


@pytest.mark.parametrize("number", COUNTED)
def test_sql_and_pandas_give_what_was_counted(records: dict[str, Determination], tmp_path: Path, number: int) -> None:
    import imr_nlp

    letters, counted = COUNTED[number]
    names = letters.split()
    expected = sorted(named(number, counted, records, letters), key=str)
    found = answer(database(tmp_path / "some.db", records, names), number)
    by_sql = [row[:3] for row in found.rows] if number <= 4 else found.rows
    assert sorted(by_sql, key=str) == expected
    chosen = [records[name] for name in names]
    by_pandas = rows_from(BY_PANDAS[number](lambda table: imr_nlp.to_frame(chosen, table)))
    assert sorted(by_pandas, key=str) == expected


# The rest


def test_questions_are_twelve_and_read_by_people() -> None:
    assert [one.number for one in questions()] == list(range(1, 13))
    for one in questions():
        assert one.text.endswith("?") and one.query.startswith(f"-- {one.text}\n") and one.query.endswith(";")
        assert max(map(len, one.query.splitlines())) <= 128


@pytest.fixture(scope="module")
def small(records: dict[str, Determination], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return database(tmp_path_factory.mktemp("questions") / "some letters.db", records, ["a01", "a09", "v01"])


def test_command_prints_question_sql_and_table(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["questions", str(small), "5"]) == 0
    printed = capsys.readouterr().out
    assert printed.splitlines()[0] == "5. Which quantities of Norco were asked for, and with what outcome?"
    assert questions()[4].query in printed
    assert printed.splitlines()[-5:] == [
        "quantity  decision  requests",
        "--------  --------  --------",
        "      90  upheld           1",
        "     120  upheld           1",
        "     180  upheld           1",
    ]


def test_command_prints_all(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["questions", str(small)]) == 0
    printed = capsys.readouterr().out
    assert all(one.query in printed for one in questions())
    # No letter of these asks for an MRI.
    assert "(no rows)" in printed


def test_table_of_what_a_terminal_would_obey() -> None:
    table = Answer(("item", "rate"), [("Soma\x1b[31m", 0.5)])
    assert str(table).splitlines() == ["item       rate", "---------  ----", "Soma [31m   0.5"]


def _nothing(path: Path) -> None:
    return None


def _text(path: Path) -> None:
    path.write_text("Notes of mine.\n" * 100)


def _foreign(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE letters (name)")
    connection.close()


def _journal(path: Path) -> None:
    Store.open(path, tables=False).close()


def _earlier(path: Path) -> None:
    Store.open(path, tables=True).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE meta SET value = '1' WHERE name IN ('layout version', 'schema version')")
    connection.close()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (_nothing, r"\[E009\] no such file or folder: .*run\.db"),
        (_text, r"\[E063\] .*run\.db: .*not a database"),
        (_foreign, r"\[E063\] .*run\.db: .*no such table: meta"),
        (_journal, r"\[E063\] .*run\.db: .*without tables"),
        (_earlier, r"\[E075\] .*run\.db: a database of an earlier imr_nlp \(tables 1, record 1\).*--to .*run\.db --overwrite"),
    ],
)
def test_what_is_no_database_of_this_version(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], make: Callable[[Path], None], message: str
) -> None:
    path = tmp_path / "run.db"
    make(path)
    before = path.read_bytes() if path.exists() else None
    with pytest.raises(ReadError, match=message):
        answer(path, 1)
    assert cli.main(["questions", str(path), "1"]) == 2
    assert capsys.readouterr().err.startswith("imr-nlp: [E")
    assert (path.read_bytes() if path.exists() else None) == before


@pytest.mark.parametrize("number", [0, 13])
def test_no_such_question(small: Path, capsys: pytest.CaptureFixture[str], number: int) -> None:
    assert cli.main(["questions", str(small), str(number)]) == 2
    assert f"[E077] there is no question {number}. They have the numbers 1 to 12." in capsys.readouterr().err


def test_docstring() -> None:
    result = doctest.testmod(importlib.import_module("imr_nlp.io.questions"))
    assert (result.attempted, result.failed) == (1, 0)
