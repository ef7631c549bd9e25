"""The literals that a pattern needs: whatever it matches holds at least one of them.

`literals_of` derives them from the pattern's parse tree (that of `re` itself), so that nobody writes them by hand. A RuleSet
looks for the literals of all its patterns in one pass, and tries a pattern only where its literals are.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

try:
    from re import _constants as sre  # type: ignore[attr-defined]
    from re import _parser as parser  # type: ignore[attr-defined]
except ImportError:  # Python 3.10
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import sre_constants as sre
        import sre_parse as parser

# Below this length a literal stands in nearly every sentence, unless it has a figure; a beginning may be shorter, since it is
# tried at its place only.
MIN_LITERAL, MIN_LEAD = 3, 2
# Figures of other scripts are no text of letters.
_FIGURES = "0123456789"
# How many strings a part of a pattern may stand for to be spelt out, how many beginnings and alternatives a pattern may have.
_MAX_EXACT, _MAX_LEADS, _MAX_ALTERNATIVES = 64, 256, 400
# How many other literals are looked for one by one in front of a pattern.
_MAX_OTHERS = 12
_LOOKS_AROUND = ("(?=", "(?!", "(?<", "\\b", "\\B", "^", "$")

Strings = frozenset[str]
_EMPTY: Strings = frozenset([""])


class Literals(NamedTuple):
    """What the matches of a pattern, or of a part of one, have in common.

    exact (frozenset[str] | None): all that it matches; None: too much to spell out.
    needed (frozenset[str] | None): strings of which every match holds at least one; None: no such strings are known.
    leads (frozenset[str] | None): strings with one of which every match begins.
    others (tuple[frozenset[str], ...]): further sets like `needed`.
    begins_anyhow (bool): whether a match may begin with anything.
    """

    exact: Strings | None
    needed: Strings | None
    leads: Strings | None
    others: tuple[Strings, ...] = ()
    begins_anyhow: bool = False


_NOTHING = Literals(_EMPTY, None, _EMPTY)
_ANYTHING = Literals(None, None, _EMPTY)


def literals_of(pattern: str) -> Literals:
    """The literals of a pattern.

    pattern (str): a regular expression.
    RETURNS (Literals): `exact` is None also where the pattern has groups with names or looks around; `needed` and `leads` are
        None where their shortest string is too short to be of use.

    >>> sorted(literals_of("lack(?:s|ed)?(?: of)?").exact)
    ['lack', 'lack of', 'lacked', 'lacked of', 'lacks', 'lacks of']
    >>> literals = literals_of("(?:no|without) .{0,20}(?:improv|benefit)")
    >>> literals.exact, sorted(literals.needed), sorted(literals.leads)
    (None, ['benefit', 'improv'], ['no ', 'without '])
    """
    tree = parser.parse(pattern)
    parts: list[Strings] = []
    exact, needed, leads, *_ = _sequence(tree, parts)
    best = _better(needed, exact)
    spelt_out = exact is not None and "" not in exact and not tree.state.groupdict
    return Literals(
        exact if spelt_out and not any(mark in pattern for mark in _LOOKS_AROUND) else None,
        best if best is not None and _is_rare(best) else None,
        leads if leads is not None and min(map(len, leads)) >= MIN_LEAD else None,
        tuple(part for part in parts if part != best and len(part) <= _MAX_OTHERS and _is_rare(part)),
        begins_anyhow=leads is None or "" in leads,
    )


def _is_rare(literals: Strings) -> bool:
    """Whether literals may screen."""
    return all(len(literal) >= (MIN_LEAD if literal[-1:] in _FIGURES else MIN_LITERAL) for literal in literals)


def _better(one: Strings | None, other: Strings | None) -> Strings | None:
    """Of two sets of alternatives the one that screens better: its shortest literal is longer, then it has fewer."""
    found = [strings for strings in (one, other) if strings and "" not in strings]
    return max(found, key=lambda strings: (min(min(map(len, strings)), 8), -len(strings)), default=None)


def _joined(first: Strings, second: Strings, limit: int) -> Strings | None:
    """Every string of the first set with every one of the second after it; None if they are more than `limit`."""
    return frozenset(a + b for a in first for b in second) if len(first) * len(second) <= limit else None


def _sequence(items: Iterable[Any], parts: list[Strings] | None = None) -> Literals:
    """What nodes that follow each other have in common; `parts` takes all sets of strings of which every match holds one."""
    exact: Strings | None = _EMPTY
    current, needed = _EMPTY, None
    leads, leading = _EMPTY, True
    for operation, argument in items:
        part = _node(operation, argument)
        if leading:
            further = part.exact if part.exact is not None else part.leads or _EMPTY
            if part.exact is None and max(map(len, further)) == 1 and min(map(len, leads)) >= MIN_LEAD:
                further = _EMPTY  # one more letter would make them many
            longer = _joined(leads, further, _MAX_LEADS)
            leads, leading = longer or leads, longer is not None and part.exact is not None
        longer = None if part.exact is None else _joined(current, part.exact, _MAX_EXACT)
        if longer is not None:
            current = longer
            continue
        exact = None
        # What cannot be spelt out may still have few beginnings: "/" and a figure.
        closed = _joined(current, part.leads or _EMPTY, _MAX_EXACT) or current
        if parts is not None:
            parts += (strings for strings in (closed, part.needed) if strings and "" not in strings)
        needed = _better(_better(needed, closed), part.needed)
        current = part.exact or _EMPTY
    if parts is not None and "" not in current:
        parts.append(current)
    return Literals(current, needed, leads) if exact is not None else Literals(None, _better(needed, current), leads)


def _node(operation: Any, argument: Any) -> Literals:
    """The same for one node of a parse tree."""
    if operation is sre.LITERAL:
        return Literals(frozenset([chr(argument)]), None, frozenset([chr(argument)]))
    if operation is sre.IN:
        characters = frozenset(character for kind, value in argument for character in _characters(kind, value))
        if "" in characters or len(characters) > len(_FIGURES):
            return _ANYTHING
        return Literals(characters if len(characters) == len(argument) <= 4 else None, None, characters)
    if operation is sre.SUBPATTERN:
        return _sequence(argument[-1])
    if operation is sre.BRANCH:
        return _branch(argument[1])
    if operation in (sre.MAX_REPEAT, sre.MIN_REPEAT):
        return _repeat(*argument)
    return _NOTHING if operation in (sre.AT, sre.ASSERT, sre.ASSERT_NOT) else _ANYTHING


def _characters(kind: Any, value: Any) -> Iterable[str]:
    """The characters of a part of a class; what is not few has the empty string."""
    if kind is sre.LITERAL:
        return [chr(value)]
    if kind is sre.RANGE and value[1] - value[0] < len(_FIGURES):
        return map(chr, range(value[0], value[1] + 1))
    return _FIGURES if kind is sre.CATEGORY and value is sre.CATEGORY_DIGIT else [""]


def _branch(branches: Iterable[Any]) -> Literals:
    exact: set[str] | None = set()
    needed: set[str] | None = set()
    leads: set[str] = set()
    for part in map(_sequence, branches):
        exact = None if exact is None or part.exact is None else exact | part.exact
        best = _better(part.needed, part.exact)
        needed = None if needed is None or best is None else needed | best
        leads |= part.leads or _EMPTY
    beginnings = frozenset(leads) if len(leads) <= _MAX_LEADS else _EMPTY
    if exact is not None and len(exact) <= _MAX_EXACT:
        return Literals(frozenset(exact), None, frozenset(exact))
    return Literals(None, frozenset(needed) if needed and len(needed) <= _MAX_ALTERNATIVES else None, beginnings)


def _repeat(low: int, high: Any, items: Any) -> Literals:
    part = _sequence(items)
    if low == 0:
        if high != 1 or part.exact is None:
            return _ANYTHING
        exact = part.exact | _EMPTY
        return Literals(exact, None, exact)
    if low == high == 1:
        return part
    return Literals(None, _better(part.needed, part.exact), part.exact if part.exact is not None else part.leads)


_FORBIDDEN = {
    sre.ASSERT: "a look-around",
    sre.ASSERT_NOT: "a look-around",
    sre.GROUPREF: "a back-reference",
    sre.GROUPREF_EXISTS: "a back-reference",
}


def forbidden(pattern: str) -> str | None:
    """What a pattern has that patterns of rows must not have.

    pattern (str): a regular expression.
    RETURNS (str | None): "a look-around" or "a back-reference", whichever comes first; None if it has neither.
    RAISES (re.error): it does not compile.

    >>> forbidden("no (?!pain)")
    'a look-around'
    """
    return next((_FORBIDDEN[operation] for operation in _operations(parser.parse(pattern)) if operation in _FORBIDDEN), None)


def _operations(tree: Iterable[Any]) -> Iterator[Any]:
    """The operations of a parse tree, all the way down."""
    for operation, argument in tree:
        yield operation
        yield from _operations_below(argument)


def _operations_below(argument: Any) -> Iterator[Any]:
    if isinstance(argument, parser.SubPattern):
        yield from _operations(argument)
    elif isinstance(argument, (tuple, list)):
        for part in argument:
            yield from _operations_below(part)
