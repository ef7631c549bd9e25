"""Ways in which a letter's text is damaged, each seeded. Start with `DAMAGES`.

Most are those of scanning, faxing, mailing and copying; some are of extractors. None changes what a letter says: what can still
be read is to be read, and what cannot is to be empty.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import NamedTuple


class Damaged(NamedTuple):
    """A damaged letter.

    text (str): its text.
    unread (frozenset[str]): fields of the header whose value is gone, so that they must be empty.
    issues (range | None): which disputed items, by index, can be whole; None: all.
    head (bool): whether the header table and the reviewer are still there.
    inside (tuple[str, ...]): lines put in, with single blanks. A mention's text is all between its offsets, these lines too.
    """

    text: str
    unread: frozenset[str] = frozenset()
    issues: range | None = None
    head: bool = True
    inside: tuple[str, ...] = ()


Change = Callable[[Random, str], str]

_DECISION = re.compile(r"(?<=: )(?:Upheld|Overturned)$", re.MULTILINE)
_STATEMENT = re.compile(r"^(?:Claims Administrator|MAXIMUS) guideline:|^Decision rationale:", re.MULTILINE)
_HEADING = re.compile(
    r"^(?:HOW THE IMR FINAL DETERMINATION WAS MADE|CLINICAL CASE SUMMARY|IMR ISSUES, DECISIONS AND RATIONALES)", re.MULTILINE
)
_LABEL = re.compile(
    r"^(?:Case Number|Date Assigned|Decision Date|Priority|Date of Injury|UR Denial Date|Application\nReceived):", re.MULTILINE
)
_FIXED = re.compile("|".join(f"(?:{part.pattern})" for part in (_STATEMENT, _HEADING, _LABEL)), re.MULTILINE)
_PAGE_LINES = 40
_TABLE = ("Drug Dose Count", "Alpha 10 30", "Beta 20 60", "Total 2 items")
LABELS = {
    "case_number": "Case Number:",
    "date_assigned": "Date Assigned:",
    "decision_date": "Decision Date:",
    "priority": "Priority:",
    "date_of_injury": "Date of Injury:",
    "ur_denial_date": "UR Denial Date:",
    "application_received": "Application\nReceived:",
}
# What scanners read for a letter or a pair of letters.
_CONFUSED = {
    **{"l": "1", "i": "l", "I": "l", "1": "l", "O": "0", "0": "O", "o": "0", "e": "c", "c": "e", "S": "5", "s": "5"},
    **{"m": "rn", "h": "b", "n": "ri", "u": "ii", "d": "cl", "w": "vv", "t": "l", "f": "t", "g": "9", "a": "o", "y": "v"},
    **{"M": "IVI", "D": "0", "H": "I-I", "A": "4", "U": "II", "N": "IN", "R": "P", "E": "F", "C": "G", "B": "8"},
    **{"p": "o", "r": "i", "v": "y"},
}


def within(part: re.Pattern[str], change: Change) -> Change:
    """The change of each wording that a pattern finds."""
    return lambda random, text: part.sub(lambda match: change(random, match[0]), text)


def one_character(random: Random, words: str) -> str:
    """One letter read as another."""
    places = [place for place, letter in enumerate(words) if letter in _CONFUSED]
    return _confuse(words, {random.choice(places)}) if places else words


def _confuse(words: str, places: set[int]) -> str:
    return "".join(_CONFUSED.get(letter, letter) if place in places else letter for place, letter in enumerate(words))


def one_lost(random: Random, words: str) -> str:
    """One letter lost."""
    place = random.randrange(1, len(words) - 1)
    return words[:place] + words[place + 1 :]


def one_blank_more(random: Random, words: str) -> str:
    """A blank inside a word."""
    place = random.choice([n for n in range(1, len(words)) if words[n - 1].isalpha() and words[n].isalpha()])
    return words[:place] + " " + words[place:]


def no_blanks(random: Random, words: str) -> str:
    return words.replace(" ", "")


def stray_mark(random: Random, words: str) -> str:
    return random.choice(("{} 1", "*{}*", "{} .", "'{}", "**{}**", "{} |", "_{}_")).format(words)


def cut_short(random: Random, words: str) -> str:
    return words.removesuffix("ed") if words.endswith("turned") else words[:-1]


def other_colon(random: Random, words: str) -> str:
    return words[:-1] + random.choice((" :", ";", ".", " ;", "::"))


def ocr(rate: float) -> Change:
    """Letters and figures read as others."""

    def change(random: Random, text: str) -> str:
        return _confuse(text, {place for place in range(len(text)) if random.random() < rate})

    return change


def lost_blanks(rate: float) -> Change:
    def change(random: Random, text: str) -> str:
        return "".join(letter for letter in text if letter != " " or random.random() >= rate)

    return change


def ligatures(random: Random, text: str) -> str:
    for word, ligature in (("ffi", "\ufb03"), ("ffl", "\ufb04"), ("ff", "\ufb00"), ("fi", "\ufb01"), ("fl", "\ufb02")):
        text = text.replace(word, ligature)
    return text


def invisible(random: Random, text: str) -> str:
    """Invisible characters inside one word of ten."""
    marks = ("\u200b", "\xad", "\ufeff", "\u2060")
    return re.sub(r"(?<=[a-z])(?=[a-z])", lambda _: random.choice(marks) if random.random() < 0.05 else "", text)


def hyphens(random: Random, text: str) -> str:
    """Lines of prose broken inside their last word."""

    def broken(match: re.Match[str]) -> str:
        return f"{match[1]}-\n{match[2]} " if random.random() < 0.3 else match[0]

    return re.sub(r"(?<=[a-z] )([a-z]{3,6})([a-z]{3,6})\n(?=[a-z])", broken, text)


def every_line(prefix: Callable[[int], str]) -> Change:
    """Something in front of each line that is not empty."""

    def change(random: Random, text: str) -> str:
        return "\n".join(prefix(n) + line if line else line for n, line in enumerate(text.split("\n"), 1))

    return change


def html(random: Random, text: str) -> str:
    text = text.replace("&", "&amp;")
    text = _HEADING.sub(lambda match: f"<h2>{match[0]}</h2>", text)
    text = _STATEMENT.sub(lambda match: f"<b>{match[0]}</b>", text)
    text = _DECISION.sub(lambda match: f"<strong>{match[0]}</strong>", text)
    return "<html><body>\n" + "\n".join(f"<p>{line}</p>" if line else line for line in text.split("\n")) + "\n</body></html>\n"


def markdown(random: Random, text: str) -> str:
    text = _HEADING.sub(lambda match: f"## {match[0]}", text)
    text = _STATEMENT.sub(lambda match: f"**{match[0]}**", text)
    text = _LABEL.sub(lambda match: f"- **{match[0]}**", text)
    return re.sub(r"^(.*): (Upheld|Overturned)$", r"### \1: **\2**", text, flags=re.MULTILINE)


def furniture(lines: Callable[[int, Random], str], every: int = _PAGE_LINES) -> Callable[[Random, str], Damaged]:
    """Lines between pages, wherever these end."""

    def change(random: Random, text: str) -> Damaged:
        kept, put_in = [], []
        for n, line in enumerate(text.split("\n"), 1):
            kept.append(line)
            if n > 20 and n % every == 0:
                kept.append(lines(n // every, random))
                put_in.append(" ".join(kept[-1].split()))
        return Damaged("\n".join(kept), inside=tuple(put_in))

    return change


def _fax(page: int, random: Random) -> str:
    return f"From: 555{random.randrange(10000):04} To: 5550101 Page: {page}/9 Date: 10/12/2016 9:12 AM"


def _running_head(page: int, random: Random) -> str:
    return f"\n{page}\n\fFinal Determination Letter for IMR Case Number CM16-9900555\n"


def page_twice(random: Random, text: str) -> Damaged:
    """One page, of those after the first, two times."""
    lines = text.split("\n")
    pages = ["\n".join(lines[n : n + _PAGE_LINES]) for n in range(0, len(lines), _PAGE_LINES)]
    place = random.randrange(1, max(2, len(pages)))
    if place >= len(pages):
        return Damaged(text)
    pages.insert(place, pages[place])
    return Damaged("\n\f".join(pages), inside=(" ".join(pages[place].split()),))


def first_page_twice(random: Random, text: str) -> Damaged:
    first = "\n".join(text.split("\n")[:_PAGE_LINES])
    return Damaged(first + "\n\f" + text, inside=(" ".join(first.split()),))


def interleaved(random: Random, text: str) -> Damaged:
    """A table between the lines of the summary and of the rationales."""
    return furniture(lambda page, _: "\n".join(_TABLE), every=30)(random, text)


def header_of(text: str) -> tuple[dict[str, str], str] | None:
    """The values of the header table in two blocks, and what follows it."""
    match = re.match(r"((?:.*\n){4})\n((?:.*\n){4})\n((?:.*\n){4})\n((?:.*\n){3})", text)
    if match is None or LABELS["case_number"] not in match[1]:
        return None
    values = [*match[2].split("\n")[:-1], *match[4].split("\n")[:-1]]
    return dict(zip(LABELS, values, strict=True)), text[match.end() :]


def _two_blocks(values: dict[str, str | None]) -> str:
    fields = list(LABELS)
    parts = []
    for block in (fields[:4], fields[4:]):
        parts += ["\n".join(LABELS[field] for field in block), "\n".join(v for f in block if (v := values[f]) is not None)]
    return "\n\n".join(parts) + "\n"


def value_gone(stands: tuple[str | None, ...]) -> Callable[[Random, str], Damaged]:
    """One value of the header table missing (None) or unread."""

    def change(random: Random, text: str) -> Damaged:
        parsed = header_of(text)
        if parsed is None:
            return Damaged(text)
        values, rest = parsed
        field = random.choice(list(LABELS))
        return Damaged(_two_blocks({**values, field: random.choice(stands)}) + rest, frozenset((field,)))

    return change


def header_as(write: Callable[[dict[str, str]], str]) -> Change:
    """The header table in another form."""

    def change(random: Random, text: str) -> str:
        parsed = header_of(text)
        return text if parsed is None else write(parsed[0]) + parsed[1]

    return change


def _values_first(values: dict[str, str]) -> str:
    return "\n".join(f"{values[field]} {label}" for field, label in _one_line_labels()) + "\n"


def _labels_by_row(values: dict[str, str]) -> str:
    rows = (("case_number",), ("date_assigned", "date_of_injury"), ("decision_date", "ur_denial_date"))
    last = ("priority", "application_received")
    one_line = dict(_one_line_labels())
    labels = "\n".join(" ".join(one_line[field] for field in row) for row in (*rows, last))
    return labels + "\n\n" + "\n".join(values.values()) + "\n"


def _inline(values: dict[str, str]) -> str:
    return "\n".join(f"{label} {values[field]}" for field, label in _one_line_labels()) + "\n"


def _one_line_labels() -> list[tuple[str, str]]:
    return [(field, label.replace("\n", " ")) for field, label in LABELS.items()]


def _dotted(values: dict[str, str]) -> str:
    return _two_blocks({field: value.replace("/", ".") for field, value in values.items()})


def one_label(random: Random, text: str) -> str:
    """One label of the header table with a letter read as another."""
    labels = list(_LABEL.finditer(text))
    if not labels:
        return text
    match = random.choice(labels)
    return text[: match.start()] + one_character(random, match[0]) + text[match.end() :]


def _issue_starts(text: str) -> list[int]:
    return [match.start() for match in _DECISION.finditer(text)]


def cut_end(random: Random, text: str) -> Damaged:
    place = random.randrange(len(text) // 3, len(text) - 200)
    # An item whose decision and first statement are there is whole enough to count.
    whole = sum(start + 60 <= place for start in _issue_starts(text))
    return Damaged(text[:place], issues=range(whole))


def cut_begin(random: Random, text: str) -> Damaged:
    starts = _issue_starts(text)
    issues = max((match.start() for match in _HEADING.finditer(text)), default=0)
    place = random.randrange(issues // 3, issues + 1)
    return Damaged(text[place:], issues=range(len(starts)), head=False)


def two_letters(random: Random, text: str) -> Damaged:
    second = re.sub(r"CM(\d\d)-(\d{3})", lambda match: f"CM{match[1]}-{(int(match[2]) + 7) % 1000:03}", text)
    second = second.replace("Upheld", "\0").replace("Overturned", "Upheld").replace("\0", "Overturned")
    return Damaged(text + "\n" + second)


def plain(change: Change) -> Callable[[Random, str], Damaged]:
    return lambda random, text: Damaged(change(random, text))


DAMAGES: dict[str, Callable[[Random, str], Damaged]] = {
    "decision: a character": plain(within(_DECISION, one_character)),
    "decision: a blank": plain(within(_DECISION, one_blank_more)),
    "decision: stray marks": plain(within(_DECISION, stray_mark)),
    "decision: cut short": plain(within(_DECISION, cut_short)),
    "statement: a character": plain(within(_STATEMENT, one_character)),
    "statement: one lost": plain(within(_STATEMENT, one_lost)),
    "statement: no blanks": plain(within(_STATEMENT, no_blanks)),
    "statement: colon": plain(within(_STATEMENT, other_colon)),
    "statement: marks": plain(within(_STATEMENT, stray_mark)),
    "heading: a character": plain(within(_HEADING, one_character)),
    "heading: a blank": plain(within(_HEADING, one_blank_more)),
    "heading: no blanks": plain(within(_HEADING, no_blanks)),
    "fixed: capitals": plain(within(_FIXED, lambda _, words: words.upper())),
    "fixed: lower case": plain(within(_FIXED, lambda _, words: words.lower())),
    "label: a character": plain(within(_LABEL, one_character)),
    "label: no blanks": plain(within(_LABEL, no_blanks)),
    "label: one unread": plain(one_label),
    "header: value missing": value_gone((None,)),
    "header: value unread": value_gone(("N/A", "[redacted]", "01/02/2010 - 03/04/2012", "unknown", "-", "1?/0?/2016")),
    "header: dotted dates": plain(header_as(_dotted)),
    "header: values first": plain(header_as(_values_first)),
    "header: on one line": plain(header_as(_inline)),
    "header: labels by row": plain(header_as(_labels_by_row)),
    "lines: numbers": plain(every_line(lambda n: f"{n:3} ")),
    "lines: quoted": plain(every_line(lambda n: "> ")),
    "html": plain(html),
    "markdown": plain(markdown),
    "furniture: fax lines": furniture(_fax, every=25),
    "furniture: running heads": furniture(_running_head),
    "furniture: page numbers": furniture(lambda page, _: f"Page {page} of 9"),
    "furniture: tables": interleaved,
    "pages: one twice": page_twice,
    "pages: first twice": first_page_twice,
    "cut: end": cut_end,
    "cut: beginning": cut_begin,
    "two letters": two_letters,
    "ligatures": plain(ligatures),
    "invisible characters": plain(invisible),
    "hyphens": plain(hyphens),
    "lost blanks 1 %": plain(lost_blanks(0.01)),
    "lost blanks 2 %": plain(lost_blanks(0.02)),
    "lost blanks 5 %": plain(lost_blanks(0.05)),
    "characters 0.5 %": plain(ocr(0.005)),
    "characters 1 %": plain(ocr(0.01)),
    "characters 2 %": plain(ocr(0.02)),
}
