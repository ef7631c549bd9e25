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
from imr_nlp.rules.load import (
    ROW_KEYS,
    compile_pattern,
    fragment_patterns,
    packaged_patterns,
    packaged_text,
    read_patterns,
    select,
    union_pattern,
)

DOSE = {"label": "DOSE", "id": "dose", "pattern": "\\d+ ?mg"}
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
    ("no JSON", [DOSE, "{'label': 'DOSE'}"], "E001", 2, []),
    ("cut off", ['{"label": "DOSE", "id": '], "E001", 1, []),
    ("a list", [["DOSE"]], "E001", 1, ["list"]),
    ("a string", ['"DOSE"'], "E001", 1, ["str"]),
    ("null", ["null"], "E001", 1, ["NoneType"]),
    ("empty lines are counted", [DOSE, "", "   ", "oops"], "E001", 4, []),
    ("no label", [{"id": "dose", "pattern": "x"}], "E002", 1, ["None", "DOSE", "FRAGMENT"]),
    ("unknown label", [DOSE, {**DOSE, "label": "DOZE"}], "E002", 2, ["'DOZE'", "QUANTITY"]),
    ("label no string", [{**DOSE, "label": ["DOSE"]}], "E002", 1, ["['DOSE']"]),
    ("label in small letters", [{**DOSE, "label": "dose"}], "E002", 1, ["'dose'"]),
    ("no id", [{"label": "DOSE", "pattern": "x"}], "E003", 1, ["'id'", "str"]),
    ("id a number", [{**DOSE, "id": 7}], "E003", 1, ["'id'", "str"]),
    ("no pattern", [{"label": "DOSE", "id": "x"}], "E003", 1, ["'pattern'"]),
    ("no terms", [{"label": "OUTCOME", "id": "x"}], "E003", 1, ["'terms'", "list"]),
    ("terms a string", [DRUG, {**DRUG, "id": "x", "terms": "Soma"}], "E003", 2, ["'terms'", "list"]),
    ("drug without ingredients", [{"label": "DRUG", "id": "x", "terms": ["x"]}], "E003", 1, ["'ingredients'"]),
    ("sides a string", [{"label": "BODY_PART", "id": "x", "terms": ["x"], "sides": "no"}], "E003", 1, ["'sides'", "bool"]),
    ("term in two rows", [DRUG, {**DRUG, "id": "other"}], "E004", 2, ["term", "'soma'", "mine.jsonl:1"]),
    ("term in another case", [DRUG, {**DRUG, "id": "other", "terms": ["SOMA"]}], "E004", 2, ["'soma'"]),
    (
        "term with more blanks",
        [{**DRUG, "terms": ["Soma  350"]}, {**DRUG, "id": "o", "terms": ["soma 350"]}],
        "E004",
        2,
        ["'soma 350'"],
    ),
    ("term twice in a row", [{**DRUG, "terms": ["Soma", "soma"]}], "E004", 1, ["'soma'", "mine.jsonl:1"]),
    (
        "misspelling is another's term",
        [DRUG, {**DRUG, "id": "o", "terms": ["Sona"], "misspellings": ["soma"]}],
        "E004",
        2,
        ["'soma'"],
    ),
    ("expression does not compile", [DOSE, {**DOSE, "id": "y", "pattern": "(\\d+ mg"}], "E005", 2, ["'y'"]),
    (
        "fragment does not compile",
        [{"label": "FRAGMENT", "id": "f", "pattern": "[a"}, {**DOSE, "pattern": "{{f}}"}],
        "E005",
        1,
        ["'f'"],
    ),
    ("two groups of one name", [{**DOSE, "pattern": "(?P<a>x)(?P<a>y)"}], "E005", 1, ["'dose'"]),
    ("unknown fragment", [DOSE, {**DOSE, "id": "y", "pattern": "{{number}} mg"}], "E006", 2, ["{{number}}"]),
    (
        "fragment below its use",
        [{"label": "FRAGMENT", "id": "a", "pattern": "{{b}}"}, {"label": "FRAGMENT", "id": "b", "pattern": "x"}],
        "E006",
        1,
        ["{{b}}"],
    ),
    (
        "value out of the set",
        [{"label": "REVIEW_DECISION", "id": "x", "pattern": "x", "decision": "deferred"}],
        "E015",
        1,
        ["'deferred'", "modified"],
    ),
    (
        "no such kind of list words",
        [{"label": "LIST_WORDS", "id": "x", "terms": ["x"], "list": "requests", "kind": "verb"}],
        "E015",
        1,
        ["'verb'", "noun"],
    ),
    ("fragment inside itself", [{"label": "FRAGMENT", "id": "a", "pattern": "{{a}}"}], "E006", 1, ["{{a}}"]),
]


@pytest.mark.parametrize(("rows", "code", "line", "words"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_faults(write: WriteRows, rows: list[Any], code: str, line: int, words: list[str]) -> None:
    path = write(*rows)
    with pytest.raises(PatternError) as error:
        read_patterns([path])
    message = str(error.value)
    assert message.startswith(f"[{code}] {path}:{line}: ")
    assert [word for word in words if word not in message] == []


@pytest.mark.parametrize("name", ["missing.jsonl", "folder/drugs.jsonl", "", "patterns"])
def test_no_such_file(name: str) -> None:
    with pytest.raises(FileNotFoundError) as error:
        read_patterns([name])
    assert str(error.value).startswith(f"[E007] pattern file {name!r}")
    assert "drugs.jsonl" in str(error.value)


def test_faults_across_files(write: WriteRows) -> None:
    first, second = write(DRUG, name="first.jsonl"), write({**DRUG, "id": "o"}, name="second.jsonl")
    with pytest.raises(PatternError, match=r"\[E004\].*second\.jsonl:1.*'soma'.*first\.jsonl:1"):
        read_patterns([first, second])


def test_fault_in_a_file_of_the_users_own(write: WriteRows) -> None:
    path = write(DOSE, {**DOSE, "id": "y", "pattern": "("})
    with pytest.raises(PatternError, match=rf"{re.escape(str(path))}:2"):
        imr_nlp.load(config={"components": {"imr_entities": {"extra_patterns": [str(path)]}}})


def test_same_id_under_two_labels(write: WriteRows) -> None:
    rows = read_patterns([write(DOSE, {"label": "REFILLS", "id": "dose", "pattern": "x"})])
    assert [row["label"] for row in rows] == ["DOSE", "REFILLS"]


def test_names_for_citations_only_may_repeat_others(write: WriteRows) -> None:
    guideline = {"label": "GUIDELINE", "id": "a", "terms": ["Knee"], "source": "ODG"}
    rows = read_patterns([write(guideline, {**guideline, "only_in_citations": True})])
    assert len(rows) == 2


def test_rows_keep_order_and_know_their_place(write: WriteRows) -> None:
    path = write("", DRUG, "", DOSE)
    rows = read_patterns([path])
    assert [(row["id"], row["_where"]) for row in rows] == [("carisoprodol", f"{path}:2"), ("dose", f"{path}:4")]
    assert {key: value for key, value in rows[0].items() if key != "_where"} == DRUG


def test_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "empty.jsonl"
    path.write_text("\n  \n")
    assert read_patterns([path]) == []
    assert read_patterns([]) == []


def test_extra_file_behind_packaged_ones(write: WriteRows) -> None:
    path = write({"label": "DOSE", "id": "mine", "pattern": "{{number}} drops"})  # `number` is dosage.jsonl's
    rows = read_patterns(["dosage.jsonl", path])
    mine = rows[-1]
    assert mine["_where"] == f"{path}:1"
    assert compile_pattern(mine, fragment_patterns(rows)).fullmatch("2.5 drops")


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


# pattern, flags of the row, what it matches in full, what it does not
BLANKS = [
    (
        "medically necessary",
        {},
        ["medically necessary", "medically\nnecessary", "medically \r\n necessary", "medically\fnecessary"],
        ["medicallynecessary", "Medically necessary"],
    ),
    ("\\d+ ?mg", {}, ["10mg", "10 mg", "10\nmg", "10  mg"], ["10 Mg"]),
    ("a ??b", {}, ["ab", "a b", "a \n b"], []),
    ("a b? ?c", {}, ["a bc", "a b c", "a c"], ["abc"]),
    ("a\\ b", {}, ["a b"], ["a\nb", "ab", "a  b"]),  # an escaped blank is a blank
    ("a[/-]b", {}, ["a/b"], ["a b"]),
    ("a[- ]?b", {}, ["a-b", "a b", "a\nb", "ab"], ["a+b", "a  b"]),  # one of the characters of a class
    ("a\\[ b", {}, ["a[ b", "a[\n b"], ["a[b"]),
    ("a b", {"ignore_case": True}, ["A\nB"], ["AB"]),
    ("a b", {"ignore_case": False}, ["a b"], ["A B"]),
]


@pytest.mark.parametrize(("pattern", "flags", "matching", "other"), BLANKS, ids=[repr(row[0]) for row in BLANKS])
def test_blanks(pattern: str, flags: dict[str, bool], matching: list[str], other: list[str]) -> None:
    compiled = compile_pattern({"label": "DOSE", "id": "x", "pattern": pattern, **flags}, {})
    assert [text for text in matching if not compiled.fullmatch(text)] == []
    assert [text for text in other if compiled.fullmatch(text)] == []


def test_fragments_inside_fragments(write: WriteRows) -> None:
    rows = read_patterns(
        [
            write(
                {"label": "FRAGMENT", "id": "digit", "pattern": "one|two"},
                {"label": "FRAGMENT", "id": "times", "pattern": "{{digit}} times"},
                {**DOSE, "pattern": "^{{times}} daily|{{digit}}{2}$"},
            )
        ]
    )
    fragments = fragment_patterns(rows)
    assert list(fragments) == ["digit", "times"]
    compiled = compile_pattern(select(rows, "DOSE")[0], fragments)
    assert compiled.search("two\ntimes daily")  # the alternatives of a fragment stay together
    assert compiled.search("onetwo")
    assert not compiled.search("one daily")


def test_union_of_rows() -> None:
    rows: list[dict[str, Any]] = [
        {"label": "DOSE", "id": "a", "pattern": "10 mg"},
        {"label": "DOSE", "id": "b", "pattern": "x|y", "ignore_case": True},
    ]
    union = union_pattern(rows, {})
    assert union is not None
    found = [(match.group(), match.lastgroup) for match in union.finditer("10\nmg Y 10 MG x")]
    assert found == [("10\nmg", "r0"), ("Y", "r1"), ("x", "r1")]
    assert union_pattern([], {}) is None


def test_select() -> None:
    rows = [DRUG, DOSE]
    assert select(rows, "DOSE") == [DOSE]
    assert select(rows, "DATE") == []


def test_every_label_demands_an_id() -> None:
    assert all(keys["id"] is str and {"terms", "pattern"} & set(keys) for keys in ROW_KEYS.values())
