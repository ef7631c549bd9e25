"""Text that is safe to show on a page: nothing that is hidden or turns the direction of what follows."""

from __future__ import annotations

from imr_nlp.text.harmless import HIDDEN

_SHOWN = {code: "\N{REPLACEMENT CHARACTER}" for code in (*HIDDEN, *range(0xD800, 0xE000)) if chr(code) not in "\t\n\r"}


def clean(text: str) -> str:
    """The same text with what must not be shown replaced, character for character, so that offsets stay.

    >>> clean("Norco\\x1b[31m")
    'Norco\\ufffd[31m'
    """
    return text.translate(_SHOWN)
