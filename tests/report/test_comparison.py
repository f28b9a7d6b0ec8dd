from dataclasses import replace
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hedging
from hedging.report.comparison import Comparison, Entry, Tally

NONE = (0,) * len(hedging.KINDS)


def entry(score, sentences=1, date="", name="a", group=""):
    return Entry(
        name, score, sentences, round(score * sentences), NONE, "en-3", "general", group, date
    )


def tallied(rows):
    found = Tally()
    for score, sentences in rows:
        found.join(Tally.of(entry(score, sentences)))
    return found


def test_an_entry_is_its_report():
    report = hedging.detect("It may rain. Some say so. They left.")
    made = Entry.of("a", report)
    assert (made.score, made.sentences, made.hedged, sum(made.kinds)) == (
        report.score,
        3,
        2,
        len(report.cues),
    )
    assert (made.model, made.scheme) == (report.model, report.scheme)


@settings(deadline=None)  # scipy takes its time to be imported
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 40)), min_size=1, max_size=30))
def test_pooled_scores_and_their_interval(rows):
    found = tallied(rows)
    scores, sizes = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    pooled = (scores * sizes).sum() / sizes.sum()
    assert found.score == pytest.approx(pooled)
    effective = sizes.sum() ** 2 / (sizes**2).sum()
    if effective < 4:
        assert found.interval is None
        return
    stats = pytest.importorskip("scipy.stats")
    residuals = ((scores - pooled) * sizes) ** 2
    between = effective / (effective - 1) * residuals.sum() / sizes.sum() ** 2
    share = (pooled * sizes.sum() + 2) / (sizes.sum() + 4)
    margin = stats.t.ppf(0.975, effective - 1) * sqrt(
        max(between, share * (1 - share) / (sizes.sum() + 4))
    )
    low, high = found.interval
    near = 0.01 * margin + 1e-6
    assert low == pytest.approx(max(pooled - margin, 0), abs=near)
    assert high == pytest.approx(min(pooled + margin, 1), abs=near)


@pytest.mark.parametrize("documents", [5, 20, 60])
@pytest.mark.parametrize("skewed", [False, True])
@pytest.mark.parametrize("mean", [0.05, 0.4])
def test_intervals_hold_what_they_say(documents, skewed, mean):
    """Documents differ in how hedged they are, and in length, as log-normal sizes of news do."""
    random = np.random.default_rng(0)
    held = 0
    for _ in range(600):
        sizes = (
            np.maximum(random.lognormal(2.7, 1.0, documents), 1).astype(int)
            if skewed
            else np.full(documents, 20)
        )
        shares = random.beta(5 * mean, 5 * (1 - mean), documents)
        found = tallied(
            [
                (random.binomial(size, share) / size, int(size))
                for size, share in zip(sizes, shares, strict=True)
            ]
        )
        held += found.interval is None or found.interval[0] <= mean <= found.interval[1]
    # Where few are hedged, the documents that are may not be among those that were drawn.
    assert held / 600 >= (0.92 if mean > 0.1 else 0.8)


def test_documents_that_are_alike_are_no_proof():
    low, high = tallied([(0.0, 3)] * 5).interval
    assert low == 0
    assert 0.1 < high < 0.4


def test_the_ends_of_the_order():
    scores = [k / 200 for k in range(200)]
    found = Comparison(entry(score) for score in (*scores[::2], *scores[1::2]))
    assert [one.score for one in found.most()] == scores[:-26:-1]
    assert [one.score for one in found.least()] == scores[:25]
    few = Comparison([entry(0.2), entry(0.9), entry(0.2, sentences=9)])
    assert [(one.score, one.sentences) for one in few.most()] == [(0.9, 1), (0.2, 9), (0.2, 1)]
    assert few.least() == []
    assert sum(found.tenths) == 200


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (["2020-03-01", "2020-03-02", "2020-03-01"], {"2020-03-01": 2, "2020-03-02": 1}),
        (
            ["2020-03-01T10:00:00Z", "20200411", "2020/04/12", "2020-04-12 10:00"],
            {"2020-03-01": 1, "2020-04-11": 1, "2020-04-12": 2},
        ),
        (["2021", "2020-04-01"], {"2020": 1, "2021": 1}),
        (["2021.0", "2020.0", "2020"], {"2020": 2, "2021": 1}),
        (
            [f"2020-{m:02d}" for m in range(1, 13)] + ["2021"],
            {f"2020-{m:02d}": 1 for m in range(1, 13)},
        ),
        (
            [f"20{y:02d}-{m:02d}-{d:02d}" for y in (20, 21) for m in (1, 2) for d in range(1, 29)],
            None,
        ),
        (
            [
                "",
                "soon",
                "12345",
                "2020-13-01",
                "2020-02-30",
                "2020-1-1",
                "0000",
                "1234 things",
                "2020-Q1",
                "2020 05 17",
                "2020-05 10:00",
            ],
            {},
        ),
    ],
)
def test_periods(dates, expected):
    tallies, left_out = Comparison(entry(0.5, date=date) for date in dates).periods()
    counts = {name: tally.documents for name, tally in tallies.items()}
    assert counts == (
        expected
        if expected is not None
        else dict.fromkeys(["2020-01", "2020-02", "2021-01", "2021-02"], 28)
    )
    assert list(counts) == sorted(counts)
    assert sum(counts.values()) + left_out == len(dates)


def test_groups_and_what_has_no_sentence():
    found = Comparison(
        [
            entry(1.0, group="x"),
            entry(0.0, group="x"),
            entry(0.5, sentences=4),
            entry(0.0, sentences=0, group="y"),
        ]
    )
    assert {name: (one.documents, one.score) for name, one in found.groups.items()} == {
        "x": (2, 0.5),
        "": (1, 0.5),
    }
    assert (found.whole.documents, found.empty, sum(found.tenths)) == (3, 1, 3)


def test_scores_of_different_origin_are_refused():
    with pytest.raises(hedging.InputError, match="scheme general and model en-3, scheme szeged"):
        Comparison([entry(0.5), replace(entry(0.5), scheme="szeged")])
