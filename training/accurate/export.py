"""The networks in torch → files of whole numbers in ONNX.

The vectors of the pieces are stored as whole numbers with a scale for each piece. The matrices of
the layers have seven bits and a scale for each column: with eight, processors without VNNI lose the
highest bit of some sums, and another machine would give another answer. What a layer passes on is
scaled anew for each sentence. The head of the confidence stays as it is.

The network for whole texts is a file of its own. It reads on from an output of the first file, so
that a new one changes no other answer.
"""

from __future__ import annotations

import logging
from pathlib import Path
from tempfile import TemporaryDirectory

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from hedging.encoder.network import FORK, WINDOW
from training.accurate.network import WIDTH, Network, TextNetwork


class Exported(nn.Module):
    """A network that answers with its states at the fork, and the outputs of all its branches."""

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
        fork = network.with_case(states, case)
        states = network.shared_layers(fork)
        outputs = (network.heads[name](network.upper(name, states)) for name in self.names)
        return fork, *outputs


def export(network: Network, path: Path, *, whole: bool = True) -> None:
    """Write the network to a file; with `whole`, in whole numbers."""
    network.eval()
    exported = Exported(network, whole=whole).eval()
    example = torch.ones((1, 8), dtype=torch.int64)
    with TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        outputs = [FORK, *exported.names]
        axes = {name: {1: "pieces"} for name in ("ids", "case", *outputs)}
        torch.onnx.export(
            exported,
            (example, example),
            str(plain),
            input_names=["ids", "case"],
            output_names=outputs,
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
        if whole:
            _make_whole(plain, path, [])
        else:
            path.write_bytes(plain.read_bytes())


def _make_whole(plain: Path, path: Path, excluded: list[str]) -> None:
    """Write a network with the matrices of its layers in whole numbers."""
    logging.getLogger().setLevel(logging.ERROR)
    quantize_dynamic(
        plain,
        path,
        op_types_to_quantize=["MatMul"],
        per_channel=True,
        reduce_range=True,
        weight_type=QuantType.QInt8,
        nodes_to_exclude=excluded,
    )


def export_text_network(network: TextNetwork, path: Path) -> None:
    """Write a network for whole texts in whole numbers."""
    network.eval()
    with TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(
            network,
            (torch.zeros((1, 8, WIDTH)),),
            str(plain),
            input_names=["states"],
            output_names=["confidence"],
            dynamic_axes={"states": {1: "pieces"}},
            opset_version=17,
            dynamo=False,
        )
        nodes = onnx.load(plain).graph.node
        # The product and the sum of the head are one node, which is cut in two first.
        _make_whole(
            plain, path, [f"{node.name}_MatMul" for node in nodes if node.op_type == "Gemm"]
        )
