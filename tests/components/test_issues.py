"""`imr_issues`: items, decisions, partial authorizations, dates of service, statements and rationales."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest
from spacy.tokens import Doc, Span

from imr_nlp import labels
from imr_nlp.components import issues
from imr_nlp.record import groups

PARTS = """
Claims Administrator guideline: Decision based on MTUS Low Back Complaints 2004.
MAXIMUS guideline: Decision based on MTUS Low Back Complaints 2004.
Decision rationale: The record is thin. The request is not medically necessary.
"""


class Found(NamedTuple):
    """What the component says of one issue."""

    text: str
    decision: str
    original_request: str | None
    authorized: str | None
    retrospective: bool
    dates: list[str]
    statements: list[str]
    rationale: str | None


@pytest.fixture(scope="module")
def read(run: Callable[..., Callable[[str], Doc]]) -> Callable[[str], list[Found]]:
    """The issues of what follows the heading "IMR ISSUES, DECISIONS AND RATIONALES"."""
    annotate = run("imr_sections", "imr_issues")

    def issues(text: str) -> list[Found]:
        doc = annotate(f"IMR ISSUES, DECISIONS AND RATIONALES\n{text}")
        return [_found(doc, issue.id_, issue.text) for issue in doc.spans[labels.ISSUES]]

    return issues


def _found(doc: Doc, issue_id: str, item: str) -> Found:
    def texts(key: str, label: str | None = None) -> list[str]:
        spans = [s for s in doc.spans[key] if s.id_ == issue_id and label in (None, s.label_)]
        return [" ".join(s.text.split()) for s in spans]

    (decision,) = [s.label_ for s in doc.spans[labels.DECISIONS] if s.id_ == issue_id]
    return Found(
        " ".join(item.split()),
        decision,
        next(iter(texts(labels.PARTIAL_AUTHORIZATIONS, labels.ORIGINAL_REQUEST)), None),
        next(iter(texts(labels.PARTIAL_AUTHORIZATIONS, labels.AUTHORIZED)), None),
        groups.by_issue(doc, labels.ISSUES)[issue_id][0][1]["retrospective"],
        [s.kb_id_ for s in doc.spans[labels.DATES_OF_SERVICE] if s.id_ == issue_id],
        [s.label_ for s in doc.spans[labels.STATEMENTS] if s.id_ == issue_id],
        next(iter(texts(labels.RATIONALES)), None),
    )


# headings: as printed, item expected

ABBREVIATION = "{} is no ABBREVIATION term"

HEADINGS = [
    ("MRI of the lumbar spine: Upheld", "MRI of the lumbar spine"),
    ("PHYSICAL THERAPY 2 X 4 WEEKS TO THE LEFT WRIST: Upheld", "PHYSICAL THERAPY 2 X 4 WEEKS TO THE LEFT WRIST"),
    ("MRI OF THE NECK: UPHELD", "MRI OF THE NECK"),
    ("Aquatic therapy: Overturned", "Aquatic therapy"),
    ("Ketoprofen 75mg, one capsule, #90 : Upheld", "Ketoprofen 75mg, one capsule, #90"),
    ("Associated surgical service: cold therapy unit, 7 day rental: Overturned", None),
    ("Pre-op labs: CBC, BMP, and PT/PTT: Upheld", "Pre-op labs: CBC, BMP, and PT/PTT"),
    ("Compound: Flurbiprofen 20%, Lidocaine 5%, Qty: 240: Upheld", "Compound: Flurbiprofen 20%, Lidocaine 5%, Qty: 240"),
    (
        (
            "Right carpal tunnel release with possible\ntenosynovectomy and neurolysis of the\nmedian nerve at "
            "the wrist, under\n"
            "regional block: Overturned"
        ),
        (
            "Right carpal tunnel release with possible tenosynovectomy and neurolysis of the median nerve at the wrist, under "
            "regional block"
        ),
    ),
    ("90 tablets of Tramadol 50mg with ONE (1)\nREFILL: Upheld", "90 tablets of Tramadol 50mg with ONE (1) REFILL"),
    ("60 Flexeril 10mg: Upheld", "60 Flexeril 10mg"),
    ("1 prescription of Ambien 5mg #30: Upheld", "1 prescription of Ambien 5mg #30"),
    ("One (1) transforaminal injection at L5-S1: Upheld", "One (1) transforaminal injection at L5-S1"),
    ("12 sessions of massage is: Upheld", "12 sessions of massage"),
    ("Acupuncture twice a week are: Overturned", "Acupuncture twice a week"),
    ("Massage (6)are: Overturned", "Massage (6)"),
    ("Injection for arthritis: Upheld", "Injection for arthritis"),
    ("Follow up with Dr. Ames for the neck: Upheld", "Follow up with Dr. Ames for the neck"),
    ("Voltaren gel 1 % 100 gm b.i.d. as directed: Upheld", "Voltaren gel 1 % 100 gm b.i.d. as directed"),
    ("Pain mgmt. consult. and treat: Upheld", "Pain mgmt. consult. and treat"),
    ("Norco 10/325mg 1 tab. p.o. q.i.d. #120: Upheld", "Norco 10/325mg 1 tab. p.o. q.i.d. #120"),
    ("Home exercise kit (e.g. Thera-Band): Upheld", "Home exercise kit (e.g. Thera-Band)"),
    ("X-ray vs. MRI of the hip: Upheld", "X-ray vs. MRI of the hip"),
    ("Lumbar ESI at L4-5 approx. 2 weeks apart: Upheld", "Lumbar ESI at L4-5 approx. 2 weeks apart"),
    ("MRI 3.0 Tesla of the brain: Upheld", "MRI 3.0 Tesla of the brain"),
    ("Lidocaine 2.5% cream: Upheld", "Lidocaine 2.5% cream"),
    ("Office visit (CPT 99213): Upheld", "Office visit (CPT 99213)"),
    ("EMG/NCV of the bilateral lower extremities: Upheld", "EMG/NCV of the bilateral lower extremities"),
    ('"H-wave" unit, 30 day trial: Upheld', None),
    ("Terocin patches #30 -: Upheld", "Terocin patches #30"),
    ("TENS unit:Upheld", "TENS unit"),
    ("TENS unit: Upheld:", "TENS unit"),
    ("TENS unit\n: Upheld", "TENS unit"),
    ("TENS unit:\nUpheld", "TENS unit"),
    ("TENS unit:\n\nUpheld\n\n", "TENS unit"),
    ("Left knee arthroscopy,partial meniscectomy: Overturned", "Left knee arthroscopy,partial meniscectomy"),
    ("Transportation to and from visits (10 miles): Upheld", "Transportation to and from visits (10 miles)"),
    ("Rx. Soma 350 mg #60: Upheld", "Rx. Soma 350 mg #60"),
    ("Physical therapy; 12 visits; 2 times per week: Upheld", "Physical therapy; 12 visits; 2 times per week"),
]
STOPS_INSIDE = [
    "Eszopiclone 2 mg q.h.s. #30. No refills",
    "Surgery: L4-5 fusion. Assistant surgeon",
    "Tab. Norco 10/325 mg. #60",
    "MRI of L. Knee",
    "Inj. Toradol 60 mg. IM",
    "Cap. Gabapentin 300 mg. #90. Refills: 2",
    "Arthroscopy of R. Shoulder. Post-op sling. Cold therapy unit",
    "Pre-op labs: CBC. CMP. EKG",
    "X-ray of cervical spine, 3 views. Flexion and extension",
    "DME: Lumbar brace. Size L",
    "Consult with Dr. Ortega. Pain management",
    "Transforaminal ESI. Left L5-S1",
    "Terocin patch. Qty: 30",
    "Inpatient stay. 2 days",
]
HEADINGS += [(f"{item}: Upheld", item) for item in STOPS_INSIDE]
HEADING_IDS = [heading[:40].replace("\n", " ") for heading, _ in HEADINGS]


@pytest.mark.parametrize(
    ("heading", "item"),
    HEADINGS,
    ids=HEADING_IDS,
)
def test_first_heading(read: Callable[[str], list[Found]], heading: str, item: str | None) -> None:
    (found,) = read(heading + PARTS)
    assert found.text == (item or heading.rpartition(":")[0])
    assert found.decision == ("OVERTURNED" if "overturned" in heading.lower() else "UPHELD")


@pytest.mark.parametrize("item", STOPS_INSIDE)
def test_item_with_full_stops_on_one_line_with_a_rationale(read: Callable[[str], list[Found]], item: str) -> None:
    """Nothing but the outcome in front of it tells where it begins."""
    assert [found.text for found in read(" ".join(f"Walker: Upheld{PARTS}{item}: Upheld{PARTS}".split()))] == ["Walker", item]


# end of a rationale: what stands behind its outcome, which is none of the item that follows
BEHIND_OUTCOMES = [
    "The request may be sent again.",
    "Reference: MTUS, page 22.",
    "This is so for now. Walker. Two weeks.",
    "Therefore, not medically necessary.",
    "Not medically necessary.",
]


@pytest.mark.parametrize("ending", BEHIND_OUTCOMES)
def test_end_of_a_rationale_is_none_of_the_item(read: Callable[[str], list[Found]], ending: str) -> None:
    found = read(f"Walker: Upheld{PARTS.rstrip()} {ending}\nSurgery: fusion. Assistant surgeon\nand sling: Upheld{PARTS}")
    assert found[1].text == "Surgery: fusion. Assistant surgeon and sling"


@pytest.mark.parametrize(("heading", "item"), HEADINGS, ids=HEADING_IDS)
def test_heading_after_a_rationale(read: Callable[[str], list[Found]], heading: str, item: str | None) -> None:
    """The heading is told apart from the end of the rationale before."""
    first, found = read(f"Walker: Upheld{PARTS}{heading}{PARTS}")
    assert first.text == "Walker"
    assert found.text == (item or heading.rpartition(":")[0])
    assert found.decision == ("OVERTURNED" if "overturned" in heading.lower() else "UPHELD")
    assert found.rationale == first.rationale == "The record is thin. The request is not medically necessary."


@pytest.mark.parametrize(
    "item",
    [
        "Visit with John Ames, M.D.",
        "Ph.D. evaluation",
        "Lumbar brace (St. Jude)",
        "MRI of L. knee",
        "Norco Tab. 10/325mg Qty. 60",
        "Left knee Synvisc inj. Series of 3",
        "Gym membership x 1 yr. at Y.M.C.A.",
        "Home care 4 hr. per day",
        "Follow-up visit (no. 3)",
        "Norco 10/325mg No. 120",
        "Bilat. L4-L5 ESI",
        "Inpatient stay at St. Luke's Hosp. Oakland",
        "Gym membership at the Y.M.C.A. Oakland",
        "Consult: Dr. A. B. Ames for the neck",
    ],
)
def test_abbreviations_end_no_sentence(read: Callable[[str], list[Found]], item: str) -> None:
    _, found = read(f"Walker: Upheld{PARTS}{item}: Upheld{PARTS}")
    assert found.text == item


NO_STOP = "a heading behind a rationale without a final full stop takes in that rationale's last sentence"
SMALL_LETTER = "a heading that begins with a small letter takes in the last sentence of the rationale before"
END_WITHOUT_STOP = """
Claims Administrator guideline: Decision based on MTUS Low Back Complaints 2004.
MAXIMUS guideline: Decision based on MTUS Low Back Complaints 2004.
Decision rationale: The record is thin. The request is not medically necessary"""


@pytest.mark.parametrize(
    ("between", "heading", "item"),
    [
        ("\n", "Walking cane: Upheld", "Walking cane"),
        ("\n\n", "Walking cane: Upheld", "Walking cane"),
        ("\n\n\n", "MRI of the left hip\nwithout contrast: Overturned", "MRI of the left hip without contrast"),
        (" \f\n", "Walking cane: Upheld", "Walking cane"),
        ("!\n", "Walking cane: Upheld", "Walking cane"),
        (" .\n", "Walking cane: Upheld", "Walking cane"),
        (" (Ames, 2011).\n", "Walking cane: Upheld", "Walking cane"),
        (".\n", "walking cane: Upheld", "walking cane"),
        (".\n\n", "bilateral wrist splints: Upheld", "bilateral wrist splints"),
    ],
    ids=[
        "next line",
        "blank line",
        "blank lines, two-line heading",
        "form feed",
        "exclamation mark",
        "stop after a blank",
        "reference",
        "small first letter",
        "small first letter after a blank line",
    ],
)
def test_heading_where_the_rationale_ends_oddly(
    read: Callable[[str], list[Found]], between: str, heading: str, item: str
) -> None:
    _, found = read(f"Walker: Upheld{END_WITHOUT_STOP}{between}{heading}{PARTS}")
    assert found.text == item


# partial authorizations

PARTIAL = [
    (
        (
            "Soma 350mg #90 was the original request. Soma 350mg #30 was authorized by the Claims Administrator. "
            "The remaining IMR "
            "eligible portion of the original request, Soma 350mg #60 is: Upheld"
        ),
        ("Soma 350mg #60", "Soma 350mg #90", "Soma 350mg #30"),
    ),
    (
        (
            "12 visits of PT were the original request. 6 visits of PT were authorized by the\nClaims "
            "Administrator. The remaining\n"
            "IMR eligible portion of the original\nrequest, 6 visits of PT are: Overturned"
        ),
        ("6 visits of PT", "12 visits of PT", "6 visits of PT"),
    ),
    (
        (
            "Valium 5 mg #30 was the original request. The Claims Administrator authorized Valium 5 mg #20, "
            "leaving the original "
            "request IMR eligible. The original request, Valium 5 mg #30 is: Upheld"
        ),
        ("Valium 5 mg #30", "Valium 5 mg #30", "Valium 5 mg #20"),
    ),
    (
        (
            "Voltaren gel 1% 100 gm. b.i.d. with 2 refills was the original request. Voltaren gel 1% 100 gm. "
            "b.i.d. with 0 refills "
            "was authorized by the Claims Administrator. The remaining IMR eligible portion of the original "
            "request, Voltaren gel "
            "1% 100 gm. b.i.d. with 2 refills is: Upheld"
        ),
        (
            "Voltaren gel 1% 100 gm. b.i.d. with 2 refills",
            "Voltaren gel 1% 100 gm. b.i.d. with 2 refills",
            "Voltaren gel 1% 100 gm. b.i.d. with 0 refills",
        ),
    ),
    (
        (
            "Chiropractic: 8 sessions, was the original request. Chiropractic: 4 sessions, was authorized by the Claims "
            "Administrator. The remaining IMR-eligible portion of the original request is for Chiropractic: 4 sessions: Upheld"
        ),
        ("Chiropractic: 4 sessions", "Chiropractic: 8 sessions", "Chiropractic: 4 sessions"),
    ),
]
PARTIAL_IDS = ["remaining", "remaining, wrapped", "left", "abbreviations", "colons"]
PARTIAL_CAPITALS = (
    (
        "NORCO 10/325MG #120 WAS THE ORIGINAL REQUEST. NORCO 10/325MG #90 WAS AUTHORIZED BY THE CLAIMS ADMINISTRATOR. THE "
        "REMAINING IMR ELIGIBLE PORTION OF THE ORIGINAL REQUEST, NORCO 10/325MG #30 IS: Upheld"
    ),
    ("NORCO 10/325MG #30", "NORCO 10/325MG #120", "NORCO 10/325MG #90"),
)
PARTIAL_LOST_BLANKS = (
    (
        "Soma 350mg #90 wastheoriginal request. Soma 350mg #30 wasauthorized by theClaims Administrator. The remaining "
        "IMReligible portionof the original request,Soma 350mg #60is: Upheld"
    ),
    ("Soma 350mg #60", "Soma 350mg #90", "Soma 350mg #30"),
)
# What was asked for cannot be told from what was authorized.
PARTIAL_UNREAD = (
    (
        "A knee bracewas the original request. A sleeve was authorized by the Claims Administrator. The remaining IMR eligible "
        "portion of the original request, a knee brace is: Upheld"
    ),
    ("a knee brace", None, None),
)
# As the first of its section, where nothing stands before it.
PARTIAL_TWO_SENTENCES = (
    (
        "Consult with Dr. Brook. Treat as needed was the original request. Consult with Dr. Brook was authorized by the Claims "
        "Administrator. The remaining IMR eligible portion of the original request, treat as needed is: Upheld"
    ),
    ("treat as needed", "Consult with Dr. Brook. Treat as needed", "Consult with Dr. Brook"),
)


@pytest.mark.parametrize(
    ("heading", "expected"),
    [*PARTIAL, PARTIAL_CAPITALS, PARTIAL_LOST_BLANKS, PARTIAL_UNREAD, PARTIAL_TWO_SENTENCES],
    ids=[*PARTIAL_IDS, "capitals", "lost blanks", "unread", "two sentences"],
)
def test_partial_authorization(
    read: Callable[[str], list[Found]], heading: str, expected: tuple[str, str | None, str | None]
) -> None:
    (found,) = read(heading + PARTS)
    assert (found.text, found.original_request, found.authorized) == expected


@pytest.mark.parametrize(
    ("heading", "expected"),
    [*PARTIAL, PARTIAL_CAPITALS, PARTIAL_LOST_BLANKS],
    ids=[*PARTIAL_IDS, "capitals", "lost blanks"],
)
def test_partial_authorization_after_a_rationale(
    read: Callable[[str], list[Found]], heading: str, expected: tuple[str, str, str]
) -> None:
    first, found, last = read(f"Walker: Upheld{PARTS}{heading}{PARTS}Cane: Upheld{PARTS}")
    assert (found.text, found.original_request, found.authorized) == expected
    assert (first.text, last.text) == ("Walker", "Cane")
    assert first.original_request is None and last.authorized is None
    assert first.rationale == "The record is thin. The request is not medically necessary."


def test_rationale_that_speaks_of_an_original_request(read: Callable[[str], list[Found]]) -> None:
    parts = PARTS.replace("The record is thin.", "Ten visits was the original request. Six were authorized.")
    first, found = read(f"Walker: Upheld{parts}Cane: Upheld{PARTS}")
    assert (first.text, found.text, found.original_request) == ("Walker", "Cane", None)


# retrospective requests and dates of service


@pytest.mark.parametrize(
    ("item", "retrospective", "dates"),
    [
        ("Retrospective urine drug screen (DOS: 3/14/16)", True, ["2016-03-14"]),
        ("Retrospective request for Soma 350mg #60 DOS 11-02-2015", True, ["2015-11-02"]),
        ("Retro Soma 350mg #60", True, []),
        ("RETROSPECTIVE: Menthoderm 120 gm, date of service 1/5/2016", True, ["2016-01-05"]),
        ("Urine toxicology screen, dates of service 1/5/16 and 2/9/16", True, ["2016-01-05", "2016-02-09"]),
        ("Knee brace (dispensed on 6/1/2016)", False, ["2016-06-01"]),
        ("Soma 350mg #60 per 3/4/16 order", False, ["2016-03-04"]),
        ("Lumbar corset per RFA dated 3/4/16", False, ["2016-03-04"]),
        ("Retrospective X-ray of the hand, March 4, 2016", True, ["2016-03-04"]),
        ("Norco 10/325 mg #60", False, []),
        ("Soma 350mg #60 per month", False, []),
        ("Introspective therapy, 6 sessions", False, []),
        ("Physical therapy 2-3 times a week for 4-6 weeks", False, []),
        ("Retrospectively requested TENS pads (DOS 12/31/99)", True, ["1999-12-31"]),
        ("Retrospective Soma 350mg #60 (DOS 13/45/16)", True, []),
    ],
    ids=[
        "DOS",
        "hyphens",
        "no date",
        "date of service",
        "two dates",
        "dispensed",
        "order",
        "dated",
        "date in words",
        "plain",
        "per month",
        "like retrospective",
        "ranges",
        "last century",
        "impossible",
    ],
)
def test_dates_of_service(read: Callable[[str], list[Found]], item: str, retrospective: bool, dates: list[str]) -> None:
    (found,) = read(f"{item}: Upheld{PARTS}")
    assert found.text == item
    assert (found.retrospective, found.dates) == (retrospective, dates)


# statements, rationale, numbering

CLAIMS = "Claims Administrator guideline: Decision based on MTUS Low Back Complaints 2004.\n"
REVIEWER = "MAXIMUS guideline: Decision based on MTUS Low Back Complaints 2004.\n"
RATIONALE = "Decision rationale: Too little is said.\n"


@pytest.mark.parametrize(
    ("parts", "statements", "rationale"),
    [
        (CLAIMS + REVIEWER + RATIONALE, ["CLAIMS_ADMINISTRATOR", "REVIEWER"], "Too little is said."),
        (REVIEWER + RATIONALE, ["REVIEWER"], "Too little is said."),
        (CLAIMS + RATIONALE, ["CLAIMS_ADMINISTRATOR"], "Too little is said."),
        (CLAIMS + REVIEWER, ["CLAIMS_ADMINISTRATOR", "REVIEWER"], None),
        (RATIONALE, [], "Too little is said."),
        (CLAIMS, ["CLAIMS_ADMINISTRATOR"], None),
        (
            CLAIMS + "Expert Reviewer guideline: None.\n" + RATIONALE,
            ["CLAIMS_ADMINISTRATOR", "REVIEWER"],
            "Too little is said.",
        ),
        (
            CLAIMS.replace(" ", "\n") + REVIEWER.replace(" ", "\n") + RATIONALE.replace(" ", "\n"),
            ["CLAIMS_ADMINISTRATOR", "REVIEWER"],
            "Too little is said.",
        ),
        (CLAIMS + REVIEWER + "Decision rationale: \n", ["CLAIMS_ADMINISTRATOR", "REVIEWER"], None),
    ],
    ids=[
        "all",
        "no administrator",
        "no reviewer",
        "no rationale",
        "rationale only",
        "administrator only",
        "expert reviewer",
        "a word a line",
        "empty rationale",
    ],
)
@pytest.mark.parametrize("last", [True, False], ids=["last issue", "issue behind"])
def test_parts(
    read: Callable[[str], list[Found]], parts: str, statements: list[str], rationale: str | None, last: bool
) -> None:
    behind = "" if last else f"Cane: Upheld\n{CLAIMS}{REVIEWER}{RATIONALE}"
    found = read(f"Walker: Overturned\n{parts}{behind}")
    assert len(found) == 2 - last
    if parts == CLAIMS or not parts.endswith((RATIONALE, RATIONALE.replace(" ", "\n"))):
        # Without a rationale nothing but its full stop ends a statement.
        assert (found[0].text, found[0].statements, found[0].rationale) == ("Walker", statements, rationale)
        return
    assert found[0] == Found("Walker", "OVERTURNED", None, None, False, [], statements, rationale)
    assert [issue.text for issue in found[1:]] == ["Cane"] * (not last)


@pytest.mark.parametrize(
    "mark",
    ["{}.", "{})", "({})", "-", "\u2022", "\uf0b7", "\u25aa", "o", "[ ]", "[x]"],
)
def test_numbers_and_bullets_belong_to_no_item_and_no_rationale(read: Callable[[str], list[Found]], mark: str) -> None:
    items = ["Walker", "12 sessions of massage", "Cane"]
    found = read("".join(f"{mark.format(n)} {item}: Upheld{PARTS}" for n, item in enumerate(items, start=1)))
    assert [issue.text for issue in found] == items
    assert {issue.rationale for issue in found} == {"The record is thin. The request is not medically necessary."}


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        (["1-Walker", "2-Cane", "3-12 sessions of massage"], ["Walker", "Cane", "12 sessions of massage"]),
        (["1 - Walker", "2 - Cane"], ["Walker", "Cane"]),
        (["Walker", "2-The request for a cane"], ["Walker", "The request for a cane"]),
        (["1-Level fusion", "2-View films", "Cane"], ["1-Level fusion", "2-View films", "Cane"]),
        (["Walker", "2-view films"], ["Walker", "2-view films"]),
    ],
)
def test_numbers_with_a_dash(read: Callable[[str], list[Found]], items: list[str], expected: list[str]) -> None:
    found = read("".join(f"{item}: Upheld{PARTS}" for item in items))
    assert [issue.text for issue in found] == expected
    assert {issue.rationale for issue in found} == {"The record is thin. The request is not medically necessary."}


@pytest.mark.parametrize(
    "prose",
    [
        "The denial is Upheld.",
        "The prior decision: Upheld by the appeals board.",
        "An earlier review was Overturned. Claims Administrator policy differs.",
        "UPHELD was stamped on the form.",
        "The Claims Administrator guideline: see above, was Upheld.",
        "Outcome: Upheld",
    ],
    ids=["sentence", "colon", "two sentences", "capitals", "marker before", "colon at the end"],
)
def test_decision_words_in_prose_are_no_headings(read: Callable[[str], list[Found]], prose: str) -> None:
    parts = PARTS.replace("The record is thin.", f"The record is thin. {prose}")
    found = read(f"Walker: Overturned{parts}Cane: Upheld{PARTS}")
    assert [(issue.text, issue.decision) for issue in found] == [("Walker", "OVERTURNED"), ("Cane", "UPHELD")]
    assert found[0].rationale is not None and prose in found[0].rationale


def test_nothing_is_found_in_other_text(read: Callable[[str], list[Found]]) -> None:
    assert read("Dear reader, the decision was upheld. Nothing else is to be told.") == []


def test_twelve_issues(read: Callable[[str], list[Found]]) -> None:
    found = read("".join(f"Item {n} of the list: {'Upheld' if n % 2 else 'Overturned'}{PARTS}" for n in range(1, 13)))
    assert [issue.text for issue in found] == [f"Item {n} of the list" for n in range(1, 13)]
    assert [issue.decision for issue in found] == ["UPHELD", "OVERTURNED"] * 6


def test_issues_of_two_letters(run: Callable[..., Callable[[str], Doc]]) -> None:
    letter = (
        "HOW THE IMR FINAL DETERMINATION WAS MADE\nRead.\nCLINICAL CASE SUMMARY\nA cook.\n"
        f"IMR ISSUES, DECISIONS AND RATIONALES\nWalker: Upheld{PARTS}"
    )
    doc = run("imr_sections", "imr_issues")(letter + letter.replace("Walker", "Cane"))
    assert [(issue.text, issue.id_) for issue in doc.spans[labels.ISSUES]] == [("Walker", "issue-1")]


def test_without_sections_the_whole_text_is_read(run: Callable[..., Callable[[str], Doc]]) -> None:
    doc = run("imr_issues")(f"Walker: Upheld{PARTS}")
    assert [issue.text for issue in doc.spans[labels.ISSUES]] == ["Walker"]


def test_groups_are_there_when_nothing_is_found(run: Callable[..., Callable[[str], Doc]]) -> None:
    doc = run("imr_issues")("Nothing.")
    keys = (labels.ISSUES, labels.DECISIONS, labels.STATEMENTS, labels.RATIONALES, labels.PARTIAL_AUTHORIZATIONS)
    assert {key: len(doc.spans[key]) for key in (*keys, labels.DATES_OF_SERVICE)} == dict.fromkeys(
        (*keys, labels.DATES_OF_SERVICE), 0
    )


def test_items_share_no_token(run: Callable[..., Callable[[str], Doc]]) -> None:
    """Of two items with no blank between them the second begins behind the token that both are in."""
    doc = run()("Walker and canesling today")
    found: list[tuple[Span, groups.Row]] = [(Span(doc, 0, 3, labels.ISSUE), {})]
    behind = issues._after_item(Span(doc, 2, 4, labels.ISSUE, span_id="issue-2"), found)
    assert behind is not None and (behind.text, behind.id_) == ("today", "issue-2")
    assert issues._after_item(Span(doc, 2, 3, labels.ISSUE), found) is None
