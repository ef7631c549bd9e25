"""What a pattern row may say: one class for each label, checked when the row is read.

A key that the class does not have, a value of another type and a value that is not allowed are refused (see `parse_row`). A new
label is a new class: its `label` registers it. Start with `Row`.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from imr_nlp.errors import Errors, PatternError

MAX_PATTERN_CHARACTERS = 240

Words = Annotated[str, StringConstraints(min_length=1, pattern=r"\S")]
Expression = Annotated[str, StringConstraints(min_length=1, max_length=MAX_PATTERN_CHARACTERS)]


class Row(BaseModel):
    """A row of a pattern file.

    label (str): what kind of row it is.
    id (str): the normal form of what it names, or a name for its wording; several rows may share one.
    examples (tuple[str, ...]): texts that it must match.
    counter_examples (tuple[str, ...]): texts that it must not match.
    comment (str | None): why it is as it is.
    where (str): file and line, for messages; not part of the row.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    classes: ClassVar[dict[str, type[Row]]] = {}
    # Whether a term may stand in one row only.
    unique_terms: ClassVar[bool] = True
    # Whether terms are looked up word by word, in both numbers (imr_nlp.rules.phrase_table).
    by_words: ClassVar[bool] = False

    label: str
    id: Words
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    comment: str | None = None
    where: str = Field("", exclude=True, repr=False)

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        for label in get_args(cls.model_fields["label"].annotation):
            Row.classes[label] = cls

    @property
    def scope(self) -> str:
        """Within which rows terms and wordings are unique."""
        return self.label

    def to_dict(self) -> dict[str, Any]:
        """The row as it stands in a file."""
        return {"label": self.label, **self.model_dump(mode="json", exclude_defaults=True)}


class PatternRow(Row):
    """A row with a wording.

    pattern (str): a regular expression for text in lower case, without look-around and back-references; it neither begins nor
        ends inside a word; a blank is any white space, `{{name}}` the FRAGMENT row of that id.
    not_before (str | None): expression that must not stand right in front of a match.
    not_after (str | None): expression that must not stand right after it.
    unless (str | None): expression that must not be in the text searched (a sentence or clause).
    """

    pattern: Expression
    not_before: Expression | None = None
    not_after: Expression | None = None
    unless: Expression | None = None


class TermsRow(Row):
    """A row with names or phrases, matched without regard to case, line breaks and the kind of apostrophe.

    terms (tuple[str, ...]): the phrases.
    inflect (bool): their verbs and nouns match in all their forms; `imr-nlp patterns inflect` writes those into `forms`.
    forms (tuple[str, ...]): further phrases that count as the terms do.
    """

    terms: tuple[Words, ...]
    inflect: bool = False
    forms: tuple[Words, ...] = ()


class WordingRow(Row):
    """A row with a `pattern` or, where the wordings are plain phrases, `terms`; the other keys are those of PatternRow."""

    pattern: Expression | None = None
    terms: tuple[Words, ...] = ()
    not_before: Expression | None = None
    not_after: Expression | None = None
    unless: Expression | None = None


class Fragment(Row):
    """A part of expressions, by its id: a `pattern` or `terms`."""

    unique_terms: ClassVar[bool] = False

    label: Literal["FRAGMENT"] = "FRAGMENT"
    pattern: Expression | None = None
    terms: tuple[Words, ...] = ()
    inflect: bool = False
    forms: tuple[Words, ...] = ()


class Abbreviation(TermsRow):
    """Words, without their full stop, after which no sentence ends.

    before_number (bool): only in front of a number ("no. 3").
    after_unit (bool): it does not begin a sentence after a unit ("mg. Cap. #60").
    """

    label: Literal["ABBREVIATION"] = "ABBREVIATION"
    before_number: bool = False
    after_unit: bool = False


class SentenceStart(TermsRow):
    """Words with which a sentence may begin after an initial ("vitamin D. The")."""

    label: Literal["SENTENCE_START"] = "SENTENCE_START"


class LetteredWord(TermsRow):
    """Words that a letter completes, which may end a sentence ("plan B.", "hepatitis C.")."""

    label: Literal["LETTERED_WORD"] = "LETTERED_WORD"


class CommonWord(TermsRow):
    """Ordinary words, which make no name of a drug (imr_nlp.lexicon).

    claim (bool): words of labels ("pain relief").
    """

    label: Literal["COMMON_WORD"] = "COMMON_WORD"
    claim: bool = False


def parse_row(values: dict[str, Any], where: str = "") -> Row:
    """A row from what a line of a file holds.

    values (dict): the JSON object.
    where (str): file and line.
    RETURNS (Row): of the class of its label.
    RAISES (PatternError): label or key unknown, key missing, value of another type or not allowed; the message names place, key
        and what is allowed.
    """
    label = values.get("label")
    kind = Row.classes.get(label) if isinstance(label, str) else None
    if kind is None:
        raise PatternError(Errors.E002.format(where=where, label=label, known=", ".join(sorted(Row.classes))))
    try:
        return kind.model_validate({**values, "where": where}, strict=False)
    except ValidationError as error:
        raise PatternError(_message(kind, where, error)) from None


def _message(kind: type[Row], where: str, error: ValidationError) -> str:
    """The first thing that is wrong with a row, in the package's words."""
    first = error.errors(include_url=False)[0]
    key = ".".join(map(str, first["loc"])) or "row"
    if first["type"] == "extra_forbidden":
        allowed = ", ".join(sorted(set(kind.model_fields) - {"where"}))
        return Errors.E065.format(where=where, key=key, label=kind.model_fields["label"].default, allowed=allowed)
    if first["type"] == "missing":
        return Errors.E003.format(where=where, key=key, kind="value")
    if first["type"] == "literal_error":
        allowed = str(first.get("ctx", {}).get("expected", ""))
        return Errors.E015.format(where=where, key=key, value=first["input"], allowed=allowed)
    return Errors.E066.format(where=where, key=key, reason=first["msg"])
