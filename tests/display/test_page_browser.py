"""The page of a report in a browser: by pointer, by keyboard, on a phone, on paper, and hostile."""

import csv
import io
import re

import pytest

import hedging
from tests.display.test_page import ATTACK, NEWS, SAID, TEXT, deep

# Words of every kind, a headline, a list, a heading, and sentences without a cue.
LONG = (
    "Harbour could close soon\n\n- It might rain.\n- They left\n\n"
    + "If it rains, some say so. Critics believe it was reportedly sold. They examine whether. " * 3
    + "\n\nWhat is known\n\n"
    + "About forty people came to the harbour on Monday. Clearly, nobody left it. It is open. " * 4
)


def marks_on(tab):
    """The kinds of the cues that the filters leave."""
    return tab.eval_on_selector_all(
        "mark:not(.off)", "marks => marks.map(mark => KINDS[mark.classList[0]][0])"
    )


def explained(tab, text, **options):
    return tab(text, explanations=hedging.load().explain(text), **options)


def slide(opened, limit):
    opened.eval_on_selector(
        "#min-score",
        "(slider, limit) => { slider.value = limit; slider.dispatchEvent(new Event('input')) }",
        limit,
    )


def hedged_texts(report):
    return [" ".join(sentence.text.split()) for sentence in report.hedged_sentences]


def test_the_figures_follow_the_kinds(tab):
    report = hedging.detect(LONG)
    opened = tab(LONG)
    assert marks_on(opened) == [cue.kind for cue in report.cues]
    assert opened.is_hidden("#filtered")
    opened.uncheck(".kind input[value=E]")
    assert "epistemic" not in marks_on(opened)
    left = [
        sentence
        for sentence in report.hedged_sentences
        if {cue.kind for cue in sentence.cues} & set(report.hedge_kinds) - {"epistemic"}
    ]
    before = len(report.hedged_sentences)
    assert 0 < len(left) < before
    assert opened.inner_text("#hedged") == str(len(left))
    assert opened.inner_text("#share") == f"{len(left) / len(report.sentences):.0%}"
    words = f"Filtered: {len(left)} of {before} hedged sentences are left."
    assert words in opened.inner_text("#filtered")
    assert "cannot be compared" in opened.inner_text("#beside")
    assert opened.locator("#barcode path.off").count() == before - len(left)
    assert opened.locator(".s.h").count() == len(left)
    # The text of the headline has lost its only cue.
    assert "off" in opened.get_attribute("h1 mark", "class")
    opened.click("#reset")
    assert opened.is_hidden("#filtered")
    assert opened.inner_text("#hedged") == str(before)
    assert opened.locator("#barcode path.off").count() == 0
    assert "In news reports" in opened.inner_text("#beside")


def test_marks_that_do_not_count_leave_no_sentence_hedged(tab):
    text = "About 40 may come. " * 3
    opened = tab(text)
    opened.uncheck(".kind input[value=E]")
    assert marks_on(opened) == ["approximator"] * 3
    assert opened.inner_text("#hedged") == "0"


def test_the_slider_hides_what_is_less_likely(tab):
    report = hedging.detect(TEXT)
    opened = tab(TEXT)
    scores = [cue.score for cue in report.cues]
    slide(opened, 0.95)
    assert len(marks_on(opened)) == sum(score >= 0.95 for score in scores) < len(scores)
    assert opened.inner_text("#min-score-text") == "95%"
    assert opened.is_visible("#filtered")
    kinds = [box.get_attribute("value") for box in opened.locator(".kind input").all()]
    for letter in kinds:
        row = opened.locator(".kind", has=opened.locator(f"input[value={letter}]"))
        name = opened.evaluate("letter => KINDS[letter][0]", letter)
        shown = sum(cue.kind == name and cue.score >= 0.95 for cue in report.cues)
        assert row.locator(".count").inner_text() == str(shown)


def test_another_register_is_one_choice_away(tab):
    opened = tab("They left at noon. " * 9 + "It may rain.")
    assert opened.is_visible("[data-register=news]")
    opened.select_option("#register", "rulings")
    assert "In court opinions of this length" in opened.inner_text("#beside")
    assert opened.is_hidden("[data-register=news]")
    assert opened.is_visible("[data-register=rulings]")
    assert "In court opinions" in opened.get_attribute("#yardstick", "aria-label")


def current(opened):
    return " ".join(opened.inner_text(".now").split())


def test_the_barcode_goes_through_the_hedged_sentences_by_keyboard(tab):
    opened = tab(LONG)
    texts = hedged_texts(hedging.detect(LONG))
    barcode = opened.get_by_role("slider", name="Hedged sentences")
    barcode.focus()
    assert barcode.get_attribute("aria-valuetext").startswith(f"{len(texts)} hedged sentences;")
    for number, text in enumerate(texts, 1):
        opened.keyboard.press("ArrowRight")
        assert current(opened) == text
        assert barcode.get_attribute("aria-valuenow") == str(number)
        assert text in barcode.get_attribute("aria-valuetext")
    opened.keyboard.press("ArrowRight")
    assert current(opened) == texts[-1]
    opened.keyboard.press("Home")
    assert current(opened) == texts[0]
    opened.keyboard.press("End")
    opened.keyboard.press("ArrowLeft")
    assert current(opened) == texts[-2]
    assert opened.evaluate("document.activeElement.id") == "barcode"
    # What is filtered out is no stop any more.
    for letter in "EDICV":
        if opened.locator(f".kind input[value={letter}]").count():
            opened.uncheck(f".kind input[value={letter}]")
    left = int(opened.inner_text("#hedged"))
    assert barcode.get_attribute("aria-valuemax") == str(left) != str(len(texts))


def test_the_barcode_goes_by_buttons_and_pointer(tab):
    opened = tab("It rained. " * 200 + "It may snow. " + "It rained. " * 200 + "It might hail.")
    assert opened.evaluate("scrollY") == 0
    opened.click("#next")
    assert current(opened) == "It may snow."
    assert opened.evaluate("scrollY") > 500
    assert opened.inner_text("#place") == "1 of 2: sentence 201"
    # The barcode stays in the window.
    assert opened.locator("#barcode").bounding_box()["y"] >= 0
    opened.click("#next")
    assert current(opened) == "It might hail."
    opened.click("#previous")
    assert current(opened) == "It may snow."
    box = opened.locator("#barcode").bounding_box()
    opened.mouse.move(box["x"] + 0.9 * box["width"], box["y"] + 10)
    opened.mouse.down()
    assert current(opened) == "It might hail."
    opened.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 10, steps=4)
    assert current(opened) == "It may snow."
    opened.mouse.up()


def test_the_card_comes_by_keyboard_and_goes(tab):
    opened = explained(tab, TEXT)
    assert opened.is_hidden("#card")
    while opened.evaluate("document.activeElement.tagName") != "MARK":
        opened.keyboard.press("Tab")
    assert "“may”: left open (epistemic)" in opened.inner_text("#card")
    assert opened.get_attribute("mark >> nth=0", "aria-describedby") == "card"
    opened.keyboard.press("Escape")
    assert opened.is_hidden("#card")
    assert opened.evaluate("document.activeElement.textContent") == "may"
    # Enter goes into the card, Tab to its weights, and Escape back to the cue.
    opened.keyboard.press("Enter")
    assert opened.evaluate("document.activeElement.getAttribute('aria-label')") == "Close"
    opened.keyboard.press("Tab")
    opened.keyboard.press("Enter")
    assert opened.is_visible("#card li")
    opened.keyboard.press("Escape")
    assert opened.is_hidden("#card")
    assert opened.evaluate("document.activeElement.textContent") == "may"
    opened.keyboard.press("Tab")
    assert "source not named" in opened.inner_text("#card")


def test_the_card_says_why(tab):
    text = 'It "may" rain & <b>snow</b>,\nif it seems to; perhaps they do not\nknow.'
    opened = explained(tab, text)
    shown = [each for each in hedging.load().explain(text) if each.is_cue]
    assert len(shown) > 2
    for number, explanation in enumerate(shown):
        opened.focus(f"mark >> nth={number}")
        cue = explanation.candidate
        said = opened.inner_text("#card")
        assert said.startswith(f"“{' '.join(cue.text.split())}”: ")
        assert f"({cue.kind})" in said
        likely = "more than 99%" if cue.score >= 0.995 else f"{cue.score:.0%}"
        assert f"Of such uses, {likely} are hedges." in said
        supporting, opposing = explanation.for_and_against()
        if supporting and round(10 * supporting[0].weight):
            assert "What speaks for it: " in said
        opened.click("#card summary")
        lines = opened.locator("#card li").all_inner_texts()
        strong = [each for each in (*supporting, *opposing) if round(10 * abs(each.weight)) > 0]
        assert [line.split(" ")[0] for line in lines] == [
            f"{'+' if each.weight > 0 else '−'}{abs(each.weight):.1f}" for each in strong
        ]
        for line, each in zip(lines, strong, strict=True):
            assert each.place not in ("2nd after",) or "two words after it" in line


def marked_scope(opened):
    """The texts of the scopes that are marked in the page."""
    return opened.evaluate("[...CSS.highlights.get('scope') ?? []].map(range => String(range))")


def test_the_card_says_what_is_left_open_how_much_and_whose_doubt_it_is(tab):
    report = hedging.detect(SAID)
    opened = tab(report)
    assert len(report.cues) > 2
    for number, cue in enumerate(report.cues):
        opened.focus(f"mark >> nth={number}")
        said = [line for line in opened.inner_text("#card").splitlines() if line]
        scope = SAID[slice(*cue.scope)]
        assert marked_scope(opened) == [scope.replace("\r\n", "\n")]
        verb, noun = ("asserts", "certainty") if cue.kind == "booster" else ("leaves open", "doubt")
        assert f"What it {verb}: “{' '.join(scope.split())}”." in said
        assert f"It leaves a reader about {100 * cue.strength:.0f}% sure." in said
        (holder,) = (line for line in said if line.startswith(f"Whose {noun}: "))
        name = SAID[slice(*cue.source)] if cue.source else ""
        assert " ".join(name.split()) in holder
        assert ("inside quotation marks" in holder) == cue.quoted
        assert ("denied here" in holder) == cue.negated
    opened.keyboard.press("Escape")
    assert marked_scope(opened) == []


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ({"holder": "writer"}, "Whose doubt: the writer."),
        ({"holder": "named", "source": (0, 10)}, "Whose doubt: <Ana> & Bo."),
        ({"holder": "named"}, "Whose doubt: somebody with a name."),
        ({"holder": "unnamed", "source": (8, 10)}, "Whose doubt: Bo, a source without a name."),
        ({"holder": "unnamed"}, "Whose doubt: a source without a name."),
        ({"kind": "booster"}, "Whose certainty: the writer."),
        ({"kind": "booster"}, "What it asserts: “may leave”."),
        ({"quoted": True}, "Whose doubt: the writer; inside quotation marks."),
        ({"negated": True}, "Whose doubt: the writer; denied here."),
    ],
)
def test_the_card_words_each_depth(tab, values, line):
    opened = tab(deep(**values))
    opened.focus("mark")
    said = opened.inner_text("#card").splitlines()
    assert line in said
    assert "It leaves a reader about 45% sure." in said


def test_the_card_has_no_depth_without_it(tab):
    opened = tab(hedging.detect(SAID, depth="cues"))
    opened.focus("mark >> nth=0")
    assert opened.locator("#card p").count() == 2
    assert marked_scope(opened) == []


# Whether the open card covers a line of the sentence that it explains, and whether both are in the
# window.
COVERED = """() => {
  const card = document.getElementById('card').getBoundingClientRect()
  const lines = [...document.querySelector('mark.open').closest('.s').getClientRects()]
  const covers = lines.some(line => line.bottom > card.top + 1 && line.top < card.bottom - 1 &&
    line.right > card.left && line.left < card.right)
  return [covers, card.top >= 0 && card.bottom <= innerHeight + 1]
}"""


@pytest.mark.parametrize("size", [(900, 600), (390, 700)])
def test_the_card_covers_no_line_of_its_sentence(tab, size):
    opened = explained(tab, LONG * 2)
    opened.set_viewport_size({"width": size[0], "height": size[1]})
    for number in range(opened.locator("mark").count()):
        opened.focus(f"mark >> nth={number}")
        assert opened.evaluate(COVERED) == [False, True], number


def test_the_card_stays_under_the_pointer_and_gives_way_to_that_with_the_focus(tab):
    opened = tab(TEXT)
    opened.focus("mark >> nth=4")
    assert "blurred (approximator)" in opened.inner_text("#card")
    opened.hover("mark >> nth=0")
    said = opened.inner_text("#card")
    assert "left open (epistemic)" in said
    opened.hover("#card")
    opened.wait_for_timeout(400)
    assert opened.inner_text("#card") == said
    opened.mouse.move(1, 1)
    opened.wait_for_timeout(400)
    assert "blurred" in opened.inner_text("#card")
    assert opened.get_attribute("mark >> nth=4", "aria-describedby") == "card"
    # What Escape closed does not come back by itself.
    opened.keyboard.press("Escape")
    opened.hover("mark >> nth=0")
    opened.mouse.move(1, 1)
    opened.wait_for_timeout(400)
    assert opened.is_hidden("#card")
    # A click elsewhere closes it too.
    opened.click("mark >> nth=4")
    assert opened.is_visible("#card")
    opened.click("h1")
    assert opened.is_hidden("#card")


def test_a_tap_opens_a_sheet_that_can_be_closed(browser, tab, tmp_path):
    address = explained(tab, LONG).url
    context = browser.new_context(
        viewport={"width": 390, "height": 700}, has_touch=True, is_mobile=True
    )
    phone = context.new_page()
    phone.goto(address)
    phone.tap("article mark >> nth=2")
    box = phone.locator("#card").bounding_box()
    assert (box["x"], box["width"]) == (0, 390)
    assert round(box["y"] + box["height"]) == 700
    phone.tap("#card .close")
    assert phone.is_hidden("#card")
    context.close()


def test_a_cue_that_is_filtered_out_has_no_card_and_no_tab_stop(tab):
    opened = tab(TEXT)
    opened.uncheck(".kind input[value=E]")
    assert opened.get_attribute("mark >> nth=0", "tabindex") == "-1"
    opened.hover("mark >> nth=0")
    assert opened.is_hidden("#card")
    opened.check(".kind input[value=E]")
    opened.focus("mark >> nth=0")
    assert opened.is_visible("#card")


def save(opened, name):
    """The name and the content of a file that the page saves."""
    opened.eval_on_selector(".save", "details => { details.open = true }")
    with opened.expect_download() as caught:
        opened.click(f"[data-save={name}]")
    return caught.value.suggested_filename, caught.value.path().read_bytes()


def rows_of(content):
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_tables_are_saved(tab):
    report = hedging.detect(NEWS)
    opened = tab(NEWS)
    opened.uncheck(".kind input[value=E]")
    name, content = save(opened, "strip-csv")
    assert name == "dam-inquiry-widens-strip.csv"
    rows = rows_of(content)
    assert [row["sentence"] for row in rows] == [str(k + 1) for k in range(len(rows))]
    assert [row["hedged"] == "true" for row in rows] == [each.hedged for each in report.sentences]
    for row, sentence in zip(rows, report.sentences, strict=True):
        text = " ".join(sentence.text.split())
        # A cell that a spreadsheet would run is made a text.
        assert row["text"] == ("'" + text if text.startswith("-") else text)
        assert abs(float(row["score"]) - sentence.score) <= 0.0005
    assert sum(row["counted"] == "true" for row in rows) == int(opened.inner_text("#hedged"))
    rows = rows_of(save(opened, "cues-csv")[1])
    assert [(row["cue"], row["kind"]) for row in rows] == [
        (cue.text, cue.kind) for cue in report.cues
    ]
    assert [row["on"] == "true" for row in rows] == [cue.kind != "epistemic" for cue in report.cues]
    rows = rows_of(save(opened, "kinds-csv")[1])
    counts = report.kind_counts()
    assert {row["kind"]: int(row["cues"]) for row in rows} == {k: n for k, n in counts.items() if n}
    rows = rows_of(save(opened, "yardstick-csv")[1])
    assert len(rows) == 18
    assert float(rows[0]["p50"]) == 0.164


@pytest.mark.parametrize("figure", ["strip", "yardstick", "kinds"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pictures_are_saved(tab, browser, figure, scheme):
    opened = tab(NEWS, title='Rain & "wind" \x0b <b>')
    opened.emulate_media(color_scheme=scheme)
    name, picture = save(opened, f"{figure}-png")
    assert name == f"rain-wind-b-{figure}.png"
    assert picture.startswith(b"\x89PNG")
    width, height = (int.from_bytes(picture[k : k + 4], "big") for k in (16, 20))
    assert (width, height > 300) == (1520, True)
    assert len(picture) > 8000
    drawing = save(opened, f"{figure}-svg")[1].decode()
    assert "6 of 10 sentences leave something open." in drawing
    # It is one drawing, with a title that commands nothing and nothing fetched.
    assert "&lt;b&gt;" in drawing
    assert "<b>" not in drawing
    assert not re.search(r"href|url\(|class=", drawing)
    browser.new_context().new_page().set_content(drawing)


def test_the_text_is_copied_with_its_figures(tab):
    opened = tab(NEWS)
    opened.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened.click(".save summary")
    opened.click("[data-save=copy]")
    opened.get_by_text("Copied", exact=True).wait_for()
    copied = opened.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(
        "Dam inquiry widens\n\n6 of 10 sentences leave something open. In news"
    )
    assert "left open 5" in copied
    for sentence in hedging.detect(NEWS).hedged_sentences:
        assert f"“{sentence.text}” [" in copied
    assert "[If: depends on]" in copied


@pytest.mark.parametrize("text", [NEWS, LONG, SAID.replace("\r\n", "\n")])
def test_what_is_copied_from_the_page_is_the_text(tab, text):
    opened = tab(text)
    opened.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened.keyboard.press("Control+A")
    opened.keyboard.press("Control+C")
    assert opened.evaluate("navigator.clipboard.readText()") == text
    opened.evaluate("""() => {
      const words = all('article .s').map(each => each.firstChild).find(each => each.data)
      getSelection().setBaseAndExtent(words, 1, words, 3)
    }""")
    opened.keyboard.press("Control+C")
    assert len(opened.evaluate("navigator.clipboard.readText()")) == 2


HOSTILE = [
    ATTACK,
    "</script><script>alert(3)</script> It may.",
    "<svg/onload=alert(4)> may be\n\nIt may.",
    '" onmouseover="alert(5)" x="\n\nIt may be \'so\'.',
    "\0\0 It may\0 rain \x0b\x1b[2J.",
    "\u202eIt may\u202c rain \u2066 or not.",
    "It may \ud800 rain \udfff.",
    "🙂👩‍👩‍👧 may be 🇩🇪",
    "may" * 3000 + " may " + "x" * 3000,
    "]]>--><!-- may ${alert(6)} `may`",
    "{kinds} may {0.__class__}",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_a_text_runs(tab, text):
    try:
        explanations = hedging.load().explain(text)
    except hedging.InputError:
        explanations = ()
    opened = tab(text, title=text, name=text, explanations=explanations)
    assert opened.locator("script").count() == 1
    assert opened.locator("article script, article svg, article img").count() == 0
    for mark in opened.locator("mark").all()[:3]:
        mark.focus()
        assert opened.is_visible("#card")
    opened.keyboard.press("Escape")
    if opened.locator("#next:not(:disabled)").count():
        opened.click("#next")
    if opened.locator("#next").count():
        save(opened, "strip-csv")
        assert save(opened, "strip-png")[1].startswith(b"\x89PNG")
    opened.set_viewport_size({"width": 320, "height": 700})
    assert opened.evaluate("document.documentElement.scrollWidth") <= 320


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
    opened = explained(tab, LONG + "x" * 300, title="y" * 120, name="z" * 300)
    opened.set_viewport_size({"width": width, "height": 700})
    opened.emulate_media(color_scheme=scheme)
    opened.click(".save summary")
    opened.click(".yardstick summary")
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
    opened = explained(tab, LONG)
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
    opened = explained(tab, LONG)
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
    marks = sum(each.startswith("<mark") for each in wanted)
    assert sum(each.startswith("<mark") for each in reached) == marks > 5


def test_it_prints_without_what_is_for_the_screen(tab):
    opened = tab(LONG)
    opened.click("#next")
    opened.focus("mark >> nth=1")
    opened.emulate_media(media="print", color_scheme="dark")
    for part in ("#card", "#min-score", ".kind input >> nth=0", "#next", ".save", "#register"):
        assert opened.locator(part).is_hidden()
    # The legend says what the lines mean, and the colours are those for a white ground.
    for part in (".kind .line >> nth=0", "#barcode svg", "#yardstick", "article", "#share"):
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
    assert "sentences leave something open. In news reports" in plain.inner_text(".deck")
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
