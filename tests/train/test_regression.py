import numpy as np
import pytest

pytest.importorskip("sklearn", reason="training needs scikit-learn")

from hedging.train.regression import (
    class_regression,
    count_matrix,
    logistic_regression,
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
