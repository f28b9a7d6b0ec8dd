"""The page of an evaluation: what it shows, and that no text in it can run."""

import re
from html import unescape

import hedging
from hedging.corpora.gold import Gold, GoldCue
from hedging.evaluate.differences import differences
from hedging.evaluate.metrics import Metrics, count, find_mistakes, score_golds
from hedging.evaluate.page import evaluation_page, reliability_diagram
from tests.fuzz.material import HOSTILE, ODD
from tests.fuzz.pages import read_page


def page_of(golds, **options):
    detector = hedging.load()
    reports, metrics = score_golds(golds, detector), {}
    count(golds, reports, metrics)
    return evaluation_page(metrics, find_mistakes(golds, reports), **options)


def words(content):
    return " ".join(unescape(re.sub("<[^>]*>", " ", content)).split())


def test_errors_stand_apart_the_most_confident_first():
    golds = [
        Gold("one", "About ten came.", (), False, "general"),
        Gold("two", "It may perhaps rain.", (GoldCue(0, 2, "booster"),), False, "general"),
        Gold("three", "The shop sold bread.", (GoldCue(4, 8, "weasel"),), True, "general"),
        Gold("four", "The wall held.", None, True, "general"),
        Gold("five", "The wall fell.", None, False, "general"),
    ]
    content = page_of(golds, title="A & B", source="model x")
    assert "<title>A &amp; B</title>" in content
    alarms, misses = content.split("False alarms:")[1].split("Misses:")
    assert "The wall fell" not in content
    scores = [float(score) for score in re.findall(r'<td class="ui">([\d.]+)</td>', alarms)]
    assert scores == sorted(scores, reverse=True)
    # The cues of people at the left, those of the model at the right.
    assert '<td><mark class="B" title="booster">It</mark> may perhaps rain.</td><td>It <mark' in (
        alarms
    )
    assert 'title="weasel">shop</mark>' in misses
    assert "The wall held. (hedged; no cues marked)" in words(misses)


def test_every_warning_is_shown():
    golds = [Gold("one", "It may rain.", None, True, "general")]
    content = words(page_of(golds, warnings=["<these> taught the model"]))
    shown = content.split("Before you trust them")[1]
    assert "<these> taught the model" in shown
    # What the figures themselves warn of follows.
    assert "1 document" in shown.split("taught the model")[1]


def test_cues_that_overlap_keep_the_text():
    cues = (GoldCue(0, 9, "weasel"), GoldCue(5, 14, "epistemic"), GoldCue(5, 8, "doxastic"))
    content = page_of([Gold("a", "Some loaves of bread.", cues, True, "general")])
    shown = content.split("Misses:")[1].split("<tbody>")[1].split("</td>")[1]
    assert re.sub("<[^>]*>", "", shown) == "Some loaves of bread."
    assert shown.count("<mark") == 2


def test_nothing_hostile_runs():
    golds = []
    for number, attack in enumerate([*HOSTILE, *ODD]):
        text = f"It may {attack} rain."
        golds.append(Gold(attack, text, (), False, "general", group=attack))
        golds.append(Gold(attack, f"{attack} {number}.", (GoldCue(0, 1, None),), True, "general"))
    detector = hedging.load()
    reports, metrics = score_golds(golds, detector), {}
    count(golds, reports, metrics)
    attack = '"><script>alert(1)</script>'
    page = read_page(
        evaluation_page(
            metrics,
            find_mistakes(golds, reports),
            title=attack,
            source=attack,
            made=[attack],
            differences=differences(metrics, metrics),
            against=attack,
        )
    )
    assert not page.wrong
    assert not page.scripts
    plain = read_page(
        evaluation_page(
            *_few(),
            title="a",
            source="a",
            made=["a"],
            differences=differences(metrics, metrics),
            against="a",
        )
    )
    assert page.elements <= plain.elements


def _few():
    may = (GoldCue(3, 6, "epistemic"),)
    golds = [
        Gold("a", "It may rain.", (), False, "general"),
        Gold("b", "It fell.", may, True, "general"),
    ]
    reports, metrics = score_golds(golds, hedging.load()), {}
    count(golds, reports, metrics)
    return metrics, find_mistakes(golds, reports)


def test_a_page_without_anything_to_measure_shows_dashes():
    content = page_of([Gold("a", "It rained.", (), None, "general")])
    assert "nan" not in content.split("</style>")[1]
    assert "0.000" not in content
    assert content.count("– (no such sentence)") == 2


def test_many_errors_are_cut():
    golds = [Gold("a", f"It may rain {k} times.", (), False, "general") for k in range(201)]
    content = page_of(golds)
    assert "201 sentences, the 200 most confident are shown." in content
    assert content.split("False alarms:")[1].count("<tr>") == 201


def test_the_diagram_lies_where_the_numbers_are():
    metrics = Metrics(scores=[0.0] * 9 + [1.0], truths=[False] * 9 + [True])
    (x0, y0, r0), (x1, y1, r1) = (
        tuple(map(float, found))
        for found in re.findall(
            r'cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"', reliability_diagram(metrics.reliability())
        )
    )
    left, bottom, right, top = (
        float(re.search(rf'{name}="([\d.]+)"', reliability_diagram(metrics.reliability()))[1])
        for name in ("x1", "y1", "x2", "y2")
    )
    assert (x0, y0, x1, y1) == (left, bottom, right, top)
    assert r0 > r1
