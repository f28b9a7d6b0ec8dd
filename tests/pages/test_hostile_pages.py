"""Hostile texts, titles, names, groups and addresses in a browser: none runs, each is shown.

The texts stand in tests/cases/hostile_pages.jsonl, where half of a pair of UTF-16 can be written.
Each would set `window.__ran`, ask for something, or break the page, if a page let it.
"""

import json
import os
import re
from pathlib import Path

import pytest

import hedging
from hedging.comparison import Comparison
from hedging.jobs.pages import Pages
from hedging.options import DetectorOptions
from hedging.pages.article import report_page
from hedging.pages.comparison import comparison_page
from hedging.stats.quotes import Quotes
from hedging.stats.tally import Entry
from hedging.wording import one_line
from tests.pages.comparisons import GROUPS, saved
from tests.pages.test_page_saving import rows_of, save

CASES = Path(__file__).parents[1] / "cases" / "hostile_pages.jsonl"
HOSTILE = [json.loads(line)["text"] for line in CASES.read_text("utf-8").splitlines()]
# A page of many texts lists so many of its documents and groups.
TOGETHER = 20
ELEMENTS = "iframe, frame, img, object, embed, base, form, link, video, audio, math, template"


@pytest.fixture
def opened(watched, written):
    """Opens a page or a file, and fails when anything runs, is said, or is opened."""
    tab, errors = watched(viewport={"width": 390, "height": 800}, reduced_motion="reduce")
    tab.on("console", lambda said: errors.append(said.text))
    tab.context.on("page", lambda page: errors.append(f"opened {page.url}"))

    def check():
        assert tab.evaluate("window.__ran") is None
        assert tab.locator(ELEMENTS).count() == 0
        assert tab.locator("style").count() == 1
        assert tab.locator("meta").count() == 4
        assert tab.evaluate("document.documentElement.scrollWidth") <= 390
        assert errors == []

    def open_page(page):
        tab.goto((written(page) if isinstance(page, str) else page).as_uri())
        check()
        return tab

    open_page.check = check
    yield open_page
    check()


def as_shown(text):
    """The text as a browser shows it: UTF-8 has no half of a pair, and HTML has no NUL."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def letters(text):
    return re.sub(r"\s+", "", as_shown(text))


def test_there_are_enough_hostile_texts():
    assert len(set(HOSTILE)) == len(HOSTILE) >= 50
    assert any("\udfff" in text for text in HOSTILE)


def test_nothing_in_a_text_runs(opened):
    text = "\n\n".join(f"It may be {hostile} or not." for hostile in HOSTILE)
    page = report_page(hedging.detect(text), explanations=hedging.load().explain(text))
    tab = opened(page)
    assert "".join(tab.locator("[data-text]").all_text_contents()) == as_shown(text)
    assert tab.locator("script").count() == 1
    assert tab.locator("article svg, article script, article style, article a").count() == 0
    marks = tab.locator("mark")
    assert marks.count() > 90
    for number in range(0, marks.count(), 12):
        marks.nth(number).focus()
        assert tab.is_visible("#card")
    tab.keyboard.press("Escape")
    tab.click("#next")
    rows = rows_of(save(tab, "cues-csv")[1])
    assert len(rows) == marks.count()
    for picture in ("strip-svg", "kinds-svg"):
        assert save(tab, picture)[1].startswith(b"<svg")
    assert save(tab, "strip-png")[1].startswith(b"\x89PNG")


def test_no_title_runs(opened):
    report = hedging.detect("It may rain.")
    for first in range(0, len(HOSTILE), 10):
        title = " and ".join(HOSTILE[first : first + 10])
        tab = opened(report_page(report, title, name=f"{title}.txt"))
        assert tab.text_content("h1") == as_shown(title)
        assert as_shown(f"{title}.txt") in tab.text_content("footer")
        # A tab shows no control character.
        own, shown = (re.sub("[\0-\x1f\x7f-\x9f\ufffd]", "", text) for text in (title, tab.title()))
        assert letters(own) == letters(shown)


def test_no_name_and_no_group_runs(opened):
    for first in range(0, len(HOSTILE), TOGETHER):
        chosen = HOSTILE[first : first + TOGETHER]
        entries, quotes = [], Quotes()
        for number, hostile in enumerate(chosen):
            report = hedging.detect(f"It may be {hostile}. Certainly {hostile}.")
            entries.append(Entry.of(hostile, report, hostile, hostile, f"{number}.html"))
            quotes.add(hostile, report, f"{number}.html")
        tab = opened(comparison_page(Comparison(entries, quotes), chosen[0]))
        shown = letters(tab.text_content("main"))
        for hostile in chosen:
            assert letters(one_line(hostile)) in shown
        assert tab.locator("script").count() == 1
        tab.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
        assert saved(tab, GROUPS, "SVG")[1].startswith(b"<svg")
        opened.check()


def test_nothing_in_two_compared_texts_runs(opened):
    before = "\n\n".join(f"It may be {hostile} or not." for hostile in HOSTILE)
    after = "\n\n".join(f"It is {hostile} for sure." for hostile in HOSTILE)
    for title in ("", HOSTILE[0]):
        tab = opened(hedging.compare(before, after).to_html(title))
        cells = letters("".join(tab.locator(".claims div").all_text_contents()))
        # A line end may end a claim.
        for line in "\n".join(HOSTILE).split("\n"):
            assert cells.count(letters(line)) >= 2
        assert tab.locator("script, svg").count() == 0


def test_no_address_runs(opened):
    report = hedging.detect("It may rain.")
    taken, refused = [], 0
    for hostile in HOSTILE:
        try:
            page = report_page(report, home=hostile)
        except hedging.InputError:
            refused += 1
            with pytest.raises(hedging.InputError, match="is no address of a page"):
                comparison_page(Comparison([Entry.of("a", report, address=hostile)]))
        else:
            taken.append(Entry.of(f"{len(taken)}", report, address=hostile))
            assert "All documents</a>" in page
    assert refused > 5
    assert len(taken) > TOGETHER
    for first in range(0, len(taken), TOGETHER):
        tab = opened(comparison_page(Comparison(taken[first : first + TOGETHER])))
        protocols = tab.evaluate("[...document.querySelectorAll('main a')].map(a => a.protocol)")
        assert len(protocols) == len(taken[first : first + TOGETHER])
        assert set(protocols) <= {"file:", "http:", "https:"}


def test_no_name_of_a_file_runs(opened, tmp_path):
    folder, pages = tmp_path / "texts", tmp_path / "pages"
    folder.mkdir()
    names = []
    for hostile in HOSTILE:
        name = f"{hostile}.txt"
        try:
            is_name = len(os.fsencode(name)) < 255 and not set("/\0") & set(name)
        except UnicodeEncodeError:
            continue
        if is_name and not name.startswith("."):
            (folder / name).write_text("It may rain.", encoding="utf-8")
            names.append(name)
    assert len(names) > 30
    notes = []
    written = Pages(str(pages), DetectorOptions(), notes.append, notes.append)
    assert written.write([str(folder)])
    assert notes == [f"wrote {len(names)} pages and {pages / 'index.html'}"]
    tab = opened(pages / "index.html")
    links = tab.evaluate(
        "[...document.querySelectorAll('main a')].map(a => a.getAttribute('href'))"
    )
    assert {link.partition("#")[0] for link in links} <= {path.name for path in pages.iterdir()}
    assert len(list(pages.iterdir())) == len(names) + 1
    for page in sorted(pages.iterdir())[:5]:
        opened(page)
