"""The rows by which rationales are read: what a sentence is (ROLE_CUE), and what is a reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar, Literal

from imr_nlp.errors import Errors
from imr_nlp.rules.schema import PatternRow, Row, TermsRow, WordingRow, Words

Role = Literal["guideline", "quotation", "history", "reasoning", "conclusion", "review"]


class RoleCue(PatternRow):
    """Words by which a sentence of a rationale shows what it is.

    role (str): what.
    weight (int): how much they count.
    lasts (bool): where a clause has the role, the rest of its sentence has it too ("all of the following: ...").
    """

    label: Literal["ROLE_CUE"] = "ROLE_CUE"
    role: Role
    weight: int
    lasts: bool = False


class Ground(TermsRow):
    """Words with which the grounds of an outcome begin, in front of it or after it in the same clause."""

    label: Literal["GROUND"] = "GROUND"


class Concept(WordingRow):
    """What reasons are about (benefit, a finding, care tried before, ...), by its id: a `pattern` or `terms`.

    passed_over (bool): a noun for the record itself ("documentation of"); what counts is what it is of.
    governs (bool): what follows it in its sentence belongs to it ("no rationale for ...").
    in_purpose (bool): it counts where it tells what something is for, too.
    """

    label: Literal["CONCEPT"] = "CONCEPT"
    inflect: bool = False
    forms: tuple[Words, ...] = ()
    passed_over: bool = False
    governs: bool = False
    in_purpose: bool = False


class Reason(Row):
    """The code of a concept that is missing, unclear or stated.

    concept (str): id of CONCEPT rows.
    stated (str): "missing" (denied or unclear), "unclear", "given".
    beside (str | None): id of CONCEPT rows of which one must be in the same clause.
    anywhere (bool): the other concept may stand anywhere in the rationale, in guideline text too.
    item (tuple[str, ...]): words of which one must name the item.
    code (str): id of a REASON_CODE row.
    weak (str | None): it counts if its sentence, or its rationale, gives nothing else.
    """

    label: Literal["REASON"] = "REASON"
    concept: str
    stated: Literal["missing", "unclear", "given"]
    beside: str | None = None
    anywhere: bool = False
    item: tuple[str, ...] = ()
    code: str
    weak: Literal["sentence", "rationale"] | None = None


class ReasonCode(Row):
    """A code, by its id.

    polarity (str): whether it speaks against the item or for it.
    group (str): what kind of thing is missing or stated.
    covers (tuple[str, ...]): codes that its clause does not have as well.
    deniable (bool): what its STATEMENT rows tell is undone by a denial in front of it ("no risk of ...").
    """

    label: Literal["REASON_CODE"] = "REASON_CODE"
    polarity: Literal["against", "for"]
    group: Literal["documentation", "benefit", "prior_care", "indication", "guideline", "safety", "overlap", "support"]
    covers: tuple[str, ...] = ()
    deniable: bool = False


class Statement(PatternRow):
    """A wording that is a reason by itself.

    code (str): id of a REASON_CODE row.
    roles (tuple[str, ...]): of the parts in which it counts.
    subject (str | None): "before" or "after" where the words there must name the item.
    item (tuple[str, ...]): words of which one must name the item.
    beside (str | None): id of CONCEPT rows of which one must be in the same clause.
    weak (str | None): it counts if its sentence, or its rationale, gives nothing else.
    """

    label: Literal["STATEMENT"] = "STATEMENT"
    code: str
    roles: tuple[Role, ...] = ("reasoning",)
    subject: Literal["before", "after"] | None = None
    item: tuple[str, ...] = ()
    beside: str | None = None
    weak: Literal["sentence", "rationale"] | None = None


class ReachEnd(PatternRow):
    """Words with which what an absence is about ends ("to support ...", "that would ...")."""

    label: Literal["REACH_END"] = "REACH_END"


class CommonItemWord(TermsRow):
    """Words of an item's heading that do not tell it from others, without an "s" at the end."""

    label: Literal["COMMON_ITEM_WORD"] = "COMMON_ITEM_WORD"


class ItemName(TermsRow):
    """Names of one thing: an item that its heading gives one of them is known by all of them."""

    label: Literal["ITEM_NAME"] = "ITEM_NAME"
    unique_terms: ClassVar[bool] = False


class RefusalWord(TermsRow):
    """Last words of cues that say of a service that it is not wanted ("surgery is not indicated"): no absence of it.

    concepts (tuple[str, ...]): ids of CONCEPT rows that may be services.
    """

    label: Literal["REFUSAL_WORD"] = "REFUSAL_WORD"
    concepts: tuple[str, ...]


class ClauseEdge(TermsRow):
    """Words that are left out at the start or the end of a clause that gives a reason, or that begin the next after a comma."""

    label: Literal["CLAUSE_EDGE"] = "CLAUSE_EDGE"
    unique_terms: ClassVar[bool] = False
    side: Literal["start", "end", "next"]


def unknown_codes(rows: Iterable[Row], codes: Iterable[str]) -> Iterator[str]:
    """What is wrong with STATEMENT and REASON rows whose code is none of the REASON_CODE rows."""
    known = sorted(codes)
    for row in rows:
        if isinstance(row, Statement | Reason) and row.code not in known:
            yield Errors.E015.format(where=row.where or row.id, key="code", value=row.code, allowed=", ".join(known))
