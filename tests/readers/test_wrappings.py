"""What is wrapped around a letter: HTML, Markdown, quoted mail, numbers of lines."""

from __future__ import annotations

import pytest

from imr_nlp.readers.wrappings import wrappings
from imr_nlp.text.edits import merged
from imr_nlp.text.letter import LetterText


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>The request is <b>up</b>held.</p>", "The request is upheld."),
        ("<style>p {color: red}</style>Norco<br/>#60", "Norco #60"),
        ("Pain &amp; weakness<br>", "Pain & weakness"),
        ("**Norco #60**: Upheld", "Norco #60: Upheld"),
        ("> Norco #60:\n> Upheld", "Norco #60: Upheld"),
        ("# Norco\n## 2. Zanaflex", "Norco 2. Zanaflex"),
        ("Gralise 600mg,\n# 90, 2 refills", "Gralise 600mg, # 90, 2 refills"),  # a quantity
        ("Relief was\n> 50 %.\nIt lasted\nfor weeks.", "Relief was > 50 %. It lasted for weeks."),  # a sign of the letter
        ("pain < 5 and > 3", "pain < 5 and > 3"),  # no tags
        ("AT&T letter", "AT&T letter"),
    ],
)
def test_wrappings(text: str, expected: str) -> None:
    letter = LetterText(text, sorted(wrappings(text)))
    assert " ".join(letter.flat.split()) == expected


def test_tags_leave_single_blanks() -> None:
    text = "<p>Cane by </p>\n\n<p>the clinic</p><p> now </p>"
    assert LetterText(text, merged(wrappings(text))).flat.rstrip() == "Cane by the clinic now"


def test_a_letter_without_any_costs_no_edit() -> None:
    assert list(wrappings("Case Number: CM16-9900101\nNorco #60: Upheld\n")) == []
