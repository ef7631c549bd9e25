"""A layout that the package does not know is read with a pattern file alone: an invented letter of another reviewer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import spacy
from spacy.language import Language

import imr_nlp
from imr_nlp import labels

FORM = "own_letter"
ROWS = [
    {"label": "SECTION", "section": "HEADER", "pattern": "outcome of your review"},
    {"label": "SECTION", "section": "METHOD", "pattern": "who looked at the file"},
    {"label": "SECTION", "section": "DOCUMENTS", "pattern": "papers at hand"},
    {"label": "SECTION", "section": "CASE_SUMMARY", "pattern": "story of the case"},
    {"label": "SECTION", "section": "ISSUES", "pattern": r"outcome of each request"},
    {
        "label": "ISSUE_HEADING",
        "pattern": r"\d{1,2}\. (?P<item>[^.]{3,400}?) (?P<decision>(?:is|are) (?:not )?medically necessary and appropriate)\.",
        "decisions": {
            "is not medically necessary and appropriate": "upheld",
            "are not medically necessary and appropriate": "upheld",
            "is medically necessary and appropriate": "overturned",
            "are medically necessary and appropriate": "overturned",
        },
    },
    {
        "label": "ISSUE_PART",
        "part": "CLAIMS_ADMINISTRATOR",
        "pattern": "the insurer went by(?: the)?",
    },
    {
        "label": "ISSUE_PART",
        "part": "REVIEWER",
        "pattern": "we went by(?: the)?",
    },
    {"label": "ISSUE_PART", "part": "RATIONALE", "pattern": "in our eyes:"},
]

LETTER = """Outcome of Your Review

Dated: 2/3/2014
Employee: A. Mason
Claim Number: 77-1234
Date of UR Decision: 9/16/2013
Date of Injury: 6/2/2009
IMR Application Received: 9/27/2013
MAXIMUS Case Number: CM13-0999001

Final Determination: PARTIAL OVERTURN. This means we decided that some of the disputed items/services
are medically necessary and appropriate.

WHO LOOKED AT THE FILE
A physician without ties to either side read the file. The physician reviewer is Board Certified in
Neurology, has a subspecialty in Sleep Medicine and is licensed to practice in Oregon.

PAPERS AT HAND
- Application for review
- Notes of Dr. Brook

STORY OF THE CASE
A 44 year old mason fell from a wall. Rest is not medically necessary and appropriate, wrote Dr. Brook.

OUTCOME OF EACH REQUEST
Each request has its own answer.

1. Xanax 1mg #60 is not medically necessary and appropriate.

The insurer went by the Chronic Pain Medical Treatment Guidelines, which is
part of the MTUS.

We went by the Chronic Pain Medical Treatment Guidelines,
Benzodiazepines, page 24, which is part of the MTUS.

In our eyes:
Four weeks are the ceiling. The request for Xanax is not medically necessary and appropriate.

2. 12 sessions of
physical therapy are medically necessary and appropriate.

The insurer went by the Low Back Complaints chapter, which is part of the MTUS.

We went by the Low Back Complaints chapter, which is part of the MTUS.

In our eyes:
He walks farther each week. The request for physical therapy is medically necessary and appropriate.
"""


@pytest.fixture(scope="module")
def pattern_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("patterns") / "own_letter.jsonl"
    rows = [{"id": f"{FORM}:{row.get('section') or row.get('part') or 'heading'}", "form": FORM, **row} for row in ROWS]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def nlp_own(pattern_file: Path) -> Language:
    extra = {"extra_patterns": [str(pattern_file)]}
    introduction = {
        "label": "CITATION_INTRODUCTION",
        "id": "part of the MTUS",
        "source": "MTUS",
        "pattern": "(?P<cited>.{3,300}) which is part of the mtus",
        "at_start": True,
    }
    citations = pattern_file.with_name("citations.jsonl")
    citations.write_text(json.dumps(introduction) + "\n", encoding="utf-8")
    return imr_nlp.load(
        config={
            "components": {
                "imr_sections": extra,
                "imr_issues": extra,
                "imr_citations": {"extra_patterns": [str(citations)]},
            }
        }
    )


def test_form_and_sections(nlp_own: Language) -> None:
    doc = nlp_own(LETTER)
    assert doc._.imr.form == FORM
    assert [span.label_ for span in doc.spans[labels.SECTIONS]] == ["HEADER", "METHOD", "DOCUMENTS", "CASE_SUMMARY", "ISSUES"]


def test_issues(nlp_own: Language) -> None:
    issues = nlp_own(LETTER)._.imr.issues
    assert [(issue.number, issue.text, issue.decision) for issue in issues] == [
        (1, "Xanax 1mg #60", "upheld"),
        (2, "12 sessions of physical therapy", "overturned"),
    ]
    assert [issue.rationale and issue.rationale.text for issue in issues] == [
        "Four weeks are the ceiling. The request for Xanax is not medically necessary and appropriate.",
        "He walks farther each week. The request for physical therapy is medically necessary and appropriate.",
    ]
    assert [issue.conclusion and issue.conclusion.medically_necessary for issue in issues] == [False, True]


def test_reviewer_and_drugs(nlp_own: Language) -> None:
    record = nlp_own(LETTER)._.imr
    assert record.reviewer.certifications == ("Neurology", "Sleep Medicine")
    assert record.reviewer.licensure == ("Oregon",)
    assert record.drug_mentions == ("Xanax",)


def test_statements(nlp_own: Language) -> None:
    doc = nlp_own(LETTER)
    assert [(span.id_, span.label_, " ".join(span.text.split())) for span in doc.spans[labels.STATEMENTS]] == [
        ("issue-1", "CLAIMS_ADMINISTRATOR", "Chronic Pain Medical Treatment Guidelines, which is part of the MTUS."),
        (
            "issue-1",
            "REVIEWER",
            "Chronic Pain Medical Treatment Guidelines, Benzodiazepines, page 24, which is part of the MTUS.",
        ),
        ("issue-2", "CLAIMS_ADMINISTRATOR", "Low Back Complaints chapter, which is part of the MTUS."),
        ("issue-2", "REVIEWER", "Low Back Complaints chapter, which is part of the MTUS."),
    ]


def test_citations(nlp_own: Language) -> None:
    first, second = nlp_own(LETTER)._.imr.issues
    assert [(c.source, c.title, c.sections, c.pages) for c in first.reviewer] == [
        ("MTUS", "Chronic Pain Medical Treatment Guidelines", ("Benzodiazepines",), ((24, 24),))
    ]
    assert [(c.source, c.title, c.sections) for c in second.reviewer] == [("MTUS", "Low Back Complaints", ())]


def test_header(nlp_own: Language) -> None:
    """What the rows of the newer form know already."""
    header = nlp_own(LETTER)._.imr.header
    assert (header.case_number, header.date_of_injury) == ("CM13-0999001", "2009-06-02")


def test_header_fields_in_the_words_of_the_form(pattern_file: Path, tmp_path: Path) -> None:
    rows = [
        {"label": "HEADER_FIELD", "id": "letter:decision_date", "field": "decision_date", "pattern": "dated:", "value": "date"},
        {
            "label": "HEADER_FIELD",
            "id": "letter:ur_denial_date",
            "field": "ur_denial_date",
            "pattern": "date of ur decision:",
            "value": "date",
        },
    ]
    path = tmp_path / "fields.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    nlp = imr_nlp.load(config={"components": {"imr_sections": {"extra_patterns": [str(pattern_file), str(path)]}}})
    header = nlp(LETTER)._.imr.header
    assert (header.decision_date, header.ur_denial_date) == ("2014-02-03", "2013-09-16")


def test_newer_form_is_read_as_before(nlp: Language, nlp_own: Language, corpus_letters: list[Path]) -> None:
    for path in corpus_letters[::8]:
        text = path.read_text(encoding="utf-8")
        assert nlp_own(text)._.imr == nlp(text)._.imr


def test_saved_pipeline_keeps_the_form(nlp_own: Language, tmp_path: Path) -> None:
    nlp_own.to_disk(tmp_path / "saved")
    assert spacy.load(tmp_path / "saved")(LETTER)._.imr == nlp_own(LETTER)._.imr


def test_without_the_file_it_is_not_mistaken_for_issues_of_the_newer_form(nlp: Language) -> None:
    assert nlp(LETTER)._.imr.issues == ()


def test_headings_that_no_part_has_to_follow(tmp_path: Path) -> None:
    rows = [
        {"label": "SECTION", "id": "short:ISSUES", "form": "short", "section": "ISSUES", "pattern": "verdicts"},
        {
            "label": "ISSUE_HEADING",
            "id": "short:heading",
            "form": "short",
            "pattern": r"(?P<item>[a-z ]+) = (?P<decision>yes|no)",
            "decisions": {"yes": "overturned", "no": "upheld"},
            "followed_by_part": False,
        },
    ]
    path = tmp_path / "short.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    extra = {"extra_patterns": [str(path)]}
    nlp = imr_nlp.load(config={"components": {"imr_sections": extra, "imr_issues": extra}}, exclude=["imr_entities"])
    record = nlp("VERDICTS\nWalking cane = no\nKnee brace = yes\n")._.imr
    assert record.form == "short"
    assert [(issue.text, issue.decision) for issue in record.issues] == [
        ("Walking cane", "upheld"),
        ("Knee brace", "overturned"),
    ]
