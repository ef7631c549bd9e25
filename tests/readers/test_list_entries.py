"""Lists in a letter: bullets, numbers, lines, semicolons."""

from __future__ import annotations

import pytest

from imr_nlp.readers.list_entries import entries
from imr_nlp.text.letter import LetterText


@pytest.mark.parametrize(
    ("text", "expected", "marked"),
    [
        ("• Application\n• Denial letter", ["Application", "Denial letter"], True),
        ("1. Application\n2. Denial letter\nof the insurer", ["Application", "Denial letter of the insurer"], True),
        ("1) Application 2) Denial letter", ["Application", "Denial letter"], True),
        ("☒ Application\n☐ Denial letter\n☒ Records", ["Application", "Records"], True),  # a box that is not ticked
        ("See below:\n- Application\n- Records", ["Application", "Records"], True),  # the lead is no entry
        ("Application\nDenial letter\nof the insurer", ["Application", "Denial letter of the insurer"], False),
        ("Documents:\nApplication; records, 2015.", ["Application", "records, 2015"], False),
        ("2. Application\n3. Records", ["2. Application", "3. Records"], False),  # numbers begin with 1
    ],
)
def test_entries(text: str, expected: list[str], marked: bool) -> None:
    letter = LetterText(text)
    places, has_marks = entries(letter, 0, len(letter.flat))
    assert [letter.flat[slice(*place)] for place in places] == expected
    assert has_marks == marked
