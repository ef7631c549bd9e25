"""The files in a folder, and those that match a pattern of names; lazily, in order, and through no link to a folder."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase

from imr_nlp.io.read.documents import Failure
from imr_nlp.io.read.files import no_access, shown

SUFFIXES = (".pdf", ".docx", ".txt", ".jsonl", ".spacy", ".zip")

# Written by runs of this package.
_OWN = (".db", ".sqlite", ".sqlite3", ".db-wal", ".db-shm", ".journal", ".journal-wal", ".journal-shm", ".lock", ".part")
_WILDCARDS = "*?["
_ANY_FOLDERS = "**"
# Of the Mac's own files beside a letter: ._letter.pdf, __MACOSX/.
_RESOURCE_FORK, _RESOURCE_FOLDER = "._", "__MACOSX"


def suffix_of(name: str) -> str:
    """The suffix of a name in lower case, ".pdf"; "" if it has none."""
    return os.path.splitext(name)[1].lower()


def is_pattern(path: str) -> bool:
    """Whether a path has wildcards."""
    return any(character in _WILDCARDS for character in path)


def is_wanted(name: str) -> bool:
    """Whether a file in a folder or archive may hold letters, by its name; what a Mac puts beside a file is left out."""
    *folders, file = name.split("/")
    return suffix_of(file) in SUFFIXES and not file.startswith(_RESOURCE_FORK) and _RESOURCE_FOLDER not in folders


def _list(folder: str) -> tuple[list[str], list[str]]:
    """Names of the folders in a folder (not of links to folders) and of all else, sorted."""
    folders: list[str] = []
    files: list[str] = []
    with os.scandir(folder or os.curdir) as entries:
        for entry in entries:
            (folders if entry.is_dir(follow_symlinks=False) else files).append(entry.name)
    return sorted(folders), sorted(files)


def _walk(top: str, leads_on: Callable[[str], bool]) -> Iterator[str | Failure]:
    """The paths of what is no folder, first those of a folder, then those in its folders to which `leads_on` says yes."""
    pending = [top]
    while pending:
        folder = pending.pop()
        try:
            folders, files = _list(folder)
        except OSError as error:
            yield Failure.of(shown(folder), "find", str(no_access(shown(folder), error)))
            continue
        yield from (os.path.join(folder, name) for name in files)
        pending += filter(leads_on, (os.path.join(folder, name) for name in reversed(folders)))


def count_skipped(name: str, skipped: Counter[str]) -> None:
    """Count a file that is passed over by its suffix, unless it is hidden or of a run of this package."""
    *folders, file = name.split("/")
    suffix = suffix_of(file)
    if not file.startswith(".") and _RESOURCE_FOLDER not in folders and suffix not in _OWN and suffix not in SUFFIXES:
        skipped[suffix or "without an ending"] += 1


def search(top: str, skipped: Counter[str]) -> Iterator[str | Failure]:
    """The files in a folder, and in the folders in it, that may hold letters; `skipped` counts the others.

    top (str): the folder; may be a link, while links in it are not followed.
    YIELDS (str | Failure): path with `top` in front, those of a folder before those of the folders in it; a failure for a
        folder that cannot be searched.
    """
    for path in _walk(top, lambda folder: os.path.basename(folder) != _RESOURCE_FOLDER):
        if isinstance(path, Failure):
            yield path
        elif not is_wanted(name := os.path.basename(path)):
            count_skipped(name, skipped)
        elif not os.path.isdir(path):  # a link
            yield path


def matching(pattern: str) -> Iterator[str | Failure]:
    """The files that match a pattern. (`glob` goes through links, in circles too, and passes over folders it may not search.)

    pattern (str): a path with *, ? or [...] in names, which match no name that begins with a full stop; ** is any folders.
    YIELDS (str | Failure): as `search`; files of any suffix if the pattern gives one, else those that may hold letters.
    """
    parts = pattern.replace(os.sep, "/").split("/")
    fixed = next(number for number, part in enumerate(parts) if is_pattern(part))
    top = "/".join(parts[:fixed]) + "/" * bool(fixed)
    if not os.path.isdir(top or os.curdir):
        return
    name_pattern = _Pattern(parts[fixed:])
    suffix = suffix_of(parts[-1])
    any_suffix = bool(suffix) and not is_pattern(suffix)

    def names(path: str) -> list[str]:
        return [part for part in path[len(top) :].split(os.sep) if part]

    for path in _walk(top, lambda folder: name_pattern.may_lead_on(names(folder))):
        if isinstance(path, Failure):
            yield path
            continue
        wanted = any_suffix or is_wanted(os.path.basename(path))
        if wanted and name_pattern.matches(names(path)) and not os.path.isdir(path):
            yield path


class _Pattern:
    """A pattern of names, one for each folder and one for the file: the parts of a path from the first with a wildcard."""

    def __init__(self, parts: list[str]) -> None:
        self.parts = parts

    def matches(self, names: list[str]) -> bool:
        """Whether the path of a file matches."""
        reached = self._reached(names)
        return len(self.parts) in reached or (len(self.parts) - 1 in reached and self.parts[-1] == _ANY_FOLDERS)

    def may_lead_on(self, folders: list[str]) -> bool:
        """Whether the path of a file in these folders may match."""
        return any(place < len(self.parts) for place in self._reached(folders))

    def _reached(self, names: list[str]) -> set[int]:
        """The places in the pattern, as numbers of parts, at which a match of the names can stand."""
        reached = {0}
        for name in names:
            reached = {following for place in self._places(reached) for following in self._step(place, name)}
        return reached

    def _step(self, place: int, name: str) -> Iterator[int]:
        if place == len(self.parts) or (name.startswith(".") and not self.parts[place].startswith(".")):
            return
        if self.parts[place] == _ANY_FOLDERS:
            yield place
        elif fnmatchcase(name, self.parts[place]):
            yield place + 1

    def _places(self, reached: set[int]) -> set[int]:
        """These, and those after each ** there, which may stand for no folder."""
        places = set(reached)
        for place in reached:
            while place < len(self.parts) and self.parts[place] == _ANY_FOLDERS:
                place += 1
                places.add(place)
        return places
