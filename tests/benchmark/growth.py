"""How the time for a text grows with its length, when it repeats one fragment without end.

usage: python tests/benchmark/growth.py [--only WORDS] [--sizes KB ...] [--rounds N]

Each kind of fragment stands at a place of a letter where some reader looks at it, repeated until the text has so many
kilobytes. Prints the milliseconds of the pipeline with the record at each size (the least of some rounds) and the exponent e of
size ** e that fits the larger sizes; 1 is linear. The exit status is 1 if one is over the limit. Start with `main`.
"""

from __future__ import annotations

import argparse
import gc
import math
import sys
from collections.abc import Sequence
from time import process_time
from typing import NamedTuple

import spacy
from spacy.language import Language

SIZES = (10, 20, 40, 80, 160)
LIMIT = 1.15
# Below this a text costs what every text costs.
_FROM = 40

_HEADER = "Case Number: CM16-9900101 Date Assigned: 10/03/2016\n"
_SUMMARY = f"{_HEADER}CLINICAL CASE SUMMARY\n"
_ISSUES = "IMR ISSUES, DECISIONS AND RATIONALES\n"
_ITEM = f"{_HEADER}{_ISSUES}Physical therapy "
_STATEMENT = (
    f"{_HEADER}{_ISSUES}Soma #60: Upheld\nClaims Administrator guideline: Decision based on MTUS Low Back 2004, Section(s): "
)
_RATIONALE = (
    f"{_HEADER}{_ISSUES}Soma #60: Upheld\nClaims Administrator guideline: None. MAXIMUS guideline: ODG. Decision rationale: "
)
_AFTER_ITEM = ": Upheld\nClaims Administrator guideline: None. Decision rationale: It is not medically necessary."


class Kind(NamedTuple):
    """A text that repeats something.

    name (str): what is printed.
    head (str): in front.
    fragment (str): what is repeated.
    tail (str): behind.
    """

    name: str
    head: str
    fragment: str
    tail: str = ""

    def text(self, size: int) -> str:
        """So many characters of it."""
        return self.head + self.fragment * max(1, (size - len(self.head) - len(self.tail)) // len(self.fragment)) + self.tail


KINDS = (
    Kind("letters joined", "", "a"),
    Kind("brackets", "", "("),
    Kind("blanks", "", " "),
    Kind("line breaks", "", "\n"),
    Kind("full stops", "", "a. "),
    Kind("zero-width blanks in words", "", "wo\u200brd "),
    Kind("words broken at line ends", "", "medi-\ncal "),
    Kind("ligatures", "", "\ufb01nding of \ufb02uid "),
    Kind("headings", "", "CLINICAL CASE SUMMARY\n"),
    Kind("issue headings", _HEADER + _ISSUES, "Soma #60: Upheld\n"),
    Kind("introductions of statements", "", "Decision rationale: "),
    Kind("introductions nearly", _HEADER, "Declsion rat1onale: "),
    Kind("case numbers", "", "Case Number: CM16-9900101 "),
    Kind("licensures", "HOW THE IMR FINAL DETERMINATION WAS MADE\nState(s) of Licensure: ", "California, "),
    Kind("summary: letters joined in medications", f"{_SUMMARY}Medications include ", "a"),
    Kind("summary: drugs", f"{_SUMMARY}Medications include ", "Norco 10/325 mg, "),
    Kind("summary: drugs without doses", f"{_SUMMARY}He takes ", "Soma and "),
    Kind("summary: diagnoses", f"{_SUMMARY}Diagnoses include ", "lumbar strain, "),
    Kind("summary: diagnoses joined", f"{_SUMMARY}Diagnoses include ", "strain,"),
    Kind("summary: words of a diagnosis", f"{_SUMMARY}The diagnosis is ", "chronic "),
    Kind("summary: pain scores", _SUMMARY, "pain 7/10 "),
    Kind("summary: ages", _SUMMARY, "45 year old "),
    Kind("summary: requests denied", f"{_SUMMARY}Utilization review denied ", "a brace, "),
    Kind("summary: decisions", _SUMMARY, "Utilization review denied Norco and modified Soma. "),
    Kind("summary: negations", _SUMMARY, "no evidence of "),
    Kind("summary: family history", _SUMMARY, "family history of gout "),
    Kind("item: thousands joined", f"{_HEADER}{_ISSUES}Soma qty1", ",111", _AFTER_ITEM),
    Kind("item: digits", f"{_HEADER}{_ISSUES}Soma #", "1", _AFTER_ITEM),
    Kind("item: quantities", f"{_HEADER}{_ISSUES}Soma ", "#60 ", _AFTER_ITEM),
    Kind("item: doses", f"{_HEADER}{_ISSUES}Norco ", "10/325 mg ", _AFTER_ITEM),
    Kind("item: slashes", f"{_HEADER}{_ISSUES}Norco ", "10/", _AFTER_ITEM),
    Kind("item: visits", _ITEM, "2 times a week for 4 weeks ", _AFTER_ITEM),
    Kind("item: body parts", _ITEM, "left and right knee, ", _AFTER_ITEM),
    Kind("item: levels", _ITEM, "L4-5, ", _AFTER_ITEM),
    Kind("item: dates", f"{_HEADER}{_ISSUES}Retrospective therapy (DOS ", "2/3/16, ", _AFTER_ITEM),
    Kind("statement: sections", _STATEMENT, "opioids, "),
    Kind("statement: pages", _STATEMENT, "Page(s): 76-80, "),
    Kind("statement: chapters", _STATEMENT, "ODG, Low Back Chapter; "),
    Kind("rationale: conclusions", _RATIONALE, "Soma is not medically necessary. "),
    Kind("rationale: negations", _RATIONALE, "there is no documentation of "),
    Kind("rationale: one sentence", _RATIONALE, "not "),
    Kind("rationale: quotations", _RATIONALE, 'The guidelines state "recommended as an option" and '),
)


def seconds(nlp: Language, text: str, rounds: int) -> float:
    """What the pipeline and the record cost, the least of some rounds."""
    least = math.inf
    for _ in range(rounds):
        gc.collect()
        gc.disable()  # Python's collector looks through all that is alive, time and again: the more, the longer
        start = process_time()
        nlp(text)._.imr.to_dict()
        least = min(least, process_time() - start)
        gc.enable()
    return least


def exponent(sizes: Sequence[int], times: Sequence[float]) -> float:
    """Of the power of the size that fits the times, by least squares over their logarithms."""
    points = [(math.log(size), math.log(time)) for size, time in zip(sizes, times, strict=True)]
    mean_x, mean_y = (sum(values) / len(points) for values in zip(*points, strict=True))
    above = sum((x - mean_x) * (y - mean_y) for x, y in points)
    return above / sum((x - mean_x) ** 2 for x, _ in points)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 1 if a kind grows faster than the limit."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", default="", metavar="WORDS", help="kinds whose name has these words")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="KB", help="kilobytes (at least two sizes)")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(arguments)
    nlp = spacy.load("imr_nlp")
    nlp.max_length = 1000 * (max(options.sizes) + 1)
    fitted = [size for size in options.sizes if size >= _FROM]
    fitted = fitted if len(fitted) > 1 else options.sizes
    print(f"{'milliseconds at kB':<44}{''.join(f'{size:>9}' for size in options.sizes)}{'exponent':>10}")
    worst = 0.0
    for kind in KINDS:
        if options.only not in kind.name:
            continue
        times = {size: seconds(nlp, kind.text(1000 * size), options.rounds) for size in options.sizes}
        found = exponent(fitted, [times[size] for size in fitted])
        worst = max(worst, found)
        cells = "".join(f"{1000 * time:>9.1f}" for time in times.values())
        print(f"{kind.name:<44}{cells}{found:>10.2f}{' !' if found >= LIMIT else ''}", flush=True)
    print(f"highest exponent {worst:.2f}, limit {LIMIT}")
    return int(worst >= LIMIT)


if __name__ == "__main__":
    sys.exit(main())
