"""Reading pattern files: JSONL rows from the package or from a path, checked as they are read.

Start with `read_rows`. What a row may say is in `imr_nlp.rules.schema`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args

import srsly

from imr_nlp.normalize import collapse

if TYPE_CHECKING:
    from importlib.abc import Traversable

from imr_nlp.errors import Errors, PatternError
from imr_nlp.rules import (  # noqa: F401 (registers their labels)
    schema,
    schema_directions,
    schema_findings,
    schema_items,
    schema_layouts,
)
from imr_nlp.rules.fragments import fragments_of
from imr_nlp.rules.ruleset import RuleSet

Row = dict[str, Any]
TypedRow = TypeVar("TypedRow", bound=schema.Row)


def data_folder(name: str) -> Traversable:
    """The folder "patterns" or "configs": of the installed package, or beside the sources when those are run in place."""
    package = Path(__file__).parents[1]
    beside = package.parent / name
    if (beside / "__init__.py").is_file() and not (package / name).is_dir():
        return beside
    return files(f"imr_nlp.{name}")


def packaged_patterns() -> list[str]:
    """Names of the pattern files that come with the package, sorted."""
    return sorted(p.name for p in data_folder("patterns").iterdir() if p.name.endswith(".jsonl"))


def packaged_text(name: str) -> str | None:
    """Text of a packaged pattern file, or None if there is no such file."""
    resource = data_folder("patterns") / name
    return resource.read_text("utf8") if resource.is_file() else None


def read_rows(names: Iterable[str | Path], used: Iterable[type[schema.Row]]) -> list[schema.Row]:
    """Read pattern files as typed rows.

    names (Iterable[str | Path]): names of packaged files ("drugs.jsonl") or paths of the user's own.
    used (Iterable[type[Row]]): the classes of rows that are used; those of ALWAYS_USED always are.
    RETURNS (list[Row]): the rows in order.
    RAISES (PatternError): a row is not usable, stands twice, or is of a label that is not used; the message names file, line
        and key.
    RAISES (FileNotFoundError): a file exists neither as a path nor in the package.
    """
    kinds: tuple[type[schema.Row], ...] = (*ALWAYS_USED, *used)
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


ALWAYS_USED = (schema.Fragment, schema.Abbreviation, schema.SentenceStart, schema.LetteredWord)


def _typed_rows(name: str | Path) -> list[schema.Row]:
    path = Path(name)
    text = packaged_text(path.name) if path.parent == Path() else None
    if text is not None:
        return _parsed(path.name, text)
    return [schema.parse_row(values, where) for where, values in _read_rows(name)]


@lru_cache(maxsize=64)
def _parsed(name: str, text: str) -> list[schema.Row]:
    """The rows of a packaged file, which several components may read; remembered as long as its text stays the same."""
    return [schema.parse_row(values, where) for where, values in _read_rows(name)]


def check_unique(rows: Iterable[schema.Row]) -> None:
    """Refuse, with a PatternError, a row that stands twice, and a term that two rows of a label have."""
    seen: dict[tuple[object, ...], str] = {}
    for row in rows:
        pattern = getattr(row, "pattern", None)
        keys: list[tuple[object, ...]] = [] if pattern is None else [(row.scope, "pattern", f"{row.id}: {pattern}")]
        if row.unique_terms:
            terms = (*getattr(row, "terms", ()), *getattr(row, "forms", ()), *getattr(row, "misspellings", ()))
            # A form that the maintenance command wrote may be a term of the same row.
            keys += [(row.scope, "term", term) for term in dict.fromkeys(collapse(term.lower()) for term in terms)]
        for key in keys:
            if key in seen:
                raise PatternError(Errors.E004.format(where=row.where, key=key[1], value=key[2], other=seen[key]))
            seen[key] = row.where


def select(rows: Iterable[schema.Row], kind: type[TypedRow]) -> list[TypedRow]:
    """Rows of one class, in order."""
    return [row for row in rows if isinstance(row, kind)]


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
    """The JSON object in a line of a pattern file; PatternError if it holds none."""
    try:
        row = srsly.json_loads(line)
    except ValueError as error:
        raise PatternError(Errors.E001.format(where=where, reason=error)) from error
    if not isinstance(row, dict):
        raise PatternError(Errors.E001.format(where=where, reason=type(row).__name__))
    return row
