"""The encoder in torch: the layers of BERT (Devlin et al. 2019), with heads for pieces.

The first three layers serve all schemes. The scheme `general` has the last three of the base
encoder. The schemes of the corpora share three others, so that their labels teach `general`
nothing. How sure a whole text sounds has five layers of its own, in a file of its own:

    ids ─ embeddings ─ layer 0 ─ + case ─┬─ layers 1 2 ─┬─ layers 3 4 5 ─ head `general`
                                         │              └─ layers 3′ 4′ 5′ ─ heads of the corpora
                                         └─ layers 1″ to 5″ ─ head of the confidence

The embeddings and layer 0 stay as the base encoder has them. Its vocabulary has no capitals; the
case of each word is added after layer 0. The network of the confidence begins there, and has one
answer for a whole text.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional

from hedging.depth.declined import COLUMNS
from hedging.encoder.pieces import CASES
from hedging.kinds import ROLES

WIDTH, HEADS, INNER, POSITIONS, LAYERS = 384, 12, 1536, 512, 6
#: Layers that all schemes share, and those of them that are not trained.
SHARED, FROZEN = 3, 1
#: Layers that the confidence has for itself, above those that are not trained.
OWN = LAYERS - FROZEN
DROPOUT = 0.1
_EPSILON = 1e-12


class Layer(nn.Module):
    """Attention and a feed-forward network, each with what came before it added, and normed."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(WIDTH, WIDTH) for _ in range(3))
        self.attended = nn.Linear(WIDTH, WIDTH)
        self.up, self.down = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.first_norm = nn.LayerNorm(WIDTH, eps=_EPSILON)
        self.second_norm = nn.LayerNorm(WIDTH, eps=_EPSILON)
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, states: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
        rows, pieces, _ = states.shape

        def heads(values: torch.Tensor) -> torch.Tensor:
            return values.view(rows, pieces, HEADS, WIDTH // HEADS).transpose(1, 2)

        attention = functional.scaled_dot_product_attention(
            heads(self.query(states)),
            heads(self.key(states)),
            heads(self.value(states)),
            attn_mask=mask,
            dropout_p=DROPOUT if self.training else 0.0,
        )
        attended = self.attended(attention.transpose(1, 2).reshape(rows, pieces, WIDTH))
        states = self.first_norm(states + self.dropout(attended))
        widened = self.down(functional.gelu(self.up(states)))
        return self.second_norm(states + self.dropout(widened))


class Network(nn.Module):
    """The encoder with its two branches; `columns` are the numbers of outputs of each branch."""

    def __init__(self, vocabulary: int, columns: dict[str, int]) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=_EPSILON)
        self.case = nn.Embedding(CASES, WIDTH)
        self.dropout = nn.Dropout(DROPOUT)
        self.shared = nn.ModuleList(Layer() for _ in range(SHARED))
        self.branches = nn.ModuleDict(
            {name: nn.ModuleList(Layer() for _ in range(LAYERS - SHARED)) for name in columns}
        )
        self.heads = nn.ModuleDict({name: nn.Linear(WIDTH, n) for name, n in columns.items()})
        nn.init.zeros_(self.case.weight)

    def lower(
        self, ids: torch.Tensor, case: torch.Tensor, mask: torch.Tensor | None = None
    ) -> torch.Tensor:
        """The states after the shared layers, shape (rows, pieces, width)."""
        return self.shared_layers(self.forked(ids, case, mask), mask)

    def forked(
        self, ids: torch.Tensor, case: torch.Tensor, mask: torch.Tensor | None = None
    ) -> torch.Tensor:
        """The states with which the confidence begins, shape (rows, pieces, width)."""
        embedded = self.words(ids) + self.positions.weight[: ids.shape[1]]
        return self.with_case(self.dropout(self.norm(embedded)), case, mask)

    def with_case(
        self, states: torch.Tensor, case: torch.Tensor, mask: torch.Tensor | None = None
    ) -> torch.Tensor:
        """The states with the case, from those of the embeddings."""
        for layer in self.shared[:FROZEN]:
            states = layer(states, mask)
        with_case: torch.Tensor = states + self.case(case)
        return with_case

    def shared_layers(self, states: torch.Tensor, mask: torch.Tensor | None = None) -> torch.Tensor:
        """The states after the shared layers, from those of `forked`."""
        for layer in self.shared[FROZEN:]:
            states = layer(states, mask)
        return states

    def upper(
        self, branch: str, states: torch.Tensor, mask: torch.Tensor | None = None
    ) -> torch.Tensor:
        """The states after the layers of a branch."""
        for layer in self.branches[branch]:
            states = layer(states, mask)
        return states

    def forward(
        self, ids: torch.Tensor, case: torch.Tensor, mask: torch.Tensor | None = None
    ) -> torch.Tensor:
        """The outputs of the branch `general`, shape (rows, pieces, columns)."""
        outputs: torch.Tensor = self.heads["general"](
            self.upper("general", self.lower(ids, case, mask), mask)
        )
        return outputs

    def freeze(self) -> None:
        """Keep what is not trained as it is."""
        for part in (self.words, self.positions, self.norm, *self.shared[:FROZEN]):
            part.requires_grad_(False)


class TextNetwork(nn.Module):
    """How sure a text sounds, what it does, why it declines: layers, and a head for the whole text.

    The head reads the mean and the greatest of the states of all pieces. Its first output is the
    log-odds of the confidence. Then come those of the roles, that of answering, and those of the
    reasons to decline.
    """

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Layer() for _ in range(OWN))
        self.dropout = nn.Dropout(DROPOUT)
        self.head = nn.Linear(2 * WIDTH, 1 + len(ROLES) + COLUMNS)

    def forward(self, states: torch.Tensor, mask: torch.Tensor | None = None) -> torch.Tensor:
        """The outputs of each text, shape (rows, outputs), from the states of `forked`."""
        for layer in self.layers:
            states = layer(states, mask)
        if mask is None:
            mean, greatest = states.mean(1), states.amax(1)
        else:
            is_there = mask[:, 0, 0, :, None]
            mean = (states * is_there).sum(1) / is_there.sum(1)
            greatest = states.masked_fill(~is_there, -1e4).amax(1)
        outputs: torch.Tensor = self.head(self.dropout(torch.cat((mean, greatest), 1)))
        return outputs


_BERT = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "attended": "attention.output.dense",
    "first_norm": "attention.output.LayerNorm",
    "up": "intermediate.dense",
    "down": "output.dense",
    "second_norm": "output.LayerNorm",
}


def from_base(folder: Path, columns: dict[str, int]) -> Network:
    """A network with the weights of the base encoder in every branch, and new heads."""
    base: dict[str, Any] = load_file(folder / "model.safetensors")
    words = base["embeddings.word_embeddings.weight"]
    network = Network(len(words), columns)
    # Every piece belongs to the first of BERT's two segments.
    segment = base["embeddings.token_type_embeddings.weight"][0]
    weights = {
        "words.weight": words + segment,
        "positions.weight": base["embeddings.position_embeddings.weight"],
        "norm.weight": base["embeddings.LayerNorm.weight"],
        "norm.bias": base["embeddings.LayerNorm.bias"],
    }
    places = [(f"shared.{number}", number) for number in range(SHARED)]
    places += [
        (f"branches.{name}.{number - SHARED}", number)
        for name in columns
        for number in range(SHARED, LAYERS)
    ]
    for place, number in places:
        for name, path in _BERT.items():
            for part in ("weight", "bias"):
                weights[f"{place}.{name}.{part}"] = base[f"encoder.layer.{number}.{path}.{part}"]
    network.load_state_dict(weights, strict=False)
    return network
