"""Values of the last text."""

from __future__ import annotations

import threading

from imr_nlp.text.memo import LastText


def test_another_text_empties_it() -> None:
    last, text = LastText(), "a letter"
    last.values(text)["read"] = 1
    assert last.values(text) == {"read": 1}
    assert last.values("".join(["a ", "letter"])) == {}, "the same words in another object are another text"
    assert last.values(text) == {}


def test_each_thread_has_its_own() -> None:
    last, text = LastText(), "a letter"
    last.values(text)["read"] = 1
    seen: list[dict[str, int]] = []
    thread = threading.Thread(target=lambda: seen.append(dict(last.values(text))))
    thread.start()
    thread.join()
    assert seen == [{}] and last.values(text) == {"read": 1}
