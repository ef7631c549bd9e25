"""Editions of the MTUS that were cited before they applied. Start with `EditionComparer.find`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from imr_nlp import labels
from imr_nlp.findings.letter import Finding, Letter
from imr_nlp.rules.load import select
from imr_nlp.rules.schema import Row
from imr_nlp.rules.schema_items import Edition

# Whose decision is of which date.
_DATES = {
    labels.BY_REVIEWER: ("reviewer", "DECISION_DATE", "decision"),
    labels.BY_CLAIMS_ADMINISTRATOR: ("claims administrator", "UR_DENIAL_DATE", "utilization review"),
}


class EditionComparer:
    """Finds chapters that did not yet apply, by EDITION rows."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._editions: dict[str, list[Edition]] = {}
        for row in select(rows, Edition):
            self._editions.setdefault(row.chapter, []).append(row)

    def first(self, chapter: str, year: int | None) -> Edition | None:
        """The edition of a chapter that is meant (without a year whichever applied first).

        RETURNS (Edition | None): None if it is not known, or not when it began to apply.
        """
        editions = [row for row in self._editions.get(chapter, ()) if year is None or row.date.startswith(str(year))]
        if any(row.applies_from is None for row in editions):
            return None
        return min(editions, key=lambda row: row.applies_from or "", default=None)

    def find(self, letter: Letter) -> Iterator[Finding]:
        """One finding for each edition that a side cites before it applied."""
        seen = set()
        for cited, year in letter.cited:
            who, field, what = _DATES[cited.label]
            decided, edition = letter.header.get(field), self.first(cited.value, year)
            if decided is None or edition is None or not decided.is_day:
                continue
            if (edition.applies_from or "") > decided.value and (who, edition.id) not in seen:
                seen.add((who, edition.id))
                title = f"{edition.title} ({edition.date[:4]})"
                after = f"after the {what} of {decided.value}"
                message = f"The {who} relies on {title}, which applied from {edition.applies_from}, {after}."
                yield Finding("guideline_not_in_force", message, (cited, decided))
