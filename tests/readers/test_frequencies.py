"""How often a day a frequency means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_nlp.readers.frequencies import FrequencyReader
from imr_nlp.rules.load import read_rows
from imr_nlp.rules.schema_items import DOSAGE_ROWS

READER = FrequencyReader(read_rows(["dosage.jsonl"], DOSAGE_ROWS))

FREQUENCIES = [
    ("qd-bid", (1, 2)),
    ("QD to BID", (1, 2)),
    ("qhs-bid", (1, 2)),
    ("once or twice daily", (1, 2)),
    ("three to four times a day", (3, 4)),
    ("morning, noon and night", (3, 3)),
    ("AM, 1 tab midday and 1 tab PM", (3, 3)),
    ("every morning, one every night", (2, 2)),
    ("in a.m., 2 at noon, 1 at bedtime", (3, 3)),
    ("before breakfast and supper", (2, 2)),
    ("qAM, 1 tab q noon and 2 tabs qHS", (3, 3)),
    ("every morning, one every noon and two every night", (3, 3)),
    ("q.a.m. and q.h.s.", (2, 2)),
    ("before meals and at bedtime", (4, 4)),
    ("with meals", None),
    ("TID with meals", (3, 3)),
    ("bid", (2, 2)),
    ("b.i.d.", (2, 2)),
    ("BID", (2, 2)),
    ("t.i.d. p.r.n.", (3, 3)),
    ("tid prn", (3, 3)),
    ("QID", (4, 4)),
    ("q.d.", (1, 1)),
    ("qhs", (1, 1)),
    ("q.h.s.", (1, 1)),
    ("q hs", (1, 1)),
    ("qam", (1, 1)),
    ("q6h", (4, 4)),
    ("q4-6h", (4, 6)),
    ("q 8 hours prn", (3, 3)),
    ("every 12 hours", (2, 2)),
    ("every 3-4 hrs as needed", (6, 8)),
    ("every 6 to 8 hours", (3, 4)),
    ("every six hours", (4, 4)),
    ("once a day", (1, 1)),
    ("twice daily", (2, 2)),
    ("three times per day", (3, 3)),
    ("4 times a day", (4, 4)),
    ("1-2 times daily", (1, 2)),
    ("3x/day", (3, 3)),
    ("one time a day", (1, 1)),
    ("daily", (1, 1)),
    ("at bedtime", (1, 1)),
    ("twice in the day and once at bedtime", (3, 3)),
    ("three times daily and at bedtime", (4, 4)),
    ("twice a day at bedtime", (2, 2)),
    ("q4h to q6h prn", (4, 6)),
    ("at 8 am, 1 at 2 pm and 2 at bedtime", (3, 3)),
    ("at 9 pm", (1, 1)),
    ("nightly", (1, 1)),
    ("in the morning", (1, 1)),
    ("every night", (1, 1)),
    ("every other day", (0.5, 0.5)),
    ("each morning and evening", (2, 2)),
    ("1 in the AM, 1 at noon, 2 at HS", (3, 3)),
    ("BID-TID prn", (2, 3)),
    ("q72h", (0.3333, 0.3333)),
    ("every 72 hours", (0.3333, 0.3333)),
    ("every 3 days", (0.3333, 0.3333)),
    ("every third day", (0.3333, 0.3333)),
    ("q 3 days", (0.3333, 0.3333)),
    ("every 48 hours", (0.5, 0.5)),
    ("every 2nd day", (0.5, 0.5)),
    ("q4-6 prn", (4, 6)),
    ("1 qam, 1 qpm and 2 qhs", (3, 3)),
    ("at noon", (1, 1)),
    ("bid with breakfast", (2, 2)),
    ("every four (4) to six (6) hours", (4, 6)),
    ("2x-3x/day", (2, 3)),
    ("upon waking and again at bedtime", (2, 2)),
    ("on awakening", (1, 1)),
    ("weekly", None),
    ("every 7 days", None),
    ("as needed", None),
    ("10 hours on, 14 hours off", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "expected"), FREQUENCIES, ids=[row[0] or "empty" for row in FREQUENCIES])
def test_times_per_day(text: str, expected: object) -> None:
    assert READER.times_per_day(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("every 4-6 hours as needed", "4-6 a day"),
        ("BID", "2 a day"),
        ("every other\nday", "0.5 a day"),
        ("As  needed", "as needed"),
    ],
)
def test_the_one_spelling(text: str, expected: str) -> None:
    assert READER.form(text) == expected


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    READER.times_per_day(text)
