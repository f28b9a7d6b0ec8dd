"""A network for whole texts, written to a file, answers there as it does in torch."""

import warnings

import numpy as np
import pytest

from hedging.depth.declined import COLUMNS
from hedging.encoder.pieces import PieceReader
from hedging.kinds import ROLES
from hedging.model.files import folder_of

TEXTS = ["It may rain in May.", "", "Nobody knows whether the dam holds; some fear the worst."]


def test_a_network_answers_in_a_file_as_in_torch(tmp_path):
    torch = pytest.importorskip("torch")
    pytest.importorskip("onnx")
    from hedging.encoder.network import Network, Session, TextNetwork
    from training.accurate.confidence import begun
    from training.accurate.export import export_text_network
    from training.accurate.shipped import from_shipped
    from training.accurate.training import example_of, padded

    shipped = folder_of("accurate") / "encoder.onnx"
    if not shipped.is_file():
        pytest.skip("the encoder is a package of its own")
    torch.manual_seed(0)
    released = from_shipped(shipped)
    network = begun(released).eval()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        export_text_network(network, tmp_path / "confidence.onnx")
    reader = PieceReader((folder_of("accurate") / "tokenizer.json").read_text(encoding="utf-8"))
    below = Network(Session(shipped.read_bytes()))
    written = TextNetwork(below, Session((tmp_path / "confidence.onnx").read_bytes()))
    for pieces in reader.read(TEXTS):
        row = example_of(reader, pieces)
        with torch.inference_mode():
            expected = network(released.forked(padded([row.ids]), padded([row.case])))[0].numpy()
        found = written.outputs(pieces, reader)
        assert found.shape == (1 + len(ROLES) + COLUMNS,)
        assert np.abs(found - expected).max() < 0.5
