"""Phrase matching that does not see line breaks.

A letter's line breaks are tokens, and about one phrase in five of those that matter is wrapped. `PhraseIndex` matches on a
copy of the Doc without white-space tokens and gives the places in the Doc itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from spacy.attrs import IS_SPACE, ORTH
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc

from imr_nlp.resources import Row


class PhraseMatch(NamedTuple):
    """A phrase found in a Doc: token offsets and the row that the phrase belongs to."""

    start: int
    end: int
    row: Row


class PhraseIndex:
    """The `terms` and `misspellings` of pattern rows, matched without regard to case.

    nlp (Language): the pipeline, whose tokenizer splits the terms.
    rows (Iterable[dict]): rows with `terms`.
    """

    def __init__(self, nlp: Language, rows: Iterable[Row]) -> None:
        self._tokenizer: Any = nlp.tokenizer
        self._matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
        self._rows: dict[int, Row] = {}
        for number, row in enumerate(rows):
            key = str(number)
            self._rows[nlp.vocab.strings.add(key)] = row
            terms = [*row["terms"], *row.get("misspellings", ())]
            # The letters' apostrophes are straight or curly, as the extractor has it.
            terms += [term.replace("'", "\u2019") for term in terms if "'" in term]
            self._matcher.add(key, [self._tokenize(term) for term in terms])

    def _tokenize(self, text: str) -> Doc:
        # Past the call of LetterTokenizer, which would note this Doc as the letter at hand.
        if isinstance(self._tokenizer, Tokenizer):
            return Tokenizer.__call__(self._tokenizer, text)
        return self._tokenizer(text)

    def __call__(self, doc: Doc, text: str) -> list[PhraseMatch]:
        """Phrases in a Doc; they may overlap.

        doc (Doc): the Doc.
        text (str): its text.
        RETURNS (list[PhraseMatch]): in no order.
        """
        if not len(self._matcher) or not len(doc):
            return []
        tokens = doc.to_array([ORTH, IS_SPACE])
        places = np.flatnonzero(tokens[:, 1] == 0)
        if not len(places):
            return []
        compact = self._tokenize(" ".join(text.split()))
        if len(compact) != len(places) or not np.array_equal(compact.to_array(ORTH), tokens[places, 0]):
            # The Doc was tokenized by another tokenizer, or its tokens were merged since.
            strings = doc.vocab.strings
            compact = Doc(doc.vocab, words=[strings[orth] for orth in tokens[places, 0].tolist()])
        index = places.tolist()
        rows = self._rows
        return [PhraseMatch(index[start], index[end - 1] + 1, rows[key]) for key, start, end in self._matcher(compact)]
