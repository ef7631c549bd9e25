"""The components of the packaged pipeline, in order, for the tests that name them all."""

COMPONENTS = [
    "imr_sections",
    "imr_issues",
    "imr_conclusions",
    "imr_citations",
    "imr_entities",
    "imr_reasons",
    "imr_relations",
    "imr_items",
    "imr_case",
    "imr_findings",
]
