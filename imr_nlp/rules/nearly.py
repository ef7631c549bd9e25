"""Wordings that a text has nearly: with letters read as others, lost or doubled, with blanks too many or too few.

`Nearly` compares letters and figures only, after those that scanners take for each other are made one, and allows the more
errors the longer the wording is. It finds candidates by the pieces of a wording, one of which is whole where there are fewer
errors than pieces, in one pass over the text, and looks closely only where few errors are enough. Of a text that has more
candidates than a letter ever has, the first are looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import ahocorasick

from imr_nlp.rules.ruleset import apart

# What scanners take for one another, and what then takes the place of several letters.
_ONE = str.maketrans("01l5894", "oiisbga")
_SEVERAL = (("ivi", "m"), ("iii", "m"), ("rn", "m"), ("vv", "w"), ("ci", "d"), ("ii", "u"))
# So many letters of a word that stick out of a place belong to it.
_EDGE = 2
# One error is allowed, and one more for so many letters.
_LETTERS_PER_ERROR = 6
# So many comparisons of two letters at most, and so many for each letter of a text, of which damaged letters need 300.
_COMPARED, _COMPARED_PER_LETTER = 30_000, 400


class Near(NamedTuple):
    """A place that has nearly a wording.

    start (int): offset of its first letter.
    end (int): offset after its last letter.
    errors (int): letters that differ.
    number (int): index of the wording.
    """

    start: int
    end: int
    errors: int
    number: int


class Letters(NamedTuple):
    """The letters and figures of a range of a text, those that look alike made one.

    words (str): the letters.
    places (list[tuple[int, int]]): where each comes from.
    """

    words: str
    places: list[tuple[int, int]]

    @classmethod
    def of(cls, text: str, start: int = 0, end: int | None = None, *, several: bool = True) -> Letters:
        """The letters of a range of a text in lower case; several that look like one made one, or not."""
        part = text[start : len(text) if end is None else end]
        # Letters of two words look like no other: "gel. IMR" has no "ii".
        words = "".join([letter if letter.isalnum() else " " for letter in part]).translate(_ONE)
        places = [(n, n + 1) for n in range(start, start + len(part))]
        for pair, one in _SEVERAL if several else ():
            parts = words.split(pair)
            if len(parts) > 1:
                words = one.join(parts)
                places = _joined(places, [len(part) for part in parts], len(pair))
        return cls(words.replace(" ", ""), [place for place, letter in zip(places, words, strict=True) if letter != " "])


def _joined(places: list[tuple[int, int]], lengths: list[int], width: int) -> list[tuple[int, int]]:
    """The places of letters some of which are made one: between parts of the given lengths stand `width` that are."""
    found, n = places[: lengths[0]], lengths[0]
    for length in lengths[1:]:
        found.append((places[n][0], places[n + width - 1][1]))
        n += width
        found += places[n : n + length]
        n += length
    return found


class Nearly:
    """Finds a few wordings, each of at least six letters, in a text that is damaged."""

    def __init__(self, wordings: Sequence[str]) -> None:
        self.keys = [Letters.of(wording.lower()).words for wording in wordings]
        self._automaton: Any = ahocorasick.Automaton()
        pieces: dict[str, list[tuple[int, int]]] = {}
        for number, key in enumerate(self.keys):
            count = allowed(key) + 1
            for n in range(count):
                first, last = len(key) * n // count, len(key) * (n + 1) // count
                pieces.setdefault(key[first:last], []).append((number, last))
        for piece, owners in pieces.items():
            self._automaton.add_word(piece, owners)
        if pieces:
            self._automaton.make_automaton()

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[Near]:
        """The places in a range of a text in lower case that have nearly a wording; of those that overlap the best."""
        if not self.keys:
            return []
        letters = Letters.of(text, start, end)
        compared: dict[tuple[int, str], tuple[int, int, int]] = {}
        found = (self._at(letters, number, low, compared) for number, low in self._affordable(letters.words))
        return _best(near._replace(**_whole_words(text, near)) for near in found if near is not None)

    def _affordable(self, words: str) -> Iterator[tuple[int, int]]:
        """The candidates until more letters are compared than those of any letter need."""
        rest = _COMPARED + _COMPARED_PER_LETTER * len(words)
        for number, begins in self._candidates(words):
            rest -= len(self.keys[number]) ** 2
            if rest < 0:
                return
            yield number, begins

    def _candidates(self, words: str) -> Iterator[tuple[int, int]]:
        """Where a wording may begin: its number and about the offset."""
        seen: set[tuple[int, int]] = set()
        for last, owners in self._automaton.iter(words):
            for number, reach in owners:
                width = allowed(self.keys[number]) + 1
                begins = last + 1 - reach
                # Pieces of one place tell beginnings that differ by the errors between them.
                if not seen.intersection((number, begins // width + step) for step in (-1, 0, 1)):
                    seen.add((number, begins // width))
                    yield number, begins

    def _at(
        self, letters: Letters, number: int, begins: int, compared: dict[tuple[int, str], tuple[int, int, int]]
    ) -> Near | None:
        """The wording that may begin about a place; `compared` keeps what was found in the same letters before."""
        key = self.keys[number]
        errors = allowed(key)
        low = max(0, begins - 2 * errors - 1)
        high = min(len(letters.words), begins + len(key) + 2 * errors + 1)
        words = letters.words[low:high]
        if (number, words) not in compared:
            least = least_distance(key, words)
            compared[number, words] = (least, 0, 0) if least > errors else distance_in(key, words)
        distance, first, last = compared[number, words]
        if distance > errors or first == last:
            return None
        return Near(letters.places[low + first][0], letters.places[low + last - 1][1], distance, number)


def allowed(key: str) -> int:
    """How many errors a wording may have."""
    return 1 + len(key) // _LETTERS_PER_ERROR


def least_distance(key: str, words: str) -> int:
    """The errors (letters to change, add or leave out) of the part of a text that is nearest to a wording.

    By Myers' algorithm: much faster than where it stands.

    >>> least_distance("upheld", "itemuphe1d")
    1
    """
    places: dict[str, int] = {}
    for n, letter in enumerate(key):
        places[letter] = places.get(letter, 0) | 1 << n
    every, last = (1 << len(key)) - 1, 1 << len(key) >> 1
    # Where the cost of a letter of the wording is one more, or one less, than that of the letter before it.
    more, less = every, 0
    errors = least = len(key)
    for letter in words:
        equal = places.get(letter, 0)
        same = equal | less
        across = (((equal & more) + more) ^ more) | equal
        rises, falls = (less | ~(across | more)) & every, more & across
        errors += bool(rises & last) - bool(falls & last)
        least = min(least, errors)
        rises, falls = rises << 1, falls << 1
        more, less = (falls | ~(same | rises)) & every, rises & same
    return least


def distance_in(key: str, words: str) -> tuple[int, int, int]:
    """The errors of the part of a text that is nearest to a wording, and where that part begins and ends.

    >>> distance_in("upheld", "itemuphe1d")
    (1, 4, 10)
    """
    costs = [(0, n) for n in range(len(words) + 1)]
    for n, letter in enumerate(key, 1):
        row = [(n, 0)]
        for k, other in enumerate(words):
            cost, begin = costs[k]
            best = (cost + (letter != other), begin)
            above, left = costs[k + 1], row[k]
            if above[0] + 1 < best[0]:
                best = (above[0] + 1, above[1])
            if left[0] + 1 < best[0]:
                best = (left[0] + 1, left[1])
            row.append(best)
        costs = row
    last = min(range(len(costs)), key=lambda k: (costs[k][0], -costs[k][1], k))
    return costs[last][0], costs[last][1], last


def _whole_words(text: str, near: Near) -> dict[str, int]:
    """The offsets of a place, moved outwards where few letters of its first or last word stick out."""
    start, end = near.start, near.end
    while start > 0 and text[start - 1].isalnum() and near.start - start <= _EDGE:
        start -= 1
    while end < len(text) and text[end].isalnum() and end - near.end <= _EDGE:
        end += 1
    return {
        "start": start if near.start - start <= _EDGE else near.start,
        "end": end if end - near.end <= _EDGE else near.end,
    }


def _best(found: Iterable[Near]) -> list[Near]:
    """Of places that overlap the longest with few errors; in order."""
    return apart(sorted(found, key=lambda near: (2 * near.errors - (near.end - near.start), near.start)))
