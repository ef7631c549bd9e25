"""Whether the words in front of an outcome are known, so that no damaged "not" is among them.

Start with `KnownWords.before_verb`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from imr_nlp.rules.scope import Cue
from imr_nlp.text.clauses import VERBS, Token

# How many words the object of "find" has ("I find the walker medically necessary").
_OBJECT_WORDS = 25
# How far in front of a verb its auxiliary may stand ("does n0t establish").
_AUXILIARY_WORDS = 3
_NOT = "not"


class KnownWords:
    """The words of a sentence, of which OUTCOME_WORD rows (by their role) and the parts of negations are known."""

    def __init__(self, tokens: Sequence[Token], negations: Sequence[Cue], words: Mapping[str, frozenset[str]]) -> None:
        self._tokens, self._negations, self._words = tokens, negations, words

    def before_verb(self, place: int) -> int | None:
        """The word before the verb, if every word from there to `place` is known; -1 if the sentence begins with the verb."""
        first = self._first_known(place)
        has_verb = any(token.text in self._words["verb"] for token in self._tokens[first:place])
        return first - 1 if has_verb else None

    def has_verb(self, place: int, verbs: frozenset[str]) -> bool:
        """Whether one of these verbs stands in front of a term with nothing unknown between."""
        subject = self.before_verb(place)
        first = place if subject is None else subject + 1
        return any(self._tokens[n].text in verbs for n in range(first, place))

    def is_answer(self, place: int) -> bool:
        """Whether a term stands right after a label ("Determination: medically necessary", "12 visits = med necessary")."""
        first = self._first_known(place)
        mark = self._tokens[first - 1].text if first else ""
        return mark == ":" or (mark in ("=", "-") and not any(map(self._is_predicate, self._tokens[: first - 1])))

    def _is_predicate(self, token: Token) -> bool:
        """Whether a word may decide by itself, so that what follows a dash is no answer ("not certified - ...")."""
        negated = token.text == "non" or any(cue.start <= token.start < cue.end for cue in self._negations)
        return negated or token.word_class in VERBS or token.text.endswith("ed")

    def is_found(self, place: int) -> bool:
        """Whether a term ends "I find the walker (to be) medically necessary"."""
        last = self._first_known(place)
        linked = last == place or self._tokens[last].text in self._words["link"]
        if last < 2 or not linked or not self.is_object(self._tokens[last - 1]):
            return False
        for number in range(last - 2, max(-1, last - _OBJECT_WORDS), -1):
            token = self._tokens[number]
            if token.text in self._words["finding"]:
                return self.is_finding_read(number)
            if token.text in self._words["verb"] or token.word_class == "complement":
                return False
        return False

    def is_that_read(self, that: int) -> bool:
        """Whether what governs a that-clause is known: "it is my opinion that", "the records establish that"."""
        if self.before_verb(that) is not None:
            return True
        for place in range(that - 1, -1, -1):
            if self._tokens[place].text in self._words["finding"]:
                return self.is_finding_read(place)
            if not self.is_known(place):
                return False
        return False

    def is_finding_read(self, place: int) -> bool:
        """Whether no auxiliary in front of a verb is parted from it by a word that is not known ("does n0t establish")."""
        for number in range(place - 1, max(-1, place - 1 - _AUXILIARY_WORDS), -1):
            token = self._tokens[number]
            if token.word_class in ("verb", "plural_verb") and token.text not in self._words["finding"]:
                return self.all_known(number + 1, place)
        return True

    def is_object(self, token: Token) -> bool:
        """Whether a word in front of a term may be a thing, and is no damaged "not"."""
        text = token.text
        if text.isdigit() or text in self._words["request"] or text in self._words["known"]:
            return True
        alike = len(text) == len(_NOT) and sum(a == b for a, b in zip(text, _NOT, strict=True)) > 1
        return len(text) >= len(_NOT) and text.replace("-", "").isalpha() and not alike

    def _first_known(self, place: int) -> int:
        """The first of the known words that stand right in front of a word; its own place if none do."""
        while place > 0 and self.is_known(place - 1):
            place -= 1
        return place

    def all_known(self, first: int, last: int) -> bool:
        """Whether all words of a range are known."""
        return all(map(self.is_known, range(first, last)))

    def is_known(self, place: int) -> bool:
        """Whether a word is one of those around an outcome, or part of a negation that was read."""
        token = self._tokens[place]
        return token.text in self._words["known"] or any(cue.start <= token.start < cue.end for cue in self._negations)
