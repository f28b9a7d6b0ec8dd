"""A branch that is grafted onto a released network changes no other answer of it."""

import warnings

import numpy as np
import pytest

from hedging.encoder.pieces import PieceReader
from hedging.kinds import ROLES
from hedging.model.files import MODELS

TEXTS = ["It may rain in May.", "", "Nobody knows whether the dam holds; some fear the worst."]


def test_a_grafted_branch_changes_no_other_answer(tmp_path):
    torch = pytest.importorskip("torch")
    pytest.importorskip("onnx")
    from benchmarks.encoder.bands import DEEP
    from benchmarks.encoder.export import CONFIDENCE, graft
    from benchmarks.encoder.network import ConfidenceBranch
    from benchmarks.encoder.shipped import branch_from_shipped, from_shipped
    from benchmarks.encoder.training import example_of, padded
    from hedging.encoder.network import Network

    shipped = MODELS / DEEP / "encoder.onnx"
    if not shipped.is_file():
        pytest.skip("the encoder is a package of its own")
    torch.manual_seed(0)
    branch = ConfidenceBranch()
    # No two numbers are alike, as in a branch that has learned.
    for own in branch.parameters():
        own.data += torch.randn_like(own) / 100
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        graft(branch, shipped, tmp_path / "encoder.onnx")
    reader = PieceReader((MODELS / DEEP / "tokenizer.json").read_text(encoding="utf-8"))
    before = Network(shipped.read_bytes())
    after = Network((tmp_path / "encoder.onnx").read_bytes())
    read_back = from_shipped(tmp_path / "encoder.onnx")
    branch_again = branch_from_shipped(tmp_path / "encoder.onnx")
    for pieces in reader.read(TEXTS):
        for name in ("general", "corpora"):
            own = after.outputs(pieces, reader, name)
            assert own.tobytes() == before.outputs(pieces, reader, name).tobytes()
        row = example_of(reader, pieces)
        with torch.inference_mode():
            states = read_back.forked(padded([row.ids]), padded([row.case]))
            expected, again = (own(states)[0].numpy() for own in (branch, branch_again))
        whole = after.whole(pieces, reader, CONFIDENCE)
        assert whole.shape == (1 + len(ROLES),)
        assert np.abs(whole - expected).max() < 0.5
        assert np.abs(again - expected).max() < 0.5
