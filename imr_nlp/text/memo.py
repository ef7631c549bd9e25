"""What was read of the last text, so that readers that follow each other on one letter read a sentence once."""

from __future__ import annotations

import threading
from typing import Any


class LastText(threading.local):
    """Values by key, of one text; another text empties it. Each thread has its own."""

    def __init__(self) -> None:
        self._text: str | None = None
        self._values: dict[Any, Any] = {}

    def values(self, text: str) -> dict[Any, Any]:
        """The values of a text, to be read and added to.

        text (str): compared by identity: it is the same string object while a letter is read.
        RETURNS (dict): empty for a text that is not the last one.
        """
        if text is not self._text:
            self._text, self._values = text, {}
        return self._values
