"""What the package registers with spaCy: component factories, tokenizer, scorers and a callback.

Entry points name this module, so every process that lists spaCy's factories may import it: it imports nothing of the package
before a component is made. (No postponed annotations here: spaCy reads the signatures to check a config.)
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from spacy.language import Language
from spacy.util import registry

# A published letter has 3,000 to 40,000 characters; spaCy's own limit of 1,000,000 guards models that need memory.
MAX_LENGTH = 100_000_000

_SCOPE = ["scope.jsonl", "clauses.jsonl", "sentences.jsonl"]


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


def _component(
    name: str, made_by: str, patterns: list[str], *, scored: list[str], shown: list[str] | None = None, requires: str = ""
) -> Callable[..., Any]:
    """Register a component that works from pattern rows and writes span groups.

    name (str): of the component.
    made_by (str): its class and where in `imr_nlp.components` that is, "issues:IssueSegmenter"; imported when one is made.
    patterns (list[str]): its pattern files.
    scored (list[str]): the groups that are scored.
    shown (list[str] | None): the scores that spaCy's tools show; None: those of the spans of these groups.
    requires (str): what it needs of a Doc.
    RETURNS (Callable): the factory.
    """

    def make(nlp: Language, name: str, patterns: list[str], extra_patterns: list[str], scorer: Callable[..., Any]) -> Any:
        module, _, component = made_by.partition(":")
        kind = getattr(import_module(f"imr_nlp.components.{module}"), component)
        return kind(nlp, name, patterns=patterns, extra_patterns=extra_patterns, scorer=scorer)

    factory: Callable[..., Any] = Language.factory(
        name,
        assigns=["doc.spans"],
        requires=[requires] if requires else [],
        default_config={"patterns": patterns, "extra_patterns": [], "scorer": _scorer(*scored)},
        default_score_weights=_prf(*(f"spans_{key}" for key in scored) if shown is None else shown),
        func=make,
    )
    return factory


make_sections = _component(
    "imr_sections",
    "sections:SectionSegmenter",
    ["fragments.jsonl", "layouts.jsonl", "specialties.jsonl", "furniture.jsonl", "partial_authorizations.jsonl"],
    scored=["imr_header", "imr_reviewer", "imr_documents_reviewed"],
)
make_issues = _component(
    "imr_issues",
    "issues:IssueSegmenter",
    ["fragments.jsonl", "layouts.jsonl", "issues.jsonl", "partial_authorizations.jsonl", "sentences.jsonl"],
    scored=["imr_issues", "imr_decisions", "imr_rationales"],
)
make_conclusions = _component(
    "imr_conclusions",
    "conclusions:ConclusionFinder",
    ["conclusions.jsonl", *_SCOPE],
    scored=["imr_conclusions"],
    requires="doc.spans",
)
make_reasons = _component(
    "imr_reasons",
    "reasons:ReasonFinder",
    [
        *("scope.jsonl", "clauses.jsonl", "absences.jsonl", "roles.jsonl"),
        *("concepts.jsonl", "reasons.jsonl", "sentences.jsonl"),
    ],
    scored=["imr_reasons"],
)
make_citations = _component(
    "imr_citations",
    "citations:CitationFinder",
    ["citations.jsonl", "guidelines.jsonl", "guideline_sections.jsonl"],
    scored=["imr_citations"],
    shown=["spans_imr_citations", "imr_citations_fields"],
    requires="doc.spans",
)
make_findings = _component(
    "imr_findings",
    "findings:FindingsDetector",
    ["findings.jsonl", "body_parts.jsonl", "editions.jsonl"],
    scored=["imr_findings"],
    requires="doc.ents",
)
make_items = _component(
    "imr_items",
    "items:ItemReader",
    [
        *("drugs.jsonl", "dosage.jsonl", "directions.jsonl", "morphine_factors.jsonl"),
        *("services.jsonl", "body_parts.jsonl", "categories.jsonl"),
    ],
    scored=["imr_item_medications", "imr_services", "imr_body_parts", "imr_categories"],
    requires="doc.ents",
)
make_case = _component(
    "imr_case",
    "case:CaseReader",
    [
        *("case.jsonl", "claimants.jsonl", "diagnoses.jsonl", "pain_scores.jsonl", "case_medications.jsonl"),
        *("utilization_review.jsonl", "lists.jsonl", *_SCOPE, "drugs.jsonl", "body_parts.jsonl", "categories.jsonl"),
    ],
    scored=["imr_claimant", "imr_diagnoses", "imr_case_medications", "imr_pain_scores", "imr_utilization_review"],
    shown=["spans_imr_diagnoses", "spans_imr_case_medications", "spans_imr_utilization_review"],
    requires="doc.ents",
)


@Language.factory(
    "imr_entities",
    assigns=["doc.ents", "token.ent_iob", "token.ent_type"],
    default_config={
        "patterns": [
            *("fragments.jsonl", "drugs.jsonl", "drug_modifiers.jsonl", "dosage.jsonl", "guidelines.jsonl"),
            *("outcomes.jsonl", "dates.jsonl", *_SCOPE),
        ],
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
