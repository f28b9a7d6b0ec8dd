"""The sentences of general text that ship with the library."""

import bz2

import pytest

from hedging.corpora.marked import line_of
from hedging.train.adaptation.material import GENERAL, general_sentences
from training.general_sentences import content, packed


@pytest.mark.slow
def test_the_file_is_what_the_seeds_make():
    # The same text; another library may pack it in other bytes.
    assert bz2.decompress(GENERAL.read_bytes()) == bz2.decompress(content())


def test_the_file_is_small():
    assert GENERAL.stat().st_size < 100_000


def test_no_sentence_is_rehearsed_and_tested():
    rehearsed, tested = general_sentences()
    assert not {gold.text for gold in rehearsed} & {gold.text for gold in tested}
    for golds in (rehearsed, tested):
        assert all(gold.cues is not None and gold.scheme == "general" for gold in golds)
        assert 0.2 < sum(gold.hedged for gold in golds) / len(golds) < 0.8


def test_what_is_packed_is_read_again():
    golds = general_sentences()[0][:3]
    lines = bz2.decompress(packed(golds[:1], golds[1:])).decode().splitlines()
    assert lines[0] == "# rehearsed: 1"
    assert [line for line in lines if not line.startswith("# ")] == [line_of(one) for one in golds]
    assert packed(golds[:1], golds[1:]) == packed(golds[:1], golds[1:])
