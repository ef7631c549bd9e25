"""The rows of the clinical case summary's readers. Imported by `imr_nlp.rules.schema`, which see."""

from __future__ import annotations

from typing import ClassVar, Literal

from imr_nlp.rules.schema import Expression, PatternRow, Row, TermsRow, WordingRow


class Wording(WordingRow):
    """A wording that is asked for at a known place (`imr_nlp.rules.wordings`)."""

    unique_terms: ClassVar[bool] = False


class ListWordsRow(TermsRow):
    """Words that decide how a list is split.

    list (str): of which lists.
    kind (str): "noun" and "adjective" say nothing alone, the latter need a noun; "amount" tells how much; "generic" nouns say
        nothing alone after "and"; inside a "whole" phrase nothing is split; "last" words end a place, "side" words name a side,
        "conjunction" words join members.
    """

    label: Literal["LIST_WORDS"] = "LIST_WORDS"
    list: Literal["diagnoses", "requests", "all"]
    kind: Literal["noun", "adjective", "amount", "generic", "whole", "last", "side", "conjunction"]

    @property
    def scope(self) -> str:
        return f"{self.label}/{self.list}/{self.kind}"


class ListWording(Wording):
    """What stands inside a list.

    role (str): "tail" qualifies the member in front of it, "tail_whole" does if it is all of a piece, "tail_alone" if the piece
        says nothing else, "qualifier" begins what tells more of a member, "opening" makes a description of all that follows,
        "preposition" leads to a place, "article" begins a member, "treated" what was done before, "adjective" needs a noun,
        "effect" leads to what a condition does.
    """

    label: Literal["LIST_WORDING"] = "LIST_WORDING"
    role: Literal[
        "tail", "tail_whole", "tail_alone", "qualifier", "opening", "preposition", "article", "treated", "adjective", "effect"
    ]  # fmt: skip


class DiagnosisLead(PatternRow):
    """Words that lead to a list of diagnoses, or, `in_front`, that close one.

    in_front (bool): the conditions stand in front of the words ("gout and bursitis have been diagnosed").
    names_condition (int | None): a condition must be named within so many characters.
    not_first (str | None): expression with which the list must not begin.
    """

    label: Literal["DIAGNOSIS_LEAD"] = "DIAGNOSIS_LEAD"
    in_front: bool = False
    names_condition: int | None = None
    not_first: Expression | None = None


class DiagnosisWording(Wording):
    """Words beside diagnoses.

    role (str): "none" begins what is no list, "end" ends one ("stray" words only if they do not begin a member), a sentence
        with "no_member" words is no member, "head" and "tail" stand at a diagnosis without being part of it, "person" is a
        subject that is no condition, "condition" the noun of one; "dated" tells when, after which the list may go on;
        "aside" looks like an end but leads to the place of a member; a "code" alone is no member; after a "contrast" a list
        may go on; a sentence that ends with a "denied" word ("Neuropathy: none.") is passed over.
    """

    label: Literal["DIAGNOSIS_WORDING"] = "DIAGNOSIS_WORDING"
    role: Literal[
        "none", "end", "dated", "stray", "no_member", "head", "tail", "person", "condition", "aside", "code", "contrast",
        "denied",
    ]  # fmt: skip


class ReviewName(Wording):
    """Who decides, or the decision itself.

    in_passing (bool): the words tell of an earlier decision without naming who made it ("previously denied").
    """

    label: Literal["REVIEW_NAME"] = "REVIEW_NAME"
    in_passing: bool = False


class ReviewDecision(PatternRow):
    """Words that decide.

    decision (str): what they say.
    followed_by (str | None): expression that must stand later in the sentence.
    not_in_clause (str | None): expression that must not stand in the clause after the words.
    """

    label: Literal["REVIEW_DECISION"] = "REVIEW_DECISION"
    decision: Literal["denied", "modified", "approved"]
    followed_by: Expression | None = None
    not_in_clause: Expression | None = None


ScreenedRole = Literal["not_by_review", "original", "remaining", "reason_regarding", "asked"]


class ReviewWording(Wording):
    """Words around a decision of utilization review.

    role (str): what they are: "object" leads from a decision to its items, "passive" and "subject" stand around items in front
        of it, "end" ends the wording of a request, "generic" and "nobody" are no item, and so on; see
        `imr_nlp.readers.utilization_review`.
    """

    label: Literal["REVIEW_WORDING"] = "REVIEW_WORDING"
    role: Literal[
        # looked for in the whole summary
        "not_by_review", "original", "remaining", "reason_regarding", "asked",
        # around a decision
        "object", "no_object", "relative", "decided_before", "passive", "subject", "found", "by", "by_after", "for",
        "authorization",
        "alternatives", "several", "the_request", "same_decision", "who_requested", "requested_thing", "clause_end",
        # what an item is and where it begins and ends
        "end", "reduced", "from_amount", "allowed", "allowed_end", "amount", "part", "part_after", "part_in_front",
        "with_part", "for_amount", "rest", "granted", "inverted",
        "noun", "itself", "about_all", "which", "generic", "nobody", "counted", "leading", "trailing", "clause",
        "next_clause", "next_clause_last", "next_item", "before_item", "asked_in_front", "before_original", "or", "aside",
        "active", "but_not", "reason", "as_to", "former", "latter", "instead", "considered", "enumerated", "it",
        "surgery", "earlier", "items_in_front", "dated_colon", "but_was", "bare_not", "further",
        # dates
        "dated_noun", "dated", "dated_after", "decided_on", "on", "on_last", "date_end", "of_service",
    ]  # fmt: skip


class ReviewSame(TermsRow):
    """Names of one service: "MRI" and "magnetic resonance imaging"."""

    label: Literal["REVIEW_SAME"] = "REVIEW_SAME"


class ReviewWeak(TermsRow):
    """Words that do not tell one service from another."""

    label: Literal["REVIEW_WEAK"] = "REVIEW_WEAK"


class ClaimantWording(Wording):
    """Words that present the injured worker.

    role (str): "age" and "age_too" hold an age in the group `age`, "age_and_sex" a letter in the group `sex`, "other_age" and
        "other_age_after" say that it is somebody else's or of long ago, "other_person" that age and sex are of somebody met;
        "male", "female", "he", "she" tell the sex; "injury_date", "injury", "link" and "event" lead to the date of injury,
        "not_of_injury" and "not_of_event" to another.
    """

    label: Literal["CLAIMANT_WORDING"] = "CLAIMANT_WORDING"
    role: Literal[
        "age", "age_too", "age_at_head", "age_and_sex", "other_age", "other_age_after", "other_person",
        "male", "female", "he", "she",
        "injury_date", "injury", "link", "not_of_injury", "injured_after", "event", "not_of_event", "on",
    ]  # fmt: skip


class PainScore(PatternRow):
    """A rating of pain, its number in the group `value`.

    role (str): what makes it one: its scale ("out_of_ten", "on_a_scale"), the words in front ("rated", in the group `words`),
        or that it is the end of a range ("labelled", "at_its").
    """

    label: Literal["PAIN_SCORE"] = "PAIN_SCORE"
    role: Literal["out_of_ten", "on_a_scale", "rated", "labelled", "at_its"]


class PainWording(Wording):
    """Words around ratings.

    role (str): "another" rating follows one, or one that it has "changed_to", or that is "also_rated"; "pain" is spoken of,
        "pain_itself" not of its scale, "no_pain" of something else that is counted; "explicit" words name a rating; and so on.
    """

    label: Literal["PAIN_WORDING"] = "PAIN_WORDING"
    role: Literal[
        "another",
        "changed_to",
        "also_rated",
        "pain",
        "pain_itself",
        "no_pain",
        "explicit",
        "changing",
        "dated",
        "since",
        "extreme",
        "scale",
    ]


class MedicationWording(Wording):
    """Words beside the drugs of a summary.

    role (str): "in_general" speaks of a drug in general, "reduced_to" leads to what a quantity was brought down to, "lead"
        leads from a quantity to its drug, "join" joins ingredients, "compound" names a product made of several and
        "compound_lead" stands in front of them, "generic" is the name of an ingredient that begins otherwise.
    """

    label: Literal["MEDICATION_WORDING"] = "MEDICATION_WORDING"
    role: Literal["in_general", "reduced_to", "lead", "join", "compound", "compound_lead", "generic"]


ROW_TYPES: tuple[type[Row], ...] = (
    ListWordsRow,
    ListWording,
    DiagnosisLead,
    DiagnosisWording,
    ReviewName,
    ReviewDecision,
    ReviewWording,
    ReviewSame,
    ReviewWeak,
    ClaimantWording,
    PainScore,
    PainWording,
    MedicationWording,
)
