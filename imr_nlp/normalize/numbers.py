"""Numbers as the letters write them: figures, words, and both ("one (1)").

`number_value` reads one, `find_numbers` finds them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_UNITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS: dict[str, int] = {word: n for n, word in enumerate((*_UNITS, *_TEENS))}
_WORDS |= {word: 10 * n for n, word in enumerate(_TENS, start=2)}
_WORDS |= {"no": 0, "once": 1, "twice": 2, "thrice": 3, "single": 1, "fourty": 40, "a": 1, "an": 1}

_ONE_TO_NINE = "|".join(_UNITS[1:10])
_NUMBER_WORD = (
    rf"(?:(?:{'|'.join((*_TENS, 'fourty'))})(?:[-\s]?(?:{_ONE_TO_NINE})(?![a-z]))?"
    rf"|(?:{'|'.join((*_TEENS, *reversed(_UNITS)))})(?:\s+hundred(?:(?:\s+and)?\s+(?:{'|'.join(_TENS)}))?)?)(?![a-z])"
)
FIGURE = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_FIGURES = re.compile(FIGURE)
_LETTERS = re.compile(r"[a-z]+")
_NUMBERS = re.compile(rf"{FIGURE}|(?<![a-z]){_NUMBER_WORD}")


# The lowest and the highest number, the same twice where there is no range.
Pair = tuple[int | float, int | float]
# From here on a number in a letter counts nothing, and neither JSON's readers nor a database hold every integer.
TOO_LARGE = 10**15


class Number(NamedTuple):
    """A number, and where it stands."""

    value: int | float
    start: int
    end: int


def plain(value: float) -> int | float:
    """A whole number as int.

    >>> plain(60.0), plain(7.5)
    (60, 7.5)
    """
    return int(value) if value == int(value) else value


def number_value(text: str) -> int | float | None:
    """The number that a text states: its first figure, else its number words added up.

    text (str): a number with whatever stands around it.
    RETURNS (int | float | None): None if there is none, or none of a possible size.

    >>> number_value("ONE (1) refill"), number_value("twenty-four"), number_value("1,000"), number_value("twice")
    (1, 24, 1000, 2)
    """
    if match := _FIGURES.search(text):
        return figure_value(match.group())
    total: int | None = None
    for word in _LETTERS.findall(text.lower()):
        if word == "hundred" and total:
            total *= 100
        elif word in _WORDS:
            total = (total or 0) + _WORDS[word]
        elif total is not None and word != "and":
            break
    return total if total is None or total < TOO_LARGE else None


def find_numbers(text: str) -> Iterator[Number]:
    """Each number that a text in lower case states, in order.

    >>> [number.value for number in find_numbers("two to 3.5")]
    [2, 3.5]
    """
    for match in _NUMBERS.finditer(text):
        value = number_value(match.group())
        if value is not None:
            yield Number(value, *match.span())


def in_figures(text: str) -> str:
    """A text in lower case with its number words as figures.

    >>> in_figures("twenty-four visits, two (2) a week")
    '24 visits, 2 (2) a week'
    """
    return _NUMBERS.sub(lambda match: match[0] if match[0][-1].isdigit() else str(number_value(match[0])), text)


def figure_value(figures: str) -> int | float | None:
    """The number that figures state.

    figures (str): digits, with commas between thousands and a decimal point.
    RETURNS (int | float | None): None if it is of no possible size.

    >>> figure_value("1,000.5"), figure_value("1" * 400)
    (1000.5, None)
    """
    value = float(figures.replace(",", ""))
    return plain(value) if value < TOO_LARGE else None
