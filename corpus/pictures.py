"""Letters of the corpus as PDFs, and the pictures of the README, made with a headless Chromium (extras browser and explore).

usage: python corpus/pictures.py [FOLDER]

Writes FOLDER/pdf/*.pdf and FOLDER/pictures/*.png; FOLDER is the corpus if none is given. The path of the browser is looked up
as `chromium`; the environment's CHROMIUM names another.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).parent
# Each with other outcomes: upheld, partially overturned, overturned.
LETTERS = ("a01", "a03", "a07")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
WIDTH, HEIGHT = 1280, 860
_STYLE = "font: 11pt/1.35 Arial, Liberation Sans, sans-serif; white-space: pre-wrap"
_SHEET = f'<meta charset="utf-8"><body style="{_STYLE}">{{}}</body>'
_MARGIN = dict.fromkeys(("top", "bottom", "left", "right"), "1in")


def pdf_letters(browser: Any, folder: Path) -> None:
    """Print letters to PDF, as wide as a sheet."""
    folder.mkdir(parents=True, exist_ok=True)
    page = browser.new_page()
    for name in LETTERS:
        text = (CORPUS / "letters" / f"{name}.txt").read_text(encoding="utf8")
        page.set_content(_SHEET.format(escape(text)))
        page.pdf(path=str(folder / f"{name}.pdf"), format="Letter", margin=_MARGIN)
    page.close()


def pictures(browser: Any, folder: Path) -> None:
    """Take pictures of the letter's page, the report and the explorer."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        database, letter, report = (Path(place) / name for name in ("letters.db", "letter.html", "report.html"))
        _run("extract", str(CORPUS / "letters"), "--to", str(database))
        _run("view", str(database), "CM17-9900103", "-o", str(letter))
        _run("report", str(database), "-o", str(report))
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, reduced_motion="reduce")
        page.goto(letter.as_uri())
        page.locator("a.fact.reason").nth(1).click()
        page.screenshot(path=str(folder / "view.png"))
        page.goto(report.as_uri())
        page.screenshot(path=str(folder / "report.png"))
        with _explorer(database) as address:
            page.goto(f"{address}/letters/01_drug_class")
            page.screenshot(path=str(folder / "explorer.png"))
        page.close()


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "imr_nlp", *arguments], check=True)


@contextmanager
def _explorer(database: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with subprocess.Popen([sys.executable, "-m", "imr_nlp", "explore", str(database), "--port", str(port)]) as process:
        address = f"http://127.0.0.1:{port}"
        try:
            for _ in range(300):
                try:
                    urllib.request.urlopen(address, timeout=5).close()
                    break
                except (urllib.error.URLError, ConnectionError):
                    time.sleep(0.2)
            yield address
        finally:
            process.terminate()


def main() -> int:
    """Make them all; the exit status."""
    from playwright.sync_api import sync_playwright

    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        pdf_letters(browser, folder / "pdf")
        pictures(browser, folder / "pictures")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
