"""The network in torch → one file of whole numbers in ONNX.

The vectors of the pieces are stored as whole numbers with a scale for each piece. The matrices of
the layers have seven bits and a scale for each column: with eight, processors without VNNI lose the
highest bit of some sums, and another machine would give another answer. What a layer passes on is
scaled anew for each sentence. The head of the confidence stays as it is.

The branch of the confidence is grafted onto a file that is there: every node and every number of
the file stays, and so do its other answers, to the last bit.
"""

from __future__ import annotations

import logging
from pathlib import Path
from tempfile import TemporaryDirectory

import onnx
import torch
from onnx import compose
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from benchmarks.encoder.network import FORK, WIDTH, ConfidenceBranch, Network
from hedging.encoder.network import WINDOW

#: The name of the branch of the confidence, and what its nodes and numbers begin with.
CONFIDENCE = "confidence"
_PREFIX = f"{CONFIDENCE}/"
# The output of the node at which the branch forks.
_FORK = f"/general.{FORK - 1}/second_norm/LayerNormalization_output_0"


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


def graft(branch: ConfidenceBranch, shipped: Path, path: Path) -> None:
    """Write the network of a released file with this branch, in place of one that it may have."""
    branch.eval()
    with TemporaryDirectory() as folder:
        plain, whole = Path(folder) / "plain.onnx", Path(folder) / "whole.onnx"
        torch.onnx.export(
            branch,
            (torch.zeros((1, 8, WIDTH)),),
            str(plain),
            input_names=["states"],
            output_names=[CONFIDENCE],
            dynamic_axes={"states": {1: "pieces"}},
            opset_version=17,
            dynamo=False,
        )
        nodes = onnx.load(plain).graph.node
        # The product and the sum of the head are one node, which is cut in two first.
        heads = [f"{node.name}_MatMul" for node in nodes if node.op_type == "Gemm"]
        _make_whole(plain, whole, heads)
        own = compose.add_prefix(onnx.load(whole), _PREFIX, rename_outputs=False)
    stem = without_branch(onnx.load(shipped))
    own.ir_version = stem.ir_version
    # The fork is an output for the merge alone.
    fork = onnx.helper.make_tensor_value_info(_FORK, onnx.TensorProto.FLOAT, None)
    stem.graph.output.append(fork)
    outputs = [output.name for output in stem.graph.output][:-1]
    merged = compose.merge_models(
        stem, own, io_map=[(_FORK, f"{_PREFIX}states")], outputs=[*outputs, CONFIDENCE]
    )
    onnx.checker.check_model(merged)
    onnx.save(merged, path)


def without_branch(model: onnx.ModelProto) -> onnx.ModelProto:
    """The network of a file without the branch of the confidence."""
    graph = model.graph
    for rows in (graph.node, graph.initializer, graph.value_info):
        kept = [row for row in rows if not row.name.startswith(_PREFIX)]
        del rows[:]
        rows.extend(kept)
    kept = [output for output in graph.output if output.name != CONFIDENCE]
    del graph.output[:]
    graph.output.extend(kept)
    return model
