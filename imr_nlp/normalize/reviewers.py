"""Lists of states and specialties."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SEPARATOR = re.compile(r"\s*(?:[,;]\s*(?:and\s+)?|\s+and\s+)")


def split_names(text: str, one_name: Iterable[str] = ()) -> list[tuple[int, int]]:
    """Split a list at commas, semicolons and "and", but not inside a known name.

    text (str): "Neurology, Physical Medicine and Rehabilitation".
    one_name (Iterable[str]): names that hold a comma or "and".
    RETURNS (list[tuple[int, int]]): offsets of the names in `text`.

    >>> text = "Neurology, Physical Medicine and Rehabilitation"
    >>> [text[a:b] for a, b in split_names(text, ["Physical Medicine and Rehabilitation"])]
    ['Neurology', 'Physical Medicine and Rehabilitation']
    """
    protected = []
    for name in one_name:
        expression = r"\s+".join(re.escape(word) for word in name.split())
        protected += [match.span() for match in re.finditer(expression, text, re.IGNORECASE)]
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
