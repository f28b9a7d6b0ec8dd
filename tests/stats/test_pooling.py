import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hedging
from hedging.stats.pooling import Pool

DOCUMENTS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 1000)), max_size=20)


@given(DOCUMENTS)
def test_columns_and_rows_are_pooled_alike(documents):
    rows = Pool()
    for score, size in documents:
        if size:
            rows.include(score, size)
    scores = np.array([score for score, _ in documents], dtype=float)
    columns = Pool.of(scores, np.array([size for _, size in documents], dtype=np.int64))
    assert (columns.documents, columns.sentences) == (rows.documents, rows.sentences)
    assert columns.score == pytest.approx(rows.score, abs=1e-12)
    assert (columns.interval is None) == (rows.interval is None)
    assert columns.interval is None or columns.interval == pytest.approx(rows.interval, abs=1e-6)


@given(DOCUMENTS, DOCUMENTS)
def test_pools_can_be_joined(first, second):
    pools = []
    for documents in (first, second, first + second):
        pool = Pool()
        for row in documents:
            pool.include(*row)
        pools.append(pool)
    pools[0].include_all(pools[1])
    assert pools[0].documents == pools[2].documents
    assert pools[0].score == pytest.approx(pools[2].score, abs=1e-12)


def test_the_pooled_score_is_the_mean_of_all_sentences():
    batch = hedging.detect_batch(["It may rain. It rained.", "", "Some say so. " * 9])
    pool = Pool.of(batch.document_score, np.diff(batch.sentence_offsets))
    assert pool.score == pytest.approx(batch.sentence_score.mean(), abs=1e-12)
    assert pool.documents == 2
    assert Pool().score == 0
    assert Pool().interval is None
