"""Where parts of a guideline statement begin and end: connecting words, separators, references with a publisher."""

from __future__ import annotations

import re
from collections.abc import Iterator

_PUBLICATION_JOINT = re.compile(r"\band |[;.] ")
_CONNECTOR_CHARACTERS = 40
_TRAILING_CONNECTOR = re.compile(r"(?:\s+(?:and|or|the|as well as|also|per|see)\b|[\s.,;:&(-])+$", re.IGNORECASE)
_PUBLISHED = re.compile(
    r"\b(?:(?:19|20)\d{2}|edition|Press|Journal|et al|Volume|Manual|Textbook|Bulletin|Medicare)\b|\bed\.|\bVol\."
)


_MARKS_OF_ADDRESS = "/=?&_#%"


def joined_address(text: str) -> str:
    """A text that begins with a web address which may be broken: what goes on after a mark of addresses belongs to it.

    >>> joined_address("www.example.org/ back/pain.html, 2014")
    'www.example.org/back/pain.html, 2014'
    """
    address, *words = text.split(" ")
    while words and not address.endswith((",", ";", ")")):
        inside = address[-1:] in _MARKS_OF_ADDRESS and (len(words) == 1 or any(mark in words[0][:-1] for mark in "/.=_-?"))
        if not inside and words[0][:1] not in _MARKS_OF_ADDRESS:
            break
        address += words.pop(0)
    return " ".join([address, *words])


def publication(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where a reference with a publisher, year or edition begins after an ODG or ACOEM topic, with what joins it."""
    for joint in _PUBLICATION_JOINT.finditer(text, start, end):
        rest = text[joint.end() : end]
        if rest.startswith(("http://", "https://", "www.")) and joint.group() == "and ":
            return joint.span()
        if rest[:1].isupper() and _PUBLISHED.search(rest.partition(";")[0]):
            return joint.span()
    return None


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " .,;:-":
        start += 1
    while end > start and text[end - 1] in " .,;:-":
        end -= 1
    return start, end


def connector_start(text: str, start: int, end: int) -> int:
    """Where the separators and connecting words at the end of a range begin."""
    low = max(start, end - _CONNECTOR_CHARACTERS)
    trailing = _TRAILING_CONNECTOR.search(text[low:end])
    return low + trailing.start() if trailing else end


def with_parenthesis(text: str, start: int, end: int, stop: int) -> int:
    """Take a closing parenthesis along that belongs to the range."""
    while end < stop and text[end] == ")" and text.count("(", start, end) > text.count(")", start, end):
        end += 1
    return end


def separators(text: str, start: int) -> Iterator[tuple[int, str]]:
    """Offsets after the commas, semicolons and "and"s outside parentheses, with the first character of each."""
    depth = 0
    for n in range(start, len(text)):
        character = text[n]
        if character == "(":
            depth += 1
        elif character == ")":
            depth = max(0, depth - 1)
        elif character in ",;" and depth == 0:
            yield n + 1, character
        elif character == " " and depth == 0 and text.startswith("and ", n + 1):
            yield n + 5, character
