"""Disputed items that a letter names in several places: joined to one issue each.

A letter lists its items on the cover, again under a heading, and once more with the guidelines and the rationale of each; or it
names the items in one section and has guidelines and rationale in others. `join_sections` makes one issue of an item's places,
`share` gives what a section says of all items to each of them, `decide` reads decisions that only a rationale tells. What
stands where is patterns/layouts.jsonl.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, pairwise
from typing import NamedTuple

from imr_nlp.rules.ruleset import Range
from imr_nlp.text.letter import LetterText

# Two wordings are of one item if they share this part of the words of both.
_ALIKE = 0.5


class IssueOffsets(NamedTuple):
    """Offsets of one issue's pieces in the flat text.

    heading (tuple[int, int]): all that stands between the issue before and the decision.
    item (tuple[int, int]): the disputed item.
    decision (tuple[int, int] | None): the words of the decision, None where none is stated.
    decision_label (str): what they decide, empty without a decision.
    statements (tuple): side and place of each guideline statement.
    rationale (tuple[int, int] | None): the rationale.
    partial (dict): what a partial authorization says.
    number (int | None): the number that the letter gives the item.
    """

    heading: Range
    item: Range
    decision: Range | None = None
    decision_label: str = ""
    statements: tuple[tuple[str, Range], ...] = ()
    rationale: Range | None = None
    partial: dict[str, Range] = {}
    number: int | None = None


class Stated(NamedTuple):
    """A decision that a rationale tells: the sentence, the words of the decision, and what they decide."""

    sentence: Range
    decision: Range
    label: str


def join_sections(text: LetterText, sections: Sequence[Sequence[IssueOffsets]]) -> list[IssueOffsets]:
    """One issue for each item, in the order in which the items are named first.

    sections (Sequence): the issues of each section, in order of the text. Within a section each is an item of its own.
    RETURNS (list[IssueOffsets]): the decision and its wording are those of the last section that has them, statements and
        rationale those of the section that has them.
    """
    issues: list[IssueOffsets] = []
    for section in chain.from_iterable(map(_counted, sections)):
        open_ones = dict(enumerate(issues))
        for issue in section:
            known = _same_item(text, open_ones, issue, position=len(section) == len(issues))
            if known is None:
                issues.append(issue)
            else:
                issues[known] = _joined(open_ones.pop(known), issue)
    return issues


def _counted(section: Sequence[IssueOffsets]) -> Iterator[Sequence[IssueOffsets]]:
    """The parts of a section in which items count from 1: where a heading is lost, two lists of the same items stand in one."""
    starts = [0, *(n for n, issue in enumerate(section) if n and issue.number == 1 and section[0].number == 1), len(section)]
    yield from (section[start:end] for start, end in pairwise(starts))


def _same_item(text: LetterText, known: dict[int, IssueOffsets], issue: IssueOffsets, *, position: bool) -> int | None:
    """Which of the issues is of the same item: by the words, else by the number or place in the list and half of the words."""
    if not known:
        return None
    key = _key(text, issue.item)
    same = next((n for n, other in known.items() if _key(text, other.item) == key), None)
    if same is not None:
        return same
    for n, other in known.items():
        stated = issue.number is not None and issue.number == other.number
        if (stated or position) and _alike(text, issue.item, other.item):
            return n
    return None


def _key(text: LetterText, place: Range) -> str:
    """The letters and digits of a wording, whose blanks may be lost."""
    return "".join(filter(str.isalnum, text.lower[slice(*place)]))


def _alike(text: LetterText, item: Range, other: Range) -> bool:
    """Whether two wordings share half of the words of both."""
    words, others = _words(text, item), _words(text, other)
    return bool(words) and len(words & others) >= _ALIKE * len(words | others)


def _words(text: LetterText, place: Range) -> set[str]:
    cleaned = "".join(character if character.isalnum() else " " for character in text.lower[slice(*place)])
    return {word for word in cleaned.split() if len(word) > 1}


def _joined(first: IssueOffsets, second: IssueOffsets) -> IssueOffsets:
    """What two sections say of an item."""
    stated = second if second.decision is not None or first.decision is None else first
    reasoned = second if second.statements or second.rationale else first
    return stated._replace(
        statements=reasoned.statements,
        rationale=reasoned.rationale,
        number=first.number,
        partial=stated.partial or first.partial,
    )


def share(
    issues: Sequence[IssueOffsets], statements: Sequence[tuple[str, Range]], rationales: Sequence[Range]
) -> list[IssueOffsets]:
    """Give what sections say of all items to each of them that has none of its own.

    statements (Sequence): side and place of each statement; as many as there are items belong to one each.
    rationales (Sequence): the rationale as a whole, or as many parts as there are items.
    RETURNS (list[IssueOffsets]): the issues, completed.
    """
    shared = []
    for n, issue in enumerate(issues):
        own = rationales[n] if len(rationales) == len(issues) else (rationales[0][0], rationales[-1][1]) if rationales else None
        cited = statements[n : n + 1] if len(statements) == len(issues) else statements
        shared.append(issue._replace(statements=issue.statements or tuple(cited), rationale=issue.rationale or own))
    return shared


def decide(
    text: LetterText, issues: Sequence[IssueOffsets], stated_in: Callable[[Range], Sequence[Stated]]
) -> list[IssueOffsets]:
    """Give issues without a decision the one that their rationale tells.

    stated_in (Callable): the decisions that a rationale tells, in order.
    RETURNS (list[IssueOffsets]): the issues. Of a rationale the last decision counts. Where several share it, one counts in
        a sentence that names the item; one for all items of which none is named only if all that is stated is the same. If each
        item has a sentence of its own, in order, the rationale is divided after these.
    """
    decided = list(issues)
    groups: dict[Range, list[int]] = {}
    for n, issue in enumerate(issues):
        if issue.decision is None and issue.rationale is not None:
            groups.setdefault(issue.rationale, []).append(n)
    for rationale, numbers in groups.items():
        stated = stated_in(rationale)
        own = {n: stated[-1] for n in numbers} if len(numbers) == 1 and stated else _named(text, issues, numbers, stated)
        if len({one.label for one in stated}) == 1:
            own = {n: own.get(n, stated[-1]) for n in numbers}
        for n, one in own.items():
            decided[n] = decided[n]._replace(decision=one.decision, decision_label=one.label)
        ends = [own[n].sentence[1] for n in numbers if n in own]
        if len(numbers) > 1 and len(ends) == len(numbers) and all(a < b for a, b in pairwise(ends)):
            starts = [rationale[0], *ends[:-1]]
            for n, start, end in zip(numbers, starts, [*ends[:-1], rationale[1]], strict=True):
                decided[n] = decided[n]._replace(rationale=text.trim(start, end))
    return decided


def _named(
    text: LetterText, issues: Sequence[IssueOffsets], numbers: Iterable[int], stated: Sequence[Stated]
) -> dict[int, Stated]:
    """The last decision stated in a sentence with half of the words that only the one item has."""
    numbers = list(numbers)
    words = {n: _words(text, issues[n].item) for n in numbers}
    found = {}
    for n in numbers:
        own = words[n].difference(*(words[other] for other in numbers if other != n))
        naming = [one for one in stated if own and len(own & _words(text, one.sentence)) >= _ALIKE * len(own)]
        if naming:
            found[n] = naming[-1]
    return found
