import json
import os
import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hedging
from hedging.cli.main import main
from hedging.display.page import report_page as page
from hedging.kinds import KIND
from hedging.report.comparison import Comparison, Entry
from hedging.report.index import index

TEXT = (
    "It may rain.\n\nSome officials fear so, if it snows. About 40 came.\nClearly, nobody left.\n"
)
ATTACK = 'It may <script>alert(1)</script> be "><img src=x onerror=alert(2)> so.'


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
    for letter, *_ in KIND.values():
        assert f"mark.{letter}::after{{content:'{letter}'}}" in page(report, "t")
    assert len({letter for letter, *_ in KIND.values()}) == len(KIND) == len(hedging.KINDS)


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
        assert shown == "".join("".join(one.text.split()) for one in hedging.detect(text).sentences)
        assert len(shown) <= len(wanted)
    assert {tag for tag, _ in found.found} <= {
        *(
            "html",
            "head",
            "meta",
            "title",
            "style",
            "body",
            "header",
            "h1",
            "ul",
            "li",
            "b",
            "fieldset",
            "legend",
            "label",
            "input",
        ),
        *(
            "span",
            "i",
            "output",
            "nav",
            "a",
            "main",
            "article",
            "p",
            "mark",
            "div",
            "footer",
            "script",
        ),
    }
    assert sum(tag == "script" for tag, _ in found.found) == 1


def test_text_outside_given_sentences_is_shown():
    text = "Head.\n\nIt may rain.\n\nNOTE (c) & so.\r\n\r\n\r\nThey left. TAIL"
    spans = [(7, 19), (41, 51)]
    assert [text[a:b] for a, b in spans] == ["It may rain.", "They left."]
    found = Text(page(hedging.load().detect(text, sentences=spans), "t"))
    assert "".join(found.text) == "Head.It may rain.NOTE (c) & so.They left. TAIL"
    assert sum(tag == "p" for tag, _ in found.found) == 4


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


def test_pages_and_an_index(tmp_path, capsys):
    for name, text in (("a.txt", TEXT), ("b.txt", "It rained."), ("c & d.txt", ATTACK)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    paths = [str(tmp_path / name) for name in ("a.txt", "b.txt", "c & d.txt", "none.txt")]
    assert main(["report", *paths, "-o", str(tmp_path / "pages")]) == 1
    assert "No such file" in capsys.readouterr().err
    assert sorted(path.name for path in (tmp_path / "pages").iterdir()) == [
        "0001.html",
        "0002.html",
        "0003.html",
        "index.html",
    ]
    listed = (tmp_path / "pages" / "index.html").read_text(encoding="utf-8")
    assert listed.index("c &amp; d.txt") < listed.index("b.txt")
    assert main(["report", paths[0], "-o", str(tmp_path / "one.html"), "--title", "One & two"]) == 0
    assert "<title>One &amp; two</title>" in (tmp_path / "one.html").read_text(encoding="utf-8")
    assert main(["report", paths[0], "-o", str(tmp_path / "none" / "one.html")]) == 1
    assert "cannot write" in capsys.readouterr().err


def test_an_empty_text_has_a_page():
    assert "0%" in page(hedging.detect(""), "empty")
    assert "<tbody></tbody>" in index(Comparison([]))


def test_many_groups_are_cut_to_the_largest():
    report = hedging.detect("It may rain.")
    entries = [Entry.of(f"{k}", report, f"group {k % 60}") for k in range(110)]
    shown = index(Comparison(entries))
    assert "The largest 50 groups are shown, 10 smaller ones are not." in shown
    assert "group 49<" in shown
    assert "group 50<" not in shown


def test_the_index_of_a_batch(tmp_path, capsys):
    rows = [
        {
            "url": f"/{k}",
            "text": "It may rain. " * (k % 5) + "They left. " * 3,
            "when": f"2020-{1 + k % 12:02d}-03",
            "part": part,
        }
        for k, part in zip(range(120), ["a", "b <i>", "c"] * 40, strict=True)
    ]
    rows.append({"url": "/none", "text": None, "when": "2020-01-01", "part": "a"})
    rows.append({"url": "/undated", "text": "Clearly so.", "when": "soon", "part": None})
    (tmp_path / "in.jsonl").write_text(
        "".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8"
    )
    for form in ("jsonl", "csv"):
        out = tmp_path / f"scores.{form}"
        assert (
            main(
                [
                    "batch",
                    str(tmp_path / "in.jsonl"),
                    "-o",
                    str(out),
                    "--id-field",
                    "url",
                    "--keep",
                    "when,part",
                ]
            )
            == 0
        )
        made = tmp_path / f"{form}.html"
        assert main(["report", str(out), "-o", str(made), "--group", "part", "--date", "when"]) == 0
        shown = made.read_text(encoding="utf-8")
        assert "<b>121</b> documents" in shown
        assert "b &lt;i&gt;" in shown
        assert "2020-12" in shown
        assert "1 document without a date that is fine enough left out" in shown
        assert "1 document without a sentence left out" in shown
        assert "/none" not in shown
        assert "model en-3, scheme general" in shown
        assert shown.index("Most hedged") < shown.index("Least hedged")
    assert (tmp_path / "jsonl.html").read_bytes() == (tmp_path / "csv.html").read_bytes()
    capsys.readouterr()
    for arguments, message in (
        ([str(tmp_path / "in.jsonl")], "is no output of hedging batch at the level of documents"),
        ([str(out), "--group", "section"], "has no column 'section'"),
        ([str(out), "--scheme", "bioscope"], "the inputs are scores already"),
        ([str(out), "--kinds", "weasel"], "the inputs are scores already"),
        ([str(out), str(tmp_path / "a.txt")], "others are texts"),
        ([str(out), str(tmp_path / "." / out.name)], "is named 2 times"),
        ([str(tmp_path / "a.txt"), "--date", "when"], "the inputs are texts"),
    ):
        assert main(["report", *arguments, "-o", str(tmp_path / "bad.html")]) == 1
        assert message in capsys.readouterr().err
    assert main(["report", str(out), "-o", str(tmp_path / "more.html"), "--date", "part"]) == 0
    assert "no date in column 'part' can be used" in capsys.readouterr().err
    with out.open("a", encoding="utf-8") as stream:
        stream.write(
            out.read_text(encoding="utf-8").splitlines()[1].replace(",3,", ",many,") + "\n"
        )
    assert main(["report", str(out), "-o", str(tmp_path / "more.html")]) == 1
    assert "1 row could not be read" in capsys.readouterr().err
    assert "<b>121</b> documents" in (tmp_path / "more.html").read_text(encoding="utf-8")


def test_nothing_is_written_over_but_pages_of_ours(tmp_path, capsys):
    text, table, thesis = tmp_path / "a.txt", tmp_path / "scores.csv", tmp_path / "thesis.html"
    text.write_text(TEXT, encoding="utf-8")
    thesis.write_text("<p>It may be mine.</p>", encoding="utf-8")
    assert main(["batch", str(text), "-o", str(table)]) == 0
    (tmp_path / "link.html").symlink_to(text)
    for source, target, message in (
        (text, text, "is a file"),
        (table, table, "expected a page"),
        (text, tmp_path / "link.html", "no page of hedging's"),
        (text, thesis, "no page of hedging's"),
    ):
        before = source.read_bytes(), target.read_bytes()
        assert main(["report", str(source), "-o", str(target)]) == 1
        assert message in capsys.readouterr().err
        assert (source.read_bytes(), target.read_bytes()) == before
    for _ in range(2):
        assert main(["report", str(text), "-o", str(tmp_path / "page.html")]) == 0
        assert main(["report", str(table), "-o", str(tmp_path / "page.html")]) == 0
    assert not list(tmp_path.glob(".*"))


def test_where_pages_go(tmp_path, capsysbinary):
    text, other = tmp_path / "a.txt", tmp_path / "b.txt"
    text.write_text("It may rain in Łódź.", encoding="utf-8")
    other.write_text("It rained.", encoding="utf-8")
    assert main(["report", str(text), "-o", "-"]) == 0
    assert "Łódź" in capsysbinary.readouterr().out.decode("utf-8")
    assert main(["report", str(text), "-o", str(tmp_path / "pages")]) == 0
    assert sorted(path.name for path in (tmp_path / "pages").iterdir()) == [
        "0001.html",
        "index.html",
    ]
    assert main(["report", str(text), str(other), "-o", str(tmp_path / "pages")]) == 0
    assert main(["report", str(text), "-o", str(tmp_path / "pages")]) == 0
    assert b"older pages too, 0002.html" in capsysbinary.readouterr().err
    before = (tmp_path / "pages" / "index.html").read_bytes()
    assert (
        main(["report", str(tmp_path / "none.txt"), str(tmp_path), "-o", str(tmp_path / "pages")])
        == 1
    )
    assert (tmp_path / "pages" / "index.html").read_bytes() == before
    assert main(["report", str(text), str(other), "-o", str(tmp_path / "x.html")]) == 1
    assert b"several texts need a folder" in capsysbinary.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="names of files are text elsewhere")
def test_a_name_that_is_no_text(tmp_path):
    path = os.fsencode(tmp_path) + b"/\xff.txt"
    Path(os.fsdecode(path)).write_text("It may rain.", encoding="utf-8")
    assert main(["report", os.fsdecode(path), "-o", str(tmp_path / "page.html")]) == 0
    assert main(["check", os.fsdecode(path), "--format", "sarif"]) == 0


def test_the_trend_is_drawn_in_time():
    dates = ["2010-01", "2010-02", "2010-03", "2023-12", "2024-01"]
    shown = index(
        Comparison(
            replace(Entry.of("a", hedging.detect("It may rain.")), date=date) for date in dates
        )
    )
    places = [float(place) for place in re.findall(r'<circle cx="([\d.]+)"', shown)]
    assert places[2] - places[0] < 15
    assert places[3] - places[2] > 500
    # Nobody knows what was between them.
    assert shown.count("<polyline") == 2


# --- in a browser -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser():
    driver = pytest.importorskip("playwright.sync_api")
    with driver.sync_playwright() as one:
        program = (
            shutil.which("chromium")
            or shutil.which("google-chrome")
            or one.chromium.executable_path
        )
        if not Path(program).exists():
            pytest.skip("no Chromium to look at the page with")
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        opened = one.chromium.launch(executable_path=program, args=options)
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
        path.write_text(page(hedging.detect(text), title, **options), encoding="utf-8")
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
        "#least", "slider => { slider.value = .95; slider.dispatchEvent(new Event('input')) }"
    )
    assert len(shown(opened)) == sum(score >= 0.95 for score in scores) < len(scores)
    assert opened.inner_text("#said") == "95 %"


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
    assert "speaks for it" not in opened.inner_text("#card")


def test_the_card_says_why(tab):
    text = 'It "may" rain & <b>snow</b>,\nif it seems to; perhaps they do not\nknow.'
    explanations = hedging.load().explain(text)
    opened = tab(text, explanations=explanations)
    shown = [one for one in explanations if one.is_cue]
    assert len(shown) > 2
    for number, one in enumerate(shown):
        opened.focus(f"mark >> nth={number}")
        said = opened.inner_text("#card")
        assert (
            said.startswith(f"{' '.join(one.candidate.text.split())} — {one.candidate.kind}")
            or "\n" in one.candidate.text
        )
        for side, sign, name in zip(
            one.for_and_against(), "+\u2212", ("speaks for it:", "speaks against it:"), strict=True
        ):
            strong = [reason for reason in side if round(10 * abs(reason.weight)) > 0]
            assert (name in said) == bool(strong)
            for reason in strong:
                assert f"{sign}{abs(reason.weight):.1f} {reason.place}" in said
                if reason.place in ("before", "2nd after"):
                    assert f"{reason.place}: {reason.text}" in said or not reason.text


def test_the_card_stays_in_sight_and_under_the_pointer(tab):
    opened = tab(TEXT * 12)
    opened.set_viewport_size({"width": 900, "height": 420})
    last = opened.locator("mark").count() - 1
    opened.focus(f"mark >> nth={last}")
    box = opened.locator("#card").bounding_box()
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 420
    # From the cue to its card, which stays; and from there away, when the card of the cue with the focus comes back.
    opened.hover("mark >> nth=-2")
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
    for part in (".strip", "#least", ".legend input >> nth=0"):
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
  const light = rgb => { const [r, g, b] = rgb.match(/[\\d.]+/g).map(Number).map(v => v / 255)
    .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b }
  const ground = light(getComputedStyle(document.body).backgroundColor)
  return [...document.querySelectorAll('mark, .s, footer, .legend span:first-of-type, h1, .figures li')].map(one => {
    const ink = light(getComputedStyle(one).color)
    return (Math.max(ink, ground) + .05) / (Math.min(ink, ground) + .05) })
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(tab, browser, tmp_path, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    opened = tab(TEXT)
    opened.emulate_media(color_scheme=scheme)
    opened.focus("mark >> nth=0")
    assert axe.run(opened).response["violations"] == []
    opened.goto(an_index(tmp_path))
    assert axe.run(opened).response["violations"] == []


def an_index(folder):
    """Address of an index with all its parts: groups, dates, more documents than a list holds."""
    report = hedging.detect(TEXT)
    entries = [
        replace(
            Entry.of(f"{k} <b>", report, "ab"[k % 2], "page.html"),
            date=f"2020-{1 + k % 9:02d}",
            score=k / 70,
        )
        for k in range(70)
    ]
    (folder / "index.html").write_text(index(Comparison(entries)), encoding="utf-8")
    return (folder / "index.html").as_uri()


@pytest.mark.parametrize("width", [320, 1400])
def test_the_index_fits_the_screen(tab, tmp_path, width):
    opened = tab(TEXT)
    opened.set_viewport_size({"width": width, "height": 700})
    opened.goto(an_index(tmp_path))
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    assert opened.locator("svg.trend circle").count() == 9
    opened.emulate_media(media="print")
    opened.set_viewport_size({"width": 700, "height": 900})
    for table in opened.locator(".wide").all():
        assert table.evaluate("one => one.scrollWidth <= one.clientWidth + 1")
    opened.emulate_media(media="screen")
    opened.set_viewport_size({"width": width, "height": 700})
    assert opened.locator("td a, th a").count() == 50
    assert opened.inner_text("h2 >> nth=1") == "Trend"
    # Labels of the trend can be read, and its line stands out from the ground (WCAG 2.2: 3).
    assert opened.eval_on_selector(".trend text", "one => one.getBoundingClientRect().height") > 9
    for scheme in ("light", "dark"):
        opened.emulate_media(color_scheme=scheme)
        assert (
            opened.evaluate(
                CONTRASTS.replace(
                    "'mark, .s, footer, .legend span:first-of-type, h1, .figures li'",
                    "'.trend circle'",
                ).replace(".color)", ".fill)")
            )[0]
            >= 3
        )
