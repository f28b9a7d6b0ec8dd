"""Pages of reports. Tests that open a page need Chromium, and are skipped where it is missing."""

import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hedging
from hedging.display.markup import escaped, parts, render
from hedging.display.page import _script_length as script_length
from hedging.display.page import html_page, is_page, link
from hedging.display.page import report_page as page
from hedging.kinds import KIND
from hedging.report.comparison import Comparison
from hedging.report.comparison_page import comparison_page
from hedging.report.tally import Entry
from hedging.yardstick import register_named

TEXT = (
    "It may rain.\n\nSome officials fear so, if it snows. About 40 came.\nClearly, nobody left.\n"
)
ATTACK = 'It may <script>alert(1)</script> be "><img src=x onerror=alert(2)> so.'


# The elements that a page of a report has.
TAGS = {
    *("html", "head", "meta", "title", "style", "body", "script", "header", "main", "footer"),
    *("h1", "ul", "li", "b", "i", "span", "p", "div", "a", "nav", "article", "mark"),
    *("fieldset", "legend", "label", "input", "output"),
}


class Text(HTMLParser):
    """The text of the article as a reader gets it, and every element with its attributes."""

    def __init__(self, content):
        super().__init__()
        self.text, self.found, self.inside = [], [], 0
        self.feed(content)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))
        self.inside += tag == "article"

    def handle_endtag(self, tag):
        self.inside -= tag == "article"

    def handle_data(self, data):
        if self.inside:
            self.text.append(data)


def test_every_cue_is_marked_by_kind_letter_and_line():
    report = hedging.detect(TEXT)
    marks = [attributes for tag, attributes in Text(page(report, "t")).found if tag == "mark"]
    assert [mark["class"] for mark in marks] == [KIND[cue.kind].letter for cue in report.cues]
    for kind in KIND.values():
        assert f"mark.{kind.letter}::after{{content:'{kind.letter}'}}" in page(report, "t")
    assert len({kind.letter for kind in KIND.values()}) == len(KIND) == len(hedging.KINDS)


@given(
    st.text(max_size=80)
    | st.lists(st.sampled_from([TEXT, ATTACK, "&amp;", "<b>", "\n\n", "é🙂"]), max_size=5).map(
        "".join
    )
)
def test_the_text_is_there_as_it_was_and_nothing_in_it_is_markup(text):
    found = Text(page(hedging.detect(text), text))
    # HTML knows neither NUL nor a carriage return of its own; paragraphs stand for blank lines.
    wanted = "".join(text.split())
    shown = "".join("".join(found.text).split())
    if not re.search("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffe\uffff]", text):
        assert shown == "".join(
            "".join(each.text.split()) for each in hedging.detect(text).sentences
        )
        assert len(shown) <= len(wanted)
    assert {tag for tag, _ in found.found} <= TAGS
    assert sum(tag == "script" for tag, _ in found.found) == 1


def test_text_outside_given_sentences_is_shown():
    text = "Head.\n\nIt may rain.\n\nNOTE (c) & so.\r\n\r\n\r\nThey left. TAIL"
    spans = [(7, 19), (41, 51)]
    assert [text[a:b] for a, b in spans] == ["It may rain.", "They left."]
    found = Text(page(hedging.load().detect(text, sentences=spans), "t"))
    assert "".join(found.text) == "Head.It may rain.NOTE (c) & so.They left. TAIL"
    # The sentence below the title is one too.
    assert sum(tag == "p" for tag, _ in found.found) == 4 + 1


def test_a_long_article_stays_small():
    sentences = (
        "It may rain on day {}, if some officials are right.",
        *["On day {} the minister opened a bridge in the north."] * 2,
    )
    text = " ".join(sentences[k % 3].format(k) for k in range(800))
    assert len(text) > 40_000
    assert (
        len(page(hedging.detect(text), "long", explanations=hedging.load().explain(text)).encode())
        < 150_000
    )


def test_a_sentence_below_the_title_says_whether_that_is_much():
    usual = register_named("llm").usual
    report = hedging.detect("They left at noon. " * 9 + "It may rain.")
    shown = page(report, "t", register="llm")
    words = f"in answers of language models it is usually {usual}, here as usual"
    assert f'<p class="deck">1 of 10 sentences leaves something open; {words}.</p>' in shown
    assert "open; in news reports it is usually " in page(report, "t")
    for alone in (page(report, "t", register="none"), report.to_html("t", register="none")):
        assert '<p class="deck">1 of 10 sentences leaves something open.</p>' in alone
    with pytest.raises(hedging.InputError, match="'poems'; expected one of news, "):
        page(report, "t", register="poems")


def test_what_cannot_be_compared_is_not():
    short = page(hedging.detect("It may rain. They left."), "t")
    assert '<p class="deck">1 of 2 sentences leaves something open.</p>' in short
    other_kinds = hedging.load(hedge_kinds=["weasel"]).detect("It may rain. " * 12)
    assert '<p class="deck">0 of 12 sentences leave something open.</p>' in page(other_kinds, "t")
    assert '<p class="deck">' not in page(hedging.detect(""), "t")


def test_an_empty_text_has_a_page():
    assert "<b>0%</b> of 0 sentences hedged" in page(hedging.detect(""), "empty")


def test_the_page_says_where_its_scores_come_from():
    detector = hedging.load(hedge_kinds=["weasel"], threshold=0.25)
    shown = page(detector.detect("It may rain. Some say so."), "t")
    assert "scheme general, threshold 0.25, depth model en-depth-1; 6 words" in shown
    shown = page(detector.detect("It may rain. Some say so.", depth="cues"), "t")
    assert "model en-6, scheme general, threshold 0.25; 6 words" in shown
    assert "beside 1 hedging cue<" in shown


def test_methods_and_files(tmp_path):
    report = hedging.detect(TEXT)
    assert report.to_html("t") == page(report, "t")
    path = tmp_path / "page.html"
    path.write_text(report.to_html("t" * 1000), encoding="utf-8")
    assert is_page(path)
    path.write_text("<!DOCTYPE html><p>It may be mine.</p>", encoding="utf-8")
    assert not is_page(path)


@pytest.mark.parametrize("address", ["index.html", "a:b/../c.html?x#y", "https://example.org/a"])
def test_a_page_links_to_its_index(address):
    if address.startswith("a:"):
        address = f"./{address}"
    anchors = [
        attributes["href"]
        for tag, attributes in Text(page(hedging.detect(TEXT), "t", home=address)).found
        if tag == "a" and attributes.get("class") == "ui"
    ]
    assert anchors == [address]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
    ],
)
def test_an_address_that_runs_is_refused(address):
    with pytest.raises(hedging.InputError, match="is no address of a page"):
        page(hedging.detect(TEXT), "t", home=address)
    with pytest.raises(hedging.InputError, match="is no address of a page"):
        link(address)
    entry = Entry.of("a", hedging.detect(TEXT), address=address)
    with pytest.raises(hedging.InputError, match="is no address of a page"):
        comparison_page(Comparison([entry]))


def test_quotes_in_an_address_stay_in_it():
    shown = Text(page(hedging.detect(TEXT), "t", home='x" onclick="alert(1)'))
    assert [attributes for tag, attributes in shown.found if "onclick" in attributes] == []


def test_values_are_escaped_and_html_is_not():
    part = "<b title='{title}'>{content}</b>{share:.1f}"
    values = {"title": "'><i>", "content": escaped("a&b"), "share": 0.25}
    assert render(part, values) == "<b title='&#x27;&gt;&lt;i&gt;'>a&amp;b</b>0.2"


def test_a_value_with_braces_is_no_placeholder():
    report = hedging.detect("It may be {kinds} or {0.__class__}.")
    assert "{kinds}" in page(report, "{title}")
    assert "<title>{title}</title>" in page(report, "{title}")


@pytest.mark.parametrize(
    "file", ["html_page.html", "page.html", "comparison.html", "notebook.html"]
)
def test_the_parts_of_a_file_have_different_names(file):
    markup = Path(hedging.__file__).parent / "display" / "templates" / file
    assert len(parts(file)) == markup.read_text(encoding="utf-8").count("<!-- part: ")


def test_the_script_has_the_names_of_kinds_and_places():
    explanations = hedging.load().explain(TEXT)
    shown = page(hedging.detect(TEXT), "t", explanations)
    assert 'const KINDS={"E": "epistemic"' in shown
    places = re.search(r"const PLACES=(\[.*?\]);", shown)[1]
    reasons = re.findall(r'data-w="([^"]*)"', shown)
    assert reasons
    for line in "\n".join(reasons).splitlines():
        number, tenths, _ = line.split(":", 2)
        assert int(number) < places.count(",") + 1
        assert int(tenths) != 0
    assert type(html_page("t", escaped(""))) is str


# A cue in quotation marks, a belief and a booster among line ends and characters of every kind.
SAID = (
    '"It could <b>close</b> 🙂\r\nby noon," the "<i>Lamp</i>" & Mill Trust warned.\n\n'
    "🙂 Dr. Hana Wirth\r\nbelieves that the 🙂 dam holds. It will certainly snow."
)


def deep(**values):
    """A report of one sentence, whose only cue has this depth beside what it needs."""
    report = hedging.detect("<Ana> & Bo may leave.", depth="cues")
    (sentence,) = report.sentences
    (cue,) = sentence.cues
    depth = {
        "scope": (11, 20),
        "strength": 0.45,
        "holder": "writer",
        "quoted": False,
        "negated": False,
    }
    cue = replace(cue, **{**depth, **values})
    return replace(report, sentences=(replace(sentence, cues=(cue,)),), depth="mine")


def test_a_cue_has_its_depth_only_where_the_report_has_it():
    def depths(report):
        found = Text(page(report, "t")).found
        return [attributes.get("data-d") for tag, attributes in found if tag == "mark"]

    assert depths(deep()) == ["11 20 45 writer 0 0"]
    with_source = deep(holder="unnamed", source=(0, 10), quoted=True, negated=True)
    assert depths(with_source) == ["11 20 45 unnamed 1 1 0 10"]
    assert all(depths(hedging.detect(SAID)))
    without = hedging.detect(SAID, depth="cues")
    assert depths(without) == [None] * len(without.cues)


@given(st.text(alphabet="a\r\n\0🙂é", max_size=12))
def test_offsets_count_what_a_script_counts(text):
    # The text as a browser holds it, whose length a script gives in UTF-16 units.
    held = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    assert script_length(text) == sum(1 + (character > "\uffff") for character in held)


@pytest.fixture(scope="module")
def browser():
    driver = pytest.importorskip("playwright.sync_api")
    with driver.sync_playwright() as playwright:
        program = (
            shutil.which("chromium")
            or shutil.which("google-chrome")
            or playwright.chromium.executable_path
        )
        if not Path(program).exists():
            pytest.skip("no Chromium to look at the page with")
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        opened = playwright.chromium.launch(executable_path=program, args=options)
        yield opened
        opened.close()


@pytest.fixture
def tab(browser, tmp_path):
    """Opens a text's page, and fails when the page's script does."""
    errors = []
    context = browser.new_context(viewport={"width": 1000, "height": 800})
    made = context.new_page()
    made.on("pageerror", lambda error: errors.append(str(error)))
    made.on("dialog", lambda dialog: errors.append(f"dialog: {dialog.message}"))
    made.on(
        "request",
        lambda request: errors.append(request.url) if not request.url.startswith("file:") else None,
    )

    def opened(text, title="t", **options):
        path = tmp_path / "page.html"
        report = hedging.detect(text) if isinstance(text, str) else text
        # As bytes, since a text's own line ends have to stay.
        path.write_bytes(page(report, title, **options).encode())
        made.goto(path.as_uri())
        return made

    yield opened
    context.close()
    assert errors == []


def shown(tab):
    return tab.eval_on_selector_all(
        "mark:not(.off)", "cues => cues.map(cue => KINDS[cue.className])"
    )


def test_the_legend_filters(tab):
    opened = tab(TEXT)
    assert shown(opened) == [cue.kind for cue in hedging.detect(TEXT).cues]
    opened.uncheck("input[value=epistemic]")
    assert shown(opened) == [
        cue.kind for cue in hedging.detect(TEXT).cues if cue.kind != "epistemic"
    ]
    # The first sentence had no other cue: its shade and its place in the strip go too.
    assert "off" in opened.get_attribute("#s0", "class")
    assert "off" in opened.get_attribute(".strip a >> nth=0", "class")
    opened.check("input[value=epistemic]")
    assert "off" not in opened.get_attribute("#s0", "class")


def test_the_slider_hides_what_is_less_likely(tab):
    opened = tab(TEXT)
    scores = [cue.score for cue in hedging.detect(TEXT).cues]
    opened.eval_on_selector(
        "#min-score", "slider => { slider.value = .95; slider.dispatchEvent(new Event('input')) }"
    )
    assert len(shown(opened)) == sum(score >= 0.95 for score in scores) < len(scores)
    assert opened.inner_text("#min-score-text") == "95 %"


def test_the_card_comes_by_keyboard_and_goes(tab):
    opened = tab(TEXT)
    assert opened.is_hidden("#card")
    while opened.evaluate("document.activeElement.tagName") != "MARK":
        opened.keyboard.press("Tab")
    assert "may — epistemic" in opened.inner_text("#card")
    assert opened.get_attribute("mark >> nth=0", "aria-describedby") == "card"
    opened.keyboard.press("Escape")
    assert opened.is_hidden("#card")
    opened.hover("mark >> nth=1")
    assert "weasel" in opened.inner_text("#card")
    assert "evidence for it" not in opened.inner_text("#card")


def test_the_card_says_why(tab):
    text = 'It "may" rain & <b>snow</b>,\nif it seems to; perhaps they do not\nknow.'
    explanations = hedging.load().explain(text)
    opened = tab(text, explanations=explanations)
    shown = [explanation for explanation in explanations if explanation.is_cue]
    assert len(shown) > 2
    for number, explanation in enumerate(shown):
        opened.focus(f"mark >> nth={number}")
        said = opened.inner_text("#card")
        assert (
            said.startswith(
                f"{' '.join(explanation.candidate.text.split())} — {explanation.candidate.kind}"
            )
            or "\n" in explanation.candidate.text
        )
        for side, sign, name in zip(
            explanation.for_and_against(),
            "+\u2212",
            ("evidence for it:", "evidence against it:"),
            strict=True,
        ):
            strong = [reason for reason in side if round(10 * abs(reason.weight)) > 0]
            assert (name in said) == bool(strong)
            for reason in strong:
                assert f"{sign}{abs(reason.weight):.1f} {reason.place}" in said
                if reason.place in ("before", "2nd after"):
                    assert f"{reason.place}: {reason.text}" in said or not reason.text


def marked_scope(opened):
    """The texts of the scopes that are marked in the page."""
    return opened.evaluate("[...CSS.highlights.get('scope') ?? []].map(range => String(range))")


def test_the_card_says_what_is_uncertain_how_much_and_whose_doubt_it_is(tab):
    report = hedging.detect(SAID)
    opened = tab(report)
    assert len(report.cues) > 2
    for number, cue in enumerate(report.cues):
        opened.focus(f"mark >> nth={number}")
        said = opened.inner_text("#card").splitlines()
        scope = SAID[slice(*cue.scope)]
        assert marked_scope(opened) == [scope.replace("\r\n", "\n")]
        verb, noun = (
            ("asserts", "certainty") if cue.kind == "booster" else ("makes uncertain", "doubt")
        )
        assert f"{verb}: “{' '.join(scope.split())}”" in said
        assert f"leaves a reader about {100 * cue.strength:.0f} % sure" in said
        (holder,) = (line for line in said if line.startswith(f"whose {noun}: "))
        name = SAID[slice(*cue.source)] if cue.source else ""
        assert " ".join(name.split()) in holder
        assert ("inside quotation marks" in said) == cue.quoted
        assert ("denied here" in said) == cue.negated
    opened.keyboard.press("Escape")
    assert marked_scope(opened) == []


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ({"holder": "writer"}, "whose doubt: the writer"),
        ({"holder": "named", "source": (0, 10)}, "whose doubt: <Ana> & Bo"),
        ({"holder": "named"}, "whose doubt: somebody with a name"),
        ({"holder": "unnamed", "source": (8, 10)}, "whose doubt: Bo, a source without a name"),
        ({"holder": "unnamed"}, "whose doubt: a source without a name"),
        ({"kind": "booster"}, "whose certainty: the writer"),
        ({"kind": "booster"}, "asserts: “may leave”"),
        ({"quoted": True}, "inside quotation marks"),
        ({"negated": True}, "denied here"),
    ],
)
def test_the_card_words_each_depth(tab, values, line):
    opened = tab(deep(**values))
    opened.focus("mark")
    said = opened.inner_text("#card").splitlines()
    assert line in said
    assert "leaves a reader about 45 % sure" in said
    assert ("inside quotation marks" in said, "denied here" in said) == (
        "quoted" in values,
        "negated" in values,
    )


def test_the_card_has_no_depth_without_it(tab):
    opened = tab(hedging.detect(SAID, depth="cues"))
    opened.focus("mark >> nth=0")
    assert len(opened.inner_text("#card").splitlines()) == 3
    assert marked_scope(opened) == []


# The last cue in the window that the open card does not cover, and that is not the one with focus.
UNCOVERED = """() => {
  const card = document.getElementById('card').getBoundingClientRect()
  const isClear = mark => {
    const box = mark.getBoundingClientRect()
    const isInside = box.top > 0 && box.bottom < innerHeight
    return isInside && (box.bottom < card.top || box.top > card.bottom)
  }
  const marks = [...document.querySelectorAll('mark')]
  return marks.findLastIndex(mark => mark !== document.activeElement && isClear(mark))
}"""


def test_the_card_stays_in_sight_and_under_the_pointer(tab):
    opened = tab(TEXT * 12)
    opened.set_viewport_size({"width": 900, "height": 420})
    last = opened.locator("mark").count() - 1
    opened.focus(f"mark >> nth={last}")
    box = opened.locator("#card").bounding_box()
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 420
    # The pointer goes from the cue to its card, which stays, and then away from both; then the
    # card of the cue with the focus comes back.
    opened.hover(f"mark >> nth={opened.evaluate(UNCOVERED)}")
    said = opened.inner_text("#card")
    opened.hover("#card")
    opened.wait_for_timeout(400)
    assert opened.inner_text("#card") == said
    opened.mouse.move(1, 1)
    opened.wait_for_timeout(400)
    assert opened.is_visible("#card")
    assert opened.get_attribute(f"mark >> nth={last}", "aria-describedby") == "card"


def test_a_cue_that_is_filtered_out_has_no_card_and_no_tab_stop(tab):
    opened = tab(TEXT)
    opened.uncheck("input[value=epistemic]")
    assert opened.get_attribute("mark >> nth=0", "tabindex") == "-1"
    opened.hover("mark >> nth=0")
    assert opened.is_hidden("#card")
    opened.check("input[value=epistemic]")
    opened.focus("mark >> nth=0")
    assert opened.is_visible("#card")


def test_the_strip_jumps(tab):
    opened = tab("It rained. " * 400 + "It may snow." + " It rained." * 400)
    assert opened.evaluate("scrollY") == 0
    opened.click(".strip a >> nth=0")
    assert opened.evaluate("scrollY") > 1000
    assert opened.locator("#s400").is_visible()


@pytest.mark.parametrize(
    "text", [ATTACK, "</script><script>alert(3)</script> It may.", "<svg/onload=alert(4)> may be"]
)
def test_nothing_in_a_text_runs(tab, text):
    opened = tab(text, title=text)
    assert opened.locator("script").count() == 1
    assert opened.title() == text


@pytest.mark.parametrize("width", [320, 390, 1400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_the_screen_and_can_be_read(tab, width, scheme):
    opened = tab(TEXT + "x" * 300, title="y" * 120)
    opened.set_viewport_size({"width": width, "height": 700})
    opened.emulate_media(color_scheme=scheme)
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    # WCAG 2.2 asks for a contrast of 4.5 between text and ground.
    assert min(opened.evaluate(CONTRASTS)) >= 4.5


def test_it_prints_without_what_is_for_the_screen(tab):
    opened = tab(TEXT)
    opened.emulate_media(media="print")
    opened.emulate_media(media="print", color_scheme="dark")
    for part in (".strip", "#min-score", ".legend input >> nth=0"):
        assert opened.locator(part).is_hidden()
    # The legend says what the letters mean, and the colours are those for a white ground.
    assert opened.locator(".legend span >> nth=0").is_visible()
    assert min(opened.evaluate(CONTRASTS)) >= 4.5
    assert (
        opened.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    )
    assert opened.locator("article").is_visible()
    assert opened.pdf().startswith(b"%PDF")


CONTRASTS = """() => {
  const linear = v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4
  const light = rgb => {
    const [r, g, b] = rgb.match(/[\\d.]+/g).map(Number).map(v => linear(v / 255))
    return .2126 * r + .7152 * g + .0722 * b
  }
  const ground = light(getComputedStyle(document.body).backgroundColor)
  const elements = 'mark, .s, footer, .legend span:first-of-type, h1, .figures li'
  return [...document.querySelectorAll(elements)].map(element => {
    const ink = light(getComputedStyle(element).color)
    return (Math.max(ink, ground) + .05) / (Math.min(ink, ground) + .05) })
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(tab, browser, tmp_path, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    opened = tab(TEXT)
    opened.emulate_media(color_scheme=scheme)
    opened.focus("mark >> nth=0")
    assert axe.run(opened).response["violations"] == []
