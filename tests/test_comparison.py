import datetime
from dataclasses import replace
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hedging
from hedging.comparison import Comparison
from hedging.stats.tally import Entry, Tally

NO_CUES = (0,) * len(hedging.KINDS)
# Numbers of hedged sentences, and of all.
COUNTS = st.integers(1, 40).flatmap(lambda size: st.tuples(st.integers(0, size), st.just(size)))


def entry(hedged, sentences=1, date="", name="a", group=""):
    return Entry(
        name=name,
        score=0.5,
        sentences=sentences,
        hedged_sentences=hedged,
        cues_by_kind=NO_CUES,
        model="theirs",
        scheme="general",
        hedge_kinds="epistemic,weasel",
        threshold=0.5,
        group=group,
        date=date,
    )


def tallied(rows):
    tally = Tally()
    for hedged, sentences in rows:
        tally.add(entry(hedged, sentences))
    return tally


def test_an_entry_is_its_report():
    report = hedging.load(hedge_kinds=["epistemic"], threshold=0.3).detect(
        "It may rain. Some say so. They left."
    )
    made = Entry.of("a", report)
    assert (made.score, made.sentences, made.hedged_sentences) == (report.score, 3, 1)
    assert made.cues_by_kind == tuple(report.kind_counts().values())
    assert made.source == (report.model, report.scheme, "epistemic", 0.3)


@pytest.mark.parametrize(
    "changes",
    [
        {"score": 1.5},
        {"score": float("nan")},
        {"threshold": float("nan")},
        {"hedged_sentences": 3},
        {"hedged_sentences": -1},
        {"sentences": int(1e200)},
        {"cues_by_kind": (int(1e308), *NO_CUES[1:])},
        {"cues_by_kind": (-1, *NO_CUES[1:])},
    ],
)
def test_an_entry_that_no_document_can_have_is_refused(changes):
    with pytest.raises(hedging.InputError, match="expected"):
        replace(entry(1, 2), **changes)


def test_tallies_are_merged():
    rows = [(1, 4), (2, 2), (4, 8), (0, 3), (3, 4)]
    merged = tallied(rows[:2])
    merged.merge(tallied(rows[2:]))
    assert repr(merged) == repr(tallied(rows))
    assert merged == tallied(rows)


@settings(deadline=None)  # scipy takes its time to be imported
@given(st.lists(COUNTS, min_size=1, max_size=30))
def test_pooled_shares_and_their_interval(rows):
    tally = tallied(rows)
    hedged, sizes = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    pooled = hedged.sum() / sizes.sum()
    assert tally.share == pytest.approx(pooled)
    effective = sizes.sum() ** 2 / (sizes**2).sum()
    if effective < 4:
        assert tally.interval is None
        return
    stats = pytest.importorskip("scipy.stats")
    residuals = (hedged - pooled * sizes) ** 2
    between = effective / (effective - 1) * residuals.sum() / sizes.sum() ** 2
    share = (pooled * sizes.sum() + 2) / (sizes.sum() + 4)
    margin = stats.t.ppf(0.975, effective - 1) * sqrt(
        max(between, share * (1 - share) / (sizes.sum() + 4))
    )
    low, high = tally.interval
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
        tally = tallied(
            [
                (int(random.binomial(size, share)), int(size))
                for size, share in zip(sizes, shares, strict=True)
            ]
        )
        held += tally.interval is None or tally.interval[0] <= mean <= tally.interval[1]
    # Where few are hedged, the documents that are may not be among those that were drawn.
    assert held / 600 >= (0.92 if mean > 0.1 else 0.8)


def test_documents_that_are_alike_are_no_proof():
    low, high = tallied([(0, 3)] * 5).interval
    assert low == 0
    assert 0.1 < high < 0.4


def test_the_ends_of_the_order():
    hedged = [*range(200)]
    comparison = Comparison(entry(number, 200) for number in (*hedged[::2], *hedged[1::2]))
    assert [each.hedged_sentences for each in comparison.most_hedged()] == hedged[:-26:-1]
    assert [each.hedged_sentences for each in comparison.least_hedged()] == hedged[:25]
    few = Comparison([entry(1, 5), entry(4, 5), entry(2, 10)])
    shown = [(each.share, each.sentences) for each in few.most_hedged()]
    assert shown == [(0.8, 5), (0.2, 10), (0.2, 5)]
    assert few.least_hedged() == []
    assert comparison.histogram == [20] * 10


def test_short_documents_are_listed_only_where_long_ones_are_few():
    short = [entry(1) for _ in range(60)]
    long = [entry(k, sentences=100) for k in range(50)]
    few = Comparison([*short, *long[:49]])
    assert few.listed_from == 1
    assert {each.share for each in few.most_hedged()} == {1.0}
    enough = Comparison([*short, *long])
    assert enough.listed_from == 10
    assert [each.share for each in enough.most_hedged()] == [k / 100 for k in range(49, 24, -1)]
    assert [each.share for each in enough.least_hedged()] == [k / 100 for k in range(25)]


def test_documents_are_counted_by_percents():
    comparison = Comparison(
        [
            entry(0, group="a"),
            entry(999, 1000, group="a"),
            entry(1, group="b"),
            # 100 * 0.29 is less than 29 in floats.
            entry(29, 100),
            entry(2, 3),
        ]
    )
    counts = {k: n for k, n in enumerate(comparison.percents) if n}
    assert counts == {0: 1, 29: 1, 67: 1, 100: 2}
    assert comparison.group_percents == {"a": {0: 1, 100: 1}, "b": {100: 1}, "": {29: 1, 67: 1}}


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
    tallies, left_out = Comparison(entry(1, date=date) for date in dates).periods()
    counts = {name: tally.documents for name, tally in tallies.items()}
    assert counts == (
        expected
        if expected is not None
        else dict.fromkeys(["2020-01", "2020-02", "2021-01", "2021-02"], 28)
    )
    assert list(counts) == sorted(counts)
    assert sum(counts.values()) + left_out == len(dates)


def test_groups_and_documents_without_a_sentence():
    comparison = Comparison(
        [
            entry(1, group="x"),
            entry(0, group="x"),
            entry(2, sentences=4),
            entry(0, sentences=0, group="y"),
        ]
    )
    groups = {name: (tally.documents, tally.share) for name, tally in comparison.groups.items()}
    assert groups == {"x": (2, 0.5), "": (1, 0.5)}
    assert (comparison.overall.documents, comparison.without_sentences) == (3, 1)
    assert sum(comparison.histogram) == 3
    assert repr(comparison) == "Comparison(3 documents, 2 groups, share=0.50)"


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"scheme": "szeged"}, "scheme general.* and .*scheme szeged"),
        ({"model": "mine"}, "model theirs.* and model mine"),
        ({"hedge_kinds": "weasel"}, "hedge kinds epistemic, weasel.* and .*hedge kinds weasel"),
        ({"threshold": 0.25}, "threshold 0.5; and .*threshold 0.25"),
    ],
)
def test_scores_of_different_sources_are_refused(changes, named):
    with pytest.raises(hedging.InputError, match=named):
        Comparison([entry(1, 2), replace(entry(1, 2), **changes)])


TEXTS = ["It may rain. It rained.", "Some say so.", "", "They left. They came.", "Perhaps."]


def test_groups_of_a_batch_are_those_of_its_reports():
    batch = hedging.detect_batch(TEXTS)
    groups = ["a", None, "a", "", "b"]
    dates = ["2020-01", datetime.date(2020, 2, 1), None, "2020-02", "soon"]
    compared = [
        hedging.compare_groups(reports, iter(groups), dates=dates, names=TEXTS)
        for reports in (batch, list(batch), iter(batch))
    ]
    assert len({comparison.to_html() for comparison in compared}) == 1
    comparison = compared[0]
    assert {name: tally.documents for name, tally in comparison.groups.items()} == {
        "a": 1,
        "": 2,
        "b": 1,
    }
    assert list(comparison.periods().tallies) == ["2020-01", "2020-02"]
    assert comparison.without_sentences == 1
    assert [each.share for each in comparison.most_hedged()] == [1, 1, 0.5, 0]


def test_a_batch_is_compared_without_all_its_reports(monkeypatch):
    batch = hedging.detect_batch(TEXTS)
    # Those of the few documents that are quoted are made one by one (tests/stats/test_quotes.py).
    monkeypatch.setattr(hedging.Batch, "__iter__", None)
    assert hedging.compare_groups(batch, [""] * 5).overall.documents == 4


def test_nothing_can_be_compared():
    for reports in (hedging.detect_batch([]), []):
        comparison = hedging.compare_groups(reports, [])
        assert (comparison.overall.share, comparison.overall.interval) == (0.0, None)
        assert comparison.source is None
        assert "no document" in comparison.to_html()


@pytest.mark.parametrize(
    ("reports", "groups", "options"),
    [
        (TEXTS[:2], ["a"], {}),
        (TEXTS[:2], ["a", "b", "c"], {}),
        (TEXTS[:2], ["a", "b"], {"dates": ["2020"]}),
        (TEXTS[:2], ["a", "b"], {"names": ["a", "b", "c"]}),
    ],
)
def test_unequal_lengths_are_refused(reports, groups, options):
    batch = hedging.detect_batch(reports)
    for iterable in (batch, iter(batch)):
        with pytest.raises(hedging.InputError, match="expected"):
            hedging.compare_groups(iterable, groups, **options)


@pytest.mark.parametrize(
    ("reports", "groups", "options", "message"),
    [
        ("It may rain.", ["a"], {}, "expected a Batch or an iterable of Reports, got str"),
        (hedging.detect("It may rain."), ["a"], {}, "got Report"),
        (5, ["a"], {}, "got int"),
        (["It may rain."], ["a"], {}, r"reports\[0\] is str"),
        (hedging.detect_batch(["It may rain."]), "a", {}, "each document in groups, got str"),
        (hedging.detect_batch(["It may rain."]), [[7]], {}, r"groups\[0\] is \[7\]"),
        (hedging.detect_batch(["It may rain."]), ["a"], {"dates": [b"2020"]}, r"dates\[0\] is b'"),
        (hedging.detect_batch(["It may rain."]), ["a"], {"names": 7}, "document in names, got int"),
    ],
)
def test_wrong_types_are_refused(reports, groups, options, message):
    with pytest.raises(hedging.InputTypeError, match=message):
        hedging.compare_groups(reports, groups, **options)


@pytest.mark.parametrize(
    "years",
    [
        [2019, None, 2020, 2020],
        [2019.0, float("nan"), 2020.0, 2020.0],
        np.array([2019, np.nan, 2020, 2020], dtype=np.float32),
        np.array(["2019", "", "2020", "2020"]),
        list(np.array(["2019", "", "2020", "2020"])),
    ],
)
def test_groups_and_dates_can_be_numbers_and_missing(years):
    batch = hedging.detect_batch(["It may rain.", "It rained.", "Perhaps.", "Some say so."])
    compared = hedging.compare_groups(batch, years, dates=years)
    assert {name: tally.documents for name, tally in compared.groups.items()} == {
        "2019": 1,
        "": 1,
        "2020": 2,
    }
    assert list(compared.periods().tallies) == ["2019", "2020"]
    assert compared.periods().left_out == 1


def test_columns_of_pandas_are_groups_and_dates(tmp_path):
    pandas = pytest.importorskip("pandas")
    path = tmp_path / "texts.csv"
    path.write_text(
        "text,year,writer,when\nIt may rain.,2019,7,2020-05-17\nIt rained.,,8,\n"
        "Perhaps.,2020,,2020-06-01\n",
        encoding="utf-8",
    )
    frame = pandas.read_csv(path)
    batch = hedging.detect_batch(frame["text"])
    times = pandas.to_datetime(frame["when"])
    for groups in (frame["year"], frame["year"].astype("Int64"), frame["year"].to_numpy()):
        array = times.to_numpy().astype("datetime64[ns]")
        for dates in (frame["when"], times, times.dt.date, array):
            compared = hedging.compare_groups(batch, groups, dates=dates)
            assert list(compared.groups) == ["2019", "", "2020"]
            assert list(compared.periods().tallies) == ["2020-05-17", "2020-06-01"]
    compared = hedging.compare_groups(batch, frame["writer"], names=frame.index)
    assert list(compared.groups) == ["7", "8", ""]
    assert compared.most_hedged()[0].name in ("0", "2")
