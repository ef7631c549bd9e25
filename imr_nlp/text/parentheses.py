"""What stands in parentheses. Start with `parentheses`."""

from __future__ import annotations

from imr_nlp.rules.ruleset import Range


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


def without_parentheses(text: str, instead: str = "", marks: str = "()") -> str:
    """The text with something else in the place of parentheses that hold no others.

    >>> without_parentheses("one (1) refill")
    'one  refill'
    """
    for start, end in reversed(parentheses(text, marks)):
        text = f"{text[:start]}{instead}{text[end:]}"
    return text
