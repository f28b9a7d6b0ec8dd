"""Texts of ours → the pictures in docs/images: pages of hedging in a browser, and plots.

    python docs/pictures.py

Needs matplotlib and scikit-learn (the extras `plot` and `train`), Playwright, and a Chromium: the
system's, or the one that `playwright install chromium` brings. `python docs/pictures.py plots`
makes the plots alone, without a browser.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import matplotlib as mpl
import numpy as np
from example_pages import (
    ARTICLES,
    answers_page,
    article_page,
    compared_answers,
    files_on,
    labels_page,
    read_answers,
    report_page,
    versions_page,
)
from matplotlib.axes import Axes
from PIL import Image

import hedging
from hedging.pages.plot_axes import Frame

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
IMAGES = DOCS / "images"
TEXT = ROOT / "tests" / "golden" / "news.txt"
THROUGHPUT = ROOT / "benchmarks" / "results" / "throughput.json"
# Width and height of the window, in pixels: what a reader sees before they scroll.
WINDOW = {"width": 1000, "height": 960}
DOTS_PER_INCH = 120
# So many colours look the same as all of them, in a third of the bytes.
COLOURS = 64


def main() -> None:
    """Make the pictures."""
    IMAGES.mkdir(exist_ok=True)
    draw_plots()
    if sys.argv[1:] != ["plots"]:
        photograph_pages()
    print(f"wrote {IMAGES.relative_to(ROOT)}")


def draw_plots() -> None:
    """Draw a text, the answers of our example, and how fast batches are."""
    mpl.use("agg")
    rows = read_answers()
    batch = hedging.detect_batch([row["answer"] for row in rows])
    report = hedging.detect(TEXT.read_text(encoding="utf-8"))
    plots = {
        "report-plot.png": report.plot(title="The dam", register="news"),
        "batch-plot.png": batch.plot(title="256 answers to questions", register="qa"),
        "comparison-plot.png": compared_answers().plot(
            title="Answers of two writers", register="qa"
        ),
        "answers.png": plot_answers(batch, np.array([row["label"] for row in rows])),
        "batch-sizes.png": plot_batch_sizes(),
    }
    for name, axes in plots.items():
        drawn = BytesIO()
        axes.figure.savefig(drawn, dpi=DOTS_PER_INCH)
        write_picture(drawn.getvalue(), name)


def write_picture(png: bytes, name: str) -> None:
    """Write a picture with few colours, so that a page with pictures stays light."""
    with Image.open(BytesIO(png)) as picture:
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(IMAGES / name, optimize=True)


def plot_answers(batch: hedging.Batch, labels: np.ndarray) -> Axes:
    """Answers by how sure they sound, those that were meant to sound sure beside the others."""
    frame = Frame(None, (7.0, 3.4))
    frame.title("How sure 256 answers sound")
    axes, style = frame.ax, frame.style
    confidence = batch.columns("document")["confidence"]
    for offset, label, colour in ((-0.02, "sure", style.accent), (0.02, "unsure", style.faint)):
        counts, edges = np.histogram(confidence[labels == label], bins=10, range=(0, 1))
        bars = axes.bar(edges[:-1] + 0.05 + offset, counts, width=0.036, color=colour)
        bars.set_label(f"meant to sound {label}")
    axes.legend(frameon=False, loc="upper left", fontsize=9)
    frame.names(["confidence: how sure the answer sounds"], "answers")
    return axes


def plot_batch_sizes() -> Axes:
    """The pace by the number of articles in a call, from the committed benchmark."""
    points = json.loads(THROUGHPUT.read_text(encoding="utf-8"))["batch_size"]
    frame = Frame(None, (7.0, 3.0))
    frame.title("The cost of a call is spread over its articles")
    axes, style = frame.ax, frame.style
    sizes = [point["articles"] for point in points]
    pace = [point["sentences_per_second"] for point in points]
    axes.semilogx(sizes, pace, color=style.accent, marker="o")
    axes.set(ylim=(0, max(pace) * 1.1), xticks=sizes)
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.xaxis.set_minor_formatter("")
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.grid(axis="y", color=style.pale, linewidth=0.5)
    frame.names(["articles in one call of detect_batch"], "sentences a second")
    return axes


def photograph_pages() -> None:
    """Take the pictures of pages, each with the card of a cue if it has one."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport=WINDOW, color_scheme="light")
        for name, html, cue in pages(Path(folder)):
            path = Path(folder) / "page.html"
            path.write_text(html, encoding="utf-8")
            page.goto(path.as_uri())
            if cue:
                # The card of a cue, as a reader sees it who points at the cue.
                page.locator("mark", has_text=cue).first.hover()
            # A page that is shorter than the window has no empty ground below it.
            end = page.evaluate("Math.ceil(document.body.getBoundingClientRect().bottom)")
            height = min(WINDOW["height"], end)
            clip = {"x": 0, "y": 0, "width": WINDOW["width"], "height": height}
            write_picture(page.screenshot(clip=clip), name)
        browser.close()


def pages(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Pages with the name of their picture and the cue that is pointed at."""
    yield "report.png", article_page(ARTICLES / "ferry.txt"), "unclear"

    dam = files_on("tutorials/journalist")["dam.txt"]
    yield "journalist.png", report_page(hedging.load(), dam, "Dam inquiry widens"), "fear"

    yield "comparison.png", answers_page(), ""
    yield "versions.png", versions_page(), ""
    yield "evaluation.png", labels_page(), ""

    files = files_on("tutorials/domain")
    labels = folder / "labels.txt"
    labels.write_text(files["labels.txt"], encoding="utf-8")
    hedging.adapt(labels, folder / "my-model")
    adapted = hedging.load(folder / "my-model")
    yield "adapted.png", report_page(adapted, files["minutes/august.txt"], "August"), "minded to"


if __name__ == "__main__":
    main()
