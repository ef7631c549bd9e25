"""Blanks and marks at the edges of a range of a text, which are passed over."""

from __future__ import annotations

from imr_nlp.rules.ruleset import Range


def past(text: str, characters: str | None, start: int = 0, end: int | None = None) -> int:
    """The offset after whatever of some characters stands at an offset.

    characters (str | None): what is passed over; None: white space.
    start (int): the offset, which is the answer too if none of them stands there.
    end (int | None): where the text that counts ends; None: at its end.

    >>> past("ODG, Pain", " ,", 3)
    5
    """
    part = text[start:end]
    return start + len(part) - len(part.lstrip(characters))


def end_before(text: str, end: int, characters: str | None = None, start: int = 0) -> int:
    """The offset in front of whatever of some characters stands in front of an offset.

    end (int): the offset, which is the answer too if none of them stands there.
    characters (str | None): what is passed over; None: white space.
    start (int): where the text that counts begins, which is the answer if it is all passed over.

    >>> end_before("Pain, ODG", 6)
    5
    """
    while end > start and (text[end - 1].isspace() if characters is None else text[end - 1] in characters):
        end -= 1
    return end


def trimmed(text: str, start: int, end: int, characters: str) -> Range:
    """Both offsets of a range moved inwards over some characters; an empty range stays empty.

    >>> trimmed(" Pain, ", 0, 7, " ,")
    (1, 5)
    """
    start = past(text, characters, start, end)
    return start, end_before(text, end, characters, start)
