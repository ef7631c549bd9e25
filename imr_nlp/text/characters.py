"""Characters that extractors write in different ways, folded to one, and what is broken at a line end, joined.

`fold` gives the text that everything is read from, with the offset of each of its characters in the letter's own text.
Ligatures become letters; what cannot be seen (zero-width characters, soft hyphens, byte order marks) and trade marks are left
out; every run of white space is one blank; a word broken by a hyphen at a line end is whole.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from string import ascii_letters, ascii_lowercase, digits
from typing import Any, NamedTuple

import numpy as np

from imr_nlp.text.edges import past

_HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2212\ufffe\x02"  # the last two are PDFium's marks for a hyphen at a line end
_SAME = {
    **dict.fromkeys(_HYPHENS, "-"),
    "\ufffd": "-",  # what could not be decoded, mostly a dash
    **dict.fromkeys("\u2018\u2019", "'"),
    **dict.fromkeys("\u201c\u201d", '"'),
    **dict.fromkeys("\xb5\u03bc", "u"),  # micrograms
    "\u2044": "/",
    # Units in one character, by way of codes after the ligatures that stand for nothing else.
    "\u338d": "\ufb07",
    "\u338e": "\ufb08",
    "\u3396": "\ufb09",
}
_LIGATURES = {
    **{"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st"},
    **{"\ufb07": "ug", "\ufb08": "mg", "\ufb09": "ml"},
}
_UNSEEN = (
    *("\xad", "\xae", "\u2122", "\u180e", "\u2060", "\ufeff"),
    *map(chr, (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A))),
    *(chr(code) for code in (*range(0x20), *range(0x7F, 0xA0)) if code != 2 and not chr(code).isspace()),
)
# What each code is read as; codes beyond the table are looked up as its last one and stay as they are.
_BLANK, _HYPHEN, _SOFT_HYPHEN, _UNREAD = ord(" "), ord("-"), 0xAD, 0xFFFFFFFF
_FOLDED = np.arange(0x10000, dtype=np.uint32)
_FOLDED[[code for code in range(0x3002) if chr(code).isspace()]] = _BLANK
_FOLDED[[ord(character) for character in _UNSEEN]] = _UNREAD
for _old, _new in _SAME.items():
    _FOLDED[ord(_old)] = ord(_new)
_FIRST_LIGATURE, _LAST_LIGATURE = 0xFB00, 0xFB09

_BREAKING = "-\xad\u2010\ufffe\x02"
_GOES_ON = frozenset(ascii_lowercase + digits)  # with one of these the rest of a broken word begins
_WORD_CHARACTERS, _BREAK_CHARACTERS = 20, 100
_ADDRESS_CHARACTERS = 200
# Compounds that keep their hyphen at a line end: by their first part, or by their second.
_KEEPS_AFTER = frozenset(
    (
        *("non", "anti", "pre", "post", "re", "self", "co", "semi", "multi", "intra", "inter", "sub", "over", "under", "mid"),
        *("follow", "long", "short", "first", "second", "third", "low", "high", "well", "work", "pain", "cost", "evidence"),
        *("one", "two", "three", "four", "five", "six", "eight", "ten", "twelve", "right", "left", "opioid", "drug", "home"),
        *("day", "full", "light", "x", "t", "c", "l", "s", "y"),
    )
)
_KEEPS_BEFORE = frozenset(
    (
        *("based", "related", "term", "line", "up", "free", "naive", "induced", "effective", "hand", "back", "site", "label"),
        *("day", "week", "month", "year", "old", "the", "to", "in", "on"),
    )
)


_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


def without_surrogates(text: str) -> str:
    """The text with each surrogate that stands alone (an escape in JSON, a broken str) replaced; offsets stay.

    >>> without_surrogates("knee\\ud83d")
    'knee�'
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.translate(_SURROGATES)
    return text


def lowered(text: str) -> str:
    """A text in lower case, of the same length: a character whose lower case has two stays as it is.

    >>> lowered("\u0130ODG")
    '\u0130odg'
    """
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(low if len(low := character.lower()) == 1 else character for character in text)


class Folded(NamedTuple):
    """A text as it is read.

    flat (str): the folded text.
    origin (array[int]): for each of its characters the offset in the text that it comes from, never descending.
    """

    flat: str
    origin: array[int]


def fold(text: str) -> Folded:
    """Fold a text.

    text (str): any string.
    RETURNS (Folded): the folded text and where its characters come from.

    >>> fold("Anti-\\ndepressants,  5 \\xb5g of\\u200bfi\\ufb01").flat
    'Anti-depressants, 5 ug offifi'
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    folded = _FOLDED.take(codes, mode="clip")
    hyphens = folded == _HYPHEN
    if not text.isascii():
        folded = np.where(codes < len(_FOLDED) - 1, folded, codes)
        hyphens |= codes == _SOFT_HYPHEN
    before_blanks = (hyphens[:-1] & (folded[1:] == _BLANK)).nonzero()[0].tolist()
    for start, end in _broken(text, before_blanks):
        folded[start:end] = _UNREAD
    origin = (folded != _UNREAD).nonzero()[0]
    folded = folded[origin]
    filled = folded != _BLANK
    single = filled.copy()
    single[1:] |= filled[:-1]
    single[:1] = True
    origin, folded = origin[single], folded[single]
    ligatures = None if text.isascii() else (folded >= _FIRST_LIGATURE) & (folded <= _LAST_LIGATURE)
    if ligatures is not None and ligatures.any():
        folded, origin = _spelt_out(folded, origin, ligatures)
    return Folded(folded.tobytes().decode("utf-32-le", "surrogatepass"), array("i", origin.astype(np.int32).tobytes()))


def _broken(text: str, hyphens: Iterable[int]) -> Iterator[tuple[int, int]]:
    """What is left out where a word is broken at a line end: the line break, and the hyphen if it is not the compound's own.

    text (str): the text.
    hyphens (Iterable[int]): where hyphens stand in it with white space after them.
    """
    for hyphen in hyphens:
        end = past(text, None, hyphen + 1, hyphen + _BREAK_CHARACTERS)
        if text.find("\n", hyphen, end) < 0 or text[hyphen] not in _BREAKING:
            continue
        before, after = text[max(0, hyphen - _WORD_CHARACTERS) : hyphen], text[end : end + _WORD_CHARACTERS]
        if after[:1] not in _GOES_ON or not before[-1:].isalnum() or before[-1].isdigit() != after[0].isdigit():
            continue
        first, rest = before[len(before.rstrip(ascii_letters)) :].lower(), after[: past(after, ascii_lowercase)]
        own = not first or first in _KEEPS_AFTER or rest in _KEEPS_BEFORE or _in_address(text, hyphen)
        yield (hyphen + 1 if own and text[hyphen] != "\xad" else hyphen, end)


def _in_address(text: str, offset: int) -> bool:
    """Whether a place is inside a web address, which keeps its hyphens."""
    word = text[max(0, offset - _ADDRESS_CHARACTERS) : offset].rpartition(" ")[2]
    return "www." in word or "://" in word


def _spelt_out(folded: Any, origin: Any, ligatures: Any) -> tuple[Any, Any]:
    """Ligatures as letters, each of which comes from the ligature's offset."""
    letters = {ord(ligature): list(map(ord, word)) for ligature, word in _LIGATURES.items()}
    counts = np.ones(len(folded), dtype=np.int64)
    places = np.flatnonzero(ligatures)
    counts[places] = [len(letters[int(code)]) for code in folded[places]]
    starts = np.cumsum(counts) - counts
    spelt = np.repeat(folded, counts)
    for place in places:
        word = letters[int(folded[place])]
        spelt[starts[place] : starts[place] + len(word)] = word
    return spelt, np.repeat(origin, counts)
