"""Texts of ours → the pictures in docs/images: the page of a report, and the plots.

    python docs/pictures.py

Needs matplotlib (the extra `plot`), Playwright, and a Chromium: the system's, or the one that
`playwright install chromium` brings. `python docs/pictures.py plots` makes the plots alone, without
a browser.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

import matplotlib as mpl

import hedging

ROOT = Path(__file__).parent.parent
TEXT = ROOT / "tests" / "golden" / "news.txt"
ANSWERS = ROOT / "examples" / "answers.jsonl"
IMAGES = ROOT / "docs" / "images"
# Width and height of the window, in pixels: what a reader sees before they scroll.
WINDOW = {"width": 1000, "height": 960}
DOTS_PER_INCH = 120


def main() -> None:
    """Make the pictures."""
    IMAGES.mkdir(exist_ok=True)
    draw_plots()
    if sys.argv[1:] != ["plots"]:
        photograph_page()
    print(f"wrote {IMAGES.relative_to(ROOT)}")


def draw_plots() -> None:
    """Draw a text, then the answers of our example, together and by label and writer."""
    mpl.use("agg")
    rows = [json.loads(line) for line in ANSWERS.read_text(encoding="utf-8").splitlines()]
    batch = hedging.detect_batch([row["answer"] for row in rows])
    comparison = hedging.compare_groups(
        batch, [f"{row['label']}, writer {row['writer'].upper()}" for row in rows]
    )
    report = hedging.detect(TEXT.read_text(encoding="utf-8"))
    plots = {
        "report-plot.png": report.plot(title="The dam"),
        "batch-plot.png": batch.plot(title="256 answers to questions"),
        "comparison-plot.png": comparison.plot(title="Sure and unsure answers of two writers"),
    }
    for name, axes in plots.items():
        # Without the version of matplotlib, which changes a file that looks the same.
        axes.figure.savefig(IMAGES / name, dpi=DOTS_PER_INCH, metadata={"Software": None})


def photograph_page() -> None:
    """Take the picture of the report page in the README."""
    from playwright.sync_api import sync_playwright

    text = TEXT.read_text(encoding="utf-8")
    detector = hedging.load()
    page_html = detector.detect(text).to_html(explanations=detector.explain(text))
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.html"
        path.write_text(page_html, encoding="utf-8")
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport=WINDOW, color_scheme="light")
        page.goto(path.as_uri())
        # The card of a cue, as a reader sees it who points at the cue.
        page.locator("mark").nth(2).hover()
        page.screenshot(path=IMAGES / "report.png")
        browser.close()


if __name__ == "__main__":
    main()
