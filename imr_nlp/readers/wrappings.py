"""What a letter's text has of what it went through: HTML, Markdown, marks of quoted mail, numbers or borders of lines, UTF-8
that was taken for another encoding.

`wrappings` gives the edits that read the text without it. A letter that has none of it costs a few searches.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from itertools import pairwise

from imr_nlp.text.edits import Edit

_LONGEST_TAG, _LONGEST_ENTITY = 300, 10
# Tags inside a word; all others part words.
_INLINE = frozenset(("a", "b", "big", "em", "font", "i", "mark", "s", "small", "span", "strong", "sub", "sup", "u"))
_NOT_SHOWN = ("script", "style", "head")
_ENTITIES = ("&nbsp;", "&amp;", "&lt;", "&gt;", "&quot;", "&#")
# UTF-8 read as Windows' own encoding: dashes, quotation marks, bullets and blanks; the last where a byte was lost.
_MISREAD = {
    **dict.fromkeys(("\u201c", "\u201d", "\u2018"), "-"),
    **{"\u02dc": "'", "\u2122": "'", "\u0153": '"', "\x9d": '"', "\ufffd": '"', "\xa2": "\u2022", "\xa6": "..."},
}
# Part of the lines that have a number where lines are numbered.
_NUMBERED = 0.8
# Part of the lines that begin with ">" where a text is quoted; a line of it may have been broken once more.
_QUOTED = 0.3
_LONGEST_NUMBER, _STEP = 4, 3


def wrappings(text: str) -> Iterator[Edit]:
    """What of `doc.text` is wrapped around the letter: edits not in order, without overlap."""
    # One character is found much faster than two.
    has_tags = "<" in text and ("</" in text or "<br" in text)
    if has_tags:
        yield from _tags(text)
    if has_tags or ("&" in text and any(entity in text for entity in _ENTITIES)):
        yield from _entities(text)
    if "**" in text:
        yield from _all(text, "**")
    if "\xe2\u20ac" in text or "\xc2" in text:
        yield from _misread(text)
    if "|\n" in text:
        yield from _borders(text)
    if (">" in text and ("\n>" in text or text.startswith(">"))) or "\n#" in text or text.startswith("# "):
        yield from _line_marks(text)
    elif text.lstrip()[:1].isdigit():
        yield from _line_numbers(text)


def _tags(text: str) -> Iterator[Edit]:
    start = text.find("<")
    while start >= 0:
        end = text.find(">", start, start + _LONGEST_TAG) + 1
        name = text[start + 1 : end - 1].strip("/").split(None, 1)[:1] if end else []
        if not name or not (name[0][0].isalpha() or name[0][0] in "!?"):
            start = text.find("<", start + 1)
            continue
        word = name[0].lower()
        if word in _NOT_SHOWN and text[start + 1] != "/":
            closing = text.find(f"</{word}", end)
            end = text.find(">", closing) + 1 if closing >= 0 and text.find(">", closing) >= 0 else end
        yield Edit(start, end, "" if word in _INLINE else " ")
        start = text.find("<", end)


def _entities(text: str) -> Iterator[Edit]:
    start = text.find("&")
    while start >= 0:
        end = text.find(";", start, start + _LONGEST_ENTITY) + 1
        if end and (words := unescape(text[start:end])) != text[start:end]:
            yield Edit(start, end, words.replace("\xa0", " "))
        start = text.find("&", start + 1)


def _all(text: str, mark: str) -> Iterator[Edit]:
    start = text.find(mark)
    while start >= 0:
        end = start + len(mark)
        yield Edit(start, end)
        start = text.find(mark, end)


def _misread(text: str) -> Iterator[Edit]:
    """The characters that UTF-8 writes in several bytes, each of which was taken for a character."""
    start = text.find("\xe2\u20ac")
    while start >= 0:
        words = _MISREAD.get(text[start + 2 : start + 3])
        if words is not None:
            yield Edit(start, start + 3, words)
        start = text.find("\xe2\u20ac", start + 2)
    yield from (Edit(edit.start, edit.end - 1) for mark in ("\xc2\xa0", "\xc2 ") for edit in _all(text, mark))


def _borders(text: str) -> Iterator[Edit]:
    """The strokes at both ends of lines, where most have them."""
    lines = text.splitlines(keepends=True)
    framed = [len(words) > 1 and words[0] == words[-1] == "|" for line in lines for words in (line.strip(),)]
    if sum(framed) < _NUMBERED * sum(bool(line.strip()) for line in lines):
        return
    start = 0
    for line, is_framed in zip(lines, framed, strict=True):
        if is_framed:
            first, last = start + line.index("|"), start + line.rindex("|")
            yield Edit(first, first + 1)
            yield Edit(last, last + 1)
        start += len(line)


def _line_marks(text: str) -> Iterator[Edit]:
    """The marks of a quotation or of a heading of Markdown in front of lines.

    Where few lines begin with ">" it is a sign of the letter's own ("> 50 % relief"), and "# 90" is a quantity.
    """
    lines = text.splitlines(keepends=True)
    quoted = sum(line.lstrip(" ").startswith(">") for line in lines) >= _QUOTED * sum(map(bool, map(str.strip, lines)))
    start = 0
    for line in lines:
        rest = line.lstrip("> ") if quoted and line.lstrip(" ").startswith(">") else line
        heading = rest.lstrip("#")
        if heading.startswith(" ") and len(heading) < len(rest) and not _is_quantity(rest):
            rest = heading
        if len(rest) < len(line):
            yield Edit(start, start + len(line) - len(rest))
        start += len(line)


def _is_quantity(line: str) -> bool:
    return not line.startswith("##") and line[1:].lstrip()[:1].isdigit()


def _line_numbers(text: str) -> Iterator[Edit]:
    """The numbers in front of lines, if nearly all have one and they count."""
    numbers: list[tuple[int, int, int]] = []
    start = lines = 0
    for line in text.split("\n"):
        words = line.split(None, 1)
        lines += bool(words)
        number = words[0].rstrip(".:)|") if words else ""
        if number.isdecimal() and len(number) <= _LONGEST_NUMBER:
            first = start + line.index(number)
            numbers.append((first, first + len(words[0]), int(number)))
        start += len(line) + 1
    pairs = list(pairwise(numbers))
    steps = sum(0 < after[2] - before[2] <= _STEP or after[2] == 1 for before, after in pairs)
    if lines > 2 and len(numbers) >= _NUMBERED * lines and steps >= _NUMBERED * len(pairs):
        yield from (Edit(first, last) for first, last, _ in numbers)
