"""What the package registers with spaCy: component factories, tokenizer, scorers and a callback.

Entry points name this module, so every process that lists spaCy's factories may import it: it imports nothing of the package
before a component is made. (No postponed annotations here: spaCy reads the signatures to check a config.)
"""

from collections.abc import Callable
from typing import Any

from spacy.language import Language
from spacy.util import registry

# A published letter has 3,000 to 40,000 characters; spaCy's own limit of 1,000,000 guards models that need memory.
MAX_LENGTH = 100_000_000

_LAYOUT_PATTERNS = ["fragments.jsonl", "layouts.jsonl", "specialties.jsonl", "furniture.jsonl", "partial_authorizations.jsonl"]
_ISSUE_PATTERNS = ["fragments.jsonl", "layouts.jsonl", "issues.jsonl", "partial_authorizations.jsonl", "sentences.jsonl"]
_CONCLUSION_PATTERNS = ["conclusions.jsonl", "scope.jsonl", "clauses.jsonl", "sentences.jsonl"]
_REASON_PATTERNS = [
    "scope.jsonl",
    "clauses.jsonl",
    "absences.jsonl",
    "roles.jsonl",
    "concepts.jsonl",
    "reasons.jsonl",
    "sentences.jsonl",
]
_FINDING_PATTERNS = ["findings.jsonl", "body_parts.jsonl", "editions.jsonl"]
_CITATION_PATTERNS = ["citations.jsonl", "guidelines.jsonl", "guideline_sections.jsonl"]
_ENTITY_PATTERNS = [
    "fragments.jsonl",
    "drugs.jsonl",
    "drug_modifiers.jsonl",
    "dosage.jsonl",
    "guidelines.jsonl",
    "outcomes.jsonl",
    "dates.jsonl",
    "scope.jsonl",
    "clauses.jsonl",
    "sentences.jsonl",
]
_ITEM_PATTERNS = ["drugs.jsonl", "dosage.jsonl", "directions.jsonl", "morphine_factors.jsonl"]
_ITEM_PATTERNS += ["services.jsonl", "body_parts.jsonl", "categories.jsonl"]
_CASE_PATTERNS = [
    *(
        "case.jsonl",
        "claimants.jsonl",
        "diagnoses.jsonl",
        "pain_scores.jsonl",
        "case_medications.jsonl",
        "utilization_review.jsonl",
    ),
    "lists.jsonl",
    *("scope.jsonl", "clauses.jsonl", "sentences.jsonl", "drugs.jsonl", "body_parts.jsonl", "categories.jsonl"),
]


def _prf(*names: str) -> dict[str, Any]:
    """Score weights: of the scores named F is shown by spaCy's tools, nothing is weighed."""
    return {f"{name}_{letter}": 0.0 if letter == "f" else None for name in names for letter in "prf"}


def _scorer(*spans_keys: str) -> dict[str, Any]:
    """The setting of a component's scorer: of the groups that it writes."""
    return {"@scorers": "imr_nlp.groups_scorer.v1", "spans_keys": list(spans_keys)}


@registry.tokenizers("imr_nlp.Tokenizer.v1")
def make_tokenizer(abbreviations: list[str] = []) -> Callable[[Language], Any]:  # noqa: B006 (spaCy copies defaults)
    """English tokenizer with the splits of prescriptions; see `imr_nlp.text.tokenizer`."""
    from imr_nlp.text import tokenizer

    return tokenizer.make_tokenizer(abbreviations)


@registry.callbacks("imr_nlp.max_length.v1")
def make_max_length(max_length: int = MAX_LENGTH) -> Callable[[Language], Language]:
    """Callback after the creation of a pipeline: lets it read longer texts than spaCy's default."""

    def set_max_length(nlp: Language) -> Language:
        nlp.max_length = max_length
        return nlp

    return set_max_length


@registry.scorers("imr_nlp.groups_scorer.v1")
def make_groups_scorer(spans_keys: list[str]) -> Callable[..., Any]:
    """Scorer of span groups and of the facts in their rows; see `imr_nlp.scoring`."""
    from functools import partial

    from imr_nlp.scoring import score_groups

    return partial(score_groups, spans_keys=spans_keys)


@Language.factory(
    "imr_sections",
    assigns=["doc.spans"],
    default_config={
        "patterns": _LAYOUT_PATTERNS,
        "extra_patterns": [],
        "scorer": _scorer("imr_header", "imr_reviewer", "imr_documents_reviewed"),
    },
    default_score_weights=_prf("spans_imr_header", "spans_imr_reviewer", "spans_imr_documents_reviewed"),
)
def make_sections(nlp: Language, name: str, patterns: list[str], extra_patterns: list[str], scorer: Callable[..., Any]) -> Any:
    """Sections of a letter, header table and reviewer; see `imr_nlp.components.sections`."""
    from imr_nlp.components.sections import SectionSegmenter

    return SectionSegmenter(nlp, name, patterns=patterns, extra_patterns=extra_patterns, scorer=scorer)


@Language.factory(
    "imr_issues",
    assigns=["doc.spans"],
    default_config={
        "patterns": _ISSUE_PATTERNS,
        "extra_patterns": [],
        "scorer": _scorer("imr_issues", "imr_decisions", "imr_rationales"),
    },
    default_score_weights=_prf("spans_imr_issues", "spans_imr_decisions", "spans_imr_rationales"),
)
def make_issues(nlp: Language, name: str, patterns: list[str], extra_patterns: list[str], scorer: Callable[..., Any]) -> Any:
    """Disputed items with decisions, statements and rationales; see `imr_nlp.components.issues`."""
    from imr_nlp.components.issues import IssueSegmenter

    return IssueSegmenter(nlp, name, patterns=patterns, extra_patterns=extra_patterns, scorer=scorer)


@Language.factory(
    "imr_conclusions",
    assigns=["doc.spans"],
    requires=["doc.spans"],
    default_config={
        "patterns": _CONCLUSION_PATTERNS,
        "extra_patterns": [],
        "scorer": _scorer("imr_conclusions"),
    },
    default_score_weights=_prf("spans_imr_conclusions"),
)
def make_conclusions(
    nlp: Language, name: str, patterns: list[str], extra_patterns: list[str], scorer: Callable[..., Any]
) -> Any:
    """The sentence of each rationale that states the outcome; see `imr_nlp.components.conclusions`."""
    from imr_nlp.components.conclusions import ConclusionFinder

    return ConclusionFinder(nlp, name, patterns=patterns, extra_patterns=extra_patterns, scorer=scorer)


@Language.factory(
    "imr_reasons",
    assigns=["doc.spans"],
    default_config={
        "patterns": _REASON_PATTERNS,
        "extra_patterns": [],
        "scorer": _scorer("imr_reasons"),
    },
    default_score_weights=_prf("spans_imr_reasons"),
)
def make_reasons(nlp: Language, name: str, patterns: list[str], extra_patterns: list[str], scorer: Callable[..., Any]) -> Any:
    """Why an item was found necessary or not, with the clause that says so; see `imr_nlp.components.reasons`."""
    from imr_nlp.components.reasons import ReasonFinder

    return ReasonFinder(nlp, name, patterns=patterns, extra_patterns=extra_patterns, scorer=scorer)


@Language.factory(
    "imr_citations",
    assigns=["doc.spans"],
    requires=["doc.spans"],
    default_config={
        "patterns": _CITATION_PATTERNS,
        "extra_patterns": [],
        "scorer": _scorer("imr_citations"),
    },
    default_score_weights=_prf("spans_imr_citations", "imr_citations_fields"),
)
def make_citations(nlp: Language, name: str, patterns: list[str], extra_patterns: list[str], scorer: Callable[..., Any]) -> Any:
    """What each side relied on; see `imr_nlp.components.citations`."""
    from imr_nlp.components.citations import CitationFinder

    return CitationFinder(nlp, name, patterns=patterns, extra_patterns=extra_patterns, scorer=scorer)


@Language.factory(
    "imr_entities",
    assigns=["doc.ents", "token.ent_iob", "token.ent_type"],
    default_config={
        "patterns": _ENTITY_PATTERNS,
        "extra_patterns": [],
        "overwrite": True,
        "scorer": {"@scorers": "spacy.ner_scorer.v1"},
    },
    default_score_weights={"ents_f": 1.0, "ents_p": 0.0, "ents_r": 0.0, "ents_per_type": None},
)
def make_entities(
    nlp: Language, name: str, patterns: list[str], extra_patterns: list[str], overwrite: bool, scorer: Callable[..., Any]
) -> Any:
    """Drugs with their dosage, guidelines, outcomes and dates; see `imr_nlp.components.entities`."""
    from imr_nlp.components.entities import EntityFinder

    settings = {"patterns": patterns, "extra_patterns": extra_patterns, "scorer": scorer}
    return EntityFinder(nlp, name, overwrite=overwrite, **settings)


@Language.factory(
    "imr_findings",
    assigns=["doc.spans"],
    requires=["doc.ents"],
    default_config={
        "patterns": _FINDING_PATTERNS,
        "extra_patterns": [],
        "scorer": _scorer("imr_findings"),
    },
    default_score_weights=_prf("spans_imr_findings"),
)
def make_findings(nlp: Language, name: str, patterns: list[str], extra_patterns: list[str], scorer: Callable[..., Any]) -> Any:
    """Contradictions inside a letter; see `imr_nlp.components.findings`."""
    from imr_nlp.components.findings import FindingsDetector

    return FindingsDetector(nlp, name, patterns=patterns, extra_patterns=extra_patterns, scorer=scorer)


@Language.factory(
    "imr_relations",
    assigns=["doc.spans"],
    requires=["doc.ents"],
    default_config={"scorer": _scorer("imr_relations")},
    default_score_weights=_prf("imr_relations"),
)
def make_relations(nlp: Language, name: str, scorer: Callable[..., Any]) -> Any:
    """Links between issues and their parts, drugs and their dosage; see `imr_nlp.components.relations`."""
    from imr_nlp.components.relations import RelationExtractor

    return RelationExtractor(nlp, name, scorer=scorer)


@Language.factory(
    "imr_items",
    assigns=["doc.spans"],
    requires=["doc.ents"],
    default_config={
        "patterns": _ITEM_PATTERNS,
        "extra_patterns": [],
        "scorer": _scorer("imr_item_medications", "imr_services", "imr_body_parts", "imr_categories"),
    },
    default_score_weights=_prf(
        "spans_imr_item_medications", "spans_imr_services", "spans_imr_body_parts", "spans_imr_categories"
    ),
)
def make_items(nlp: Language, name: str, patterns: list[str], extra_patterns: list[str], scorer: Callable[..., Any]) -> Any:
    """Category, medications, service and body parts of each issue; see `imr_nlp.components.items`."""
    from imr_nlp.components.items import ItemReader

    return ItemReader(nlp, name, patterns=patterns, extra_patterns=extra_patterns, scorer=scorer)


@Language.factory(
    "imr_case",
    assigns=["doc.spans"],
    requires=["doc.ents"],
    default_config={
        "patterns": _CASE_PATTERNS,
        "extra_patterns": [],
        "scorer": _scorer("imr_claimant", "imr_diagnoses", "imr_case_medications", "imr_pain_scores", "imr_utilization_review"),
    },
    default_score_weights=_prf("spans_imr_diagnoses", "spans_imr_case_medications", "spans_imr_utilization_review"),
)
def make_case(nlp: Language, name: str, patterns: list[str], extra_patterns: list[str], scorer: Callable[..., Any]) -> Any:
    """Claimant, diagnoses, medications, pain scores and utilization review; see `imr_nlp.components.case`."""
    from imr_nlp.components.case import CaseReader

    return CaseReader(nlp, name, patterns=patterns, extra_patterns=extra_patterns, scorer=scorer)
