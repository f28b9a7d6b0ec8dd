"""Reading and writing the small material that the tests of training share."""

import json
from pathlib import Path

import numpy as np

from hedging.corpora.gold import Gold, GoldCue
from hedging.train.examples import encode
from hedging.train.schemes import policies_of

ROOT = Path(__file__).parent.parent.parent
SEEDS = ROOT / "seeds"
WIKIPEDIA = "conll2010-wikipedia"


def write_rows(path, rows):
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")


def read_rows(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def write_recipe(folder, recipe, **changes):
    """Write a recipe with some fields changed; returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "recipe.json"
    path.write_text(json.dumps(recipe | changes), encoding="utf-8")
    return path


def gold(text, *cues, scheme="general"):
    """A sentence with cues, each given by its words and its kind."""
    marked = tuple(GoldCue(text.index(cue), text.index(cue) + len(cue), kind) for cue, kind in cues)
    return Gold("d", text, marked, bool(marked), scheme)


def encoded(golds):
    """Examples of the sentences, and a mask that uses all of them."""
    policies = policies_of({sentence.scheme for sentence in golds})
    return encode(golds, policies), np.ones(len(golds), dtype=np.bool_)
