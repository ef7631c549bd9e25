"""What stands at the edges of a range of a text is passed over: blanks, marks."""

from __future__ import annotations

from imr_nlp.rules.ruleset import Range


def past(text: str, characters: str | None, start: int = 0, end: int | None = None) -> int:
    """The offset after the characters that stand at another.

    characters (str | None): what is passed over; None: white space.
    start (int): the offset, to which the answer is equal if none of them stands there.
    end (int | None): the offset at which the text that counts ends; None: the text's end.

    >>> past("ODG, Pain", " ,", 3)
    5
    """
    part = text[start:end]
    return start + len(part) - len(part.lstrip(characters))


def trimmed(text: str, start: int, end: int, characters: str) -> Range:
    """Both offsets of a range moved inwards over some characters; an empty range stays empty.

    >>> trimmed(" Pain, ", 0, 7, " ,")
    (1, 5)
    """
    while start < end and text[start] in characters:
        start += 1
    while end > start and text[end - 1] in characters:
        end -= 1
    return start, end
