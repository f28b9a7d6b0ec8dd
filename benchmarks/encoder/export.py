"""The network in torch → one file of whole numbers in ONNX.

The vectors of the pieces are stored as whole numbers with a scale for each piece. The matrices of
the layers have seven bits and a scale for each column: with eight, processors without VNNI lose the
highest bit of some sums, and another machine would give another answer. What a layer passes on is
scaled anew for each sentence. The heads stay as they are.
"""

from __future__ import annotations

import logging
from pathlib import Path
from tempfile import TemporaryDirectory

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from benchmarks.encoder.network import Network
from hedging.encoder.network import WINDOW


class Exported(nn.Module):
    """A network that answers with the outputs of all its branches."""

    def __init__(self, network: Network, *, whole: bool) -> None:
        super().__init__()
        self.network = network
        self.names = list(network.heads)
        vectors = network.words.weight.detach()
        scale = vectors.abs().amax(dim=1, keepdim=True).clamp(min=1e-9) / 127
        self.whole = whole
        self.register_buffer("vectors", (vectors / scale).round().to(torch.int8))
        self.register_buffer("scale", scale)
        positions = network.positions.weight.detach()[: WINDOW + 2].clone()
        self.register_buffer("positions", positions)

    def forward(self, ids: torch.Tensor, case: torch.Tensor) -> tuple[torch.Tensor, ...]:
        network = self.network
        words = self.vectors[ids].float() * self.scale[ids] if self.whole else network.words(ids)
        states = network.norm(words + self.positions[: ids.shape[1]])
        states = network.shared_layers(states, case)
        return tuple(network.heads[name](network.upper(name, states)) for name in self.names)


def export(network: Network, path: Path, *, whole: bool = True) -> None:
    """Write the network to a file; with `whole`, in whole numbers."""
    network.eval()
    exported = Exported(network, whole=whole).eval()
    example = torch.ones((1, 8), dtype=torch.int64)
    with TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        axes = {name: {1: "pieces"} for name in ("ids", "case", *exported.names)}
        torch.onnx.export(
            exported,
            (example, example),
            str(plain),
            input_names=["ids", "case"],
            output_names=exported.names,
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
        if not whole:
            path.write_bytes(plain.read_bytes())
            return
        nodes = onnx.load(plain).graph.node
        heads = [node.name for node in nodes if node.op_type == "MatMul" and "heads" in node.name]
        logging.getLogger().setLevel(logging.ERROR)
        quantize_dynamic(
            plain,
            path,
            op_types_to_quantize=["MatMul"],
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
            nodes_to_exclude=heads,
        )
