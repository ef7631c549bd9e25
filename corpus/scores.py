"""Write the labels and the scores of the pipeline into imr_nlp/meta.json, where `spacy info imr_nlp` and `nlp.meta` have them.

usage: python corpus/scores.py

Scores are those of the test splits (test, varied_test, layouts_test) together, totals only; run it after a change of rules.
`performance` has them under spaCy's names, `scores` the F of each group in a line, because `spacy info` leaves `performance`
out. "reasons" are spans at the very place with their label, "reasons_fields" their labels and fields, wherever they stand.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import DocBin
from spacy.training import Example

import imr_nlp

CORPUS = Path(__file__).parent
META = CORPUS.parent / "imr_nlp" / "meta.json"
SPLITS = ("test", "varied_test", "layouts_test")


def performance(nlp: Language) -> dict[str, float]:
    """Precision, recall and F of the entities, groups and relations that the test splits have gold for.

    nlp (Language): the pipeline.
    RETURNS (dict[str, float]): by spaCy's names, "ents_f", with two decimals.
    """
    examples = []
    for split in SPLITS:
        for gold in DocBin().from_disk(CORPUS / f"{split}.spacy").get_docs(nlp.vocab):
            examples.append(Example(nlp.make_doc(gold.text), gold))
    scores = nlp.evaluate(examples)
    return {
        name: round(value, 2)
        for name, value in sorted(scores.items())
        if isinstance(value, float) and name.rpartition("_")[2] in ("p", "r", "f") and not name.startswith("token_")
    }


def measured(nlp: Language) -> dict[str, Any]:
    """What meta.json says of a pipeline.

    nlp (Language): the pipeline.
    RETURNS (dict): its "labels", "performance" and "scores".
    """
    found = performance(nlp)
    names = {name: name.removesuffix("_f").removeprefix("spans_").removeprefix("imr_") for name in found if name.endswith("_f")}
    line = ", ".join(f"{'entities' if name == 'ents' else name} {found[key]:.2f}" for key, name in names.items())
    labels = {name: list(group) for name, group in nlp.pipe_labels.items()}
    return {"labels": labels, "performance": found, "scores": f"F on the test splits of corpus/: {line}"}


if __name__ == "__main__":
    meta = json.loads(META.read_text("utf8")) | measured(imr_nlp.load())
    META.write_text(json.dumps(meta, indent=2, ensure_ascii=False) + "\n", "utf8")
    print(meta["scores"])
