"""Words → classes by meaning: makes `seeds/word_classes.tsv`, which training reads.

Words that are used alike have like vectors, and words in one cluster of vectors are taken as one class (the part that Brown
clusters play in Miller, Guinness & Zamanian 2004). The vectors are the input embeddings of all-MiniLM-L6-v2 (Wang et al. 2020;
Reimers & Gurevych 2019; Apache-2.0): of a word's pieces the mean, 64 principal components, unit length. The vocabulary is that
of the model, and the words that the training sentences hold more than once.

    pip install safetensors tokenizers
    python benchmarks/word_classes.py --corpora PATH --vectors FOLDER      (with model.safetensors and tokenizer.json in it)
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from hedging.model.files import MODELS
from hedging.options import DEFAULT_MODEL as DEFAULT
from hedging.text.tokens import tokenize
from hedging.train.training import Recipe, gather

SEEDS = Path(__file__).parent.parent / "seeds"
OUTPUT, HEADER = SEEDS / "word_classes.tsv", "word\tgroup\tclass\n"
GROUPS, CLASSES, COMPONENTS = 64, 256, 64


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--vectors", type=Path, required=True)
    options = parser.parse_args()
    from safetensors.numpy import load_file
    from sklearn.cluster import KMeans
    from tokenizers import Tokenizer

    pieces = load_file(options.vectors / "model.safetensors")[
        "embeddings.word_embeddings.weight"
    ].astype(np.float64)
    tokenizer = Tokenizer.from_file(str(options.vectors / "tokenizer.json"))
    tokenizer.no_padding()
    counts = vocabulary(options.corpora, tokenizer)
    words = list(counts)
    encoded = tokenizer.encode_batch(words, add_special_tokens=False)
    vectors = np.stack(
        [pieces[one.ids].mean(axis=0) if one.ids else pieces[0] * 0 for one in encoded]
    )
    weight = np.sqrt(np.array([counts[word] for word in words]))
    vectors -= (vectors * weight[:, None]).sum(axis=0) / weight.sum()
    _, axes = np.linalg.eigh((vectors * weight[:, None]).T @ vectors)
    vectors = vectors @ axes[:, -COMPONENTS:]
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    columns = [
        KMeans(n, n_init=3, random_state=0)
        .fit(vectors, sample_weight=np.log1p(weight * weight))
        .labels_
        for n in (GROUPS, CLASSES)
    ]
    lines = [
        f"{word}\t{group}\t{one}\n"
        for word, group, one in sorted(zip(words, *columns, strict=True))
    ]
    OUTPUT.write_text(HEADER + "".join(lines), encoding="utf-8")
    print(f"wrote {OUTPUT}: {len(lines)} words")
    return 0


def vocabulary(corpora: Path, tokenizer: Any) -> Counter[str]:
    """Words with their counts; those of the vectors alone count once."""
    if not OUTPUT.exists():
        OUTPUT.write_text(HEADER, encoding="utf-8")
    material = gather(Recipe.read(MODELS / DEFAULT / "recipe.json"), corpora, SEEDS)
    texts = [gold.text for gold in material.golds if gold.part == "train"]
    known = {gold.document for gold in material.golds}
    texts += [passage.text for passage in material.passages if passage.document not in known]
    found: Counter[str] = Counter()
    for text in texts:
        tokens = tokenize(text)
        lowered = text.lower()
        if len(lowered) == len(text):
            spans = zip(tokens.start.tolist(), tokens.end.tolist(), strict=True)
            found.update(lowered[a:b].replace("’", "'") for a, b in spans)
    counts = Counter({word: n for word, n in found.items() if n > 1})
    for word in tokenizer.get_vocab():
        if word.isalpha() and word.isascii() and len(word) > 1:
            counts.setdefault(word, 1)
    return counts


if __name__ == "__main__":
    sys.exit(main())
