"""Tables with marked cues, as a spreadsheet saves them."""

import pytest
from corpus_files import marked

from hedging.corpora.gold import GoldCue
from hedging.corpora.labelled import read_labelled
from hedging.errors import CorpusError
from hedging.kinds import KINDS

MAY = (GoldCue(3, 6, "epistemic"),)


def read(tmp_path, content, name="mine.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read_labelled(path))


def test_a_row_is_a_sentence(tmp_path):
    content = "text,writer\nIt [may|epistemic] rain.,Ann\n,\nIt rained.,\n"
    first, second = read(tmp_path, content)
    assert (first.text, first.cues, first.hedged) == ("It may rain.", MAY, True)
    assert (second.text, second.cues, second.hedged) == ("It rained.", (), False)
    assert (first.document, second.document) == ("mine.csv:2", "mine.csv:4")


def test_every_column(tmp_path):
    content = (
        "document,register,scheme,part,kinds,text\n"
        'a,news,mine,test,"epistemic, weasel",It [may|epistemic] rain.\n'
        ',,,,,"It [may|epistemic] rain, or ""snow""."\n'
    )
    first, second = read(tmp_path, content)
    assert (first.document, first.group, first.scheme, first.part) == ("a", "news", "mine", "test")
    assert first.kinds == {"epistemic", "weasel"}
    assert (second.scheme, second.part, second.group) == ("general", "train", "")
    assert second.kinds == set(KINDS)
    assert second.text == 'It may rain, or "snow".'


def test_the_label_of_a_sentence(tmp_path):
    flags = ["TRUE", "yes", "1", "false", "No", "0", ""]
    content = "text,hedged\n" + "".join(f"It may rain.,{flag}\n" for flag in flags)
    golds = read(tmp_path, content)
    assert [gold.hedged for gold in golds] == [True, True, True, False, False, False, None]
    assert all(gold.cues is None for gold in golds)
    first, second = read(
        tmp_path, "text,hedged\nIt [may|epistemic] rain.,\nIt [may|epistemic].,1\n"
    )
    assert (first.cues, first.hedged, second.cues, second.hedged) == (MAY, True, MAY, True)


def test_tabs_and_quotation_marks(tmp_path):
    content = '\ufefftext\tdocument\r\n"It [may|epistemic],\nthey said."\ta\r\n'
    (gold,) = read(tmp_path, content, "mine.TSV")
    assert (gold.document, gold.text) == ("a", "It may,\nthey said.")
    assert marked(gold) == [("may", "epistemic")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("text\nOne.\nIt [may|modal] rain.", "mine.csv:3: unknown kind 'modal'"),
        ("Text,hedged\nOne.,1", "mine.csv:1: no column 'text' .* there are 'Text', 'hedged'"),
        ("text;hedged\nOne.;1", "there are 'text;hedged': .* with commas between them"),
        ("text,text\na,b", "more than one column is called 'text'"),
        ("text,hedged\nOne, two.,1", "mine.csv:2: expected 2 cells as in the first row, got 3"),
        ("text,hedged\nOne.,maybe", "mine.csv:2: hedged must be true, yes, 1, .*, got 'maybe'"),
        ("text,hedged\nIt [may|epistemic].,no", "the label says plain, but the marks make"),
        ("text,part\nOne.,tset", "expected part train or test, got 'tset'"),
        ("text,kinds\nOne.,modal", 'unknown kind "modal" in kinds'),
        ("text,kinds\nIt [may|epistemic].,weasel", "unknown kind 'epistemic'; expected one of wea"),
        ("text,hedged\n,1", "mine.csv:2: there is no sentence"),
        ('text\n"One.', "mine.csv:2: not CSV"),
        ("text\nOne\0.", "mine.csv:2: a null character"),
        (b"text\nOn\xe9.", "is not UTF-8"),
        (b"PK\x03\x04", "is a zip archive"),
    ],
)
def test_what_is_wrong_is_said_with_its_row(tmp_path, content, message):
    with pytest.raises(CorpusError, match=message):
        read(tmp_path, content)


def test_empty_tables_and_long_cells(tmp_path):
    for content in ("", "text\n\n\n"):
        with pytest.raises(CorpusError, match="is empty: expected labelled sentences"):
            read(tmp_path, content)
    (gold,) = read(tmp_path, f"text\n{'It rained. ' * 100_000}\n")
    assert len(gold.text) == 1_099_999
