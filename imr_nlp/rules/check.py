"""Whether pattern rows are sound: `imr-nlp patterns check`, and the tests. Start with `check_files`.

A row is read as a component reads it, and its examples are tried. What reading refuses is a problem of its file and line;
further ones are:
- an example that the row does not match, a counter-example that it does, a pattern without an example;
- an alternative of a pattern (`one|other`) that no example needs: it is to be a row of its own, or to go;
- a look-around, a back-reference, or a capital letter, which no text in lower case has.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import NamedTuple

import imr_nlp.components
import imr_nlp.findings
import imr_nlp.readers
import imr_nlp.rules
import imr_nlp.text
from imr_nlp.errors import Errors, PatternError
from imr_nlp.readers.reason_rows import ReasonCode, unknown_codes
from imr_nlp.rules.expressions import compiled
from imr_nlp.rules.fragments import expand, fragments_of
from imr_nlp.rules.literals import forbidden, literals_of
from imr_nlp.rules.load import check_unique, data_folder, packaged_patterns, parse_line, pattern_lines
from imr_nlp.rules.phrase_table import PhraseTable, words
from imr_nlp.rules.ruleset import RuleSet
from imr_nlp.rules.schema import Fragment, Row, parse_row
from imr_nlp.text.letter import LetterText

# Where the reason codes of the package are.
REASONS = "reasons.jsonl"
# Escapes and names of groups, whose capitals are no letters.
_NO_LETTERS = re.compile(r"\\.|\(\?P[<=]\w+|\{\{\w+\}\}")


class Checked(NamedTuple):
    """What a check found.

    rows (int): how many rows were read.
    examples (int): how many examples and counter-examples were tried.
    problems (tuple[str, ...]): messages, each with file and line.
    warnings (tuple[str, ...]): what costs time but changes no result.
    """

    rows: int
    examples: int
    problems: tuple[str, ...]
    warnings: tuple[str, ...]


def check_files(names: Sequence[str | Path] = ()) -> Checked:
    """Check the user's own pattern files, whose patterns may use the package's fragments; without any those of the package."""
    import_row_classes()
    problems: list[str] = []
    rows: list[Row] = []
    warnings: list[str] = []
    for group in [list(names)] if names else _groups():
        found: list[Row] = []
        for name in group:
            found += _read(name, problems)
        shared = _read("fragments.jsonl", []) if names else []
        if names:
            codes = [row.id for row in [*_read(REASONS, []), *found] if isinstance(row, ReasonCode)]
            problems += unknown_codes(found, codes)
        _check_group(found, shared, problems, warnings)
        rows += found
    examples = sum(len(row.examples) + len(row.counter_examples) for row in _once(rows))
    return Checked(len(_once(rows)), examples, tuple(dict.fromkeys(problems)), tuple(dict.fromkeys(warnings)))


def import_row_classes() -> None:
    """Import every module that may hold a class of rows, so that its label is known."""
    for room in (imr_nlp.text, imr_nlp.rules, imr_nlp.readers, imr_nlp.findings, imr_nlp.components):
        for module in iter_modules(room.__path__, f"{room.__name__}."):
            import_module(module.name)


def problems_of(row: Row, fragments: Mapping[str, str]) -> list[str]:
    """What is wrong with a row by its own examples: messages, none if all is well."""
    pattern = getattr(row, "pattern", None)
    where = row.where or row.id
    if pattern is not None and (refused := _refused(row, pattern, fragments)) is not None:
        return [Errors.E081.format(where=where, what=refused)]
    missed = [text for text in row.examples if not matches(row, fragments, text)]
    taken = [text for text in row.counter_examples if matches(row, fragments, text)]
    found = [Errors.E082.format(where=where, text=text) for text in missed]
    found += [Errors.E083.format(where=where, text=text) for text in taken]
    if pattern is None or isinstance(row, Fragment):
        return found
    if not row.examples:
        return [*found, Errors.E084.format(where=where, id=row.id)]
    parts = alternatives(pattern)
    for part in parts if len(parts) > 1 else ():
        alone = row.model_copy(update={"pattern": part, "terms": ()})
        if not any(matches(alone, fragments, text) for text in row.examples):
            found.append(Errors.E085.format(where=where, alternative=part))
    return found


def matches(row: Row, fragments: Mapping[str, str], text: str) -> bool:
    """Whether a row with `terms` or a `pattern` finds anything in an example, capitals and line breaks as they may be."""
    lower = LetterText(text).lower
    if row.by_words:
        return bool(PhraseTable((term, row) for term in getattr(row, "terms", ())).find(words(lower)))
    return bool(RuleSet([row], fragments).find(lower))


def alternatives(pattern: str) -> list[str]:
    """The alternatives of a pattern; groups are not looked into.

    >>> alternatives(r"no (?:pain|ache)|painless|[|]")
    ['no (?:pain|ache)', 'painless', '[|]']
    """
    parts, depth, start, in_class = [], 0, 0, False
    skip = False
    for n, character in enumerate(pattern):
        if skip:
            skip = False
        elif character == "\\":
            skip = True
        elif in_class:
            in_class = character != "]" or pattern[n - 1] == "["
        elif character == "[":
            in_class = True
        elif character in "()":
            depth += 1 if character == "(" else -1
        elif character == "|" and not depth:
            parts.append(pattern[start:n])
            start = n + 1
    return [*parts, pattern[start:]]


def _check_group(rows: list[Row], shared: list[Row], problems: list[str], warnings: list[str]) -> None:
    """Check rows that are read together."""
    try:
        check_unique(rows)
    except PatternError as error:
        problems.append(str(error))
    try:
        fragments = fragments_of([*shared, *rows])
    except PatternError as error:
        problems.append(str(error))
        return
    for row in rows:
        try:
            problems += problems_of(row, fragments)
            if _has_no_literal(row, fragments):
                warnings.append(Errors.W002.format(where=row.where, id=row.id))
        except PatternError as error:
            problems.append(str(error))


def _has_no_literal(row: Row, fragments: Mapping[str, str]) -> bool:
    pattern = getattr(row, "pattern", None)
    if pattern is None or isinstance(row, Fragment):
        return False
    literals = literals_of(expand(row, pattern, fragments))
    return literals.needed is None and literals.exact is None


def _refused(row: Row, pattern: str, fragments: Mapping[str, str]) -> str | None:
    """What stands in a pattern that must not (PatternError: it does not compile)."""
    found = forbidden(compiled(expand(row, pattern, fragments), row).pattern)
    if found is not None:
        return found
    letters = _NO_LETTERS.sub("", pattern)
    capital = next((character for character in letters if character.isupper()), None)
    return None if capital is None else f"the capital letter {capital!r}"


def _read(name: str | Path, problems: list[str]) -> list[Row]:
    """The rows of a file that can be read; the others are problems."""
    rows = []
    for where, line in pattern_lines(name):
        try:
            rows.append(parse_row(parse_line(line, where), where))
        except PatternError as error:
            problems.append(str(error))
    return rows


def _groups() -> list[list[str | Path]]:
    """The packaged files, as components read them; a file that none reads is by itself."""
    from spacy.util import load_config

    config = load_config(Path(str(data_folder("configs"))) / "imr_nlp.cfg")
    groups: list[list[str | Path]] = []
    for component in config["components"].values():
        names = component.get("patterns")
        if names and names not in groups:
            groups.append(names)
    read = {name for names in groups for name in names}
    return groups + [[name] for name in packaged_patterns() if name not in read]


def _once(rows: list[Row]) -> list[Row]:
    return list({(row.where, row.label): row for row in rows}.values())
