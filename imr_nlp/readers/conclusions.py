"""Text -> the sentence of a rationale that states the outcome for its item.

What the single sentences say is read by `imr_nlp.readers.outcomes`; here one of them is chosen. Start with
`ConclusionReader.read`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar, NamedTuple

from imr_nlp.normalize.numbers import number_value
from imr_nlp.readers.outcomes import OutcomeReader
from imr_nlp.rules.fragments import fragments_of
from imr_nlp.rules.load import select
from imr_nlp.rules.ruleset import Range
from imr_nlp.rules.schema import Row
from imr_nlp.rules.schema_outcomes import OutcomeTakenUp
from imr_nlp.rules.wordings import Wordings
from imr_nlp.text.clauses import Token
from imr_nlp.text.edges import trimmed

# A sentence that quotes a guideline at length is not read beyond this.
_SENTENCE_CHARACTERS = 1500
# The strength from which a conclusion counts against the decision.
_AGAINST_DECISION = 2
_ANSWERS = ("no.", "no,", "no;", "yes")
# What follows a question and is no longer than this answers it ("In this reviewer's opinion, it is not.").
_ANSWER_CHARACTERS = 45
# What takes up an outcome says no more than that ("The twelve asked for are not.").
_TAKEN_UP_CHARACTERS = 100
# How many words may stand between "the" and a word of the item.
_ITEM_WORDS = 4
# The number of a list before a sentence ("3.The request", "3-The request", "(3) The request", "b.The request", "(iii)The").
_NUMBER = re.compile(r"(?:[(#]{0,2}\d{1,2}[.):]+|\d{1,2}-(?=the )|\((?:[a-h]|[ivx]{1,4})\)|[a-h][.)](?!\w\.)) ?(?=[^\W\d])")


class Conclusion(NamedTuple):
    """A sentence that states the outcome, and whether it finds the item necessary."""

    start: int
    end: int
    medically_necessary: bool


class ConclusionReader:
    """Finds the outcome, by the rows of patterns/conclusions.jsonl, scope.jsonl and clauses.jsonl."""

    row_types: ClassVar[tuple[type[Row], ...]] = (OutcomeTakenUp, *OutcomeReader.row_types)

    def __init__(self, rows: Iterable[Row]) -> None:
        rows = list(rows)
        self._outcomes = OutcomeReader(rows)
        self._taken_up = Wordings(select(rows, OutcomeTakenUp), fragments_of(rows))

    def read(
        self, text: str, sentences: Sequence[Range], necessary: bool | None = None, item: Range | None = None
    ) -> Conclusion | None:
        """The sentence that states the outcome: of those with the strongest wording the last; None if none can be read.

        necessary (bool | None): what was decided; a conclusion against it must have been read without a gap, and so must
            *necessary* where no decision is known.
        item (tuple[int, int] | None): where the disputed item stands; a conclusion against the decision must be about it.
        """
        sentences = list(self._with_answers(text, sentences))
        places = [(start, min(end, start + _SENTENCE_CHARACTERS)) for start, end in sentences]
        unreadable = False
        for number, reading in self._outcomes.read(text, places):
            unreadable = unreadable or reading.necessary is None
            if reading.necessary is None or (reading.necessary and unreadable):
                continue
            against = reading.necessary != bool(necessary)
            start, end = sentences[number]
            if not against or (
                reading.clean and reading.strength >= _AGAINST_DECISION and self._is_about(text, start, end, item)
            ):
                return Conclusion(_after_number(text, start, end), end, reading.necessary)
        return None

    def _with_answers(self, text: str, sentences: Sequence[Range]) -> Iterator[Range]:
        """The sentences, with what answers a question or takes up an outcome ("Medically necessary? No." "Twelve are not.")."""
        number = 0
        while number < len(sentences):
            start, end = sentences[number]
            number += 1
            following = sentences[number] if number < len(sentences) else None
            if following is not None and (
                (text.endswith(("?", "? "), start, end) and _is_answer(text, *following))
                or (self._is_taken_up(text, *following) and self._outcomes.terms.search(text, start, end) is not None)
            ):
                end = following[1]
                number += 1
            yield start, end

    def _is_about(self, text: str, start: int, end: int, item: Range | None) -> bool:
        """Whether a sentence is about the disputed item: "the request", or a word of it with "the" or "therefore".

        A sentence with a number must have one of the item.
        """
        words = self._outcomes.words
        tokens = self._outcomes.clauses.tokens(text, start, end)
        if item is None or any(token.text in words["disputed"] for token in tokens):
            return True
        asked = {word.rstrip("s") for _, word in _content(self._outcomes.clauses.tokens(text, *item))}
        content = _content(tokens)
        named = [place for place, word in content if word.rstrip("s") in asked]
        numbers = _values(word for _, word in content)
        if not named:
            return False
        if numbers:
            return not numbers.isdisjoint(_values(asked))
        before = (token.text for place in named for token in tokens[max(0, place - _ITEM_WORDS) : place])
        return not words["definite"].isdisjoint(before) or any(token.word_class == "connective" for token in tokens)

    def _is_taken_up(self, text: str, start: int, end: int) -> bool:
        if end - start > _TAKEN_UP_CHARACTERS:
            return False
        first, last = trimmed(text, start, end, " .")
        return self._taken_up.whole(text, first, last)


def _content(tokens: Sequence[Token]) -> list[tuple[int, str]]:
    """The words that are none of the small ones, with their places."""
    return [(n, token.text) for n, token in enumerate(tokens) if token.text[0].isalnum() and not token.word_class]


def _values(words: Iterable[str]) -> set[int | float]:
    return {value for word in words if (value := number_value(word)) is not None}


def _is_answer(text: str, start: int, end: int) -> bool:
    return text.startswith(_ANSWERS, start) or end - start <= _ANSWER_CHARACTERS


def _after_number(text: str, start: int, end: int) -> int:
    """Where a sentence begins after the number of a list."""
    number = _NUMBER.match(text, start, end)
    return start if number is None else number.end()
