"""Text with marked cues, as people write it and as `hedging score` prints it."""

import pytest
from corpus_files import marked

from hedging.cli.main import main
from hedging.corpora.gold import Gold, GoldCue
from hedging.corpora.labelled import read_labelled
from hedging.corpora.marked import is_writable, line_of, on_one_line
from hedging.errors import CorpusError

MAY = (GoldCue(3, 6, "epistemic"),)


def read(tmp_path, content, name="mine.txt"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read_labelled(path))


@pytest.mark.parametrize("name", ["mine.txt", "mine.md", "mine", "mine.labels"])
def test_a_line_is_a_sentence(tmp_path, name):
    first, second = read(tmp_path, "It [may|epistemic] rain.\n\n  It rained.  \n", name)
    assert first == Gold(name, "It may rain.", MAY, True, "general")
    assert second == Gold(name, "It rained.", (), False, "general")


def test_an_approximator_makes_no_sentence_hedged(tmp_path):
    (gold,) = read(tmp_path, "[About|approximator] ten came.")
    assert (marked(gold), gold.hedged) == ([("About", "approximator")], False)


def test_documents_and_comments(tmp_path):
    content = (
        "# a comment\n#\nOne.\n# document: report 7\nTwo.\n#hashtag is a word.\n── b/c.txt\n"
        "Three.\n# Document:d\nFour.\n"
    )
    golds = read(tmp_path, content)
    assert [(gold.document, gold.text) for gold in golds] == [
        ("mine.txt", "One."),
        ("report 7", "Two."),
        ("report 7", "#hashtag is a word."),
        ("b/c.txt", "Three."),
        ("d", "Four."),
    ]


def test_a_label_behind_a_tab(tmp_path):
    golds = read(
        tmp_path, "It may rain.\thedged\nIt rained.\tplain\nIt [may|epistemic] be.\thedged"
    )
    assert [(gold.cues, gold.hedged) for gold in golds] == [
        (None, True),
        (None, False),
        (MAY, True),
    ]


@pytest.mark.parametrize("options", [[], ["--confidence", "--explain"], ["--context", "0"]])
def test_the_output_of_score_is_read(tmp_path, capsys, options):
    sentences = ["It may rain.", "It rained.", "The ministry fears a storm, they said."]
    for name in ("a.txt", "empty.txt", "b.txt"):
        content = "" if name == "empty.txt" else "\n".join(sentences)
        (tmp_path / name).write_text(content, encoding="utf-8")
    names = [str(tmp_path / name) for name in ("a.txt", "empty.txt", "b.txt")]
    assert main(["score", *options, *names]) == 0
    golds = read(tmp_path, capsys.readouterr().out, "pasted.txt")
    expected = [text for text in sentences if "--context" not in options or text != "It rained."]
    assert [gold.text for gold in golds] == expected * 2
    assert [gold.document for gold in golds] == [names[0]] * len(expected) + [names[2]] * len(
        expected
    )
    assert marked(golds[0]) == [("may", "epistemic")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("One.\nIt [may|modal] rain.", r"mine.txt:2: unknown kind 'modal' .* known kinds are epis"),
        ("One.\n\nIt [may |epistemic] be.", "mine.txt:3: white space at a border"),
        ("It [|epistemic] be.", "mine.txt:1: the mark .* is empty"),
        ("# document: \nOne.", "mine.txt:1: the document has no name"),
        (
            "It may rain.\thegded",
            "mine.txt:1: expected hedged or plain behind the last tab, got",
        ),
        ("\thedged", "mine.txt:1: there is no sentence"),
        ("It [may|epistemic] be.\tplain", "the label says plain, but the marks make .* hedged"),
        ("[About|approximator] ten.\thedged", "the label says hedged, but the marks make .* plain"),
        ('{"text": "It may rain."}', "mine.txt:1: looks like JSON: .* ending .jsonl"),
        ("It\0 rained.", "mine.txt:1: a null character"),
        (b"One.\nIt rain\xe9d.", "is not UTF-8"),
        (b"%PDF-1.7", "is a PDF"),
        (b"\xff\xfeI\0t\0", "is UTF-16 text"),
        (b"\0\1\2\0" * 100, "is binary"),
        (b"PK\x03\x04", "is a zip archive"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path, content, message):
    with pytest.raises(CorpusError, match=message):
        read(tmp_path, content)


def test_files_that_cannot_be_read(tmp_path):
    for path in (tmp_path / "none.txt", tmp_path, tmp_path / "none.csv"):
        with pytest.raises(CorpusError, match=path.name):
            list(read_labelled(path))


@pytest.mark.parametrize("content", ["", b"\xef\xbb\xbf", "# only a comment\n\n"])
def test_a_file_without_a_sentence_is_an_error(tmp_path, content):
    with pytest.raises(CorpusError, match="is empty: expected labelled sentences"):
        read(tmp_path, content)


def test_hostile_files_without_an_error(tmp_path):
    content = b"\xef\xbb\xbf# document: a\r\nIt [may|epistemic] rain.\r\rIt rained.\thedged\r\n"
    golds = read(tmp_path, content)
    assert [(gold.document, gold.text) for gold in golds] == [
        ("a", "It may rain."),
        ("a", "It rained."),
    ]
    long = "It rained, and " * 400_000 + "[may|epistemic] end."
    (gold,) = read(tmp_path, long)
    assert marked(gold) == [("may", "epistemic")]
    # Only LF, CR and both together end a line.
    (gold,) = read(tmp_path, "One\u2028two\x0cthree.")
    assert gold.text == "One\u2028two\x0cthree."


@pytest.mark.parametrize(
    "text",
    ["P[a|b]", "# not a comment", "── not a document", "", "…", '{"a": 1}'],
)
def test_sentences_that_the_notation_cannot_hold(text):
    assert not is_writable(Gold("a", text, (), False, "general"))


def test_gold_as_a_line():
    for gold, line in (
        (Gold("a", "It may\n rain. ", MAY, True, "general"), "It [may|epistemic] rain."),
        (Gold("a", "It rained.", (), False, "general"), "It rained."),
        (Gold("a", "It rained.", None, True, "general"), "It rained.\thedged"),
    ):
        assert line_of(gold) == line
        assert is_writable(gold)
    overlapping = (GoldCue(0, 6, "weasel"), GoldCue(3, 6, "epistemic"))
    assert not is_writable(Gold("a", "It may rain.", overlapping, True, "general"))


def test_white_space_moves_the_cues():
    cues = (GoldCue(2, 6, "weasel"), GoldCue(10, 16, "epistemic"))
    gold = on_one_line(Gold("a", "\n some \t \nit \xa0  maybe", None, None, "general"))
    assert gold.text == "some it maybe"
    gold = on_one_line(Gold("a", "  a\n\nb    may\tbe.", cues, True, "general"))
    assert (gold.text, marked(gold)) == (
        "a b may be.",
        [("a b", "weasel"), ("may be", "epistemic")],
    )
