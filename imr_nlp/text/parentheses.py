"""What stands in parentheses and outside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from imr_nlp.rules.ruleset import Range

_MARK = re.compile(r"[()]")


def parentheses(text: str, marks: str = "()") -> list[Range]:
    """Where parentheses stand that hold no others.

    text (str): any text.
    marks (str): the opening and the closing mark.
    RETURNS (list[tuple[int, int]]): offsets of each with its marks, in order.

    >>> parentheses("knee (left (L)), hip (R")
    [(11, 14)]
    """
    found = []
    low, close = 0, text.find(marks[1])
    while close >= 0:
        start = text.rfind(marks[0], low, close)
        low = close + 1
        if start >= 0:
            found.append((start, low))
        close = text.find(marks[1], low)
    return found


def nested_parentheses(text: str, start: int, end: int) -> list[Range]:
    """Where parentheses stand in a range, each after those that it holds.

    text (str): any text.
    start (int): offset at which the range begins.
    end (int): offset after it.
    RETURNS (list[tuple[int, int]]): offsets of each with its marks.

    >>> nested_parentheses("knee (left (L)), hip (R", 0, 23)
    [(11, 14), (5, 15)]
    """
    opened: list[int] = []
    found = []
    for mark in _MARK.finditer(text, start, end):
        if mark.group() == "(":
            opened.append(mark.start())
        elif opened:
            found.append((opened.pop(), mark.end()))
    return found


def without_parentheses(text: str, instead: str = "", marks: str = "()") -> str:
    """The text with something else in the place of parentheses that hold no others.

    >>> without_parentheses("one (1) refill")
    'one  refill'
    """
    for start, end in reversed(parentheses(text, marks)):
        text = f"{text[:start]}{instead}{text[end:]}"
    return text


def outside_parentheses(text: str, start: int = 0) -> Iterator[tuple[int, str]]:
    """The characters that stand in no parentheses, each with its offset.

    >>> "".join(character for _, character in outside_parentheses("knee (left (L)), hip"))
    'knee , hip'
    """
    depth = 0
    for n in range(start, len(text)):
        character = text[n]
        if character == "(":
            depth += 1
        elif character == ")":
            depth = max(0, depth - 1)
        elif depth == 0:
            yield n, character


def split_outside_parentheses(text: str, separator: str) -> list[str]:
    """Parts of a text between separators that stand in no parentheses."""
    if "(" not in text or separator not in text:
        return text.split(separator)
    edges = [-1, *(n for n, character in outside_parentheses(text) if character == separator), len(text)]
    return [text[low + 1 : high] for low, high in pairwise(edges)]
