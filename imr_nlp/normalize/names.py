"""Names in one spelling: case, number, punctuation, filling words and the order of words count nothing; see `NameTable`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import lru_cache

# Words that tell no name from another.
_FILLERS = frozenset(("a", "an", "and", "by", "for", "in", "of", "on", "or", "the", "to", "vs", "with"))
_FILLERS |= {"chapter", "guideline", "section", "topic"}
# The same of the titles of chapters.
CHAPTER_NOISE = frozenset(("acute", "chronic", "complaint", "disorder", "medical", "procedure", "summary", "treatment"))
# How many letters a word must have to be known with one of them wrong, and how much must be alike.
_LONG, _ALIKE = 5, 0.83
# So many names are remembered.
_MEMORY = 4096
# Written as words of their own, with a hyphen or in one.
_PREFIXES = frozenset(("anti", "non", "post", "pre"))


@lru_cache(maxsize=4096)
def singular(word: str) -> str:
    """A word without its plural ending; not always a word, but the same for both numbers.

    >>> singular("injections"), singular("studies"), singular("braces"), singular("pelvis"), singular("crutches")
    ('injection', 'study', 'brace', 'pelvis', 'crutch')
    """
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("'s"):
        return word[:-2]
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    return word[:-1]


def name_words(name: str) -> frozenset[str]:
    """The words by which a name is known.

    name (str): the name as worded.
    RETURNS (frozenset[str]): in lower case and singular.

    >>> sorted(name_words("Post-operative MRI's of the Knees"))
    ['knee', 'mri', 'postoperative']
    """
    letters = name.replace("'", "").replace("\u2019", "")
    words = "".join([character if character.isalnum() else " " for character in letters]).split()
    words = [word[:-1].lower() if word[-1] == "s" and word[:-1].isupper() else word.lower() for word in words]  # MRIs
    for place in range(len(words) - 2, -1, -1):
        if words[place] in _PREFIXES:
            words[place] += words.pop(place + 1)
    return frozenset(map(singular, words)) - _FILLERS


class Spelling:
    """Words of names, with a letter wrong.

    words (Iterable[str]): the words in lower case; short ones are left out.

    >>> Spelling(["shoulder"]).right("sholder"), Spelling(["shoulder"]).right("older")
    ('shoulder', 'older')
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted({word for word in words if len(word) >= _LONG})
        self._known = {word: word for word in self._words}

    def right(self, word: str) -> str:
        """The word that is meant, else the word."""
        if len(word) < _LONG:
            return word
        right = self._known.get(word)
        if right is None:
            right = next(iter(get_close_matches(word, self._words, 1, _ALIKE)), word)
            if len(self._known) < _MEMORY:
                self._known[word] = right
        return right


class NameTable:
    """Normal forms of names.

    names (Iterable[tuple[str, str]]): names with their normal forms; of two with the same words the first counts.
    noise (frozenset[str]): further words that tell no name from another.
    misspelt (bool): whether a long word may have a letter wrong.

    >>> table = NameTable([("MRIs (magnetic resonance imaging)", "mri"), ("Drug testing", "drug_testing")])
    >>> table.get("Magnetic resonance imaging (MRI)"), table.get("4.1 Opioids: Testing of Drugs"), table.get("Drugs")
    ('mri', 'drug_testing', None)
    """

    def __init__(
        self, names: Iterable[tuple[str, str]], *, noise: frozenset[str] = frozenset(), misspelt: bool = False
    ) -> None:
        names = list(names)
        self._noise = noise
        self._forms: dict[frozenset[str], str] = {}
        without = ((f"{name.partition('(')[0]} {name.rpartition(')')[2]}", form) for name, form in names if "(" in name)
        for name, form in (*names, *without):
            self._forms.setdefault(name_words(name) - noise, form)
        self._forms.pop(frozenset(), None)
        self._spelling = Spelling(word for words in self._forms for word in words) if misspelt else None
        self._known: dict[str, str | None] = {}

    def get(self, name: str) -> str | None:
        """The normal form of a name, or of a part of it that is a name: without what stands in parentheses, that alone, or
        what follows a number or a colon; None if it is not known.
        """
        if name in self._known:
            return self._known[name]
        form = self._form(name)
        if len(self._known) < _MEMORY:
            self._known[name] = form
        return form

    def _form(self, name: str) -> str | None:
        found = [name_words(part) - self._noise for part in _parts(name)]
        if self._spelling is not None:
            found += [frozenset(map(self._spelling.right, words)) for words in found]
        return next((self._forms[words] for words in found if words in self._forms), None)


def _parts(name: str) -> Iterator[str]:
    yield name
    before, opened, rest = name.partition("(")
    if opened:
        inside, _, after = rest.partition(")")
        yield f"{before} {after}"
        yield inside
    number, _, words = name.partition(" ")
    if number[:1].isdigit() and words:
        yield from _parts(words)
    if ":" in name:
        yield name.rpartition(":")[2]
        yield name.partition(":")[0]
