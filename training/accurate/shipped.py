"""The file of a released encoder → the network in torch, its whole numbers made floats again.

A released network can so be built on though its float weights are gone; what is read back
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

from training.accurate.answers import BRANCHES
from training.accurate.network import Network

# The node that multiplies by the matrix of a layer or of a head.
_PRODUCT = re.compile(r"/(.+)/MatMul_quant")


def from_shipped(path: Path) -> Network:
    """The network of a file that `training.accurate.export` wrote."""
    graph = onnx.load(path).graph
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    state = {
        name.removeprefix("network."): torch.tensor(values)
        for name, values in stored.items()
        if name.startswith("network.")
    }
    state["words.weight"] = torch.tensor(stored["vectors"].astype(np.float32) * stored["scale"])
    products = _products(graph, stored)
    state |= {f"{_module(place)}.weight": matrix for place, matrix in products.items()}
    network = Network(len(state["words.weight"]), BRANCHES)
    # Only the positions of a window are stored.
    positions = torch.zeros_like(network.positions.weight)
    positions[: len(stored["positions"])] = torch.tensor(stored["positions"])
    network.load_state_dict(state | {"positions.weight": positions})
    network.eval()
    return network


def _products(graph: onnx.GraphProto, stored: dict[str, Any]) -> dict[str, torch.Tensor]:
    """The matrices of whole numbers as floats, by the place of their product in the graph."""
    matrices = {}
    for node in graph.node:
        place = _PRODUCT.fullmatch(node.name)
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
