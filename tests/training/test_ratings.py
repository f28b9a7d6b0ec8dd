"""Rated texts, rated sentences of texts that are kept elsewhere, and rated frames."""

import json

import pytest

from hedging.errors import CorpusError
from training.depth.ratings import read_frames, read_rated_sentences, read_ratings

STATEMENTS = "subject\tpast\tbase\tshort\nthe mill\tburnt down\thave burnt down\tthe mill\n"


def write_lines(path, *rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_a_rating_becomes_a_share(tmp_path):
    row = {"group": "a", "part": "train", "text": "It may rain.", "rating": 41.5, "ratings": [41]}
    (rating,) = read_ratings(write_lines(tmp_path / "ratings.jsonl", row))
    assert (rating.text, rating.confidence) == ("It may rain.", 0.415)
    assert (rating.group, rating.part) == ("a", "train")


@pytest.fixture
def rated(tmp_path):
    """A file of rated sentences, and a folder with the document that they are from."""
    text = "The mill is old. It may have burnt down. Nobody was hurt."
    write_lines(tmp_path / "news.jsonl", {"id": "mill", "text": text})
    row = {"document": "mill", "corpus": "news.jsonl", "part": "test", "length": len(text)}
    row["sentences"] = [[17, 40, 44, [40, 44, 50]], [41, 57, 95, [95, 95, 96]]]
    return write_lines(tmp_path / "rated.jsonl", row), tmp_path


def test_rated_sentences_are_found_in_their_documents(rated):
    path, folder = rated
    first, second = read_rated_sentences(path, folder)
    assert (first.text, first.confidence) == ("It may have burnt down.", 0.44)
    assert second.text == "Nobody was hurt."
    assert {(row.group, row.part) for row in (first, second)} == {("mill", "test")}


def test_a_document_that_has_changed_is_refused(rated):
    path, folder = rated
    write_lines(folder / "news.jsonl", {"id": "mill", "text": "The mill is very old."})
    with pytest.raises(CorpusError, match=r"'mill' has 21 code points in news\.jsonl, expected 57"):
        read_rated_sentences(path, folder)


def test_a_frame_has_its_rating_around_every_statement(tmp_path):
    frames, statements = tmp_path / "frames.tsv", tmp_path / "statements.tsv"
    frames.write_text("frame\tconfidence\nperhaps {c}.\t40\n{n}, surely.\t91.5\n", encoding="utf-8")
    statements.write_text(STATEMENTS, encoding="utf-8")
    read = read_frames(frames, statements, ["Rain fell."], each=2)
    assert read == {"Perhaps rain fell.": 0.4, "The mill, surely.": 0.915}


def test_a_frame_without_a_rating_is_refused(tmp_path):
    frames, statements = tmp_path / "frames.tsv", tmp_path / "statements.tsv"
    frames.write_text("frame\tconfidence\nPerhaps {c}.\n", encoding="utf-8")
    statements.write_text(STATEMENTS, encoding="utf-8")
    with pytest.raises(CorpusError, match=r"frames\.tsv:2: expected a number in column 2"):
        read_frames(frames, statements, ["Rain fell."], each=1)
