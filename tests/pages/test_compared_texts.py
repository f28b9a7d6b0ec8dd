"""The page of two compared texts in a browser: phone, desk, paper, forced colours, everybody."""

import pytest

import hedging

BEFORE = """The wall is sound. It may hold, the mason said. Critics say that the report is
necessarily incomplete and misunderstands the responsibilities of the municipality."""
AFTER = """The wall is sound. It will hold for years. The report is necessarily incomplete and
misunderstands the responsibilities of the municipality. Geese moved to the pond."""
# Whether a word stands on two lines.
BROKEN = r"""() => [...document.querySelectorAll('.claims div, .claims p')].flatMap(part => {
  const found = [], range = document.createRange()
  const walk = document.createTreeWalker(part, NodeFilter.SHOW_TEXT)
  while (walk.nextNode())
    for (const word of walk.currentNode.data.matchAll(/\p{L}+/gu)) {
      range.setStart(walk.currentNode, word.index)
      range.setEnd(walk.currentNode, word.index + word[0].length)
      if (new Set([...range.getClientRects()].map(box => box.top)).size > 1) found.push(word[0])
    }
  return found
})"""


@pytest.fixture
def tab(comparison_tab):
    def opened(width=1280, scheme="light"):
        page = hedging.compare(BEFORE, AFTER).to_html("before.txt → after.txt")
        tab = comparison_tab(page, width, scheme)
        tab.click("summary")
        return tab

    return opened


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_it_fits_the_screen_and_breaks_no_word(tab, width):
    opened = tab(width)
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    assert opened.evaluate(BROKEN) == []
    before, after = (opened.locator(".claims div").nth(side).bounding_box() for side in (0, 1))
    if width < 640:
        assert after["y"] >= before["y"] + before["height"]
    else:
        assert after["y"] == before["y"]
    assert opened.locator(".claims small").all_text_contents()[:2] == ["before", "after"]


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(tab, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    assert axe.run(tab(width, scheme)).response["violations"] == []


def test_a_screen_reader_hears_what_is_gone_and_new(tab):
    opened = tab()
    said = opened.locator(".claims li").first.aria_snapshot()
    assert "gone:" in said
    assert "new:" in said
    # For the eye, the words stay where they are.
    style = "getComputedStyle(document.querySelector('.claims del'), '::before')"
    assert opened.evaluate(f"{style}.position") == "absolute"


def test_forced_colours_still_tell_what_is_gone_and_new(tab):
    opened = tab()
    opened.emulate_media(forced_colors="active")
    lines = "e => [getComputedStyle(e).textDecorationLine, getComputedStyle(e).outlineStyle]"
    assert opened.locator(".claims del").first.evaluate(lines) == ["line-through", "none"]
    assert opened.locator(".claims ins").first.evaluate(lines) == ["none", "solid"]
    assert opened.locator(".claims mark").first.evaluate(lines)[0] == "underline"


def test_rows_stay_whole_on_paper(tab):
    opened = tab()
    opened.emulate_media(media="print")
    inside = "rows => rows.map(row => getComputedStyle(row).breakInside)"
    assert {*opened.eval_on_selector_all(".claims li", inside)} == {"avoid"}
    assert opened.evaluate("getComputedStyle(document.querySelector('h1')).breakAfter") == "avoid"
