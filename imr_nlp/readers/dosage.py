"""What stands beside a drug's name in running text: its salt and release words, and the parts of its dosage.

Start with `DosageReader.after`; `DrugNames` knows the names. Offsets are those of the text given, in lower case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from imr_nlp import labels
from imr_nlp.normalize.doses import normal_form
from imr_nlp.normalize.numbers import number_value
from imr_nlp.readers.frequencies import FrequencyReader
from imr_nlp.rules.fragments import fragments_of
from imr_nlp.rules.load import select
from imr_nlp.rules.ordered import FARTHEST, OrderedRules, Place
from imr_nlp.rules.ruleset import Range, RuleSet
from imr_nlp.rules.schema_items import DosageDirections, DosageRow, DrugModifier, DrugRow, FormRow, ItemWords
from imr_nlp.rules.wordings import Wordings
from imr_nlp.text.edges import past

# How far after a drug's name its dosage may go in prose, and how much may stand between two of its parts.
_WINDOW_CHARACTERS = 140
_GAP_CHARACTERS = FARTHEST
_BEFORE_CHARACTERS = 40
_FOLLOWING_CHARACTERS = 16
_GOES_ON = ("mg", "refill")
# How many pieces a bare number at the end of an item may mean.
_DISPENSED = range(5, 481)
_DIGITS = frozenset("0123456789")
# How many letters tell a name from another.
_STEM = 5

# The uses of words that are looked for all over an item, and of those between its parts.
_USES = ("adds_drug", "compound", "series", "joins", "pieces")
_USES_BETWEEN = ("explains", "joins_ingredients", "unlisted", "leads_drug", "and_so_many", "content")


class Piece(NamedTuple):
    """A drug's name or a part of its dosage in the text."""

    start: int
    end: int
    label: str
    normal_form: str


def is_percentage(text: str, piece: Piece) -> bool:
    """Whether a strength is a percentage."""
    return text.endswith("%", piece.start, piece.end)


def begins_otherwise(text: str, name: Piece, ingredients: Iterable[str]) -> bool:
    """Whether no ingredient begins as a name does, as is so with a brand's."""
    stem = text[name.start : min(name.end, name.start + _STEM)]
    return not any(ingredient.startswith(stem) for ingredient in ingredients)


class DrugNames:
    """The names of drugs, by DRUG, DRUG_MODIFIER and FORM rows."""

    def __init__(self, rows: Iterable[Any]) -> None:
        rows = list(rows)
        drugs = select(rows, DrugRow)
        self._drugs = drugs
        self._by_name: dict[str, DrugRow] = {}
        self._ambiguous = {term.lower() for row in drugs for term in row.ambiguous}
        self._modifiers = OrderedRules(select(rows, DrugModifier))
        forms = (f" {term.lower()}" for row in select(rows, FormRow) for term in row.terms)
        self._forms = tuple(sorted(forms, key=len, reverse=True))

    def _row(self, name: str) -> DrugRow | None:
        if not self._by_name:
            self._by_name = {term.lower(): row for row in self._drugs for term in row.terms}
        return self._by_name.get(name)

    def is_ambiguous(self, name: str) -> bool:
        """Whether a name is an ordinary word too."""
        return name in self._ambiguous

    def end(self, text: str, start: int, end: int) -> int:
        """Where a name ends: without a closing dosage form ("Voltaren gel"), with its salt and release words."""
        if text.endswith(self._forms, start + 1, end):
            for form in self._forms:
                if text.endswith(form, start + 1, end) and self._row(text[start : end - len(form)]) is not None:
                    end -= len(form)
                    break
        while end < len(text) and text[end] in " -":
            modifier = self._modifiers.match(text, end + 1, len(text))
            if modifier is None:
                break
            end = modifier.end
        return end

    def ingredients(self, text: str, start: int, end: int, row: DrugRow) -> list[Piece]:
        """The drugs of a name such as "hydrocodone/acetaminophen" that no dosage makes one product."""
        if len(row.ingredients) > 1:
            cuts = [place for place in range(start, end) if text[place] in "/-"]
            parts = list(zip([start, *(cut + 1 for cut in cuts)], [*cuts, end], strict=True))
            rows = [self._row(text[a:b]) for a, b in parts]
            if len(parts) > 1 and all(rows):
                return [Piece(a, b, labels.DRUG, part.id) for (a, b), part in zip(parts, rows, strict=True) if part]
        return [Piece(start, end, labels.DRUG, row.id)]


class DosageReader:
    """Reads the dosage beside a name, by the rows of patterns/dosage.jsonl but for ITEM_WORDS."""

    def __init__(self, rows: Iterable[Any]) -> None:
        rows = list(rows)
        fragments = fragments_of(rows)
        dosage = sorted(select(rows, DosageRow), key=lambda row: labels.DOSAGE_PATTERNS.index(row.label))
        forms = select(rows, FormRow)
        self._form_ids = {term.lower(): row.id for row in forms for term in row.terms}
        beside = [row for row in dosage if row.place == "beside"]
        self._beside: OrderedRules[DosageRow | FormRow] = OrderedRules([*beside, *forms], fragments)
        self._pairs = OrderedRules([row for row in dosage if row.place == "after"], fragments)
        self._in_front = OrderedRules([row for row in dosage if row.in_front or row.place == "before"], fragments)
        self._forms = OrderedRules(forms)
        self._number_words = OrderedRules([row for row in dosage if row.place == "before"], fragments)
        self._directions = OrderedRules(select(rows, DosageDirections), fragments)
        self._frequencies = FrequencyReader(rows)

    def after(self, text: str, start: int, following: int, item: Range | None, *, combination: bool) -> Iterator[Piece]:
        """Strength, form, quantity, frequency and refills after a drug's name.

        In a disputed item all of it up to the next drug; in prose what follows the name within the sentence, each part close
        to the one before, and a percentage right after the name, since further on it is one of relief.

        following (int): where the next drug begins.
        item (tuple[int, int] | None): the disputed item that the name stands in.
        combination (bool): whether the drug has several ingredients, so that "5/325" after it is a strength.
        """
        text = _unglued(text, start)
        stop = min(following, item[1] if item else start + _WINDOW_CHARACTERS)
        reach = start
        if combination and (pair := self._pairs.match(text, start + (text[start : start + 1] == " "), stop)) is not None:
            yield self._piece(text, pair)
            reach = pair.end
        if item is not None:
            for place in self._beside.find(text, reach, stop):
                if not _hyphenated(text, place):
                    yield self._piece(text, place)
            return
        yield from self._in_prose(text, reach, stop)

    def _in_prose(self, text: str, start: int, stop: int) -> Iterator[Piece]:
        """Parts that follow close to each other, within the sentence."""
        stop = _sentence_end(text, start, stop)
        reach = at = start
        while True:
            distance = _GAP_CHARACTERS - (at - reach)
            place = self._beside.near(text, at, stop, distance) if distance >= 0 else None
            if place is None:
                directions = self._directions.match(text, reach, stop)
                place = None if directions is None else self._beside.match(text, directions.end, stop)
                if place is None or place.start < at:
                    return
            at = place.end
            share = text.endswith(("%", "cent"), place.start, place.end)
            far = place.start - reach > 2 and (place.row.label == labels.FORM or share)
            if not far and not _hyphenated(text, place):
                yield self._piece(text, place)
                reach = place.end

    def before(self, text: str, previous: int, start: int, *, trusted: bool) -> Iterator[Piece]:
        """What stands in front of a name: "60 Flexeril", "120 tablets of Norco", "1 box of Medrox", "800 mg of ibuprofen".

        previous (int): where what stands before ends (the drug before, or the start of the item).
        trusted (bool): whether a bare number there is a quantity: in a disputed item, or where a strength follows the name.
        """
        low = max(previous, start - _BEFORE_CHARACTERS)
        if start == 0 or text[start - 1] != " " or not self._may_count(text, low, start):
            return
        for at in range(low, start):
            if text[at] == " " or (at > 0 and text[at - 1].isalnum()):
                continue
            place = self._in_front.match(text, at, start)
            if place is None:
                continue
            form = None
            rest = place.end
            if place.row.place == "before" and text[rest : rest + 1] == " ":
                form = self._forms.match(text, rest + 1, start)
                rest = rest if form is None else form.end
            if text[rest:start] not in (" ", " of "):
                continue
            if text[rest:start] == " of " and place.row.place == "before" and form is None:
                continue
            if place.row.label == labels.DOSE or trusted or form is not None:
                yield self._piece(text, place)
                if form is not None:
                    yield self._piece(text, form)
            return

    def _may_count(self, text: str, low: int, start: int) -> bool:
        if text.endswith(" of ", low, start) or not _DIGITS.isdisjoint(text[low:start]):
            return True
        return next(self._number_words.find(text, low, start), None) is not None

    def _piece(self, text: str, place: Place[Any]) -> Piece:
        words = text[place.start : place.end]
        if isinstance(place.row, FormRow):
            return Piece(place.start, place.end, labels.FORM, self._form_ids.get(words, words))
        form = self._frequencies.form(words) if place.row.label == labels.FREQUENCY else normal_form(place.row.label, words)
        return Piece(place.start, place.end, place.row.label, form)


class ItemDosage:
    """Reads what only a disputed item says of a dosage (numbers that would be anything elsewhere), by ITEM_WORDS rows too."""

    def __init__(self, rows: Iterable[Any]) -> None:
        rows = list(rows)
        fragments = fragments_of(rows)
        dosage = sorted(select(rows, DosageRow), key=lambda row: labels.DOSAGE_PATTERNS.index(row.label))
        self._forms = select(rows, FormRow)
        self._form_ids = {term.lower(): row.id for row in self._forms for term in row.terms}
        everywhere = [row for row in dosage if row.place in ("beside", "anywhere")]
        self._all: OrderedRules[DosageRow | FormRow] = OrderedRules([*everywhere, *self._forms], fragments)
        self._quantities = OrderedRules(
            [row for row in dosage if row.label == labels.QUANTITY and row.place in ("item", "last")], fragments
        )
        self._refills = OrderedRules([row for row in dosage if row.label == labels.REFILLS and row.place == "item"], fragments)
        self._strengths = OrderedRules([row for row in dosage if row.place == "bare"], fragments)
        words = select(rows, ItemWords)
        self._words = {use: RuleSet([row for row in words if row.use == use], fragments) for use in _USES}
        self._leads = OrderedRules([row for row in words if row.use == "leads_item"], fragments)
        self._between = {use: Wordings([row for row in words if row.use == use], fragments) for use in _USES_BETWEEN}

    def is_compound(self, text: str) -> bool:
        """Whether an item is stated to be a compound or for the skin."""
        return bool(self._words["compound"].find(text))

    def is_series(self, text: str) -> bool:
        """Whether an item asks for a series."""
        return bool(self._words["series"].find(text))

    def joins(self, text: str, start: int, end: int) -> bool:
        """Whether what stands between two offsets joins two things."""
        return bool(self._words["joins"].find(text, start, end))

    def stands_between(self, use: str, text: str, start: int, end: int, marks: str = " ") -> bool:
        """Whether what stands between two offsets is of a use, without the marks around it."""
        words = text[start:end].strip(marks)
        return self._between[use].whole(words, 0, len(words))

    def end_of(self, use: str, text: str, start: int) -> int | None:
        """Where words of a use end that stand at an offset; None if none do."""
        match = self._between[use].at(text, start)
        return None if match is None else match.end()

    def counts_pieces(self, text: str) -> bool:
        """Whether an item has a number of pieces in which only drugs are dispensed: "#60"."""
        return bool(self._words["pieces"].find(text))

    def adds(self, text: str, start: int) -> bool:
        """Whether the words in front of an offset add what follows to another treatment: "acupuncture with a ... patch"."""
        return any(not text[match.end : start].strip() for match in self._words["adds_drug"].find(text, 0, start))

    def lead(self, text: str) -> int:
        """Where the name begins of a product that no list has, after "Retrospective", "Compound" and the like."""
        start = 0
        while (lead := self._leads.match(text, start, len(text))) is not None:
            start = past(text, " :.,-", lead.end)
        return start

    def parts(self, text: str, start: int) -> list[Piece]:
        """All parts of a dosage, whatever name they stand beside."""
        pieces = []
        for place in self._all.find(text, start):
            words = text[place.start : place.end]
            if not isinstance(place.row, FormRow):
                pieces.append(Piece(place.start, place.end, place.row.label, words))
            elif not _hyphenated(text, place):
                pieces.append(Piece(place.start, place.end, labels.FORM, self._form_ids[words]))
        return pieces

    def bare_strength(self, text: str, start: int) -> Range | None:
        """Numbers without a unit right after a name: "Norco 10/325", "Soma 350 #60"."""
        text = _unglued(text, start)
        start = past(text, " ,", start, start + 3)
        place = self._strengths.match(text, start, len(text))
        return None if place is None else (place.start, place.end)

    def quantity(self, text: str, start: int, stop: int, after: int) -> Place[DosageRow] | None:
        """A quantity that is known by its place in the item; after the last part known a number alone means pieces."""
        for place in self._quantities.find(text, start, stop):
            number = number_value(text[place.start : place.end])
            if place.row.place == "last":
                alone = not text[after : place.start].strip(" ,")
                return place if alone and number is not None and number in _DISPENSED else None
            return place if number is not None else None
        return None

    def refills(self, text: str, start: int, stop: int) -> Place[DosageRow] | None:
        """Refills in abbreviations."""
        return next(self._refills.find(text, start, stop), None)


def _unglued(text: str, start: int) -> str:
    """The text with a blank in front of an offset where a number runs on from a name: "Norco10/325mg"."""
    return f"{text[: start - 1]} {text[start:]}" if text[start : start + 1].isdigit() else text


def _hyphenated(text: str, place: Place[Any]) -> bool:
    """Whether a form is the second half of a compound ("non-tablet")."""
    return isinstance(place.row, FormRow) and text[place.start - 1] == "-"


def _sentence_end(text: str, start: int, stop: int) -> int:
    """Where the sentence ends; a number of pieces, a strength or refills after its full stop still belong to it."""
    for place in range(start, stop):
        if text[place] in ".;" and text[place + 1 : place + 2] in (" ", "") and text[place - 2] != ".":  # "q.i.d. prn"
            following = text[place + 2 : place + 2 + _FOLLOWING_CHARACTERS]
            words = following.lstrip("0123456789").lstrip()
            if not (following.startswith("#") or (following[:1].isdigit() and words.startswith(_GOES_ON))):
                return place
    return stop
