import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hedging
from hedging.stats.pooling import Pool

# Numbers of hedged sentences, and of all.
COUNTS = st.integers(0, 10**9).flatmap(lambda size: st.tuples(st.integers(0, size), st.just(size)))
DOCUMENTS = st.lists(COUNTS, max_size=20)


@given(DOCUMENTS)
def test_columns_and_rows_are_pooled_alike(documents):
    rows = Pool()
    for hedged, size in documents:
        if size:
            rows.include(hedged, size)
    columns = Pool.of(*np.array(documents, dtype=np.int64).reshape(-1, 2).T)
    assert (columns.documents, columns.sentences) == (rows.documents, rows.sentences)
    assert columns.share == rows.share
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
    assert pools[0] == pools[2]


def test_the_pooled_share_is_that_of_all_sentences():
    batch = hedging.detect_batch(["It may rain. It rained.", "", "Some say so. " * 9])
    columns = batch.columns("document")
    pool = Pool.of(columns["hedged_sentences"], columns["sentences"])
    assert pool.share == batch.sentence_hedged.mean()
    assert pool.documents == 2
    assert Pool().share == 0
    assert Pool().interval is None
