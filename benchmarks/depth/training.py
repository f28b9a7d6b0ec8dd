"""Corpora + seeds → the model of depth."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np

from benchmarks.depth.figures import FINDINGS
from benchmarks.depth.teacher import TEACHER, pool
from benchmarks.material import SEEDS, load_shipped, shipped_recipe
from benchmarks.scopes import sentences as scoped_sentences
from benchmarks.scopes import treebanks
from hedging.corpora import jsonlines
from hedging.corpora.rows import read_lines
from hedging.depth.claims import ClaimModel
from hedging.depth.confidence import ConfidenceModel, cue_log_odds, denied
from hedging.depth.figures import Figures
from hedging.depth.model import DepthModel
from hedging.depth.scopes import ScopeWeights, find_scopes
from hedging.depth.sources import SourceWeights, find_sources
from hedging.detector import load
from hedging.errors import CorpusError
from hedging.model.scoring import Floats
from hedging.options import DEPTH_MODEL
from hedging.text.hashing import HashIndex
from hedging.text.weights import Weights
from hedging.train.claims import fit_claims
from hedging.train.confidence import gather_texts, read_ratings, read_roles, read_strengths
from hedging.train.scopes import DEFINITIONS, encode, fit_scopes
from hedging.train.sources import fit_sources, load_source_material
from hedging.train.tags import fit_tags

# The log-odds of a plain statement, in UNITs: readers give it about 95 of 100.
_PLAIN = 760
# The share of the cues alone in the answer: with it the network errs less on plain sentences, and
# agrees as well with our ratings.
_BY_CUES = 0.3
# The weight of a teacher's answer beside that of a rating.
_TAUGHT = 0.3
# The share of the sentences of running text without a cue that are read all the same.
_READ = 0.05
# Claims and pieces of claims beside the rows of roles, their weight, and the penalty.
_CLAIMS, _CLAIM_WEIGHT, _PIECES, _PIECE_WEIGHT, _ROLE_C = 14_000, 0.2, 2_000, 0.03, 20.0


def train(corpora: Path, wording: DepthModel | None) -> tuple[DepthModel, dict[str, str]]:
    """The model of depth, and fingerprints of the seeds that it learned from.

    Confidence and roles are those of `wording`, if it is given.
    """
    scopes, bioscope = _scopes(corpora)
    classes = load().model.word_classes
    material = load_source_material(corpora, SEEDS, classes, shipped_recipe().without)
    sources = fit_sources(material)
    model = DepthModel(
        name=DEPTH_MODEL,
        scopes=scopes,
        bioscope_scopes=bioscope,
        sources=sources,
        confidence=wording.confidence if wording else fit_confidence(corpora, scopes, sources),
        claims=wording.claims if wording else _claims(),
    )
    names = ("scopes.jsonl", "ratings.jsonl", "claims.jsonl", "cues.tsv", "modifiers.tsv")
    files = [*(SEEDS / name for name in (*names, "frames.tsv", "sayings.txt")), TEACHER]
    digests = {path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:16] for path in files}
    return model, digests


def _scopes(corpora: Path) -> tuple[ScopeWeights, ScopeWeights]:
    """The tables of our own definition, and of BioScope's, learned from the training parts."""
    classes = load().model.word_classes
    tags = fit_tags(treebanks(corpora), classes, without=shipped_recipe().without)
    examples = encode(list(scoped_sentences(corpora)), classes)
    in_training = np.array(examples.part) == "train"
    # Each definition learns from its own texts alone: BioScope's teach ours nothing.
    general, bioscope = (
        fit_scopes(examples, in_training & (examples.definition == number), tags)
        for number in range(len(DEFINITIONS))
    )
    return general, bioscope


def fit_confidence(corpora: Path, scopes: ScopeWeights, sources: SourceWeights) -> ConfidenceModel:
    """The strengths of the seeds, and a network fitted on ratings and on the teacher's answers."""
    from benchmarks.depth import network  # which needs torch

    rows = [row for row in read_ratings(SEEDS / "ratings.jsonl") if row.part == "train"]
    findings, certainty = _findings(corpora)
    taught = pool(load_shipped(corpora)[1])
    with np.load(TEACHER, allow_pickle=False) as stored:
        answers, fingerprint = stored["answers"] / 1000, str(stored["fingerprint"])
    if hashlib.sha256("\n".join(taught).encode()).hexdigest()[:16] != fingerprint:
        raise CorpusError(f"{TEACHER} rates other texts: run the step teacher again")
    texts = [*(row.text for row in rows), *findings, *taught]
    target = np.concatenate(([row.confidence for row in rows], certainty, answers))
    others = len(findings) + len(taught)
    weight = np.concatenate((np.ones(len(rows)), np.full(others, _TAUGHT)))
    start = network.untrained(_start(network.vocabulary_of(rows)))
    cued, text = gather_texts(texts, load())
    is_single = np.bincount(text, minlength=len(texts))[text] == 1
    nowhere = np.zeros(len(cued.ids), dtype=np.bool_)
    negated = find_sources(cued, nowhere, sources).negated
    log_odds = denied(cue_log_odds(cued, start.strengths), negated)
    # A text of several sentences has one rating: nothing is known of each. Plain sentences of
    # running text are not read, so that the network need not know them.
    plain = (text >= len(texts) - network.RUNNING) & (
        np.bincount(cued.sentence, minlength=len(cued.first)) == 0
    )
    weights = np.where(is_single & ~plain, weight[text], 0.0)
    rated = network.rated_sentences(
        cued, log_odds, find_scopes(cued, scopes), start, (target[text], weights)
    )
    known = np.where(is_single, target[text], np.nan)
    signals = network.fit_signals(cued, known, plain, _READ, start.figures)
    return network.with_signals(network.fit_network(rated, start), signals)


def _findings(corpora: Path) -> tuple[list[str], Floats]:
    """The training part of Pei and Jurgens (2021), whose certainty goes from 1 to 6.

    Plain findings have the certainty 5, and those with a "may" about 3.
    """
    rows = [json.loads(line) for line in read_lines(corpora / FINDINGS)]
    rows = [row for row in rows if row["split"] == "train"]
    certainty = np.array([row["sentence-level-certainty"] for row in rows])
    return [row["finding"] for row in rows], np.clip(0.19 * certainty - 0.02, 0.02, 0.99)


def _start(vocabulary: HashIndex) -> ConfidenceModel:
    """The strengths of the seeds, and a network that is still to be fitted."""
    none = np.zeros(1, dtype=np.int8)
    return ConfidenceModel(
        strengths=read_strengths(SEEDS / "cues.tsv", SEEDS / "modifiers.tsv"),
        figures=Figures.listed(),
        vocabulary=vocabulary,
        signals=Weights(none, 1.0),
        short_bias=0.0,
        runs=none,
        scale=1.0,
        hidden=np.zeros((1, 1), dtype=np.int32),
        output=np.zeros(1, dtype=np.int32),
        plain=_PLAIN,
        by_cues=_BY_CUES,
    )


def _piece(text: str, draw: np.random.Generator) -> str:
    """A few words of a sentence, most with a full stop behind: a short answer."""
    words = text.rstrip(".").split()
    first = int(draw.integers(len(words)))
    piece = " ".join(words[first : first + int(draw.integers(1, 6))])
    return piece[:1].upper() + piece[1:] + ("." if draw.random() < 0.7 else "")


def _claims() -> ClaimModel:
    """The model of roles: our rows, and sentences and pieces of sentences that claim."""
    rows = [row for row in read_roles(SEEDS / "claims.jsonl") if row.part == "train"]
    own = [gold.text for gold in jsonlines.read(SEEDS / "examples.jsonl") if gold.part == "train"]
    draw = np.random.default_rng(1)
    claims = [own[number] for number in draw.permutation(len(own))[:_CLAIMS].tolist()]
    pieces = [_piece(text, draw) for text in claims[:_PIECES]]
    texts = [*(row.text for row in rows), *claims, *pieces]
    roles = [*(row.role for row in rows), *["claim"] * (len(claims) + len(pieces))]
    weights = [1.0] * len(rows) + [_CLAIM_WEIGHT] * len(claims) + [_PIECE_WEIGHT] * len(pieces)
    return fit_claims(texts, roles, weights, c=_ROLE_C)
