"""Which sentences of a summary may tell of the review, and where the wording of a request ends.

Used by `imr_nlp.readers.utilization_review`.
"""

from __future__ import annotations

import re
from bisect import bisect_right

# Without one of these in a sentence the expressions need not be tried.
DECISION_STEMS = (
    *("den", "certif", "modif", "approv", "authori", "necess", "reject", "withh", "grant", "declin", "refus", "turned down"),
    *("turning down", "adverse", "allowed", "allowing", "did not", "could not", "would not", "unable to", "reduc"),
)
REQUEST_STEMS = ("request", "rfa")
REVIEW_STEMS = (
    *("review", "ur ", "ur,", "ur)", "administrator", "determination", "denial", "previously", "prior ", "carrier", "insurer"),
    *("advis", "adjuster", "examiner", "tpa", "adverse", "notice of"),
)
_TRAILING = frozenset(
    ("and", "but", "while", "or", "was", "were", "which", "that", "to", "also", "all", "both", "each", "likewise")
)
_OR = re.compile(r",?\s+n?or\s+(?!\d)")


def sentences_with(text: str, stems: tuple[str, ...], starts: list[int]) -> set[int]:
    """The numbers of the sentences in which one of the stems stands.

    text (str): text in lower case.
    stems (tuple[str, ...]): parts of words.
    starts (list[int]): where the sentences begin.
    RETURNS (set[int]): numbers from 0.
    """
    numbers = set()
    for stem in stems:
        place = text.find(stem)
        while place >= 0:
            n = bisect_right(starts, place)
            numbers.add(n - 1)
            # on in the next sentence
            place = text.find(stem, max(starts[n], place + 1)) if n < len(starts) else -1
    return numbers


def trim_end(text: str, start: int, end: int) -> int:
    """The end of a request without punctuation and the words that lead on.

    text (str): text in lower case.
    start (int): where the request begins.
    end (int): where it may end at the latest.
    RETURNS (int): where it ends.
    """
    wording = text[start:end].rstrip(" ,;:.")
    while wording and wording[wording.rfind(" ") + 1 :] in _TRAILING:
        wording = wording[: wording.rfind(" ") + 1].rstrip(" ,;:.")
    return start + len(wording)


def _as_and(match: re.Match[str]) -> str:
    """ "or" as a separator that `split_list` knows, of the same length."""
    return ("," if match.group().startswith(",") else " &").ljust(len(match.group()))


def or_as_and(text: str) -> str:
    """A list joined by "or" as one joined by "and": "did not certify A, B or C".

    text (str): the list.
    RETURNS (str): of the same length.
    """
    return _OR.sub(_as_and, text)
