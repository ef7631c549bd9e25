"""What a rationale concludes, by kind of sentence; the decision is taken as unknown, as upheld and as overturned."""

from __future__ import annotations

import pytest

from imr_nlp.readers.conclusions import ConclusionReader
from imr_nlp.rules.load import read_rows
from imr_nlp.text.letter import LetterText
from imr_nlp.text.sentences import SentenceSplitter

FILES = ["conclusions.jsonl", "scope.jsonl", "clauses.jsonl", "sentences.jsonl"]
ROWS = read_rows(FILES, ConclusionReader.row_types)
READER = ConclusionReader(ROWS)
SPLITTER = SentenceSplitter.from_rows(ROWS)


def conclusion(text: str, necessary: bool | None = None) -> bool | None:
    letter = LetterText(text)
    found = READER.read(letter.lower, letter.sentences(SPLITTER), necessary)
    return None if found is None else found.medically_necessary


AGAINST: dict[str, list[str]] = {
    "does not establish that": [
        "Proof that the brace is medically necessary was not submitted.",
        "That the brace is medically necessary has not been shown.",
        "Whether the brace is medically necessary cannot be determined from the file.",
        "The notes do little to show that the brace is medically necessary.",
        "The claim that the brace is medically necessary is wrong.",
        "It is questionable that the brace is medically necessary.",
        "Under no circumstances is the brace medically necessary.",
        "No refill of the cream is medically necessary.",
        "No increase in the dose is medically necessary.",
        "Four visits are medically necessary, but not the second course.",
        "The visit is medically necessary; not so the scan.",
        "The visits were medically necessary in May, but are no longer.",
        "The brace does not meet that test and is not medically necessary.",
        "Is the brace medically necessary? It is not.",
        "Is the brace medically necessary? I do not think so.",
        "Medically necessary: N",
        "Medically necessary = no",
        "Medical necessity? None.",
        "The file does not establish that the brace is medically necessary.",
        "The notes do not show that the brace is medically necessary.",
        "The provider has not demonstrated that the scan is medically necessary.",
        "The records fail to establish that the visits are medically necessary.",
        "The findings do not support that the drug is medically necessary.",
        "I cannot conclude that the scan is medically necessary.",
        "I am unable to find that the walker is medically necessary.",
        "It cannot be said that the walker is medically necessary.",
        "It has not been shown that the walker is medically necessary.",
        "It has yet to be shown that the walker is medically necessary.",
        "I do not agree that the walker is medically necessary.",
        "I do not believe the walker is medically necessary.",
        "We are not persuaded that the walker is medically necessary.",
        "It is unclear whether the walker is medically necessary.",
        "The notes are insufficient to establish that the walker is medically necessary.",
    ],
    "no documentation that": [
        "There is no documentation that the brace is medically necessary.",
        "There is no evidence that the brace is medically necessary.",
        "There is no indication in the notes that the brace is medically necessary.",
        "No note establishes that the brace is medically necessary.",
        "Nothing in the file suggests that the brace is medically necessary.",
        "There is nothing to show that the brace is medically necessary.",
        "None of the reports states that the brace is medically necessary.",
        "No physician has stated that the brace is medically necessary.",
        "There is insufficient evidence that the brace is medically necessary.",
        "There is a lack of evidence that the brace is medically necessary.",
        "In the absence of a trial, the brace is not medically necessary.",
        "Without documentation of gain, the request for visits is not medically necessary.",
        "As there is no record of a trial, the brace and the cane are not medically necessary.",
        "There is little evidence that the brace is medically necessary.",
        "There are no findings that would make the brace medically necessary.",
    ],
    "no further": [
        "No further therapy is medically necessary.",
        "No additional visits are medically necessary.",
        "No more visits are medically necessary.",
        "None of the visits is medically necessary.",
        "None of these drugs are medically necessary at this time.",
        "Neither the brace nor the cane is medically necessary.",
        "Not all of the visits are medically necessary.",
        "No part of the request is medically necessary.",
        "No refill is medically necessary.",
        "No other imaging is medically necessary.",
        "Further therapy is no longer medically necessary.",
        "The visits were never medically necessary.",
        "At this time no surgery is medically necessary.",
        "Therefore, no further injections are considered medically necessary.",
        "In this case no walker is medically necessary.",
    ],
    "ellipsis": [
        "Six visits are medically necessary but twelve are not.",
        "Four visits are medically necessary, but the remaining eight are not.",
        "The brace is medically necessary; the cane is not.",
        "While a trial is medically necessary, twelve visits are not.",
        "Although six visits are medically necessary, the twelve requested are not.",
        "A first scan was medically necessary, however a second is not.",
        "One injection is medically necessary, a series of three is not.",
        "The generic drug is medically necessary whereas the brand is not.",
        "Six visits could be viewed as medically necessary, whereas twelve could not.",
        "A rental could be medically necessary, but a purchase would not be.",
        "Six visits would be medically necessary, but the twelve requested are not.",
        "The first four visits are medically necessary and the other eight are not.",
        "Two boxes are medically necessary, though ten aren't.",
        "The consultation is medically necessary, yet the surgery is not.",
        "Therapy is medically necessary. The number requested is not medically necessary.",
        "The scan is medically necessary but the contrast isn't.",
        "A month's rental is medically necessary but a purchase is not.",
    ],
    "label and answer": [
        "Medically necessary: No.",
        "Medically necessary: [ ] Yes [X] No",
        "Medically necessary? No.",
        "Medical necessity: not established.",
        "Determination: not medically necessary.",
        "Decision: Not certified.",
        "Conclusion: The request is not medically necessary.",
        "Medically necessary - No.",
        "Is the brace medically necessary? No.",
        "Determination: non-certified.",
        "Recommendation: denial.  The request is denied.",
        "Result: The brace is medically unnecessary.",
        "Brace: not medically necessary.",
        "1. Not medically necessary.",
        "Medically necessary : no",
        "Medically necessary (yes/no): no.",
        "Is the scan medically necessary? Answer: No.",
        "Medically necessary? Not at this time.",
        "Medical necessity of the scan not shown.",
        "Medical necessity never demonstrated.",
        "Outcome: not medically necessary at this time",
    ],
    "definition or general text in front": [
        "Medically necessary treatment means care that is required to cure. The request is not certified.",
        "A brace is medically necessary when the knee gives way. It does not. The request is not medically necessary.",
        "Surgery may be medically necessary after a fracture. The request is not medically necessary.",
        "Visits can be medically necessary if function improves. The request is not certified.",
        "Services are deemed medically necessary if they cure. The request is denied.",
        "The code says what is medically necessary. The request is not medically necessary.",
        "If a walker were medically necessary, one would do. The request is not medically necessary.",
        "The guideline states that traction is medically necessary for fractures. The request is not certified.",
        "The provider states that the brace is medically necessary. The request is not medically necessary.",
        "Utilization review found six visits medically necessary. The request is not medically necessary.",
        "The request is not medically necessary. A drug is medically necessary only if others failed.",
        "The request is not medically necessary. Care that is medically necessary may be asked for again.",
        "Whether the scan is medically necessary is the question. The scan is not medically necessary.",
        "The request is not medically necessary. It may be medically necessary later.",
        "The prior reviewer determined that four visits were medically necessary. The request is not medically necessary.",
    ],
    "other orders and synonyms": [
        "The available records fail to substantiate that the requested MRI is medically necessary.",
        "Absent is any sign that the brace is medically necessary.",
        "The original determination denying the scan was correct.",
        "The UR denial of the scan is left standing.",
        "A trial is not supported on that basis, and the request is not medically necessary.",
        "There is no evidence in that report, and the request is not medically necessary.",
        "There is no evidence that surgery, and the brace, are medically necessary.",
        "I am not of the opinion that the brace is medically necessary.",
        "I am not persuaded that the brace is medically necessary.",
        "I disagree with the treating surgeon that this operation is medically necessary.",
        "The reviewer was mistaken in holding that the scan is medically necessary.",
        "The reviewer is not convinced that the brace is medically necessary.",
        "There is nothing in the chart indicating that the unit is medically necessary.",
        "It is not evident from the file why the drug is medically necessary.",
        "The injured worker has not been shown to need the brace; it is therefore not medically necessary.",
        "Absent such documentation, medical necessity for the request is not established.",
        "This does not make the brace medically necessary.",
        "That alone does not render the brace medically necessary.",
        "The submitted notes do not convincingly demonstrate medical necessity.",
        "There is insufficient documentation to support the medical necessity of the request.",
        "The medical necessity of the request was not substantiated.",
        "The medical necessity of the requested injections cannot be determined from the notes.",
        "Medical necessity is not supported at this time.",
        "Medical necessity is lacking.",
        "Medical necessity remains in question.",
        "The criteria for medical necessity are not met.",
        "The request fails to meet the criteria of medical necessity.",
        "The request falls short of medical necessity.",
        "Thus, the request for twelve sessions is found to be not medically necessary or appropriate.",
        "Not medically necessary.",
        "The request is not medically necessary, although a trial of six visits would be.",
        "Six of the twelve visits are medically necessary, but not the rest.",
        "While physical therapy is medically necessary, the number of visits requested is not.",
        "The brace is not only unneeded but also not medically necessary.",
        "Neither is medically necessary.",
        "None is medically necessary.",
        "I would not consider the drug medically necessary.",
        "The drug should not be considered medically necessary.",
        "The drug is hardly medically necessary.",
        "The use of the drug beyond six weeks is not medically necessary.",
        "No medical necessity has been demonstrated.",
        "No medical necessity exists for the unit.",
        "The unit is without medical necessity.",
        "There is no medical need for the unit.",
        "The request is non-certified.",
        "Recommend non-certification.",
        "Therefore certification is denied.",
        "This request is denied.",
        "The prior non-certification is upheld.",
        "I agree with the utilization review that the request is not medically necessary.",
        "I concur with the denial; the request is not medically necessary.",
        "Medical necessity: No",
        "Necessity of the scan: not established.",
        "Is it medically necessary? No, because no trial was done.",
        "It is not reasonable to conclude that the drug is medically necessary.",
        "One cannot say that the drug is medically necessary.",
        "The guideline does not support the drug, and it is therefore not medically necessary.",
        "Given the lack of benefit, the drug is not medically necessary.",
        "With no documented benefit the drug is not medically necessary.",
        "Without objective gain, therapy cannot be considered medically necessary.",
        "Because there is no evidence of a tear, an MRI is not medically necessary.",
        "Since surgery is not medically necessary, the sling is not medically necessary either.",
        "Since the surgery is not medically necessary, none of the associated services are medically necessary.",
        "The request for the purchase of a unit is not medically necessary; a rental is medically necessary.",
    ],
    "what is said of a clause or a question after it": [
        "That the brace is medically necessary has not been demonstrated.",
        "That the brace is medically necessary has yet to be demonstrated.",
        "That the brace is medically necessary remains to be shown.",
        "That the brace is medically necessary is nowhere shown.",
        "That the brace is medically necessary is nowhere established by the notes.",
        "That the brace is medically necessary is not borne out by the notes.",
        "That the brace is medically necessary finds no support in the notes.",
        "That the brace is medically necessary lacks support in the notes.",
        "Whether the brace is medically necessary has yet to be established.",
        "Is the brace medically necessary? In the reviewer's opinion, it is not.",
        "Is the brace medically necessary? Not on this record.",
        "Is the brace medically necessary? I do not believe so.",
        "A cane is medically necessary; the same cannot be said of the scooter.",
        "Six visits are medically necessary; this is not true of the other twelve.",
        "Two refills are medically necessary, but the same does not hold for the third.",
        "A trial of 3 visits is reasonable and would be certified. The request for 12 is not.",
        "A cane is medically necessary for this purpose. The scooter as requested is not.",
        "A brace is supported where a knee gives way. His does not, so for him it is not.",
        "12 visits = not med nec.",
        "I find that the carrier was right to deny the visits.",
    ],
}

FOR: dict[str, list[str]] = {
    "double negation": [
        "It is not true that the scan is not medically necessary.",
        "Nothing suggests that the scan is not medically necessary.",
        "There is no evidence that the scan is not medically necessary.",
        "It cannot be said that the scan is not medically necessary.",
        "I do not agree that the scan is not medically necessary.",
        "There is no doubt that the scan is medically necessary.",
        "There is no reason to doubt that the scan is medically necessary.",
        "I disagree that the scan is not medically necessary.",
        "I do not agree with the carrier's view that the scan is not medically necessary.",
        "This reviewer does not concur with utilization review that the scan is not medically necessary.",
        "I disagree with the prior determination that the scan is not medically necessary.",
        "It is not the case that the scan is not medically necessary.",
        "It is false that the scan is not medically necessary.",
        "The denial is not upheld.",
        "The denial cannot be upheld.",
        "It has not been shown that the scan is not medically necessary.",
        "The denial should not stand.",
        "It is incorrect that the scan is not medically necessary.",
        "I disagree with the claims administrator that the scan is not medically necessary.",
        "The carrier's physician erred in concluding that the scan is not medically necessary.",
        "The UR physician was wrong in finding that the scan is not medically necessary.",
    ],
    "plain": [
        "The scan is medically necessary.",
        "Therefore, the request for a scan is considered medically necessary at this time.",
        "Given no red flags, the scan is medically necessary.",
        "As there is no evidence of misuse, the drug is medically necessary.",
        "In the absence of contraindications, the surgery is medically necessary.",
        "There is no sign of misuse and the drug is medically necessary.",
        "I find the scan of the left knee to be medically necessary.",
        "It is my opinion that the scan is medically necessary.",
        "I am of the opinion that the scan is medically necessary.",
        "I am of the view that the scan is medically necessary.",
        "I am persuaded that the scan is medically necessary.",
        "I am inclined to find that the scan is medically necessary.",
        "I hold the opinion that the scan is medically necessary.",
        "It follows that the scan is medically necessary.",
        "The original determination denying the scan was not correct.",
        "The reviewer is able to confirm medical necessity of the scan.",
        "Is the scan medically necessary and appropriate? Answer: Yes.",
        "The records establish that the scan is medically necessary.",
        "The medical necessity of the scan has been established.",
        "The request is supported by the guidelines and is medically necessary.",
        "He has not improved with rest; therefore the scan is medically necessary.",
        "Medically necessary: Yes.",
        "Medically necessary: [X] Yes [ ] No",
        "The scan is not only helpful but medically necessary.",
        "The denial is overturned.",
    ],
    "other orders and synonyms": [
        "The drug, although not first-line, is medically necessary for this patient.",
        "There is no evidence to suggest that the scan is not medically necessary.",
        "The scan is undoubtedly medically necessary.",
        "There is no question that the scan is medically necessary.",
        "I cannot agree that the scan is not medically necessary.",
        "Nothing in the file shows that the brace is not medically necessary.",
        "It would be wrong to say that the brace is not medically necessary.",
        "The reviewer disagrees with the denial; the brace is medically necessary.",
        "Although the guideline does not mention it, the brace is medically necessary.",
        "Despite the lack of a trial, the brace is medically necessary.",
        "He has no red flags, but the scan is medically necessary.",
        "Because he has not improved with care, the scan is medically necessary.",
        "The patient is not a candidate for surgery, so the injection is medically necessary.",
        "Therefore, the requested scan is deemed reasonable and medically necessary.",
        "As such, medical necessity has been established for the scan.",
        "Medical necessity is thus established.",
        "The documentation supports medical necessity.",
        "The documentation supports that the scan is medically necessary.",
        "The request meets the definition of medical necessity.",
        "The denial should be reversed.",
        "The denial is not supported.",
        "I find no reason to deny the scan; it is medically necessary.",
        "The requested brace is medically necessary and the denial is overturned.",
        "The scan without contrast is medically necessary.",
        "The request for the non-steroidal drug is medically necessary.",
        "The scan is medically necessary to rule out a tear.",
        "The MRI to evaluate for a tear is medically necessary.",
        "Continued use of Norco is medically necessary because there is no sign of misuse.",
        "Home care is medically necessary as he cannot dress without help.",
        "The claimant cannot walk without the brace and it is medically necessary.",
        "He takes aspirin too, so that for him the drug is medically necessary.",
        "More than 12 visits would not be medically necessary. Twelve are.",
        "Medical necessity - established.",
        "12 visits = med necessary.",
        "I reverse the denial.",
    ],
}

NOTHING = [
    "Care that is not reasonable is not medically necessary.",
    "Medically necessary care means care that cures.",
    "Whether the drug is medically necessary depends on the trial.",
    "The drug may become medically necessary later.",
    "If the pain returns, a scan would be medically necessary.",
    "Guidelines state that surgery is medically necessary when care fails.",
    "He asked whether the scan is medically necessary.",
    "Is the scan medically necessary?",
    "The utilization review deemed the scan not medically necessary.",
    "The provider believes that the scan is medically necessary.",
    "The surgeon is of the opinion that the scan is medically necessary.",
    "The patient is satisfied that the scan is medically necessary.",
    "To be medically necessary, a drug must have been tried.",
    "Only treatment that is medically necessary is covered.",
    "The term medically necessary is defined by the code.",
    "All medically necessary care was given.",
    "A brace is considered medically necessary for patients with instability.",
    "The brace is supported if the knee gives way.",
    "According to the chapter, the request for a brace is supported when the knee gives way.",
    "Care which relieves the effects of an injury is medically necessary.",
    "Services that exceed the guideline are not medically necessary.",
    "Under the code, care that serves the ease of the patient or provider is not medically necessary.",
    "Therapy was medically necessary in the past.",
]

CLAUSES = [
    "the brace is medically necessary",
    "the brace is medically necessary and appropriate",
    "the brace meets the guideline and is medically necessary",
    "medical necessity has been established",
]
ASIDES = ["", " in my opinion", ", in my opinion,", ", as noted above,", ", however,", ", from the two notes on file,"]
GOVERNORS = [
    "It is not shown",
    "It has yet to be shown",
    "It is far from clear",
    "It is doubtful",
    "I cannot conclude",
    "I am unable to find",
    "I am not persuaded",
    "I decline to find",
    "It is too early to say",
    "Nothing in the file shows",
    "Little suggests",
    "There is no proof",
    "Proof is lacking",
    "The surgeon fails to show",
    "The notes are too brief to show",
    "More is needed to show",
]
REPORTED = [
    "According to the surgeon, {}.",
    "Per the appeal, {}.",
    "{}, the surgeon writes.",
    "{}, according to the surgeon.",
    "The surgeon, in his appeal, argues that {}.",
    "The surgeon, as before, is of the opinion that {}.",
    "The surgeon must show that {}.",
    "Before it can be said that {}, splints must fail.",
    "The question is whether {}.",
    "{} if splints fail.",
    "{}? No.",
]
DAMAGED = [
    "n0t", "riot", "nol", "noi", "n ot", "n o t", "mot", "hot", "rot", "nct", "no1", "n0l", "uot", "xxxx", "tnot", "*", "net",
    "iiot",
]  # fmt: skip
SENTENCES = [
    "The brace is not medically necessary.",
    "Therefore, the request for a brace is not medically necessary and appropriate.",
    "The request is determined to not be medically necessary.",
    "The request is considered to be not medically necessary.",
    "The brace is not deemed medically necessary at this time.",
    "I do not find the brace medically necessary.",
    "The file does not establish that the brace is medically necessary.",
    "Medical necessity has not been established.",
    "The medical necessity of the brace is not supported.",
    "The request is not certified.",
    "The request is not approved.",
    "Determination: not medically necessary.",
    "The brace is not supported by the records as being medically necessary.",
    "It is deemed that the brace is not medically necessary.",
    "I find that the brace is not medically necessary.",
]
GLUED = [
    "The brace isnot medically necessary.",
    "The brace is notmedically necessary.",
    "The brace isnotmedically necessary.",
    "The brace is n0t rnedically necessary.",
    "The brace is riot rnedically necessary.",
    "The brace is rnedically necessary.",
    "The request doesnot meet the test. The brace isnt medically necessary.",
    "N0 further visits are medically necessary.",
    "Neilher the brace nor the cane is medically necessary.",
    "The file doesnot establish that the brace is medically necessary.",
    "The brace cannol be deemed medically necessary.",
    "The brace is un medically necessary.",
    "The brace is medically un necessary.",
    "The brace is medicall y necessary.",
    "The request is dis-approved.",
]


@pytest.mark.parametrize("text", [text for texts in AGAINST.values() for text in texts])
def test_against(text: str) -> None:
    assert conclusion(text, False) is False
    assert conclusion(text) is False


@pytest.mark.parametrize("text", [text for texts in FOR.values() for text in texts])
def test_for(text: str) -> None:
    assert conclusion(text, True) is True


@pytest.mark.parametrize("necessary", [None, False])
@pytest.mark.parametrize("text", NOTHING)
def test_nothing_is_concluded(text: str, necessary: bool | None) -> None:
    assert conclusion(text, necessary) is None


@pytest.mark.parametrize("sentence", SENTENCES)
def test_clean(sentence: str) -> None:
    assert conclusion(sentence, False) is False


@pytest.mark.parametrize("word", DAMAGED)
@pytest.mark.parametrize("sentence", SENTENCES)
def test_damaged_negation_is_never_necessary(sentence: str, word: str) -> None:
    damaged = sentence.replace(" not ", f" {word} ")
    for necessary in (None, False):
        assert conclusion(damaged, necessary) is not True


@pytest.mark.parametrize("text", GLUED)
def test_lost_blanks_and_misread_words_are_never_necessary(text: str) -> None:
    for necessary in (None, False):
        assert conclusion(text, necessary) is not True


@pytest.mark.parametrize("clause", CLAUSES)
@pytest.mark.parametrize("aside", ASIDES)
@pytest.mark.parametrize("governor", GOVERNORS)
def test_what_is_governed_by_a_negation_is_never_necessary(governor: str, aside: str, clause: str) -> None:
    for necessary in (None, False):
        assert conclusion(f"{governor}{aside} that {clause}.", necessary) is not True


@pytest.mark.parametrize("clause", CLAUSES)
@pytest.mark.parametrize("frame", REPORTED)
def test_what_others_say_is_never_necessary(frame: str, clause: str) -> None:
    for necessary in (None, False):
        assert conclusion(frame.format(clause), necessary) is not True


@pytest.mark.parametrize(
    "text",
    [
        'The chapter says: "A brace is medically necessary." The patient has no brace.',
        'The chapter says: "Braces help. A brace is medically necessary. It is worn by day."',
        'The note reads "this brace is medically necessary" without a reason.',
    ],
)
def test_a_quotation_concludes_nothing(text: str) -> None:
    assert conclusion(text, True) is None


@pytest.mark.parametrize(
    ("text", "necessary", "expected"),
    [
        ("Ten visits are not medically necessary, but four are.", True, True),
        ("Ten visits are not medically necessary, but four are.", False, False),
        ("Ten visits would not be medically necessary, but the four asked for are.", True, True),
        ("There is no doubt that the brace is not medically necessary.", False, False),
        ("There is no reason to doubt that the brace is medically necessary.", True, True),
    ],
)
def test_what_is_taken_back(text: str, necessary: bool, expected: bool) -> None:
    assert conclusion(text, necessary) is expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Surgery is not.",
        "Other modalities such as heat packs are not.",
        "The prior reviewer stated that they were not.",
        "He needs to walk but cannot.",
        "It is unclear what the goals are.",
        "I understand how frustrating the symptoms are.",
        "The plan may stay as it is.",
        "The cane and crutches are.",
        "The exam shows where the deficits are.",
    ],
)
def test_a_sentence_of_its_own_takes_nothing_up(sentence: str) -> None:
    assert conclusion(f"The brace is medically necessary. {sentence}", True) is True
    assert conclusion(f"The brace is not medically necessary. {sentence}", False) is False


@pytest.mark.parametrize(
    ("text", "necessary"),
    [
        ("The therapy is medically necessary and the denial finds no support in the ODG.", True),
        ("Twelve sessions are medically necessary and whether more are needed remains to be established.", True),
        ("The cane is medically necessary; the same cannot be said of the lift.", True),
        ("The request is certified until 5/1/2016.", True),
        ("The visits were medically necessary in the months of May and June.", True),
        ("Decision is not certified - medically necessary care was given already.", False),
        ("The med nec of 12 visits is not supported by the notes.", False),
        ("Sessions which exceed the limit are not medically necessary.", False),
    ],
)
def test_what_else_a_sentence_says(text: str, necessary: bool) -> None:
    assert conclusion(text, necessary) is necessary


@pytest.mark.parametrize(
    "text",
    [
        "I decline to reverse the denial.",
        "The provider asks that I reverse the denial.",
        "It is hard to see how the carrier was right to deny the brace.",
        "The request is therefore non - medically necessary.",
        "Request denied - medically necessary documentation lacking.",
        "12 visits - med nec denied.",
    ],
)
def test_what_looks_like_an_outcome_is_never_necessary(text: str) -> None:
    assert conclusion(text, False) is not True
    assert conclusion(text, True) is not True


@pytest.mark.parametrize("clause", ["that was requested in May", "that is sought"])
def test_care_that_is_asked_for_is_the_item(clause: str) -> None:
    assert conclusion(f"Therapy {clause} is not medically necessary.", False) is False


def test_each_kind_of_sentence_has_fifteen() -> None:
    assert {name: len(table) for name, table in (AGAINST | FOR).items() if len(table) < 15} == {}


def test_a_damaged_conclusion_is_not_outvoted_by_an_earlier_sentence() -> None:
    assert conclusion("A brace is medically necessary. The brace asked for is n0t medically necessary.", False) is None


@pytest.mark.parametrize(
    "text",
    [
        f"{number}The request is not medically necessary."
        for number in ("3.", "3. ", "3)", "(3)", "(3) ", "#3.", "3-", "c.", "(c) ", "B) ", "(iii)", "(iv) ")
    ],
)
def test_the_number_of_a_list_is_no_part_of_it(text: str) -> None:
    letter = LetterText(text)
    found = READER.read(letter.lower, letter.sentences(SPLITTER), False)
    assert found is not None and text[found.start :].startswith("The request")
