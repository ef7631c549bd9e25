"""What tests of the readers of a clinical case summary share: the packaged rows and the reading of a short text."""

from __future__ import annotations

from imr_nlp.readers.case_dates import find_dates
from imr_nlp.readers.diagnoses import DiagnosisReader
from imr_nlp.readers.review_sentences import screened
from imr_nlp.readers.utilization_review import Review, ReviewReader
from imr_nlp.rules.fragments import fragments_of
from imr_nlp.rules.load import read_rows, select
from imr_nlp.rules.ruleset import RuleSet
from imr_nlp.rules.schema_summary import ROW_TYPES, DiagnosisLead
from imr_nlp.rules.scope import ScopeReader
from imr_nlp.text.letter import LetterText
from imr_nlp.text.sentences import SentenceSplitter

FILES = ["case.jsonl", "diagnoses.jsonl", "utilization_review.jsonl", "lists.jsonl"]
FILES += ["scope.jsonl", "clauses.jsonl", "sentences.jsonl"]
ROWS = read_rows(FILES, (*ROW_TYPES, *ScopeReader.row_types))
FRAGMENTS = fragments_of(ROWS)
DIAGNOSES, REVIEWS = DiagnosisReader(ROWS, FRAGMENTS), ReviewReader(ROWS, FRAGMENTS)
SCREEN = RuleSet([*select(ROWS, DiagnosisLead), *screened(ROWS)], FRAGMENTS)
SCOPES, SPLITTER = ScopeReader(ROWS), SentenceSplitter.from_rows(ROWS)


def diagnoses(text: str) -> list[str]:
    """The diagnoses of a text, as worded."""
    letter = LetterText(text)
    sentences = letter.sentences(SPLITTER)
    found = DIAGNOSES.read(letter.lower, sentences, SCREEN.find_in(letter.lower, sentences))
    return [letter.wording(diagnosis.start, diagnosis.end) for diagnosis in found]


def reviews(text: str, disputed: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Decision and wording of each request of a text."""
    letter = LetterText(" ".join((text, *disputed)))
    found = read_reviews(text, disputed)
    return [(review.decision, letter.wording(review.start, review.end)) for review in found]


def read_reviews(text: str, disputed: tuple[str, ...] = ()) -> list[Review]:
    """The decisions of a text, behind which the disputed items stand."""
    letter = LetterText(" ".join((text, *disputed)))
    items, start = [], len(text) + 1
    for item in disputed:
        items.append((start, start + len(item)))
        start += len(item) + 1
    sentences = letter.sentences(SPLITTER, 0, len(text))
    found = SCREEN.find_in(letter.lower, sentences)
    dates = find_dates(letter.lower)
    return REVIEWS.read(letter.lower, sentences, found, dates, lambda sentence: SCOPES.read(letter.lower, sentence), items)
