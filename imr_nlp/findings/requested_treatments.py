"""Body part, side and number of sessions of items against the requests that the case summary tells.

Used by `imr_nlp.components.findings`; start with `compare_treatments`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from imr_nlp.findings.letters import Finding, place
from imr_nlp.findings.requests import Item, Request, Summary, numbers
from imr_nlp.readers.treatments import Treatment, TreatmentReader, same_treatment

_WORD = re.compile(r"[a-z0-9]+")
_Requested = list[tuple[Request, Treatment]]


def compare_treatments(items: list[Item], summary: Summary, reader: TreatmentReader) -> Iterator[Finding]:
    """Body parts, sides and numbers of sessions that differ from the one request told.

    items (list[Item]): all items of a letter.
    summary (Summary): its clinical case summary.
    reader (TreatmentReader): reads treatments.
    YIELDS (Finding): in the order of the items.
    """
    words = [set(_WORD.findall(request.text)) for request in summary.requests]
    read: _Requested = []
    for item in items:
        if item.as_told or not item.comparable:
            continue
        item_words = set(_WORD.findall(item.text))
        if any(found <= item_words for found in words) or item.treatment is None:
            continue  # a request that says no more than the item differs in nothing
        wanted = item.treatment
        if not wanted.parts and not wanted.specific:
            continue
        read = read or [(request, reader.read(request.text)) for request in summary.requests]
        same = [(request, treatment) for request, treatment in read if same_treatment(wanted, treatment)]
        fits = [found for found in same if reader.conflict(wanted, found[1]) is None]
        others = [other for other in items if other is not item]
        if fits:
            yield from _sessions(item, wanted, others, fits, summary, reader)
        elif same:
            yield from _place(item, wanted, others, same, summary, reader)


def _place(
    item: Item, wanted: Treatment, others: list[Item], same: _Requested, summary: Summary, reader: TreatmentReader
) -> Iterator[Finding]:
    """The part of the body or the side."""
    if any(_fits(other, treatment, reader) for other in others for _, treatment in same):
        return
    if len({(reader.conflict(wanted, treatment), reader.regions(treatment.names)) for _, treatment in same}) > 1:
        return
    lower = summary.letter.text.lower
    if any(_is_told(wanted, lower[start:end], reader) for start, end in summary.about_requests):
        return
    request, treatment = same[0]
    one, other = _named(wanted), _named(treatment)
    message = f"Issue {item.number} is for the {one}, but the case summary says that the request was for the {other}."
    yield Finding("body_part_mismatch", message, [place(item.asked), place(request.span)])


def _fits(other: Item, treatment: Treatment, reader: TreatmentReader) -> bool:
    if other.treatment is None or not same_treatment(other.treatment, treatment):
        return False
    return reader.conflict(other.treatment, treatment) is None


def _is_told(wanted: Treatment, sentence: str, reader: TreatmentReader) -> bool:
    """Whether a sentence names the place of a treatment, and the treatment itself if it has a name of its own."""
    said = reader.read(sentence)
    if wanted.specific and not wanted.specific & said.specific:
        return False
    alone = [wanted._replace(parts=(part,)) for part in said.parts]
    regions = reader.regions(wanted.names)
    return any(reader.regions(one.names) & regions and reader.conflict(wanted, one) is None for one in alone)


def _sessions(
    item: Item, wanted: Treatment, others: list[Item], same: _Requested, summary: Summary, reader: TreatmentReader
) -> Iterator[Finding]:
    """How many sessions in all."""
    sessions = item.sessions if wanted.specific else None
    if sessions is None or any(other.treatment and other.treatment.specific & wanted.specific for other in others):
        return
    counted = [(request, treatment, reader.sessions(request.text)) for request, treatment in same]
    told = {count for _, _, count in counted if count is not None}
    if len(told) != 1 or sessions in told:
        return
    request, treatment, count = next(found for found in counted if found[2] is not None)
    if treatment.specific != wanted.specific or (request.modified and not item.partial):
        return
    lower = summary.letter.text.lower
    for start, end in summary.about_requests:
        named = reader.read(lower[start:end]).specific & wanted.specific
        if sessions in (_combined(lower[start:end]) if named else numbers(lower[start:end])):
            return
    message = f"Issue {item.number} is for {sessions} sessions, but the case summary says that {count} were requested."
    yield Finding("quantity_mismatch", message, [place(item.asked), place(request.span)])


def _named(treatment: Treatment) -> str:
    """The parts of the body of a treatment with their sides, as a list."""
    parts = [f"{part.laterality} {part.part}" if part.laterality else part.part for part in treatment.parts]
    return " and ".join(dict.fromkeys(parts))


def _combined(sentence: str) -> set[int | float]:
    """The numbers of a sentence, their products, sums and differences."""
    values = numbers(sentence)
    pairs = list(combinations(values, 2))
    return {*values, *(a * b for a, b in pairs), *(a + b for a, b in pairs), *(abs(a - b) for a, b in pairs)}
