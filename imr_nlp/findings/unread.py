"""What was not read: items and fields of the header, and what the reader of a file noted (`imr_nlp.labels.READING_NOTE`)."""

from __future__ import annotations

from collections.abc import Iterator

from imr_nlp.findings.letter import Finding, Letter, Place
from imr_nlp.labels import READING_NOTE

FIELDS = {
    "CASE_NUMBER": "case number",
    "DATE_ASSIGNED": "date assigned",
    "DATE_OF_INJURY": "date of injury",
    "DECISION_DATE": "decision date",
    "UR_DENIAL_DATE": "UR denial date",
    "PRIORITY": "priority",
    "APPLICATION_RECEIVED": "date on which the application was received",
}


def unread_fields(letter: Letter) -> Iterator[Finding]:
    """A finding for each field of the header whose value could not be read or could be that of another.

    There is none in a text of which nothing else is read, which is no letter.
    """
    if not letter.items and not any(place.value for place in letter.header.values()):
        return
    for label, name in FIELDS.items():
        place = letter.header.get(label)
        if place is not None and not place.value:
            yield Finding("header_unread", f"The {name} in the header was not read.", (place,))


def unread_issues(letter: Letter) -> Iterator[Finding]:
    """A finding for each disputed item that must stand somewhere and was not read."""
    for place in letter.unread_issues:
        words = letter.wording(place)
        yield Finding("issue_unread", f'A disputed item was not read; what belongs to it stands at "{words}".', (place,))


def reading_notes(letter: Letter) -> Iterator[Finding]:
    """A finding for each note of what could not be read of a file."""
    start = letter.lower.find(READING_NOTE)
    while start >= 0:
        end = letter.lower.find("]", start) + 1
        if not end:
            return
        what = letter.lower[start + len(READING_NOTE) : end - 1]
        message = f"Part of the file was not read: {what}."
        yield Finding("page_without_text", message, (Place(start, end, "", ""),))
        start = letter.lower.find(READING_NOTE, end)
