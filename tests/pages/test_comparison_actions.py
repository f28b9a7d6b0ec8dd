"""What the page of many texts offers by keyboard: to sort, unfold, save, and go to a sentence."""

import csv
import io
import re
from pathlib import Path

import pytest

import hedging
from hedging.comparison import Comparison
from hedging.jobs.pages import Pages
from hedging.pages.comparison import comparison_page
from hedging.stats.tally import Entry
from tests.pages.comparisons import GROUPS, LONG, a_comparison, saved, state


def names_of(opened, table):
    return opened.eval_on_selector_all(
        f"{table} tbody tr th", "heads => heads.map(head => valuesOf(head)[0])"
    )


def test_tables_are_sorted_by_keyboard(comparison_tab):
    opened = comparison_tab(state("many groups"))
    table = ".part:has(.kicker:text-is('Groups')) table"
    before = names_of(opened, table)
    share = opened.locator(f"{table} th.n button").first
    share.focus()
    opened.keyboard.press("Enter")
    head = opened.locator(f"{table} th.n").first
    assert head.get_attribute("aria-sort") == "descending"
    assert names_of(opened, table) == before
    opened.keyboard.press("Space")
    assert head.get_attribute("aria-sort") == "ascending"
    assert names_of(opened, table) == before[::-1]
    opened.locator(f"{table} th button").first.press("Enter")
    assert opened.locator(f"{table} [aria-sort]").count() == 1
    names = names_of(opened, table)
    assert LONG in names
    assert names == sorted(
        names, key=lambda name: re.sub(r"\d+", lambda m: m[0].zfill(3), name.lower())
    )
    # A value that is missing goes last, whatever the order.
    interval = opened.locator(f"{table} th.n button").nth(1)
    for _ in range(2):
        interval.press("Enter")
        values = opened.eval_on_selector_all(
            f"{table} tbody td:nth-child(4)", "cells => cells.map(cell => cell.dataset.v)"
        )
        missing = [value.startswith(";") for value in values]
        assert missing == sorted(missing)


def test_long_tables_are_unfolded(comparison_tab):
    opened = comparison_tab(state("no group"))
    part = ".part:has(h2:text-is('The most hedged documents'))"
    rows = opened.locator(f"{part} tbody tr")
    assert rows.count() == 25
    assert rows.nth(9).is_visible()
    assert not rows.nth(10).is_visible()
    button = opened.locator(f"{part} .unfold")
    assert button.inner_text() == "Show all 25"
    button.press("Enter")
    assert rows.nth(24).is_visible()
    assert button.get_attribute("aria-expanded") == "true"
    opened.emulate_media(media="print")
    button.evaluate("button => button.click()")
    assert rows.nth(24).is_visible()


def test_a_table_is_saved_as_csv(comparison_tab):
    entries = [
        Entry("d", 0.1 * (k % 9), 10, k % 9, (1,) * 8, group=name)
        for name in ("=1+1", 'a "b", c', "plain")
        for k in range(12)
    ]
    opened = comparison_tab(comparison_page(Comparison(entries)))
    name, content = saved(opened, GROUPS, "CSV")
    assert name.endswith(".csv")
    header, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert header == ["group", "share", "low", "high", "documents", "sentences"]
    assert sorted(row[0] for row in rows) == ["'=1+1", 'a "b", c', "plain"]
    for row in rows:
        assert float(row[1]) == pytest.approx(0.325)
        assert float(row[2]) < float(row[1]) < float(row[3])
        assert row[4:] == ["12", "120"]


def test_every_figure_is_saved_as_a_picture(comparison_tab):
    opened = comparison_tab(state("dates"))
    parts = opened.locator(".part:has(.drawing), .part:has(.track)")
    assert parts.count() >= 4
    for number in range(parts.count()):
        part = parts.nth(number)
        heading = part.locator("h2").inner_text()
        part.locator("summary", has_text="Save").press("Enter")
        for form in ("SVG", "PNG"):
            with opened.expect_download() as waiting:
                part.get_by_role("button", name=re.compile(f"^Save as {form}:")).click()
            content = Path(waiting.value.path()).read_bytes()
            if form == "PNG":
                assert content.startswith(b"\x89PNG")
                continue
            text = content.decode("utf-8")
            assert all(word in text for word in heading.split()[:2])
            assert "NaN" not in text
            assert "<script" not in text
            assert "var(" not in text


# What a reader reaches with Tab, in this order.
STOPS = """() => [...document.querySelectorAll('a, button, summary, [tabindex="0"]')]
  .filter(e => e.checkVisibility())"""


def test_the_first_stop_skips_to_the_documents(comparison_tab):
    opened = comparison_tab(state("no group"))
    skip = opened.locator(".skip")
    assert skip.bounding_box()["y"] < -24
    opened.keyboard.press("Tab")
    assert skip.bounding_box()["y"] >= 0
    opened.keyboard.press("Enter")
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.closest('.part').id") == "documents"


def test_a_stop_has_a_use(comparison_tab):
    opened = comparison_tab(comparison_page(a_comparison(2, documents=50)))
    expect = pytest.importorskip("playwright.sync_api").expect
    # The browser says after the next frame which tables are too wide.
    expect(opened.locator(".wide[tabindex]:visible")).to_have_count(0)
    assert len(opened.evaluate(f"({STOPS})().map(e => e.tagName)")) <= 70
    # A table that is too wide is scrolled by keyboard, and a single row is not sorted.
    opened.set_viewport_size({"width": 320, "height": 900})
    part = opened.locator(".part:has(.kicker:text-is('Kinds of cues'))")
    part.locator("summary", has_text="Numbers").press("Enter")
    frame = part.locator(".wide[tabindex='0']")
    expect(frame).to_have_count(1)
    frame.press("ArrowRight")
    for _ in range(50):
        if frame.evaluate("frame => frame.scrollLeft"):
            break
        opened.wait_for_timeout(20)
    assert frame.evaluate("frame => frame.scrollLeft") > 0
    assert opened.locator(".part:has(.kicker:text-is('Differences')) th button").count() == 0


def test_a_quote_leads_to_its_sentence(comparison_tab, tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    filler = "The harbour was closed on Monday.\n\n" * 60
    text = f"{filler}It may rain, some say - or it might possibly snow.\n\n{filler}"
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(text, encoding="utf-8")
    options = hedging.DetectorOptions()
    notes = []
    pages = str(tmp_path / "pages")
    assert Pages(pages, options, notes.append, notes.append).write([str(folder)])
    opened = comparison_tab("")
    opened.goto((tmp_path / "pages" / "index.html").as_uri())
    opened.locator("blockquote a").first.press("Enter")
    opened.wait_for_url("**/a.html*")
    # The page's policy lets nothing wait within it; it scrolls for a while.
    sentence = opened.locator("main span", has_text="It may rain").last
    for _ in range(50):
        if 0 < sentence.bounding_box()["y"] < 850:
            break
        opened.wait_for_timeout(100)
    assert 0 < sentence.bounding_box()["y"] < 850
    assert opened.evaluate("scrollY") > 500
