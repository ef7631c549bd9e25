"""The requests that a clinical case summary tells, and the disputed items to hold against them.

`RequestReader.read`, used by `imr_nlp.components.findings`, is where to start; what it gives is compared by
`imr_nlp.findings.requested_drugs` and `imr_nlp.findings.requested_treatments`. Requests are what
utilization review denied or modified and what was asked for without a decision (`doc.spans["imr_utilization_review"]`). An item
is held against a request for the same drug or treatment, and only where the summary tells one value for it: a value that the
summary also names where it speaks of what is asked for, a request that fits another item, a change of the request or a date
long past leave nothing to find.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple

from spacy.tokens import Span, SpanGroup

from imr_nlp import labels
from imr_nlp.findings.letters import Letter
from imr_nlp.normalize.amounts import Service
from imr_nlp.normalize.doses import Quantity, quantity, refills
from imr_nlp.normalize.numbers import FIGURES, NUMBER_WORD, number_value
from imr_nlp.readers.medications import drug_mentions
from imr_nlp.readers.prescriptions import Piece
from imr_nlp.readers.treatments import Treatment, TreatmentReader, total_sessions
from imr_nlp.rules.load import Row, compile_for_lower_case, fragment_patterns, select

# A request older than this when the letter was decided is not the one under review.
_DAYS_UNDER_REVIEW = 240
_DATES = re.compile(r"\d{1,2}[-/]\d{1,2}[-/]\d{2,4}|\b[a-z]{3,9}\.? \d{1,2}, \d{4}")
_NUMBER = re.compile(rf"{FIGURES}|\b{NUMBER_WORD}")


class Request(NamedTuple):
    """A request told in the summary: its tokens, its offsets in the flat text, its words, whether it was modified."""

    span: Span
    start: int
    end: int
    text: str
    modified: bool


class Product(NamedTuple):
    """A drug in a wording with what doses it; None where nothing or more than one thing is told."""

    drug: str
    ingredients: frozenset[str]
    start: int
    end: int
    strength: Piece | None
    quantity: Piece | None
    refills: int
    parts: list[Piece]

    @property
    def amount(self) -> Quantity | None:
        """What is dispensed."""
        return quantity(self.quantity.normal_form) if self.quantity is not None else None


class Item:
    """A disputed item as it was asked for: before a partial authorization, where there was one.

    letter (Letter): the letter.
    number (int): the item's number in it.
    asked (Span): the original request, else the item.
    partial (bool): whether a part was authorized.
    told (str): the summary in lower case.
    reader (TreatmentReader): reads its treatment.
    """

    def __init__(self, letter: Letter, number: int, asked: Span, partial: bool, told: str, reader: TreatmentReader) -> None:
        self._letter, self._reader = letter, reader
        self.number, self.asked, self.partial = number, asked, partial
        self.text = letter.lower(asked)
        self.as_told = self.text in told  # the summary has its very words
        self._issue_id = letter.issues[number - 1].id_

    @cached_property
    def products(self) -> list[Product]:
        """Its drugs."""
        if self._letter.medications is not None and self._issue_id not in self._letter.medications:
            return []
        return list(products(self._letter, self.asked.start, self.asked.end))

    @property
    def comparable(self) -> bool:
        """Whether it names a part of the body or counts something, as far as that was looked for."""
        found = (self._letter.body_parts, self._letter.services)
        return any(issues is None or self._issue_id in issues for issues in found)

    @cached_property
    def sessions(self) -> int | float | None:
        """How many sessions it asks for in all."""
        if self.partial or self._letter.services is None:
            return self._reader.sessions(self.text)
        for row in self._letter.services.get(self._issue_id, ()):
            return total_sessions(Service(**row), self.text)
        return None

    @cached_property
    def treatment(self) -> Treatment | None:
        """What it asks for if that is no drug."""
        return None if self.products else self._reader.read(self.text)


class Summary:
    """A clinical case summary: its words, its requests, its drugs, its sentences about requests.

    letter (Letter): the letter.
    summary (Span): the section.
    requests (list[Request]): the requests under review.
    about_requests (Sequence[re.Pattern]): each finds the sentences that speak of what is asked for.
    release_forms (frozenset[str]): words of a drug's name for how fast it is set free.
    multiples (Sequence[re.Pattern]): wordings of several packs or tablets.
    """

    def __init__(
        self,
        letter: Letter,
        summary: Span,
        requests: list[Request],
        about_requests: Sequence[re.Pattern[str]],
        release_forms: frozenset[str],
        multiples: Sequence[re.Pattern[str]],
    ) -> None:
        self.letter, self._summary, self._about = letter, summary, about_requests
        self.requests, self.release_forms, self.multiples = requests, release_forms, multiples

    @cached_property
    def products(self) -> list[Product]:
        """The drugs named."""
        return list(products(self.letter, self._summary.start, self._summary.end))

    @cached_property
    def about_requests(self) -> list[tuple[int, int]]:
        """Offsets in the flat text of the sentences about requests."""
        start, behind = self.letter.text.range_of(self._summary)
        sentences = []
        while start < behind:
            end = max(min(self.letter.sentence(start, start)[1], behind), start + 1)
            if any(pattern.search(self.letter.text.lower, start, end) for pattern in self._about):
                sentences.append((start, end))
            start = end
        return sentences

    def about_requested(self, mentions: Iterable[Product]) -> list[Product]:
        """The mentions of drugs in sentences about requests."""
        return [found for found in mentions if any(start <= found.start < end for start, end in self.about_requests)]

    def requested(self, product: Product) -> list[Request]:
        """The requests that a mention of a drug stands in."""
        return [request for request in self.requests if request.start <= product.start < request.end]


class RequestReader:
    """Reads items and requests.

    rows (Iterable[dict]): pattern rows: REQUEST_SENTENCE, PAST_REQUEST, CHANGED_REQUEST,
        MULTIPLE_AMOUNT, RELEASE_FORM and those of `TreatmentReader`.
    """

    def __init__(self, rows: list[Row]) -> None:
        fragments = fragment_patterns(rows)
        self.treatments = TreatmentReader(rows)
        self._release_forms = frozenset(term for row in select(rows, "RELEASE_FORM") for term in row["terms"])
        self._about, self._past, self._changed, self._multiples = (
            [compile_for_lower_case(row, fragments) for row in select(rows, label)]
            for label in ("REQUEST_SENTENCE", "PAST_REQUEST", "CHANGED_REQUEST", "MULTIPLE_AMOUNT")
        )

    def read(self, letter: Letter) -> tuple[list[Item], Summary] | None:
        """The items that may differ from a request, and the summary that tells it.

        letter (Letter): a letter with items and what utilization review decided.
        RETURNS (tuple | None): all items of the letter and the summary; None where there is nothing to compare.
        """
        group = letter.doc.spans.get(labels.UTILIZATION_REVIEW)
        if letter.summary is None or group is None or not (len(group) or group.attrs.get("requests")):
            return None
        items, told = [], letter.lower(letter.summary)
        for number, issue in enumerate(letter.issues, start=1):
            original = letter.partial.get(issue.id_, {}).get(labels.ORIGINAL_REQUEST)
            items.append(Item(letter, number, original or issue, original is not None, told, self.treatments))
        if all(item.as_told for item in items):
            return None
        requests = list(self._requests(letter, group))
        summary = Summary(letter, letter.summary, requests, self._about, self._release_forms, self._multiples)
        return (items, summary) if requests else None

    def changed(self, letter: Letter) -> bool:
        """Whether the summary tells that a request was changed or mistaken."""
        told = "" if letter.summary is None else letter.lower(letter.summary)
        return any(pattern.search(told) for pattern in self._changed)

    def _requests(self, letter: Letter, group: SpanGroup) -> Iterator[Request]:
        """The requests under review: not those that were approved, nor undecided ones of the past."""
        for span in group:
            if span.label_ != "APPROVED":
                start, end = letter.text.range_of(span)
                yield Request(span, start, end, letter.text.lower[start:end], span.label_ == "MODIFIED")
        for first, behind in group.attrs.get("requests", ()):
            span = letter.doc[first:behind]
            start, end = letter.text.range_of(span)
            sentence = letter.sentence(start, end)
            if not self._is_past(letter, sentence) and not _is_old(letter, sentence):
                yield Request(span, start, end, letter.text.lower[start:end], False)

    def _is_past(self, letter: Letter, sentence: tuple[int, int]) -> bool:
        return any(pattern.search(letter.text.lower, *sentence) for pattern in self._past)


def _is_old(letter: Letter, sentence: tuple[int, int]) -> bool:
    """Whether a sentence is dated long before the decision."""
    decided = letter.header.get("DECISION_DATE") or letter.header.get("UR_DENIAL_DATE")
    tokens = letter.text.span(letter.doc, *sentence, "")
    if decided is None or tokens is None:
        return False
    dates = [entity.ent_id_ for entity in letter.inside(tokens, labels.DATE)]
    return any((days := _days(value, decided.id_)) is not None and days > _DAYS_UNDER_REVIEW for value in dates)


def _days(first: str, last: str) -> int | None:
    """Days between two ISO dates, None if one is no full date."""
    try:
        return (date.fromisoformat(last) - date.fromisoformat(first)).days
    except ValueError:
        return None


def products(letter: Letter, first: int, behind: int) -> Iterator[Product]:
    """The drugs in a range of tokens.

    letter (Letter): the letter.
    first (int): the first token.
    behind (int): the token behind the last.
    YIELDS (Product): in order.
    """
    for names, parts in drug_mentions(letter.within(first, behind), letter.text):
        ids = [name.normal_form.split(" (")[0] for name in names]
        refilled = [refills(part.normal_form) for part in parts if part.label == labels.REFILLS]
        yield Product(
            "|".join(name.normal_form for name in names),
            frozenset(ingredient for drug_id in ids for ingredient in drug_id.split("+") if ingredient),
            names[0].start,
            names[-1].end,
            _only(parts, labels.DOSE),
            _only(parts, labels.QUANTITY),
            next((count for count in refilled if count is not None), 0),
            parts,
        )


def numbers(text: str) -> list[int | float]:
    """The numbers of a wording in lower case but for those of dates.

    >>> numbers("on 11-8-16 twelve visits, 3 a week")
    [12, 3]
    """
    found = (number_value(match.group()) for match in _NUMBER.finditer(_DATES.sub(" ", text)))
    return [value for value in found if value is not None]


def _only(parts: Iterable[Piece], label: str) -> Piece | None:
    found = [part for part in parts if part.label == label]
    return found[0] if len(found) == 1 else None
