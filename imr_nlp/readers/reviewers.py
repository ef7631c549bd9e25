"""Lists of states and specialties."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SEPARATOR = re.compile(r"\s*(?:[,;]\s*(?:and\s+)?|\s+and\s+)")


def names_pattern(names: Iterable[str]) -> re.Pattern[str]:
    """One expression for names that hold a comma or "and", any white space between their words."""
    words = sorted({" ".join(name.split()) for name in names}, key=len, reverse=True)
    phrases = (r"\s+".join(re.escape(word) for word in name.split()) for name in words)
    return re.compile("|".join(phrases) or r"(?!)", re.IGNORECASE)


def split_names(text: str, one_name: re.Pattern[str]) -> list[tuple[int, int]]:
    """Split a list at commas, semicolons and "and", but not inside a known name.

    text (str): "Neurology, Physical Medicine and Rehabilitation".
    one_name (re.Pattern): names that hold a comma or "and", see `names_pattern`.
    RETURNS (list[tuple[int, int]]): offsets of the names in `text`.

    >>> text = "Neurology, Physical Medicine and Rehabilitation"
    >>> [text[a:b] for a, b in split_names(text, names_pattern(["Physical Medicine and Rehabilitation"]))]
    ['Neurology', 'Physical Medicine and Rehabilitation']
    """
    protected = [match.span() for match in one_name.finditer(text)]
    parts, start = [], 0
    for match in _SEPARATOR.finditer(text):
        if any(a < match.end() and match.start() < b for a, b in protected):
            continue
        parts.append((start, match.start()))
        start = match.end()
    parts.append((start, len(text)))
    trimmed = []
    for a, b in parts:
        stripped = text[a:b].strip(" .")
        if stripped:
            a = text.index(stripped, a)
            trimmed.append((a, a + len(stripped)))
    return trimmed
