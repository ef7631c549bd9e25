"""Ratings of pain, and numbers that are none."""

from __future__ import annotations

import pytest

from imr_nlp.readers.pain_scores import PainRating, PainReader
from imr_nlp.rules.fragments import fragments_of
from imr_nlp.rules.load import read_rows, select
from imr_nlp.rules.ruleset import RuleSet
from imr_nlp.rules.schema_summary import ROW_TYPES, PainScore

ROWS = read_rows(["pain_scores.jsonl"], ROW_TYPES)
FRAGMENTS = fragments_of(ROWS)
READER, SCREEN = PainReader(ROWS, FRAGMENTS), RuleSet(select(ROWS, PainScore), FRAGMENTS)


def find_pain_scores(text: str) -> list[PainRating]:
    sentences = [(0, len(text))] if text else []
    return READER.read(text, sentences, SCREEN.find_in(text, sentences))


SCORES: list[tuple[str, list[str]]] = [
    ("Pain is 7 1/2 out of 10.", ["7 1/2"]),
    ("Pain is 7 ½ / 10.", ["7 ½"]),
    ("Pain is 4 to 4½/10.", ["4 to 4½"]),
    ("Pain is six and a half out of ten.", ["six and a half"]),
    ("Pain is 8 (eight) out of 10.", ["8"]),
    ("Back pain since 9/10.", []),
    ("He took 4 of 10 pills for pain.", []),
    ("Pain is 6/10; 8 of 10 tender points.", ["6"]),
    ("Pain is 8/10.", ["8"]),
    ("Pain is 8-9/10.", ["8-9"]),
    ("Pain is 8 - 9/10.", ["8 - 9"]),
    ("Pain is 8/ 10.", ["8"]),
    ("She has constant 6/10 pain in the neck.", ["6"]),
    ("Pain rated 7 out of 10.", ["7"]),
    ("Pain rated 5-7 out of 10 on that scale.", ["5-7"]),
    ("Pain rated 5 to 7 out of 10.", ["5 to 7"]),
    ("Pain was 6/10 to 9/10.", ["6", "9"]),
    ("Pain rated 10 out of 10 VAS.", ["10"]),
    ("Hip pain rated 3-5 on a 10-point scale.", ["3-5"]),
    ("Pain was rated 6 on a 10 point scale.", ["6"]),
    ("She rates the pain a 9 on a scale of 0-10.", ["9"]),
    ("She rates the pain 3 on a pain scale from 0 to 10.", ["3"]),
    ("She rates it 3 out of 10 on a pain scale from 0 to 10.", ["3"]),
    ("Knee pain rated as 0-3 of 10.", ["0-3"]),
    ("Headache rated at a 7.", ["7"]),
    ("She rates her pain as 6-7.", ["6-7"]),
    ("VAS 7.", ["7"]),
    ("VAS score: 7", ["7"]),
    ("VAS: 4/10.", ["4"]),
    ("Pain at level 7 today.", ["7"]),
    ("Pain level is 8.", ["8"]),
    ("Pain level of 5.", ["5"]),
    ("Pain score of 6 with medications.", ["6"]),
    ("Pain level: 8.", ["8"]),
    ("Pain decreased from 8/10 to 4/10 with medication.", ["8", "4"]),
    ("Pain is 4/10 with medications and 9/10 without medications.", ["4", "9"]),
    ("Pain is 8 out of 10 at worst and 2-3 at best.", ["8", "2-3"]),
    ("Pain was eight out of ten.", ["eight"]),
    ("Pain of 7.5/10 is noted.", ["7.5"]),
    ("Pain is 0/10 at rest.", ["0"]),
    ("Pain is 7-8/10, was 9/10 in May.", ["7-8", "9"]),
    ("Low back rated 9 out of 10 and knee pain rated 4 out of 10.", ["9", "4"]),
    ("Pain intensity is 5/10 on the visual analog scale.", ["5"]),
    ("The average pain is 7 over 10.", ["7"]),
    # several ratings of one sentence
    ("VAS 3 with and 8 without.", ["3", "8"]),
    ("The pain level was an 8 for the neck and a 6 for the hands.", ["8", "6"]),
    ("Pain: current 8, best 6, worst 10.", ["8", "6", "10"]),
    ("Average pain 7, worst 9, least 4.", ["7", "9", "4"]),
    ("Pain with medication 4, without medication 8.", ["4", "8"]),
    ("Pain 3 out of 10 (was 8 the first day).", ["3", "8"]),
    ("Pain at 6.5 on a ten-point scale, 9 without medicine.", ["6.5", "9"]),
    ("Pain is a 7 today, 4 on good days.", ["7", "4"]),
    ("Pain is 7/10 and for 3 weeks she has walked.", ["7"]),
    ("Pain 6/10, takes 2 at bedtime.", ["6"]),
    # a change is two ratings, a range is one
    ("VAS fell from 7 to 3.", ["7", "3"]),
    ("Back pain from 8 to 5 since May.", ["8", "5"]),
    ("Pain increased from 3 to 5 after the fall.", ["3", "5"]),
    ("Pain decreased from 8 to 4 out of 10.", ["8", "4"]),
    ("Pain ranges from 4 to 7.", ["4 to 7"]),
    ("Pain from 2 to 4 weeks after surgery.", []),
    # other words for the scale, or none
    ('Pain was circled at "5".', ["5"]),
    ("NPRS 6.", ["6"]),
    ("Pain (0-10): 6", ["6"]),
    # other things out of ten
    ("Tinnitus loudness 7/10.", []),
    ("Anxiety 6/10, neck pain 4/10.", ["4"]),
    ("Sleep quality 3/10 because of pain.", []),
    ("The 4/10 session was missed.", []),
    ("On 4/10 she reported pain.", []),
    ("GAF 55, PHQ-9 12, ODI 46.", []),
    ("Her motor strength is 3 out of 5.", []),
    ("Strength is 4/5 with pain.", []),
    ("Motor strength 10/10 throughout.", []),
    ("Her reflexes are rated 1 of 4.", []),
    ("Pain with flexion 80/90 degrees.", []),
    ("Norco 10/325 mg for pain.", []),
    ("Seen on 10/10/2016 for pain.", []),
    ("Pain since 8/10/2016.", []),
    ("Pain for 6 months.", []),
    ("Pain is 50% better.", []),
    ("Pain improved after 8 of 10 visits.", []),
    ("Spurling's test caused pain at 60 degrees.", []),
    ("Pain at L4-5 and in 2 fingers.", []),
    ("Pain medication 3 times a day.", []),
    ("MRI shows a 4 mm protrusion.", []),
    ("Pain is 7-8 / 10 without and 4 - 5/ 10 with medication.", ["7-8", "4 - 5"]),
    ("Pain was 8½/10.", ["8½"]),
    ("Foot pain of 9 intensity out of 10.", ["9"]),
    # a rating and what became of it, or of other pain
    ("VAS score on 3/4/15 was 8.", ["8"]),
    ("Pain intensity 7 out of 10 decreasing to 3 with rest.", ["7", "3"]),
    ("Pain is 8/10 and goes down to 5 after Norco.", ["8", "5"]),
    ("Pain drops from 8 to 4 with rest.", ["8", "4"]),
    ("Pain is 8/10, and visits were decreased to 6.", ["8"]),
    ("Pain is 7/10 decreasing to 50% of that.", ["7"]),
    ("She rates low back pain 6, leg pain 4, neck pain 2 out of 10.", ["6", "4", "2"]),
    ("Pain is rated 6, and he takes 3 tablets.", ["6"]),
    ("Headaches at level 6.", ["6"]),
    ("The visit note: 7 out of 10.", ["7"]),
    ("Strength: 7 out of 10.", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), SCORES, ids=[text[:60] for text, _ in SCORES])
def test_pain_scores(text: str, expected: list[str]) -> None:
    lower = text.lower()
    ratings = find_pain_scores(lower)
    assert [lower[rating.start : rating.end] for rating in ratings] == expected
    assert all(0 <= rating.low <= rating.high <= 10 for rating in ratings)


def test_range() -> None:
    (rating,) = find_pain_scores("pain is rated 8-9/10")
    assert (rating.low, rating.high) == (8, 9)
