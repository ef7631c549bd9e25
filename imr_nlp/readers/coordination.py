"""Splitting a list in running text into its members, coordinated phrases kept whole.

"lumbar, hip, and neck strain" is one member, "cervical sprain and lumbar sprain" are two: where a piece between two commas
says nothing by itself (words of `ListWords.fragments` only), it belongs to the piece behind it or in front of it. Start with
`split_list`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_TOKEN = re.compile(r"[a-z0-9%#.]+(?:[/'-]+[a-z0-9%#.]+)*|&")
_LEVEL = re.compile(
    r"[ctls]\d{1,2}(?:(?:[/-]+|to)?[ctls]?\d{1,2})*"
    r"|#?\d+(?:\.\d+)?(?:st|nd|rd|th|x|%|mg|mcg|gm?|ml|mm|cm)?|x\d+|\d+(?:[x/-]\d+)+(?:mg|x)?"
)
_SPINAL_LEVEL = re.compile(r"[ctls]\d{1,2}(?:[/-]+[ctls]?\d{1,2})*")
_SEPARATOR = re.compile(
    r"(?=[\s,;.:(\d])(?:"
    r"\s*(?P<hard>;)\s*(?:and\s+)?|\s*,\s*(?P<comma_and>and|as\s+well\s+as|along\s+with|plus)\s+(?!(?:and\s+)?/?or\b)|\s*,(?!\d)\s*"
    r"|\s+(?P<and>and|as\s+well\s+as|along\s+with|plus|&)\s+(?!or\b)"
    r"|(?:^|[\s,.;:]|(?<=[\s;]))\s*(?:and\s+)?(?P<number>\(?\d{1,2}(?:\)|\.(?!\d)))\s+(?=[a-z(]))"
)
_PARENTHESES = re.compile(r"\((?!\d{1,2}\))[^()]*\)")
# What qualifies the condition or item in front of it instead of being another one.
_TAIL = re.compile(
    r"(?P<always>with\b|without\b|including\b|initial\s+encounter|subsequent\s+encounter|sequela\b|not\s+otherwise|not\s+elsewhere|nos\b|resulting\s+in|secondary\s+to"
    r"|due\s+to|status\s+post\s+(?:being|a\s+fall|fall|motor|mva|assault|injury)|s/p\s+(?:being|fall|mva)|associated\s+with|worse\b|likely\s+due"
    r"|(?:grade|stage|type|class)\s+\w+(?:\s+to\s+\w+)?$|(?:single|recurrent)\s+episode\b|in\s+(?:full|partial|early|sustained|remission)\b|by\s+history$"
    r"|(?:status\s+post|s/p)\s+(?:surgery|releases?|repair|fusion|decompression|laminectomy|operation|reduction|orif|injections?)$"
    r"|(?:mild|moderate|moderately)(?:\s+to\s+|-)(?:moderate|severe)$|not\s+intractable|(?:left|right)(?:\s+|-)sided$|per\s|as\s|to\s(?!be\b|have\b)|for\s|(?:right|left)\s+(?:greater|worse|more)|r>l|l>r)"
    r"|(?:stable|improving|improved|resolved|resolving|ongoing|chronic|acute|severe|mild|moderate|industrial|nonindustrial|non-industrial|recurrent|unspecified|continuous|episodic|intractable|controlled|uncontrolled|symptomatic|persistent|healed|healing|residual|postoperative|postop|traumatic)\b"
)
_QUALIFIED = re.compile(
    r"\b(?:with|without|due\s+to|secondary\s+to|status\s+post|s/p|resulting|associated|including|involving|because|after)\b"
)
_AFTER_TREATMENT = re.compile(r"(?:status\s+post|s/p)\s+(?=\w)")
_PREPOSITION = re.compile(r"\b(?:of|in|to|at|involving|over|affecting|on|for|from)\s+(?=\w)")
# What makes of all that follows, up to the next article, a description of the item in front of it.
_OPEN = re.compile(
    r"\b(?:including|to\s+assist|to\s+help|such\s+as|consisting\s+of|to\s+include)\b"
    r"|\b(?:labs?|laborator(?:y|ies)|tests|panels?|blood\s?work)(?:\s+(?:tests?|studies|work))?\s*:"
)
_ARTICLE = re.compile(r"(?:an?|the|one|two|#?\d+)\s")
_LAST_PLACE = frozenset(("region", "level", "levels", "area", "side", "encounter", "unspecified", "nos", "site"))
_SIDES = frozenset(("right", "left", "bilateral", "l", "r", "lt", "rt", "bilaterally", "both"))


class ListWords(NamedTuple):
    """The words that decide what stands alone.

    fragments (frozenset[str]): words of which a piece may consist that says nothing by itself: anatomy, sides, amounts.
    adjectives (frozenset[str]): those of them that need a noun ("cervical").
    amounts (frozenset[str]): those that only tell how much or how often; they belong to what is in front of them.
    generic (frozenset[str]): nouns that say nothing alone after "and" ("sprain and strain").
    wholes (re.Pattern): phrases inside which nothing is split ("dizziness and giddiness").
    """

    fragments: frozenset[str]
    adjectives: frozenset[str]
    amounts: frozenset[str]
    generic: frozenset[str]
    wholes: re.Pattern[str]


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
    separators = list(_SEPARATOR.finditer(text))
    closed = [match.span() for match in words.wholes.finditer(text)] if separators else []
    if separators and "(" in text:
        closed += [match.span() for match in _PARENTHESES.finditer(text)]
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
    number = int(re.sub(r"\D", "", match["number"]))
    if number == 1:
        another_follows = re.search(r"(?<!\d)2[.)]\s", text[match.end() :]) is not None
        return another_follows or not text[: match.start("number")].strip(" ,;:.(")
    return re.search(rf"(?<!\d){number - 1}[.)]\s", text[: match.start() + 1]) is not None


def _join(text: str, pieces: list[_Piece], words: ListWords) -> list[tuple[int, int]]:
    members: list[tuple[int, int]] = []
    waiting: int | None = None  # start of fragments that wait for the piece behind them
    last_complete = max((n for n, piece in enumerate(pieces) if not piece.fragment), default=-1)
    for n, piece in enumerate(pieces):
        following = pieces[n + 1] if n + 1 < len(pieces) else None
        more = n < last_complete  # a piece that says something by itself comes later
        if members and waiting is None and _belongs_to_previous(text[slice(*members[-1])], piece, following, more, words):
            members[-1] = (members[-1][0], piece.end)
        elif more if piece.fragment else _waits(piece, following, words):
            waiting = piece.start if waiting is None else waiting
        else:
            members.append((piece.start if waiting is None else waiting, piece.end))
            waiting = None
    if waiting is not None:
        members.append((waiting, pieces[-1].end))
    return members


def _belongs_to_previous(before: str, piece: _Piece, following: _Piece | None, more: bool, words: ListWords) -> bool:
    wording = piece.wording
    if (tail := _TAIL.match(wording)) is not None and (tail["always"] or piece.fragment or " " not in wording):
        return "and" not in piece.separator or not wording.startswith("for ")
    if words.amounts and _OPEN.search(before) and _ARTICLE.match(wording) is None:
        return True
    tokens = _TOKEN.findall(wording)
    if len(tokens) == 1 and tokens[0] in words.generic and "and" in piece.separator:
        # "sprain and strain"; not "sprain and strain of the neck", whose second part is longer
        return True
    if not piece.fragment or not tokens:
        return piece.fragment
    qualified = _TAIL.match(following.wording) if piece.separator == "comma" and following is not None else None
    if qualified is not None and following is not None and (qualified["always"] or following.fragment):
        return True  # "stenosis, L4-5, severe"
    if all(_SPINAL_LEVEL.fullmatch(token) for token in tokens) and _SPINAL_LEVEL.fullmatch(_TOKEN.findall(before)[-1]):
        return True  # "disc disease L4-5 and L5-S1"
    if not more or tokens[-1] in _LAST_PLACE or all(_is_amount(token, words) for token in tokens):
        return True
    if any(is_fragment(before[match.end() :], words) for match in _PREPOSITION.finditer(before)):
        adjectives_only = all(token in words.adjectives for token in tokens)
        return not adjectives_only or _ends_open(before, words)
    # "SLAP lesion, right shoulder, gout": a place closed by commas behind a condition whose side is not told.
    told = any(token in _SIDES for token in _TOKEN.findall(before))
    closed = following is not None and following.separator != "and"
    return piece.separator == "comma" and closed and tokens[0] in _SIDES and len(tokens) > 1 and not told


def _waits(piece: _Piece, following: _Piece | None, words: ListWords) -> bool:
    """Whether a piece is a bare noun in front of one that has a place: "sprain and strain of the neck"."""
    if piece.wording not in words.generic or following is None or "and" not in following.separator:
        return False
    first, _, rest = following.wording.partition(" ")
    return first in words.generic and bool(rest)


def _ends_open(before: str, words: ListWords) -> bool:
    tokens = _TOKEN.findall(before)
    return bool(tokens) and tokens[-1] in words.adjectives


def is_fragment(wording: str, words: ListWords) -> bool:
    """Whether a piece says nothing by itself.

    wording (str): the piece in lower case.
    words (ListWords): the words that decide.
    RETURNS (bool): True for "left and right knee", False for "knee pain".
    """
    after = _AFTER_TREATMENT.match(wording)
    wording = wording[after.end() :] if after else wording
    match = _QUALIFIED.search(wording)
    head = wording[: match.start()] if match else wording
    return all(_is_fragment_word(token, words) for token in _TOKEN.findall(head))


def _is_fragment_word(token: str, words: ListWords) -> bool:
    token = token.strip(".'")
    if token in words.fragments or _LEVEL.fullmatch(token) or not token:
        return True
    parts = re.split(r"[/-]", token)
    return len(parts) > 1 and all(not part or part in words.fragments or _LEVEL.fullmatch(part) for part in parts)


def _is_amount(token: str, words: ListWords) -> bool:
    token = token.strip(".'")
    return token in words.amounts or (bool(_LEVEL.fullmatch(token)) and not re.match(r"[ctls]\d", token))


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " ,;:\"'[.-*\u2022":
        start += 1
    while end > start and text[end - 1] in ' ,;:".[-*':
        end -= 1
    if end > start and text[end - 1] == ")" and text.count("(", start, end) < text.count(")", start, end):
        end -= 1
    return start, end
