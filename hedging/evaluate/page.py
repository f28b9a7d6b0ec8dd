"""Metrics and mistakes → the page of an evaluation: its numbers as text, for `hedging.pages`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hedging.corpora.gold import GoldCue
from hedging.evaluate.cautions import cautions
from hedging.evaluate.differences import NAMES
from hedging.evaluate.metrics import Metrics, intervals
from hedging.evaluate.mistakes import Mistake
from hedging.evaluate.tables import difference_lines, difference_rows, figure, interval_text
from hedging.pages.evaluation import Row, WrongSentence, draw_evaluation
from hedging.pages.markup import Segment
from hedging.results import Cue
from hedging.stats.difference import Difference
from hedging.wording import counted


def evaluation_page(
    metrics: Mapping[str, Metrics],
    mistakes: Sequence[Mistake] = (),
    *,
    title: str = "",
    source: str = "",
    differences: Mapping[str, Mapping[str, Difference]] | None = None,
    against: str = "",
) -> str:
    """The page of an evaluation.

    `source` says what was measured: the model and its options. `differences` are those to another
    detector, which `against` describes.

    >>> import hedging
    >>> from hedging.corpora.gold import Gold
    >>> from hedging.evaluate.metrics import count, score_golds
    >>> from hedging.evaluate.mistakes import find_mistakes
    >>> golds = [Gold("a", "It may <i> rain.", (), False, "general")]
    >>> reports, metrics = score_golds(golds, hedging.load()), {}
    >>> count(golds, reports, metrics)
    >>> page = evaluation_page(metrics, find_mistakes(golds, reports))
    >>> "&lt;i&gt; rain." in page, "<i> rain" in page
    (True, False)
    """
    schemes = {name: own for name, own in sorted(metrics.items()) if "/" not in name}
    wrong = [(mistake.is_false_alarm, _wrong_sentence(mistake)) for mistake in mistakes]
    compared: list[Row] = []
    notes: list[str] = []
    if differences:
        notes = [f"A: {source}", f"B: {against}", *difference_lines(differences)]
        compared = [
            (f"{name}, {measure}", cells) for name, measure, cells in difference_rows(differences)
        ]
    return draw_evaluation(
        title=title or "Evaluation",
        source=source,
        headline=list(_headline(schemes)),
        figures=[(name, _cells(measured)) for name, measured in sorted(metrics.items())],
        cautions=cautions(metrics),
        notes=notes,
        compared=compared,
        reliability={
            name: measured.reliability() for name, measured in schemes.items() if measured.truths
        },
        false_alarms=[sentence for is_false_alarm, sentence in wrong if is_false_alarm],
        misses=[sentence for is_false_alarm, sentence in wrong if not is_false_alarm],
    )


def _headline(schemes: Mapping[str, Metrics]) -> Iterator[tuple[str, str, str]]:
    """The size and the F1 of each scheme: a name, a value, and what stands behind it."""
    for name, measured in schemes.items():
        sentences = counted(len(measured.truths), "sentence")
        yield name, sentences, counted(len(measured.documents), "document")
        found = intervals(measured)
        for key, counts in (("sentences", measured.sentences), ("cues_exact", measured.cues)):
            yield NAMES[key], figure(counts.f1), interval_text(found[key]["f1"])


def _cells(measured: Metrics) -> list[str]:
    found, counts = intervals(measured), measured.sentences
    chance = measured.chance_error()
    error = figure(measured.calibration_error())
    return [
        f"{len(measured.truths):,}",
        f"{counts.true:,}",
        *(
            f"{figure(value)} {interval_text(interval)}"
            for value, interval in (
                (counts.precision, found["sentences"]["precision"]),
                (counts.recall, found["sentences"]["recall"]),
                (counts.f1, found["sentences"]["f1"]),
                (measured.cues.f1, found["cues_exact"]["f1"]),
            )
        ),
        error if chance is None else f"{error} (≤ {chance:.3f})",
    ]


def _wrong_sentence(mistake: Mistake) -> WrongSentence:
    gold = mistake.gold
    said = "hedged" if gold.hedged else "not hedged"
    label = f" ({said}; no cues marked)" if gold.cues is None else ""
    by_people = _segments(gold.text, gold.cues or ())
    by_model = _segments(gold.text, mistake.cues)
    return WrongSentence(mistake.score, by_people, label, by_model, gold.document)


def _segments(text: str, cues: Sequence[GoldCue | Cue]) -> list[Segment]:
    """The text in cues and what is between; of two cues that overlap, the second is cut."""
    segments: list[Segment] = []
    done = 0
    for cue in sorted(cues, key=lambda cue: (cue.start, cue.end)):
        start = max(cue.start, done)
        if start < cue.end:
            segments += [(text[done:start], ""), (text[start : cue.end], cue.kind or "cue")]
            done = cue.end
    return [*segments, (text[done:], "")]
