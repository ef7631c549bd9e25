"""Text that is safe to show: no control characters, nothing that turns the direction of what follows."""

from __future__ import annotations

# C0 and C1 controls but for tab and line ends; marks, embeddings, overrides and isolates of direction; lone surrogates.
_HIDDEN = {
    code: "\N{REPLACEMENT CHARACTER}"
    for first, last in ((0x00, 0x08), (0x0B, 0x1F), (0x7F, 0x9F), (0x200E, 0x200F), (0x202A, 0x202E), (0x2066, 0x2069))
    for code in range(first, last + 1)
    if code != 0x0D
} | {code: "\N{REPLACEMENT CHARACTER}" for code in range(0xD800, 0xE000)}


def clean(text: str) -> str:
    """The same text with what must not be shown replaced, character for character, so that offsets stay.

    >>> clean("Norco\\x1b[31m")
    'Norco�[31m'
    """
    return text.translate(_HIDDEN)
