"""The letters of two runs, each with its partner."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from imr_nlp.errors import Errors, ReadError
from imr_nlp.io.diff import open_output, output_pairs
from imr_nlp.io.diff.outputs import Key
from imr_nlp.io.diff.pairs import Pair, model_pairs
from imr_nlp.io.read.documents import Extraction, Failure
from imr_nlp.io.run import run
from imr_nlp.record.models import Determination, Header
from two_runs import write


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


class Run:
    """Letters of a run, as "source=case number"; the record of one says how it is written."""

    def __init__(self, text: str) -> None:
        self.letters = text.split()

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def keys(self) -> list[Key]:
        parts = (letter.partition("=") for letter in self.letters)
        return [Key(source, number or None, position) for position, (source, _, number) in enumerate(parts)]

    def record(self, key: Key) -> dict[str, Any]:
        return {"letter": self.letters[key.position]}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param("a b", "b a", "b-b a-a", id="in the order of the second"),
        pytest.param("a b c", "b", "b-b a- c-", id="what the first has alone comes last"),
        pytest.param("", "a", "-a", id="the first has nothing"),
        pytest.param("a", "", "a-", id="the second has nothing"),
        pytest.param("a=1 a=2", "a=2 a=1", "a=2-a=2 a=1-a=1", id="several letters of one source, by their numbers"),
        pytest.param("a=1", "a=2", "a=1-a=2", id="the source alone"),
        pytest.param("a=1 b=2", "c=2 b=1", "-c=2 b=2-b=1 a=1-", id="the source goes before the number"),
        pytest.param("a=1", "b=1", "a=1-b=1", id="the number alone"),
        pytest.param("old/a.txt", "new/a.txt", "old/a.txt-new/a.txt", id="the name in another folder"),
        pytest.param("old/a.txt=1", "new/a.txt", "-new/a.txt old/a.txt=1-", id="a name, but a number on one side"),
        pytest.param("old/a.txt", "new/b.txt", "-new/b.txt old/a.txt-", id="another name"),
        pytest.param("a a", "a", "a-a a-", id="each has one partner"),
        pytest.param("a=1 a=2", "a a", "a=1-a a=2-a", id="of several the first is the first's"),
        pytest.param("a", "a a", "a-a -a", id="and only one"),
    ],
)
def test_partners(before: str, after: str, expected: str) -> None:
    found = output_pairs(Run(before), Run(after))
    assert " ".join("-".join(one["letter"] if one else "" for one in (pair.before, pair.after)) for pair in found) == expected


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        pytest.param("old/a=1", "new/a=1", ("new/a", "1"), id="as the later run calls it"),
        pytest.param("a=1", "a", ("a", "1"), id="the number of the first, where the second has none"),
        pytest.param("a=1", "a=2", ("a", "2"), id="that of the second before that of the first"),
        pytest.param("a=1", "", ("a", "1"), id="the first alone"),
        pytest.param("", "a", ("a", None), id="no number at all"),
    ],
)
def test_what_a_pair_is_called(before: str, after: str, named: tuple[str, str | None]) -> None:
    (pair,) = output_pairs(Run(before), Run(after))
    assert (pair.source, pair.case_number) == named


# Each letter read by two pipelines


def reading(text: str) -> Extraction:
    """What a pipeline made of a letter: "source=case number", "source!" where it failed."""
    source, _, number = text.rstrip("!").partition("=")
    if text.endswith("!"):
        return Extraction(source, failure=Failure.of(source, "read", Errors.E011.format(path=source)))
    return Extraction(source, record=Determination("unknown", header=Header(number or None)))


@pytest.mark.parametrize(
    ("first", "second", "pairs", "failed"),
    [
        pytest.param("a=1 b", "a=1 b", ["a 1 both", "b None both"], 0, id="both"),
        pytest.param("a=1", "a=2", ["a 2 both"], 0, id="the number of the second"),
        pytest.param("a=1", "a", ["a 1 both"], 0, id="the number of the first"),
        pytest.param("a! b=1", "a=1 b=1", ["a 1 gained", "b 1 both"], 1, id="the first failed"),
        pytest.param("a=1", "a!", ["a 1 lost"], 1, id="the second failed"),
        pytest.param("a! b", "a! b", ["b None both"], 1, id="both failed: one message"),
    ],
)
def test_two_readings(monkeypatch: pytest.MonkeyPatch, first: str, second: str, pairs: list[str], failed: int) -> None:
    messages: list[str] = []
    found = [
        f"{pair.source} {pair.case_number} {'gained' if pair.before is None else 'lost' if pair.after is None else 'both'}"
        for pair in read_twice(monkeypatch, first, second, messages)
    ]
    assert found == pairs
    assert ["[E011]" in message for message in messages] == [True] * failed


@pytest.mark.parametrize(("first", "second"), [("a b", "a"), ("a", "a b"), ("a b", "a c")])
def test_readings_that_do_not_go_together(monkeypatch: pytest.MonkeyPatch, first: str, second: str) -> None:
    found = read_twice(monkeypatch, first, second, [])
    assert next(found).source == "a"
    with pytest.raises(ReadError, match=r"\[E064\] b"):
        next(found)


def read_twice(monkeypatch: pytest.MonkeyPatch, first: str, second: str, messages: list[str]) -> Iterator[Pair]:
    letters = {"one": first, "other": second}
    monkeypatch.setattr(run, "extract", lambda sources, *, model, **options: (reading(text) for text in letters[model].split()))
    return model_pairs("one", "other", ["in"], workers=1, on_failure=messages.append)
