"""The header table of a letter: which value is whose, by what labels and values agree in.

Extractors give the cells of the table in many orders: each value after its label or in front of it, or labels and values in
blocks. A run of labels and the run of values beside it are compared: a value is a label's if it is so however kinds and order
of the two runs are brought to agree. What more than one label could have belongs to none. Start with `HeaderTable.read`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from imr_nlp.normalize.dates import iso_date
from imr_nlp.rules.load import select
from imr_nlp.rules.ruleset import Match, RuleSet
from imr_nlp.rules.schema import Row
from imr_nlp.rules.schema_layouts import HeaderField, HeaderValue
from imr_nlp.text.letter import LetterText

# What stands for a value that is not stated has few words; more is no cell of the table.
_LONGEST, _WORDS = 40, 3
_FIGURES = str.maketrans("oil|sb", "011158")
_RANGE = frozenset(("-", "to", "through", "thru", "- -"))
_UNSAID = " -_\u2022*"
# What an agreement is worth: a value whose kind is the label's, one at a label that could not be read, what is no value.
_SAME, _LABEL_UNREAD, _VALUE_UNREAD = 100, 99, 1


class Cell(NamedTuple):
    """A label or a value of the table, by its offsets in the flat text.

    kind (str): kind of the value, or of the label's; empty if it could not be read.
    name (str): the field of a label, or the value.
    """

    start: int
    end: int
    is_label: bool
    kind: str
    name: str


class HeaderValueRead(NamedTuple):
    """A field: where its value stands and what it is; of one that was not read, which is empty, where its label stands."""

    field: str
    start: int
    end: int
    value: str


Group = tuple[list[Cell], list[Cell]]


class HeaderTable:
    """Reads header tables, by HEADER_FIELD and HEADER_VALUE rows."""

    def __init__(self, rows: Sequence[Row], fragments: Mapping[str, str]) -> None:
        self._cells: RuleSet[HeaderField | HeaderValue] = RuleSet(
            [*select(rows, HeaderField), *select(rows, HeaderValue)], fragments
        )
        self._values = RuleSet(select(rows, HeaderValue), fragments)

    def matches(self, text: LetterText, start: int, end: int) -> list[Match[HeaderField | HeaderValue]]:
        """The labels and values in a range, as printed in tables."""
        return [match for match in self._cells.find(text.lower, start, end) if not text.flat[match.start].islower()]

    def read(self, text: LetterText, matches: Sequence[Match[HeaderField | HeaderValue]], end: int) -> list[HeaderValueRead]:
        """The fields of a table that ends at an offset at the latest, in order, each once; the matches are of `matches`."""
        order = list(self._parts(text, matches, end))
        groups = _grouped(order)
        agreed = [_agreement(group) for group in groups]
        back = False
        if None in agreed:
            other_groups = _grouped(order[::-1])
            others = [_agreement(group) for group in other_groups]
            if others.count(None) < agreed.count(None) and sum(map(len, filter(None, others))) > sum(
                map(len, filter(None, agreed))
            ):
                order, groups, agreed, back = order[::-1], other_groups, others, True
        # Where values may stand in front of their labels a conflict makes all doubtful.
        leading = next((cell for cell in order if cell is not None), None)
        doubtful = None in agreed and leading is not None and not leading.is_label
        found: dict[str, HeaderValueRead] = {}
        for group, pairs in zip(groups, agreed, strict=True):
            if pairs is None or doubtful:
                pairs = _by_kind(group)
            elif not back and len(group[0]) > 1 and len(group[1]) == 1:
                pairs = _on_its_line(text, group, groups) or pairs
            for n, label in enumerate(group[0]):
                if label.name and (label.name not in found or not found[label.name].value):
                    found[label.name] = _read(label, group[1][pairs[n]] if n in pairs else None)
        return sorted(found.values(), key=lambda one: one.start)

    def _parts(self, text: LetterText, matches: Sequence[Match[HeaderField | HeaderValue]], end: int) -> Iterator[Cell | None]:
        """The cells in order; None where something stands that is no part of a table."""
        reached = matches[0].start if matches else end
        pending: Cell | None = None
        for match in matches:
            if match.start < reached:
                continue
            between = list(self._between(text, reached, match.start))
            row = match.row
            if isinstance(row, HeaderField):
                cell = Cell(match.start, match.end, True, row.value, row.field)
            else:
                words = text.flat[match.start : match.end]
                cell = Cell(match.start, match.end, False, row.value, (iso_date(words) or "") if row.value == "date" else words)
            is_range = text.lower[reached : match.start].strip() in _RANGE
            if is_range and pending is not None and not cell.is_label and pending.kind == cell.kind == "date":
                pending = Cell(pending.start, cell.end, False, "", "")
            else:
                if pending is not None:
                    yield pending
                yield from between
                pending = cell
            reached = match.end
        if pending is not None:
            yield pending
            yield from self._between(text, reached, min(end, reached + 2 * _LONGEST))

    def _between(self, text: LetterText, start: int, end: int) -> Iterator[Cell | None]:
        """What stands between two cells: by lines, values or labels that could not be read."""
        for low, high in _lines(text, start, end):
            words = text.flat[low:high]
            letters = any(character.isalnum() for character in words)
            if words.rstrip().endswith(":") and letters and len(words) <= _LONGEST:
                yield Cell(low, high, True, "", "")
            elif len(words) > _LONGEST or len(words.split()) > _WORDS:
                yield None
            elif letters or (words.strip(_UNSAID) == "" and "-" in words and _alone(text, low, high)) or "?" in words:
                yield self._figures(text, low, high)

    def _figures(self, text: LetterText, low: int, high: int) -> Cell:
        """A value with letters for figures ("1O/03/2016"), or one that could not be read."""
        lower = text.lower[low:high]
        words = lower[:2] + lower[2:].translate(_FIGURES) if lower.startswith("cm") else lower.translate(_FIGURES)
        match = self._values.match(words)
        if match is None or match.end < len(words.rstrip()):
            return Cell(low, high, False, "", "")
        value = iso_date(words) if match.row.value == "date" else words.strip().upper()
        return Cell(low, high, False, match.row.value if value else "", value or "")


def _read(label: Cell, value: Cell | None) -> HeaderValueRead:
    if value is None:
        return HeaderValueRead(label.name, label.start, label.end, "")
    return HeaderValueRead(label.name, value.start, value.end, value.name)


def _lines(text: LetterText, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of a range of the flat text that stand in lines of their own, without blanks at their ends."""
    start, end = text.trim(start, end)
    low = start
    for n in range(start, end):
        if text.flat[n] == " " and _breaks(text, n):
            if low < n:
                yield text.trim(low, n)
            low = n + 1
    if low < end:
        yield text.trim(low, end)


def _breaks(text: LetterText, blank: int) -> bool:
    """Whether a blank of the flat text is a line's end."""
    first, last = text.offsets_of(blank - 1, blank)[1], text.offsets_of(blank + 1, blank + 2)[0]
    return "\n" in text.text[first:last] or "\r" in text.text[first:last]


def _alone(text: LetterText, low: int, high: int) -> bool:
    return low > 0 and _breaks(text, low - 1) and high < len(text.flat) - 1 and _breaks(text, high)


def _grouped(parts: Iterable[Cell | None]) -> list[Group]:
    """Each run of labels with the run of values that follows it."""
    groups: list[Group] = []
    in_table = False
    for cell in parts:
        if cell is None:
            in_table = False
        elif cell.is_label:
            if not groups or groups[-1][1] or not in_table:
                groups.append(([], []))
            groups[-1][0].append(cell)
            in_table = True
        elif in_table:
            groups[-1][1].append(cell)
    return groups


def _agreement(group: Group) -> dict[int, int] | None:
    """Which value is each label's, by their indexes, where only one can be; None if labels and values cannot agree at all."""
    names, values = group
    before = _best(names, values)
    after = [row[::-1] for row in _best(names[::-1], values[::-1])][::-1]
    total = before[-1][-1]
    if total < _LABEL_UNREAD * sum(bool(value.kind) for value in values):
        return None
    pairs = {}
    for n, label in enumerate(names):
        free = any(before[n][k] + after[n + 1][k] == total for k in range(len(values) + 1))
        fitting = [
            k
            for k, value in enumerate(values)
            if (worth := _worth(label, value)) and (before[n][k] + worth + after[n + 1][k + 1] == total)
        ]
        if len(fitting) == 1 and not free:
            pairs[n] = fitting[0]
    return pairs


def _best(names: Sequence[Cell], values: Sequence[Cell]) -> list[list[int]]:
    """The most that the first labels and the first values can agree in, for all numbers of both."""
    table = [[0] * (len(values) + 1) for _ in range(len(names) + 1)]
    for n, label in enumerate(names):
        for k, value in enumerate(values):
            worth = _worth(label, value)
            table[n + 1][k + 1] = max(table[n][k + 1], table[n + 1][k], table[n][k] + worth if worth else 0)
    return table


def _worth(label: Cell, value: Cell) -> int:
    if not value.kind:
        return _VALUE_UNREAD
    if not label.kind:
        return _LABEL_UNREAD
    return _SAME if label.kind == value.kind else 0


def _by_kind(group: Group) -> dict[int, int]:
    """Labels and values that are the only ones of their kind, where some could not be read."""
    names, values = group
    pairs = {}
    for n, label in enumerate(names):
        fitting = [k for k, value in enumerate(values) if value.kind == label.kind]
        if label.kind and len(fitting) == 1 and sum(other.kind == label.kind for other in names) == 1:
            pairs[n] = fitting[0]
    return pairs


def _on_its_line(text: LetterText, group: Group, groups: Sequence[Group]) -> dict[int, int] | None:
    """In a table where each value follows its label on the line, a value is that of the label in front of it."""

    def follows(names: list[Cell], values: list[Cell]) -> bool:
        return len(values) == 1 and not any(
            _breaks(text, n) for n in range(names[-1].end, values[0].start) if text.flat[n] == " "
        )

    others = [other for other in groups if other is not group]
    own = sum(len(names) == 1 and follows(names, values) for names, values in others)
    if follows(*group) and 2 * own > len(others) and _worth(group[0][-1], group[1][0]):
        return {len(group[0]) - 1: 0}
    return None
