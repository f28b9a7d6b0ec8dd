"""Running text without labels, and the thresholds that follow from published shares."""

import json

import pytest

import hedging
from hedging.errors import CorpusError
from hedging.model.files import folder_of
from training.light.__main__ import take_shares
from training.running_text import beginnings
from training.shares import SHARES, threshold_of_share, unlabelled_sentences

SCHEME = "conll2010-wikipedia"
SENTENCES = [
    *(f"The mill number {number} stands by the river." for number in range(12)),
    *(f"Some people say that mill number {number} may close." for number in range(8)),
]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("One paragraph.", "One paragraph."),
        ("One.\n\nTwo.", "One.\n\nTwo."),
        ("One, two.\n\nThree and four.", "One, two."),
        ("A paragraph that is too long.", "A paragraph that is "),
    ],
)
def test_a_long_text_is_cut_behind_a_paragraph(tmp_path, text, read):
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps({"id": "a", "text": text}), encoding="utf-8")
    assert list(beginnings([path], 20)) == [("a", read)]


@pytest.fixture
def corpora(tmp_path):
    """A folder of corpora, beside which running text of Wikipedia lies."""
    folder = tmp_path / "unlabelled" / "encyclopedia"
    folder.mkdir(parents=True)
    rows = [{"id": str(k), "text": text} for k, text in enumerate(SENTENCES)]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "enwiki-a.jsonl").write_text(lines, encoding="utf-8")
    (folder / "factbook.jsonl").write_text("not read", encoding="utf-8")
    return tmp_path / "corpora"


def test_a_threshold_flags_the_published_share(corpora):
    texts = unlabelled_sentences(corpora, SCHEME)
    assert sorted(texts) == sorted(SENTENCES)
    threshold = threshold_of_share(hedging.load(scheme=SCHEME), SCHEME, texts)
    batch = hedging.load(scheme=SCHEME, threshold=threshold).detect_batch(texts)
    assert batch.sentence_hedged.mean() == pytest.approx(SHARES[SCHEME][0], abs=1 / len(texts))


def test_the_threshold_is_written_into_the_config(corpora, tmp_path):
    folder = tmp_path / "next"
    folder.mkdir()
    config = (folder_of("light") / "config.json").read_text(encoding="utf-8")
    (folder / "config.json").write_text(config, encoding="utf-8")
    take_shares(hedging.load().model, folder, corpora)
    before, after = json.loads(config), json.loads((folder / "config.json").read_text("utf-8"))
    own = after["schemes"][SCHEME].pop("threshold")
    assert own != before["schemes"][SCHEME].pop("threshold")
    assert after == before


def test_without_running_text_it_is_said_what_is_missing(tmp_path):
    with pytest.raises(CorpusError, match="expected running text"):
        unlabelled_sentences(tmp_path / "corpora", SCHEME)
