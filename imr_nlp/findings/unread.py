"""What the reader of a file could not read of it, which it has told in the text (`imr_nlp.labels.READING_NOTE`)."""

from __future__ import annotations

from collections.abc import Iterator

from imr_nlp.findings.letter import Finding, Letter, Place
from imr_nlp.labels import READING_NOTE


def reading_notes(letter: Letter) -> Iterator[Finding]:
    """A finding for each note.

    letter (Letter): the letter.
    YIELDS (Finding): `page_without_text`.
    """
    start = letter.lower.find(READING_NOTE)
    while start >= 0:
        end = letter.lower.find("]", start) + 1
        if not end:
            return
        what = letter.lower[start + len(READING_NOTE) : end - 1]
        message = f"Part of the file was not read: {what}."
        yield Finding("page_without_text", message, (Place(start, end, "", ""),))
        start = letter.lower.find(READING_NOTE, end)
