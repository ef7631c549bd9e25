"""Which of many lists have a word in a text: a quick test in front of slow patterns. Start with `WordLists`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_

# Pieces of text that are kept with what they say, and the longest that is.
_MEMORY, _LONGEST = 16_384, 40
_INDEX_CHARACTERS = 3


class WordLists:
    """Lists of words, parts of words and phrases, each list told by its number.

    Each piece of a text between two blanks is looked up once for all lists, and remembered.

    lists (Sequence[Sequence[str]]): the lists, in the case of the texts; a blank at the end of a word stands for its end.

    >>> lists = WordLists([["relief", " pain "], ["return to work"], []])
    >>> [[n for n in range(3) if lists.within(text) >> n & 1] for text in ("painless return to duty", "no pain")]
    [[2], [0, 2]]
    """

    def __init__(self, lists: Sequence[Sequence[str]]) -> None:
        self._count, self._all = len(lists), (1 << len(lists)) - 1
        self._always = sum(1 << number for number, words in enumerate(lists) if not words)
        by_word: dict[str, int] = {}
        for number, words in enumerate(lists):
            for word in words:
                by_word[word] = by_word.get(word, 0) | 1 << number
        # A phrase is looked for in texts that have its longest word; the bits of these words stand behind those of the lists.
        self._phrases: list[tuple[str, int]] = []
        pieces = _Pieces()
        for word, bits in by_word.items():
            longest = max(word.split(), key=len, default="")
            if word not in f" {longest} " or len(word) < _INDEX_CHARACTERS:
                self._phrases.append((word, bits))
                bits = 1 << len(lists) + len(self._phrases) - 1
                word = longest
            if len(word) < _INDEX_CHARACTERS:
                self._always |= bits
            else:
                pieces.add(word, bits)
        self._pieces = pieces

    def within(self, text: str) -> int:
        """The lists of which a word is in a text; a list without words counts as found.

        text (str): the text.
        RETURNS (int): bit n is set for list n.
        """
        bits = reduce(or_, map(self._pieces.__getitem__, text.split(" ")), self._always)
        possible, bits = bits >> self._count, bits & self._all
        text = f" {text} "
        while possible:
            number = possible.bit_length() - 1
            possible ^= 1 << number
            phrase, lists = self._phrases[number]
            if phrase in text:
                bits |= lists
        return bits


class _Pieces(dict[str, int]):
    """Piece of a text -> the bits of the words in it."""

    def __init__(self) -> None:
        super().__init__()
        self._words: dict[str, list[tuple[str, int]]] = {}

    def add(self, word: str, bits: int) -> None:
        self._words.setdefault(word[:_INDEX_CHARACTERS], []).append((word, bits))

    def __missing__(self, piece: str) -> int:
        bits = 0
        padded = f" {piece} "
        for start in range(len(piece)):
            for word, its_bits in self._words.get(padded[start : start + _INDEX_CHARACTERS], ()):
                if padded.startswith(word, start):
                    bits |= its_bits
        if len(piece) <= _LONGEST:
            if len(self) >= _MEMORY:
                self.clear()
            self[piece] = bits
        return bits
