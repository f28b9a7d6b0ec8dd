"""Words → classes by meaning: makes `seeds/word_classes.tsv`, which training reads.

Words that are used alike have similar vectors, and the words of one cluster of vectors become one
class (the part that Brown clusters play in Miller, Guinness & Zamanian 2004). The vectors are the
input embeddings of all-MiniLM-L6-v2 (Wang et al. 2020; Reimers & Gurevych 2019; Apache-2.0): the
mean of a word's pieces, on 64 principal components, at unit length. The words are the vocabulary of
the encoder, and the words that the training sentences hold more than once.

    python -m training.light.word_classes --corpora PATH --vectors FOLDER [--output FILE]

FOLDER holds the encoder's model.safetensors and tokenizer.json.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from hedging.text.tokens import tokenize
from hedging.train.material import load_material
from training.commands import add_model_option, announce, run_step
from training.material import SEEDS, add_corpora_option, recipe_of

OUTPUT, HEADER = SEEDS / "word_classes.tsv", "word\tgroup\tclass\n"
GROUPS, CLASSES, COMPONENTS = 64, 256, 64


def main(argv: Sequence[str] | None = None) -> int:
    """Make the file; see the module's text."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_corpora_option(parser)
    add_model_option(parser, "light", "the model whose recipe names the material")
    parser.add_argument("--vectors", type=Path, required=True, help="folder of the encoder")
    parser.add_argument(
        "--output",
        type=Path,
        default=OUTPUT,
        help=f"the file to write (default: seeds/{OUTPUT.name})",
    )
    parser.set_defaults(run=make)
    return run_step(parser, argv)


def make(options: argparse.Namespace) -> None:
    """Write the classes of all words."""
    announce(options.output)
    from safetensors.numpy import load_file
    from sklearn.cluster import KMeans
    from tokenizers import Tokenizer

    pieces = load_file(options.vectors / "model.safetensors")[
        "embeddings.word_embeddings.weight"
    ].astype(np.float64)
    tokenizer = Tokenizer.from_file(str(options.vectors / "tokenizer.json"))
    tokenizer.no_padding()
    counts = vocabulary(options.corpora, options.light, tokenizer)
    words = list(counts)
    weight = np.sqrt(np.array([counts[word] for word in words]))
    vectors = word_vectors(words, weight, pieces, tokenizer)
    columns = [
        KMeans(clusters, n_init=3, random_state=0)
        .fit(vectors, sample_weight=np.log1p(weight * weight))
        .labels_
        for clusters in (GROUPS, CLASSES)
    ]
    lines = [
        f"{word}\t{group}\t{word_class}\n"
        for word, group, word_class in sorted(zip(words, *columns, strict=True))
    ]
    options.output.write_text(HEADER + "".join(lines), encoding="utf-8")
    print(f"{len(lines):,} words")


def word_vectors(
    words: list[str], weight: npt.NDArray[Any], pieces: npt.NDArray[Any], tokenizer: Any
) -> npt.NDArray[Any]:
    """Vectors of unit length, shape (words, COMPONENTS), from the vectors of the words' pieces."""
    encoded = tokenizer.encode_batch(words, add_special_tokens=False)
    vectors = np.stack(
        [pieces[word.ids].mean(axis=0) if word.ids else pieces[0] * 0 for word in encoded]
    )
    vectors -= (vectors * weight[:, None]).sum(axis=0) / weight.sum()
    _, axes = np.linalg.eigh((vectors * weight[:, None]).T @ vectors)
    vectors = vectors @ axes[:, -COMPONENTS:]
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9))


def vocabulary(corpora: Path, light: Path, tokenizer: Any) -> Counter[str]:
    """Words with their counts; a word that only the encoder knows counts once."""
    # The words do not depend on the classes that they have so far, nor on labels of a teacher.
    recipe = dataclasses.replace(recipe_of(light), teacher="", word_classes="")
    material = load_material(recipe, corpora, SEEDS)
    texts = [gold.text for gold in material.golds if gold.part == "train"]
    documents = {gold.document for gold in material.golds}
    texts += [passage.text for passage in material.passages if passage.document not in documents]
    in_texts: Counter[str] = Counter()
    for text in texts:
        tokens = tokenize(text)
        lowered = text.lower()
        if len(lowered) == len(text):
            spans = zip(tokens.start.tolist(), tokens.end.tolist(), strict=True)
            in_texts.update(lowered[start:end].replace("’", "'") for start, end in spans)
    counts = Counter({word: count for word, count in in_texts.items() if count > 1})
    for word in tokenizer.get_vocab():
        if word.isalpha() and word.isascii() and len(word) > 1:
            counts.setdefault(word, 1)
    return counts


if __name__ == "__main__":
    sys.exit(main())
