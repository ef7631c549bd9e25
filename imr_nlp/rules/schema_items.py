"""Rows of what disputed items name: drugs, dosage, services, body parts, guidelines and their citations."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import PositiveFloat

from imr_nlp.normalize.classes import DrugClass, Subcategory
from imr_nlp.rules.schema import PatternRow, Row, TermsRow, WordingRow, Words

Source = Literal["MTUS", "ODG", "ACOEM", "other", "none"]


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


class PlaceWording(WordingRow):
    """Words beside a drug's name that make it the name of a town, a street, a clinic or a company.

    role (str): "before" stands in front of it, "after" follows; "after_capital" only where it is printed with a capital.
    """

    label: Literal["PLACE_WORDING"] = "PLACE_WORDING"
    unique_terms: ClassVar[bool] = False
    role: Literal["before", "after", "after_capital"]


class DrugModifier(TermsRow):
    """Words of salts and release forms after a drug's name."""

    label: Literal["DRUG_MODIFIER"] = "DRUG_MODIFIER"


class DosageRow(PatternRow):
    """A part of a dosage.

    in_front (bool): whether it may stand in front of a drug's name too ("240 grams of ...").
    place (str): where it counts: "beside" a drug's name; "after" the name of a combination at once; "before" a name; in a
        disputed "item" whose drug has no other, also as its "last" words, or "bare" right after
        the name; "anywhere" in the letter.
    """

    label: Literal["DOSE", "QUANTITY", "REFILLS", "FREQUENCY"]
    place: Literal["beside", "after", "before", "item", "last", "bare", "anywhere"] = "beside"
    in_front: bool = False


class DosageDirections(PatternRow):
    """How a drug is to be taken, between parts of its dosage ("take one tablet by mouth")."""

    label: Literal["DOSAGE_DIRECTIONS"] = "DOSAGE_DIRECTIONS"


class FrequencyWords(PatternRow):
    """What a frequency means.

    use (str): what it tells. "hours" and "days" stand between two intakes, "times" are those of a day, all with the numbers
        `low` and `high`; an "interval" and "latin" words mean the `times` of the row; the id is the "moment" of the day;
        "once" a day; "several" times of something else.
    times (float | None): how often a day.
    """

    label: Literal["FREQUENCY_WORDS"] = "FREQUENCY_WORDS"
    use: Literal["hours", "days", "interval", "times", "latin", "moment", "once", "several"]
    times: PositiveFloat | None = None


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

    part (str): what it is; a "residue" is what a list of sections holds beside their names; a "reference" parts them (a
        regulation, "ibid."); a "trailer" says that what is cited is part of the MTUS, an "other_trailer" that it is not, a
        "remark" tells something else, a "lead" joins it to what stands in front, words "stated" in front of a name are no part
        of what is cited, "denied" ones in front of these say that it is not cited, a topic follows the "title_end"; a reference
        that is no guideline is known by "published" words, or those of a "publisher" with a capital.
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
        "stated",
        "denied",
        "title_end",
        "published",
        "publisher",
        "reference",
        "residue",
    ]
    alone: bool = False


class CitationConnector(TermsRow):
    """Words that connect one citation with the next, or one of its parts."""

    label: Literal["CITATION_CONNECTOR"] = "CITATION_CONNECTOR"


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

    after_part (bool): whether the terms make any body part in front of them one ("surgeon": "knee surgeon").
    no_levels (bool): whether what looks like a level of the spine is none where they stand ("thyroid": "T3 and T4").
    """

    by_words: ClassVar[bool] = True
    label: Literal["NOT_BODY_PART"] = "NOT_BODY_PART"
    after_part: bool = False
    no_levels: bool = False

    @property
    def scope(self) -> str:
        return f"{self.label}/after" if self.after_part else self.label


class Category(TermsRow):
    """Terms that tell the category of an item.

    category (str | None): the category; None for what only gives the circumstances ("post-op").
    subcategory (str | None): the state's subcategory.
    strength (int): the strongest term decides.
    head (bool): whether it decides about what it stands right after ("surgery evaluation").
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
    """An amount of a service, in the groups `number`, `unit` and `weeks`; in the text number words are figures.

    part (str): what the number is. "mask" and "size" are numbers of something else; "first" is the number that an item
        begins with; "number" and "unit" belong together if nothing that is "between" parts them.
    """

    label: Literal["SERVICE"] = "SERVICE"
    part: Literal[
        "mask",
        "size",
        "per_week",
        "weekly",
        "weeks_after",
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

    use (str): what they tell. "adds_drug" words add what follows to another treatment, "leads_item" words stand in front of
        the drug, "compound" and "series" words say that the item is one, "joins" stands between two things, "pieces" are as
        many as only drugs are dispensed in; "explains" stands between two names of one drug, "joins_ingredients" between
        ingredients, "leads_drug" between an amount and its drug, "and_so_many" between two frequencies; an "unlisted"
        ingredient follows another, with its percentage; "content" is that of containers.
    """

    label: Literal["ITEM_WORDS"] = "ITEM_WORDS"
    use: Literal[
        "adds_drug", "leads_item", "compound", "series", "joins", "pieces",
        "explains", "joins_ingredients", "unlisted", "leads_drug", "and_so_many", "content",
    ]  # fmt: skip


DOSAGE_ROWS = (DosageRow, DosageDirections, FrequencyWords, FormRow, ItemWords)
