"""A record in short: its line in a prompt, its table in a notebook. Nothing here imports spaCy."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from imr_nlp.record.models import Determination, Issue

_LONGEST_ITEM = 60
_SHOWN_ITEMS = 3


def line(record: Determination) -> str:
    """A record in fewer than 300 characters: its case, outcome and first items."""
    items = [f"{_cut(issue.text)!r}: {issue.decision}" for issue in record.issues[:_SHOWN_ITEMS]]
    more = len(record.issues) - len(items)
    stated = "; ".join([*items, *([f"{more} more"] if more else [])])
    return f"<Determination {_cut(record.header.case_number or 'without number', 20)} {record.outcome}: {stated or 'no items'}>"


def table(record: Determination) -> str:
    """A record as an HTML table without a script: the case as its caption, a row a disputed item."""
    header = record.header
    caption = [header.case_number, record.outcome, header.decision_date, record.form]
    names = ("", "Disputed item", "Decision", "Category", "Reviewer cites", "Reasons")
    head = "".join(f"<th>{name}</th>" for name in names)
    rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in _cells(issue))}</tr>" for issue in record.issues)
    stated = escape(", ".join(word.replace("_", " ") for word in caption if word))
    return f"<table><caption>{stated}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _cells(issue: Issue) -> Iterator[str]:
    yield str(issue.number)
    yield issue.text
    yield issue.decision or ""
    yield (issue.category or "").replace("_", " ")
    yield "; ".join(" ".join(filter(None, (citation.source, citation.title))) for citation in issue.reviewer)
    yield "; ".join(dict.fromkeys(reason.code.replace("_", " ") for reason in issue.reasons))


def _cut(text: str, length: int = _LONGEST_ITEM) -> str:
    return text if len(text) <= length else text[: length - 3] + "..."
