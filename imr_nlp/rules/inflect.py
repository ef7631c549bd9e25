"""The forms of words, for rows that say `"inflect": true`: "deny" also as "denied", "denies" and "denying".

They come from the lemma table of spacy-lookups-data, which is large and slow to load. So they are written into the rows once
(`imr-nlp patterns inflect FILE`), a test holds them against the table, and nothing is looked up when letters are read.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from imr_nlp.errors import Errors, PatternError
from imr_nlp.normalize import collapse
from imr_nlp.rules.load import parse_line

Table = Mapping[str, frozenset[str]]

_SHORTEST = 3


@cache
def lemma_table() -> Table:
    """The forms of English words, by their base form.

    RETURNS (Mapping[str, frozenset[str]]): of words of three letters or more, in lower case.
    RAISES (PatternError): spacy-lookups-data is not installed.
    """
    from spacy.util import load_language_data, registry

    # The package registers its files with spaCy.
    tables = registry.lookups.get("en") if "en" in registry.lookups else {}
    if "lemma_lookup" not in tables:
        raise PatternError(Errors.E080)
    table: Any = load_language_data(tables["lemma_lookup"])
    forms: dict[str, set[str]] = defaultdict(set)
    for form, lemma in table.items():
        # The table also has what was misspelt or cut off.
        if _is_word(form) and _is_word(lemma) and form[0] == lemma[0]:
            forms[lemma].add(form)
    return {lemma: frozenset(found) for lemma, found in forms.items()}


def _is_word(text: str) -> bool:
    return len(text) >= _SHORTEST and text.isascii() and text.isalpha() and text.islower()


def forms_of(terms: Iterable[str], table: Table) -> tuple[str, ...]:
    """What a row with these terms has as `forms`.

    terms (Iterable[str]): words or phrases in their base form; of a phrase the first and the last word have forms.
    table (Mapping): see `lemma_table`.
    RETURNS (tuple[str, ...]): sorted, without the terms themselves.

    >>> forms_of(["deny", "show benefit"], {"deny": frozenset(["denied"]), "benefit": frozenset(["benefits"])})
    ('denied', 'show benefits')
    """
    own = {collapse(term.lower()) for term in terms}
    found = set()
    for term in own:
        words = term.split()
        last = len(words) - 1
        choices = [{word} | (table.get(word, frozenset()) if n in (0, last) else set()) for n, word in enumerate(words)]
        found |= {" ".join(chosen) for chosen in product(*choices)}
    return tuple(sorted(found - own))


def inflect_file(path: str | os.PathLike[str]) -> int:
    """Write the forms into the rows of a file that say `"inflect": true`; all other lines stay as they are.

    path (str | PathLike): the file.
    RETURNS (int): how many rows were changed.
    RAISES (PatternError): a line is no JSON object, or spacy-lookups-data is not installed.
    RAISES (OSError): the file cannot be read or written.
    """
    lines = Path(path).read_text("utf8").splitlines(keepends=True)
    table = lemma_table()
    changed = 0
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        row = parse_line(line, f"{path}:{number + 1}")
        if not row.get("inflect"):
            continue
        forms = list(forms_of(row.get("terms", ()), table))
        if forms != row.get("forms", []):
            row["forms"] = forms
            lines[number] = json.dumps(row, ensure_ascii=False) + "\n"
            changed += 1
    if changed:
        Path(path).write_text("".join(lines), "utf8")
    return changed
