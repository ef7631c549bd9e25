"""Reason codes against annotated letters: what was found, missed and found too much, and with `--misses` why.

    python tests/benchmark/reasons.py corpus/varied_dev.jsonl [--misses]

A line of a miss names the role of the sentence that the gold points at, the cues of absence in it and the concepts, so that one
sees which row is wanting. One of something found too much names the cue and the concept that gave it.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from imr_nlp.components.reasons import ReasonFinder
from imr_nlp.readers.reasons import Found
from imr_nlp.readers.roles import Part
from imr_nlp.text.letter import LetterText, letter_text

Row = dict[str, Any]


class Item(NamedTuple):
    """An item with what was read of its rationale and what the gold says.

    name (str): letter and number.
    text (LetterText): the letter.
    parts (list[Part]): the parts of the rationale.
    found (list[Found]): the reasons found.
    gold (list[dict]): those of the gold, `code`, `start` and `end`.
    """

    name: str
    text: LetterText
    parts: list[Part]
    found: list[Found]
    gold: list[Row]


def letters(path: Path) -> Iterator[tuple[Row, str]]:
    """The rows of a gold file with the letters beside it."""
    for line in path.read_text("utf8").splitlines():
        row = json.loads(line)
        yield row, (path.parent / row["file"]).read_bytes().decode("utf8")


def items(nlp: Language, finder: ReasonFinder, row: Row, letter: str) -> Iterator[Item]:
    """The items of a letter."""
    doc: Doc = nlp(letter)
    text = letter_text(doc)
    rationales = {rationale.id_: read for rationale, *read in finder.read(doc)}
    for number, issue in enumerate(row["issues"], 1):
        if f"issue-{number}" in rationales:
            parts, found = rationales[f"issue-{number}"]
            yield Item(f"{row['id']}#{number}", text, parts, found, issue["reasons"])


def misses(finder: ReasonFinder, item: Item) -> Iterator[str]:
    """One line for each code that is missed or found too much."""
    told, given = {reason["code"] for reason in item.gold}, {reason.code for reason in item.found}
    for reason in item.gold:
        if reason["code"] not in given:
            span = " ".join(item.text.text[reason["start"] : reason["end"]].split()).lower()
            start = item.text.lower.find(span)
            role = next((part.role for part in item.parts if part.start <= start < part.end), "?")
            cues, concepts = finder.explain(item.text.lower, (start, start + len(span)))
            yield f"{item.name} missed {reason['code']}: role {role}, cues {cues}, concepts {concepts}: {span}"
    for found in item.found:
        if found.code not in told:
            words = item.text.wording(found.start, found.end)
            yield f"{item.name} too much {found.code}: cue {found.cue!r}, concept {found.concept}: {words}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Reason codes against annotated letters.")
    parser.add_argument("gold", type=Path, nargs="+", help="JSONL files of the corpus")
    parser.add_argument("--misses", action="store_true", help="print each miss with what was read there")
    arguments = parser.parse_args()
    nlp = spacy.load("imr_nlp")
    finder = nlp.get_pipe("imr_reasons")
    assert isinstance(finder, ReasonFinder)
    right: Counter[str] = Counter()
    found: Counter[str] = Counter()
    gold: Counter[str] = Counter()
    for path in arguments.gold:
        for row, letter in letters(path):
            for item in items(nlp, finder, row, letter):
                codes, told = {reason.code for reason in item.found}, {reason["code"] for reason in item.gold}
                right.update(codes & told)
                found.update(codes)
                gold.update(told)
                if arguments.misses:
                    for line in misses(finder, item):
                        print(line)
    print(f"{'code':<32}{'P':>7}{'R':>7}{'gold':>6}")
    for code in [*sorted(gold | found), ""]:
        hits, given, stated_all = (sum(c.values()) if not code else c[code] for c in (right, found, gold))
        print(f"{code or 'all':<32}{hits / max(given, 1):7.3f}{hits / max(stated_all, 1):7.3f}{stated_all:6d}")


if __name__ == "__main__":
    main()
