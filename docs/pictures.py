"""A text of ours → docs/images/report.png, the picture of the report page in the README.

    python docs/pictures.py

Needs Playwright and a Chromium: the system's, or the one that `playwright install chromium` brings.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

import hedging

ROOT = Path(__file__).parent.parent
TEXT = ROOT / "tests" / "golden" / "news.txt"
PICTURE = ROOT / "docs" / "images" / "report.png"
# Width and height of the window, in pixels: what a reader sees before they scroll.
WINDOW = {"width": 1000, "height": 760}


def main() -> None:
    """Take the picture."""
    text = TEXT.read_text(encoding="utf-8")
    detector = hedging.load()
    page_html = detector.detect(text).to_html("The dam", detector.explain(text))
    PICTURE.parent.mkdir(exist_ok=True)
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
        page.screenshot(path=PICTURE)
        browser.close()
    print(f"wrote {PICTURE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
