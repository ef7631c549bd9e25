"""The record as HTML, each fact that has a place linked to it; start with `RecordPanel`.

A fact is a link to the mark of its words in the letter (`imr_nlp.view.letter`): "#m3" is where fact 3 begins. So the page works
without a script too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import Any, NamedTuple

from imr_nlp.record.models import CaseMedication, Citation, Determination, Issue, Medication, Reason
from imr_nlp.text.harmless import clean
from imr_nlp.view.text import citation_text, words

# Kinds of facts; each has its colour in letter.css.
HEADING, DRUG, CITATION, OUTCOME, REASON, DIAGNOSIS, ITEM, REVIEW, OTHER = (
    "heading",
    "drug",
    "citation",
    "outcome",
    "reason",
    "diagnosis",
    "item",
    "review",
    "other",
)
_OUTCOMES = {"upheld": "Upheld", "overturned": "Overturned", "partially_overturned": "Partially overturned"}
_DATES = {
    "date_of_injury": "Injury",
    "ur_denial_date": "Denial",
    "application_received": "Application",
    "date_assigned": "Assigned",
    "decision_date": "Decision",
}


class Fact(NamedTuple):
    """A fact of the record that has a place: its number on the page, kind, and what it is in words ("Issue 1, conclusion")."""

    number: int
    kind: str
    name: str
    start: int
    end: int


class RecordPanel:
    """A record as the right half of the page."""

    def __init__(self, record: Determination) -> None:
        self.record = record
        self.facts: list[Fact] = []
        self.html = "\n".join(self._parts(record))

    def _link(self, kind: str, name: str, place: Any, words: str | None = None) -> str:
        """A link to the words of a fact; what has no words of its own is shown as it is."""
        shown = escape(clean(words if words is not None else place.text))
        if place.start >= place.end:
            return shown
        fact = Fact(len(self.facts) + 1, kind, name, place.start, place.end)
        self.facts.append(fact)
        number = fact.number
        return f'<a class="fact {kind}" id="f{number}" href="#m{number}" data-name="{escape(name)}">{shown}</a>'

    def _links(self, kind: str, name: str, places: Iterable[Any]) -> str:
        return _list(self._link(kind, name, place) for place in places)

    def _parts(self, record: Determination) -> Iterator[str]:
        yield self._header(record)
        for issue in record.issues:
            yield self._issue(issue)
        if not record.issues:
            yield '<section class="card"><h2>No disputed items found</h2></section>'
        summary = self._summary(record)
        if summary:
            yield f'<section class="card" aria-labelledby="summary"><h2 id="summary">Case summary</h2>{summary}</section>'
        if record.findings:
            found = _list(
                f"<strong>{escape(words(finding.code))}</strong> {escape(clean(finding.message))} "
                + " ".join(self._link(OTHER, f"Finding: {words(finding.code)}", mention) for mention in finding.mentions)
                for finding in record.findings
            )
            yield f'<section class="card" aria-labelledby="findings"><h2 id="findings">Findings</h2>{found}</section>'

    def _header(self, record: Determination) -> str:
        header, reviewer = record.header, record.reviewer
        dates = [(label, getattr(header, name)) for name, label in _DATES.items()]
        rows = [*dates, ("Priority", header.priority), ("Form", words(record.form))]
        rows += [("Reviewer", ", ".join(reviewer.certifications)), ("Licensed in", ", ".join(reviewer.licensure))]
        number = escape(clean(header.case_number or "Case number not found"))
        table = _pairs((label, escape(clean(value or ""))) for label, value in rows)
        return f'<section class="card head"><h1>{number}</h1>{_badge(record.outcome)}{table}</section>'

    def _issue(self, issue: Issue) -> str:
        name = f"Issue {issue.number}"
        head = (
            f'<h2 id="issue-{issue.number}"><span class="number">{issue.number}</span> '
            f"{self._link(HEADING, f'{name}, disputed item', issue)}</h2>{_badge(issue.decision)}"
        )
        rows = _pairs(self._issue_rows(issue, name))
        return f'<section class="card" aria-labelledby="issue-{issue.number}">{head}{rows}</section>'

    def _issue_rows(self, issue: Issue, name: str) -> Iterator[tuple[str, str]]:
        category = words(issue.category or "")
        yield "Category", escape(f"{category}: {issue.subcategory}" if issue.subcategory else category)
        yield "Asked at first", escape(clean(issue.original_request or ""))
        yield "Authorized", escape(clean(issue.authorized or ""))
        yield "Retrospective", "yes" if issue.retrospective else ""
        yield "Dates of service", escape(", ".join(issue.dates_of_service))
        yield "Medication", _list(self._medication(drug, name) for drug in issue.medications)
        yield (
            "Service",
            _list(self._link(ITEM, f"{name}, service", service) + escape(_total(service.total)) for service in issue.services),
        )
        yield (
            "Body part",
            _list(
                self._link(ITEM, f"{name}, body part", part)
                + escape(f" {words(part.region)}" if part.region and words(part.region) != part.part else "")
                for part in issue.body_parts
            ),
        )
        for label, cited in (("Claims administrator cites", issue.claims_administrator), ("Reviewer cites", issue.reviewer)):
            yield label, _list(self._citation(one, f"{name}, cited by {label.split(' cites')[0].lower()}") for one in cited)
        if issue.conclusion is not None:
            found = "medically necessary" if issue.conclusion.medically_necessary else "not medically necessary"
            yield "Conclusion", f"{found}: {self._link(OUTCOME, f'{name}, conclusion', issue.conclusion)}"
        yield "Reasons", _list(self._reason(reason, name) for reason in issue.reasons)
        if issue.rationale is not None:
            yield "Rationale", self._link(OTHER, f"{name}, rationale", issue.rationale, _beginning(issue.rationale.text))

    def _medication(self, drug: Medication, name: str) -> str:
        stated = [", ".join(drug.ingredients), drug.drug_class or ""]
        if drug.dea_schedule:
            stated.append(f"schedule {drug.dea_schedule}")
        if drug.mme_total is not None:
            stated.append(f"{drug.mme_total:g} morphine milligram equivalents in all")
        if drug.mme_per_day is not None:
            stated.append(f"{drug.mme_per_day:g} a day")
        return self._link(DRUG, f"{name}, medication", drug) + _aside("; ".join(filter(None, stated)))

    def _citation(self, citation: Citation, name: str) -> str:
        regulation = f" ({citation.regulation})" if citation.regulation else ""
        return self._link(CITATION, name, citation, citation_text(citation)) + _aside(regulation.strip(" ()"))

    def _reason(self, reason: Reason, name: str) -> str:
        group = f'<span class="group">{escape(words(reason.group or ""))}</span> ' if reason.group else ""
        speaks = f"{name}, reason {reason.polarity or ''}".rstrip()
        return f"{group}<strong>{escape(words(reason.code))}</strong> {self._link(REASON, speaks, reason)}"

    def _summary(self, record: Determination) -> str:
        claimant = record.claimant
        age = f"{claimant.age} years" if claimant.age is not None else ""
        rows = [
            ("Claimant", escape(", ".join(filter(None, (age, claimant.sex or ""))))),
            ("Diagnoses", self._links(DIAGNOSIS, "Diagnosis", record.diagnoses)),
            ("Medications", _list(self._case_medication(drug) for drug in record.medications)),
            ("Pain, of 10", self._links(OTHER, "Pain score", record.pain_scores)),
        ]
        reviews = _list(
            f"<strong>{escape(review.decision)}</strong> "
            + self._link(REVIEW, "Utilization review", review, review.request)
            + escape(f" (allowed: {clean(review.allowed)})" if review.allowed else "")
            + escape(f" {review.date}" if review.date else "")
            for review in record.utilization_review
        )
        rows.append(("Utilization review", reviews))
        rows.append(("Documents reviewed", self._links(OTHER, "Document reviewed", record.documents_reviewed)))
        return _pairs(rows)

    def _case_medication(self, drug: CaseMedication) -> str:
        stated = "" if drug.assertion == "affirmed" else drug.assertion
        return self._link(DRUG, "Medication of the summary", drug) + _aside(stated)


def _badge(decision: str | None) -> str:
    """The outcome as a word in its colour; nothing where it is not known."""
    return f'<p class="badge {decision}">{_OUTCOMES[decision]}</p>' if decision in _OUTCOMES else ""


def _aside(text: str) -> str:
    return f' <span class="aside">{escape(clean(text))}</span>' if text else ""


def _list(items: Iterable[str]) -> str:
    rows = "".join(f"<li>{item}</li>" for item in items)
    return f"<ul>{rows}</ul>" if rows else ""


def _pairs(rows: Iterable[tuple[str, str]]) -> str:
    """A table of labels and values that are HTML; what has no value is left out."""
    found = "".join(f"<div><dt>{escape(label)}</dt><dd>{value}</dd></div>" for label, value in rows if value)
    return f"<dl>{found}</dl>" if found else ""


def _total(total: tuple[float, float] | None) -> str:
    if total is None:
        return ""
    low, high = total
    return f" ({low:g} in all)" if low == high else f" ({low:g} to {high:g} in all)"


def _beginning(text: str, length: int = 80) -> str:
    return text if len(text) <= length else text[: text.rfind(" ", 0, length)] + " \N{HORIZONTAL ELLIPSIS}"
