"""The file of a released encoder → the network in torch, its whole numbers made floats again.

A branch can so be added to a released network whose float weights are gone; what is read back
answers as the file does, but for what the scaling of whole numbers rounds.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from benchmarks.encoder.answers import BRANCHES
from benchmarks.encoder.export import CONFIDENCE
from benchmarks.encoder.network import ConfidenceBranch, Network

# The node that multiplies by the matrix of a layer or of a head, and that of the confidence.
_PRODUCT = re.compile(r"/(.+)/MatMul_quant")
_BRANCH_PRODUCT = re.compile(rf"{CONFIDENCE}//(.+)/MatMul_quant")


def from_shipped(path: Path) -> Network:
    """The network of a file that `benchmarks.encoder.export` wrote, without the confidence."""
    graph = onnx.load(path).graph
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    state = {
        name.removeprefix("network."): torch.tensor(values)
        for name, values in stored.items()
        if name.startswith("network.")
    }
    state["words.weight"] = torch.tensor(stored["vectors"].astype(np.float32) * stored["scale"])
    products = _products(graph, stored, _PRODUCT)
    state |= {f"{_module(place)}.weight": matrix for place, matrix in products.items()}
    network = Network(len(state["words.weight"]), BRANCHES)
    # Only the positions of a window are stored.
    positions = torch.zeros_like(network.positions.weight)
    positions[: len(stored["positions"])] = torch.tensor(stored["positions"])
    network.load_state_dict(state | {"positions.weight": positions})
    network.eval()
    return network


def branch_from_shipped(path: Path) -> ConfidenceBranch:
    """The branch of the confidence of a file that `benchmarks.encoder.export` wrote."""
    graph = onnx.load(path).graph
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    prefix, head = f"{CONFIDENCE}/", f"{CONFIDENCE}/head.weight_Transposed"
    state = {
        name.removeprefix(prefix): torch.tensor(values)
        for name, values in stored.items()
        if name.startswith((f"{prefix}layers.", f"{prefix}head.")) and name != head
    }
    state["head.weight"] = torch.tensor(stored[head].T.copy())
    products = _products(graph, stored, _BRANCH_PRODUCT)
    state |= {f"{place.replace('/', '.')}.weight": own for place, own in products.items()}
    branch = ConfidenceBranch()
    branch.load_state_dict(state)
    branch.eval()
    return branch


def _products(
    graph: onnx.GraphProto, stored: dict[str, Any], pattern: re.Pattern[str]
) -> dict[str, torch.Tensor]:
    """The matrices of whole numbers as floats, by the place of their product in the graph."""
    matrices = {}
    for node in graph.node:
        place = pattern.fullmatch(node.name)
        if node.op_type != "MatMulInteger" or place is None:
            continue
        matrix = node.input[1].removesuffix("_quantized")
        whole, zero, scale = (
            stored[f"{matrix}_{part}"].astype(np.float32)
            for part in ("quantized", "zero_point", "scale")
        )
        matrices[place[1]] = torch.tensor(((whole - zero) * scale).T.copy())
    return matrices


def _module(place: str) -> str:
    """The module in torch that a place in the graph belongs to.

    >>> _module("general.0/query"), _module("corpora"), _module("shared.1/up")
    ('branches.general.0.query', 'heads.corpora', 'shared.1.up')
    """
    module = place.replace("/", ".")
    if module.partition(".")[0] not in BRANCHES:
        return module
    return f"branches.{module}" if "." in module else f"heads.{module}"
