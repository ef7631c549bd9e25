"""A record as plain text for reading in a terminal; start with `summary`."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from imr_nlp.record.models import Citation, Determination, Header, Issue

_MIN_WIDTH = 40
_NO_ISSUES = "No disputed items found."
_COLUMNS = f"{'#':>3}  {'Decision':<10}  "
_LABEL_WIDTH = 22


def summary(record: Determination, width: int = 80) -> str:
    """What a letter decided: case, dates, reviewer, what the case summary tells, and a table of its issues, then the findings.

    record (Determination): the record, `doc._.imr`.
    width (int): longest line; a word longer than that is not broken.
    RETURNS (str): lines without a line break at the end.

    >>> print(summary(Determination(form="unknown", header=Header(case_number="CM16-9900101"))))
    Case       CM16-9900101 (unknown form)
    <BLANKLINE>
    No disputed items found.
    """
    width = max(width, _MIN_WIDTH)
    lines: list[str] = []
    for label, value in _case(record):
        lines += _wrap(value, width, f"{label:<11}") if value else []
    lines.append("")
    if not record.issues:
        return "\n".join([*lines, _NO_ISSUES])
    lines.append(f"{_COLUMNS}Item")
    for issue in record.issues:
        lines += _wrap(issue.text, width, f"{issue.number:>3}  {(issue.decision or '-').capitalize():<10}  ")
        for label, value in _details(issue):
            lines += _wrap(value, width, f"{'':5}{label:<{_LABEL_WIDTH}}") if value else []
        lines.append("")
    if record.findings:
        lines.append("Findings")
        for finding in record.findings:
            lines += _wrap(finding.message, width, f"{'':5}{words(finding.code):<{_LABEL_WIDTH}}")
            for mention in finding.mentions:
                lines += _wrap(f'"{mention.text}"', width, f"{'':{_LABEL_WIDTH + 5}}")
        lines.append("")
    return "\n".join(lines[:-1])


def citation_text(citation: Citation) -> str:
    """A citation in short: "MTUS Low Back Complaints 2004: Special Studies" (source, title, year, then sections and pages)."""
    source = "" if citation.source == "other" else citation.source
    head = " ".join(str(part) for part in (source, citation.title, citation.year) if part)
    pages = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in citation.pages)
    tail = [" / ".join(citation.sections), f"pages {pages}" if pages else ""]
    return ": ".join([head or citation.text, *(part for part in [", ".join(filter(None, tail))] if part)])


def _case(record: Determination) -> Iterator[tuple[str, str]]:
    header, reviewer = record.header, record.reviewer
    yield "Case", f"{header.case_number or 'number not found'} ({words(record.form)}{' form' * (record.form == 'unknown')})"
    yield "Dates", "; ".join(f"{label} {value}" for label, value in _dates(header) if value)
    yield "Priority", header.priority or ""
    names = ", ".join(reviewer.certifications)
    states = ", ".join(reviewer.licensure)
    yield "Reviewer", f"{names or 'specialty not found'} (licensed in {states})" if states else names
    claimant = record.claimant
    yield "Claimant", ", ".join(str(fact) for fact in (claimant.age, claimant.sex) if fact is not None)
    for label, mentions in (("Diagnoses", record.diagnoses), ("Medication", record.medications)):
        yield label, "; ".join(one.text + f" ({one.assertion})" * (one.assertion != "affirmed") for one in mentions)
    yield "Pain", ", ".join(score.text for score in record.pain_scores) + " of 10" * bool(record.pain_scores)
    for number, review in enumerate(record.utilization_review):
        date = f" on {review.date}" if review.date else ""
        yield "" if number else "UR", f"{review.decision}{date}: {review.request}"


def _dates(header: Header) -> Iterable[tuple[str, str | None]]:
    return (
        ("injury", header.date_of_injury),
        ("UR denial", header.ur_denial_date),
        ("application", header.application_received),
        ("assigned", header.date_assigned),
        ("decision", header.decision_date),
    )


def _details(issue: Issue) -> Iterator[tuple[str, str]]:
    if issue.category:
        yield "Category", words(issue.category) + (f" ({issue.subcategory})" if issue.subcategory else "")
    yield "Original request", issue.original_request or ""
    yield "Authorized", issue.authorized or ""
    if issue.dates_of_service:
        yield "Dates of service", ", ".join(issue.dates_of_service) + (" (retrospective)" if issue.retrospective else "")
    elif issue.retrospective:
        yield "Dates of service", "none given (retrospective)"
    yield "Claims administrator", _citations(issue.claims_administrator)
    yield "Reviewer", _citations(issue.reviewer)
    if issue.conclusion is None:
        yield "Conclusion", "not found"
    else:
        outcome = "medically necessary" if issue.conclusion.medically_necessary else "not medically necessary"
        yield "Conclusion", f'{outcome}: "{issue.conclusion.text}"'
    for number, reason in enumerate(issue.reasons):
        yield "" if number else "Reasons", f'{words(reason.code)}: "{reason.evidence}"'


def _citations(citations: Iterable[Citation]) -> str:
    return "; ".join(citation_text(citation) for citation in citations) or "nothing cited"


def words(name: str) -> str:
    """A name of the record as words: "low_back" is "low back"."""
    return name.replace("_", " ")


def _wrap(text: str, width: int, label: str) -> list[str]:
    """Lines of `text` beside a label, under each other; control characters of the letter do not reach the terminal."""
    clean = "".join(character if character.isprintable() else " " for character in text)
    return textwrap.wrap(
        clean,
        width,
        initial_indent=label,
        subsequent_indent=" " * len(label),
        break_long_words=False,
        break_on_hyphens=False,
    ) or [label.rstrip()]
