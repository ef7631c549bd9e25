"""What a run says on the terminal."""

from __future__ import annotations

from time import sleep

import pytest

from imr_nlp.io.read.documents import Failure, Finished
from imr_nlp.io.run import report as module
from imr_nlp.io.run.report import Report, summary_line
from imr_nlp.io.run.run import Progress, RunSummary, errors_place
from imr_nlp.io.write.prepare import PreparedLetter
from imr_nlp.io.write.store import Counts


def finished(number: int, letters: int = 1) -> Finished[PreparedLetter]:
    letter = PreparedLetter(str(number), None, "unknown", str(number), 0, 0, 0)
    return Finished(str(number), (letter,) * letters)


def failed(number: int) -> Finished[PreparedLetter]:
    return Finished(str(number), failures=(Failure(str(number), "read", "E011", f"{number}: empty, no text in it."),))


def test_all_failures_are_shown_unless_they_stand_elsewhere(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_SHOWN", 2)
    for elsewhere in (None, "letters.db"):
        with Report(list, elsewhere=elsewhere, bar=False) as report:
            report(Progress([finished(0), *map(failed, range(1, 4))]))
            report(Progress(duplicates=[Failure("4", "store", "E045", "4: already stored.")]))
    shown = [f"imr-nlp: [E011] {number}: empty, no text in it." for number in (1, 2, 3)]
    all_of_them = [*shown, "imr-nlp: [E045] 4: already stored."]
    more = "imr-nlp: there are more errors; all are in letters.db"
    assert capsys.readouterr().err.splitlines() == [*all_of_them, *shown[:2], more]


def test_bar_counts_letters_and_what_a_former_run_did(capsys: pytest.CaptureFixture[str]) -> None:
    with Report(lambda: range(10), elsewhere=None, bar=True) as report:
        while report._counted is None:
            sleep(0.01)
        report(Progress([finished(1), finished(2, letters=5)], passed_over=3))
        report(Progress([failed(number) for number in range(5)]))
        report._bar.refresh()
    err = capsys.readouterr().err
    # Ten documents, one of them with five letters.
    assert "14/14" in err and "letters/s" in err
    assert "imr-nlp: [E011] 0: empty, no text in it." in err


@pytest.mark.parametrize(
    ("target", "was_complete", "expected"),
    [
        (None, False, "5 letters, 9 issues: 6 upheld, 3 overturned; 1 errors"),
        ("a.db", False, "5 letters, 9 issues: 6 upheld, 3 overturned; 2 duplicates, 1 errors"),
        ("a.csv", True, "a.csv is complete: nothing to do; 2 duplicates, 1 errors"),
    ],
)
def test_summary_line(target: str | None, was_complete: bool, expected: str) -> None:
    assert summary_line(RunSummary(Counts(8, 5, 9, 6, 3, 1, 2), was_complete), target) == expected


def test_errors_place() -> None:
    assert [errors_place(name) for name in ("a.DB", "b.sqlite", "c.jsonl")] == ["a.DB", "b.sqlite", "c.jsonl.errors.jsonl"]
