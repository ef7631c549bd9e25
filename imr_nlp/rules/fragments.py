"""FRAGMENT rows: parts of patterns with a name, and how a pattern with fragments becomes an expression."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from imr_nlp.errors import Errors, PatternError
from imr_nlp.normalize import collapse
from imr_nlp.rules.schema import Fragment, Row

_FRAGMENT = re.compile(r"\{\{(\w+)\}\}")
# In the middle of a word.
INSIDE_WORD = r"\B\w"


def fragments_of(rows: Iterable[Row]) -> dict[str, str]:
    """The FRAGMENT rows as expressions, by id; a fragment may use those above it.

    RAISES (PatternError): a fragment has neither `pattern` nor `terms`, or uses an unknown one.
    """
    fragments: dict[str, str] = {}
    for row in rows:
        if isinstance(row, Fragment):
            text = expand(row, row.pattern, fragments) if row.pattern else any_of((*row.terms, *row.forms))
            if not text:
                raise PatternError(Errors.E003.format(where=row.where or row.id, key="pattern", kind="value"))
            fragments[row.id] = f"{fragments[row.id]}|{text}" if row.id in fragments else text
    return fragments


def expand(row: Row, pattern: str, fragments: Mapping[str, str]) -> str:
    """A pattern with its fragments inserted.

    RAISES (PatternError): a fragment is unknown.
    """

    def insert(match: re.Match[str]) -> str:
        if match[1] not in fragments:
            raise PatternError(Errors.E006.format(where=row.where or row.id, name=match[1]))
        return f"(?:{fragments[match[1]]})"

    return _FRAGMENT.sub(insert, pattern)


def any_of(terms: Iterable[str]) -> str:
    """The expression of some terms for text in lower case with single blanks, the longest first."""
    lower = {collapse(term.lower()) for term in terms}
    return "|".join(re.escape(term).replace(r"\ ", " ") for term in sorted(lower, key=len, reverse=True))


def bounded(expression: str) -> str:
    """An expression that neither begins nor ends in the middle of a word."""
    return rf"(?!{INSIDE_WORD})(?:{expression})(?!{INSIDE_WORD})"


def preceding(expression: str) -> str:
    """What an expression finds at the end of a text, where a blank may follow it; "n't" is one that ends a word."""
    return rf"(?:(?!{INSIDE_WORD})|(?=n't))(?:{expression}) ?$"


def following(expression: str) -> str:
    """What an expression finds at an offset, where a blank may stand in front of it."""
    return rf" ?(?:{expression})(?!{INSIDE_WORD})"


def fragments_in(pattern: str | None) -> list[str]:
    """The ids of the fragments that a pattern names."""
    return _FRAGMENT.findall(pattern or "")
