"""Phrase matching that does not see line breaks.

A letter's line breaks are tokens, and about one phrase in five of those that matter is wrapped. spaCy's PhraseMatcher would
need a copy of the Doc without them, which costs more than all the matching (0.5 ms a letter, against 0.15 here), so
`PhraseIndex` walks a trie of its own, from the tokens that begin a phrase only; numpy finds those.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np
from spacy.attrs import IS_SPACE, LOWER
from spacy.tokens import Doc

from imr_nlp.rules.load import Row

# They may stand inside a name as a line break may.
_TRADE_MARKS = ("\u00ae", "\u2122")
# In a node of the trie: the row whose phrase ends there; and what stands behind the last token. No token has these hashes.
_END, _NO_WORD = -1, -2
# How many bits of a hash tell whether a word may begin a phrase.
_BITS = 16
_LOW_BITS = np.uint64((1 << _BITS) - 1)


class PhraseMatch(NamedTuple):
    """A phrase found in a Doc: token offsets and the row that the phrase belongs to."""

    start: int
    end: int
    row: Row


class PhraseIndex:
    """The `terms` and `misspellings` of pattern rows, matched without regard to case.

    tokenizer (Callable[[str], Doc]): the pipeline's, which splits the terms.
    rows (Iterable[dict]): rows with `terms`.
    """

    def __init__(self, tokenizer: Callable[[str], Doc], rows: Iterable[Row]) -> None:
        self._trie: dict[int, Any] = {}
        for row in rows:
            for term in (*row["terms"], *row.get("misspellings", ())):
                # The letters' apostrophes are straight or curly, as the extractor has it.
                for spelling in {term, term.replace("'", "\u2019")}:
                    node = self._trie
                    for token in tokenizer(spelling):
                        node = node.setdefault(token.lower, {})
                    node[_END] = row
        # Whether a phrase begins with a word whose hash ends in these bits.
        self._begins = np.zeros(1 << _BITS, dtype=bool)
        self._begins[np.array(list(self._trie), dtype=np.uint64) & _LOW_BITS] = True
        self._marks = [next(iter(tokenizer(mark))).lower for mark in _TRADE_MARKS]

    def __call__(self, doc: Doc) -> list[PhraseMatch]:
        """Phrases in a Doc, the longest at each token; two that begin at different tokens may overlap.

        doc (Doc): the Doc.
        RETURNS (list[PhraseMatch]): in order of their first token.
        """
        if not self._trie or not len(doc):
            return []
        tokens = doc.to_array([LOWER, IS_SPACE])
        passed_over = tokens[:, 1] != 0
        for mark in self._marks:
            passed_over |= tokens[:, 0] == mark
        places = np.flatnonzero(~passed_over)
        if not len(places):
            return []
        words = tokens[places, 0]
        starts = np.flatnonzero(self._begins[words & _LOW_BITS]).tolist()
        lowers = [*words.tolist(), _NO_WORD]
        matches = []
        for start in starts:
            place, end, row = start, 0, None
            node: dict[int, Any] | None = self._trie.get(lowers[start])
            while node is not None:
                place += 1
                if _END in node:
                    end, row = place, node[_END]
                node = node.get(lowers[place])
            if row is not None:
                matches.append(PhraseMatch(int(places[start]), int(places[end - 1]) + 1, row))
        return matches
