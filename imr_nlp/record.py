"""From a Doc's span groups and entities to the record of the letter (`doc._.imr`).

`determination` is what the extension's getter calls. It reads what the components stored and computes nothing else, so a Doc
read back from a DocBin gives the same record.
"""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Doc, Span

from imr_nlp import labels
from imr_nlp.models import Citation, Conclusion, Determination, Finding, Header, Issue, Mention, Reason, Reviewer
from imr_nlp.text import collapse, letter_text


def determination(doc: Doc) -> Determination:
    """The record of a letter.

    doc (Doc): a Doc that the pipeline has read; any other gives a record of form "unknown" with nothing in it.
    RETURNS (Determination): built anew at each call.
    """
    sections = doc.spans.get(labels.SECTIONS, ())
    form = next((span.id_ for span in sections if span.id_), labels.UNKNOWN_FORM)
    text = letter_text(doc).text
    drugs = {_mention(text, entity).text for entity in doc.ents if entity.label_ == labels.DRUG}
    return Determination(
        form=form,
        header=_header(doc),
        reviewer=_reviewer(doc, text),
        issues=_issues(doc, text),
        drug_mentions=tuple(sorted(drugs)),
        findings=_findings(doc, text),
    )


def _header(doc: Doc) -> Header:
    return Header(**{span.label_.lower(): span.id_ or None for span in doc.spans.get(labels.HEADER, ())})


def _reviewer(doc: Doc, text: str) -> Reviewer:
    names: dict[str, list[str]] = {labels.LICENSURE: [], labels.CERTIFICATION: []}
    for span in doc.spans.get(labels.REVIEWER, ()):
        names[span.label_].append(_mention(text, span).text)
    return Reviewer(tuple(names[labels.LICENSURE]), tuple(names[labels.CERTIFICATION]))


def _issues(doc: Doc, text: str) -> tuple[Issue, ...]:
    items = doc.spans.get(labels.ISSUES)
    if not items:
        return ()
    decisions = _by_id(doc, labels.DECISIONS)
    partial = _by_id(doc, labels.PARTIAL_AUTHORIZATIONS)
    dates = _by_id(doc, labels.DATES_OF_SERVICE)
    rationales = _by_id(doc, labels.RATIONALES)
    conclusions = _by_id(doc, labels.CONCLUSIONS)
    citations = _citations(doc, text)
    reasons = _reasons(doc, text)
    retrospective = set(items.attrs.get("retrospective", ()))
    issues = []
    for number, item in enumerate(items, start=1):
        key = item.id_
        wording = {span.label_: _mention(text, span).text for span in partial.get(key, ())}
        conclusion = next(iter(conclusions.get(key, ())), None)
        mention = _mention(text, item)
        issues.append(
            Issue(
                mention.text,
                mention.start,
                mention.end,
                number,
                next((span.label_.lower() for span in decisions.get(key, ())), None),
                original_request=wording.get(labels.ORIGINAL_REQUEST),
                authorized=wording.get(labels.AUTHORIZED),
                retrospective=key in retrospective,
                dates_of_service=tuple(span.kb_id_ for span in dates.get(key, ())),
                claims_administrator=citations.get((key, labels.BY_CLAIMS_ADMINISTRATOR), ()),
                reviewer=citations.get((key, labels.BY_REVIEWER), ()),
                rationale=next((_mention(text, span) for span in rationales.get(key, ())), None),
                conclusion=None if conclusion is None else _conclusion(text, conclusion),
                reasons=reasons.get(key, ()),
            )
        )
    return tuple(issues)


def _conclusion(text: str, span: Span) -> Conclusion:
    mention = _mention(text, span)
    return Conclusion(span.label_ == labels.NECESSARY, mention.text, mention.start, mention.end)


def _citations(doc: Doc, text: str) -> dict[tuple[str, str], tuple[Citation, ...]]:
    """Citations by issue and side."""
    group = doc.spans.get(labels.CITATIONS)
    if not group:
        return {}
    fields = group.attrs.get("citations", {})
    citations: dict[tuple[str, str], list[Citation]] = {}
    for span in group:
        row = fields[span.id_]
        mention = _mention(text, span)
        citations.setdefault((span.id_.split("/")[0], span.label_), []).append(
            Citation(
                mention.text,
                mention.start,
                mention.end,
                row["source"],
                row["title"],
                row["year"],
                tuple(row["sections"]),
                tuple((first, last) for first, last in row["pages"]),
                row["regulation"],
            )
        )
    return {key: tuple(values) for key, values in citations.items()}


def _reasons(doc: Doc, text: str) -> dict[str, tuple[Reason, ...]]:
    """Reasons by issue."""
    reasons: dict[str, list[Reason]] = {}
    for span in doc.spans.get(labels.REASONS, ()):
        mention = _mention(text, span)
        reasons.setdefault(span.id_.split("/")[0], []).append(Reason(span.label_, mention.text, mention.start, mention.end))
    return {key: tuple(values) for key, values in reasons.items()}


def _findings(doc: Doc, text: str) -> tuple[Finding, ...]:
    """Findings in order; the spans of one share its id."""
    group = doc.spans.get(labels.FINDINGS)
    if not group:
        return ()
    places = _by_id(doc, labels.FINDINGS)
    return tuple(
        Finding(row["code"], row["message"], tuple(_mention(text, span) for span in places.get(row["id"], ())))
        for row in group.attrs.get("findings", ())
    )


def _by_id(doc: Doc, key: str) -> dict[str, list[Span]]:
    spans: dict[str, list[Span]] = {}
    for span in doc.spans.get(key, ()):
        spans.setdefault(span.id_, []).append(span)
    return spans


def _mention(text: str, span: Span) -> Mention:
    start, end = span.start_char, span.end_char
    return Mention(collapse(text[start:end]), start, end)


def mentions(record: Determination) -> Iterable[Mention | Issue | Citation | Conclusion | Reason]:
    """Everything in a record that has offsets.

    record (Determination): the record.
    YIELDS: values with `text`, `start` and `end`.
    """
    for issue in record.issues:
        yield issue
        yield from issue.claims_administrator
        yield from issue.reviewer
        if issue.rationale is not None:
            yield issue.rationale
        if issue.conclusion is not None:
            yield issue.conclusion
        yield from issue.reasons
    for finding in record.findings:
        yield from finding.mentions
