from dataclasses import replace
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hedging
from hedging.comparison import Comparison, Entry, Tally, is_table

NONE = (0,) * len(hedging.KINDS)


def entry(score, sentences=1, date="", name="a", group=""):
    return Entry(name, score, sentences, round(score * sentences), NONE, group, date)


def test_an_entry_is_its_report():
    report = hedging.detect("It may rain. Some say so. They left.")
    made = Entry.of("a", report)
    assert (made.score, made.sentences, made.hedged, sum(made.kinds)) == (report.score, 3, 2, len(report.cues))


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 40)), min_size=2, max_size=30))
def test_pooled_scores_and_their_margin(rows):
    tally = Tally()
    for score, sentences in rows:
        tally.join(Tally.of(entry(score, sentences)))
    scores, sizes = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    pooled = (scores * sizes).sum() / sizes.sum()
    assert tally.score == pytest.approx(pooled)
    residuals = scores * sizes - pooled * sizes
    n = len(rows)
    assert tally.margin == pytest.approx(1.96 * sqrt(n * (residuals**2).sum() / (n - 1)) / sizes.sum(), abs=1e-6)


def test_the_margin_holds_what_it_says():
    random = np.random.default_rng(0)
    held = 0
    for _ in range(400):
        tally = Tally()
        for _ in range(60):
            share = random.beta(2, 3)
            tally.join(Tally.of(entry(random.binomial(20, share) / 20, 20)))
        held += abs(tally.score - 0.4) < tally.margin
    assert 0.92 <= held / 400 <= 0.98


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
        (["2020-03-01T10:00:00Z", "2020-04", "20200411"], {"2020-03": 1, "2020-04": 2}),
        (["2021", "2020-04-01"], {"2020": 1, "2021": 1}),
        ([f"20{y:02d}-{m:02d}-{d:02d}" for y in (20, 21) for m in (1, 2) for d in range(1, 29)], None),
        (["", "soon", "12345"], {}),
    ],
)
def test_periods(dates, expected):
    found = Comparison(entry(0.5, date=date) for date in dates)
    counts = {name: tally.documents for name, tally in found.periods().items()}
    assert counts == (expected if expected is not None else dict.fromkeys(["2020-01", "2020-02", "2021-01", "2021-02"], 28))
    assert sum(counts.values()) + found.undated == len(dates)


def test_groups():
    found = Comparison([entry(1.0, group="x"), entry(0.0, group="x"), entry(0.5, sentences=4)])
    assert {name: (one.documents, one.score) for name, one in found.groups.items()} == {"x": (2, 0.5), "": (1, 0.5)}
    assert found.whole.documents == 3
    assert replace(entry(0.5), name="b") == entry(0.5, name="b")


def test_tables_are_known_by_name():
    assert [is_table(name) for name in ("a.csv", "a.jsonl.gz", "a.parquet", "a.txt", "-", "a")] == [True] * 3 + [False] * 3
