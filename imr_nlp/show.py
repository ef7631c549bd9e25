"""`imr-nlp show`: letters as text in the terminal, from files, folders, standard input and what `imr-nlp extract` wrote.

Start with `show`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from imr_nlp.errors import Errors, ReadError
from imr_nlp.io.diff.outputs import open_output
from imr_nlp.io.read.documents import Document, Failure
from imr_nlp.io.read.readers import read_letter, read_texts
from imr_nlp.io.read.sources import Source, find_documents
from imr_nlp.io.write.export import DATABASES
from imr_nlp.record.models import Determination
from imr_nlp.text.harmless import blanked, escaped
from imr_nlp.view.text import summary

if TYPE_CHECKING:
    from spacy.language import Language

_FORM, _OUTCOME = 26, 22


class Shown(NamedTuple):
    """A record to show, where it is from, and whether it is one of many, of which each has a line."""

    source: str
    record: Determination
    in_line: bool


@dataclass
class Records:
    """The records that arguments stand for.

    load (Callable[[], Language]): gives the pipeline; called when the first letter is read.
    failed (Callable[[str], None]): called with the message of what cannot be read.
    """

    load: Callable[[], Language]
    failed: Callable[[str], None]

    @cached_property
    def _nlp(self) -> Language:
        return self.load()

    def of(self, arguments: Sequence[Source]) -> Iterator[Shown]:
        """Records, one by one.

        arguments (Sequence[str | Document]): files, folders and documents; or a database of `imr-nlp extract` and after it the
            case numbers or sources of letters in it, of all if there are none.
        YIELDS (Shown): what can be read.
        """
        first = arguments[0]
        if isinstance(first, str) and first.lower().endswith(DATABASES) and os.path.isfile(first):
            yield from self._stored(first, [str(name) for name in arguments[1:]])
            return
        for argument in arguments:
            if isinstance(argument, str) and not os.path.isdir(argument):
                yield from self._read(argument, in_line=False)
                continue
            for document in find_documents([argument]):
                if isinstance(document, Failure):
                    self.failed(str(document))
                else:
                    yield from self._read(document, in_line=not isinstance(argument, Document))

    def _read(self, place: str | Document, *, in_line: bool) -> Iterator[Shown]:
        try:
            found = [(place, read_letter(place))] if isinstance(place, str) else list(read_texts(place))
        except ReadError as error:
            self.failed(str(error))
            return
        for source, text in found:
            yield Shown(source, self._nlp(text)._.imr, in_line)

    def _stored(self, path: str, names: Sequence[str]) -> Iterator[Shown]:
        try:
            with open_output(path) as output:
                keys = output.keys()
                asked = [key for name in names for key in keys if name in (key.case_number, key.source)]
                for key in asked if names else keys:
                    yield Shown(key.source, Determination.from_dict(output.record(key)), not names)
                known = {name for key in keys for name in (key.case_number, key.source)}
        except (ReadError, ValueError) as error:
            self.failed(str(error))
            return
        for name in names:
            if name not in known:
                self.failed(Errors.E108.format(path=escaped(path), name=escaped(name)))


def show(records: Iterator[Shown], width: int, *, several: bool) -> Iterator[str]:
    """Records as text, one at a time: summaries of so many columns (if several, headed by their source), or lines."""
    for number, (source, record, in_line) in enumerate(records):
        if in_line:
            yield line(source, record)
        else:
            heading = f"{escaped(source)}\n" if several else ""
            yield "\n" * bool(number) + heading + summary(record, width) + "\n"


def line(source: str, record: Determination) -> str:
    """A letter in one line: case number, date, form, outcome, how many items, source."""
    header = record.header
    words = f"{header.case_number or '-':<14} {header.decision_date or '-':<10}  {record.form.replace('_', ' '):<{_FORM}}"
    outcome = (record.outcome or "-").replace("_", " ")
    return f"{blanked(words)}{outcome:<{_OUTCOME}}{len(record.issues):>3} items  {escaped(source)}\n"
