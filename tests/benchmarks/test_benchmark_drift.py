import hedging
from benchmarks.drift import ANSWERS, answer_cases, measure, rows_of


def test_what_was_said_is_counted_by_what_is_right():
    cases = [
        ("It may rain.", "It will rain.", "surer"),
        ("It may rain.", "It might rain.", "same"),
        ("It may rain.", "It will rain.", "less sure"),
    ]
    figures = measure(cases, hedging.load())
    assert (figures["cases"], figures["right"]) == (3, 2)
    assert figures["said"] == {
        "surer": {"surer": 1},
        "same": {"same": 1},
        "less sure": {"surer": 1},
    }


def test_answers_are_compared_in_both_directions():
    cases = list(answer_cases())
    assert len(cases) == 2 * len(rows_of(ANSWERS)) + 60 * 20
    pairs = {(before, after): change for _, (before, after, change) in cases}
    for (before, after), change in pairs.items():
        if change == "surer":
            assert pairs[after, before] == "less sure"
