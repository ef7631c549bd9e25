"""Splitting a list in running text into its members, coordinated phrases kept whole.

"lumbar, hip, and neck strain" is one member, "cervical sprain and lumbar sprain" are two: where a piece between two commas
says nothing by itself (words of `ListWords.fragments` only), it belongs to the piece after it or in front of it. Start with
`split_list`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, get_args

from imr_nlp.normalize.levels import vertebrae
from imr_nlp.rules.ruleset import RuleSet
from imr_nlp.rules.schema import Row
from imr_nlp.rules.schema_summary import ListWording, ListWordsRow
from imr_nlp.rules.wordings import Wordings, by_role
from imr_nlp.text.edges import end_before, past
from imr_nlp.text.parentheses import parentheses

_TOKEN = re.compile(r"[a-z0-9%#.]+(?:[/'-]+[a-z0-9%#.]+)*|&")
# What stands after the figures of an amount, in one word with them.
_AFTER_FIGURES = frozenset(("", "st", "nd", "rd", "th", "%", "mg", "mcg", "g", "gm", "ml", "mm", "cm"))
# CONJUNCTION stands for the words that join members.
_SEPARATOR = (
    r"(?=[\s,;.:(\d])(?:"
    r"\s*(?P<hard>;)\s*(?:and\s+)?|\s*,\s*(?P<comma_and>CONJUNCTION)\s+(?!(?:and\s+)?/?or\b)|\s*,(?!\d)\s*"
    r"|\s+(?P<and>CONJUNCTION|&)\s+(?!or\b)"
    r"|(?:^|[\s,.;:]|(?<=[\s;]))\s*(?:and\s+)?(?P<number>\(?\d{1,2}(?:\)|\.(?!\d)))\s+(?=[a-z(]))"
)
_ANEW = "for ", "with "  # after "and" these begin a member: "treated for gout and for asthma"
_BETWEEN_AMOUNTS = frozenset(("a", "an", "the", "for", "with"))


@dataclass(frozen=True)
class ListWords:
    """The words that decide what stands alone, from rows.

    fragments (frozenset[str]): words of which a piece may consist that says nothing by itself: anatomy, sides, amounts.
    adjectives (frozenset[str]): those of them that need a noun ("cervical").
    amounts (frozenset[str]): those that only tell how much or how often; they belong to what is in front of them.
    generic (frozenset[str]): nouns that say nothing alone after "and" ("sprain and strain").
    last (frozenset[str]): words with which a place ends ("region").
    sides (frozenset[str]): words for sides.
    wholes (RuleSet): phrases inside which nothing is split ("dizziness and giddiness").
    separator (re.Pattern): what may stand between two members.
    wordings (Mapping[str, Wordings]): the LIST_WORDING rows by role.
    """

    fragments: frozenset[str]
    adjectives: frozenset[str]
    amounts: frozenset[str]
    generic: frozenset[str]
    last: frozenset[str]
    sides: frozenset[str]
    wholes: RuleSet[ListWordsRow]
    separator: re.Pattern[str]
    wordings: Mapping[str, Wordings]

    @classmethod
    def from_rows(cls, rows: Iterable[Row], name: str, fragments: Mapping[str, str]) -> ListWords:
        """The words for one kind of list.

        rows (Iterable[Row]): LIST_WORDS and LIST_WORDING rows; others are passed over.
        name (str): the list.
        fragments (Mapping[str, str]): what `{{name}}` stands for.
        """
        rows = list(rows)
        chosen = [row for row in rows if isinstance(row, ListWordsRow) and row.list in (name, "all")]
        terms = {kind: frozenset(t.lower() for row in chosen if row.kind == kind for t in row.terms) for kind in _KINDS}
        conjunctions = "|".join(map(re.escape, sorted(terms["conjunction"], key=len, reverse=True))) or "and"
        return cls(
            terms["noun"] | terms["adjective"] | terms["amount"],
            terms["adjective"],
            terms["amount"],
            terms["generic"],
            terms["last"],
            terms["side"],
            RuleSet([row for row in chosen if row.kind == "whole"]),
            re.compile(_SEPARATOR.replace("CONJUNCTION", f"(?:{conjunctions})")),
            by_role(rows, ListWording, fragments),
        )


_KINDS = get_args(ListWordsRow.model_fields["kind"].annotation)


class _Piece(NamedTuple):
    start: int
    end: int
    separator: str  # what stands in front of it: "", "comma", "comma and", "and", "hard"
    wording: str
    fragment: bool  # says nothing by itself


def split_list(text: str, words: ListWords) -> list[tuple[int, int]]:
    """The members of a list.

    text (str): the list in lower case, line breaks as blanks.
    words (ListWords): see there.
    RETURNS (list[tuple[int, int]]): offsets of the members.
    """
    members: list[tuple[int, int]] = []
    group: list[_Piece] = []
    for piece in [*_pieces(text, words), None]:
        if piece is None or piece.separator == "hard":
            members += _join(text, group, words)
            group = []
        if piece is not None:
            group.append(piece)
    trimmed = [_trim(text, start, end) for start, end in members]
    return [(start, end) for start, end in trimmed if start < end]


def _pieces(text: str, words: ListWords) -> list[_Piece]:
    separators = list(words.separator.finditer(text))
    closed = [(match.start, match.end) for match in words.wholes.find(text)] if separators else []
    if separators and "(" in text:
        closed += [(first, last) for first, last in parentheses(text) if not text[first + 1 : last - 1].isdigit()]
    pieces: list[_Piece] = []
    start, separator = 0, ""
    for match in separators:
        core = match.group().strip()  # a phrase may end in the separator: "activities of daily living and"
        first = match.start() + match.group().find(core)
        if any(a <= first and first + len(core) <= b for a, b in closed):
            continue
        if match["number"] is not None and not _enumerates(text, match):
            continue
        # A blank in front of the separator belongs to neither piece.
        if text[start : match.start()].strip(" ,;:"):
            pieces.append(_piece(text, start, match.start(), separator, words))
            separator = ""
        kind = "hard" if match["hard"] or match["number"] else "and" if match["and"] else "comma"
        kind = "comma and" if match["comma_and"] else kind
        separator = kind if separator != "hard" else "hard"
        start = match.end()
    if text[start:].strip(" ,;:"):
        pieces.append(_piece(text, start, len(text), separator, words))
    return pieces


def _piece(text: str, start: int, end: int, separator: str, words: ListWords) -> _Piece:
    start, end = _trim(text, start, end)
    return _Piece(start, end, separator, text[start:end], is_fragment(text[start:end], words))


def _enumerates(text: str, match: re.Match[str]) -> bool:
    """Whether "2." is the number of a member: "1." stands in front of it, or it is the first."""
    number = int("".join(filter(str.isdigit, match["number"])))
    if number == 1:
        return _has_number(text, 2, match.end(), len(text)) or not text[: match.start("number")].strip(" ,;:.(")
    return _has_number(text, number - 1, 0, match.start() + 1)


def next_number(text: str, start: int, end: int, words: ListWords) -> int | None:
    """Where the next number of a list stands in a range: "... was ruled out. 2. Gout"."""
    numbers = (match.start("number") for match in words.separator.finditer(text, start, end) if match["number"])
    return next(numbers, None)


def _has_number(text: str, number: int, start: int, end: int) -> bool:
    """Whether "2. " or "2) " stands between two offsets."""
    for mark in f"{number}. ", f"{number}) ":
        place = text.find(mark, start, end)
        while place >= 0:
            if place == 0 or not text[place - 1].isdigit():
                return True
            place = text.find(mark, place + 1, end)
    return False


def _join(text: str, pieces: list[_Piece], words: ListWords) -> list[tuple[int, int]]:
    members: list[tuple[int, int]] = []
    waiting: int | None = None  # start of fragments that wait for the piece after them
    last_complete = max((n for n, piece in enumerate(pieces) if not piece.fragment), default=-1)
    for n, piece in enumerate(pieces):
        following = pieces[n + 1] if n + 1 < len(pieces) else None
        more = n < last_complete  # a piece that says something by itself comes later
        before = text[slice(*members[-1])] if members and waiting is None else ""
        if before and (_belongs_to_previous(before, piece, following, more, words) or _shares(before, n, pieces, words)):
            members[-1] = (members[-1][0], piece.end)
        elif more if piece.fragment else _waits(piece, following, words):
            waiting = piece.start if waiting is None else waiting
        else:
            members.append((piece.start if waiting is None else waiting, piece.end))
            waiting = None
    if waiting is not None:
        members.append((waiting, pieces[-1].end))
    return members


def _tail(piece: _Piece, words: ListWords) -> bool | None:
    """Whether a piece only qualifies what is in front of it; None: it does if it says nothing else."""
    wording = piece.wording
    if words.wordings["tail"].at(wording, 0) or words.wordings["tail_whole"].whole(wording, 0, len(wording)):
        return True
    return None if words.wordings["tail_alone"].at(wording, 0) else False


def _belongs_to_previous(before: str, piece: _Piece, following: _Piece | None, more: bool, words: ListWords) -> bool:
    wording = piece.wording
    tail = _tail(piece, words)
    if tail or (tail is None and (piece.fragment or " " not in wording)):
        return "and" not in piece.separator or not wording.startswith(_ANEW)
    if words.amounts and before.endswith("%") and "%" in wording:
        return True  # ingredients of a compound
    opening = words.wordings["opening"].first(before, 0, len(before)) if words.amounts else None
    if opening is not None and words.wordings["article"].at(wording, 0) is None:
        return True
    tokens = _TOKEN.findall(wording)
    if len(tokens) == 1 and tokens[0] in words.generic and "and" in piece.separator:
        # "sprain and strain"; not "sprain and strain of the neck", whose second part is longer
        return True
    if not piece.fragment or not tokens:
        return piece.fragment
    if piece.separator == "comma" and following is not None and _tail(following, words) in (True, None):
        qualified = _tail(following, words)
        if qualified or following.fragment:
            return True  # "stenosis, L4-5, severe"
    if all(map(vertebrae, tokens)) and vertebrae(_TOKEN.findall(before)[-1]):
        return True  # "disc disease L4-5 and L5-S1"
    if not more or tokens[-1] in words.last or _tells_amount(tokens, words):
        return True
    if any(is_fragment(before[match.end() :], words) for match in words.wordings["preposition"].each(before, 0, len(before))):
        adjectives_only = all(_is_adjective(token, words) for token in tokens)
        return not adjectives_only or _ends_open(before, words)
    # "SLAP lesion, right shoulder, gout" and "radius fracture, left, and gout": a place closed by commas after a condition
    # whose side is not stated.
    stated = any(token in words.sides for token in _TOKEN.findall(before))
    closed = following is not None and following.separator != "and"
    alone = len(tokens) == 1 and following is not None and _TOKEN.findall(following.wording)[:1] != tokens
    return piece.separator == "comma" and closed and tokens[0] in words.sides and (len(tokens) > 1 or alone) and not stated


def _shares(before: str, n: int, pieces: list[_Piece], words: ListWords) -> bool:
    """Whether "and" joins a piece to what is in front of it inside one diagnosis.

    "visual and auditory hallucinations" share their noun; "a concussion causing dizziness and memory loss" has two effects,
    unless the word is the only "and" of a longer list.
    """
    if pieces[n].separator != "and" or words.amounts:
        return False
    last = _TOKEN.findall(before)[-1:]
    if last and words.wordings["adjective"].whole(last[0], 0, len(last[0])):
        return True
    effect = words.wordings["effect"].first(before, 0, len(before))
    if effect is None or is_fragment(before[effect.end() :], words):
        return False
    return n == 1 or any("and" in piece.separator for piece in pieces if piece is not pieces[n])


def _waits(piece: _Piece, following: _Piece | None, words: ListWords) -> bool:
    """Whether a piece is a bare noun in front of one that has a place: "sprain and strain of the neck"."""
    if piece.wording not in words.generic or following is None or "and" not in following.separator:
        return False
    first, _, rest = following.wording.partition(" ")
    return first in words.generic and bool(rest)


def _ends_open(before: str, words: ListWords) -> bool:
    tokens = _TOKEN.findall(before)
    return bool(tokens) and _is_adjective(tokens[-1], words)


def is_fragment(wording: str, words: ListWords) -> bool:
    """Whether a piece says nothing by itself.

    wording (str): the piece in lower case.
    words (ListWords): the words that decide.
    RETURNS (bool): True for "left and right knee", False for "knee pain".
    """
    after = words.wordings["treated"].at(wording, 0)
    wording = wording[after.end() :] if after else wording
    qualifier = words.wordings["qualifier"].first(wording, 0, len(wording))
    head = wording[: qualifier.start()] if qualifier else wording
    tokens = _TOKEN.findall(head)
    return all(_is_fragment_word(token, words) for token in tokens) or all(_is_adjective(token, words) for token in tokens)


def _is_fragment_word(token: str, words: ListWords) -> bool:
    token = token.strip(".'")
    if not token or token in words.fragments or _is_number(token) or vertebrae(token):
        return True
    parts = token.replace("/", "-").split("-")
    return len(parts) > 1 and all(not part or part in words.fragments or _is_number(part) or vertebrae(part) for part in parts)


def _is_adjective(token: str, words: ListWords) -> bool:
    return token in words.adjectives or words.wordings["adjective"].whole(token, 0, len(token))


def _is_number(token: str) -> bool:
    """Whether a word is an amount in figures: "#60", "2x", "10/325mg"."""
    figures = token.lstrip("#x")
    return figures[:1].isdigit() and figures.lstrip("0123456789.x/-") in _AFTER_FIGURES


def _is_amount(token: str, words: ListWords) -> bool:
    token = token.strip(".'")
    return token in words.amounts or _is_number(token)


def _tells_amount(tokens: Sequence[str], words: ListWords) -> bool:
    """Whether a piece tells how much or how often, and nothing else: "2 times a week for 4 weeks"."""
    return _is_amount(tokens[0], words) and all(token in _BETWEEN_AMOUNTS or _is_amount(token, words) for token in tokens)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    start = past(text, " ,;:\"'[.-*\u2022", start, end)
    end = end_before(text, end, ' ,;:".[-*', start)
    if end > start and text[end - 1] == ")" and text.count("(", start, end) < text.count(")", start, end):
        end -= 1
    return start, end
