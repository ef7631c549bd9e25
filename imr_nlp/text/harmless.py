"""Words of letters and names of files made harmless for what shows them: terminals, spreadsheets, JSON, pages.

Control characters (a terminal obeys escape sequences), bidirectional marks and other characters that cannot be seen may make a
line say something else than what stands in it.
"""

from __future__ import annotations

import json
from typing import Any

# C0 and C1, line and paragraph separators, marks of direction, joiners that hide nothing but a difference, tags.
HIDDEN = (
    *range(0x20),
    *range(0x7F, 0xA0),
    *(0x61C, 0x180E, 0xFEFF),
    *range(0x200B, 0x2010),
    *range(0x2028, 0x202F),
    *range(0x2060, 0x2070),
    *range(0xFFF9, 0xFFFC),
    *range(0xE0000, 0xE0080),
)
_SURROGATES = range(0xD800, 0xE000)
_BLANKS = dict.fromkeys((*HIDDEN, *_SURROGATES), " ")
ESCAPES = {code: f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}" for code in (*HIDDEN, *_SURROGATES)}
_REPLACED = {code: "\N{REPLACEMENT CHARACTER}" for code in (*HIDDEN, *_SURROGATES) if chr(code) not in "\t\n\r"}
_JSON_ESCAPES = {code: json.dumps(chr(code))[1:-1] for code in HIDDEN if code >= 0x7F} | {0x7F: "\\u007f"}


def blanked(text: str) -> str:
    """A text with a blank for each character that may not be shown.

    >>> blanked("Soma\\x1b[31m")
    'Soma [31m'
    """
    return text if text.isprintable() else text.translate(_BLANKS)


def escaped(text: str) -> str:
    """A text in one line with an escape for each character that may not be shown.

    >>> print(escaped("a\\x1b[2J.pdf"))
    a\\x1b[2J.pdf
    """
    return text if text.isprintable() else text.translate(ESCAPES)


def complaint(message: str) -> str:
    """A message as the program's line on stderr.

    >>> complaint("[E059] stopped.")
    'imr-nlp: [E059] stopped.'
    """
    return f"imr-nlp: {escaped(message)}"


def clean(text: str) -> str:
    """A text with what may not be shown on a page replaced, character for character, so that offsets stay.

    >>> clean("Norco\\x1b[31m")
    'Norco\\ufffd[31m'
    """
    return text.translate(_REPLACED)


def json_text(value: Any, indent: int | None = None) -> str:
    """A value as JSON that reads well and shows nothing raw: characters that may not be shown are escapes of JSON.

    value (Any): what JSON has.
    indent (int | None): as for `json.dumps`.
    RETURNS (str): in one line if there is no indent.

    >>> print(json_text({"text": "caf\\xe9 \\u202e"}))
    {"text": "café \\u202e"}
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return text if text.isprintable() else text.translate(_JSON_ESCAPES)
