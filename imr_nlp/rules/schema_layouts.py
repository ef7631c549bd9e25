"""Rows of a letter's structure: its sections, header table, reviewer and pages, and what marks its disputed items."""

from __future__ import annotations

from typing import Literal

from imr_nlp.rules.schema import PatternRow, TermsRow, WordingRow, Words

Field = Literal[
    "case_number", "date_assigned", "date_of_injury", "decision_date", "ur_denial_date", "priority", "application_received"
]
Value = Literal["case_number", "date", "priority"]


class LayoutRow(PatternRow):
    """A wording that some kinds of letters have.

    form (str): the kind of letter.
    also_in (tuple[str, ...]): further kinds that have it, a heading of a section at the same place.
    """

    form: Words
    also_in: tuple[Words, ...] = ()

    @property
    def all_forms(self) -> tuple[str, ...]:
        """All of these kinds."""
        return self.form, *self.also_in


class Section(LayoutRow):
    """A heading of a section, in the order in which the sections of a form follow.

    section (str): the section that it begins: "HEADER", "METHOD" (who decided), "DOCUMENTS", "CASE_SUMMARY"; "DECISIONS" and
        "ISSUES", which list disputed items with decisions and with all that belongs to them; "ITEMS", "GUIDELINES" and
        "RATIONALE", where a letter has each of these once for all its items; "END", what comes after them.
    starts_letter (bool): whether a second letter in the same text may begin with it.
    any_place (bool): whether it may stand before or after any other section.
    with_heading (bool): whether the wording is part of the section, as that of a sentence is.
    """

    label: Literal["SECTION"] = "SECTION"
    section: Words
    starts_letter: bool = False
    any_place: bool = False
    with_heading: bool = False


class HeaderField(PatternRow):
    """What a field of the header table is called, and the kind of its value.

    in_text (bool): whether it is stated in a sentence, where the value follows at once ("was filed on 9/6/2013").
    """

    label: Literal["HEADER_FIELD"] = "HEADER_FIELD"
    field: Field
    value: Value
    in_text: bool = False


class HeaderValue(PatternRow):
    """How a value of a kind is written."""

    label: Literal["HEADER_VALUE"] = "HEADER_VALUE"
    value: Value


class Reviewer(PatternRow):
    """Who decided: groups `licensure`, `certifications`, `subspecialties`."""

    label: Literal["REVIEWER"] = "REVIEWER"


class Specialty(TermsRow):
    """Names of a specialty, whose normal form is the id.

    subspecialty (bool): whether it is certified in addition to a specialty.
    """

    label: Literal["SPECIALTY"] = "SPECIALTY"
    subspecialty: bool = False


class Furniture(WordingRow):
    """What a line that belongs to the page is as a whole; `terms` are what stands beside the number of a page.

    repeats (bool): it counts where the number at its end stood in the letter before.
    """

    label: Literal["FURNITURE"] = "FURNITURE"
    repeats: bool = False


class LetterTop(PatternRow):
    """A line, as a whole, with which a letter or its cover letter begins, where another letter stands before it in a text."""

    label: Literal["LETTER_TOP"] = "LETTER_TOP"


class IssueHeading(LayoutRow):
    """The heading of an issue, with the groups `decision` and, as far as the wording delimits them, `item` and `number`.

    decisions (dict[str, str]): what each wording of the group `decision`, in lower case, decides; without it a group `not` that
        takes part upholds, else the denial is overturned.
    sections (tuple[str, ...]): in which sections it stands. Of those of "RATIONALE", the last of a rationale counts for an item
        that has no other decision.
    followed_by_part (bool): whether a statement of the issue follows at once. A heading without the group `decision` names its
        item up to the statement that follows, its decision stands elsewhere.
    numbered (bool): whether the number of the item, with a full stop or parenthesis, stands in front of it.
    """

    label: Literal["ISSUE_HEADING"] = "ISSUE_HEADING"
    decisions: dict[str, Literal["upheld", "overturned"]] = {}
    sections: tuple[Words, ...] = ("ISSUES",)
    followed_by_part: bool = True
    numbered: bool = False


class IssuePart(LayoutRow):
    """What introduces a statement or the rationale of an issue.

    same_as (str | None): the side whose statement holds for this one too ("found the guidelines used by ... appropriate").
    """

    label: Literal["ISSUE_PART"] = "ISSUE_PART"
    part: Literal["CLAIMS_ADMINISTRATOR", "REVIEWER", "RATIONALE"]
    same_as: Literal["CLAIMS_ADMINISTRATOR"] | None = None


class PartialAuthorization(PatternRow):
    """A mark in the heading of an item that was authorized in part.

    part (str): what ends or begins there: the original request ends, what was authorized begins or ends, the item begins.
    """

    label: Literal["PARTIAL_AUTHORIZATION"] = "PARTIAL_AUTHORIZATION"
    part: Literal["request_ends", "authorized_begins", "authorized_ends", "item_begins"]


class RationaleEnd(PatternRow):
    """Where a rationale, or what stands in front of the first item, ends without a full stop."""

    label: Literal["RATIONALE_END"] = "RATIONALE_END"


class ProseWord(TermsRow):
    """Words of sentences: what has one is none of the parts of an item that full stops separate."""

    label: Literal["PROSE_WORD"] = "PROSE_WORD"


class Retrospective(PatternRow):
    """An item is for treatment already given."""

    label: Literal["RETROSPECTIVE"] = "RETROSPECTIVE"


class DateOfService(PatternRow):
    """A date in a heading, in the group `date`.

    of_order (bool): whether it is stated as that of an order; else it counts in the heading of treatment already given.
    """

    label: Literal["DATE_OF_SERVICE"] = "DATE_OF_SERVICE"
    of_order: bool = False


LAYOUT_ROWS = (Section, HeaderField, HeaderValue, Reviewer, IssueHeading, IssuePart)
