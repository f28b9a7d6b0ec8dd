"""Outputs of a network → detectors with curves and thresholds, as the exported model has them."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from hedging.batch import Batch
from hedging.corpora.gold import Gold
from hedging.corpora.markup import SZEGED_KINDS
from hedging.detector import Detector, load
from hedging.encoder.encoder import EncodedScheme, Encoder
from hedging.encoder.marks import Columns
from hedging.encoder.network import Floats32
from hedging.encoder.pieces import PieceReader, Pieces
from hedging.kinds import KINDS
from hedging.model.model import Model
from hedging.model.scoring import log_odds
from hedging.options import DetectorOptions
from hedging.train.calibration import best_threshold, candidates_of, fit_curve, hedging_evidence
from training.accurate.network import Network, from_base
from training.accurate.training import BATCH_PIECES, attention_mask, example_of, padded
from training.light.teacher import batches

#: Where the outputs of each scheme lie. Wikipedia's also have one for the whole sentence.
COLUMNS = {
    "general": Columns("general", tuple(range(len(KINDS))), 0, None),
    "szeged": Columns("corpora", tuple(KINDS.index(kind) for kind in SZEGED_KINDS), 0, None),
    "bioscope": Columns("corpora", (KINDS.index("epistemic"),), 6, None),
    "conll2010-wikipedia": Columns("corpora", (KINDS.index("weasel"),), 9, 12),
}
#: The numbers of outputs of the branches.
BRANCHES = {"general": len(KINDS) + 2, "corpora": 13}


class KnownOutputs:
    """A network that has answered before: it stands for the exported one where texts are known."""

    def __init__(self) -> None:
        self._outputs: dict[tuple[str, bytes, bytes], Floats32] = {}

    def answer(
        self, network: Network, reader: PieceReader, texts: Sequence[str], branch: str
    ) -> None:
        """Let the network answer for some texts; short ones are answered together."""
        network.eval()
        pieces = reader.read(sorted(set(texts)))
        rows = [example_of(reader, own) for own in pieces]
        with torch.inference_mode():
            for batch in batches([len(row.ids) for row in rows], size=4 * BATCH_PIECES):
                ids = [rows[i].ids for i in batch]
                mask = attention_mask(ids)
                states = network.lower(padded(ids), padded([rows[i].case for i in batch]), mask)
                found = network.heads[branch](network.upper(branch, states, mask)).numpy()
                for row, i in enumerate(batch):
                    size = len(pieces[i].ids)
                    own = np.zeros((size, found.shape[-1]), dtype=np.float32)
                    # What is longer than a window is no cue.
                    own[:, [c.first for c in COLUMNS.values() if c.branch == branch]] = 9.0
                    own[: len(ids[row]) - 2] = found[row, 1 : len(ids[row]) - 1]
                    self._outputs[_key(pieces[i], branch)] = own

    def outputs(self, pieces: Pieces, reader: PieceReader, branch: str) -> Floats32:
        """What the network has answered for a sentence."""
        return self._outputs[_key(pieces, branch)]


def _key(pieces: Pieces, branch: str) -> tuple[str, bytes, bytes]:
    return branch, pieces.ids.tobytes(), pieces.case.tobytes()


def base_of(encoder: Path) -> tuple[Network, PieceReader]:
    """The network of a folder before it learned from us, and the reader of its pieces."""
    content = (encoder / "tokenizer.json").read_text(encoding="utf-8")
    return from_base(encoder, BRANCHES), PieceReader(content)


def detector_of(
    encoder: Encoder, encoded: EncodedScheme, scheme: str, light: Model | None = None
) -> Detector:
    """A detector of a light model, by default the released one, with an encoder for everything."""
    light = light or load().model
    own = light.schemes[scheme]._replace(threshold=encoded.threshold, encoded=encoded)
    model = dataclasses.replace(light, name="encoder", encoder=encoder, schemes={scheme: own})
    return Detector(model, DetectorOptions(scheme=scheme))


def calibrated(
    encoder: Encoder, scheme: str, golds: Sequence[Gold], light: Model | None = None
) -> EncodedScheme:
    """A scheme with the curve and the thresholds that suit some sentences best.

    With a `light` model both answer for a cue, with the weights that suit the labelled cues best.
    It has not learned from the sentences either.
    """
    golds = [gold for gold in golds if gold.hedged is not None]
    texts = [gold.text for gold in golds]
    spans = [[(0, len(text))] for text in texts]
    truth = np.array([bool(gold.hedged) for gold in golds])

    def scores(own: EncodedScheme) -> Batch:
        return detector_of(encoder, own, scheme, light).detect_batch(texts, sentences=spans)

    # Every mark is shown, and the scores are the bare evidence.
    bare = EncodedScheme(COLUMNS[scheme], 1.0, 0.0, 0.0, 0.0, 0.5)
    cues = [gold.cues or () for gold in golds]
    if light is not None:
        alone = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
        batches_of = [scores(dataclasses.replace(bare, cue_weights=own)) for own in alone]
        _, is_cue = candidates_of(batches_of[0], cues)
        own_log_odds = [log_odds(batch.cue_score.astype(np.float64)) for batch in batches_of]
        weights, added = fit_curve(np.stack(own_log_odds, axis=1), is_cue)
        bare = dataclasses.replace(bare, cue_weights=(*map(float, weights), added))
    batch = scores(bare)
    features = [log_odds(batch.sentence_score)]
    if COLUMNS[scheme].sentence is not None:
        of_sentences = dataclasses.replace(bare, slope=0.0, sentence_slope=1.0)
        features.append(log_odds(scores(of_sentences).sentence_score))
    coefficients, intercept = fit_curve(np.stack(features, axis=1), truth)
    total = np.stack(features, axis=1) @ coefficients + intercept
    slope = float(coefficients[0])
    threshold = best_threshold(1 / (1 + np.exp(-total)), truth, int(truth.sum()))
    cue_threshold = best_threshold(*candidates_of(batch, cues), sum(map(len, cues)))
    if len(coefficients) == 1:
        # A cue that counts is shown only where its sentence is hedged.
        cue_threshold = max(cue_threshold, hedging_evidence(threshold, (slope, intercept)))
    return EncodedScheme(
        columns=COLUMNS[scheme],
        slope=slope,
        intercept=intercept,
        sentence_slope=float(coefficients[1]) if len(coefficients) > 1 else 0.0,
        cue_threshold=cue_threshold,
        threshold=threshold,
        cue_weights=bare.cue_weights,
    )
