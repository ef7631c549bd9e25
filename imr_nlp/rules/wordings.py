"""Wordings that are asked for at a known place: what begins at an offset, what ends at one, what a text is as a whole.

A `RuleSet` looks for rows all over a text; `Wordings` tells whether one of a few rows stands right here, as the words between a
decision and what it decides do. Texts are in lower case with single blanks, as `LetterText.lower` is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, TypeVar, get_args

from imr_nlp.rules.expressions import compiled, expression_of, not_after, not_before
from imr_nlp.rules.fragments import INSIDE_WORD
from imr_nlp.rules.ruleset import BEFORE_CHARACTERS
from imr_nlp.rules.schema import Row

R = TypeVar("R", bound=Row)


class Wordings:
    """Rows with `pattern` or `terms` as one expression, the row above tried first.

    rows (Iterable[Row]): the rows; `not_after` counts everywhere, `not_before` where wordings are looked for (`each`, `first`).
    fragments (Mapping[str, str]): what `{{name}}` stands for.
    """

    def __init__(self, rows: Iterable[Row], fragments: Mapping[str, str] | None = None) -> None:
        self._rows: list[Any] = list(rows)
        self._fragments = fragments or {}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        text = "|".join(self._alternative(number, row) for number, row in enumerate(self._rows)) or "(?!)"
        return compiled(rf"(?!{INSIDE_WORD})(?:{text})", *self._rows)

    @cached_property
    def _not_before(self) -> dict[str, re.Pattern[str]]:
        """What must not stand in front of a row, by the name of its group."""
        found = {f"row{number}": not_before(row, self._fragments) for number, row in enumerate(self._rows)}
        return {name: before for name, before in found.items() if before is not None}

    @cached_property
    def _last(self) -> re.Pattern[str]:
        return compiled(rf"(?:{self._pattern.pattern})$", *self._rows)

    def _alternative(self, number: int, row: Any) -> str:
        after = not_after(row, self._fragments)
        following = f"(?!{after})" if after else ""
        name = f"?P<row{number}>" if getattr(row, "not_before", None) else "?:"
        return rf"({name}{expression_of(row, self._fragments)})(?!{INSIDE_WORD}){following}"

    def at(self, text: str, start: int, end: int | None = None) -> re.Match[str] | None:
        """The wording that begins at an offset, if one does, in a text that ends at `end`."""
        return self._pattern.match(text, start, len(text) if end is None else end)

    def ending(self, text: str, start: int, end: int) -> re.Match[str] | None:
        """The longest wording that ends at `end` and begins at or after `start`, if there is one."""
        return self._last.search(text, start, end)

    def whole(self, text: str, start: int, end: int) -> bool:
        """Whether a range is one of the wordings and nothing else."""
        return self._pattern.fullmatch(text, start, end) is not None

    def skip(self, text: str, start: int, end: int) -> int:
        """The offset after all wordings that follow each other from `start` on."""
        while start < end and (match := self._pattern.match(text, start, end)) is not None and match.end() > start:
            start = match.end()
        return start

    def each(self, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
        """The wordings of a short range from left to right, none inside another."""
        for match in self._pattern.finditer(text, start, end):
            before = self._not_before.get(match.lastgroup or "")
            if before is None or before.search(text, max(start, match.start() - BEFORE_CHARACTERS), match.start()) is None:
                yield match

    def first(self, text: str, start: int, end: int) -> re.Match[str] | None:
        """The first wording of a short range, if there is one."""
        return next(self.each(text, start, end), None)


def of_expression(expression: str | None, fragments: Mapping[str, str]) -> Wordings:
    """The wordings of a single expression, as an optional key of a row holds it; None: nothing."""
    return Wordings(
        [] if expression is None else [_Expression(label="", id="expression", pattern=expression, where="")], fragments
    )


class _Expression(Row):
    pattern: str


def by_role(rows: Iterable[Row], kind: type[R], fragments: Mapping[str, str]) -> dict[str, Wordings]:
    """The wordings of each `role` that a class of rows allows, empty ones too."""
    roles: dict[str, list[Row]] = {role: [] for role in get_args(kind.model_fields["role"].annotation)}
    for row in rows:
        if isinstance(row, kind):
            roles[row.role].append(row)  # type: ignore[attr-defined]
    return {role: Wordings(chosen, fragments) for role, chosen in roles.items()}
