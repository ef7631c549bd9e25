"""The literals that a pattern needs: whatever it matches holds at least one of them.

`required_literals` derives them from the pattern's parse tree (that of `re` itself), so that nobody writes them by hand.
A RuleSet looks for the literals of all its patterns in one pass and tries the patterns whose literals are there.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from typing import Any

try:
    from re import _constants as sre  # type: ignore[attr-defined]
    from re import _parser as parser  # type: ignore[attr-defined]
except ImportError:  # Python 3.10
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import sre_constants as sre
        import sre_parse as parser

# Below this length a literal stands in nearly every sentence.
MIN_LITERAL = 3
# How many strings a part of a pattern may stand for to be spelt out, and how many alternatives a pattern may need.
_MAX_EXACT, _MAX_ALTERNATIVES = 64, 400
_LOOKS_AROUND = ("(?=", "(?!", "(?<", "\\b", "\\B", "^", "$")

Strings = frozenset[str]
_EMPTY: Strings = frozenset([""])


def required_literals(pattern: str) -> Strings | None:
    """Strings of which every match of a pattern holds at least one.

    pattern (str): a regular expression.
    RETURNS (frozenset[str] | None): None if no set of literals of three characters or more is needed.

    >>> sorted(required_literals("(?:is|was) not medically (?:necessary|indicated)"))
    ['is not medically indicated', 'is not medically necessary', 'was not medically indicated', 'was not medically necessary']
    >>> sorted(required_literals("no .{0,20}(?:improv|benefit)"))
    ['benefit', 'improv']
    >>> required_literals("[0-9]+")
    """
    exact, needed = _sequence(parser.parse(pattern))
    best = _better(needed, exact)
    return best if best is not None and min(map(len, best)) >= MIN_LITERAL else None


def exact_strings(pattern: str) -> Strings | None:
    """All strings that a pattern matches, where they are few.

    pattern (str): a regular expression.
    RETURNS (frozenset[str] | None): None if they are many or none, if the pattern has groups with names, or looks around.

    >>> sorted(exact_strings("lack(?:s|ed)?(?: of)?"))
    ['lack', 'lack of', 'lacked', 'lacked of', 'lacks', 'lacks of']
    >>> exact_strings("lack of .{0,9}relief")
    """
    tree = parser.parse(pattern)
    exact, _ = _sequence(tree)
    if exact is None or "" in exact or tree.state.groupdict or any(mark in pattern for mark in _LOOKS_AROUND):
        return None
    return exact


def _better(one: Strings | None, other: Strings | None) -> Strings | None:
    """Of two sets of alternatives the one that screens better: its shortest literal is longer, then it has fewer."""
    found = [strings for strings in (one, other) if strings and "" not in strings]
    return max(found, key=lambda strings: (min(min(map(len, strings)), 8), -len(strings)), default=None)


def _sequence(items: Iterable[Any]) -> tuple[Strings | None, Strings | None]:
    """What a sequence of nodes stands for (None: too much to spell out), and the best literals that it needs."""
    exact: Strings | None = _EMPTY
    current, needed = _EMPTY, None
    for operation, argument in items:
        part, part_needed = _node(operation, argument)
        if part is not None and len(current) * len(part) <= _MAX_EXACT:
            current = frozenset(a + b for a in current for b in part)
            continue
        exact = None
        needed = _better(_better(needed, current), part_needed)
        current = part if part is not None else _EMPTY
    return (current, needed) if exact is not None else (None, _better(needed, current))


def _node(operation: Any, argument: Any) -> tuple[Strings | None, Strings | None]:
    """The same for one node of a parse tree."""
    if operation is sre.LITERAL:
        return frozenset([chr(argument)]), None
    if operation is sre.IN:
        characters = [chr(value) for kind, value in argument if kind is sre.LITERAL]
        return (frozenset(characters), None) if len(characters) == len(argument) <= 4 else (None, None)
    if operation is sre.SUBPATTERN:
        return _sequence(argument[-1])
    if operation is sre.BRANCH:
        return _branch(argument[1])
    if operation in (sre.MAX_REPEAT, sre.MIN_REPEAT):
        return _repeat(*argument)
    if operation in (sre.AT, sre.ASSERT, sre.ASSERT_NOT):
        return _EMPTY, None
    return None, None


def _branch(branches: Iterable[Any]) -> tuple[Strings | None, Strings | None]:
    parts = [_sequence(branch) for branch in branches]
    exact: set[str] | None = set()
    needed: set[str] | None = set()
    for strings, alternatives in parts:
        exact = None if exact is None or strings is None else exact | strings
        best = _better(alternatives, strings)
        needed = None if needed is None or best is None else needed | best
    if exact is not None and len(exact) <= _MAX_EXACT:
        return frozenset(exact), None
    return None, frozenset(needed) if needed and len(needed) <= _MAX_ALTERNATIVES else None


def _repeat(low: int, high: Any, items: Any) -> tuple[Strings | None, Strings | None]:
    exact, needed = _sequence(items)
    if low == 0:
        return (exact | _EMPTY, None) if high == 1 and exact is not None else (None, None)
    if low == high == 1:
        return exact, needed
    return None, _better(needed, exact)


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
