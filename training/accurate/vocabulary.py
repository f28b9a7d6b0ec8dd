"""The base encoder → the same encoder with the pieces that English text needs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from hedging.corpora.rows import read_rows
from hedging.encoder.pieces import PieceReader

# A piece stays that the texts hold this often, and every piece of one character of these ranges:
# Latin, Greek, Cyrillic, punctuation, currency, arrows and mathematics.
_LEAST = 40
_RANGES = ((0x20, 0x52F), (0x1E00, 0x23FF))
_WORDS = "embeddings.word_embeddings.weight"


def prune(base: Path, output: Path, corpora: Path) -> None:
    """Write the encoder of `base` to `output` with the smaller vocabulary."""
    from safetensors.torch import load_file, save_file
    from tokenizers import Tokenizer

    content = (base / "tokenizer.json").read_text(encoding="utf-8")
    vocabulary = PieceReader(content).vocabulary
    tokenizer = Tokenizer.from_str(content)
    tokenizer.no_padding()
    tokenizer.no_truncation()
    counts: Counter[int] = Counter()
    for text in texts(corpora):
        counts.update(tokenizer.encode(text, add_special_tokens=False).ids)
    kept = {
        name
        for name, number in vocabulary.items()
        if counts[number] >= _LEAST or _is_character(name.removeprefix("##"))
    }
    smaller, ids = smaller_vocabulary(content, kept)
    weights = load_file(base / "model.safetensors")
    weights[_WORDS] = weights[_WORDS][ids].clone()
    output.mkdir(parents=True, exist_ok=True)
    save_file(weights, output / "model.safetensors")
    (output / "tokenizer.json").write_text(smaller, encoding="utf-8")
    print(f"{len(ids):,} of {len(vocabulary):,} pieces are kept")


def smaller_vocabulary(content: str, kept: set[str]) -> tuple[str, list[int]]:
    """A `tokenizer.json` with fewer pieces, and the old id of each of its pieces.

    >>> model = {"vocab": {"[PAD]": 0, "rain": 1, "snow": 2}}
    >>> content = json.dumps({"added_tokens": [{"content": "[PAD]", "id": 0}], "model": model})
    >>> smaller, ids = smaller_vocabulary(content, {"snow"})
    >>> json.loads(smaller)["model"]["vocab"], ids
    ({'[PAD]': 0, 'snow': 1}, [0, 2])
    """
    tokenizer = json.loads(content)
    vocabulary: dict[str, int] = tokenizer["model"]["vocab"]
    special = {token["content"] for token in tokenizer["added_tokens"]}
    pieces = sorted(set(vocabulary) & (kept | special), key=vocabulary.__getitem__)
    tokenizer["model"]["vocab"] = {piece: number for number, piece in enumerate(pieces)}
    # A text that holds "[SEP]" holds no special piece. What surrounds a sentence is added by its
    # window; padding and truncation are not used.
    tokenizer["added_tokens"] = []
    for part in ("truncation", "padding", "post_processor"):
        tokenizer[part] = None
    return json.dumps(tokenizer, ensure_ascii=False), [vocabulary[piece] for piece in pieces]


def _is_character(name: str) -> bool:
    return len(name) == 1 and any(low <= ord(name) <= high for low, high in _RANGES)


def texts(corpora: Path) -> Iterator[str]:
    """The texts without labels, and those of news and of the treebanks."""
    files = sorted(corpora.parent.glob("unlabelled/*/*.jsonl"))
    files += sorted(
        path for name in ("wikinews", "ud-english") for path in (corpora / name).glob("*.jsonl")
    )
    for path in files:
        for row in read_rows(path, ("text",)):
            yield row.string("text")
