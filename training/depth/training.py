"""Corpora + seeds + a light model → the model of depth."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from hedging.corpora import jsonlines, standoff
from hedging.depth.confidence import (
    ConfidenceModel,
    CueValues,
    cue_log_odds,
    denied,
    joined_inputs,
    pooled_runs,
    sentence_inputs,
)
from hedging.depth.files import DepthModel
from hedging.depth.roles import ClaimModel, counting
from hedging.depth.scopes import ScopeWeights, find_scopes
from hedging.depth.sources import SourceWeights, find_sources
from hedging.detector import Detector, load
from hedging.model.files import digest_of
from hedging.model.word_classes import WordClasses
from hedging.text.hashing import Bools, HashIndex, Ints
from hedging.text.weights import Weights
from hedging.train.stages import Watcher, stage, unwatched
from training.depth.declined import fit_declined
from training.depth.lessons import ANSWERS, FINDINGS, FRAMES, TELLING, read_lessons
from training.depth.ratings import gather_texts, read_roles, read_strengths
from training.depth.roles import fit_claims, roles_in_texts
from training.depth.scoped import ELSEWHERE, bioscope_weights, treebanks
from training.depth.scoped import sentences as scoped_sentences
from training.depth.scopes import DEFINITIONS, encode, fit_scopes
from training.depth.sources import ATTRIBUTIONS, fit_sources, load_source_material
from training.depth.tags import fit_tags
from training.material import MATERIAL, MATERIAL_OF_DECLINED, SEEDS, digests, recipe_of

# The log-odds of a plain statement, in UNITs: readers give it about 95 of 100.
_PLAIN = 760
# The share of the cues alone in the answer: it keeps phrases of the published scales in their order
# ("almost certain" before "likely"), for .003 of the error on our ratings.
_BY_CUES = 0.3
# Running text of more words teaches nothing: it takes long.
_LONGEST = 45
# The share of the sentences of running text without a cue that are read all the same, and would be
# in a short document.
_READ, _READ_IF_SHORT = 0.05, 0.35
# Claims and pieces of claims beside the rows of roles, their weight, and the penalty.
_CLAIMS, _CLAIM_WEIGHT, _PIECES, _PIECE_WEIGHT, _ROLE_C = 14_000, 0.2, 2_000, 0.03, 2.0


def train(
    corpora: Path,
    light: Path,
    taught: Path,
    wording: DepthModel | None,
    *,
    watch: Watcher = unwatched,
) -> tuple[DepthModel, dict[str, dict[str, str]]]:
    """The model of depth, and the digits of the files that its parts learned from.

    It reads the cues and the word classes of the model in the folder `light`. Confidence and roles
    are those of `wording`, if it is given; their files are then left out. `watch` is told of each
    stage.
    """
    detector, without = load(light), recipe_of(light).without
    classes = detector.model.word_classes
    with stage("scopes", watch):
        scopes, bioscope = _scopes(corpora, classes, without)
    with stage("sources", watch):
        sources = fit_sources(load_source_material(corpora, SEEDS, classes, without))
    if wording is None:
        with stage("roles", watch):
            claims = _claims(classes)
        with stage("confidence", watch):
            parts = scopes, sources, claims
            confidence = fit_confidence(corpora, taught, detector, parts)
    else:
        claims, confidence = wording.claims, wording.confidence
    with stage("answers that decline", watch):
        declined = fit_declined(corpora, detector, claims)
    model = DepthModel(
        name=light.name,
        scopes=scopes,
        bioscope_scopes=bioscope,
        sources=sources,
        confidence=confidence,
        claims=claims,
        declined=declined,
    )
    material = material_of_scopes(corpora)
    if wording is None:
        material |= material_of_wording(corpora, taught)
    return model, {MATERIAL: material, MATERIAL_OF_DECLINED: material_of_declined()}


def material_of_scopes(corpora: Path) -> dict[str, str]:
    """The digits of every file that scopes and sources learn from, by its name."""
    texts = {
        *standoff.corpora(SEEDS / "scopes.jsonl"),
        *(path.relative_to(corpora).as_posix() for path in treebanks(corpora)),
        *(f"bioscope/{name}.xml" for name in ("abstracts", *ELSEWHERE)),
        ATTRIBUTIONS,
    }
    own = ("scopes.jsonl", "report_scopes.txt", "report_phrases.txt", "sayings.txt", "voices.tsv")
    return digests(SEEDS, own) | digests(corpora, sorted(texts))


def material_of_declined() -> dict[str, str]:
    """The digits of every file that reasons to decline learn from, by its name."""
    own = (
        *(ANSWERS, "examples.jsonl", "claims.jsonl", "ratings.jsonl", *FRAMES, "statements.tsv"),
        *("annotations.jsonl", "passages.jsonl", "picked.jsonl"),
    )
    return digests(SEEDS, own)


def material_of_wording(corpora: Path, taught: Path) -> dict[str, str]:
    """The digits of every file that confidence and roles learn from, by its name."""
    texts = {*standoff.corpora(SEEDS / "rated_sentences.jsonl"), FINDINGS}
    own = (
        *("rated_sentences.jsonl", "ratings.jsonl", ANSWERS, "claims.jsonl", "examples.jsonl"),
        *("cues.tsv", "modifiers.tsv", *FRAMES, "statements.tsv"),
    )
    return {
        **digests(SEEDS, own),
        taught.name: digest_of(taught),
        **digests(corpora, sorted(texts)),
    }


def _scopes(
    corpora: Path, classes: WordClasses, without: Sequence[str]
) -> tuple[ScopeWeights, ScopeWeights]:
    """The tables of our own definition, and of BioScope's, learned from the training parts."""
    tags = fit_tags(treebanks(corpora), classes, without=without)
    examples = encode(list(scoped_sentences(corpora, without)), classes)
    in_training = np.array(examples.part) == "train"
    is_ours = examples.definition == DEFINITIONS.index("general")
    # BioScope's texts teach our definition nothing, but its weights start from those of ours.
    ours = fit_scopes(examples, (in_training & is_ours).astype(np.float64), tags)
    weights = bioscope_weights(examples, in_training & ~is_ours)
    return ours.tables(), fit_scopes(examples, weights, tags, start=ours).tables()


def fit_confidence(
    corpora: Path,
    taught: Path,
    detector: Detector,
    parts: tuple[ScopeWeights, SourceWeights, ClaimModel],
) -> ConfidenceModel:
    """The strengths of the seeds, and a network fitted on ratings and on answers of a model.

    It reads the cues of a detector, and what `parts` say of them. A text of several sentences has
    one rating, and the network reads those of its sentences that count as one text.
    """
    from training.depth import network  # which needs torch

    scopes, sources, claims = parts
    lessons = read_lessons(corpora, taught)
    texts, target, weight = lessons.texts, lessons.target, lessons.weight
    start = network.untrained(_start(network.vocabulary_of(lessons.rated, lessons.frames)))
    cued, words, text = gather_texts(texts, detector)
    has_cue = np.bincount(cued.sentence, minlength=len(text)) > 0
    classes = detector.model.word_classes
    role = roles_in_texts(cued, words, text, classes, claims)
    counts = _counting(role, has_cue, text)
    # Plain sentences of running text are plain whatever the model that rates thinks of them.
    is_running = np.arange(len(texts)) >= len(texts) - lessons.running
    plain = is_running & (np.bincount(text, weights=has_cue, minlength=len(texts)) == 0)
    nowhere = np.zeros(len(cued.ids), dtype=np.bool_)
    negated = find_sources(cued, nowhere, sources).negated
    log_odds = denied(cue_log_odds(cued, start.strengths), negated)
    runs = pooled_runs(words, classes, start)
    begin, stop = find_scopes(cued, scopes)
    values = CueValues(cued.sentence, cued.kind, log_odds, stop - begin)
    inputs = sentence_inputs(values, runs, cued.stop - cued.first, start.plain)
    _, begins = np.unique(text[counts], return_index=True)
    tokens = np.bincount(text, weights=words.stop - words.first)
    is_left_out = plain | (is_running & (tokens > _LONGEST))
    as_read = network.rated_texts(
        words.of(counts.nonzero()[0]),
        classes,
        joined_inputs(inputs[counts], begins),
        begins,
        start,
        (target, np.where(is_left_out, 0.0, weight)),
    )
    fitted = network.fit_network(as_read, start)
    is_single = np.bincount(text, minlength=len(texts))[text] == 1
    known = np.where(is_single & (weight[text] >= TELLING), target[text], np.nan)
    signals, of_plain = network.fit_signals(words, has_cue, known, plain[text])
    bar, short_bar = (float(np.quantile(of_plain, 1 - share)) for share in (_READ, _READ_IF_SHORT))
    return fitted._replace(signals=signals._replace(bias=-bar), short_bias=-short_bar)


def _counting(role: npt.NDArray[np.uint8], has_cue: Bools, text: Ints) -> Bools:
    """The sentences that count in texts; where none does, all do."""
    texts = int(text[-1]) + 1
    counts = counting(role, has_cue, text, texts)
    has_none = np.bincount(text, weights=counts, minlength=texts) == 0
    return np.asarray(counts | has_none[text])


def _start(vocabulary: HashIndex) -> ConfidenceModel:
    """The strengths of the seeds, and a network that is still to be fitted."""
    none = np.zeros(1, dtype=np.int8)
    return ConfidenceModel(
        strengths=read_strengths(SEEDS / "cues.tsv", SEEDS / "modifiers.tsv"),
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


def _claims(classes: WordClasses) -> ClaimModel:
    """The model of roles: our rows, and sentences and pieces of sentences that claim."""
    rows = [row for row in read_roles(SEEDS / "claims.jsonl") if row.part == "train"]
    own = [gold.text for gold in jsonlines.read(SEEDS / "examples.jsonl") if gold.part == "train"]
    draw = np.random.default_rng(1)
    claims = [own[number] for number in draw.permutation(len(own))[:_CLAIMS].tolist()]
    pieces = [_piece(text, draw) for text in claims[:_PIECES]]
    texts = [*(row.text for row in rows), *claims, *pieces]
    roles = [*(row.role for row in rows), *["claim"] * (len(claims) + len(pieces))]
    weights = [1.0] * len(rows) + [_CLAIM_WEIGHT] * len(claims) + [_PIECE_WEIGHT] * len(pieces)
    return fit_claims(texts, roles, weights, classes, c=_ROLE_C)
