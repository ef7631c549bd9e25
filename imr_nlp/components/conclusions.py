"""`imr_conclusions`: the sentence of a rationale that states the outcome for its item.

Reads `doc.spans["imr_rationales"]`. Writes `doc.spans["imr_conclusions"]`: one sentence for each rationale that has one,
label NECESSARY or NOT_NECESSARY, the issue's id. The wordings are patterns/conclusions.jsonl: a row has its polarity
(`medically_necessary`) and its `strength`; the last sentence with the strongest wording found in the rationale wins.
Start with `ConclusionFinder.find_conclusion`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from spacy.tokens import Doc, Span

from imr_nlp import labels
from imr_nlp.components.base import PatternPipe
from imr_nlp.record import groups
from imr_nlp.rules.load import Row, compile_for_lower_case, fragment_patterns, select
from imr_nlp.text.letter import LetterText, letter_text

# A sentence that quotes a guideline at length is not read beyond this.
_SENTENCE_CHARACTERS = 1500


class Wording(NamedTuple):
    """A wording of an outcome.

    medically_necessary (bool): what it says.
    words (Sequence[str]): a sentence without any of these is not searched; empty: every sentence is.
    pattern (re.Pattern): for text in lower case.
    """

    medically_necessary: bool
    words: Sequence[str]
    pattern: re.Pattern[str]


class ConclusionFinder(PatternPipe):
    """Component `imr_conclusions`, see the module."""

    def compile(self, rows: list[Row]) -> None:
        fragments = fragment_patterns(rows)
        by_strength: dict[int, list[Wording]] = {}
        for row in select(rows, "CONCLUSION"):
            wording = Wording(row["medically_necessary"], row.get("words", ()), compile_for_lower_case(row, fragments))
            by_strength.setdefault(row["strength"], []).append(wording)
        self._wordings = [wordings for _, wordings in sorted(by_strength.items(), reverse=True)]
        self._reported = [compile_for_lower_case(row, fragments) for row in select(rows, "REPORTED_DECISION")]
        self._guideline_text = [compile_for_lower_case(row, fragments) for row in select(rows, "GUIDELINE_TEXT")]

    def annotate(self, doc: Doc) -> None:
        text = letter_text(doc)
        found: list[tuple[Span, Row]] = []
        for rationale in doc.spans.get(labels.RATIONALES, ()):
            conclusion = self.find_conclusion(text, *text.range_of(rationale))
            if conclusion is None:
                continue
            start, end, necessary = conclusion
            span = text.span(doc, start, end, labels.NECESSARY if necessary else labels.NOT_NECESSARY, rationale.id_)
            if span is not None:
                found.append((span, {}))
        groups.write(doc, labels.CONCLUSIONS, found)

    def find_conclusion(self, text: LetterText, start: int, end: int) -> tuple[int, int, bool] | None:
        """The sentence between two offsets that states the outcome: of those with the strongest wording the last.

        text (LetterText): the letter.
        start (int): first offset of the rationale.
        end (int): offset behind it.
        RETURNS (tuple[int, int, bool] | None): start and end of the sentence and whether it finds the item necessary;
            None if no sentence states it.
        """
        sentences = text.sentences(self.splitter, start, end)
        for wordings in self._wordings:
            for first, last in reversed(sentences):
                necessary = self._polarity(text.lower[first : min(last, first + _SENTENCE_CHARACTERS)], wordings)
                if necessary is not None:
                    return first, last, necessary
        return None

    def _polarity(self, sentence: str, wordings: list[Wording]) -> bool | None:
        """What a sentence states; a negative wording counts before a positive one, which it contains."""
        for necessary, words, pattern in wordings:
            if words and not any(word in sentence for word in words):
                continue
            if pattern.search(sentence) is None:
                continue
            if any(p.search(sentence) for p in self._reported):
                return None
            if necessary and any(p.search(sentence) for p in self._guideline_text):
                return None
            return necessary
        return None

