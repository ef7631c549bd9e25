"""Where the clauses of a sentence begin, known by its small words: verbs, conjunctions, pronouns.

Reads one sentence in lower case; the words are rows of the label WORD_CLASS (patterns/clauses.jsonl). No grammar is known
beyond this: a conjunction or comma between two finite verbs begins a clause, a pronoun with its verb begins one, and after
"that" everything belongs to what stands in front of it. Start with `ClauseReader.read`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from imr_nlp.rules.ruleset import Range
from imr_nlp.rules.schema import Row, TermsRow
from imr_nlp.rules.schema_scope import Boundary
from imr_nlp.text.memo import LastText

# A word, or a mark.
WORDS = re.compile(r"(\w+(?:['./-]\w+)*|[^\w\s])")
# How many words a subject has at most between the conjunction and its verb, and a label in front of its colon.
_SUBJECT_WORDS, _LABEL_WORDS = 9, 4
_RELATIVES = ("who", "whose", "which", "whom")
# Boundaries after which a clause has a subject of its own.
_OWN_SUBJECT = ("contrast", "subject", "claimant")
# The classes of finite verbs.
VERBS = ("verb", "plural_verb", "past_verb")
_FURTHER = ("belief", "label", "of")


class WordClass(TermsRow):
    """Words of one class.

    word_class (str): verb (finite), plural_verb, past_verb (a past tense that is no participle), pronoun (of persons), dummy
        ("it", "there"), claimant ("patient"), determiner, coordinator ("and"), subordinator ("while"), contrast ("but"),
        connective ("therefore", which is one where no verb stands beside it),
        complement ("that"), belief (a verb after which "that" may be missing), preposition, adverb, label (a word of
        labels such as "current medications:"), of (leads a phrase like a preposition, but never a clause). Words of belief, of
        labels and "of" may be of another class, too.
    """

    label: Literal["WORD_CLASS"] = "WORD_CLASS"
    word_class: Literal[
        "verb",
        "plural_verb",
        "past_verb",
        "pronoun",
        "dummy",
        "claimant",
        "determiner",
        "coordinator",
        "subordinator",
        "contrast",
        "connective",
        "complement",
        "belief",
        "preposition",
        "adverb",
        "label",
        "of",
    ]

    @property
    def scope(self) -> str:
        """Some words are of two classes."""
        return self.word_class if self.word_class in _FURTHER else self.label


class Token(NamedTuple):
    """A word or mark of a sentence with its class ("" where it has none)."""

    start: int
    end: int
    text: str
    word_class: str


class ClauseBoundary(NamedTuple):
    """Where a clause ends and the next begins.

    end (int): offset after the clause in front.
    start (int): offset at which the next begins, after its conjunction.
    kind (str): see `Boundary`.
    since (int): only what begins after this offset ends here: an aside ("..., whose father had gout, takes") ends for itself.
    """

    end: int
    start: int
    kind: Boundary
    since: int = 0


class Sentence(NamedTuple):
    """A sentence, divided.

    tokens (list[Token]): its words and marks.
    starts (list[int]): the offsets at which these begin.
    boundaries (list[ClauseBoundary]): where clauses begin.
    """

    tokens: list[Token]
    starts: list[int]
    boundaries: list[ClauseBoundary]


class _Words:
    """The words that divide, by identity: readers of the same rows share them."""

    def __init__(self, rows: tuple[WordClass, ...]) -> None:
        self.classes: dict[str, str] = {}
        self.further: dict[str, set[str]] = {name: set() for name in _FURTHER}
        for row in rows:
            terms = (*row.terms, *row.forms)
            if row.word_class in _FURTHER:
                self.further[row.word_class].update(terms)
            else:
                self.classes.update(dict.fromkeys(terms, row.word_class))


_words = lru_cache(maxsize=8)(_Words)


# The marks that divide a sentence.
_MARKS = frozenset((",", "-", ";", ":"))
# After these a label may begin.
_LABEL_MARKS = frozenset(",;.:()")
_last = LastText()


class ClauseReader:
    """Divides sentences.

    rows (Iterable[Row]): rows of the label WORD_CLASS; others are passed over.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        self._words = _words(tuple(row for row in rows if isinstance(row, WordClass)))

    def tokens(self, text: str, start: int, end: int) -> list[Token]:
        """The words and marks of a sentence.

        text (str): lower case.
        start (int): offset of the sentence.
        end (int): offset after it.
        RETURNS (list[Token]): in order.
        """
        return self.sentence(text, start, end).tokens

    def sentence(self, text: str, start: int, end: int) -> Sentence:
        """Words and clauses of a sentence; those of the last text are remembered.

        text (str): lower case.
        start (int): offset of the sentence.
        end (int): offset after it.
        RETURNS (Sentence): not to be changed.
        """
        values = _last.values(text)
        key = self._words, start, end
        found: Sentence | None = values.get(key)
        if found is None:
            # Blanks and words in turn; nothing here is done in Python for each word.
            pieces = WORDS.split(text[start:end])
            words = pieces[1::2]
            edges = list(itertools.accumulate(map(len, pieces), initial=start))
            classes = map(self._words.classes.get, words, itertools.repeat(""))
            starts = edges[1:-1:2]
            rows = zip(starts, edges[2::2], words, classes, strict=True)
            tokens = list(map(tuple.__new__, itertools.repeat(Token), rows))
            found = values[key] = Sentence(tokens, starts, self.read(tokens))
        return found

    def read(self, tokens: list[Token]) -> list[ClauseBoundary]:
        """Where clauses begin.

        tokens (list[Token]): what `tokens` gave for a sentence.
        RETURNS (list[ClauseBoundary]): ascending.
        """
        return _Division(tokens, self._words.further).boundaries

    def clauses(self, text: str, start: int, end: int) -> list[Range]:
        """The clauses of a sentence, each with its conjunction.

        text (str): lower case.
        start (int): offset of the sentence.
        end (int): offset after it.
        RETURNS (list[tuple[int, int]]): they cover the sentence.
        """
        boundaries = self.sentence(text, start, end).boundaries
        edges = sorted({start, end, *(b.end for b in boundaries if b.kind in _OWN_SUBJECT and start < b.end < end)})
        return list(itertools.pairwise(edges))


class _Division:
    """One pass over the words of a sentence."""

    def __init__(self, tokens: list[Token], further: Mapping[str, Collection[str]]) -> None:
        self._tokens, self._further = tokens, further
        self.boundaries: list[ClauseBoundary] = []
        # First word of the clause, and whether a finite verb was read in it.
        self._first, self._verb = 0, False
        # Where ", who ..." begins that is being described; the verb after it belongs to the subject in front.
        self._aside: int | None = None
        # Commas and conjunctions since the last verb.
        self._separators: list[int] = []
        for place, token in enumerate(tokens):
            if token[3] or token[2] in _MARKS:  # by number, since every word of the text passes here
                self._read(place, token)
        self.boundaries.sort()

    def _read(self, place: int, token: Token) -> None:
        word_class = token.word_class
        if token.text == ";" or word_class == "contrast" or (word_class == "connective" and not self._is_beside_verb(place)):
            aside = word_class == "contrast" and self._separators[-1:] == [place - 1]
            self._begin(place, place + 1, "contrast")
            self._verb, self._aside = False, token.start if aside else None
        elif token.text == ":":
            self._label(place)
        elif word_class == "complement":
            if not self._is_demonstrative(place):
                self._verb, self._separators = False, []
        elif token.text in ",-" or (word_class in ("coordinator", "subordinator") and not self._is_such_as(place)):
            if token.text in _RELATIVES and self._separators[-1:] == [place - 1]:
                self._aside = token.start
            self._separators.append(place)
        elif word_class in ("pronoun", "claimant"):
            self._person(place)
        elif word_class in VERBS:
            self._finite_verb(place)

    def _begin(self, last: int, first: int, kind: Boundary, since: int = 0) -> None:
        """A clause begins at the word `first`; the one in front ends before the word `last`."""
        tokens = self._tokens
        start = tokens[first].start if first < len(tokens) else tokens[-1].end
        self.boundaries.append(ClauseBoundary(tokens[last].start, start, kind, since))
        self._first, self._separators = first, []

    def _class(self, place: int) -> str:
        return self._tokens[place].word_class if 0 <= place < len(self._tokens) else ""

    def _is_beside_verb(self, place: int) -> bool:
        """Whether a word such as "therefore" stands inside its clause ("is therefore not")."""
        return self._class(place - 1) in VERBS or self._class(place + 1) in VERBS

    def _is_demonstrative(self, place: int) -> bool:
        """Whether "that" names a thing ("on that basis, and the ...", "meets that test and is")."""
        if self._tokens[place].text != "that" or not self._verb:
            return False
        for word in range(place + 1, min(place + _SUBJECT_WORDS, len(self._tokens))):
            if self._class(word) == "coordinator":
                return word > place + 1 and self._class(word + 1) in VERBS
            if self._class(word) or self._tokens[word].text in _MARKS:
                return self._tokens[word].text == "," and word > place + 1 and self._class(place - 1) == "preposition"
        return False

    def _is_governed(self, place: int) -> bool:
        """Whether "that" or a verb of belief stands in front of a subject."""
        return self._class(place - 1) == "complement" or (place > 0 and self._tokens[place - 1].text in self._further["belief"])

    def _is_such_as(self, place: int) -> bool:
        """Whether a word is the "as" of "such as", which begins no clause."""
        return self._tokens[place].text == "as" and place > 0 and self._tokens[place - 1].text == "such"

    def _is_in_phrase(self, place: int) -> bool:
        """Whether a preposition stands in front of a noun phrase, so that it is no subject ("the knee of the patient is")."""
        if self._class(place - 1) == "preposition":
            return True
        return place > 0 and self._tokens[place - 1].text in self._further["of"]

    def _label(self, place: int) -> None:
        """A colon with a blank after it ends a label, which begins with the first of its known words, else after a mark."""
        tokens = self._tokens
        if place + 1 < len(tokens) and tokens[place + 1].start == tokens[place].end:
            return
        first = place
        while first > 0 and tokens[first - 1].text in self._further["label"]:
            first -= 1
        if first == place:
            while first > 0 and place - first < _LABEL_WORDS and tokens[first - 1].text not in _LABEL_MARKS:
                first -= 1
            if not first or tokens[first - 1].text not in _LABEL_MARKS:
                first = 0
        if first:
            self.boundaries.append(ClauseBoundary(tokens[first].start, tokens[first].start, "label"))
        self._first, self._verb, self._separators = place + 1, False, []

    def _person(self, place: int) -> None:
        """A person as a subject begins a clause, unless it stands after "that" or begins one already."""
        tokens = self._tokens
        verb = place + 1
        while self._class(verb) == "adverb":
            verb += 1
        person = place
        if tokens[place].word_class == "claimant":
            if self._class(verb) not in VERBS:
                return
            while person > self._first and place - person < 3 and self._class(person) != "determiner":
                person -= 1
            if self._class(person) != "determiner":
                return
        if self._is_governed(person) or self._class(person - 1) in VERBS or self._is_in_phrase(person):
            return
        if person <= self._first:
            if person:
                self.boundaries.append(ClauseBoundary(tokens[person].start, tokens[person].start, "claimant"))
            return
        last = person - 1 if self._separators and self._separators[-1] == person - 1 else person
        while last - 1 in self._separators:
            last -= 1
        self._begin(last, person, "claimant")
        self._verb = False

    def _finite_verb(self, place: int) -> None:
        chosen = self._separator(place)
        if chosen is not None:
            following = chosen + 1
            last = chosen
            while last - 1 in self._separators and last - 1 > self._first:
                last -= 1
            while self._class(following) == "adverb":
                following += 1
            kind: Boundary = "subject"
            since = 0
            if following == place and self._class(chosen) != "subordinator":
                kind = "past_verb" if self._class(place) == "past_verb" else "verb"
                if self._aside is not None and self._tokens[chosen].text == ",":
                    kind, since = "subject", self._aside
            self._aside = None
            self._begin(last, chosen + 1, kind, since)
        self._verb = True
        if self._class(place) != "past_verb" or chosen is not None or self._class(place - 1) in ("pronoun", "claimant"):
            self._separators = []

    def _separator(self, place: int) -> int | None:
        """The comma or conjunction at which the clause of this verb begins; None if it belongs to the clause at hand."""
        separators = [n for n in self._separators if place - n <= _SUBJECT_WORDS + 1]
        if self._aside is not None and separators[-1:] == [place - 1] and self._tokens[place - 1].text == ",":
            return place - 1
        if not self._verb:
            return self._after_opening(place)
        if not separators:
            return None
        before = place - 1
        while self._class(before) == "adverb":
            before -= 1
        if before == separators[-1]:
            return before
        if self._class(place) == "past_verb":
            return None
        named = [n for n in separators if self._class(n + 1) in ("determiner", "dummy", "pronoun")]
        if self._class(place) == "plural_verb":
            joined = [n for n in separators if self._class(n) == "coordinator"]
            return named[0] if named else joined[-2] if len(joined) > 1 else separators[0]
        return named[-1] if named else separators[-1]

    def _after_opening(self, place: int) -> int | None:
        """The comma after an opening such as "In the absence of a trial, the request is"."""
        if self._class(self._first) not in ("preposition", "subordinator"):
            return None
        commas = [n for n in self._separators if self._tokens[n].text == ","]
        if commas:
            # Where a list stands right in front of the verb it is the subject: "Given his age, tests, blood and urine are".
            listed = [n for n in commas if self._class(n + 1) == "coordinator"]
            closed = [after for n, after in itertools.pairwise(commas) if n in listed] if commas[-1] in listed else []
            return (closed or commas)[-1]
        named = [n for n in range(self._first + 3, place) if self._class(n) in ("determiner", "dummy")]
        if not named or self._is_governed(named[-1]) or self._is_in_phrase(named[-1]):
            return None
        self._begin(named[-1], named[-1], "subject")
        return None
