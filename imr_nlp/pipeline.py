"""The pipeline that configs/imr_nlp.cfg describes. Start with `load`."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from typing import Any

from spacy.language import Language
from spacy.util import (
    SimpleFrozenDict,
    SimpleFrozenList,
    dict_to_dot,
    get_model_meta,
    load_config,
    load_model,
    load_model_from_config,
)
from spacy.vocab import Vocab

_NO_NAMES = SimpleFrozenList()
_NOTHING = SimpleFrozenDict()


def load(
    vocab: Vocab | bool = True,
    *,
    disable: str | Iterable[str] = _NO_NAMES,
    enable: str | Iterable[str] = _NO_NAMES,
    exclude: str | Iterable[str] = _NO_NAMES,
    config: dict[str, Any] = _NOTHING,
    meta: dict[str, Any] = _NOTHING,
) -> Language:
    """Load the pipeline; `spacy.load("imr_nlp")` calls this.

    vocab (Vocab | bool): a vocabulary to share, or True for a new one.
    disable (str | Iterable[str]): components to load but not to run.
    enable (str | Iterable[str]): components to run, all others disabled.
    exclude (str | Iterable[str]): components to leave out.
    config (dict): overrides of configs/imr_nlp.cfg, nested or with dots in the keys.
    meta (dict): entries of the pipeline's meta.
    RETURNS (Language): the pipeline, pattern files read.
    RAISES (PatternError): a pattern file named in the config is not usable.
    """
    from imr_nlp.rules.load import data_folder

    overrides = dict_to_dot(config, for_overrides=True)
    with as_file(data_folder("configs") / "imr_nlp.cfg") as path:
        full_config = load_config(path, overrides=overrides)
    with as_file(files("imr_nlp") / "meta.json") as path:
        package_meta = get_model_meta(path.parent)
    with _no_collector():
        nlp = load_model_from_config(
            full_config, vocab=vocab, disable=disable, enable=enable, exclude=exclude, meta={**package_meta, **meta}
        )
        nlp.initialize()
    return nlp


def load_any(model: str = "imr_nlp", patterns: Iterable[str] = ()) -> Language:
    """Load this pipeline or another.

    model (str): a package or the folder of a saved pipeline.
    patterns (Iterable[str]): further pattern files, see `add_patterns`.
    RETURNS (Language): the pipeline.
    RAISES (OSError): there is no such pipeline.
    """
    nlp = load() if model == "imr_nlp" else load_model(model)
    files = list(patterns)
    if files:
        add_patterns(nlp, files)
    return nlp


def add_patterns(nlp: Language, files: Iterable[str]) -> None:
    """Give pattern rows to the components that use them.

    nlp (Language): the pipeline; changed.
    files (Iterable[str]): pattern files, see patterns/README.md.
    RAISES (PatternError): a row is not usable, stands twice, or is of a label that no component uses.
    RAISES (FileNotFoundError): there is no such file.
    """
    from imr_nlp.components.base import PatternPipe
    from imr_nlp.rules.load import read_rows

    pipes = [pipe for _, pipe in nlp.pipeline if isinstance(pipe, PatternPipe)]
    rows = read_rows(files, {kind for pipe in pipes for kind in pipe.row_types})
    for pipe in pipes:
        pipe.extend(rows)


@contextmanager
def _no_collector() -> Iterator[None]:
    """Nothing that loading makes is garbage: looking for some takes a fifth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
