"""The states, how they are photographed, and how far two pictures differ."""

import tempfile
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np

import hedging
from hedging.corpora.gold import Gold, GoldCue
from hedging.evaluate.metrics import count, find_mistakes, score_golds
from hedging.evaluate.page import evaluation_page
from hedging.pages.article import report_page
from tests.pages.comparisons import state as comparison_state
from tests.pages.texts import LONG, NEWS

KEPT = Path(__file__).parent
ROOT = KEPT.parents[1]
FERRY = ROOT / "docs" / "articles" / "ferry.txt"
FONTS = (
    "body, article, h1, h2, h3, p { font-family: 'DejaVu Serif' !important }"
    ".ui, .ui *, button, select, input { font-family: 'DejaVu Sans' !important }"
)
PLAIN = "The harbour opened in 1874.\n\nIt has two moles. Forty boats lie there in winter."
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
# Pixels on a side of a square of which the mean colour is compared, and how much it may differ.
_SQUARE, _VISIBLE = 8, 0.06


@cache
def _article(text):
    detector = hedging.load()
    return report_page(detector.detect(text), explanations=detector.explain(text))


def _ferry():
    return _article(FERRY.read_text(encoding="utf-8"))


def _drift():
    before = "The wall is sound. It may hold. Engineers fear a breach. The mayor left in May."
    after = "The wall is sound. It will hold. A breach is coming. The mayor may have left."
    return hedging.compare(before, after).to_html("Two versions of a report")


def _evaluation():
    golds = [
        Gold("one", "About ten came.", (), False, "general"),
        Gold("two", "It may perhaps rain.", (GoldCue(0, 2, "booster"),), False, "general"),
        Gold("three", "The shop sold bread.", (GoldCue(4, 8, "weasel"),), True, "general"),
        Gold("four", "The wall held.", None, True, "general"),
    ]
    reports, metrics = score_golds(golds, hedging.load()), {}
    count(golds, reports, metrics)
    return evaluation_page(metrics, find_mistakes(golds, reports), title="Four sentences")


def _card(page):
    page.locator("mark").nth(1).focus()


def _filtered(page):
    page.locator("input[type=checkbox]").first.uncheck()


def _printed(page):
    page.emulate_media(media="print")


#: The page of each state, the window, the colours, and what a reader does.
STATES = {
    "article": (_ferry, DESKTOP, "light", None),
    "article-dark": (_ferry, DESKTOP, "dark", None),
    "article-card": (lambda: _article(NEWS), DESKTOP, "light", _card),
    "article-filtered": (_ferry, DESKTOP, "light", _filtered),
    "article-printed": (_ferry, DESKTOP, "light", _printed),
    "article-without-hedges": (lambda: _article(PLAIN), PHONE, "light", None),
    "article-phone": (_ferry, PHONE, "light", None),
    "article-phone-card": (lambda: _article(LONG), PHONE, "dark", _card),
    "comparison": (lambda: comparison_state("many groups"), DESKTOP, "light", None),
    "comparison-phone": (lambda: comparison_state("dates"), PHONE, "dark", None),
    "change": (_drift, DESKTOP, "light", None),
    "evaluation": (_evaluation, DESKTOP, "light", None),
}


def photograph(browser, name, style=""):
    """A picture of a state, as the bytes of a PNG; `style` is added to that of the page."""
    make, window, scheme, act = STATES[name]
    context = browser.new_context(viewport=window, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        path.write_text(make(), encoding="utf-8")
        page.goto(path.as_uri())
        page.add_style_tag(content=FONTS + style)
        if act is not None:
            act(page)
        picture = page.screenshot(animations="disabled", caret="hide")
    context.close()
    return picture


def difference(first, second):
    """The share of the squares of two pictures that differ visibly; 1 for other sizes."""
    from PIL import Image

    one, other = (
        np.asarray(Image.open(BytesIO(content)).convert("RGB"), dtype=np.float64) / 255
        for content in (first, second)
    )
    if one.shape != other.shape:
        return 1.0
    height, width = (size // _SQUARE * _SQUARE for size in one.shape[:2])
    squares = (one - other)[:height, :width].reshape(
        height // _SQUARE, _SQUARE, width // _SQUARE, _SQUARE, 3
    )
    return float((np.abs(squares.mean(axis=(1, 3))).max(axis=2) > _VISIBLE).mean())
