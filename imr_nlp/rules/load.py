"""Reading pattern files: JSONL rows from the package or from a path, checked as they are read.

Start with `read_patterns`. A row is a dict with a `label`, an `id` and either `terms` (phrases, matched without regard to
case) or a `pattern` (a regular expression). In a `pattern` a blank stands for any white space, so that it matches across a
line break (`" ?"`: or none), and `{{name}}` for the FRAGMENT row of that id.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args, overload

import srsly

if TYPE_CHECKING:
    from importlib.abc import Traversable

from imr_nlp.errors import Errors, PatternError
from imr_nlp.rules import schema, schema_findings, schema_items  # noqa: F401 (registers their labels)
from imr_nlp.rules.ruleset import RuleSet, fragments_of

Row = dict[str, Any]
TypedRow = TypeVar("TypedRow", bound=schema.Row)

FRAGMENT = "FRAGMENT"
# An escape, a character class, or a blank (with "?" one that may be missing).
_BLANKS = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]| (?:\?\??)?")
# Capitals in an expression that stand for no letter: escapes and names of groups.
_NO_CAPITALS_MEANT = re.compile(r"\\.|\(\?P[<=]\w+")

# label -> the keys a row must have, with their types
ROW_KEYS: Mapping[str, Mapping[str, type]] = {
    FRAGMENT: {"id": str, "pattern": str},
    "SECTION": {"id": str, "form": str, "section": str, "pattern": str},
    "HEADER_FIELD": {"id": str, "field": str, "pattern": str, "value": str},
    "HEADER_VALUE": {"id": str, "pattern": str},
    "REVIEWER": {"id": str, "pattern": str},
    "SPECIALTY": {"id": str, "terms": list},
    "ISSUE_HEADING": {"id": str, "form": str, "pattern": str, "decisions": dict},
    "ISSUE_PART": {"id": str, "form": str, "part": str, "pattern": str},
    "PARTIAL_AUTHORIZATION": {"id": str, "pattern": str},
    "RATIONALE_END": {"id": str, "pattern": str},
    "RETROSPECTIVE": {"id": str, "pattern": str},
    "DATE_OF_SERVICE": {"id": str, "pattern": str},
    "ABBREVIATION": {"id": str, "terms": list},
    "SENTENCE_START": {"id": str, "terms": list},
    "CITATION": {"id": str, "pattern": str},
    "CITATION_INTRODUCTION": {"id": str, "pattern": str, "source": str},
    "SECTION_NAME": {"id": str, "terms": list},
    "GUIDELINE": {"id": str, "terms": list, "source": str},
    "REFERENCE": {"id": str, "terms": list},
    "DRUG": {"id": str, "terms": list, "ingredients": list},
    "DRUG_MODIFIER": {"id": str, "terms": list},
    "COMMON_WORD": {"id": str, "terms": list},
    "OUTCOME": {"id": str, "terms": list},
    "DOSE": {"id": str, "pattern": str},
    "QUANTITY": {"id": str, "pattern": str},
    "REFILLS": {"id": str, "pattern": str},
    "FREQUENCY": {"id": str, "pattern": str},
    "FORM": {"id": str, "terms": list},
    "NOT_DRUG": {"id": str, "terms": list},
    "DATE": {"id": str, "pattern": str, "anchor": str, "before": int},
    "BODY_PART": {"id": str, "terms": list, "sides": bool},
    "BODY_PART_MODIFIER": {"id": str, "terms": list},
    "LATERALITY": {"id": str, "terms": list},
    "NOT_BODY_PART": {"id": str, "terms": list},
    "CATEGORY": {"id": str, "terms": list, "strength": int},
    "SERVICE": {"id": str, "part": str, "pattern": str},
    "DIAGNOSIS_LEAD": {"id": str, "anchor": str, "pattern": str},
    "CASE_PATTERN": {"id": str, "pattern": str},
    "LIST_WORDS": {"id": str, "terms": list, "list": str, "kind": str},
    "REVIEW_DECISION": {"id": str, "pattern": str, "decision": str},
    "ASSERTION": {"id": str, "pattern": str, "assertion": str, "where": str},
}


# label -> what a key may say
ALLOWED_VALUES: Mapping[str, Mapping[str, Sequence[str]]] = {
    "ISSUE_HEADING": {"decisions": ("upheld", "overturned")},
    "ISSUE_PART": {"part": ("CLAIMS_ADMINISTRATOR", "REVIEWER", "RATIONALE")},
    "HEADER_FIELD": {
        "field": (
            "case_number",
            "date_assigned",
            "date_of_injury",
            "decision_date",
            "ur_denial_date",
            "priority",
            "application_received",
        )
    },
    "CITATION_INTRODUCTION": {"source": ("MTUS", "other")},
    "LIST_WORDS": {"list": ("diagnoses", "requests"), "kind": ("noun", "adjective", "amount", "generic", "whole")},
    "REVIEW_DECISION": {"decision": ("denied", "modified", "approved")},
    "ASSERTION": {
        "assertion": ("affirmed", "negated", "historical", "allergy", "family", "hypothetical"),
        "where": ("before", "after", "inside", "end"),
    },
}


def data_folder(name: str) -> Traversable:
    """The folder "patterns" or "configs": of the installed package, or beside the sources when those are run in place."""
    package = Path(__file__).parents[1]
    beside = package.parent / name
    if (beside / "__init__.py").is_file() and not (package / name).is_dir():
        return beside
    return files(f"imr_nlp.{name}")


def packaged_patterns() -> list[str]:
    """Names of the pattern files that come with the package.

    RETURNS (list[str]): file names, sorted.
    """
    return sorted(p.name for p in data_folder("patterns").iterdir() if p.name.endswith(".jsonl"))


def packaged_text(name: str) -> str | None:
    """Text of a packaged pattern file, or None if there is no such file."""
    resource = data_folder("patterns") / name
    return resource.read_text("utf8") if resource.is_file() else None


def read_patterns(names: Iterable[str | Path]) -> list[Row]:
    """Read and check pattern files.

    names (Iterable[str | Path]): names of packaged files ("drugs.jsonl") or paths of the user's own.
    RETURNS (list[dict]): the rows in order.
    RAISES (PatternError): a row is not usable; the message names file and line.
    RAISES (FileNotFoundError): a file exists neither as a path nor in the package.
    """
    rows: list[Row] = []
    seen: dict[tuple[str, ...], str] = {}
    for name in names:
        for where, values in _read_rows(name):
            row = {**values, "_where": where}
            _check_keys(where, row)
            _check_unique(where, row, seen)
            rows.append(row)
    fragments = fragment_patterns(rows)
    for row in rows:
        if "pattern" in row:
            compile_pattern(row, fragments)
    return rows


def read_rows(names: Iterable[str | Path], used: Iterable[type[schema.Row]]) -> list[schema.Row]:
    """Read pattern files as typed rows.

    names (Iterable[str | Path]): names of packaged files ("drugs.jsonl") or paths of the user's own.
    used (Iterable[type[Row]]): the classes of rows that are used; FRAGMENT, ABBREVIATION and SENTENCE_START rows always are.
    RETURNS (list[Row]): the rows in order.
    RAISES (PatternError): a row is not usable, stands twice, or is of a label that is not used; the message names file, line
        and key.
    RAISES (FileNotFoundError): a file exists neither as a path nor in the package.
    """
    kinds: tuple[type[schema.Row], ...] = (*_ALWAYS_USED, *used)
    rows: list[schema.Row] = []
    own: list[schema.Row] = []
    for name in names:
        found = _typed_rows(name)
        for row in found:
            if not isinstance(row, kinds):
                labels = ", ".join(sorted(get_args(kind.model_fields["label"].annotation)[0] for kind in kinds))
                raise PatternError(Errors.E067.format(where=row.where, label=row.label, used=labels))
        rows += found
        if Path(name).parent != Path() or packaged_text(str(name)) is None:
            own += found
    if own:  # a test does so with the package's
        check_unique(rows)
        RuleSet(own, fragments_of(rows)).compile()
    return rows


_ALWAYS_USED = (schema.Fragment, schema.Abbreviation, schema.SentenceStart)


def _typed_rows(name: str | Path) -> list[schema.Row]:
    path = Path(name)
    text = packaged_text(path.name) if path.parent == Path() else None
    if text is not None:
        return _parsed(path.name, text)
    return [schema.parse_row(values, where) for where, values in _read_rows(name)]


@lru_cache(maxsize=64)
def _parsed(name: str, text: str) -> list[schema.Row]:
    """The rows of a packaged file, which several components may read."""
    return [schema.parse_row(values, where) for where, values in _read_rows(name)]


def check_unique(rows: Iterable[schema.Row]) -> None:
    """Refuse a row that stands twice, and a term that two rows of a label have.

    RAISES (PatternError): the message names both places.
    """
    seen: dict[tuple[object, ...], str] = {}
    for row in rows:
        pattern = getattr(row, "pattern", None)
        keys: list[tuple[object, ...]] = [] if pattern is None else [(row.scope, "pattern", f"{row.id}: {pattern}")]
        if row.unique_terms:
            terms = (*getattr(row, "terms", ()), *getattr(row, "forms", ()), *getattr(row, "misspellings", ()))
            # A form that the maintenance command wrote may be a term of the same row.
            keys += [(row.scope, "term", term) for term in dict.fromkeys(" ".join(term.lower().split()) for term in terms)]
        for key in keys:
            if key in seen:
                raise PatternError(Errors.E004.format(where=row.where, key=key[1], value=key[2], other=seen[key]))
            seen[key] = row.where


@overload
def select(rows: Iterable[Row], kind: str) -> list[Row]: ...
@overload
def select(rows: Iterable[schema.Row], kind: type[TypedRow]) -> list[TypedRow]: ...
def select(rows: Iterable[Any], kind: str | type[Any]) -> list[Any]:
    """Rows of one label or class, in order."""
    if isinstance(kind, str):
        return [row for row in rows if row["label"] == kind]
    return [row for row in rows if isinstance(row, kind)]


def fragment_patterns(rows: Iterable[Row]) -> dict[str, str]:
    """Fragments by id, fragments inside fragments resolved (a fragment may use those above it)."""
    fragments: dict[str, str] = {}
    for row in select(rows, FRAGMENT):
        fragments[row["id"]] = _expand(row, row["pattern"], fragments)
    return fragments


def compile_pattern(row: Row, fragments: Mapping[str, str], flags: int = 0) -> re.Pattern[str]:
    """Compile the `pattern` of a row.

    row (dict): a row with `pattern`; `"ignore_case": true` sets the flag.
    fragments (Mapping[str, str]): what `{{name}}` stands for, see `fragment_patterns`.
    flags (int): flags of `re.compile`.
    RETURNS (re.Pattern): blanks replaced by `\\s+`, fragments inserted.
    RAISES (PatternError): the expression does not compile or uses an unknown fragment.
    """
    if row.get("ignore_case"):
        flags |= re.IGNORECASE
    text = _expand(row, row["pattern"], fragments)
    return _compile(str(row.get("_where", row["id"])), row["id"], text, flags)


def compile_for_lower_case(row: Row, fragments: Mapping[str, str]) -> re.Pattern[str]:
    """Compile a pattern for text in lower case, on which it is faster than without regard to case.

    A pattern that has capitals itself is compiled without regard to case.
    """
    expanded = _NO_CAPITALS_MEANT.sub("", _expand(row, row["pattern"], fragments))
    return compile_pattern({**row, "ignore_case": any(c.isupper() for c in expanded)}, fragments)


def union_pattern(rows: Sequence[Row], fragments: Mapping[str, str], flags: int = 0) -> re.Pattern[str] | None:
    """One expression for several rows, tried in order; a match's `lastgroup` is `r<index of the row>`."""
    if not rows:
        return None
    parts = []
    for n, row in enumerate(rows):
        text = _expand(row, row["pattern"], fragments)
        parts.append(f"(?P<r{n}>{f'(?i:{text})' if row.get('ignore_case') else text})")
    return _compile(str(rows[0].get("_where", rows[0]["id"])), rows[0]["id"], "|".join(parts), flags)


def phrase_pattern(terms: Iterable[str], *, before: str = r"\b", behind: str = r"(?!\w)") -> re.Pattern[str]:
    """One expression for phrases, the longest first.

    terms (Iterable[str]): the phrases; a blank stands for any white space.
    before (str): expression for what stands in front of them.
    behind (str): expression for what stands behind them.
    RETURNS (re.Pattern): matches nothing if there are no phrases.
    """
    words = [r"\s+".join(map(re.escape, term.split())) for term in sorted(terms, key=len, reverse=True)]
    return re.compile(rf"{before}(?:{'|'.join(words)}){behind}" if words else r"(?!)")


@lru_cache(maxsize=1024)
def _compile(where: str, row_id: str, text: str, flags: int) -> re.Pattern[str]:
    try:
        return re.compile(text, flags)
    except re.error as error:
        raise PatternError(Errors.E005.format(where=where, id=row_id, reason=error)) from error


def _expand(row: Row, text: str, fragments: Mapping[str, str]) -> str:
    def insert(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in fragments:
            raise PatternError(Errors.E006.format(where=row.get("_where", row["id"]), name=name))
        return f"(?:{fragments[name]})"

    text = _BLANKS.sub(_white_space, text)
    return re.sub(r"\{\{(\w+)\}\}", insert, text)


def _white_space(match: re.Match[str]) -> str:
    text = match.group()
    if text.startswith("["):
        return text.replace(" ", r"\s")
    return text if text.startswith("\\") else r"\s*" if text.endswith("?") else r"\s+"


def _read_rows(name: str | Path) -> Iterable[tuple[str, Row]]:
    for where, line in pattern_lines(name):
        yield where, parse_line(line, where)


def pattern_lines(name: str | Path) -> Iterable[tuple[str, str]]:
    """The lines of a pattern file that are not blank.

    name (str | Path): name of a packaged file or path of the user's own.
    YIELDS (tuple[str, str]): file and number, and the line.
    RAISES (FileNotFoundError): there is no such file.
    """
    # A name without a folder is the package's file if there is one, whatever lies in the working directory.
    path = Path(name)
    text = packaged_text(path.name) if path.parent == Path() else None
    if text is None and path.is_file():
        text = path.read_text("utf8")
    if text is None:
        raise FileNotFoundError(Errors.E007.format(name=str(name), known=", ".join(packaged_patterns())))
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield f"{name}:{number}", line


def parse_line(line: str, where: str) -> Row:
    """The JSON object in a line of a pattern file.

    RAISES (PatternError): it holds none.
    """
    try:
        row = srsly.json_loads(line)
    except ValueError as error:
        raise PatternError(Errors.E001.format(where=where, reason=error)) from error
    if not isinstance(row, dict):
        raise PatternError(Errors.E001.format(where=where, reason=type(row).__name__))
    return row


def _check_keys(where: str, row: Row) -> None:
    label = row.get("label")
    keys = ROW_KEYS.get(label) if isinstance(label, str) else None
    if keys is None and isinstance(label, str) and label in schema.Row.classes:
        keys = {"id": str}
    if keys is None:
        raise PatternError(Errors.E002.format(where=where, label=label, known=", ".join(sorted(ROW_KEYS))))
    for key, kind in keys.items():
        if not isinstance(row.get(key), kind):
            raise PatternError(Errors.E003.format(where=where, key=key, kind=kind.__name__))
    for key in ("terms", "misspellings", "ambiguous"):
        values = row.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
            raise PatternError(Errors.E003.format(where=where, key=key, kind="list of phrases"))
    for key, allowed in ALLOWED_VALUES.get(row["label"], {}).items():
        values = row[key].values() if isinstance(row[key], dict) else [row[key]]
        wrong = [value for value in values if value not in allowed]
        if wrong:
            raise PatternError(Errors.E015.format(where=where, key=key, value=wrong[0], allowed=", ".join(allowed)))
    if row["label"] == "ISSUE_HEADING" and "(?P<decision>" not in row["pattern"]:
        raise PatternError(Errors.E003.format(where=where, key="pattern", kind="pattern with a group `decision`"))


def _check_unique(where: str, row: Row, seen: dict[tuple[str, ...], str]) -> None:
    scope = row["label"] + ("/citations" if row.get("only_in_citations") else "")
    if row["label"] == "LIST_WORDS":  # the same word may be one of several lists
        scope += f"/{row['list']}/{row['kind']}"
    keys = [] if row["label"] in schema.Row.classes else [("id", scope, row["id"])]
    keys += [("term", scope, " ".join(term.lower().split())) for term in (*row.get("terms", ()), *row.get("misspellings", ()))]
    for key in keys:
        if key in seen:
            raise PatternError(Errors.E004.format(where=where, key=key[0], value=key[2], other=seen[key]))
        seen[key] = where
