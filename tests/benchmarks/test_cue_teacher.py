import json
from types import SimpleNamespace

import numpy as np
import pytest

from benchmarks import cue_teacher
from benchmarks.cue_teacher import case_of, cues_of, padded, targets
from hedging.corpora import standoff
from hedging.corpora.gold import Gold, GoldCue
from hedging.kinds import KINDS

TEXT = "It may possibly rain."
# The pieces of a sentence, between those of its beginning and its end.
SPANS = [(0, 0), (0, 2), (3, 6), (7, 11), (11, 15), (16, 20), (20, 21), (0, 0)]


def class_of(kind):
    return 1 + KINDS.index(kind)


def marks(pieces, begins=()):
    """Marks in which some pieces are a cue: the kind and the probability of each."""
    classes = np.zeros((len(SPANS), len(KINDS) + 1))
    classes[:, 0] = 1.0
    for piece, (kind, probability) in pieces.items():
        classes[piece, 0], classes[piece, class_of(kind)] = 1 - probability, probability
    begin = np.array([float(piece in begins) for piece in range(len(SPANS))])
    return classes, begin, SPANS


def test_rows_are_padded_to_the_longest():
    assert padded([[1], [2, 3, 4], []], 9) == [[1, 9, 9], [2, 3, 4], [9, 9, 9]]


@pytest.mark.parametrize(
    ("text", "span", "case"),
    [
        ("it may", (3, 6), 1),
        ("In May", (3, 6), 2),
        ("In MAY", (3, 6), 3),
        # One large letter is Capital, not CAPITALS; a piece has the case of its whole word.
        ("I may", (0, 1), 2),
        ("Possibly", (4, 8), 2),
        ("iPhone", (1, 6), 1),
        ("a 7", (2, 3), 1),
        ("", (0, 0), 0),
    ],
)
def test_the_case_of_the_word_around_a_piece(text, span, case):
    assert case_of(text, *span) == case


def test_targets_mark_the_pieces_of_each_cue():
    cues = [GoldCue(3, 6, "epistemic"), GoldCue(7, 15, "approximator")]
    classes, begins, known = targets(cues, SPANS)
    may, possibly = class_of("epistemic"), class_of("approximator")
    assert classes == [0, 0, may, possibly, possibly, 0, 0, 0]
    assert begins == [0, 0, 1, 1, 0, 0, 0, 0]
    assert known == [0, 1, 1, 1, 1, 1, 1, 0]


def test_pieces_in_a_row_are_one_cue_until_another_begins():
    pieces = {2: ("epistemic", 0.9), 3: ("epistemic", 0.8), 4: ("epistemic", 0.7)}
    assert cues_of(TEXT, marks(pieces, begins=(2,))) == [GoldCue(3, 15, "epistemic", 0.9)]
    assert cues_of(TEXT, marks(pieces, begins=(2, 3))) == [
        GoldCue(3, 6, "epistemic", 0.9),
        GoldCue(7, 15, "epistemic", 0.8),
    ]


def test_a_word_is_never_divided():
    pieces = {3: ("epistemic", 0.9), 4: ("epistemic", 0.8)}
    assert cues_of(TEXT, marks(pieces, begins=(3, 4))) == [GoldCue(7, 15, "epistemic", 0.9)]


def test_faint_words_are_cues_of_their_own_where_they_are_asked_for():
    pieces = {2: ("epistemic", 0.9), 5: ("weasel", 0.2), 6: ("weasel", 0.01)}
    may = GoldCue(3, 6, "epistemic", 0.9)
    assert cues_of(TEXT, marks(pieces)) == [may]
    assert cues_of(TEXT, marks(pieces), 0.05) == [may, GoldCue(16, 20, "weasel", 0.2)]
    beside = {2: ("epistemic", 0.9), 3: ("epistemic", 0.2), 4: ("epistemic", 0.2)}
    assert cues_of(TEXT, marks(beside), 0.05) == [may, GoldCue(7, 15, "epistemic", 0.2)]


def test_a_cue_has_the_kind_that_its_pieces_say_most():
    pieces = {3: ("weasel", 0.6), 4: ("approximator", 0.9)}
    assert cues_of(TEXT, marks(pieces)) == [GoldCue(7, 15, "approximator", 0.9)]


def test_the_cues_are_those_of_the_targets():
    cues = [GoldCue(3, 6, "epistemic"), GoldCue(7, 15, "approximator")]
    classes, begins, _ = targets(cues, SPANS)
    sure = np.eye(len(KINDS) + 1)[classes]
    assert cues_of(TEXT, (sure, np.array(begins), SPANS)) == cues


class TeacherOfMay:
    """A teacher that marks each "may"."""

    def marks(self, texts):
        for number, text in enumerate(texts):
            start = text.index("may")
            classes = np.zeros((1, len(KINDS) + 1))
            classes[0, class_of("epistemic")] = 1.0
            yield number, (classes, np.zeros(1), [(start, start + 3)])


def test_what_was_read_and_the_test_part_are_not_tagged(tmp_path, monkeypatch):
    texts = {
        "tested": "Nobody may leave. All may stay.",
        "read": "Guests may leave. It may, who knows, rain.",
    }
    rows = [{"id": name, "text": text} for name, text in texts.items()]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (tmp_path / "passages.jsonl").write_text('{"document": "tested", "corpus": "a.jsonl"}\n')
    monkeypatch.setattr(cue_teacher, "SEEDS", tmp_path)
    monkeypatch.setattr(cue_teacher, "_unsure", lambda text: [(0, 17), (18, len(text))])
    golds = [
        Gold("tested", "Nobody may leave.", (), False, "general", part="test"),
        Gold("read", "Guests may leave.", (), False, "general"),
        Gold("read", "It may, who knows, rain.", (), False, "general", part="tagged"),
    ]
    cue_teacher.tag(TeacherOfMay(), SimpleNamespace(golds=golds), tmp_path, 5)
    tagged = list(standoff.read(tmp_path / "tagged.jsonl", tmp_path))
    assert [(gold.document, gold.part) for gold in tagged] == [("read", "tagged")]
    assert tagged[0].text == "It may, who knows, rain."
    assert tagged[0].cues == (GoldCue(3, 6, "epistemic", 1.0),)
