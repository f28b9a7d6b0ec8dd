import pytest
from small_material import SEEDS

from hedging.errors import CorpusError
from hedging.text.tokens import tokenize
from hedging.train.material import read_abbreviations, read_cue_list, read_word_list
from hedging.train.word_classes import word_ids


def test_a_word_list(tmp_path):
    path = tmp_path / "words.tsv"

    def read(*lines):
        path.write_text("word\tgroup\tclass\n" + "\n".join(lines), encoding="utf-8")
        return read_word_list(path)

    assert read("rain\t1\t2", "'s\t3\t4") == {"rain": (1, 2), "'s": (3, 4)}
    assert word_ids("'s") == tokenize("it's").ids[1:].tolist()
    for bad in (
        "New York\t1\t2",
        "rain\t1",
        "rain\t-1\t2",
        "rain\t128\t2",
        "rain\t1\t256",
        "\t1\t2",
    ):
        with pytest.raises(CorpusError, match=r"words\.tsv:2: expected a single word"):
            read(bad)
    with pytest.raises(CorpusError, match=r"words\.tsv:3: 'Rain' is in the list already"):
        read("rain\t1\t2", "Rain\t1\t2")


def test_a_cue_list_and_abbreviations(tmp_path):
    assert len(read_cue_list(SEEDS / "cues.tsv")) > 1000
    path = tmp_path / "list"
    path.write_text("cue\tkind\nmay\tmodal\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="list:2: expected a cue, a tab and one of epistemic"):
        read_cue_list(path)
    path.write_text("# titles\nDr.\n\n Mr. \n", encoding="utf-8")
    assert read_abbreviations(path) == ["Dr", "Mr"]
    path.write_bytes(b"caf\xe9")
    with pytest.raises(CorpusError, match="list is not UTF-8"):
        read_abbreviations(path)
