"""What a row says as a regular expression, compiled with a message that names the row where it is none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from imr_nlp.errors import Errors, PatternError
from imr_nlp.rules.fragments import any_of, expand, following, preceding
from imr_nlp.rules.schema import Row


def compiled(expression: str, *rows: Row) -> re.Pattern[str]:
    """A compiled expression.

    rows (Row): the rows that it comes from, the first of which the message names.
    RAISES (PatternError): it does not compile.
    """
    try:
        return re.compile(expression)
    except re.error as error:
        raise fault(rows[0], error) from error


def fault(row: Row, error: re.error) -> PatternError:
    """What is said of a row whose expression does not compile."""
    return PatternError(Errors.E005.format(where=row.where or row.id, id=row.id, reason=error))


def expression_of(row: Any, fragments: Mapping[str, str]) -> str:
    """The `pattern` of a row with its fragments, or its `terms` and `forms`, the longest first."""
    pattern: str | None = getattr(row, "pattern", None)
    if pattern is not None:
        return expand(row, pattern, fragments)
    return any_of((*getattr(row, "terms", ()), *getattr(row, "forms", ())))


def not_before(row: Any, fragments: Mapping[str, str]) -> re.Pattern[str] | None:
    """What must not stand in front of a row, found at the end of a text; None if the row has no such key."""
    text = getattr(row, "not_before", None)
    return None if text is None else compiled(preceding(expand(row, text, fragments)), row)


def not_after(row: Any, fragments: Mapping[str, str]) -> str:
    """The expression of what must not stand after a row; empty if the row has no such key."""
    text = getattr(row, "not_after", None)
    return "" if text is None else following(expand(row, text, fragments))
