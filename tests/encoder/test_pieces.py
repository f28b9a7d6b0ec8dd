import json
import pickle

import pytest

from hedging.encoder.pieces import PieceReader
from training.accurate.vocabulary import smaller_vocabulary

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "it", "may", "rain", "##s", ".", "?"]


@pytest.fixture(scope="module")
def reader():
    pytest.importorskip("tokenizers")
    vocabulary = {word: number for number, word in enumerate(WORDS)}
    special = [
        {
            "id": number,
            "content": word,
            "single_word": False,
            "lstrip": False,
            "rstrip": False,
            "normalized": False,
            "special": True,
        }
        for word, number in vocabulary.items()
        if word.startswith("[")
    ]
    content = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": special,
        "normalizer": {
            "type": "BertNormalizer",
            "clean_text": True,
            "handle_chinese_chars": True,
            "strip_accents": None,
            "lowercase": True,
        },
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": None,
        "decoder": None,
        "model": {
            "type": "WordPiece",
            "unk_token": "[UNK]",
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": vocabulary,
        },
    }
    return PieceReader(json.dumps(content))


def names(reader, pieces):
    words = {number: word for word, number in reader.vocabulary.items()}
    return [words[number] for number in pieces.ids.tolist()]


def test_pieces_have_spans_of_code_points_and_the_case_of_their_word(reader):
    text = "It MAY 🌧 Rains."
    (pieces,) = reader.read([text])
    assert names(reader, pieces) == ["it", "may", "rain", "##s", "."]
    spans = zip(pieces.start.tolist(), pieces.end.tolist(), strict=True)
    assert [text[start:end] for start, end in spans] == ["It", "MAY", "Rain", "s", "."]
    assert pieces.case.tolist() == [2, 3, 2, 2, 0]


def test_what_no_vocabulary_has(reader):
    empty, blank, lone = reader.read(["", " \n\u200b\x00", "it \ud800 may"])
    assert len(empty.ids) == len(blank.ids) == 0
    assert names(reader, lone) == ["it", "may"]
    assert lone.start.tolist() == [0, 5]


def test_an_emoji_hides_no_word(reader):
    (pieces,) = reader.read(["It may🙂❤️ rain"])
    assert names(reader, pieces) == ["it", "may", "rain"]


def test_a_text_holds_no_special_piece(reader):
    content, _ = smaller_vocabulary(reader._content, set(reader.vocabulary))
    own = PieceReader(content)
    (pieces,) = own.read(["[SEP] may"])
    assert own.last not in pieces.ids.tolist()


def test_a_reader_can_be_sent_to_another_process(reader):
    again = pickle.loads(pickle.dumps(reader))
    assert (again.first, again.last) == (reader.first, reader.last) == (2, 3)
    assert again.read(["It may."])[0].ids.tolist() == reader.read(["It may."])[0].ids.tolist()
