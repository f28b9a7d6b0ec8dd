from xml.etree import ElementTree

import pytest
from corpus_files import read

from hedging.corpora import READERS
from hedging.corpora.markup import flatten
from hedging.errors import CorpusError


@pytest.mark.parametrize("reader", ["szeged", "bioscope"])
def test_a_file_that_is_not_xml(tmp_path, reader):
    with pytest.raises(CorpusError, match="not well-formed XML"):
        read(tmp_path, reader, "<Document>")


def test_an_xml_file_that_is_missing(tmp_path):
    with pytest.raises(CorpusError, match="No such file"):
        list(READERS["szeged"](tmp_path / "no.xml"))


def test_text_is_flat_and_cues_have_no_white_space_at_their_ends():
    element = ElementTree.fromstring("<s>It <x>is <c> not </c>clear</x> <c> </c>now.</s>")
    cues = []
    text = flatten(element, lambda child: (child.tag == "c", None), cues)
    assert text == "It is  not clear  now."
    assert [text[cue.start : cue.end] for cue in cues] == ["not"]
