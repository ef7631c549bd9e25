"""The rows of patterns/findings.jsonl: wordings by which `imr_findings` tells what is compared with what."""

from __future__ import annotations

from typing import Literal

from imr_nlp.rules.schema import Expression, PatternRow, TermsRow, Words


class DateContext(TermsRow):
    """Words in front of a date that say what it is the date of.

    field (str): the field of the header that has the same date.
    between (tuple[str, ...]): words that may stand between them and the date, besides DATE_LINK words.
    words_between (int): how many others may.
    not_before (str | None): expression that must not stand right in front of them ("previous").
    """

    label: Literal["DATE_CONTEXT"] = "DATE_CONTEXT"
    field: Literal["DATE_OF_INJURY", "UR_DENIAL_DATE"]
    between: tuple[Words, ...] = ()
    not_before: Expression | None = None
    words_between: int = 0


class DateLink(TermsRow):
    """Words right in front of a date ("on", "dated")."""

    label: Literal["DATE_LINK"] = "DATE_LINK"


class DateUse(TermsRow):
    """Words in front of a date that say when it lies.

    time (str): "past": what has happened by then; "open": it may be yet to come, or is no date of an event.
    """

    label: Literal["DATE_USE"] = "DATE_USE"
    time: Literal["past", "open"]


class CountWord(TermsRow):
    """Words by which sessions are counted.

    part (str): "unit": what is counted; "end": a word between a number and a unit that parts them.
    """

    label: Literal["COUNT_WORD"] = "COUNT_WORD"
    part: Literal["unit", "end"]


class RequestCount(PatternRow):
    """Words beside a number of sessions that call it the request.

    side (str): whether they stand before or after it.
    """

    label: Literal["REQUEST_COUNT"] = "REQUEST_COUNT"
    side: Literal["before", "after"]


class OtherRequest(PatternRow):
    """Words around a number of sessions that tell of a supposed, an earlier or a decided request."""

    label: Literal["OTHER_REQUEST"] = "OTHER_REQUEST"


class Aside(TermsRow):
    """Words that begin a clause which does not name the item.

    not_after (str | None): expression that must not stand right after them.
    """

    label: Literal["ASIDE"] = "ASIDE"
    not_after: Expression | None = None


FINDING_ROWS = (DateContext, DateLink, DateUse, CountWord, RequestCount, OtherRequest, Aside)
