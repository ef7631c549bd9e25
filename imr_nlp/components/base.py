"""What the components that hold pattern rows share: reading them at first use, and taking them along on disk.

(No postponed annotations here: spaCy reads the signature of `initialize` to check a config.)
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import srsly
from spacy import util
from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.tokens import Doc, Span
from spacy.training import Example

from imr_nlp import labels
from imr_nlp.record import groups
from imr_nlp.rules import schema
from imr_nlp.rules.load import ALWAYS_USED, check_unique, read_rows
from imr_nlp.text.sentences import SentenceSplitter

Scorer = Callable[..., dict[str, Any]]

# Values of `token.ent_iob`.
_INSIDE, _BEGINS = 1, 3


class PatternPipe(Pipe):
    """A component that works from pattern rows.

    `row_types` are the classes of rows that it uses (imr_nlp.rules.schema); a row of another label is refused.

    The rows come from `initialize`, from `from_disk`/`from_bytes`, or else, at first use, from the files that `patterns`
    and `extra_patterns` name. A pipeline that was saved reads its own copy.

    nlp (Language): the pipeline.
    name (str): the component's name in it.
    patterns (Sequence[str]): names of packaged pattern files.
    extra_patterns (Sequence[str]): further files, the user's own, read after those.
    scorer (Callable): scoring function, see `imr_nlp.scoring`.
    """

    row_types: ClassVar[tuple[type[schema.Row], ...]] = ()
    # Labels that it writes whatever its rows are, and those that a row of a class adds.
    fixed_labels: ClassVar[tuple[str, ...]] = ()
    row_labels: ClassVar[dict[type[schema.Row], Callable[[Any], str | None]]] = {}
    # Whether it reads nothing that another component wrote.
    begins: ClassVar[bool] = False

    def __init__(
        self, nlp: Language, name: str, *, patterns: Sequence[str], extra_patterns: Sequence[str] = (), scorer: Scorer
    ) -> None:
        self.vocab = nlp.vocab
        self.name = name
        self.pattern_files = [*patterns, *extra_patterns]
        self.scorer = scorer
        self.rows: list[schema.Row] | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels of the entities or spans that the component writes, sorted (`nlp.pipe_labels`)."""
        rows = ((row, self.row_labels.get(type(row))) for row in self.rows or ())
        added = {label for row, label_of in rows if label_of is not None and (label := label_of(row))}
        return tuple(sorted({*self.fixed_labels, *added}))

    def compile(self, rows: list[Any]) -> None:
        """Build the matchers from rows; called once for each set of rows."""
        raise NotImplementedError

    def annotate(self, doc: Doc) -> None:
        """Write the component's results on a Doc."""
        raise NotImplementedError

    def __call__(self, doc: Doc) -> Doc:
        if self.rows is None:
            self.add_patterns(self._read(self.pattern_files))
        if not self.begins:
            groups.check_tokens(doc, labels.SECTIONS)
        self.annotate(doc)
        return doc

    def _read(self, names: Sequence[str]) -> list[schema.Row]:
        return read_rows(names, self.row_types)

    def add_patterns(self, rows: Iterable[Any]) -> None:
        """Replace the component's pattern rows.

        rows (Iterable[Row | dict]): rows, or what stands in a pattern file.
        RAISES (PatternError): a row is not usable.
        """
        rows = [schema.parse_row(row) if isinstance(row, dict) else row for row in rows]
        self.splitter = SentenceSplitter.from_rows(rows)
        self.compile(rows)
        self.rows = rows

    def extend(self, rows: Sequence[schema.Row]) -> None:
        """Add those of some rows that are of a kind the component uses (PatternError: one stands twice)."""
        own = [row for row in rows if isinstance(row, self.row_types)]
        if own:
            always = [row for row in rows if isinstance(row, ALWAYS_USED)]
            known = self._read(self.pattern_files) if self.rows is None else self.rows
            together = [*known, *always, *own]
            check_unique(together)
            self.add_patterns(together)

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Example]],
        *,
        nlp: Language | None = None,
        patterns: list[str] | None = None,
    ) -> None:
        """Read the pattern files (`nlp.initialize`, `spacy assemble`), unless the component came with rows of its own.

        patterns (list[str] | None): files to read instead of those of the component's settings, whatever it came with.
        """
        if self.rows is None or patterns is not None:
            self.add_patterns(self._read(self.pattern_files if patterns is None else patterns))

    def _saved_rows(self) -> list[dict[str, Any]]:
        if self.rows is None:
            self.add_patterns(self._read(self.pattern_files))
        return [row.to_dict() for row in self.rows or ()]

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """The pattern rows as bytes."""
        data: bytes = util.to_bytes({"patterns": lambda: srsly.json_dumps(self._saved_rows())}, exclude)
        return data

    def from_bytes(self, bytes_data: bytes, *, exclude: Iterable[str] = ()) -> "PatternPipe":
        """Take the pattern rows from bytes."""
        util.from_bytes(bytes_data, {"patterns": lambda b: self.add_patterns(srsly.json_loads(b))}, exclude)
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the pattern rows as patterns.jsonl into a folder."""
        util.to_disk(Path(path), {"patterns.jsonl": lambda p: srsly.write_jsonl(p, self._saved_rows())}, exclude)

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "PatternPipe":
        """Take the pattern rows from patterns.jsonl in a folder."""
        util.from_disk(Path(path), {"patterns.jsonl": lambda p: self.add_patterns(srsly.read_jsonl(p))}, exclude)
        return self


class Entity(NamedTuple):
    """An entity of a Doc: token offsets, label and normal form."""

    start: int
    end: int
    label: str
    normal_form: str


def entities_in(span: Span) -> list[Entity]:
    """The entities in a short span, of one that reaches beyond it the part inside; `doc.ents` would be the whole letter's."""
    found: list[Entity] = []
    for token in span:
        kind = token.ent_iob
        if kind == _BEGINS or (kind == _INSIDE and not found):
            found.append(Entity(token.i, token.i + 1, token.ent_type_, token.ent_id_))
        elif kind == _INSIDE:
            found[-1] = found[-1]._replace(end=token.i + 1)
    return found
