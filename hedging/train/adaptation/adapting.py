"""Labelled sentences of a domain → an adapted model, with what was changed and what is gained."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from hedging.corpora.gold import Gold
from hedging.detector import Detector
from hedging.errors import InputError, ModelError, checked_type, require
from hedging.evaluate.metrics import Counts, rounded
from hedging.evaluate.tables import filled
from hedging.model.files import fingerprints, folder_of, read_config, save
from hedging.model.model import Model
from hedging.options import DEFAULT_MODEL, DEFAULT_SCHEME, DetectorOptions
from hedging.stats.bootstrap import Ratios, intervals_of
from hedging.text.hashing import Bools
from hedging.train.adaptation.domain import Domain
from hedging.train.adaptation.material import (
    Labelled,
    base_model,
    general_sentences,
    learned_files,
    read_sentences,
    usable,
)
from hedging.train.adaptation.steps import (
    LEAST_DOCUMENTS,
    STEPS,
    Measured,
    Step,
    log_odds_of,
    measure_step,
    take_step,
    threshold_of,
    units_of,
    with_threshold,
)
from hedging.train.stages import Watcher, stage, unwatched
from hedging.wording import counted, shown_path

#: How much sentence F1 an adapted model may lose on general text.
MOST_LOST = 0.005
# The shares of the way that a threshold may move.
_SHARES = (1.0, 0.75, 0.5, 0.25, 0.0)


@dataclass(frozen=True, slots=True)
class Gain:
    """Sentence F1 `before` and `after`, and half the width of the 95 % interval of the difference.

    `margin` is None where the documents are too few for an interval, or all alike.
    """

    before: float
    after: float
    margin: float | None

    def __str__(self) -> str:
        margin = "" if self.margin is None else f" ± {100 * self.margin:.1f}"
        return f"{100 * (self.after - self.before):+.1f}{margin} points"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Adaptation:
    """An adapted `model`, and what was changed.

    `base` is the model that it comes from and `step` what moved, None for nothing. `gains` has the
    gain of each step that was tried, by cross-validation over the documents of the domain, or over
    its sentences if it has fewer than 5 documents; the name of a step is that of its `str`.
    `refused` are steps with a sure gain that lost too much on general text. `general` is the
    sentence F1 on general text before and after. `new_cues` are words that the lexicon lacked.
    """

    model: Model
    base: str
    scheme: str
    sentences: int
    hedged: int
    documents: int
    step: Step | None
    gains: tuple[tuple[Step, Gain], ...]
    refused: tuple[Step, ...]
    general: tuple[float, float]
    new_cues: tuple[str, ...]
    facts: dict[str, Any]

    def detector(self, options: DetectorOptions | None = None) -> Detector:
        """A detector with the adapted model."""
        return Detector(self.model, options or DetectorOptions(scheme=self.scheme))

    def save(self, folder: str | os.PathLike[str], *, overwrite: bool = False) -> None:
        """Save the adapted model to a folder and name it after the folder.

        `hedging.load` reads it.

        Raises InputError if the folder holds something; `overwrite` replaces an adapted model.
        """
        check_folder(folder, overwrite=overwrite)
        path = Path(folder)
        model = dataclasses.replace(self.model, name=path.resolve().name)
        save(model, path, {"adapted": self.to_dict() | self.facts})

    def to_dict(self) -> dict[str, Any]:
        """What was changed, as plain data for JSON."""
        return {
            "from": self.base,
            "scheme": self.scheme,
            "sentences": self.sentences,
            "hedged": self.hedged,
            "documents": self.documents,
            "moved": str(self.step) if self.step else None,
            "steps": [
                {
                    "moved": str(step),
                    "weights": step.weights,
                    "f1_before": rounded(gain.before),
                    "f1_after": rounded(gain.after),
                    "margin": rounded(gain.margin),
                }
                for step, gain in self.gains
            ],
            "refused": [str(step) for step in self.refused],
            "general_f1": [rounded(value) for value in self.general],
            "new_cues": list(self.new_cues),
        }

    def __repr__(self) -> str:
        return (
            f"Adaptation(base={self.base!r}, sentences={self.sentences}, "
            f"documents={self.documents}, moved={str(self.step) if self.step else None!r})"
        )

    def __str__(self) -> str:
        size = f"{counted(self.sentences, 'sentence')}, {counted(self.documents, 'document')}"
        gains = dict(self.gains)
        weighty = [gain for step, gain in self.gains if step.weights is not None]
        best = max(weighty, key=lambda gain: gain.after)
        if self.step is None:
            why = (
                "what is gained here is lost on general text"
                if self.refused
                else (f"no gain that is more than chance: {best}")
            )
            lines = [f"{size}: left alone ({why})"]
        elif self.step.weights is None:
            lines = [f"{size}: {self.step} moved; cues and weights left alone"]
        else:
            lines = [f"{size}: {self.step} moved"]
        if self.step is not None:
            gain = gains[self.step]
            divided = "documents" if self.documents >= LEAST_DOCUMENTS else "sentences"
            lines.append(
                f"sentence F1 by cross-validation over the {divided}: {gain.before:.3f} → "
                f"{gain.after:.3f} ({gain})"
            )
        before, after = self.general
        lines.append(f"sentence F1 on general text: {before:.3f} → {after:.3f}")
        if self.new_cues:
            lines.append(f"{counted(len(self.new_cues), 'new cue')}: {', '.join(self.new_cues)}")
        if self.step is not None and self.documents < LEAST_DOCUMENTS:
            lines.append(
                f"with fewer than {LEAST_DOCUMENTS} documents, the sentences were divided: other "
                "documents may gain less"
            )
        return "\n".join(map(filled, lines))


def adapt(
    labelled: Labelled,
    folder: str | os.PathLike[str] | None = None,
    *,
    model: str | os.PathLike[str] = DEFAULT_MODEL,
    scheme: str = DEFAULT_SCHEME,
    overwrite: bool = False,
    watch: Watcher = unwatched,
) -> Adaptation:
    """Adapt a model to a domain, and write it to `folder`, if that is given.

    `labelled` is a file of labelled sentences, or several, or Gold sentences. How far the model
    moves is decided by cross-validation over their documents; it never loses more than 0.005 of F1
    on general text. The same sentences give the same model. `overwrite` replaces an adapted model
    in `folder`. `watch` is told of each stage. Needs scikit-learn.

    Raises InputError where the sentences, the model or the folder cannot be used, CorpusError for a
    file that cannot be read.

    >>> import hedging
    >>> from hedging.corpora.gold import Gold
    >>> golds = [Gold(f"note {n}", f"It may rain on day {n}.", None, True, "general")
    ...          for n in range(12)]
    >>> golds += [Gold(f"note {n}", f"Day {n} was dry.", None, False, "general") for n in range(9)]
    >>> adaptation = adapt(golds)
    >>> adaptation.base == hedging.load("light").model.name, adaptation.sentences
    (True, 21)
    """
    threads = require("threadpoolctl", "adapting a model", "train", library="scikit-learn")
    if folder is not None:
        check_folder(folder, overwrite=overwrite)
    base = base_model(model)
    with stage("reading the sentences", watch):
        golds, files = read_sentences(labelled)
    again = sorted(set(files.values()) & set(learned_files(model).values()))
    if again:
        known = next(name for name, digest in files.items() if digest == again[0])
        raise InputError(
            f"{base.name} has learned from {known} already: adapt the model that it comes from"
        )
    golds = usable(golds, base, scheme)
    facts = {"files": files, "files_of_base": fingerprints(folder_of(model).resolve())}
    # On one thread, so that the same sentences give the same last bits.
    with threads.threadpool_limits(1):
        adaptation = _adapted(base, scheme, golds, facts, watch)
    if folder is not None:
        adaptation.save(folder, overwrite=overwrite)
    return adaptation


def check_folder(folder: str | os.PathLike[str], *, overwrite: bool) -> None:
    """Raise InputError for a folder that holds something.

    With `overwrite`, an adapted model may be there, which a new one replaces.
    """
    checked_type(folder, (str, os.PathLike), "the name of a folder")
    path = Path(folder)
    if not os.path.lexists(path) or (path.is_dir() and not any(path.iterdir())):
        return
    try:
        is_adapted = path.is_dir() and "adapted" in read_config(path)
    except ModelError:
        is_adapted = False
    if not is_adapted:
        raise InputError(f"{shown_path(path)} exists and is no adapted model: name another folder")
    if not overwrite:
        raise InputError(
            f"{shown_path(path)} holds a model: name another folder, or let it be overwritten "
            "(--overwrite)"
        )


def _adapted(
    base: Model, scheme: str, golds: Sequence[Gold], facts: dict[str, Any], watch: Watcher
) -> Adaptation:
    rehearsed, tested = general_sentences()
    domain = Domain(base, scheme, golds, rehearsed)
    units = units_of(golds)
    before = log_odds_of(base, scheme, golds)
    threshold = threshold_of(base, scheme)
    general = _f1(base, scheme, tested)
    model, best, gains, refused = base, None, [], []
    for number, step in enumerate(STEPS, 1):
        with stage(f"step {number} of {len(STEPS)}: {step}", watch):
            measured = measure_step(step, domain, units, before)
            after, moved = _take_step(measured, domain, general - MOST_LOST, tested)
        verdicts = measured.hedged(threshold, moved)
        gains.append((step, _gain(domain, before >= threshold, verdicts)))
        if not measured.is_gain:
            continue
        if after is None:
            refused.append(step)
        elif best is None or measured.gain > best.gain:
            model, best = after, measured
    chosen = best.step if best else None
    return Adaptation(
        model=model,
        base=base.name,
        scheme=scheme,
        sentences=len(golds),
        hedged=int(domain.truth.sum()),
        documents=len({gold.document for gold in golds}),
        step=chosen,
        gains=tuple(gains),
        refused=tuple(refused),
        general=(general, _f1(model, scheme, tested)),
        new_cues=domain.new_cues if chosen is not None and chosen.weights is not None else (),
        facts=facts,
    )


def _take_step(
    measured: Measured, domain: Domain, least: float, tested: Sequence[Gold]
) -> tuple[Model | None, float]:
    """The model after a step, and how far its threshold could move.

    That is as far as general text allows: its F1 must be `least`. None if it is nowhere.
    """
    after = take_step(measured, domain)
    for moved in _SHARES if measured.step.curve else _SHARES[:1]:
        model = with_threshold(measured, after, domain.scheme, moved)
        if _f1(model, domain.scheme, tested) >= least:
            return model, moved
    return None, 1.0


def _gain(domain: Domain, before: Bools, after: Bools) -> Gain:
    """The gain in sentence F1 from verdicts to other verdicts, with documents drawn again."""
    _, document = np.unique([gold.document for gold in domain.golds], return_inverse=True)
    f1 = []
    for verdicts in (before, after):
        counts = 2 * (verdicts & domain.truth), verdicts.astype(np.int64) + domain.truth
        sums = (np.bincount(document, weights=own).astype(np.float64) for own in counts)
        f1.append(Ratios(*(own[:, None] for own in sums)))
    (interval,) = intervals_of(f1[1], less=f1[0])
    margin = None if interval is None else (interval[1] - interval[0]) / 2
    return Gain(f1[0].values()[0] or 0.0, f1[1].values()[0] or 0.0, margin)


def _f1(model: Model, scheme: str, golds: Sequence[Gold]) -> float:
    hedged = log_odds_of(model, scheme, golds) >= threshold_of(model, scheme)
    truth = np.array([bool(gold.hedged) for gold in golds])
    return Counts(int((hedged & truth).sum()), int(hedged.sum()), int(truth.sum())).f1 or 0.0
