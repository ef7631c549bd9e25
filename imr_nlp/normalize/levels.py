"""Levels of the spine: "l4-5", "c5/c6", "t12-l1"."""

from __future__ import annotations

# The vertebrae of each region by its letter; of the neck the nerve roots, which are one more.
LOWEST = {"c": 8, "t": 12, "l": 6, "s": 5}


def vertebrae(word: str) -> list[tuple[str, int]]:
    """The vertebrae of a level: letter and number of each.

    word (str): a word in lower case.
    RETURNS (list[tuple[str, int]]): in order, whether or not there is such a vertebra; empty if the word is no level.

    >>> vertebrae("l4-5"), vertebrae("t12/l1"), vertebrae("spine")
    ([('l', 4), ('l', 5)], [('t', 12), ('l', 1)], [])
    """
    if not word or word[0] not in LOWEST or not word[-1].isdecimal():
        return []
    found: list[tuple[str, int]] = []
    letter = ""
    for part in "".join(f"-{mark}" if mark in LOWEST else mark for mark in word.replace("/", "-")).split("-"):
        part = part.strip()
        if part[:1] in LOWEST:
            letter, part = part[0], part[1:]
        if part:
            if not part.isdecimal() or len(part) > 2:
                return []
            found.append((letter, int(part)))
    return found
