"""Texts and options → promises about spans, scores and explanations."""

from __future__ import annotations

import json
import math
import random
from functools import cache
from itertools import pairwise
from pathlib import Path

import hedging
from hedging.batch import Report
from hedging.detector import Detector
from hedging.errors import HedgingError
from tests import plain
from tests.fuzz.material import CUES, WORDS, text
from tests.fuzz.runner import require

_EXTRA = {"murky": "epistemic", "ha ha": "booster", "rain": "weasel", "may": "booster"}


@cache
def detectors() -> tuple[Detector, ...]:
    """A detector for each scheme, and detectors with choices of a caller."""
    return (
        *(hedging.load(scheme=scheme) for scheme in hedging.load().model.schemes),
        hedging.load(extra_cues=_EXTRA, ignore_cues=["could", "some ..."]),
        hedging.load(ignore_kinds=["booster"], threshold=0.3),
        hedging.load(hedge_kinds=["condition", "weasel"]),
    )


def check_report(report: Report, *, own_spans: bool = False) -> None:
    """What holds for every report, whatever the text and the options are."""
    whole = report.text
    require(0 <= report.score <= 1, "the score of a document is a probability", report)
    position = 0
    for sentence in report.sentences:
        inside = position <= sentence.start <= sentence.end <= len(whole)
        require(inside, "sentences are in order, disjoint and inside", whole, sentence)
        exact = whole[sentence.start : sentence.end] == sentence.text
        require(exact, "the text of a sentence stands at its span", whole, sentence)
        require(0 <= sentence.score <= 1, "a score is a probability", whole, sentence)
        reached = sentence.score >= report.threshold
        require(sentence.hedged == reached, "hedged says that the threshold is reached", sentence)
        position = sentence.start
        for cue in sentence.cues:
            inside = position <= cue.start < cue.end <= sentence.end
            require(inside, "cues are in order, disjoint and inside their sentence", whole, cue)
            exact = whole[cue.start : cue.end] == cue.text
            require(exact, "the text of a cue stands at its span", whole, cue)
            require(0 <= cue.score <= 1, "the score of a cue is a probability", whole, cue)
            require(cue.kind in hedging.KINDS, "the kind of a cue is known", cue)
            position = cue.end
        position = sentence.end
    mean = sum(s.score for s in report.sentences) / max(len(report.sentences), 1)
    require(math.isclose(report.score, mean, abs_tol=1e-9), "the score is the mean", report)
    parts = "".join(part for part, _ in report.segments())
    require(parts == whole, "the segments of a report make its text", whole)
    for sentence in report.sentences:
        parts = "".join(part for part, _ in sentence.segments())
        require(parts == sentence.text, "the segments of a sentence make its text", whole)
    _check_edges(report, own_spans)
    json.dumps(report.to_dict(), allow_nan=False)


def _check_edges(report: Report, own_spans: bool) -> None:
    """Cues and sentences begin and end with tokens, found by plain Python with loops."""
    if len(report.text) > 3000 or not report.sentences:
        return
    spans = plain.spans(report.text)
    starts, ends = {start for start, _ in spans}, {end for _, end in spans}
    for cue in report.cues:
        on_edge = cue.start in starts and cue.end in ends
        require(on_edge, "a cue begins and ends with a token", report.text, cue)
    if not own_spans:
        for sentence in report.sentences:
            on_edge = sentence.start in starts and sentence.end in ends
            require(on_edge, "a sentence begins and ends with a token", report.text, sentence)
        covered = {k for s in report.sentences for k in range(s.start, s.end)}
        for start, end in spans:
            require(covered.issuperset(range(start, end)), "every token has a sentence", start)


def fuzz_texts(source: random.Random, folder: Path) -> None:
    """Some texts in one batch: right alone, the same in company, and explained."""
    detector = source.choice(detectors())
    texts = [text(source) for _ in range(source.randint(1, 6))]
    batch = detector.detect_batch(texts)
    require(len(batch) == len(texts), "a batch has a report for each text", texts)
    for own, report in zip(texts, batch, strict=True):
        require(report.text == own, "a report holds its text", own)
        check_report(report)
        require(detector.detect(own) == report, "alone and in company are the same", own, texts)
    shuffled = source.sample(texts, len(texts))
    require(
        list(detector.detect_batch(shuffled)) == [batch[texts.index(each)] for each in shuffled],
        "the order of a batch changes nothing",
        texts,
    )
    _check_columns(batch)
    _check_line_ends(detector, source.choice(texts))
    _check_explanations(detector, source.choice(texts))


def _check_columns(batch: hedging.Batch) -> None:
    """The columns and the reports of a batch say the same."""
    rows = [
        (number, place, cue.start, cue.end, cue.text, cue.kind, cue.score)
        for number, report in enumerate(batch)
        for place, cue in enumerate(report.cues)
    ]
    columns = batch.columns("cue")
    names = ("document", "cue", "start", "end", "text", "kind", "score")
    in_columns = list(zip(*(columns[name].tolist() for name in names), strict=True))
    require(in_columns == rows, "columns and reports agree", rows, in_columns)
    scores = batch.columns("document")["score"].tolist()
    require(scores == [report.score for report in batch], "document scores agree", scores)


def _check_line_ends(detector: Detector, own: str) -> None:
    """A line end of two characters says what one of one character says."""
    single = own.replace("\r", "")
    answers = []
    for each in (single, single.replace("\n", "\r\n")):
        sentences = detector.detect(each).sentences
        rows = [(s.score, s.text, [cue.text for cue in s.cues]) for s in sentences]
        answers.append(str(rows).replace("\\r\\n", "\\n"))
    require(answers[0] == answers[1], "line ends of both kinds say the same", single, *answers)


def _check_explanations(detector: Detector, own: str) -> None:
    explanations = detector.explain(own)
    for explanation in explanations:
        log_odds = explanation.bias + sum(reason.weight for reason in explanation.reasons)
        score = 1 / (1 + math.exp(-max(-60.0, min(60.0, log_odds))))
        close = math.isclose(score, explanation.candidate.score, abs_tol=1e-6)
        require(close, "the reasons add up to the score", own, explanation.candidate, score)
        for reason in explanation.reasons:
            exact = own[reason.start : reason.end] == reason.text
            require(exact, "the text of a reason stands at its span", own, reason)
    shown = tuple(e.candidate for e in explanations if e.is_cue)
    cues = detector.detect(own).cues
    require(shown == cues, "explanations and the report have the same cues", own, shown, cues)
    starts = [explanation.candidate.start for explanation in explanations]
    require(starts == sorted(starts), "explanations are in text order", own)


def fuzz_options(source: random.Random, folder: Path) -> None:
    """Options and spans of a caller: a clear error, or right answers."""
    texts = [text(source, 30) for _ in range(source.randint(1, 4))]
    options = _options(source)
    try:
        detector = hedging.load(**options)
    except HedgingError:
        detector = source.choice(detectors())
    if source.random() < 0.3:
        for report in detector.detect_batch(texts):
            check_report(report, own_spans="splitter" in options)
        return
    spans = [_spans(source, len(own)) for own in texts]
    valid = all(_fits(own, len(each)) for own, each in zip(spans, texts, strict=True))
    try:
        batch = detector.detect_batch(texts, sentences=spans)
    except HedgingError as error:
        require(not valid, "spans that fit are taken", texts, spans, error)
        return
    require(valid, "spans that do not fit are refused", texts, spans)
    for own, report in zip(spans, batch, strict=True):
        check_report(report, own_spans=True)
        got = [(sentence.start, sentence.end) for sentence in report.sentences]
        require(got == own, "the sentences are those of the caller", own, got)


def _options(source: random.Random) -> dict[str, object]:
    words = [*CUES, *WORDS, "", " ", "...", "some ...", "🙂", "\x00", "x " * 60, "\ud800", "ha ha"]
    kinds = [*hedging.KINDS, "bogus", ""]
    numbers = [0, 1, 0.5, 1e-300, math.nan, math.inf, -1, 2, 10**400, True, "0.5", None]
    choices = {
        "extra_cues": lambda: {
            source.choice(words): source.choice(kinds[: source.choice((10, 99))])
            for _ in range(source.randint(0, 4))
        },
        "ignore_cues": lambda: source.choices(words, k=source.randint(0, 3)),
        "ignore_kinds": lambda: source.choices(kinds, k=source.randint(0, 3)),
        "hedge_kinds": lambda: source.choices(kinds, k=source.randint(0, 3)),
        "threshold": lambda: source.choice(numbers),
        "scheme": lambda: source.choice([*hedging.load().model.schemes, "x", "", None]),
        "markdown": lambda: source.choice([False, None, 3]),
        "splitter": lambda: source.choice([None, None, 3, lambda text: [(0, len(text))]]),
    }
    return {
        name: source.choice([value(), value(), value(), [], 5])
        if source.random() < 0.1
        else value()
        for name, value in choices.items()
        if source.random() < 0.3
    }


def _spans(source: random.Random, length: int) -> list[tuple[int, int]]:
    """Spans that fit a text of that length, or nearly, or not at all."""
    edges = sorted(source.choices(range(length + 1), k=2 * source.randint(0, 4)))
    if source.random() < 0.4:
        far = [2**63 - 1, -(2**63), 2**63, 2**64, -1, length + 1, 2**62, -(2**62), 2**31]
        for _ in range(source.randint(1, 3)):
            edges.insert(source.randrange(len(edges) + 1), source.choice(far))
        if source.random() < 0.3:
            # From one end of the integers to the other, and back into the text.
            wrap = [source.choice([2**63 - 1, 2**62]), source.choice([-1, -2, -(2**63), -(2**62)])]
            edges = [0, *wrap, *sorted(source.choices(range(length + 1), k=1))]
        if len(edges) % 2:
            edges.append(source.choice(far))
    return list(zip(edges[::2], edges[1::2], strict=True))


def _fits(spans: list[tuple[int, int]], length: int) -> bool:
    edges = [edge for span in spans for edge in span]
    return all(a <= b for a, b in pairwise([0, *edges, length]))
