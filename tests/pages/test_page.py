"""Pages of reports. `test_page_figures.py` and those beside it open them."""

import dataclasses
import json
import re
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hedging
from hedging.comparison import Comparison
from hedging.kinds import KIND
from hedging.pages.article import report_page as page
from hedging.pages.comparison import comparison_page
from hedging.pages.marked_text import script_offsets
from hedging.pages.markup import escaped, html_page, is_page, link, parts, renderer
from hedging.pages.words import OPEN
from hedging.released import released_name
from hedging.stats.tally import Entry
from hedging.yardstick import REGISTERS, register_named
from tests.pages.texts import ATTACK, NEWS, SAID, TEXT, with_depth

# Line ends, headings, items, wrapped lines and fences in any order.
PIECES = ["\n", "\r\n", "\n\n", "- ", "# ", "1. ", "```\n", "It may rain. ", "Head", "  ", "x" * 70]

# The elements that a page of a report has.
TAGS = {
    *("html", "head", "meta", "title", "style", "body", "script", "header", "main", "footer"),
    *("h1", "h2", "ul", "li", "b", "i", "span", "p", "div", "a", "section", "aside", "article"),
    *("mark", "strong", "small", "figure", "figcaption", "svg", "g", "rect", "line", "circle"),
    *("text", "path", "fieldset", "legend", "label", "input", "output", "select", "option"),
    *("button", "details", "summary", "nav"),
}


class Text(HTMLParser):
    """The text of a page as a reader gets it, and every element with its attributes."""

    def __init__(self, content):
        super().__init__()
        self.text, self.found, self.open, self.text_at = [], [], [], 0
        self.feed(content)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))
        if tag not in ("meta", "input"):
            self.open.append(tag)
            if "data-text" in dict(attributes):
                self.text_at = len(self.open)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
        if len(self.open) < self.text_at:
            self.text_at = 0

    def handle_data(self, data):
        if self.text_at:
            self.text.append(data)


def of_tag(content, tag, **wanted):
    """The attributes of all elements of a page with this tag and these attributes."""
    return [
        attributes
        for found, attributes in Text(content).found
        if found == tag and wanted.items() <= attributes.items()
    ]


def deck(content):
    """The sentence below the headline."""
    (inside,) = re.findall(r'<p class="deck">(.*?)</p>', content)
    return " ".join(re.sub("<.*?>", "", inside).split())


def test_every_cue_is_marked_by_kind_and_line():
    report = hedging.detect(TEXT)
    marks = of_tag(page(report, "t"), "mark")
    assert [mark["class"] for mark in marks] == [KIND[cue.kind].letter for cue in report.cues]
    for kind in KIND.values():
        look = f".{kind.letter}{{text-decoration-style:{kind.line};"
        assert f"{look}text-decoration-thickness:{kind.weight};" in page(report, "t")
    # Without colour, the line below the words tells the kinds apart; of hues there are three, and a
    # grey.
    assert len({(kind.line, kind.weight) for kind in KIND.values()}) == len(KIND)
    assert len({kind.light for kind in KIND.values()}) == 4
    assert len({kind.words for kind in KIND.values()}) == len(KIND)


@given(
    st.text(max_size=80)
    | st.lists(st.sampled_from([TEXT, ATTACK, "&amp;", "<b>", "é🙂", *PIECES]), max_size=12).map(
        "".join
    ),
    st.sampled_from(["", "A title"]),
)
def test_the_text_is_there_as_it_was_and_nothing_in_it_is_markup(text, title):
    found = Text(page(hedging.detect(text), title))
    # A parser of HTML makes one line end of two characters, and shows no control characters.
    if not re.search("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffe\uffff]", text):
        assert "".join(found.text) == text
    assert {tag for tag, _ in found.found} <= TAGS
    assert sum(tag == "script" for tag, _ in found.found) == 1


def test_text_outside_given_sentences_is_shown():
    text = "Head.\n\nIt may rain.\n\nNOTE (c) & so.\r\n\r\n\r\nThey left. TAIL"
    spans = [(7, 19), (41, 51)]
    assert [text[a:b] for a, b in spans] == ["It may rain.", "They left."]
    found = Text(page(hedging.load().detect(text, sentences=spans), "t"))
    assert "".join(found.text) == text
    across = [(0, 20), (20, len(text))]
    found = Text(page(hedging.load().detect(text, sentences=across), "t"))
    assert "".join(found.text) == text


def test_a_headline_is_that_of_the_caller_or_of_the_text_or_a_name():
    report = hedging.detect(NEWS)
    for title, name, wanted in (
        ("", "news.txt", "Dam inquiry widens"),
        ("The dam", "news.txt", "The dam"),
        ("Dam inquiry widens", "", "Dam inquiry widens"),
    ):
        shown = page(report, title, name=name)
        assert f"<title>{wanted}</title>" in shown
        assert "".join(Text(shown).text) == NEWS
        own = wanted == "Dam inquiry widens"
        assert of_tag(shown, "h1") == [{"data-text": None} if own else {}]
        # A headline of the text is not shown twice; below another, it is a heading.
        assert shown.count("Dam inquiry widens") == (2 if own else 1)
        assert ("news.txt: 118 words" in shown) is bool(name)
    for text, name, wanted in (
        ("It may rain.", "rain.txt", "It may rain."),
        ("- It may " + "rain, " * 20, "", f"It may {'rain, ' * 11}rain, …"),
        ("x" * 200, "x.txt", "x.txt"),
        ("", "empty.txt", "empty.txt"),
        ("", "", "A text without a title"),
    ):
        assert f"<h1>{wanted}</h1>" in page(hedging.detect(text), name=name)


def test_cues_of_a_headline_are_marked_and_count():
    shown = page(hedging.detect("Dam could break\n\nThe wall is old."))
    assert re.search('<h1 data-text><span class="s h".*>could</mark> break</span></h1>', shown)
    assert deck(shown).startswith(f"1 of 2 sentences leaves something open: {OPEN}.")


def test_a_long_article_stays_small():
    sentences = (
        "It may rain on day {}, if some officials are right about the clouds above the northern "
        "hills, a spokesman of the weather office said in the early morning.",
        "On day {} the minister opened a bridge in the north, which three hundred people of the "
        "two towns had waited for since the flood, and made a speech.",
    )
    text = " ".join(sentences[k % 2].format(k) for k in range(290))
    report = hedging.detect(text)
    # An article of a newspaper has a cue in about 230 characters.
    assert len(text) > 43_000
    assert len(text) / len(report.cues) < 230
    explained = page(report, explanations=hedging.load().explain(text))
    assert len(explained.encode()) < 155_000


def test_the_sentence_below_the_headline_says_whether_that_is_much():
    report = hedging.detect("They left at noon. " * 9 + "It may rain.")
    register = register_named("llm")
    shown = page(report, "t", register="llm")
    count = (
        f"1 of 10 sentences leaves something open: {OPEN}. "
        "A careful reader would count 0 to 1, nine times in ten."
    )
    assert deck(shown) == (
        f"{count} In answers of language models it is usually {register.usual}, or "
        f"{register.usual_count(10)}; this is as usual."
    )
    assert "<b>10%</b>" in shown
    # Nobody has said what the text is: the reader may choose, and is told nothing before.
    unsaid = page(report, "t")
    assert deck(unsaid) == count
    assert len(of_tag(unsaid, "g", **{"class": "hidden"})) == len(REGISTERS)
    for alone in (page(report, "t", register="none"), report.to_html("t", register="none")):
        assert deck(alone) == count
        assert not of_tag(alone, "select")
    with pytest.raises(hedging.InputError, match="'poems'; expected one of news, "):
        page(report, "t", register="poems")


def test_a_long_text_is_compared_by_its_share():
    report = hedging.detect("They left at noon. " * 300 + "It may rain.")
    usual = register_named("llm").usual
    said = f"In answers of language models it is usually {usual}; this is"
    assert said in deck(page(report, "t", register="llm"))


def test_a_page_says_how_wrong_it_may_be_where_that_was_measured():
    report = hedging.detect(NEWS)
    low, high = report.reader_count
    assert low <= len(report.hedged_sentences) <= high
    shown = page(report, "t")
    assert f"A careful reader would count {low} to {high}, nine times in ten." in deck(shown)
    assert f"a careful reader would count {low} to {high} of" in shown
    for other in (
        dataclasses.replace(report, model="mine"),
        hedging.load(hedge_kinds=["weasel"]).detect(NEWS),
    ):
        assert other.reader_count is None
        shown = page(other, "t")
        assert "reader would" not in deck(shown)
        assert "How this was made" in shown
        assert "had not learned from" not in shown


def test_the_lead_says_that_a_text_declines():
    reports = [hedging.detect(text) for text in ("I have no idea, sorry.", "It is Lima.")]
    assert [report.declined for report in reports] == ["does not know", None]
    declining, answering = (deck(page(report, "t")) for report in reports)
    assert declining.endswith(" The text declines to answer: does not know.")
    assert "declines" not in answering


def test_every_register_can_be_chosen():
    shown = page(hedging.detect("They left at noon. " * 9 + "It may rain."), "t", register="calls")
    options = of_tag(shown, "option")
    assert options.pop(0)["value"] == ""
    assert [option["value"] for option in options] == [register.name for register in REGISTERS]
    assert [option["value"] for option in options if "selected" in option] == ["calls"]
    for option, register in zip(options, REGISTERS, strict=True):
        assert f"In {register.words} it is usually" in option["data-says"]
        hidden = option["value"] != "calls"
        (bands,) = of_tag(shown, "g", **{"data-register": register.name})
        assert (bands.get("class") == "hidden") is hidden


def test_what_cannot_be_compared_is_not():
    few = page(hedging.detect("It may rain. They left."), "t", register="news")
    assert deck(few) == (
        f"1 of 2 sentences leaves something open: {OPEN}. "
        "Fewer than 10 sentences are too few to say whether that is much."
    )
    other_kinds = hedging.load(hedge_kinds=["weasel"]).detect("It may rain. " * 12)
    assert deck(page(other_kinds, "t")) == f"0 of 12 sentences leave something open: {OPEN}."
    for shown in (few, page(other_kinds, "t"), page(hedging.detect(""), "t")):
        assert not of_tag(shown, "select")


def test_an_empty_text_has_a_page():
    shown = page(hedging.detect(""), "empty")
    assert deck(shown) == "There is no sentence in this text."
    for tag in ("svg", "aside", "section", "details"):
        assert not of_tag(shown, tag)


def test_the_barcode_has_a_line_for_each_sentence():
    report = hedging.detect(NEWS)
    shown = page(report, "t")
    grey, *ticks = of_tag(shown, "path")
    assert grey["d"].count("M") + len(ticks) == len(report.sentences)
    assert [int(re.match(r"M(\d+) ", tick["d"])[1]) for tick in ticks] == [
        number for number, sentence in enumerate(report.sentences) if sentence.hedged
    ]
    for tick, sentence in zip(ticks, report.hedged_sentences, strict=True):
        surest = max(
            (cue for cue in sentence.cues if cue.kind in report.hedge_kinds),
            key=lambda cue: cue.score,
        )
        assert tick["class"] == KIND[surest.kind].letter
        assert tick["d"].endswith(f" 100v-{100 * sentence.score:.0f}")


def test_the_legend_says_what_is_marked_in_plain_words():
    report = hedging.detect(NEWS)
    shown = page(report, "t")
    letters = [box["value"] for box in of_tag(shown, "input", type="checkbox")]
    counts = report.kind_counts()
    counted = {kind.letter: counts[kind.name] for kind in KIND.values() if counts[kind.name]}
    assert sorted(letters) == sorted(counted)
    for letter in letters:
        (kind,) = (kind for kind in KIND.values() if kind.letter == letter)
        row = re.search(rf'value="{letter}".*?</label>', shown)[0]
        assert f">{kind.words}</span>" in row
        assert f"{', '.join(kind.examples)} · {kind.name}" in row
        assert f">{counted[letter]}</span>" in row
    assert "Not in this text: passed on." in shown
    # What does not count stands apart.
    assert shown.index("Marked, but not counted") < shown.index('value="A"')


def test_the_page_says_where_its_scores_come_from():
    detector = hedging.load(hedge_kinds=["weasel"], threshold=0.25)
    chosen = f"model {released_name('light')}, scheme general, threshold 0.25"
    shown = page(detector.detect("It may rain. Some say so."), "t")
    assert f"6 words; hedging, {chosen}</p>" in shown
    # Another model finds the cues: the light one still says what goes beyond them.
    report = dataclasses.replace(detector.detect("It may rain. Some say so."), model="mine")
    assert f"threshold 0.25, beyond cues {released_name('light')}</p>" in page(report, "t")
    # The script counts what the detector counts.
    assert '"W":["weasel","source not named","The source is left out",true]' in shown
    assert '"E":["epistemic","possible or unclear","The truth is left open",false]' in shown


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
        if tag == "a"
    ]
    assert [each for each in anchors if not each.startswith("#")] == [address]


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
    link = renderer("figures.html")("cut_link", address="'><i>", text=escaped("a&b"), whole="")
    assert link == '<a href="&#x27;&gt;&lt;i&gt;" title="">a&amp;b</a>'


def test_a_value_with_braces_is_no_placeholder():
    report = hedging.detect("It may be {kinds} or {0.__class__}.")
    assert "{kinds}" in page(report, "{title}")
    assert "<title>{title}</title>" in page(report, "{title}")


@pytest.mark.parametrize(
    "file", ["markup.html", "article.html", "comparison.html", "notebook.html"]
)
def test_the_parts_of_a_file_have_different_names(file):
    markup = Path(hedging.__file__).parent / "pages" / "templates" / file
    assert len(parts(file)) == markup.read_text(encoding="utf-8").count("<!-- part: ")


def test_the_script_has_the_words_for_places():
    explanations = hedging.load().explain(TEXT)
    shown = page(hedging.detect(TEXT), "t", explanations)
    places = json.loads(re.search(r"^const PLACES=(.*);$", shown, re.MULTILINE)[1])
    reasons = re.findall(r'data-w="([^"]*)"', shown)
    assert reasons
    numbers = set()
    for line in "\n".join(reasons).splitlines():
        tenths, number, _ = line.split(" ", 2)
        numbers.add(int(number))
        assert int(tenths) != 0
    assert numbers == set(range(len(places)))
    assert "after it" in places
    assert type(html_page("t", escaped(""))) is str


def test_only_a_page_with_pictures_may_draw_them():
    assert ";img-src data:" in page(hedging.detect(TEXT), "t")
    assert "img-src" not in html_page("t", escaped(""))


def test_a_cue_has_its_depth_only_where_the_report_has_it():
    def depths(report):
        found = Text(page(report, "t")).found
        return [attributes.get("data-d") for tag, attributes in found if tag == "mark"]

    assert depths(with_depth()) == ["11 20 45 writer 0 0"]
    # A reader is not so and so sure of what is asked, or of what something depends on.
    assert depths(with_depth(kind="condition")) == ["11 20 - writer 0 0"]
    with_source = with_depth(holder="unnamed", source=(0, 10), quoted=True, negated=True)
    assert depths(with_source) == ["11 20 45 unnamed 1 1 0 10"]
    assert all(depths(hedging.detect(SAID)))
    without = hedging.detect(SAID, depth="cues")
    assert depths(without) == [None] * len(without.cues)


@given(st.text(alphabet="a\r\n\0🙂é", max_size=12))
def test_offsets_count_what_a_script_counts(text):
    def length(part):
        """That of a text as a browser holds it, which a script gives in UTF-16 units."""
        held = part.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
        return sum(1 + (character > "\uffff") for character in held)

    assert list(script_offsets(text)) == [length(text[:end]) for end in range(len(text) + 1)]


@pytest.mark.slow
def test_a_page_of_one_sentence_full_of_cues_takes_time_that_grows_with_it():
    def seconds(repeats):
        report = hedging.detect("It may rise, é; " * repeats)
        best = []
        for _ in range(3):
            begin = time.process_time()
            page(report, "t")
            best.append(time.process_time() - begin)
        return min(best)

    assert seconds(8_000) < 8 * seconds(2_000)
