"""Age, sex and date of injury out of the sentences that present the injured worker."""

from __future__ import annotations

import pytest

from imr_nlp.readers.case_dates import find_dates
from imr_nlp.readers.claimants import ClaimantReader
from imr_nlp.rules.fragments import fragments_of
from imr_nlp.rules.load import read_rows
from imr_nlp.rules.schema_summary import ROW_TYPES
from imr_nlp.text.sentences import SentenceSplitter, split

ROWS = read_rows(["claimants.jsonl", "sentences.jsonl"], ROW_TYPES)
READER = ClaimantReader(ROWS, fragments_of(ROWS))
SPLITTER = SentenceSplitter.from_rows(ROWS)

CLAIMANTS = [
    ("The employee is 33 years of age and male, hurt on 3/4/14.", 33, "male", "2014-03-04"),
    ("The patient was 31 years old when he fell on 3-4-2014. He is now 33.", 33, "male", "2014-03-04"),
    ("The injured worker is a 61 year old female who sustained an industrial injury on 3-4-2014.", 61, "female", "2014-03-04"),
    ("The applicant is a 61-year-old female with an industrial injury of March 4, 2014.", 61, "female", "2014-03-04"),
    ("This is a now 61-year-old woman with a history of an occupational claim from 03/04/2014.", 61, "female", "2014-03-04"),
    ("The 61 year old female injured worker suffered an industrial injury on 3-42014.", 61, "female", "2014-03-04"),
    ("The claimant, a 33 yr. old man, was hurt on 3/4/14 when a shelf fell.", 33, "male", "2014-03-04"),
    ("33 y/o M with DOI 3/4/2014.", 33, "male", "2014-03-04"),
    ("33 yo F, DOI: 03-04-2014.", 33, "female", "2014-03-04"),
    ("The patient is a 33 y.o. right-hand-dominant male with a date of injury of 3-4-14.", 33, "male", "2014-03-04"),
    ("The patient is a 33 years old male. Date of injury: 3/4/2014.", 33, "male", "2014-03-04"),
    ("The patient is a man aged 33 who was injured on 3/4/2014.", 33, "male", "2014-03-04"),
    ("The patient is a 33 year-old male who reported a work related injury on 3/4/2014.", 33, "male", "2014-03-04"),
    ("The patient is a 33-year old gentleman injured at work on 4 March 2014.", 33, "male", "2014-03-04"),
    ("The patient is a thirty-three year old lady with an injury date of 3/4/2014.", 33, "female", "2014-03-04"),
    ("The patient is a 33 year old who sustained an injury to her knee on 3/4/2014.", 33, "female", "2014-03-04"),
    ("The injured worker (IW) is a 33 year old male with an injury date on March 4, 2014.", 33, "male", "2014-03-04"),
    ("The injured worker was a 33 year old male who filed a claim for wrist pain as of March 2014.", 33, "male", "2014-03"),
    ("The patient is a 33 year old male with a date of injury on 3-4-14. Treatment began on 5-6-14.", 33, "male", "2014-03-04"),
    ("The patient is a 33 year old male, with a reported date of industrial injury of 3-4-14.", 33, "male", "2014-03-04"),
    ("On 3/4/2014 the 33 year old male slipped and fell.", 33, "male", "2014-03-04"),
    ("The patient is a 33 year old male. Per the visit of 5/6/2014 he injured his back lifting.", 33, "male", None),
    ("A 33 year old female with cumulative trauma from 3/4/2013 to 3/4/2014.", 33, "female", "2013-03-04"),
    ("The patient is a 33 year old male with dates of injury 1/2/2012 - 3/4/2014.", 33, "male", "2012-01-02"),
    ("Ms. Doe is 33 years of age. She sustained a work-related injury on 3/4/2014.", 33, "female", "2014-03-04"),
    (
        "This 33-year-old male truck driver sustained injuries in a motor vehicle accident on 3/4/2014.",
        33,
        "male",
        "2014-03-04",
    ),
    ("The patient is a 33 year old employee whose injury occurred on 3/4/2014.", 33, None, "2014-03-04"),
    (
        "The applicant represents a 33-year-old male who has filed a claim with an industrial injury of 3/4/2014.",
        33,
        "male",
        "2014-03-04",
    ),
    # the sex by its letter, or by most of the pronouns
    ("44 M, roofer. DOI 3/4/14.", 44, "male", "2014-03-04"),
    ("Pt is a 44 yoF who slipped on a wet floor 3/4/14.", 44, "female", "2014-03-04"),
    ("44M welder. D.O.I. 3/4/14.", 44, "male", "2014-03-04"),
    ("Temp 98 F. The worker is 44.", 44, None, None),
    ("A 44-year-old cook; her physician says he saw her. She works.", 44, "female", None),
    ("A 44-year-old cook. His wife says she helps.", 44, None, None),
    ("She has two children, 9 and 13 years old. The claimant is a 41-year-old cook.", 41, "female", None),
    ("The worker, who nurses his 80-year-old father, is a 41 year old male.", 41, "male", None),
    ("She was kicked by a 19 year old male. She is a 41 year old female.", 41, "female", None),
    ("The aide hurt her back lifting a 90-year-old man. She is 41 years old.", 41, "female", None),
    ("The worker, a 41-year-old father of three, was hurt.", 41, None, None),
    ("A 25 year old coworker struck the worker, a 41-year-old male.", 41, "male", None),
    # ages
    ("A woman of fifty-one, injured on 3/4/14.", 51, "female", "2014-03-04"),
    ("Mr. Doe, who is 51, was injured in March 2014.", 51, "male", "2014-03"),
    ("The worker, sixty-two years of age, female, injury date of 3/4/14.", 62, "female", "2014-03-04"),
    ("61 yr F with an injury dated 3/4/14.", 61, "female", "2014-03-04"),
    # an event instead of the word "injury"
    ("A 40 year old man who was rear-ended on March 4th, 2014.", 40, "male", "2014-03-04"),
    ("A 40-year-old man; on 3/4/14 a pallet slid off a truck and struck him.", 40, "male", "2014-03-04"),
    ("A 40 yo man, twisted the knee stepping off a bus 3-4-14.", 40, "male", "2014-03-04"),
    ("The man of 40, a cook, reports that on March 4, 2014 he strained his neck.", 40, "male", "2014-03-04"),
    ("In March 2014 the woman was thrown from a truck.", None, "female", "2014-03"),
    ("She is seen 3/4/14. She fell last year.", None, "female", None),
    ("At the visit of 3/4/14 she said that she fell.", None, "female", None),
    ("The report of 3/4/14 says that he fell at home.", None, "male", None),
    ("He fell at work. His treatment began on 3/4/14.", None, "male", None),
    ("The patient has had migraines since 13 years old.", None, None, None),
    ("He was hurt when a 90-year-old woman fell against him. He is 41 years of age.", 41, "male", None),
    ("His wife, a 44 year old nurse, drives him. He is a 50 year old male.", 50, "male", None),
    ("She fell after a man pushed her.", None, "female", None),
    ("The record is illegible.", None, None, None),
    ("", None, None, None),
]


@pytest.mark.parametrize(("text", "age", "sex", "date"), CLAIMANTS, ids=[text[:70] for text, *_ in CLAIMANTS])
def test_claimant(text: str, age: int | None, sex: str | None, date: str | None) -> None:
    lower = text.lower()
    sentences = split(SPLITTER.starts_in(text), 0, len(text))
    found = READER.age(lower, sentences)
    assert (None if found is None else int(found.value)) == age
    found_sex = READER.sex(lower, 0, len(lower), found)
    assert (None if found_sex is None else found_sex.value) == sex
    found_date = READER.date_of_injury(lower, sentences, find_dates(lower))
    assert (None if found_date is None else found_date.value) == date
