"""What the encoder learns from a sentence, and what the steps after that keep and try."""

from types import SimpleNamespace

import numpy as np
import pytest

from hedging.corpora.gold import GoldCue
from hedging.encoder.pieces import Pieces
from hedging.kinds import KINDS
from training.accurate.bands import WIDTHS, RememberedOutputs, band_of

SPANS = [(0, 2), (3, 6), (7, 11), (11, 15), (16, 20), (20, 21)]


def pieces_of(spans):
    start, end = np.array(spans).T
    return Pieces(np.arange(len(spans)) + 5, start, end, np.zeros(len(spans), dtype=np.int64))


def test_bands_grow_with_their_width():
    bands = [band_of(width) for width in WIDTHS]
    assert bands == sorted(bands, key=lambda band: -band[0])
    assert all(low + high == pytest.approx(1) for low, high in bands)


def test_outputs_are_kept_for_the_same_pieces_only():
    calls = []

    def outputs(pieces, reader, branch):
        calls.append((pieces.ids.tolist(), branch))
        return np.zeros((len(pieces.ids), 3))

    kept = RememberedOutputs(SimpleNamespace(outputs=outputs))
    for branch in ("general", "general", "corpora"):
        kept.outputs(pieces_of(SPANS), None, branch)
    kept.outputs(pieces_of(SPANS[:2]), None, "general")
    assert [branch for _, branch in calls] == ["general", "corpora", "general"]


def test_the_truth_of_each_piece():
    pytest.importorskip("torch")
    training = pytest.importorskip("training.accurate.training")
    reader = SimpleNamespace(first=1, last=2)
    cues = [GoldCue(3, 6, "epistemic"), GoldCue(7, 15, "approximator")]
    row = training.example_of(reader, pieces_of(SPANS), cues)
    may, possibly = (1 + KINDS.index(kind) for kind in ("epistemic", "approximator"))
    assert row.ids.tolist() == [1, 5, 6, 7, 8, 9, 10, 2]
    assert row.classes.tolist() == [0, 0, may, possibly, possibly, 0, 0, 0]
    assert row.begins.tolist() == [0, 0, 1, 1, 0, 0, 0, 0]
    assert row.known.tolist() == [0, 1, 1, 1, 1, 1, 1, 0]
    # A scheme with one kind, whose cues have none.
    only = training.example_of(reader, pieces_of(SPANS), [GoldCue(3, 6, None)], (0,))
    assert only.classes.tolist() == [0, 0, 1, 0, 0, 0, 0, 0]


def test_the_loss_counts_what_is_known():
    torch = pytest.importorskip("torch")
    training = pytest.importorskip("training.accurate.training")
    reader = SimpleNamespace(first=1, last=2)
    row = training.example_of(reader, pieces_of(SPANS), [GoldCue(3, 6, "epistemic")])
    right = torch.full((1, 8, len(KINDS) + 2), -20.0)
    right[0, torch.arange(8), torch.tensor(row.classes)] = 20.0
    right[0, 2, -1] = 20.0
    assert training.loss_of(right, [row]).item() < 1e-6
    wrong = right.clone()
    wrong[0, 0, :] = 0.0
    assert training.loss_of(wrong, [row]).item() < 1e-6
    wrong[0, 1, 0] = -20.0
    assert training.loss_of(wrong, [row]).item() > 0.1
