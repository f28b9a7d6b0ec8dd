import json

import pytest

from hedging.corpora import boundaries
from hedging.errors import CorpusError


def test_boundaries(tmp_path):
    path = tmp_path / "b.jsonl"
    path.write_text(json.dumps({"doc": "d", "text": "A. B.", "sentences": [[0, 2], [3, 5]]}))
    (passage,) = boundaries.read(path)
    assert passage.sentences == ((0, 2), (3, 5))
    path.write_text(json.dumps({"doc": "d", "text": "A. B.", "sentences": [[0, 9]]}))
    with pytest.raises(CorpusError, match="1: sentences 0–9 lies outside the text of 5"):
        list(boundaries.read(path))
