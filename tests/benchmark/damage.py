"""What of a letter's record is kept, wrong and missing when its text is damaged.

    python tests/benchmark/damage.py [--letters N] [--only WORDS] [--seed N] [--show FIELD]

Each letter of the corpus is damaged in each of the ways of `damages.py` and read again; what the undamaged letter gives is
right. Of each field the table has "kept / wrong" in per cent: of what the letter tells, how much is the same, and how much
says something else. The rest is missing. An item found too much counts as wrong. Wrong is worse than missing: a number
above 0 in the second half is what to look at first (`--show decision` prints each). `warned` is the share of letters with items
missing that a finding (issue_unread, second_letter, header_unread) warns of.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from zlib import crc32

import spacy
from damages import DAMAGES, Damaged

CORPUS = Path(__file__).parents[2] / "corpus"
FIELDS = ("issue", "decision", "dates", "header", "cites", "rationale", "outcome", "summary", "reviewer")
DATES = ("date_assigned", "date_of_injury", "decision_date", "ur_denial_date", "application_received")
_WARNINGS = frozenset(("issue_unread", "second_letter", "header_unread"))
_ALIKE, _ENDS = 0.75, 40
# A shorter value is another one if a character differs.
_WORD = 5
Record = dict[str, Any]


class Outcome(NamedTuple):
    """One value: its field, "kept", "wrong" or "missing", and what shows it."""

    field: str
    result: str
    shown: str


def squeezed(words: str) -> str:
    return "".join(character for character in words.lower() if character.isalnum())


def alike(one: str, other: str) -> bool:
    """Whether two wordings are the same but for damaged characters: of long ones the ends and the length."""
    first, second = squeezed(one), squeezed(other)
    if first == second:
        return True
    # A page's head inside a rationale is part of its text.
    if abs(len(first) - len(second)) > (100 if len(first) > 2 * _ENDS else 3):
        return False
    ends = [(first, second)]
    if len(first) > 2 * _ENDS:
        ends = [(first[:_ENDS], second[:_ENDS]), (first[-_ENDS:], second[-_ENDS:])]
    return all(SequenceMatcher(None, *pair, autojunk=False).ratio() >= _ALIKE for pair in ends)


def compared(field: str, right: Any, got: Any) -> Iterator[Outcome]:
    if right is None or right == []:
        if got not in (None, []):
            yield Outcome(field, "wrong", f"{got} for nothing")
        return
    result = "missing" if got in (None, []) else "kept" if same(right, got) else "wrong"
    yield Outcome(field, result, f"{got} for {right}")


def same(right: Any, got: Any) -> bool:
    """Equal, or wordings that are alike, in lists in the same order."""
    if isinstance(right, str) and isinstance(got, str):
        return squeezed(right) == squeezed(got) or (len(right) > _WORD and alike(right, got))
    if isinstance(right, list) and isinstance(got, list):
        return len(right) == len(got) and all(map(same, right, got))
    return bool(right == got)


def cited(citations: list[Record]) -> list[list[Any]]:
    return [[citation["source"], citation["title"], citation["pages"]] for citation in citations]


def outcomes(right: Record, got: Record, damaged: Damaged) -> Iterator[Outcome]:
    """What became of each value of a record."""
    if damaged.head:
        for name, value in right["header"].items():
            field = "dates" if name in DATES else "header"
            yield from compared(field, None if name in damaged.unread else value, got["header"][name])
        for name in ("licensure", "certifications"):
            yield from compared("reviewer", right["reviewer"][name], got["reviewer"][name])
    if damaged.issues is None:
        for name in ("age", "sex"):
            yield from compared("summary", right["claimant"][name], got["claimant"][name])
    yield from _issues(right["issues"], got["issues"], damaged.issues)


def _issues(right: list[Record], got: list[Record], whole: range | None) -> Iterator[Outcome]:
    pairs = aligned([item["text"] for item in right], [item["text"] for item in got])
    for n, item in enumerate(got):
        if n not in pairs.values():
            yield Outcome("issue", "wrong", f"{item['text']!r}, which is none")
    for n, item in enumerate(right):
        if n not in pairs:
            if whole is None or n in whole:
                yield Outcome("issue", "missing", item["text"])
            continue
        found = got[pairs[n]]
        yield Outcome("issue", "kept", "")
        yield from compared("decision", item["decision"], found["decision"])
        if whole is None:
            for party in ("claims_administrator", "reviewer"):
                yield from compared("cites", cited(item[party]), cited(found[party]))
            yield from compared("rationale", _of(item, "rationale", "text"), _of(found, "rationale", "text"))
            necessary = "conclusion", "medically_necessary"
            yield from compared("outcome", _of(item, *necessary), _of(found, *necessary))


def _of(item: Record, part: str, name: str) -> Any:
    return None if item[part] is None else item[part][name]


def aligned(right: list[str], got: list[str]) -> dict[int, int]:
    """Which wording of the one list is which of the other, in the same order: as many as can be."""
    best: list[list[dict[int, int]]] = [[{} for _ in range(len(got) + 1)] for _ in range(len(right) + 1)]
    for n, one in enumerate(right):
        for k, other in enumerate(got):
            options = [best[n][k + 1], best[n + 1][k]]
            if alike(one, other):
                options.append({**best[n][k], n: k})
            best[n + 1][k + 1] = max(options, key=len)
    return best[-1][-1]


def without(value: Any, lines: Sequence[str]) -> Any:
    """A record without lines that stand inside its wordings; not those at their ends."""
    if isinstance(value, dict):
        return {key: without(item, lines) for key, item in value.items()}
    if isinstance(value, list):
        return [without(item, lines) for item in value]
    for line in lines if isinstance(value, str) else ():
        value = value.replace(f" {line} ", " ")
    return value


def cell(counts: Counter[str]) -> str:
    total = counts["kept"] + counts["missing"] + counts["wrong"]
    return f"{100 * counts['kept'] / total:5.1f} /{100 * counts['wrong'] / total:5.1f}" if total else ""


def main() -> None:
    parser = argparse.ArgumentParser(description="What of a letter's record is kept when its text is damaged.")
    parser.add_argument("--letters", type=int, help="so many of them, spread over the corpus")
    parser.add_argument("--only", default="", help="ways of damage whose name has these words")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", choices=FIELDS, help="print what of a field is wrong or missing")
    arguments = parser.parse_args()
    paths = sorted(CORPUS.rglob("*.txt"))
    paths = paths[:: max(1, len(paths) // arguments.letters)] if arguments.letters else paths
    texts = {path.stem: path.read_bytes().decode("utf8") for path in paths}
    nlp = spacy.load("imr_nlp")
    right = {name: nlp(text)._.imr.to_dict() for name, text in texts.items()}
    print(f"{len(texts)} letters; kept / wrong in per cent")
    print(" " * 26 + "".join(f"{field:>14}" for field in (*FIELDS, "warned")))
    for damage, change in DAMAGES.items():
        if arguments.only not in damage:
            continue
        counts: dict[str, Counter[str]] = {field: Counter() for field in FIELDS}
        warned: Counter[bool] = Counter()
        for name, text in texts.items():
            damaged = change(Random(crc32(f"{damage} {name} {arguments.seed}".encode())), text)
            got = without(nlp(damaged.text)._.imr.to_dict(), damaged.inside)
            results = list(outcomes(right[name], got, damaged))
            for outcome in results:
                counts[outcome.field][outcome.result] += 1
                if outcome.field == arguments.show and outcome.result != "kept":
                    print(f"  {damage}, {name}: {outcome.result}: {outcome.shown}")
            if any(outcome.field == "issue" and outcome.result == "missing" for outcome in results):
                warned[any(finding["code"] in _WARNINGS for finding in got["findings"])] += 1
        share = f"{100 * warned[True] / warned.total():14.0f}" if warned else ""
        print(f"{damage:<26}" + "".join(f"{cell(counts[field]):>14}" for field in FIELDS) + share, flush=True)


if __name__ == "__main__":
    main()
