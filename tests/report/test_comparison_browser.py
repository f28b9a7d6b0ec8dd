"""The page of many texts in a browser: it fits every screen, and what it offers works by keyboard.

Without Playwright or a Chromium these tests are skipped, and say so.
"""

import csv
import io
import json
import random
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

import hedging
from hedging.report.comparison import Comparison
from hedging.report.comparison_page import comparison_page
from hedging.report.differences import differences
from hedging.report.pages import write_report
from hedging.report.quotes import Quotes
from hedging.report.tally import Entry

ANSWERS = Path(__file__).parents[2] / "examples" / "answers.jsonl"
LONG = (
    "The Proceedings of the Society for the Observation of Harbours, Bridges and Dams in the North"
)
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "'; alert(3); //",
    "</section></main></body>",
    "--><svg onload=alert(4)>",
    "</style><script>alert(5)</script>",
    "{title}{0}%s",
    "&lt;b&gt;&amp;",
    "=HYPERLINK(1)",
    "a" * 300,
    "\u202egnp.exe",
    "\x00\x1b[2J\x07",
    "javascript:alert(6)",
    "\ud800",
    "🙂" * 50,
    "a/../../etc/passwd",
    '" style="position:fixed;inset:0',
    "ＦＵＬＬ ＷＩＤＴＨ ＂＞",
    "\u2028\u2029",
    "'",
]


@cache
def answers():
    """The answers of our example with their reports."""
    rows = [json.loads(line) for line in ANSWERS.read_text(encoding="utf-8").splitlines()]
    batch = hedging.detect_batch([row["answer"] for row in rows])
    return list(zip(rows, batch, strict=True))


def a_comparison(groups=2, dates=False, documents=120, address="page.html"):
    """Answers in so many groups, some with a long name, and their sentences."""
    names = ["", "Orrin", LONG, *(f"group_number_{k}_of_the_river" for k in range(3, 60))][:groups]
    quotes, entries = Quotes(), []
    for k, (row, report) in enumerate(answers()[:documents]):
        name = f"{row['topic']}/{row['writer']}/answer number {k}.txt"
        date = f"20{10 + k % 9}-{1 + k % 3:02d}" if dates else ""
        entries.append(Entry.of(name, report, names[k % groups], date, address))
        quotes.add(name, report, address)
    return Comparison(entries, quotes)


def columns_of(documents):
    chosen = answers()[:documents]
    return {
        "writer": [row["writer"] for row, _ in chosen],
        "score": [report.score for _, report in chosen],
        "sentences": [len(report.sentences) for _, report in chosen],
        "hedged_sentences": [len(report.hedged_sentences) for _, report in chosen],
        "confidence": [report.confidence for _, report in chosen],
    }


@pytest.fixture
def tab(browser, tmp_path):
    """Opens a page, and fails when its script does, or when it asks for anything."""
    errors = []
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    made = context.new_page()
    made.on("pageerror", lambda error: errors.append(str(error)))
    made.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    made.on("dialog", lambda dialog: errors.append(f"dialog: {dialog.message}"))
    own = ("file:", "data:", "blob:")
    made.on(
        "request", lambda asked: None if asked.url.startswith(own) else errors.append(asked.url)
    )

    def opened(page, width=1280, scheme="light"):
        path = tmp_path / "all.html"
        path.write_bytes(page.encode("utf-8", "replace"))
        made.set_viewport_size({"width": width, "height": 900})
        made.emulate_media(color_scheme=scheme)
        made.goto(path.as_uri())
        return made

    yield opened
    context.close()
    assert errors == []


@cache
def state(name):
    """The page of a state that the page has to look right in."""
    made = {
        "two groups": lambda: a_comparison(2),
        "many groups": lambda: a_comparison(14),
        "more groups": lambda: a_comparison(40),
        "dates": lambda: a_comparison(3, dates=True),
        "no group": lambda: a_comparison(1),
        "one document": lambda: a_comparison(1, documents=1),
        "nothing": lambda: Comparison([]),
    }[name]()
    compared = differences(columns_of(80), "writer") if name == "dates" else ()
    return comparison_page(made, differences=compared)


STATES = [
    "two groups",
    "many groups",
    "more groups",
    "dates",
    "no group",
    "one document",
    "nothing",
]


@pytest.mark.parametrize("name", STATES)
def test_the_page_fits_every_screen(tab, name):
    opened = tab(state(name))
    for is_open in ("false", "true"):
        opened.evaluate(
            f"for (const part of document.querySelectorAll('details')) part.open = {is_open}"
        )
        for width in (320, 390, 600, 800, 1000, 1280, 1600):
            opened.set_viewport_size({"width": width, "height": 900})
            assert opened.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing(tab, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    # The smallest page that has every part; the other states have fewer.
    opened = tab(state("dates"), width, scheme)
    opened.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    assert axe.run(opened).response["violations"] == []


# The contrast of every element with text to the ground behind it.
CONTRASTS = """() => {
  const linear = v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4
  const light = rgb => {
    const [r, g, b] = rgb.match(/[\\d.]+/g).map(Number).map(v => linear(v / 255))
    return .2126 * r + .7152 * g + .0722 * b
  }
  const ground = light(getComputedStyle(document.body).backgroundColor)
  const bands = [...document.querySelectorAll('.swatch.b2, .swatch.b4')]
    .map(band => light(getComputedStyle(band).backgroundColor))
  const contrast = (a, b) => (Math.max(a, b) + .05) / (Math.min(a, b) + .05)
  const least = (element, name, grounds) => {
    const ink = light(getComputedStyle(element)[name])
    return Math.min(...grounds.map(other => contrast(ink, other)))
  }
  const hasText = element => [...element.childNodes].some(n => n.nodeType === 3 && n.data.trim())
  return {
    words: Math.min(...[...document.querySelectorAll('body *:not(script):not(title)')]
      .filter(e => hasText(e) && e.getClientRects().length)
      .map(e => least(e, 'color', e.closest('.pooled') ? [ground, ...bands] : [ground]))),
    marks: Math.min(
      ...[...document.querySelectorAll('.track .dot')]
        .map(e => least(e, 'borderTopColor', [ground, ...bands])),
      ...[...document.querySelectorAll('.track .ci')]
        .map(e => least(e, 'backgroundColor', [ground, ...bands]))),
    documents: Math.min(...[...document.querySelectorAll('.hist')]
      .map(e => least(e, 'fill', [ground]))),
  }
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_and_marks_stand_out(tab, scheme):
    found = tab(state("dates"), 1280, scheme).evaluate(CONTRASTS)
    assert found["words"] >= 4.5
    assert found["marks"] >= 3
    assert found["documents"] >= 3


def test_words_can_be_read_and_targets_can_be_hit_on_a_phone(tab):
    opened = tab(state("dates"), 320)
    sizes = opened.evaluate("""[...document.querySelectorAll('body *:not(script)')]
      .filter(e => e.getClientRects().length &&
        [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
      .map(e => parseFloat(getComputedStyle(e).fontSize))""")
    assert min(sizes) >= 11
    targets = opened.evaluate("""[...document.querySelectorAll('button, summary, a')]
      .filter(e => e.getClientRects().length)
      .map(e => [e.getBoundingClientRect().height, e.getBoundingClientRect().width])""")
    assert len(targets) > 20
    assert min(min(target) for target in targets) >= 23.9
    # The trend keeps to its frame, and its dots stay round.
    dots = opened.evaluate("""[...document.querySelectorAll('.levels circle')]
      .map(e => e.getBoundingClientRect()).map(b => [b.width, b.height, b.right])""")
    assert len(dots) > 3
    for across, down, right in dots:
        assert across == pytest.approx(down, abs=0.1)
        assert right < 320


def test_names_are_broken_at_blanks_alone(tab):
    opened = tab(state("many groups"), 320)
    broken = opened.evaluate("""[...document.querySelectorAll('tbody th')].flatMap(head => {
      const walker = document.createTreeWalker(head, NodeFilter.SHOW_TEXT)
      const found = []
      while (walker.nextNode()) {
        const node = walker.currentNode
        if (!node.parentElement.checkVisibility()) continue
        for (const match of node.data.matchAll(/[^\\s\\-\\u2212]+/g)) {
          const range = document.createRange()
          range.setStart(node, match.index)
          range.setEnd(node, match.index + match[0].length)
          const lines = new Set([...range.getClientRects()].map(r => Math.round(r.top)))
          if (lines.size > 1) found.push(match[0])
        }
      }
      return found
    })""")
    assert broken == []


def names_of(opened, table):
    return opened.eval_on_selector_all(
        f"{table} tbody tr th", "heads => heads.map(head => valuesOf(head)[0])"
    )


def test_tables_are_sorted_by_keyboard(tab):
    opened = tab(state("many groups"))
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


def test_long_tables_are_unfolded(tab):
    opened = tab(state("no group"))
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


def saved(opened, part, text):
    """The name and the bytes of what a button saves."""
    with opened.expect_download() as waiting:
        opened.locator(part).get_by_role("button", name=re.compile(f"^Save as {text}:")).press(
            "Enter"
        )
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


GROUPS = ".part:has(.kicker:text-is('Groups'))"


def test_a_table_is_saved_as_csv(tab):
    entries = [
        Entry("d", 0.1 * (k % 9), 10, k % 9, (1,) * 8, group=name)
        for name in ("=1+1", 'a "b", c', "plain")
        for k in range(12)
    ]
    opened = tab(comparison_page(Comparison(entries)))
    name, content = saved(opened, GROUPS, "CSV")
    assert name.endswith(".csv")
    header, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert header == ["group", "score", "low", "high", "documents", "sentences"]
    assert sorted(row[0] for row in rows) == ["'=1+1", 'a "b", c', "plain"]
    for row in rows:
        assert float(row[1]) == pytest.approx(0.325)
        assert float(row[2]) < float(row[1]) < float(row[3])
        assert row[4:] == ["12", "120"]


def test_every_figure_is_saved_as_a_picture(tab):
    opened = tab(state("dates"))
    parts = opened.locator(".part:has(.drawing), .part:has(.track)")
    assert parts.count() >= 4
    for number in range(parts.count()):
        part = parts.nth(number)
        heading = part.locator("h2").inner_text()
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


def test_the_page_says_all_without_its_script(browser, tmp_path):
    path = tmp_path / "all.html"
    path.write_text(state("dates"), encoding="utf-8")
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 900})
    opened = context.new_page()
    opened.goto(path.as_uri())
    assert opened.locator("button").count() == 0
    for part in (".number", ".deck", ".hist", GROUPS, ".levels", "blockquote >> nth=0"):
        assert opened.locator(part).is_visible()
    # No row is folded where nothing could unfold it.
    assert opened.locator("h2:has-text('most hedged') ~ .wide tbody tr").nth(24).is_visible()
    context.close()


def test_it_prints_on_paper(tab):
    opened = tab(state("dates"), 1280, "dark")
    opened.emulate_media(media="print", color_scheme="dark")
    opened.set_viewport_size({"width": 700, "height": 900})
    assert not opened.locator(".save").first.is_visible()
    for frame in opened.locator(".wide").all():
        if frame.is_visible():
            assert frame.evaluate("frame => frame.scrollWidth <= frame.clientWidth + 1")
    assert opened.pdf().startswith(b"%PDF")


def test_names_of_anybody_run_nothing(tab):
    choice = random.Random(5)
    entries, quotes = [], Quotes()
    for k in range(60):
        name, group, date = (choice.choice(HOSTILE) for _ in range(3))
        report = hedging.detect(f"It may be {name}. Certainly {group}.")
        entries.append(replace(Entry.of(name, report, group, f"{date}"), address=f"{k}.html"))
        quotes.add(name, report, f"{k}.html")
    opened = tab(comparison_page(Comparison(entries, quotes), HOSTILE[0]), 390)
    assert opened.title() == HOSTILE[0]
    assert opened.locator("script").count() == 1
    assert opened.locator("img, iframe, object, form").count() == 0
    assert opened.evaluate("document.documentElement.scrollWidth") <= 390
    opened.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    assert opened.evaluate("document.documentElement.scrollWidth") <= 390
    assert saved(opened, GROUPS, "SVG")[1].startswith(b"<svg")


def test_a_quote_leads_to_its_sentence(tab, tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    filler = "The harbour was closed on Monday.\n\n" * 60
    text = f"{filler}It may rain, some say - or it might possibly snow.\n\n{filler}"
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(text, encoding="utf-8")
    options = hedging.DetectorOptions()
    notes = []
    pages = str(tmp_path / "pages")
    assert write_report([str(folder)], pages, options, note=notes.append, show=notes.append)
    opened = tab("")
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
