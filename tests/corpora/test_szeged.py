import pytest
from corpus_files import SZEGED, marked, read

from hedging.errors import CorpusError


def test_szeged(tmp_path):
    title, text = read(tmp_path, "szeged", SZEGED)
    assert not title.hedged
    assert text.hedged
    assert marked(text) == [("may", "epistemic"), ("if", "condition")]
    assert text.kinds == {"epistemic", "doxastic", "investigation", "condition"}


def test_an_unknown_type_is_an_error(tmp_path):
    with pytest.raises(CorpusError, match="file: unknown ccue type"):
        read(tmp_path, "szeged", SZEGED.replace("modal_probable", "modal_certain"))
