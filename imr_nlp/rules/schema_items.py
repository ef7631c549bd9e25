"""Rows of a letter's structure and of its disputed items: headings, drugs, dosage, services, body parts, citations."""

from __future__ import annotations

from typing import ClassVar, Literal

from imr_nlp.normalize.classes import DrugClass, Subcategory
from imr_nlp.rules.schema import PatternRow, Row, TermsRow, WordingRow, Words

Field = Literal[
    "case_number", "date_assigned", "date_of_injury", "decision_date", "ur_denial_date", "priority", "application_received"
]
Value = Literal["case_number", "date", "priority"]
Source = Literal["MTUS", "ODG", "ACOEM", "other", "none"]


class Section(PatternRow):
    """A heading of a section, in the order in which the sections of a form follow.

    form (str): the kind of letter.
    also_in (tuple[str, ...]): further kinds of letters that have it at the same place.
    section (str): the section that it begins: "HEADER", "METHOD" (who decided), "DOCUMENTS", "CASE_SUMMARY"; "DECISIONS" and
        "ISSUES", which list disputed items with decisions and with all that belongs to them; "ITEMS", "GUIDELINES" and
        "RATIONALE", where a letter has each of these once for all its items; "END", what comes after them.
    starts_letter (bool): whether a second letter in the same text may begin with it.
    any_place (bool): whether it may stand before or after any other section.
    with_heading (bool): whether the wording is part of the section, as that of a sentence is.
    """

    label: Literal["SECTION"] = "SECTION"
    form: Words
    also_in: tuple[Words, ...] = ()
    section: Words
    starts_letter: bool = False
    any_place: bool = False
    with_heading: bool = False


class HeaderField(PatternRow):
    """What a field of the header table is called, and the kind of its value.

    in_text (bool): whether it is told in a sentence, where the value follows at once ("was filed on 9/6/2013").
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
    """What a line that belongs to the page is as a whole; `terms` are what stands beside the number of a page."""

    label: Literal["FURNITURE"] = "FURNITURE"


class IssueHeading(PatternRow):
    """The heading of an issue, with the groups `decision` and, as far as the wording delimits them, `item` and `number`.

    form (str): the kind of letter.
    decisions (dict[str, str]): what each wording of the group `decision`, in lower case, decides; without it a group `not` that
        takes part upholds, else the denial is overturned.
    sections (tuple[str, ...]): in which sections it stands. Of those of "RATIONALE", the last of a rationale counts for an item
        that has no other decision.
    followed_by_part (bool): whether a statement of the issue follows at once. A heading without the group `decision` names its
        item up to the statement that follows, its decision stands elsewhere.
    numbered (bool): whether the number of the item, with a full stop or parenthesis, stands in front of it.
    """

    label: Literal["ISSUE_HEADING"] = "ISSUE_HEADING"
    form: Words
    decisions: dict[str, Literal["upheld", "overturned"]] = {}
    sections: tuple[Words, ...] = ("ISSUES",)
    followed_by_part: bool = True
    numbered: bool = False


class IssuePart(PatternRow):
    """What introduces a statement or the rationale of an issue.

    form (str): the kind of letter.
    also_in (tuple[str, ...]): further kinds of letters that have it.
    same_as (str | None): the side whose statement holds for this one too ("found the guidelines used by ... appropriate").
    """

    label: Literal["ISSUE_PART"] = "ISSUE_PART"
    form: Words
    also_in: tuple[Words, ...] = ()
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

    of_order (bool): whether it is told as that of an order; else it counts in the heading of treatment already given.
    """

    label: Literal["DATE_OF_SERVICE"] = "DATE_OF_SERVICE"
    of_order: bool = False


class DrugRow(TermsRow):
    """A drug: its names, what it is made of and the state's class of it.

    misspellings (tuple[str, ...]): names as letters misspell them.
    ambiguous (tuple[str, ...]): names that are ordinary words too and count only beside a dosage.
    ingredients (tuple[str, ...]): generic names in lower case.
    drug_class (str | None): the class in the state's decision search.
    dea_schedule (str | None): the schedule of a controlled substance.
    """

    label: Literal["DRUG"] = "DRUG"
    misspellings: tuple[Words, ...] = ()
    ambiguous: tuple[Words, ...] = ()
    ingredients: tuple[str, ...]
    drug_class: DrugClass | None = None
    dea_schedule: str | None = None


class NotDrug(TermsRow):
    """Phrases that hold a drug's name and mean something else ("morphine equivalent")."""

    label: Literal["NOT_DRUG"] = "NOT_DRUG"


class DrugModifier(TermsRow):
    """Words of salts and release forms behind a drug's name."""

    label: Literal["DRUG_MODIFIER"] = "DRUG_MODIFIER"


class DosageRow(PatternRow):
    """A part of a dosage.

    in_front (bool): whether it may stand in front of a drug's name too ("240 grams of ...").
    place (str): where it counts: "beside" a drug's name; "behind" the name of a combination at once; "before" a name; in a
        disputed "item" whose drug has no other, also as its "last" words, or "bare" right after
        the name; "anywhere" in the letter.
    """

    label: Literal["DOSE", "QUANTITY", "REFILLS", "FREQUENCY"]
    place: Literal["beside", "behind", "before", "item", "last", "bare", "anywhere"] = "beside"
    in_front: bool = False


class DosageDirections(PatternRow):
    """How a drug is to be taken, between parts of its dosage ("take one tablet by mouth")."""

    label: Literal["DOSAGE_DIRECTIONS"] = "DOSAGE_DIRECTIONS"


class FormRow(TermsRow):
    """Words of a dosage form."""

    label: Literal["FORM"] = "FORM"


class DateRow(PatternRow):
    """How a date is written."""

    label: Literal["DATE"] = "DATE"


class Guideline(TermsRow):
    """A guideline, or a chapter of one.

    chapter (str | None): normal form of the chapter, if that is not the id: of one that had another title.
    source (str): MTUS, ODG, ACOEM; "none" for what only sounds like one.
    title (str | None): the chapter's name.
    regulation (str | None): where the chapter is adopted.
    only_in_citations (bool): whether the terms are ordinary words elsewhere ("Knee").
    """

    label: Literal["GUIDELINE"] = "GUIDELINE"
    chapter: str | None = None
    source: Source
    title: str | None = None
    regulation: str | None = None
    only_in_citations: bool = False

    @property
    def scope(self) -> str:
        return f"{self.label}/citations of {self.source}" if self.only_in_citations else self.label


class Edition(Row):
    """An edition of a chapter.

    chapter (str): id of its GUIDELINE rows.
    title (str): what it is called.
    date (str): of the edition, as far as it is known.
    applies_from (str | None): the date from which it applied.
    """

    label: Literal["EDITION"] = "EDITION"
    chapter: Words
    title: Words
    date: Words
    applies_from: str | None = None


class SectionName(TermsRow):
    """Names of a section of guidelines, or of a topic, whose normal form is the id."""

    label: Literal["SECTION_NAME"] = "SECTION_NAME"


class Reference(TermsRow):
    """Names of books and other sources that a reference begins with."""

    label: Literal["REFERENCE"] = "REFERENCE"


class CitationIntroduction(PatternRow):
    """What introduces a citation, which begins after it or with the group `cited`.

    source (str): MTUS or other.
    at_start (bool): whether the statement must begin with it.
    """

    label: Literal["CITATION_INTRODUCTION"] = "CITATION_INTRODUCTION"
    source: Literal["MTUS", "other"]
    at_start: bool = False


class CitationPart(PatternRow):
    """A part of a citation that is no name of a section.

    part (str): what it is; a "residue" is what a list of sections holds beside their names; a "trailer" says that what is cited
        is part of the MTUS, an "other_trailer" that it is not, a "remark" tells something else, a "lead" joins it to what
        stands in front, words "told" in front of a name are no part of what is cited.
    alone (bool): whether a residue is one only where nothing else is in its place ("Guidelines").
    """

    label: Literal["CITATION"] = "CITATION"
    part: Literal[
        "pages",
        "sections_label",
        "edition",
        "chapter_label",
        "topic_label",
        "acoem_chapter",
        "chapter_edition",
        "other_guidelines",
        "web_address",
        "chapter_number",
        "trailer",
        "other_trailer",
        "remark",
        "lead",
        "told",
        "residue",
    ]
    alone: bool = False


class Region(Row):
    """A region of the body, of the closed list in which body parts are counted.

    part_of (str | None): id of the larger region that it belongs to.
    """

    label: Literal["REGION"] = "REGION"
    part_of: Words | None = None


class BodyPartRow(TermsRow):
    """A part of the body.

    part (str | None): its normal form, if that is not the id.
    sides (bool): whether there is a left and a right one.
    laterality (str | None): the side that its term tells ("RUE").
    region (str | None): id of the smallest REGION row that holds all of it; None for what lies between several.
    regions (tuple[str, ...]): the places that it may be confused with.
    """

    by_words: ClassVar[bool] = True
    label: Literal["BODY_PART"] = "BODY_PART"
    part: str | None = None
    sides: bool
    laterality: Literal["left", "right", "bilateral"] | None = None
    region: Words | None = None
    regions: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The normal form."""
        return self.part or self.id


class BodyPartModifier(TermsRow):
    """Words between a side and its part ("left distal radius")."""

    label: Literal["BODY_PART_MODIFIER"] = "BODY_PART_MODIFIER"


class LateralityRow(TermsRow):
    """Words of a side, which is the id."""

    by_words: ClassVar[bool] = True
    label: Literal["LATERALITY"] = "LATERALITY"


class NotBodyPart(TermsRow):
    """Phrases that hold the word of a body part and name none.

    behind_part (bool): whether the terms make any body part in front of them one ("surgeon": "knee surgeon").
    """

    by_words: ClassVar[bool] = True
    label: Literal["NOT_BODY_PART"] = "NOT_BODY_PART"
    behind_part: bool = False

    @property
    def scope(self) -> str:
        return f"{self.label}/behind" if self.behind_part else self.label


class Category(TermsRow):
    """Terms that tell the category of an item.

    category (str | None): the category; None for what only gives the circumstances ("post-op").
    subcategory (str | None): the state's subcategory.
    strength (int): the strongest term decides.
    head (bool): whether it decides about what it stands right behind ("surgery evaluation").
    yields_to (tuple[str, ...]): categories that it leaves the item to.
    imaging_unless_repeated (bool): whether it is an imaging study unless several sessions are asked for.
    alone (str | None): the category of an item that is nothing else.
    """

    by_words: ClassVar[bool] = True
    label: Literal["CATEGORY"] = "CATEGORY"
    category: str | None
    subcategory: DrugClass | Subcategory | None = None
    strength: int
    head: bool = False
    yields_to: tuple[str, ...] = ()
    imaging_unless_repeated: bool = False
    alone: str | None = None


class ServiceRow(PatternRow):
    """An amount of a service, in the groups `number`, `unit` and `weeks`.

    part (str): what the number is. "mask" and "size" are numbers of something else; "first" is the number that an item
        begins with; "number" and "unit" belong together if nothing that is "between" parts them.
    """

    label: Literal["SERVICE"] = "SERVICE"
    part: Literal[
        "mask",
        "size",
        "per_week",
        "weekly",
        "weeks_behind",
        "product",
        "weeks",
        "count",
        "count_alone",
        "duration",
        "items",
        "first",
        "number",
        "unit",
        "between",
    ]


class ItemWords(PatternRow):
    """Wordings around the drugs of an item.

    use (str): what they tell.
    """

    label: Literal["ITEM_WORDS"] = "ITEM_WORDS"
    use: Literal["adds_drug", "leads_item", "compound", "series", "joins", "pieces"]


LAYOUT_ROWS = (Section, HeaderField, HeaderValue, Reviewer, IssueHeading, IssuePart)
DOSAGE_ROWS = (DosageRow, DosageDirections, FormRow, ItemWords)
