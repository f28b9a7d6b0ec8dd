"""A page in a browser for everybody: sizes, colours, keyboard, paper, no script."""

import pytest

import hedging
from tests.pages.texts import LONG

# Contrast between text and the ground behind it (WCAG 2.2: 4.5), with every half-clear ground.
CONTRASTS = """() => {
  const linear = v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4
  const parsed = colour => colour.match(/[\\d.]+/g).map(Number)
  const light = ([r, g, b]) =>
    .2126 * linear(r / 255) + .7152 * linear(g / 255) + .0722 * linear(b / 255)
  const ground = element => {
    const [r, g, b, a = 1] = parsed(getComputedStyle(element).backgroundColor)
    if (a === 1 || !element.parentElement) return [r, g, b]
    return ground(element.parentElement).map((under, k) => a * [r, g, b][k] + (1 - a) * under)
  }
  const ratio = element => {
    const style = getComputedStyle(element)
    const ink = light(parsed(element.closest('svg') ? style.fill : style.color))
    const behind = light(ground(element.closest('svg')?.parentElement ?? element))
    return (Math.max(ink, behind) + .05) / (Math.min(ink, behind) + .05)
  }
  const hasText = element => [...element.childNodes].some(node => node.nodeType === 3 &&
    node.textContent.trim()) && element.getClientRects().length
  const skipped = 'script, style, option, :disabled'
  return [...document.body.querySelectorAll('*')]
    .filter(element => hasText(element) && !element.matches(skipped))
    .map(element => [ratio(element), element.outerHTML.slice(0, 80)])
    .filter(([value]) => value < 4.5)
}"""


@pytest.mark.parametrize("width", [320, 390, 700, 1000, 1280, 1600])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_the_screen_and_can_be_read(tab, width, scheme):
    opened = tab(LONG + "x" * 300, title="y" * 120, name="z" * 300, explain=True)
    opened.set_viewport_size({"width": width, "height": 700})
    opened.emulate_media(color_scheme=scheme)
    opened.click(".save summary")
    for filtered in (False, True):
        if filtered:
            opened.keyboard.press("Escape")
            opened.uncheck(".kind input[value=E]")
        opened.focus("mark:not(.off) >> nth=1")
        opened.click("#card summary")
        assert opened.evaluate("document.documentElement.scrollWidth") <= width
        assert opened.evaluate(CONTRASTS) == []


@pytest.mark.parametrize("width", [320, 1280])
def test_what_is_pointed_at_is_large_enough(tab, width):
    opened = tab(LONG, explain=True)
    opened.set_viewport_size({"width": width, "height": 700})
    opened.click(".save summary")
    opened.uncheck(".kind input[value=E]")
    opened.focus("article mark:not(.off) >> nth=0")
    # Marks stand in lines of text, which WCAG 2.2 lets be as high as a line.
    targets = "button, select, .kind, #barcode, input[type=range], summary"
    for target in opened.locator(targets).all():
        if target.is_visible():
            box = target.bounding_box()
            assert min(box["width"], box["height"]) >= 24, target.evaluate("e => e.outerHTML")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(tab, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    opened = tab(LONG, explain=True)
    opened.set_viewport_size({"width": width, "height": 800})
    opened.emulate_media(color_scheme=scheme)
    for prepare in (
        lambda: None,
        lambda: opened.click(".save summary"),
        lambda: opened.click("#next"),
        lambda: opened.focus("mark >> nth=1"),
        lambda: opened.uncheck(".kind input[value=E]"),
    ):
        prepare()
        assert axe.run(opened).response["violations"] == []
    for text in ("", "It may rain.", "They left. " * 12):
        assert axe.run(tab(text)).response["violations"] == []


def test_all_controls_are_reached_by_keyboard(tab):
    opened = tab(LONG)
    opened.evaluate("all('details').forEach(details => { details.open = true })")
    reached = []
    for _ in range(200):
        opened.keyboard.press("Tab")
        here = opened.evaluate("document.activeElement.outerHTML.slice(0, 120)")
        if here.startswith("<body"):
            break
        reached.append(here)
    wanted = opened.eval_on_selector_all(
        "button:not(:disabled), select, input, summary, mark, #barcode",
        "controls => controls.filter(each => each.getClientRects().length)"
        ".map(each => each.outerHTML.slice(0, 120))",
    )
    assert {each for each in wanted if not each.startswith("<mark")} <= set(reached)
    # All marks together are one stop.
    assert sum(each.startswith("<mark") for each in wanted) > 5
    assert sum(each.startswith("<mark") for each in reached) == 1
    # The first stop leads past everything to the text.
    assert reached[0].startswith('<a class="skip ui" href="#text"')


def test_it_prints_without_what_is_for_the_screen(tab):
    opened = tab(LONG)
    opened.click("#next")
    opened.focus("mark >> nth=1")
    opened.emulate_media(media="print", color_scheme="dark")
    for part in ("#card", "#min-score", ".kind input >> nth=0", "#next", ".save", "#register"):
        assert opened.locator(part).is_hidden()
    # The legend says what the lines mean, and the colours are those for a white ground.
    for part in (".kind .line >> nth=0", "#barcode svg", "article", ".number"):
        assert opened.locator(part).is_visible()
    assert opened.evaluate(CONTRASTS) == []
    white = "rgb(255, 255, 255)"
    assert opened.evaluate("getComputedStyle(document.body).backgroundColor") == white
    assert opened.pdf().startswith(b"%PDF")


def test_it_can_be_read_without_its_script(browser, tab):
    address = tab(LONG).url
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(address)
    assert plain.inner_text("h1") == "Harbour could close soon"
    assert "so. A careful reader" in plain.inner_text(".deck")
    assert plain.locator("mark").count() == len(hedging.detect(LONG).cues)
    assert plain.is_visible("#barcode svg")
    assert plain.is_visible(".kind .count >> nth=0")
    for part in ("button", "select", "input", ".save"):
        assert not any(each.is_visible() for each in plain.locator(part).all())
    context.close()


def test_the_text_is_set_as_it_is_meant(tab):
    opened = tab(LONG)
    assert opened.locator("article li").all_inner_texts() == ["- It might rain.", "- They left"]
    assert opened.locator("article h2").all_inner_texts() == ["What is known"]
    assert opened.locator("article p").count() == 2
