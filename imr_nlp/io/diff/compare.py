"""How two records of a letter differ, value by value. Start with `compare`.

The items of a list (issues, reasons, drugs) are paired first: what is the same, then what has the same words, then what
overlaps and has the words of the other, then what has the same code, drug or number. What finds no partner is gained or lost as
a whole; of partners the fields are compared. A field is a path through the record, "issues.reasons.code".
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from imr_nlp.normalize import collapse

Kind = Literal["gained", "lost", "changed"]
KINDS: tuple[Kind, ...] = ("gained", "lost", "changed")
T = TypeVar("T")
Item = dict[str, Any]
Place = tuple[int, int]

# Said by the run, not by the letter.
_NOT_COMPARED = frozenset({"schema_version"})
_PLACE = ("start", "end")
# Under one of these names stand the words of an item.
_WORDS = ("text", "evidence", "request", "message")
# What says most of an item, beside its words.
_HEADS = ("code", "decision", "medically_necessary")
# By what partners are found that share no words.
_NAMES = ("code", "drug", "part", "number")


class Difference(NamedTuple):
    """One value that differs.

    field (str): path through the record; that of a place ends in ".place".
    kind (str): "gained", "lost" or "changed".
    before (Any): the value in the first record; an item is as `described`, None if there is none.
    after (Any): the value in the second record.
    within (tuple[str, ...]): the items that hold it, from the outermost: their codes, or their words.
    place_before (tuple[int, int] | None): where it stands in the letter by the first record, start and end.
    place_after (tuple[int, int] | None): where it stands by the second.
    """

    field: str
    kind: Kind
    before: Any
    after: Any
    within: tuple[str, ...] = ()
    place_before: Place | None = None
    place_after: Place | None = None


@dataclass
class Comparison:
    """What comparing a number of records found.

    places (bool): whether the same words at another place are a difference.
    totals (dict[str, Counter]): by field, how many values were gained, lost, changed, and the same ("same").
    """

    places: bool = True
    totals: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, before: Item, after: Item) -> list[Difference]:
        """Compare the records of a letter and count; the differences are in the order of the record's fields."""
        differences = [one for one in self._records(before, after, "", _Within()) if one.field not in _NOT_COMPARED]
        for one in differences:
            self._count(one.field, one.kind)
        return differences

    def _count(self, path: str, kind: str) -> None:
        self.totals.setdefault(path, Counter())[kind] += 1

    def _records(self, before: Item, after: Item, path: str, within: _Within) -> Iterator[Difference]:
        for name in dict.fromkeys([*before, *after]):
            if name not in _PLACE:
                below = f"{path}.{name}" if path else name
                yield from self._values(before.get(name), after.get(name), below, within)
        places = [[item.get(name) for name in _PLACE] for item in (before, after)]
        if self.places and places[0] != places[1] and _words(before) == _words(after):
            first, second = (f"{start}-{end}" for start, end in places)
            yield within.difference(f"{path}.place", "changed", first, second)

    def _values(self, before: Any, after: Any, path: str, within: _Within) -> Iterator[Difference]:
        if isinstance(before, dict) and isinstance(after, dict):
            yield from self._records(before, after, path, within.at(before, after))
        elif _is_list(before) and _is_list(after):
            yield from self._lists(before, after, path, within)
        elif before != after:
            # A list that one side lacks altogether is one of another version of the record.
            if _is_list(before) or _is_list(after):
                yield from self._lists(before or [], after or [], path, within)
            else:
                yield _one(before, after, path, within)
        elif before not in (None, []):
            self._count(path, "same")

    def _lists(self, before: Sequence[Any], after: Sequence[Any], path: str, within: _Within) -> Iterator[Difference]:
        if not all(isinstance(item, dict) for item in (*before, *after)):
            ours, theirs = (Counter(map(_text, values)) for values in (before, after))
            for _ in (ours & theirs).elements():
                self._count(path, "same")
            for text in (ours - theirs).elements():
                yield within.difference(path, "lost", text, None)
            for text in (theirs - ours).elements():
                yield within.difference(path, "gained", None, text)
            return
        for one, other in pairs(before, after):
            if one is not None and other is not None:
                self._count(path, "same")
                yield from self._records(one, other, path, within.below(one, other))
            else:
                yield _one(one, other, path, within)


class _Within(NamedTuple):
    """The items above a value."""

    items: tuple[str, ...] = ()
    before: Place | None = None
    after: Place | None = None

    def at(self, before: Item, after: Item) -> _Within:
        """Inside a part of an item, which has a place of its own or that of the item."""
        return self._replace(before=_place(before) or self.before, after=_place(after) or self.after)

    def below(self, before: Item, after: Item) -> _Within:
        """Inside an item."""
        label = next((str(item["code"]) for item in (after, before) if item.get("code")), _words(after) or _words(before))
        return self.at(before, after)._replace(items=(*self.items, label) if label else self.items)

    def difference(self, path: str, kind: Kind, before: Any, after: Any) -> Difference:
        return Difference(path, kind, before, after, self.items, self.before, self.after)


def compare(before: Item, after: Item, *, places: bool = True) -> list[Difference]:
    """How two records of a letter differ.

    before (dict): `Determination.to_dict`.
    after (dict): that of the other run.
    places (bool): whether the same words at another place are a difference.
    RETURNS (list[Difference]): in the order of the record's fields.

    >>> old = {"issues": [{"text": "Soma #60", "start": 3, "end": 11, "decision": None}]}
    >>> new = {"issues": [{"text": "Soma #60", "start": 3, "end": 11, "decision": "upheld"}]}
    >>> [(one.field, one.kind, one.after, one.within) for one in compare(old, new)]
    [('issues.decision', 'gained', 'upheld', ('Soma #60',))]
    """
    return Comparison(places).add(before, after)


def pairs(before: Sequence[Item], after: Sequence[Item]) -> list[tuple[Item | None, Item | None]]:
    """The items of two lists, each with its partner, in the order of the second; what the first has alone comes last."""
    partners = Partners(before, after)
    partners.match(lambda item: json.dumps(item, sort_keys=True))
    partners.match(lambda item: (_folded(item), _place(item)) if _folded(item) else None)
    partners.match(lambda item: json.dumps({key: value for key, value in item.items() if key not in _PLACE}, sort_keys=True))
    partners.match(_folded)
    partners.match_where(_is_part)
    partners.match(_name)
    if not any(map(_words, (*before, *after))):
        partners.match(lambda item: "in order")
    return partners.pairs()


class Partners(Generic[T]):
    """Brings the members of two lists together, by one likeness after the other."""

    def __init__(self, before: Sequence[T], after: Sequence[T]) -> None:
        self._before, self._after = before, after
        self._free = dict(enumerate(before))
        self._partner: dict[int, int] = {}

    def match(self, key: Callable[[T], Hashable]) -> None:
        """Partners are, in order, members with the same key; those whose key is None are left."""
        waiting: dict[Hashable, list[int]] = {}
        for number, item in self._free.items():
            waiting.setdefault(key(item), []).append(number)
        for number, item in enumerate(self._after):
            if number not in self._partner and (wanted := key(item)) is not None and waiting.get(wanted):
                self._join(number, waiting[wanted].pop(0))

    def match_where(self, alike: Callable[[T, T], bool]) -> None:
        """Partners are, in order, members that are alike."""
        for number, item in enumerate(self._after):
            if number not in self._partner:
                other = next((other for other, free in self._free.items() if alike(free, item)), None)
                if other is not None:
                    self._join(number, other)

    def _join(self, number: int, other: int) -> None:
        self._partner[number] = other
        del self._free[other]

    def pairs(self) -> list[tuple[T | None, T | None]]:
        """In the order of the second list; what the first has alone comes last."""
        partner = self._partner
        found: list[tuple[T | None, T | None]] = [
            (self._before[partner[number]] if number in partner else None, item) for number, item in enumerate(self._after)
        ]
        return [*found, *((item, None) for item in self._free.values())]


def _is_part(one: Item, other: Item) -> bool:
    """Whether one of two items has the words of the other and stands at its place: one was cut differently."""
    first, second = _place(one), _place(other)
    if first is None or second is None or not (first[0] < second[1] and second[0] < first[1]):
        return False
    words, others = _folded(one) or "", _folded(other) or ""
    return bool(words and others) and (words in others or others in words)


def _name(item: Item) -> tuple[str, Any] | None:
    return next(((name, item[name]) for name in _NAMES if item.get(name) is not None), None)


def _folded(item: Item) -> str | None:
    words = _words(item)
    return collapse(words.casefold()) if words else None


def _words(item: Item) -> str | None:
    """What an item says."""
    return next((str(item[name]) for name in _WORDS if item.get(name)), None)


def _place(item: Item) -> Place | None:
    """Where it stands: its own place, or that of the first mention of a finding."""
    if isinstance(item.get("start"), int):
        return item["start"], item["end"]
    mentions = item.get("mentions")
    return _place(mentions[0]) if mentions else None


def described(item: Any) -> str:
    """An item of the record, or a single value, in a line: what says most of it and its words.

    >>> described({"code": "monitoring_missing", "evidence": "no pill count", "start": 5, "end": 18})
    'monitoring_missing: no pill count'
    """
    if not isinstance(item, dict):
        return _text(item)
    words = _words(item)
    if words is None:
        return ", ".join(f"{name} {_text(value)}" for name, value in item.items() if value not in (None, []))
    head = next((_text(item[name]) for name in _HEADS if item.get(name) is not None), None)
    return words if head is None else f"{head}: {words}"


def _one(before: Any, after: Any, path: str, within: _Within) -> Difference:
    """A value or an item that differs or that one side lacks."""
    kind: Kind = "gained" if before is None else "lost" if after is None else "changed"
    at = _Within(
        within.items,
        (_place(before) if isinstance(before, dict) else within.before),
        (_place(after) if isinstance(after, dict) else within.after),
    )
    texts = (None if value is None else described(value) for value in (before, after))
    return at.difference(path, kind, *texts)


def _is_list(value: Any) -> bool:
    """Whether it holds values of their own; two numbers are the ends of a range."""
    return isinstance(value, (list, tuple)) and not (value and all(isinstance(item, (int, float)) for item in value))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
