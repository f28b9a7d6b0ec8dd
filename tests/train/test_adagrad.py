import numpy as np

from hedging.train.adagrad import fit_tables


def fit(**changes):
    """Weights for two tables that disagree.

    Feature 0 says yes in table 1 and no in table 2, feature 3 the reverse. Feature 2 says yes, and
    only table 1 has it.
    """
    feature_ids = np.array([[0, 1], [3, 1], [2, 1], [0, 1], [3, 1]] * 40, dtype=np.int64)
    table = np.array([1, 1, 1, 2, 2] * 40)
    truth = np.array([True, False, True, False, True] * 40)
    settings = {"shape": (3, 4), "rate": 0.3, "epochs": 60} | changes
    shared = np.array([True, True, True, False, False] * 40)
    return fit_tables(feature_ids, table, truth, np.ones(len(feature_ids)), shared, **settings)


def log_odds(weights, bias, table, features):
    return weights[0, features].sum() + weights[table, features].sum() + bias[table]


def test_tables_learn_what_differs():
    weights, bias = fit()
    assert log_odds(weights, bias, 1, [0, 1]) > 1 > -1 > log_odds(weights, bias, 2, [0, 1])
    assert log_odds(weights, bias, 2, [3, 1]) > 1 > -1 > log_odds(weights, bias, 1, [3, 1])


def test_what_is_shared_reaches_a_table_that_never_saw_it():
    weights, _ = fit()
    assert weights[2, 2] == 0
    assert weights[0, 2] > 0.5


def test_the_same_input_gives_the_same_weights():
    for first, second in zip(fit(), fit(), strict=True):
        assert np.array_equal(first, second)
    assert not np.array_equal(fit()[0], fit(seed=1)[0])
