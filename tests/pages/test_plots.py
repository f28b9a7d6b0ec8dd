import re
import subprocess
import sys
from itertools import combinations

import numpy as np
import pytest

import hedging
from hedging.kinds import HEDGE_KINDS, KIND, KINDS
from hedging.pages.plot import SHAPES
from hedging.yardstick import register_named
from tests.pages.texts import NEWS

pyplot = pytest.importorskip("matplotlib.pyplot")
colors = pytest.importorskip("matplotlib.colors")
pyplot.switch_backend("agg")

ALL_KINDS = (
    "It may rain. Officials fear it. We are investigating whether it did. If it snows, we stay. "
    "It is reported that ice fell. Some say so. About 40 left. They clearly won."
)
HOSTILE = "$\\frac{1}$ 50 % ^_ {x}\x1b[2J\n<b>\u202e\udcff " + "word " * 80


@pytest.fixture(autouse=True)
def _closed():
    before = dict(pyplot.rcParams)
    yield
    assert dict(pyplot.rcParams) == before
    pyplot.close("all")


def drawn(axes):
    """The boxes of the texts of axes in a figure with a layout, after they were drawn."""
    figure = axes.figure
    figure.canvas.draw()
    texts = [axes.xaxis.label, axes.yaxis.label, axes._left_title, *axes.texts]
    for axis in (axes.xaxis, axes.yaxis):
        low, high = sorted(axis.get_view_interval())
        texts += [tick.label1 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]
    texts += axes.get_legend().get_texts() if axes.get_legend() else []
    assert all(text.get_size() >= 8 for text in texts)
    below = [box for child in axes.child_axes for box in drawn(child)]
    return below + [
        (text.get_text(), text.get_window_extent()) for text in texts if text.get_text()
    ]


def check_room(axes):
    """No text lies on another, and none is cut."""
    boxes = drawn(axes)
    width, height = axes.figure.canvas.get_width_height()
    for text, box in boxes:
        assert box.x0 >= -1, text
        assert box.y0 >= -1, text
        assert box.x1 <= width + 1, text
        assert box.y1 <= height + 1, text
    for (text, one), (other_text, other) in combinations(boxes, 2):
        # Boxes hold the room for letters that go up and down.
        apart = one.padded(-1).overlaps(other.padded(-1))
        assert not apart, (text, other_text)


def ticks(axes):
    """The ends of the ticks of sentences, those that are not hedged first."""
    return [
        sorted((path.vertices[1][0], path.vertices[1][1]) for path in each.get_paths())
        for each in axes.collections[:2]
    ]


def colours_of(collection):
    return [colors.to_hex(each) for each in collection.get_edgecolors()]


def heading(axes):
    """The title, and what stands below it on one line."""
    below = [text.get_text() for text in axes.texts if text.get_position() == (0, 6)]
    return axes.get_title(loc="left"), " ".join(" ".join(below).split())


def ends_of(span):
    """From where to where a span goes; older versions of matplotlib make a polygon of it."""
    places = span.get_patch_transform().transform(span.get_path().vertices)[:, 0]
    return places.min(), places.max()


def test_a_tick_for_each_sentence():
    report = hedging.detect("It may rain. They left. Some say so, if it snows.")
    few = (
        "2 of 3 sentences leave something open. Fewer than 10 sentences are too few to say whether"
    )
    assert few in heading(report.plot(title="Rain", register="news"))[1]
    axes = report.plot(title="Rain")
    sentences = list(enumerate(report.sentences, 1))
    assert ticks(axes) == [
        [(number, s.score) for number, s in sentences if s.hedged == hedged]
        for hedged in (False, True)
    ]
    assert heading(axes) == (
        "Rain",
        "2 of 3 sentences leave something open",
    )
    grey, hues = (colours_of(each) for each in axes.collections[:2])
    assert grey == ["#8b8b83"]
    assert hues == [KIND["epistemic"].light, KIND["weasel"].light]
    assert axes.get_xlabel().startswith("sentences in the order of the text\n")
    assert "grey ones do not count" in " ".join(axes.get_xlabel().split())


def test_a_heading_without_a_title_says_what_the_page_says():
    report = hedging.detect(NEWS)
    title, below = heading(report.plot(register="news"))
    page = re.sub("<[^>]*>", "", report.to_html(register="news"))
    assert title in page
    assert below in page
    assert "sentences; this is more than in nine of ten." in below
    assert heading(report.plot()) == heading(report.plot(register="none")) == (title, "")
    assert "policy" not in heading(report.plot(register="policy"))[1]
    with pytest.raises(hedging.InputError, match="unknown register 'novels'"):
        report.plot(register="novels")


def test_the_yardstick_stands_below_a_text_that_can_be_compared():
    report = hedging.detect(NEWS)
    (yardstick,) = report.plot(register="news").child_axes
    wide, half = (ends_of(patch)[1] for patch in yardstick.patches)
    assert (half, wide) == pytest.approx(register_named("news").shares[-2:])
    (dot,) = yardstick.collections[-1].get_offsets()
    assert dot[0] == pytest.approx(report.share)
    assert [text.get_text() for text in yardstick.texts] == [f"this text: {report.share:.0%}"]
    assert [label.get_text() for label in yardstick.get_yticklabels()] == ["news reports"]
    for other in (
        report.plot(register="none"),
        hedging.detect("It may rain.").plot(),
        hedging.load(hedge_kinds=["weasel"]).detect(NEWS).plot(),
    ):
        assert not other.child_axes


def test_kinds_have_a_row_a_shape_and_plain_words():
    report = hedging.detect(ALL_KINDS)
    counts = report.kind_counts()
    assert all(counts.values())
    axes = report.plot()
    rows = axes.collections[2:]
    assert [len(row.get_offsets()) for row in rows] == list(counts.values())
    heights = [set(row.get_offsets()[:, 1]) for row in rows]
    assert all(len(height) == 1 for height in heights)
    assert len(set.union(*heights)) == len(KINDS)
    names = [label.get_text() for label in axes.get_yticklabels()]
    words = [f"{KIND[kind].words} ({counts[kind]})" for kind in KINDS]
    assert names == ["0", "50%", "100% likely", *words]
    key = [" ".join(text.get_text().split()) for text in axes.get_legend().get_texts()]
    assert key == [
        f"{KIND[kind].words}: {', '.join(KIND[kind].examples)} ({kind})"
        + ("" if kind in HEDGE_KINDS else ", not counted")
        for kind in KINDS
    ]
    assert len(set(SHAPES.values())) == len(KINDS)
    few = hedging.detect("It may rain.").plot()
    assert len(few.get_legend().get_texts()) == 1


def test_cues_stand_in_their_sentences():
    report = hedging.detect("They left. It may rain. It could perhaps snow.")
    (places,) = [row.get_offsets()[:, 0] for row in report.plot().collections[2:]]
    assert [round(place) for place in places] == [2, 3, 3]
    assert places[1] < places[2]


def test_neighbours_share_a_tick_in_a_long_text():
    report = hedging.detect("It may rain. They left. They came. " * 1500)
    axes = report.plot()
    said = " ".join(axes.get_xlabel().split())
    per_tick = int(said.split("mean of ")[1].split()[0])
    ends = sorted(ticks(axes)[0] + ticks(axes)[1])
    assert len(ends) == -(-4500 // per_tick)
    scores = [sentence.score for sentence in report.sentences]
    assert ends[0][1] == pytest.approx(np.mean(scores[:per_tick]))
    assert ends[-1][0] <= 4500.5
    assert "A larger mark stands for more cues." in said
    # Every tick holds a hedged sentence, whose hue it has.
    assert colours_of(axes.collections[1]) == [KIND["epistemic"].light] * len(ends)
    check_room(axes)


@pytest.mark.parametrize(
    "text",
    ["", "\n", "They left.", "It may rain.", NEWS, *(ALL_KINDS * k for k in (1, 6, 60, 600))],
)
@pytest.mark.parametrize("title", ["", "The dam", HOSTILE])
def test_no_text_of_a_report_lies_on_another(text, title):
    check_room(hedging.detect(text).plot(title=title))


def test_small_axes_have_one_row_for_all_kinds():
    figure, grid = pyplot.subplots(2, 2, figsize=(9, 6.5), layout="constrained")
    for axes in grid.flat:
        assert hedging.detect(ALL_KINDS).plot(axes, title="Kinds") is axes
    assert len({row.get_offsets()[0, 1] for row in axes.collections[2:]}) == 1
    assert [label.get_text() for label in axes.get_yticklabels()][3:] == ["cues (9)"]
    key = [text.get_text() for text in axes.get_legend().get_texts()]
    assert key == [KIND[kind].words for kind in KINDS]
    for axes in grid.flat:
        check_room(axes)
    assert pyplot.get_fignums() == [figure.number]


def test_small_axes_say_that_neighbours_share_a_tick():
    _, axes = pyplot.subplots(figsize=(6, 3.2), layout="constrained")
    hedging.detect(ALL_KINDS * 60).plot(axes)
    assert "a line is the mean of" in " ".join(axes.get_xlabel().split())
    check_room(axes)


def test_bars_and_pooled_share_of_a_batch_are_those_of_the_page():
    texts = ["It may rain. It rained.", "Some say so.", "", "They left. They came.", "Perhaps."]
    batch = hedging.detect_batch([*texts * 3, "It may rain. " * 4])
    axes = batch.plot(title="All")
    comparison = hedging.compare_groups(batch, [""] * len(batch))
    assert [bar.get_height() for bar in axes.containers[0]] == comparison.histogram
    (line,) = axes.lines
    overall = comparison.overall
    assert line.get_xdata()[0] == pytest.approx(overall.share, abs=1e-12)
    low, high = overall.interval
    page = re.sub("<[^>]*>", "", comparison.to_html())
    label = f"{overall.share:.0%} ({100 * low:.0f}–{100 * high:.0f}%)"
    assert label in page
    assert axes.texts[-1].get_text() == f"all 22 sentences: {label}"
    title, below = heading(axes)
    assert title == "All"
    assert below.removeprefix(f"{overall.share:.0%} ") in page
    assert axes.get_xlabel().endswith("\n3 documents without a sentence left out")
    check_room(axes)


def bands(axes):
    """The ends of the ranges behind a plot."""
    spans = [each for each in axes.patches if each.get_zorder() < 0.5]
    return [ends_of(each) for each in spans]


def test_the_usual_ranges_lie_behind_batches_and_groups():
    comparison = compared({"a": 9, "b": 8})
    batch = hedging.detect_batch(["It may rain. They left."] * 9)
    for made in (batch, comparison):
        least, low, _, high, most = register_named("news").shares
        assert bands(made.plot()) == []
        (wide, half) = bands(made.plot(register="news"))
        assert (*wide, *half) == pytest.approx((least, most, low, high))
        books = register_named("books")
        key = [text.get_text() for text in made.plot(register="books").get_legend().get_texts()]
        assert key[-2:] == [
            f"half of all chapters of older non-fiction, {books.usual}",
            f"eight in ten, {100 * books.shares[0]:.0f} to {books.shares[-1]:.0%}",
        ]
        assert bands(made.plot(register="none")) == []
        with pytest.raises(hedging.InputError, match="unknown register"):
            made.plot(register="novels")
    assert bands(hedging.load(hedge_kinds=["weasel"]).detect_batch(["Some say so."]).plot()) == []


def test_few_documents_have_marks_of_their_own():
    texts = ["It may rain.", "They left."]
    few, many = (hedging.detect_batch(texts * number).plot() for number in (100, 101))
    assert len(few.collections[0].get_paths()) == 200
    assert len(few.collections) == len(many.collections) + 1


@pytest.mark.parametrize("texts", [[], [""], ["They left."], ["It may rain."], ["Perhaps."] * 999])
def test_no_text_of_a_batch_lies_on_another(texts):
    check_room(hedging.detect_batch(texts).plot(title=HOSTILE))
    _, row = pyplot.subplots(1, 3, figsize=(9, 2.5), layout="constrained")
    for axes in row:
        hedging.detect_batch(texts).plot(axes)
    for axes in row:
        check_room(axes)


def compared(groups):
    """A comparison of groups with so many documents."""
    texts = [
        "It may rain. It rained. Ice fell.",
        "They left. They came.",
        "Some say so. It rained.",
    ]
    names = [name for name, number in groups.items() for _ in range(number)]
    batch = hedging.detect_batch([texts[k % 3] for k in range(len(names))])
    return hedging.compare_groups(batch, names)


def test_groups_have_their_shares_and_intervals_the_most_hedged_first():
    comparison = compared({"small": 2, "": 6, "large": 13})
    axes = comparison.plot(title="Groups")
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names == ["large (13)", "no group (6)", "small (2)"]
    tallies = [comparison.groups[name] for name in ("large", "", "small")]
    shares = [tally.share for tally in tallies]
    assert shares == sorted(shares, reverse=True)
    intervals, dots = axes.collections
    assert dots.get_offsets()[:, 0].tolist() == shares
    ends = [tuple(path.vertices[:, 0]) for path in intervals.get_paths()]
    assert ends[:2] == [tally.interval for tally in tallies[:2]]
    assert ends[2] == (tallies[2].share, tallies[2].share)
    assert dots.get_facecolors()[2].tolist() == [1, 1, 1, 1]
    assert axes.get_ylim()[0] > axes.get_ylim()[1]
    assert heading(axes) == ("Groups", f"3 groups from {shares[-1]:.0%} to {shares[0]:.0%}")
    assert [text.get_text() for text in axes.texts[-3:]] == [f"{share:.0%}" for share in shares]
    key = [text.get_text() for text in axes.get_legend().get_texts()]
    assert key[:3] == [
        "share with its 95% interval",
        "share; too few documents for an interval",
        f"all 21 documents: {comparison.overall.share:.0%}",
    ]
    assert axes.get_xlabel() == "share of sentences that leave something open"
    assert axes.lines[0].get_xdata()[0] == comparison.overall.share
    check_room(axes)


def test_long_names_keep_their_ends():
    names = [f"Letters of the people of the valley to the editor, {k}" * 2 for k in range(3)]
    labels = compared(dict.fromkeys(names, 5)).plot().get_yticklabels()
    shown = {" ".join(label.get_text().split()) for label in labels}
    assert len(shown) == 3
    assert all("…" in name and name.startswith("Letters of the") for name in shown)


def test_as_many_groups_are_shown_as_have_room():
    comparison = compared({f"group {k}": 100 - k for k in range(80)})
    axes = comparison.plot()
    assert len(axes.get_yticklabels()) == 30
    assert axes.get_title(loc="left").startswith("The largest 30 of 80 groups from ")
    check_room(axes)
    _, row = pyplot.subplots(1, 2, figsize=(8, 2.5), layout="constrained")
    for axes in row:
        comparison.plot(axes)
    for axes in row:
        check_room(axes)
    assert 5 < len(axes.get_yticklabels()) < 12


MANY = {f"The Proceedings of the Society of Harbours, volume {k}": 5 for k in range(50)}


@pytest.mark.parametrize(
    "groups", [{}, {"": 3}, {HOSTILE: 4, "b": 1}, {"x" * 200: 9, "$": 3}, MANY]
)
def test_no_text_of_groups_lies_on_another(groups):
    check_room(compared(groups).plot(title=HOSTILE))


def test_a_dark_ground_has_light_text():
    with pyplot.style.context("dark_background"):
        axes = hedging.detect(ALL_KINDS).plot()
    assert axes.xaxis.label.get_color() == "#e8e8e2"
    assert axes.get_yticklabels()[3].get_color() == KIND["epistemic"].dark
    figure = pyplot.figure(facecolor="none")
    axes = figure.add_subplot(facecolor="none")
    assert hedging.detect("").plot(axes).xaxis.label.get_color() == "#1c1c1a"


def test_plots_draw_on_part_of_a_figure():
    left, right = pyplot.figure(figsize=(12, 4), layout="constrained").subfigures(1, 2)
    axes = hedging.detect(ALL_KINDS).plot(left.subplots())
    compared({"a": 5}).plot(right.subplots())
    axes.figure.canvas.draw()


def test_given_axes_need_no_pyplot():
    code = """
import sys, hedging
from matplotlib.figure import Figure
report, batch = hedging.detect("It may rain."), hedging.detect_batch(["It may rain."])
report.plot(Figure().subplots())
batch.plot(Figure().subplots())
hedging.compare_groups(batch, ["a"]).plot(Figure().subplots())
assert "matplotlib.pyplot" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_plot_without_matplotlib(monkeypatch):
    for module in ("matplotlib", "matplotlib.pyplot"):
        monkeypatch.setitem(sys.modules, module, None)
    batch = hedging.detect_batch(["It may rain."])
    for shown in (batch[0], batch, hedging.compare_groups(batch, ["a"])):
        with pytest.raises(hedging.MissingExtraError, match=r"a plot needs matplotlib: .*\[plot\]"):
            shown.plot()
