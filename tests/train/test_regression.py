import numpy as np
import pytest

pytest.importorskip("sklearn", reason="training needs scikit-learn")

from hedging.train.regression import (
    class_regression,
    count_matrix,
    logistic_regression,
    offset_regression,
    soft_regression,
)

IDS = np.array([[0, 1], [0, 2], [3, 1], [3, 2]] * 10)


def test_a_count_matrix_adds_up_the_same_feature():
    matrix = count_matrix(np.array([[0, 0], [1, 2]]), 4)
    assert matrix.toarray().tolist() == [[2, 0, 0, 0], [0, 1, 1, 0]]


def test_a_feature_without_a_row_has_no_weight():
    truth = np.array([True, True, False, False] * 10)
    coefficients, _ = logistic_regression(count_matrix(IDS, 6), truth, 1.0)
    assert coefficients[0] > 0 > coefficients[3]
    assert coefficients[4:].tolist() == [0, 0]


def test_a_probability_counts_as_so_much_truth():
    matrix = count_matrix(IDS, 4)
    probability = np.array([0.8, 0.8, 0.3, 0.3] * 10)
    coefficients, bias = soft_regression(matrix, probability, np.ones(40), 100.0)
    expected = 1 / (1 + np.exp(-(matrix @ coefficients + bias)))
    assert np.abs(expected - probability).max() < 0.02


def noisy_problem():
    rng = np.random.default_rng(5)
    ids = rng.integers(0, 12, (200, 3))
    truth = (ids < 4).sum(axis=1) + rng.normal(size=200) > 1.2
    return count_matrix(ids, 20), truth


@pytest.mark.parametrize("c", [0.1, 1.0, 10.0])
def test_without_an_offset_it_is_the_regression_of_scikit_learn(c):
    matrix, truth = noisy_problem()
    # liblinear regularises the intercept too.
    expected, intercept = logistic_regression(matrix, truth, c)
    coefficients, bias = offset_regression(matrix, truth, np.zeros(200), np.ones(200), c)
    assert np.abs(coefficients - expected).max() < 0.01
    assert bias == pytest.approx(intercept, abs=0.01)
    assert not coefficients[12:].any()


def test_a_weight_counts_as_so_many_rows():
    matrix, truth = noisy_problem()
    twice = np.concatenate((np.arange(200), np.arange(100)))
    weight = np.where(np.arange(200) < 100, 2.0, 1.0)
    offset = np.linspace(-1, 1, 200)
    one = offset_regression(matrix, truth, offset, weight, 1.0)
    other = offset_regression(matrix[twice], truth[twice], offset[twice], np.ones(300), 1.0)
    assert np.abs(one[0] - other[0]).max() < 0.001
    assert one[1] == pytest.approx(other[1], abs=0.001)


def test_an_offset_that_is_right_leaves_nothing_to_learn():
    matrix, truth = noisy_problem()
    coefficients, bias = logistic_regression(matrix, truth, 1e4)
    offset = matrix @ coefficients + bias
    added, shift = offset_regression(matrix, truth, offset, np.ones(200), 0.1)
    assert np.abs(added).max() < 0.02
    assert abs(shift) < 0.02
    # A wrong one is corrected, by less where less is allowed.
    free, tied = (
        offset_regression(matrix, truth, -offset, np.ones(200), c)[0] for c in (10.0, 0.01)
    )
    assert free @ coefficients > tied @ coefficients > 0


@pytest.mark.parametrize("classes", [[2, 5], [2, 5, 7]])
def test_each_class_has_the_highest_weight_on_its_own_feature(classes):
    ids = np.arange(len(classes)).repeat(10)[:, None]
    truth = np.array(classes).repeat(10)
    table = class_regression(ids, truth, 8, 9, 10.0)
    assert [int(table[k, classes].argmax()) for k in range(len(classes))] == list(
        range(len(classes))
    )


def test_a_single_class_leaves_all_weights_at_zero():
    assert not class_regression(IDS, np.full(40, 3), 4, 8, 1.0).any()
