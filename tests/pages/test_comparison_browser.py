"""The page of many texts in a browser: it fits every screen, can be read, and runs no text.

Without Playwright or a Chromium these tests are skipped, and say so.
"""

from dataclasses import replace

import pytest

from hedging.comparison import Comparison
from hedging.pages.comparison import comparison_page
from tests.pages.comparisons import GROUPS, a_comparison, state

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
def test_the_page_fits_every_screen(comparison_tab, name):
    opened = comparison_tab(state(name))
    for is_open in ("false", "true"):
        opened.evaluate(
            f"for (const part of document.querySelectorAll('details')) part.open = {is_open}"
        )
        for width in (320, 390, 600, 768, 1000, 1280, 1440, 1600):
            opened.set_viewport_size({"width": width, "height": 900})
            assert opened.evaluate("document.documentElement.scrollWidth") <= width


# Where labels of a figure lie upon each other, as pairs of their texts.
LABELS = """() => {
  const groups = ['.scale', '.periods', '.shares'].flatMap(
    name => [...document.querySelectorAll(name)].map(e => [...e.querySelectorAll('span')]))
  groups.push(...[...document.querySelectorAll('.rows thead tr')].map(row => [...row.children]))
  const box = e => {
    const range = document.createRange()
    range.selectNodeContents(e)
    return range.getBoundingClientRect()
  }
  const overlap = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0
  return groups.flatMap(labels => {
    const seen = labels.filter(e => e.checkVisibility()).map(e => [e.textContent, box(e)])
    return seen.flatMap(([a, one], k) =>
      seen.slice(k + 1).filter(([, other]) => overlap(one, other)).map(([b]) => `${a} on ${b}`))
  })
}"""


@pytest.mark.parametrize("name", ["dates", "many groups", "one document"])
def test_no_label_lies_upon_another(comparison_tab, name):
    opened = comparison_tab(state(name))
    for width in (320, 390, 768, 1440):
        opened.set_viewport_size({"width": width, "height": 900})
        assert opened.evaluate(LABELS) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", ["dates", "many groups", "no group"])
def test_axe_finds_nothing(comparison_tab, name, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    opened = comparison_tab(state(name), width, scheme)
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
def test_words_and_marks_stand_out(comparison_tab, scheme):
    found = comparison_tab(state("dates"), 1280, scheme).evaluate(CONTRASTS)
    assert found["words"] >= 4.5
    assert found["marks"] >= 3
    assert found["documents"] >= 3


def test_words_can_be_read_and_targets_can_be_hit_on_a_phone(comparison_tab):
    opened = comparison_tab(state("dates"), 320)
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


def test_names_are_broken_at_blanks_alone(comparison_tab):
    entries = a_comparison(2).most_hedged()
    word = "Otorhinolaryngologically"
    page = comparison_page(
        Comparison(replace(e, group=f"{word} {k % 3}") for k, e in enumerate(entries))
    )
    assert_no_word_is_broken(comparison_tab(page, 390))
    assert_no_word_is_broken(comparison_tab(state("many groups"), 320))


def assert_no_word_is_broken(opened):
    names = "tbody th, .drawing li > span"
    broken = opened.evaluate(
        """names => [...document.querySelectorAll(names)].flatMap(head => {
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
    })""",
        names,
    )
    assert broken == []


def test_the_page_says_all_without_its_script(browser, written):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 900})
    opened = context.new_page()
    opened.goto(written(state("dates")).as_uri())
    assert opened.locator("button").count() == 0
    for part in (".number", ".deck", ".hist", GROUPS, ".levels", "blockquote >> nth=0"):
        assert opened.locator(part).is_visible()
    # No row is folded where nothing could unfold it.
    assert opened.locator("h2:has-text('most hedged') ~ .wide tbody tr").nth(24).is_visible()
    context.close()


def test_it_prints_on_paper(comparison_tab):
    opened = comparison_tab(state("dates"), 1280, "dark")
    opened.emulate_media(media="print", color_scheme="dark")
    opened.set_viewport_size({"width": 700, "height": 900})
    assert not opened.locator(".save").first.is_visible()
    # A sheet is as narrow as a phone, and yet it has the tables of a desk.
    rows = opened.locator("h2:has-text('most hedged') ~ .wide tbody tr")
    widths = {round(row.bounding_box()["width"]) for row in rows.all()}
    assert len(widths) == 1
    for frame in opened.locator(".wide").all():
        if frame.is_visible():
            assert frame.evaluate("frame => frame.scrollWidth <= frame.clientWidth + 1")
    assert opened.pdf().startswith(b"%PDF")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_keep_marks_and_bands_apart(comparison_tab, scheme):
    opened = comparison_tab(state("dates"), 1280, scheme)
    opened.emulate_media(color_scheme=scheme, forced_colors="active")
    seen = opened.evaluate("""() => {
      const color = (query, name) => getComputedStyle(document.querySelector(query))[name]
      return {
        ground: color('body', 'backgroundColor'),
        half: color('.track .b2', 'backgroundColor'),
        most: color('.track .b4', 'backgroundColor'),
        dot: color('.track .dot', 'backgroundColor'),
        bar: color('.panel li > i', 'backgroundColor'),
        line: color('.levels polyline', 'stroke'),
        documents: color('.hist', 'fill'),
        swatch: color('.swatch.b2', 'backgroundColor'),
      }
    }""")
    assert seen["half"] == seen["swatch"]
    assert seen["dot"] == seen["bar"] == seen["line"]
    apart = [seen[name] for name in ("ground", "half", "most", "dot", "documents")]
    assert len(set(apart)) == 5
