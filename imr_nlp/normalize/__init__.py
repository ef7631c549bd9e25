"""One value to its normal form; pure functions, nothing here imports spaCy."""

from __future__ import annotations


def collapse(text: str) -> str:
    """`text` with every run of white space as one blank, none at the ends.

    >>> collapse(" not\\n  necessary ")
    'not necessary'
    """
    return " ".join(text.split())
