"""Which disputed item a decision of utilization review is about, and which pieces of a decision are one item.

An item and a request are the same where they have a drug or a word for the service in common and name no other place of the
body. Of several that fit the one that has more words in common counts; of two as good none does. Start with `ReviewLinks`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from imr_nlp.normalize.numbers import number_value
from imr_nlp.readers.body_parts import BodyPartFinder
from imr_nlp.readers.categories import CategoryFinder, decide
from imr_nlp.readers.coordination import ListWords
from imr_nlp.readers.utilization_review import Review
from imr_nlp.rules.load import select
from imr_nlp.rules.phrase_table import PhraseTable, Word, words
from imr_nlp.rules.schema import Row
from imr_nlp.rules.schema_summary import ReviewSame, ReviewWeak

_SIDES = "right", "left"
# So many characters that are those of one item alone need no comparing.
_TELLING = 16
_LINKING = frozenset((",", ";", "and", "&", "the", "an", "a", "for", "of", "to", "in", "on", "at", "by", "with", "from"))


class Named:
    """What the wording of an item says; places and kind are looked for when they are asked for.

    links (ReviewLinks): knows the words.
    text (str): the wording in lower case.
    drugs (Iterable[str]): normal forms of its drugs.
    """

    def __init__(self, links: ReviewLinks, text: str, drugs: Iterable[str]) -> None:
        self._links, self.text = links, text
        self.drugs = frozenset(drugs)

    @cached_property
    def _split(self) -> list[Word]:
        return words(self.text)

    @cached_property
    def services(self) -> frozenset[str]:
        """Words for what is done; those that have other names are in capitals, in one of them."""
        return frozenset(word for word in self.words if word.isupper() or self._links.is_service(word))

    @cached_property
    def words(self) -> frozenset[str]:
        """All its words."""
        stated: set[str] = set()
        place = 0
        for first, after, name in [*self._links.same.find(self._split), (len(self._split), 0, "")]:
            stated.update(word.norm for word in self._split[place:first] if word.norm.isalnum())
            stated.add(name)
            place = after
        return frozenset(stated - {""})

    @cached_property
    def place_words(self) -> frozenset[str]:
        """Its words for places."""
        return self.words & self._links.place_words

    @cached_property
    def places(self) -> list[tuple[frozenset[str], str | None]]:
        """Parts of the body, each as its regions and its side."""
        parts = self._links.parts
        return [(parts.regions(part.part), part.laterality) for part in parts.find(self.text, self._split)]

    @cached_property
    def kind(self) -> tuple[str | None, str | None] | None:
        """Category and subcategory."""
        kind = decide(self._links.categories.find(self._split), self._split) if self._split else None
        return kind and (kind.category, kind.subcategory)


class ReviewLinks:
    """Links decisions to disputed items.

    rows (Sequence[Row]): REVIEW_SAME, REVIEW_WEAK, LIST_WORDS, BODY_PART and CATEGORY rows, among others.
    fragments (Mapping[str, str]): what `{{name}}` stands for.
    """

    def __init__(self, rows: Sequence[Row], fragments: Mapping[str, str]) -> None:
        self._rows = rows
        self.parts, self.categories = BodyPartFinder(rows), CategoryFinder(rows)
        weak = {words(term)[0].norm for row in select(rows, ReviewWeak) for term in row.terms}
        listed = ListWords.from_rows(rows, "requests", fragments)
        self._weak = weak | listed.fragments
        self.place_words = listed.fragments - listed.amounts - weak - _LINKING

    @cached_property
    def same(self) -> PhraseTable[str]:
        """Names of services, each with the name that stands for all of the same service."""
        return PhraseTable((term, row.id.upper()) for row in select(self._rows, ReviewSame) for term in row.terms)

    def is_service(self, word: str) -> bool:
        """Whether a word in its normal form tells what is done."""
        return len(word) > 2 and word.isalpha() and word not in self._weak

    def issue(self, request: Named, issues: Sequence[Named]) -> int | None:
        """The number of the disputed item that a request is about.

        RETURNS (int | None): counted from 1; None if none fits, or several do as well.
        """
        worded = [n for n, issue in enumerate(issues, start=1) if request.text in issue.text or issue.text in request.text]
        if len(worded) == 1 and len(request.text) >= _TELLING:
            return worded[0]
        fitting = {n: issue for n, issue in enumerate(issues, start=1) if _fits(request, issue)}
        if not fitting:
            fitting = {n: issue for n, issue in enumerate(issues, start=1) if _may_be(request, issue, len(issues) == 1)}
        common = {n: len(request.words & issue.words) for n, issue in fitting.items()}
        best = [n for n, shared in common.items() if shared == max(common.values())]
        return best[0] if len(best) == 1 else None

    def joined(self, text: str, reviews: Sequence[Review], issues: Sequence[Named]) -> list[Review]:
        """Decisions with the pieces of one disputed item put together.

        text (str): the text in lower case.
        reviews (Sequence[Review]): decisions in order.
        issues (Sequence[Named]): the disputed items.
        RETURNS (list[Review]): neighbours of one decision joined where one item has all words of both, and not each has one.
        """
        found: list[Review] = []
        for review in reviews:
            last = found[-1] if found else None
            if last is not None and last.decision == review.decision and last.end < review.start:
                between = {word.norm for word in words(text[last.end : review.start])}
                if between <= _LINKING and last.allowed is None and self._is_one(text, last, review, issues):
                    found[-1] = last._replace(end=review.end)
                    continue
            found.append(review)
        return found

    def _is_one(self, text: str, first: Review, second: Review, issues: Sequence[Named]) -> bool:
        """Whether a single item has all words of two requests."""
        holding = []
        for place in first, second:
            stated = Named(self, text[place.start : place.end], ()).words - _LINKING
            holding.append([n for n, issue in enumerate(issues) if stated <= issue.words])
        return len(holding[0]) == 1 and holding[0] == holding[1]


def _fits(request: Named, issue: Named) -> bool:
    if request.drugs and issue.drugs:
        return bool(request.drugs & issue.drugs)
    return bool(request.services & issue.services) and not _elsewhere(request, issue)


def _may_be(request: Named, issue: Named, only: bool) -> bool:
    """Whether a request that has no word in common with an item is of its kind, or says nothing that could differ."""
    if request.drugs or (issue.drugs and not only) or _elsewhere(request, issue):
        return False
    if not request.services and only:
        counted = any(number_value(word) is not None for word in request.words - {"a", "an", "no"})
        return request.kind is None or issue.kind is None or counted or request.kind[0] in (issue.kind[0], "other")
    named = any(name.isupper() for name in request.services) and any(name.isupper() for name in issue.services)
    if named or request.kind is None or issue.kind is None:
        return False
    return request.kind == issue.kind or (not request.services and request.kind[0] == issue.kind[0])


def _elsewhere(request: Named, issue: Named) -> bool:
    """Whether two wordings name places none of which can be the same."""
    if request.place_words <= issue.place_words or issue.place_words <= request.place_words:
        return False
    return bool(request.places and issue.places) and not any(
        regions & others and not (side in _SIDES and other in _SIDES and side != other)
        for regions, side in request.places
        for others, other in issue.places
    )
