import re
from html.parser import HTMLParser

import hedging
from hedging.kinds import KIND
from hedging.pages.words import OPEN
from tests.pages.texts import NEWS

TABLE = {"table", "thead", "tbody", "tr", "th", "td"}


class Shown(HTMLParser):
    """What a reader sees of a fragment, and that all its elements are closed."""

    def __init__(self, content):
        super().__init__()
        self.text, self.open, self.tags, self.attributes = [], [], set(), set()
        self.feed(content)

    def handle_starttag(self, tag, attributes):
        self.open.append(tag)
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attributes)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def test_a_report_in_a_notebook():
    text = "It may rain.\n\n<script>alert(1)</script> Some say so & go.\n"
    shown = Shown(hedging.detect(text)._repr_html_())
    assert not shown.open
    assert shown.tags == {"div", "b", "span", "mark"}
    assert "It may rain.\n\n<script>alert(1)</script> Some say so & go." in "".join(shown.text)
    assert "100%" in shown.text
    assert "There is no sentence in this text." in hedging.detect("")._repr_html_()


def test_a_report_in_a_notebook_says_what_its_page_says():
    report = hedging.detect(NEWS)
    shown = "".join(Shown(report._repr_html_()).text)
    page = re.sub("<[^>]*>", "", report.to_html())
    said = (
        f"6 of 10 sentences leave something open: {OPEN}. "
        "A careful reader would count 5 to 7, nine times in ten."
    )
    for text in (shown, page):
        assert said in " ".join(text.split())
    for kind in (KIND[kind] for kind, count in report.kind_counts().items() if count):
        assert f"{kind.words} {report.kind_counts()[kind.name]} " in shown
        assert f"{', '.join(kind.examples)} · {kind.name}" in shown


def test_a_batch_in_a_notebook_says_who_declines():
    texts = ["I do not know.", "It was 1874.", "I'm not certain, but it may have been 1942."]
    shown = Shown(hedging.detect_batch(texts)._repr_html_())
    assert shown.tags <= {*TABLE, "div", "b"}
    at = shown.text.index("answer")
    assert "declines to answer: does not know" in shown.text[at:]
    assert "answers partly" in shown.text[at:]
    assert "answer" not in Shown(hedging.detect_batch(texts[1:2])._repr_html_()).text


def test_a_calibration_in_a_notebook_says_what_it_prints():
    answers = ["It is 1874.", "It may be 1874.", "I guess that it is 1874, perhaps."] * 20
    calibration = hedging.calibrate(answers, [True, True, False] * 20)
    shown = Shown(calibration._repr_html_())
    assert not shown.open
    assert shown.tags <= {*TABLE, "div"}
    said = "\n".join(shown.text)
    for line in calibration.summary():
        assert line in said
        assert line in str(calibration)
    first, last = calibration.points[0], calibration.points[-1]
    assert f"{first.low:.0%} to {first.high:.0%}" in said
    assert f"{last.confidence:.0%}" in said


def test_a_notebook_shows_confidence_and_strength_where_there_is_depth():
    text = "It may rain."
    report = hedging.detect(text)
    shown = report._repr_html_()
    assert f"Confidence {report.confidence:.2f}, " in shown
    assert f'; it leaves a reader about {report.cues[0].strength:.0%} sure"' in shown
    without = hedging.detect(text, depth="cues")._repr_html_()
    assert "onfidence" not in without
    assert "leaves a reader" not in without


def test_a_long_report_in_a_notebook_is_cut():
    shown = hedging.detect("It may rain. " * 1000)._repr_html_()
    assert "… 800 more" in shown
    assert len(shown) < 100_000


def test_a_batch_in_a_notebook():
    shown = Shown(hedging.detect_batch(["It may <b> rain."] + ["x " * 100] * 11)._repr_html_())
    assert not shown.open
    assert "script" not in shown.tags
    assert "It may <b> rain." in shown.text
    assert "… and 2 more" in shown.text
    long = hedging.detect_batch(["They left. " * 12345])._repr_html_()
    assert "<td>0 of 12,345</td>" in long
    assert hedging.detect_batch([])._repr_html_() == "<div>There is no sentence to compare.</div>"
    assert max(map(len, shown.text)) < 130


def test_a_notebook_explains_the_kinds_that_occur():
    content = hedging.detect("It may rain. It could snow. About 40 left.")._repr_html_()
    text = "".join(Shown(content).text)
    assert "These leave a sentence openpossible or unclear 2 may, likely · epistemic" in text
    assert "Marked, but not countedblurred 1 about, roughly · approximator" in text
    assert "investigation" not in text
    assert "shaded a sentence that leaves something open" in text
    assert "shaded" not in hedging.detect("They left.")._repr_html_()


def test_a_cue_has_the_colour_and_the_line_of_its_kind():
    content = hedging.detect("It may rain. Some say so. They clearly left.")._repr_html_()
    for name in ("epistemic", "weasel", "booster"):
        kind = KIND[name]
        # In the legend and in the text.
        look = f"text-decoration:underline {kind.line} {kind.middle} {kind.weight};"
        assert content.count(look) == 2
    assert content.count("font-weight:700") == 1


def test_hedged_sentences_are_shaded():
    report = hedging.detect("It may rain. They left.")
    shaded = re.findall(
        r'<span style="background[^>]*" title="[^"]*">(.*?)</span>', report._repr_html_()
    )
    assert [re.sub("<[^>]*>", "", sentence) for sentence in shaded] == ["It may rain."]
    for sentence in report.sentences:
        assert (
            f'title="{sentence.score:.0%} likely to leave something open"' in report._repr_html_()
        )


def test_hostile_text_stays_text_and_cells_share_no_name():
    text = (
        "It may rain\" onmouseover=\"alert(1). Some <style>*{}</style> say 'so'.\x00 <!-- It could"
    )
    for cell in (hedging.detect(text), hedging.detect_batch([text])):
        shown = Shown(cell._repr_html_())
        assert not shown.open
        assert shown.tags <= {"div", "b", "span", "mark"} | TABLE
        assert shown.attributes <= {"style", "title"}
        assert "url(" not in cell._repr_html_()


def test_two_compared_texts_in_a_notebook():
    before = "<script>alert(1)</script> It may rain, he said. The wall is <b>sound</b>."
    drift = hedging.compare(before, before.replace("may rain, he said", "will rain"))
    cell = drift._repr_html_()
    shown = Shown(cell)
    assert not shown.open
    assert shown.tags == {"div", "b", "u", "del", "ins", "mark", "span", "details", "summary"}
    assert shown.attributes == {"style", "title"}
    said = "".join(shown.text)
    assert said.startswith(drift.sentence())
    for words in (drift.pairs[0].outcome(), "lost: may, said", "One claim is as sure as before"):
        assert words in said
    assert re.search('line-through">he <mark [^>]*>said</mark></del>', cell)
    assert "There is no claim to compare." in hedging.compare("", "")._repr_html_()


def test_many_and_long_claims_in_a_notebook_are_cut():
    before = "".join(f"Wall {n} may fall. House {n} stands. " for n in range(500))
    cell = hedging.compare(before, before.replace("may", "will"))._repr_html_()
    assert cell.count("… 480 more") == 2
    assert len(cell) < 50_000
    long = hedging.compare("It may rise; " * 5000, "It will rise; " * 5000)
    assert len(long._repr_html_()) < 50_000
    assert len(repr(long)) < 100


def test_text_outside_given_sentences_is_shown():
    text = "It may rain.\n\nNOTE (c).\n\nThey left. TAIL"
    report = hedging.load().detect(text, sentences=[(0, 12), (25, 35)])
    assert "".join(Shown(report._repr_html_()).text).endswith(
        "It may rain.\n\nNOTE (c).\n\nThey left. TAIL"
    )


def test_a_batch_in_a_notebook_has_the_pooled_share_of_the_page():
    batch = hedging.detect_batch(["It may rain. It rained.", "They left.", "", *["Perhaps."] * 5])
    overall = hedging.compare_groups(batch, [""] * len(batch)).overall
    low, high = overall.interval
    said = "".join(Shown(batch._repr_html_()).text)
    assert said.startswith(f"{overall.share:.0%}of 8 sentences in 7 documents leave something open")
    assert f"95% interval {100 * low:.0f}–{100 * high:.0f}%" in said


def _luminance(colour):
    parts = (int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_colours_of_kinds_can_be_seen_on_light_and_on_dark():
    for kind in KIND.values():
        middle = _luminance(kind.middle) + 0.05
        assert 1.05 / middle >= 3
        assert middle / (_luminance("#1e1e1e") + 0.05) >= 3
