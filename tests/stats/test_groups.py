"""Differences of groups: their intervals hold what they say, and their words say what they are."""

import time

import numpy as np
import pytest

import hedging
from hedging.stats.difference import Difference
from hedging.stats.groups import compared_groups, difference, differences

TRUTH = 0.1


def clustered(random, clusters):
    """Values of documents in clusters of two groups, the first of which has the higher mean."""
    sizes = random.integers(2, 9, 2 * clusters)
    cluster = np.repeat(np.arange(2 * clusters), sizes)
    is_first = cluster < clusters
    effect = random.normal(0, 0.1, 2 * clusters)
    values = 0.4 + TRUTH * is_first + effect[cluster] + random.normal(0, 0.1, len(cluster))
    return values, np.where(is_first, "A", "B"), cluster


def holds(made):
    return made.low <= TRUTH <= made.high


@pytest.mark.slow
@pytest.mark.parametrize("clusters", [6, 15])
def test_an_interval_over_clusters_holds_what_it_says(clusters):
    random = np.random.default_rng(4)
    with_clusters = without = 0
    for _ in range(200):
        values, groups, cluster = clustered(random, clusters)
        with_clusters += holds(difference(values, groups, clusters=cluster))
        without += holds(difference(values, groups))
    assert 0.92 <= with_clusters / 200 <= 0.985
    # Documents of one cluster say the same again, which an interval over documents does not know.
    assert without / 200 < 0.85


def test_clusters_that_both_groups_share_cancel_out():
    """The doubt that comes from a question is in both groups, so it is not in the difference."""
    random = np.random.default_rng(5)
    held, lengths = 0, []
    for _ in range(200):
        question = np.tile(np.arange(40), 2)
        groups = np.repeat(["A", "B"], 40)
        values = random.normal(0, 0.3, 40)[question] + TRUTH * (groups == "A")
        values += random.normal(0, 0.1, 80)
        joint = difference(values, groups, clusters=question)
        apart = difference(values, groups)
        held += holds(joint)
        lengths.append((joint.high - joint.low) / (apart.high - apart.low))
    assert held / 200 >= 0.92
    assert np.mean(lengths) < 0.5


@pytest.mark.parametrize(("spread", "is_better"), [(0.3, True), (0.0, False)])
def test_pairs_help_where_they_are_alike(spread, is_better):
    random = np.random.default_rng(6)
    held, lengths = 0, []
    for _ in range(200):
        groups = np.repeat(["A", "B"], 30)
        question = np.concatenate((np.arange(30), random.permutation(30)))
        values = random.normal(0, spread, 30)[question] + TRUTH * (groups == "A")
        values += random.normal(0, 0.1, 60)
        paired = difference(values, groups, pairs=question)
        plain = difference(values, groups)
        assert paired.estimate == pytest.approx(plain.estimate)
        held += holds(paired)
        lengths.append((paired.high - paired.low) / (plain.high - plain.low))
    assert held / 200 >= 0.92
    assert (np.mean(lengths) < 0.5) == is_better
    assert np.mean(lengths) < 1.15


def test_means_are_weighted_and_pairs_count_the_same():
    values, groups = [1.0, 0.0, 0.5, 0.0], ["A", "A", "B", "B"]
    made = difference(values, groups, weights=[3, 1, 1, 1])
    assert (made.first_mean, made.second_mean, made.estimate) == (0.75, 0.25, 0.5)
    assert (made.low, made.documents, made.pairs, made.clusters) == (None, (2, 2), None, None)
    paired = difference(values, groups, weights=[3, 1, 1, 1], pairs=["p", "q", "p", "q"])
    assert (paired.first_mean, paired.second_mean, paired.pairs) == (0.5, 0.25, 2)
    # Several documents of a side are one side, by their weights.
    several = difference(values, ["A", "A", "B", "B"], weights=[3, 1, 1, 1], pairs=["p"] * 4)
    assert (several.first_mean, several.second_mean, several.pairs) == (0.75, 0.25, 1)


def test_first_and_second_turn_the_sign():
    random = np.random.default_rng(1)
    values, groups = random.random(60), np.tile(["A", "B", "C"], 20)
    one = difference(values, groups, first="A", second="C")
    other = difference(values, groups, first="C", second="A")
    assert one.estimate == -other.estimate
    assert one.low == pytest.approx(-other.high)
    assert one == difference(values, groups, first="A", second="C")


def test_pairs_of_one_side_are_counted_and_named():
    groups = ["A"] * 7 + ["B"] * 6
    questions = ["q1", "q2", "q3", "q4", "q5", "q6", None, "q2", "q3", "q4", "q5", "q7", "q8"]
    values = [0.9, 0.8, 0.7, 0.9, 0.8, 0.9, 0.5, 0.4, 0.6, None, 0.5, 0.3, 0.2]
    made = difference(values, groups, pairs=questions, measure="confidence")
    assert (made.pairs, made.documents, made.left_out) == (3, (3, 3), 2)
    # A side without a value is no side.
    assert made.only_first == ("q1", "q4", "q6")
    assert made.only_second == ("q7", "q8")
    assert made.estimate == pytest.approx(((0.8 - 0.4) + (0.7 - 0.6) + (0.8 - 0.5)) / 3)
    assert str(made) == (
        "A sounds 26.7 points surer than B, no interval (too few pairs, or all alike), 3 pairs "
        "(left out: 3 pairs with A only: q1, q4, q6; 2 pairs with B only: q7, q8; 2 documents "
        "without a value or pair)"
    )


def test_pairs_and_clusters_together():
    random = np.random.default_rng(3)
    question = np.tile(np.arange(40), 2)
    groups, topic = np.repeat(["A", "B"], 40), question // 4
    by_topic = random.normal(0, 0.2, 10)[topic] * (np.arange(80) < 40)
    values = by_topic + random.normal(0, 0.02, 80)
    wide = difference(values, groups, pairs=question, clusters=topic)
    narrow = difference(values, groups, pairs=question)
    assert wide.estimate == pytest.approx(narrow.estimate)
    assert (wide.pairs, wide.clusters, narrow.clusters) == (40, 10, None)
    assert wide.high - wide.low > 1.4 * (narrow.high - narrow.low)
    with pytest.raises(hedging.InputError, match=r"pair '0' is in the clusters '0', '10'"):
        difference(values, groups, pairs=question, clusters=topic + 10 * (np.arange(80) > 39))


def test_a_document_without_a_cluster_is_its_own():
    random = np.random.default_rng(2)
    values, groups = random.random(40), np.repeat(["A", "B"], 20)
    alone = difference(values, groups, clusters=[None, float("nan"), "", None] * 10)
    assert alone.clusters == 40
    assert alone.low == pytest.approx(difference(values, groups).low, abs=0.03)
    assert difference(values, groups, clusters=[None, "x"] * 20).clusters == 21


@pytest.mark.parametrize(
    ("values", "groups", "documents", "estimate"),
    [
        ([0.9, 0.1, 0.2, 0.3, 0.4, 0.5], ["A", "B", "B", "B", "B", "B"], (1, 5), 0.6),
        ([None, 0.1, 0.2, 0.3, 0.4, 0.5], ["A", "B", "B", "B", "B", "B"], (0, 5), None),
        ([None] * 4, ["A", "A", "B", "B"], (0, 0), None),
        ([0.5] * 20, ["A", "B"] * 10, (10, 10), 0.0),
    ],
)
def test_groups_that_say_too_little_have_no_interval(values, groups, documents, estimate):
    made = difference(values, groups)
    assert (made.low, made.high, made.documents) == (None, None, documents)
    assert made.estimate == (None if estimate is None else pytest.approx(estimate))
    assert not made.is_seen
    assert ("cannot be compared" if estimate is None else "no interval") in str(made)
    paired = difference(values, groups, pairs=range(len(values)))
    assert (paired.estimate, paired.pairs) == (None, 0)


def test_a_document_that_holds_most_sentences_is_no_group():
    weights = [1000, *[1] * 19, *[10] * 20]
    values = np.random.default_rng(0).random(40)
    assert difference(values, ["A"] * 20 + ["B"] * 20, weights=weights).low is None
    assert difference(values, ["A"] * 20 + ["B"] * 20).low is not None


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (([1.0, 2.0], ["A", "B", "A"]), {}, "3 groups and 2 values"),
        (([1.0, 2.0], ["A", "B"]), {"weights": [1]}, "2 groups and 1 weights"),
        (([1.0, 2.0], ["A", "B"]), {"pairs": [1]}, "2 groups and 1 pairs"),
        (([1.0, 2.0], ["A", "B"]), {"clusters": [1]}, "2 groups and 1 clusters"),
        (([1.0, 2.0], ["A", "B"]), {"weights": [1, -1]}, r"weights\[1\] is -1"),
        (([1.0, "x"], ["A", "B"]), {}, r"values\[1\] is 'x', expected a number or None"),
        (([1.0, float("inf")], ["A", "B"]), {}, r"values\[1\] is infinite"),
        (([[1.0], [2.0]], ["A", "B"]), {}, "got lists"),
        (([1.0, 2.0], ["A", "A"]), {}, "expected two groups, got 'A'"),
        (([], []), {}, "expected two groups, got none"),
        (([1.0] * 3, ["A", "B", "C"]), {}, "name two of them as first and second"),
        (([1.0, 2.0], ["A", "B"]), {"first": "A"}, "as first and second"),
        (([1.0, 2.0], ["A", "B"]), {"first": "A", "second": "A"}, "expected two groups"),
        (([1.0, 2.0], ["A", "B"]), {"first": "A", "second": "C"}, "no group 'C'; there are 'A'"),
        (("ab", ["A", "B"]), {}, "in values, got str"),
        (([1.0], 7), {}, "in groups, got int"),
    ],
)
def test_wrong_arguments_are_refused(arguments, options, message):
    with pytest.raises(hedging.HedgingError, match=message):
        difference(*arguments, **options)


def test_the_words_follow_the_sign():
    def said(measure, estimate, low, high):
        return str(Difference(measure, "A", "B\x1b", estimate, low, high, 0.5, 0.4, (3, 1)))

    assert said("share", -0.041, -0.07, -0.012) == (
        "A hedges 4.1 points less than B\ufffd, 95 % interval 1.2 to 7.0, 3 and 1 document"
    )
    assert said("confidence", -0.04, -0.09, 0.01) == (
        "A sounds 4.0 points less sure than B\ufffd, 95 % interval -1.0 to 9.0, 3 and 1 document: "
        "the interval holds 0, no difference can be seen"
    )
    assert "the score of A is 4.0 points above that of B" in said("score", 0.04, 0.01, 0.09)
    assert "A is 0.123 above B" in said("value", 0.1234, 0.01, 0.09)
    assert "95 % interval 0.0 to 9.0" in said("share", 0.04, -0.0001, 0.09)


def table(documents=24):
    texts = ["It may rain. It rained.", "They left.", "Perhaps so.", "It could snow. Nobody came."]
    columns = hedging.detect_batch(texts * (documents // 4)).columns("document")
    return columns | {
        "writer": ["A", "B"] * (documents // 2),
        "question": [k // 2 for k in range(documents)],
    }


def test_the_measures_of_a_table_are_those_of_its_comparison():
    columns = table()
    share, score, confidence = differences(columns, "writer")
    assert [each.measure for each in (share, score, confidence)] == ["share", "score", "confidence"]
    batch = hedging.detect_batch(
        ["It may rain. It rained.", "They left.", "Perhaps so.", "It could snow. Nobody came."] * 6
    )
    tallies = hedging.compare_groups(batch, columns["writer"]).groups
    assert share.first_mean == pytest.approx(tallies["A"].share)
    assert share.second_mean == pytest.approx(tallies["B"].share)
    # The expected share is the mean score of all sentences.
    document = np.repeat(np.arange(len(batch)), np.diff(batch.sentence_offsets))
    assert score.first_mean == pytest.approx(batch.sentence_score[document % 2 == 0].mean())
    of_a = columns["confidence"].astype(float)[::2]
    assert confidence.first_mean == pytest.approx(np.nanmean(of_a))
    html = hedging.compare_groups(batch, columns["writer"]).to_html("", (share, score, confidence))
    assert "A − B" in html
    assert str(score) in html


def test_documents_that_decline_are_counted_where_some_do():
    partly = "I'm not certain, but it may have been 1942."
    batch = hedging.detect_batch(["I do not know.", "It was 1874.", partly, ""] * 6)
    columns = batch.columns("document") | {"writer": list("ABAB") * 6}
    declined = differences(columns, "writer")[-1]
    assert (declined.measure, declined.first_mean, declined.second_mean) == ("declined", 0.5, 0.0)
    assert str(declined).startswith("A declines to answer 50.0 points more often than B, 95 % ")
    page = hedging.compare_groups(batch, columns["writer"]).to_html("", (declined,))
    assert "Documents that decline to answer: difference in points" in page
    answering = {name: column[1::2] for name, column in columns.items()}
    answering["writer"] = list("AB") * 6
    other = columns | {"declined": [True, False] * 12}
    assert "declined" not in [each.measure for each in differences(other, "writer")]
    with pytest.raises(hedging.InputError, match="expected a reason to decline"):
        differences(other, "writer", measures=["declined"])
    assert "declined" not in [each.measure for each in differences(answering, "writer")]


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_frame_is_a_table(library):
    frames = pytest.importorskip(library)
    columns = {name: list(column) for name, column in table().items()}
    columns["confidence"][3] = None
    frame = frames.DataFrame(columns)
    assert differences(frame, "writer", pair="question") == differences(
        columns, "writer", pair="question"
    )
    if library == "pandas":
        nullable = frame.convert_dtypes()
        assert differences(nullable, "writer") == differences(columns, "writer")
    else:
        with pytest.raises(hedging.InputTypeError, match="lazy frame: collect it first"):
            differences(frame.lazy(), "writer")


def test_a_table_without_confidences_has_the_other_measures():
    columns = table()
    empty = columns | {"confidence": [None] * 24}
    assert [each.measure for each in differences(empty, "writer")] == ["share", "score"]
    del columns["confidence"], columns["score"]
    assert [each.measure for each in differences(columns, "writer")] == ["share"]
    (asked,) = differences(empty, "writer", measures=["confidence"])
    assert str(asked) == (
        "A and B cannot be compared by confidence: 0 and 0 documents (left out: 24 documents "
        "without a value)"
    )


@pytest.mark.parametrize(
    ("change", "options", "message"),
    [
        ({}, {"group": "author"}, "no column 'author'; there are 'document', 'score'"),
        ({}, {"pair": "q"}, "no column 'q'"),
        ({}, {"measures": "share"}, "expected several names for measures"),
        ({}, {"measures": ["length"]}, "unknown measure 'length'; expected 'share'"),
        (
            {"scheme": ["general", "szeged"] * 12},
            {},
            "column 'scheme' holds 'general' and 'szeged'",
        ),
    ],
)
def test_wrong_tables_are_refused(change, options, message):
    arguments = {"group": "writer"} | options
    with pytest.raises(hedging.HedgingError, match=message):
        differences(table() | change, arguments.pop("group"), **arguments)
    with pytest.raises(hedging.InputTypeError, match="expected a DataFrame"):
        differences([1, 2], "writer")
    with pytest.raises(hedging.InputError, match="there are no scores"):
        differences({"writer": ["A", "B"]}, "writer")


def test_many_groups_are_compared_with_the_largest():
    sizes = {f"g{k}": k for k in range(1, 80)}
    compared = compared_groups(sizes)
    assert len(compared) == 49
    assert {first for first, _ in compared} == {"g79"}
    assert compared_groups({"b": 1, "a": 1}) == [("a", "b")]
    assert compared_groups({"a": 1}) == []


@pytest.mark.slow
def test_many_documents_take_seconds():
    random = np.random.default_rng(0)
    size = 300_000
    groups = random.choice(["A", "B"], size)
    values = random.random(size) + 0.01 * (groups == "A")
    start = time.perf_counter()
    plain = difference(values, groups)
    paired = difference(values, groups, pairs=random.integers(0, 200_000, size))
    assert time.perf_counter() - start < 10
    # The length of the interval is that of theory: clusters that were joined vary as much.
    error = np.sqrt(sum(values[groups == g].var() / (groups == g).sum() for g in "AB"))
    assert (plain.high - plain.low) / (2 * 1.96 * error) == pytest.approx(1, abs=0.08)
    assert len(paired.only_first) > 1000
    assert len(str(paired)) < 300
