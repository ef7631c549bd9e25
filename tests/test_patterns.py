"""The pattern files of the package: every example is tried, every list checked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from configparser import ConfigParser
from functools import cache
from importlib.resources import files
from typing import Any, get_args

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from imr_nlp.normalize.classes import DrugClass
from imr_nlp.readers.body_parts import BodyPartFinder
from imr_nlp.readers.categories import CategoryFinder
from imr_nlp.readers.citations import CitationParser
from imr_nlp.rules import schema
from imr_nlp.rules.load import (
    Row,
    packaged_patterns,
    parse_line,
    pattern_lines,
)
from imr_nlp.rules.phrase_table import words

DRUG_CLASSES = set(get_args(DrugClass))
SCHEDULES = {None, "I", "II", "III", "IV", "V"}
# Labels whose expressions read text in lower case.
LOWER_CASE: set[str] = set()
# Lists that are looked up word by word: their examples are read by the component.
PHRASES = {"BODY_PART", "NOT_BODY_PART", "LATERALITY", "CATEGORY"}


@cache
def components() -> dict[str, list[str]]:
    """The pattern files of each component, from the packaged config."""
    config = ConfigParser(interpolation=None)
    config.read_string(files("imr_nlp.configs").joinpath("imr_nlp.cfg").read_text("utf8"))
    return {
        section.removeprefix("components."): re.findall(r'"([^"]+)"', config[section]["patterns"])
        for section in config.sections()
        if config.has_option(section, "patterns")
    }


@cache
def rows_of(component: str) -> list[Row]:
    """The rows that a component reads, as they stand in the files."""
    lines = [line for name in components()[component] for line in pattern_lines(name)]
    return [{**parse_line(line, where), "_where": where} for where, line in lines]


def typed_rows_of(component: str) -> list[schema.Row]:
    """The same as the component itself has them."""
    return [schema.parse_row({key: row[key] for key in row if key != "_where"}) for row in rows_of(component)]


# Components whose rows are typed: those are checked as `imr-nlp patterns check` does it (tests/rules/test_check.py).
TYPED = {"imr_case", "imr_conclusions", "imr_findings", "imr_reasons"}
UNTYPED = [component for component in components() if component not in TYPED]
TYPED_FILES = ("scope.jsonl", "clauses.jsonl", "outcomes.jsonl")
ALL_ROWS = {
    (row["_where"], row["label"], row["id"]): row
    for component in UNTYPED
    for row in rows_of(component)
    if not row["_where"].startswith(TYPED_FILES)
}


def test_examples_are_of_tested_labels() -> None:
    assert {row["label"] for row in ALL_ROWS.values() if "pattern" not in row and "examples" in row} <= PHRASES


# The examples again as the components read them: a row may match and another win.

ITEM = (
    "IMR ISSUES, DECISIONS AND RATIONALES {item}: Upheld Claims Administrator guideline: The Claims Administrator did not cite "
    "any medical evidence for its decision. MAXIMUS guideline: {statement} Decision rationale: {rationale}"
)
RATIONALE = "The request is not medically necessary."
MTUS = "Decision based on MTUS Knee Complaints 2004."


def _of(label: str, kind: str = "examples") -> list[Any]:
    return [
        pytest.param(row, text, id=f"{row['id']}: {text}")
        for row in ALL_ROWS.values()
        if row["label"] == label
        for text in row.get(kind, ())
    ]


DOSAGE = [example for label in ("DOSE", "QUANTITY", "REFILLS", "FREQUENCY") for example in _of(label)]


BESIDE = [example for example in DOSAGE if example.values[0].get("place", "beside") == "beside"]


@pytest.mark.parametrize(("row", "text"), BESIDE)
def test_dosage_examples_are_whole_entities(nlp: Language, row: Row, text: str) -> None:
    doc = nlp(ITEM.format(item=f"Soma {text}", statement=MTUS, rationale=RATIONALE))
    entities = [(ent.text.rstrip("."), ent.label_) for ent in doc.ents]
    assert ("Soma", "DRUG") in entities
    assert any(words and text.startswith(words) and label == row["label"] for words, label in entities), entities


@pytest.mark.parametrize(("row", "text"), _of("DATE"))
def test_date_examples_are_whole_entities(nlp: Language, row: Row, text: str) -> None:
    assert [(ent.text, ent.label_) for ent in nlp(f"Seen on {text}, again later.").ents] == [(text, "DATE")]


@pytest.mark.parametrize(("row", "text"), _of("REVIEWER"))
def test_reviewer_examples(nlp: Language, row: Row, text: str) -> None:
    doc = nlp(f"Case Number: CM16-0000001 HOW THE IMR FINAL DETERMINATION WAS MADE {text} CLINICAL CASE SUMMARY None.")
    found = Counter(span.label_ for span in doc.spans["imr_reviewer"])
    certifications = 0 if row["id"] == "licensed only" else 2 if "subspecialty" in row["id"] else 1
    assert found == Counter({"LICENSURE": 2 if "Idaho" in text else 1, "CERTIFICATION": certifications})


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        pytest.param(kind == "examples", example.values[1], id=example.id)
        for kind in ("examples", "counter_examples")
        for example in _of("RETROSPECTIVE", kind)
    ],
)
def test_retrospective_examples(run: Callable[..., Callable[[str], Doc]], expected: bool, text: str) -> None:
    doc = run("imr_sections", "imr_issues")(ITEM.format(item=text, statement=MTUS, rationale=RATIONALE))
    assert [span.id_ for span in doc.spans["imr_issues"]] == ["issue-1"]
    assert doc._.imr.issues[0].retrospective is expected


@pytest.mark.parametrize(("row", "text"), [example for example in _of("DATE_OF_SERVICE") if example.values[0].get("of_order")])
def test_date_of_service_examples(run: Callable[..., Callable[[str], Doc]], row: Row, text: str) -> None:
    doc = run("imr_sections", "imr_issues")(ITEM.format(item=text, statement=MTUS, rationale=RATIONALE))
    assert [(span.text, span.kb_id_) for span in doc.spans["imr_dates_of_service"]] == [("3/4/16", "2016-03-04")]


@pytest.mark.parametrize("text", [p.values[1] for p in _of("CITATION") if p.values[0]["part"] == "pages"])
def test_page_examples_are_read(text: str) -> None:
    (citation,) = CitationParser(typed_rows_of("imr_citations")).parse(
        f"Decision based on MTUS Knee Complaints 2004, Section(s): Summary {text.lstrip(', ')}."
    )
    numbers = [int(n) for n in re.findall(r"\d+", text)]
    assert (citation.sections, citation.pages[0][0], citation.pages[-1][-1]) == (["Summary"], numbers[0], numbers[-1])


# Items: what `imr_items` makes of the examples

WRAPS = pytest.mark.parametrize("wrap", [" ", "\r\n"], ids=["one line", "wrapped"])
# What decides an item whose row names only the circumstances.
CIRCUMSTANCES = {
    "under fluoroscopic guidance": ("other", None),
    "under general anesthesia": ("other", None),
    "Post-op Norco 10/325mg #60": ("pharmaceutical", "opioids"),
}


def item(nlp: Language, text: str, wrap: str) -> Any:
    """The only issue of a letter that disputes `text`."""
    (issue,) = nlp(ITEM.format(item=text.replace(" ", wrap), statement=MTUS, rationale=RATIONALE))._.imr.issues
    assert issue.text == text
    return issue


@WRAPS
@pytest.mark.parametrize(("row", "text"), _of("CATEGORY"))
def test_category_examples_are_of_their_category(nlp: Language, row: Row, text: str, wrap: str) -> None:
    issue = item(nlp, text, wrap)
    wanted = CIRCUMSTANCES[text] if row["category"] is None else (row["category"], row["subcategory"])
    assert (issue.category, issue.subcategory) == wanted


def test_every_term_of_a_category_is_found() -> None:
    """No term is shadowed by another row's."""
    finder = CategoryFinder(typed_rows_of("imr_items"))
    for row in ALL_ROWS.values():
        for term in row["terms"] if row["label"] == "CATEGORY" else ():
            split = words(term.lower())
            found = [(c.start, c.end, c.category, c.subcategory, c.strength) for c in finder.find(split)]
            assert found == [(0, split[-1].end, row["category"], row["subcategory"], row["strength"])], term


def test_categories_are_the_guides() -> None:
    """As in the annotation guide, where transport is a part of home health."""
    assert {row["category"] for row in ALL_ROWS.values() if row["label"] == "CATEGORY"} == {
        "pharmaceutical", "diagnostic_imaging", "diagnostic_testing", "rehabilitation", "injection", "surgery",
        "durable_medical_equipment", "consultation", "behavioral_health", "home_health", "program", "other", None,
    }  # fmt: skip


@WRAPS
@pytest.mark.parametrize(("row", "text"), _of("BODY_PART"))
def test_body_part_examples(nlp: Language, row: Row, text: str, wrap: str) -> None:
    (part,) = item(nlp, text, wrap).body_parts
    assert (part.part, part.laterality) == (row.get("part", row["id"]), row.get("laterality"))
    assert part.text.lower().replace("-", " ") in {term.lower() for term in row["terms"]}


@WRAPS
@pytest.mark.parametrize(("row", "text"), _of("LATERALITY"))
def test_laterality_examples(nlp: Language, row: Row, text: str, wrap: str) -> None:
    (part,) = item(nlp, text, wrap).body_parts
    assert (part.text, part.laterality) == (text, row["id"])
    assert text.removesuffix("s").endswith(part.part)


@WRAPS
@pytest.mark.parametrize(("row", "text"), _of("NOT_BODY_PART"))
def test_not_body_part_examples(nlp: Language, row: Row, text: str, wrap: str) -> None:
    assert item(nlp, text, wrap).body_parts == ()


def test_every_term_of_body_parts_and_sides_is_read() -> None:
    finder = BodyPartFinder(typed_rows_of("imr_items"))
    lost = []
    for row in ALL_ROWS.values():
        for term in row["terms"] if row["label"] in PHRASES - {"CATEGORY"} else ():
            if row.get("after_part"):
                text, wanted = f"A knee {term} is asked for", []
            elif row["label"] == "NOT_BODY_PART":
                text, wanted = f"A {term} is asked for", []
            elif row["label"] == "LATERALITY":
                text, wanted = f"MRI of the {term} knee", [("knee", row["id"])]
            elif "laterality" in row:
                text, wanted = f"MRI of the {term}", [(row["part"], row["laterality"])]
            else:
                text, wanted = f"MRI of the right {term}", [(row["id"], "right")]
            found = [(part.part, part.laterality) for part in finder.find(text)]
            lost += [(text, found)] if found != wanted else []
    assert lost == []


# Lists


def test_every_file_belongs_to_a_component() -> None:
    # common_words.jsonl is read by `imr-nlp lexicon`.
    read = {name for names in components().values() for name in names} | {"common_words.jsonl"}
    assert sorted(read) == packaged_patterns()


@pytest.mark.parametrize("component", UNTYPED)
def test_files_of_a_component_are_read_together(component: str) -> None:
    """Unknown labels, ids and terms given twice, unknown fragments: `read_patterns` raises."""
    rows = rows_of(component)
    assert rows
    assert all(row["label"] in schema.Row.classes for row in rows)


def folded(term: str) -> str:
    return " ".join(term.lower().split())


@pytest.mark.parametrize("name", packaged_patterns())
def test_ids_and_terms_are_given_once(name: str) -> None:
    rows = [row for key, row in ALL_ROWS.items() if key[0].startswith(f"{name}:")]
    ids = Counter((row["label"], row["id"]) for row in rows)
    terms = Counter(
        # A word may be in several lists of the clinical case summary.
        (row["label"], row.get("only_in_citations") and row["source"], row.get("list"), row.get("kind"), folded(term))
        for row in rows
        for term in (*row.get("terms", ()), *row.get("misspellings", ()))
    )
    assert [key for key, count in (ids + terms).items() if count > 1] == []


def test_ids_are_given_once_for_a_label() -> None:
    ids = Counter((row["label"], row["id"]) for row in ALL_ROWS.values())
    assert [key for key, count in ids.items() if count > 1] == []


@pytest.mark.parametrize("name", packaged_patterns())
def test_terms_are_clean(name: str) -> None:
    rows = [row for key, row in ALL_ROWS.items() if key[0].startswith(f"{name}:")]
    terms = [term for row in rows for term in (*row.get("terms", ()), *row.get("misspellings", ()), row["id"])]
    assert [term for term in terms if not term or term != " ".join(term.split())] == []


@pytest.mark.parametrize("name", packaged_patterns())
def test_a_list_of_terms_is_not_empty(name: str) -> None:
    rows = [row for key, row in ALL_ROWS.items() if key[0].startswith(f"{name}:")]
    assert [row["id"] for row in rows if "terms" in row and not row["terms"]] == []


DRUGS = [row for row in ALL_ROWS.values() if row["label"] == "DRUG"]


def test_there_are_drugs() -> None:
    assert len(DRUGS) >= 300


def test_drug_classes_are_the_states() -> None:
    assert len(DRUG_CLASSES) == 40
    assert [(row["id"], row.get("drug_class")) for row in DRUGS if row.get("drug_class") not in DRUG_CLASSES | {None}] == []


def test_every_class_has_drugs() -> None:
    assert {row["drug_class"] for row in DRUGS} >= DRUG_CLASSES


def test_schedules() -> None:
    assert [(row["id"], row["dea_schedule"]) for row in DRUGS if row["dea_schedule"] not in SCHEDULES] == []


@pytest.mark.parametrize(
    ("drug", "schedule"),
    [("hydrocodone", "II"), ("oxycodone", "II"), ("fentanyl", "II"), ("tramadol", "IV"), ("carisoprodol", "IV"),
     ("zolpidem", "IV"), ("diazepam", "IV"), ("pregabalin", "V"), ("testosterone", "III"), ("buprenorphine", "III"),
     ("ibuprofen", None), ("gabapentin", None), ("cyclobenzaprine", None)],
)  # fmt: skip
def test_schedules_of_some(drug: str, schedule: str | None) -> None:
    assert {row["dea_schedule"] for row in DRUGS if row["ingredients"] == [drug]} == {schedule}


def test_ambiguous_names_are_terms() -> None:
    wrong = [(row["id"], sorted(set(row["ambiguous"]) - set(row["terms"]))) for row in DRUGS if "ambiguous" in row]
    assert [entry for entry in wrong if entry[1]] == []


def test_ingredients_are_lower_case_names() -> None:
    # Medical foods and the kits with one in them are sold under a name only; Salonpas is a name of several products.
    nameless = [row for row in DRUGS if not row["ingredients"] and row["id"] != "salonpas"]
    assert {row["drug_class"] for row in nameless} <= {"nutritional products", None}
    names = [name for row in DRUGS for name in row["ingredients"]]
    assert [name for name in names if not isinstance(name, str) or name != name.strip() or not name] == []
    assert [name for name in names if re.search(r"[A-Z]", name)] == []


def test_ingredients_are_given_once() -> None:
    assert [row["id"] for row in DRUGS if len(set(row["ingredients"])) < len(row["ingredients"])] == []


def test_every_term_of_a_drug_is_found(nlp: Language) -> None:
    """No name is shadowed by another row's, and the tokenizer splits it in a text as in the list."""
    terms = [(term, row["id"]) for row in DRUGS for term in (*row["terms"], *row.get("misspellings", ()))]
    annotate = nlp.get_pipe("imr_entities")
    forms = {word for row in ALL_ROWS.values() if row["label"] == "FORM" for word in " ".join(row["terms"]).lower().split()}
    lost = []
    for term, drug in terms:
        doc = annotate(nlp.make_doc(f"He took {term} 10 mg daily."))  # with a dose, for the ambiguous ones
        found = [(ent.text, ent.ent_id_) for ent in doc.ents if ent.label_ == "DRUG"]
        name = found[0][0] if len(found) == 1 and found[0][1] == drug else None
        # "patch" or "cream" behind a name is an entity of its own.
        if name is None or not term.startswith(name) or not set(term[len(name) :].lower().split()) <= forms:
            lost.append((term, drug, found))
    assert lost == []


GUIDELINES = [row for row in ALL_ROWS.values() if row["label"] == "GUIDELINE" and row["source"] != "none"]


def test_guidelines() -> None:
    assert {row["source"] for row in GUIDELINES} == {"MTUS", "ODG", "ACOEM"}
    assert [row["id"] for row in GUIDELINES if not row["id"].startswith(row["source"].lower())] == []


def test_regulations_are_of_mtus_chapters() -> None:
    cited = [row["regulation"] for row in GUIDELINES if row.get("regulation")]
    assert [row["id"] for row in GUIDELINES if row.get("regulation") and row["source"] != "MTUS"] == []
    assert [number for number in cited if not re.fullmatch(r"8 CCR 9792\.2\d(\.\d{1,2})*", number)] == []
    assert len(set(cited)) == len(cited)


REASON_CODES = {
    "against": {
        "insufficient_documentation", "no_functional_improvement", "conservative_care_not_failed", "no_red_flags",
        "no_objective_findings", "no_indication", "exceeds_guideline", "long_term_use", "guideline_not_recommended",
        "incomplete_request", "dependent_on_denied", "redundant", "monitoring_missing", "safety_risk", "weaning_supply",
        "no_surgical_plan", "too_early", "home_program",
    },
    "for": {
        "criteria_met", "conservative_care_failed", "functional_improvement", "red_flags_present", "objective_findings",
        "within_guideline", "supports_approved_treatment", "other_support",
    },
}  # fmt: skip


def test_reasons_have_every_code_of_the_guide() -> None:
    rows = rows_of("imr_reasons")
    found: dict[str, set[str]] = {}
    for row in rows:
        if row["label"] == "REASON_CODE":
            found.setdefault(row["polarity"], set()).add(row["id"])
    assert found == REASON_CODES
    given = {row["code"] for row in rows if row["label"] in ("REASON", "STATEMENT")}
    assert given == set().union(*REASON_CODES.values())


def test_concepts_of_reasons_are_known() -> None:
    rows = rows_of("imr_reasons")
    concepts = {row["id"] for row in rows if row["label"] == "CONCEPT"}
    named = {row[key] for row in rows for key in ("concept", "beside") if row.get(key)}
    assert named <= concepts


def test_forms_have_their_parts() -> None:
    forms = {row["form"] for row in ALL_ROWS.values() if row["label"] == "SECTION"}
    assert forms >= {row["form"] for row in ALL_ROWS.values() if row["label"] in ("ISSUE_HEADING", "ISSUE_PART")}
    headings = [row for row in ALL_ROWS.values() if row["label"] == "ISSUE_HEADING"]
    apart = [row for row in headings if "(?P<decision>" not in row["pattern"]]  # their decisions stand elsewhere
    assert [row["id"] for row in apart if row.get("followed_by_part", True)] == []
