"""Two labellings of the same sentences → how far they agree, and where they do not.

Sentences are the same if their texts are, with any white space between words; equal sentences of a
file are paired in order, first within a document. The first labelling stands for the truth, the
second for the prediction, so that every figure is that of `hedging.evaluate.metrics`; F1 is the
same the other way round. Kappa is the agreement beyond chance (Cohen 1960).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Any

from hedging.corpora.gold import Gold
from hedging.corpora.marked import line_of, on_one_line
from hedging.drift.alignment import pairs_in_order
from hedging.errors import InputError
from hedging.evaluate.metrics import Counts, Metrics, rounded
from hedging.evaluate.tables import figure
from hedging.kinds import HEDGE_KINDS
from hedging.wording import counted, one_line, plain


@dataclass(frozen=True, slots=True)
class LabelledTwice:
    """A sentence with its two labellings."""

    first: Gold
    second: Gold

    @property
    def agrees(self) -> bool:
        """Whether the labels are equal, and the cues with their kinds, as far as both have them."""
        first, second = _comparable(self.first, self.second)
        both_hedged = None not in (first.hedged, second.hedged)
        return first.cues == second.cues and not (both_hedged and first.hedged != second.hedged)

    def to_dict(self) -> dict[str, Any]:
        """The sentence as plain data for JSON, with the cues of both labellings."""
        return {
            "document": self.first.document,
            "text": self.first.text,
            "first": _labels(self.first),
            "second": _labels(self.second),
        }


@dataclass(slots=True)
class Agreement:
    """How far two labellings agree.

    `sentences` are in both; `only_first` and `only_second` are not. `metrics` counts the first
    labelling as the truth.
    """

    sentences: list[LabelledTwice]
    only_first: list[Gold]
    only_second: list[Gold]
    metrics: Metrics = field(default_factory=Metrics)

    @property
    def disagreements(self) -> list[LabelledTwice]:
        """The sentences whose labellings differ."""
        return [sentence for sentence in self.sentences if not sentence.agrees]

    @property
    def kappa(self) -> float | None:
        """Agreement about hedged sentences beyond chance; None where chance alone would agree."""
        return cohen_kappa(self.metrics.sentences, len(self.metrics.truths))

    @property
    def kinds(self) -> Counts:
        """The overlapping cues, and as hits those with the same kind in both labellings."""
        pairs = {
            kinds: number
            for kinds, number in self.metrics.confusion.items()
            if kinds[0] != "none" and kinds[1] != "missed"
        }
        same = sum(number for (first, second), number in pairs.items() if first == second)
        return Counts(same, sum(pairs.values()), sum(pairs.values()))

    def to_dict(self) -> dict[str, Any]:
        """All figures and disagreements as plain data for JSON."""
        return {
            "sentences": len(self.sentences),
            "kappa": rounded(self.kappa),
            "sentence_f1": rounded(self.metrics.sentences.f1),
            "exact_cue_f1": rounded(self.metrics.cues.f1),
            "overlapping_cue_f1": rounded(self.metrics.overlaps.f1),
            "same_kind": rounded(self.kinds.f1),
            "overlapping_cues": self.kinds.true,
            "disagreements": [sentence.to_dict() for sentence in self.disagreements],
            "only_first": [_named(gold) for gold in self.only_first],
            "only_second": [_named(gold) for gold in self.only_second],
        }


def cohen_kappa(counts: Counts, total: int) -> float | None:
    """Kappa of two labellings from the counts of the positive label among so many items.

    None where nothing has labels, and where both labellings give all items the same label.
    """
    hits, first, second = counts.hits, counts.true, counts.predicted
    same = total - first - second + 2 * hits
    chance = first * second + (total - first) * (total - second)
    # In whole numbers, so that equal shares give equal figures.
    return (total * same - chance) / (total * total - chance) if chance < total * total else None


def compare_labels(first: Sequence[Gold], second: Sequence[Gold]) -> Agreement:
    """Compare two labellings.

    Raises InputError if no sentence is in both.
    """
    agreement = _paired([*map(_in_order, first)], [*map(_in_order, second)])
    if not agreement.sentences:
        raise InputError(
            f"no sentence is in both labellings, of {counted(len(first), 'sentence')} and "
            f"{counted(len(second), 'sentence')}: they must be of the same texts"
        )
    for sentence in agreement.sentences:
        truth, answer = _comparable(sentence.first, sentence.second)
        if answer.hedged is None:
            truth = replace(truth, hedged=None)
        hedged = bool(answer.hedged)
        agreement.metrics.add_answer(truth, float(hedged), hedged, answer.cues or ())
    return agreement


def _in_order(gold: Gold) -> Gold:
    gold = on_one_line(gold)
    cues = gold.cues and tuple(sorted(gold.cues, key=lambda cue: (cue.start, cue.end)))
    return replace(gold, cues=cues)


def _paired(first: Sequence[Gold], second: Sequence[Gold]) -> Agreement:
    """The sentences that are in both, in the order of the first, and those that are not."""
    pairs: list[tuple[int, int]] = []
    left, right = list(range(len(first))), list(range(len(second)))
    # Without names of documents in them, files have different names for one document.
    for names in (("document", "text"), ("text",)):
        key = attrgetter(*names)
        partner = pairs_in_order([key(first[a]) for a in left], [key(second[b]) for b in right])
        pairs += [(left[a], right[b]) for a, b in partner.items()]
        taken = set(partner.values())
        left = [number for place, number in enumerate(left) if place not in partner]
        right = [number for place, number in enumerate(right) if place not in taken]
    return Agreement(
        [LabelledTwice(first[a], second[b]) for a, b in sorted(pairs)],
        [first[number] for number in left],
        [second[number] for number in right],
    )


def _comparable(first: Gold, second: Gold) -> tuple[Gold, Gold]:
    """Both without the cues that one of them lacks or has not looked for."""
    if first.cues is None or second.cues is None:
        return replace(first, cues=None), replace(second, cues=None)
    kinds = first.kinds & second.kinds
    return _of_kinds(first, kinds), _of_kinds(second, kinds)


def _of_kinds(gold: Gold, kinds: frozenset[str]) -> Gold:
    if gold.kinds == kinds:
        return gold
    cues = tuple(cue for cue in gold.cues or () if cue.kind in kinds)
    hedged = any(cue.kind in HEDGE_KINDS for cue in cues)
    return replace(gold, cues=cues, kinds=kinds, hedged=hedged)


def _labels(gold: Gold) -> dict[str, Any]:
    cues = [{"start": cue.start, "end": cue.end, "kind": cue.kind} for cue in gold.cues or ()]
    return {"hedged": gold.hedged, "cues": None if gold.cues is None else cues}


def _named(gold: Gold) -> dict[str, str]:
    return {"document": gold.document, "text": gold.text}


def agreement_lines(agreement: Agreement, first: str, second: str) -> Iterator[str]:
    """The figures, the disagreements, and the sentences in one labelling only, for people.

    `first` and `second` name the labellings.
    """
    metrics, kinds, differ = agreement.metrics, agreement.kinds, agreement.disagreements
    total, overlapping = len(agreement.sentences), counted(kinds.true, "overlapping cue")
    yield f"{counted(total, 'sentence')} in both, {len(differ):,} labelled differently"
    yield f"hedged sentences: kappa {figure(agreement.kappa)}, F1 {figure(metrics.sentences.f1)}"
    exact, overlap = figure(metrics.cues.f1), figure(metrics.overlaps.f1)
    yield f"cues: exact F1 {exact}, overlapping F1 {overlap}"
    yield f"kinds: the same for {kinds.hits:,} of {overlapping}"
    width = max(len(first), len(second))
    document = None
    for sentence in differ:
        if sentence.first.document != document:
            document = sentence.first.document
            yield ""
            yield f"── {one_line(document)}"
        for name, gold in ((first, sentence.first), (second, sentence.second)):
            yield f"{name:<{width}}  {_shown(gold)}"
    for name, golds in ((first, agreement.only_first), (second, agreement.only_second)):
        if golds:
            yield ""
            yield f"{counted(len(golds), 'sentence')} only in {name}"
        for gold in golds:
            yield f"  {one_line(gold.document)}: {plain(gold.text)}"


def _shown(gold: Gold) -> str:
    line, _, label = plain(line_of(gold)).partition("\t")
    if gold.cues is not None:
        return line
    return f"{line}  ({label or 'no label'})"
