"""The differences between two runs, written down: as text, as Markdown, as JSON. Start with `write_text`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TextIO

from imr_nlp.io.diff.compare import KINDS, Comparison, Difference, Kind
from imr_nlp.io.diff.pairs import Pair
from imr_nlp.normalize import collapse
from imr_nlp.text.harmless import blanked, escaped, json_text

_SIGNS: dict[Kind, str] = {"gained": "+", "lost": "-", "changed": "~"}
_LONGEST = 160
# What stands around the part of a long text that changed.
_AROUND = 30


@dataclass
class Result:
    """What a comparison of two runs found, as far as it was read.

    letters (Counter): how many letters both have ("both"), one alone ("first", "second"), and how many differ ("different").
    comparison (Comparison): the totals by field.
    """

    comparison: Comparison
    letters: Counter[str] = field(default_factory=Counter)

    def read(self, pairs: Iterable[Pair], fields: Iterable[str] = ()) -> Iterator[tuple[Pair, list[Difference]]]:
        """Compare letter by letter.

        fields (Iterable[str]): only differences of these fields and those below; of all if there are none.
        YIELDS (tuple[Pair, list[Difference]]): the letters that differ or that one run has alone.
        """
        wanted = tuple(fields)
        for pair in pairs:
            if pair.before is None or pair.after is None:
                self.letters["second" if pair.before is None else "first"] += 1
                yield pair, []
                continue
            self.letters["both"] += 1
            found = self.comparison.add(pair.before, pair.after)
            kept = [one for one in found if not wanted or _is_below(one.field, wanted)]
            if kept:
                self.letters["different"] += 1
                yield pair, kept

    def totals(self, fields: Iterable[str] = ()) -> list[tuple[str, int, int, int, int]]:
        """A row a field that differs, in the order of their names: field, gained, lost, changed, the same."""
        wanted = tuple(fields)
        return [
            (name, counts["gained"], counts["lost"], counts["changed"], counts["same"])
            for name, counts in sorted(self.comparison.totals.items())
            if any(counts[kind] for kind in KINDS) and (not wanted or _is_below(name, wanted))
        ]


def write_text(result: Result, pairs: Iterable[Pair], out: TextIO, fields: Iterable[str] = ()) -> None:
    """Every difference in a line under its letter, then the totals. The result is a new one, and is filled."""
    for pair, differences in result.read(pairs, fields):
        if not differences:
            sign, run = ("+", "second") if pair.before is None else ("-", "first")
            out.write(f"{sign} {_letter(pair)}: only in the {run}\n\n")
            continue
        out.write(f"{_letter(pair)}\n")
        for one in differences:
            inside = "".join(f" < {_cut(words, 60)}" for words in reversed(one.within))
            out.write(f"  {_SIGNS[one.kind]} {one.field} [{_place(one)}] {_said(one)}{inside}\n")
        out.write("\n")
    rows = result.totals(fields)
    width = max((len(row[0]) for row in rows), default=0)
    out.write(f"{_letters(result)}\n")
    if rows:
        out.write(f"{'':<{width}}{'gained':>9}{'lost':>9}{'changed':>9}{'same':>9}\n")
    for name, *counts in rows:
        out.write(f"{name:<{width}}{''.join(f'{count:>9}' for count in counts)}\n")


def write_markdown(result: Result, pairs: Iterable[Pair], out: TextIO, fields: Iterable[str] = ()) -> None:
    """As `write_text`: the totals as a table, then all differences field by field, held until all letters are read."""
    found: dict[str, list[tuple[Pair, Difference]]] = {}
    alone: list[Pair] = []
    for pair, differences in result.read(pairs, fields):
        if not differences:
            alone.append(pair)
        for one in differences:
            found.setdefault(one.field, []).append((pair, one))
    out.write(f"{_letters(result)}\n")
    rows = result.totals(fields)
    if rows:
        out.write("\n| field | gained | lost | changed | same |\n|---|---:|---:|---:|---:|\n")
    for row in rows:
        out.write(f"| {' | '.join(map(str, row))} |\n")
    for name in sorted(found):
        out.write(f"\n## {name}\n\n| | letter | place | what | in |\n|---|---|---|---|---|\n")
        for pair, one in found[name]:
            inside = " / ".join(_cut(words, 60) for words in one.within)
            cells = (_SIGNS[one.kind], pair.case_number or pair.source, _place(one), _said(one), inside)
            out.write(f"| {' | '.join(map(_cell, cells))} |\n")
    if alone:
        out.write("\n## Letters of one run only\n\n")
    for pair in alone:
        out.write(f"- {_letter(pair)}: only in the {'second' if pair.before is None else 'first'}\n")


def write_json(result: Result, pairs: Iterable[Pair], out: TextIO, fields: Iterable[str] = ()) -> None:
    """As `write_text`: every difference as a JSON object in a line, with its letter.

    A letter that one run has alone is a difference of the field "" without values.
    """
    for pair, differences in result.read(pairs, fields):
        alone = Difference("", "gained" if pair.before is None else "lost", None, None)
        for one in differences or [alone]:
            row = {"source": pair.source, "case_number": pair.case_number, **one._asdict()}
            out.write(json_text(row) + "\n")


def _is_below(name: str, fields: tuple[str, ...]) -> bool:
    return any(name == wanted or name.startswith(f"{wanted}.") for wanted in fields)


def _letters(result: Result) -> str:
    letters = result.letters
    parts = [f"{letters['both']} letters compared, {letters['different']} differ"]
    parts += [f"{letters[run]} only in the {run}" for run in ("first", "second") if letters[run]]
    return "; ".join(parts)


def _letter(pair: Pair) -> str:
    return escaped(pair.source if pair.case_number in (None, pair.source) else f"{pair.case_number} ({pair.source})")


def _place(one: Difference) -> str:
    place = one.place_before if one.kind == "lost" or one.place_after is None else one.place_after
    return "-" if place is None else f"{place[0]}-{place[1]}"


def _said(one: Difference) -> str:
    if one.kind == "changed":
        before, after = _changed_part(str(one.before), str(one.after))
        return f"{before} -> {after}"
    return _cut(str(one.before if one.after is None else one.after), _LONGEST)


def _changed_part(before: str, after: str) -> tuple[str, str]:
    """Of two long texts what is not the same, with a little around it."""
    if len(before) <= _LONGEST and len(after) <= _LONGEST:
        return _cut(before, _LONGEST), _cut(after, _LONGEST)
    shortest = min(len(before), len(after))
    front = next((n for n in range(shortest) if before[n] != after[n]), shortest)
    back = next((n for n in range(shortest - front) if before[-1 - n] != after[-1 - n]), shortest - front)
    first = max(0, front - _AROUND)
    parts = [text[first : len(text) - max(0, back - _AROUND)] for text in (before, after)]
    start, end = "..." * (first > 0), "..." * (back > _AROUND)
    return f"{start}{_cut(parts[0], _LONGEST)}{end}", f"{start}{_cut(parts[1], _LONGEST)}{end}"


def _cut(text: str, longest: int) -> str:
    line = collapse(blanked(text))
    return line if len(line) <= longest else f"{line[: longest - 3]}..."


def _cell(text: str) -> str:
    return escaped(text.replace("\\", "\\\\").replace("|", "\\|"))
