"""`imr_conclusions`: which sentence of a rationale states the outcome, and which outcome.

In the tables the sentence stands between << and >>; the marks are taken out before the text is read.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.tokens import Doc

from imr_nlp import labels

HEAD = "IMR ISSUES, DECISIONS AND RATIONALES\nWalker: Upheld\nDecision rationale: "


@pytest.fixture(scope="module")
def find(run: Callable[..., Callable[[str], Doc]]) -> Callable[..., tuple[str, bool] | None]:
    annotate = run("imr_sections", "imr_issues", "imr_conclusions")

    def conclusion(rationale: str, decision: str = "Upheld", heading: str = "Walker: Upheld") -> tuple[str, bool] | None:
        head = HEAD.replace("Walker: Upheld", heading.replace("Upheld", decision))
        spans = list(annotate(head + rationale).spans[labels.CONCLUSIONS])
        assert len(spans) <= 1
        return (" ".join(spans[0].text.split()), spans[0].label_ == labels.NECESSARY) if spans else None

    return conclusion


def marked(text: str) -> tuple[str, str]:
    """The text without its marks, and what stood between them."""
    before, _, rest = text.partition("<<")
    sentence, _, after = rest.partition(">>")
    return before + sentence + after, " ".join(sentence.split())


AGAINST = [
    "Nothing is new. <<I am unable to recommend the walker and the denial is upheld.>>",
    "Nothing is new. <<The medical necessity of the ride hasn't been established.>>",
    "Nothing is new. <<Medical necessity of the ride can't be established.>>",
    # medically necessary
    "Nothing is new. <<The walker is not medically necessary.>>",
    "Nothing is new. <<Therefore, the request for a walker is not medically necessary.>>",
    "Nothing is new. <<Thus the request is determined to be not medically necessary.>>",
    "Nothing is new. <<As such, the requested walker is not medically necessary or appropriate.>>",
    "Nothing is new. <<The request for eight visits is considered not medically necessary.>>",
    "Nothing is new. <<I do not find the walker medically necessary.>>",
    "Nothing is new. <<The walker cannot be considered medically necessary.>>",
    "Nothing is new. <<The walker cannot be deemed medically necessary without a gait assessment.>>",
    "Nothing is new. <<The use of Soma is not felt to be medically necessary.>>",
    "Nothing is new. <<The walker was not medically necessary.>>",
    "Nothing is new. <<These visits are not medically necessary at this time.>>",
    "Nothing is new. <<Neither the walker nor the cane is medically necessary.>>",
    "Nothing is new. <<The walker is not medically indicated.>>",
    "Nothing is new. <<The walker is not medically warranted.>>",
    "Nothing is new. <<The walker is not medically appropriate.>>",
    "Nothing is new. <<The walker is medically unnecessary.>>",
    "Nothing is new. <<The walker isn't medically necessary.>>",
    "Nothing is new. <<Because no gait test was done, the walker is not medically necessary.>>",
    "Nothing is new. <<It is not clear that the walker is medically necessary.>>",
    "Nothing is new. <<THE WALKER IS NOT MEDICALLY NECESSARY.>>",
    "Nothing is new. <<The walker is\nnot\nmedically necessary.>>",
    "Nothing is new. <<The walker is not medically necessary>>",
    "Nothing is new. <<Norco 10/325 mg #90 with 0 refills is not medically necessary.>>",
    "Nothing is new. <<Ambien 12.5 mg by Dr. Ames is not medically necessary.>>",
    "Nothing is new. <<The request does not meet the test of being medically necessary.>>",
    "Nothing is new. <<Eight visits would exceed the ceiling; the request is not medically necessary.>>",
    # medical necessity
    "Nothing is new. <<Medical necessity has not been established.>>",
    "Nothing is new. <<The medical necessity of the walker is not established.>>",
    "Nothing is new. <<Medical necessity for the requested walker has not been substantiated.>>",
    "Nothing is new. <<The medical necessity of twelve more visits is not supported.>>",
    "Nothing is new. <<Medical necessity cannot be established.>>",
    "Nothing is new. <<Medical necessity could not be affirmed.>>",
    "Nothing is new. <<The record does not establish medical necessity.>>",
    "Nothing is new. <<The documents fail to demonstrate medical necessity.>>",
    "Nothing is new. <<There is no medical necessity for a walker.>>",
    "Nothing is new. <<The walker is not a medical necessity.>>",
    "Nothing is new. <<The medical necessity of the walker remains unclear.>>",
    "Nothing is new. <<The walker lacks medical necessity.>>",
    "Nothing is new. <<The need for a walker has not been demonstrated.>>",
    "Nothing is new. <<The medical necessity of this request has yet to be shown.>>",
    # certified, approved, authorized, denied, upheld
    "Nothing is new. <<The request is not certified.>>",
    "Nothing is new. <<The request is therefore non-certified.>>",
    "Nothing is new. <<The request is recommended to be non-certified.>>",
    "Nothing is new. <<The walker cannot be approved.>>",
    "Nothing is new. <<The request is not approved.>>",
    "Nothing is new. <<The walker should not be authorized.>>",
    "Nothing is new. <<The request is denied.>>",
    "Nothing is new. <<The prior denial should be upheld.>>",
    "Nothing is new. <<I uphold the decision of utilization review.>>",
    "Nothing is new. <<The denial is upheld.>>",
    "Nothing is new. <<Recommend non-certification.>>",
    "Nothing is new. <<The request is not authorized.>>",
    "Nothing is new. <<The request is not necessary.>>",
    # supported, indicated, warranted
    "Nothing is new. <<The requested walker is not supported.>>",
    "Nothing is new. <<This request is not indicated.>>",
    "Nothing is new. <<The requested study is not warranted.>>",
    "Nothing is new. <<Continued therapy cannot be supported.>>",
    "Nothing is new. <<The request is not reasonable.>>",
    "Nothing is new. <<The request is unwarranted.>>",
    "Nothing is new. <<The claimant does not meet the criteria.>>",
    # where it stands
    "<<The walker is not medically necessary.>> The patient should see the taper tables before any change.",
    "<<The walker is not medically necessary.>> This is no advice to stop it at once.",
    "<<The walker is not medically necessary.>>\n\nNote: the provider may file anew.",
    "The guideline says that a walker is recommended. <<This walker is not medically necessary.>>",
    (
        "Home care is recommended only for treatment deemed to be medically necessary for patients at home. <<The aide is not "
        "medically necessary.>>"
    ),
    "A walker may be medically necessary after a fracture. There was none. <<The walker is not medically necessary.>>",
    "The walker is not medically necessary. Too little was tried. <<Therefore the request is not medically necessary.>>",
    (
        "Utilization review certified four visits. Eight more exceed the ceiling. <<The eight visits are not "
        "medically necessary.>>"
    ),
    "The first request was approved in May. <<The second is not medically necessary.>>",
    "Surgery is recommended in the chapter. Opioids were approved. <<Medical necessity is not established.>>",
    "(Ames, 2011) Walkers are studied there. <<This one is not medically necessary.>> (Brook, 2012)",
    "A drug is not recommended first. The drug was tried late. <<The request is not certified.>>",
    (
        "Visits can be medically necessary if function improves. It did not. <<The visits are not medically necessary and "
        "appropriate.>>"
    ),
    # further wordings
    "Nothing is new. <<This is not established to be medically necessary.>>",
    "Nothing is new. <<The request is neither reasonable nor medically necessary.>>",
    "Nothing is new. <<The request is not supported, therefore it is not medically necessary.>>",
    "Nothing is new. <<Authorization is denied.>>",
    "Nothing is new. <<As the surgery is not medically necessary, the sling is not medically necessary.>>",
    "Nothing is new. <<The request is not in accordance with the guidelines and not medically necessary>>",
    "Nothing is new. <<The necessity of the scan is not clear.>>",
    "The first visit is medically necessary. <<The remaining visits are not medically necessary.>>",
    "Nothing is new. <<It is no longer medically necessary.>>",
    "Nothing is new. <<Because surgery was not approved, none of the services are medically necessary.>>",
    "Nothing is new. <<None of the services are supported.>>",
    "Nothing is new. <<The request exceeds what is medically necessary.>>",
    "<<The walker is not medically necessary.>> If a walker were medically necessary, one would do.",
    "Nothing is new. <<The denial is supported.>>",
    "Nothing is new. <<The prior determination should stand.>>",
    "Nothing is new. <<The request is medically not necessary.>>",
    "Nothing is new. <<Certification is not recommended.>>",
]

FOR = [
    "The gait is unsafe. <<The walker is medically necessary.>>",
    "The gait is unsafe. <<Therefore, the request for a walker is medically necessary and appropriate.>>",
    "The gait is unsafe. <<As such, the walker was medically necessary.>>",
    "The gait is unsafe. <<I find the walker medically necessary.>>",
    "The gait is unsafe. <<The request is considered medically necessary at this time.>>",
    "The gait is unsafe. <<The walker is medically appropriate.>>",
    "The gait is unsafe. <<The walker is medically indicated.>>",
    "The gait is unsafe. <<The request is determined to be medically necessary.>>",
    "The gait is unsafe. <<The walker is medically\nnecessary>>",
    "The gait is unsafe. <<The patient has not improved and therefore the walker is medically necessary.>>",
    "The gait is unsafe. <<Since canes did not help, the walker is medically necessary.>>",
    "The gait is unsafe. <<Medical necessity has been established.>>",
    "The gait is unsafe. <<The medical necessity of the walker is established.>>",
    "The gait is unsafe. <<The findings support the medical necessity of the walker.>>",
    "The gait is unsafe. <<The walker is a medical necessity.>>",
    "The gait is unsafe. <<The request is certified.>>",
    "The gait is unsafe. <<The request is recommended to be certified.>>",
    "The gait is unsafe. <<The walker should be approved.>>",
    "The gait is unsafe. <<The request is approved.>>",
    "The gait is unsafe. <<The visits are therefore authorized.>>",
    "The gait is unsafe. <<The denial should be overturned.>>",
    "The gait is unsafe. <<I would overturn the denial.>>",
    "The gait is unsafe. <<The prior decision is reversed.>>",
    "The gait is unsafe. <<The requested walker is supported.>>",
    "The gait is unsafe. <<This request is appropriate.>>",
    "The gait is unsafe. <<The request is reasonable and necessary.>>",
    "The gait is unsafe. <<The requested study is warranted.>>",
    "The gait is unsafe. <<The surgery is indicated.>>",
    "<<The walker is medically necessary.>> Its fit should be looked at in a month.",
    "The guideline does not recommend walkers for sprains. This is no sprain. <<The walker is medically necessary.>>",
    "Utilization review denied it as not medically necessary. Newer notes cure that. <<The walker is medically necessary.>>",
    "The denial said that medical necessity was not established. <<With the new notes the request is medically necessary.>>",
    "Walkers are not recommended for sprains. This is a fracture. <<The requested walker is supported.>>",
    "Utilization review found it not medically necessary. The reviewer did not have the scan. <<The request is approved.>>",
    "The gait is unsafe. <<Not all aids are alike, and this one is medically necessary.>>",
    "The gait is unsafe. <<The walker is not only useful but medically necessary.>>",
    "The gait is unsafe. <<Given no red flags, the request is medically necessary.>>",
    "The gait is unsafe. <<The patient does not have diabetes, so the walker is medically necessary.>>",
    "The gait is unsafe. <<Canes failed and there are no contraindications, making this request medically necessary.>>",
    "The gait is unsafe. <<The original denial is reversed and the request is medically necessary.>>",
    "The gait is unsafe. <<The medical necessity for this scan is evident.>>",
    "The gait is unsafe. <<There is no reason to doubt that the walker is medically necessary.>>",
    "The gait is unsafe. <<Certification is recommended.>>",
]

NONE = [
    "Under the rules, a brace is not medically necessary if nothing supports it.",
    "Any treatment is not medically necessary when it does not cure or relieve.",
    "",
    "See above.",
    "The guideline lists walkers among the aids. Their use is described at length.",
    "A walker may be medically necessary after a fracture.",
    "The plan covers services deemed to be medically necessary for patients at home.",
    "The patient fell twice in March and saw Dr. Brook in May.",
    "Criteria: pain for three months, weakness, and a scan that shows the cause.",
]


@pytest.mark.parametrize("text", AGAINST)
def test_against(find: Callable[..., tuple[str, bool] | None], text: str) -> None:
    rationale, sentence = marked(text)
    assert find(rationale) == (sentence, False)


@pytest.mark.parametrize("text", FOR)
def test_for(find: Callable[..., tuple[str, bool] | None], text: str) -> None:
    rationale, sentence = marked(text)
    assert find(rationale, "Overturned") == (sentence, True)


@pytest.mark.parametrize("text", NONE)
def test_none(find: Callable[..., tuple[str, bool] | None], text: str) -> None:
    assert find(text) is None


THERAPY = "12 sessions of therapy: Upheld"


@pytest.mark.parametrize(
    "text",
    [
        "A home program is medically necessary.",
        "Six visits are medically necessary.",
        "Six visits are medically necessary. The twelve asked for are not.",
        "The MRI is medically necessary. Therapy, however, is not.",
        "A cane is medically necessary. I cannot say the same of the therapy.",
        "At most six visits are medically necessary.",
        "Therapy is medically necessary in principle.",
        "The therapy was medically necessary in the acute phase.",
        "The surgeon states the therapy is medically necessary.",
        "In the surgeon's opinion the therapy is medically necessary.",
        "The therapy was deemed medically necessary by the PTP.",
        "The therapy is said to be medically necessary.",
        "The therapy is medically necessary as long as progress is made.",
        "If the surgery goes ahead, the therapy is medically necessary.",
        "Ordinarily the therapy is medically necessary after a repair. She had none.",
        "The therapy is medically necessary in principle.",
        "The therapy is medically necessary, but at a lower frequency than requested.",
        "The therapy is medically necessary assuming the tear is real.",
        "I would reverse the denial had the notes shown a deficit.",
        "Is the therapy medically necessary: Yes [ ] No [X]",
        "I decline to overturn the denial.",
        "The patient asks us to overturn the denial.",
        "Recommend certification of 6 visits.",
    ],
)
def test_not_held_against_the_decision(find: Callable[..., tuple[str, bool] | None], text: str) -> None:
    found = find(text, heading=THERAPY)
    assert found is None or not found[1]


@pytest.mark.parametrize(
    "text",
    [
        "The request is medically necessary.",
        "The therapy is medically necessary.",
        "Therefore, therapy is medically necessary.",
        "12 sessions are medically necessary and the therapy is certified.",
    ],
)
def test_held_against_the_decision(find: Callable[..., tuple[str, bool] | None], text: str) -> None:
    assert find(text, heading=THERAPY) == (text, True)


def test_each_issue_has_its_own(run: Callable[..., Callable[[str], Doc]]) -> None:
    text = (
        f"{HEAD}The walker is not medically necessary.\nCane: Overturned\nDecision rationale: The cane is "
        f"medically necessary.\n"
        "Sling: Upheld\nDecision rationale: See above."
    )
    doc = run("imr_sections", "imr_issues", "imr_conclusions")(text)
    assert [(span.id_, span.label_, span.text) for span in doc.spans[labels.CONCLUSIONS]] == [
        ("issue-1", labels.NOT_NECESSARY, "The walker is not medically necessary."),
        ("issue-2", labels.NECESSARY, "The cane is medically necessary."),
    ]
