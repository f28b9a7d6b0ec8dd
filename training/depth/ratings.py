"""Lists of the seeds → strengths of cues; texts → their gathered sentences; ratings, frames, roles.

The strengths of cues come from published scales where there are any (the last column of
seeds/cues.tsv), and else from our own judgment by kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from hedging.corpora.rows import read_rows, read_table
from hedging.corpora.standoff import rows_with_texts
from hedging.depth.confidence import UNIT, Strengths
from hedging.depth.rows import CueRows, Words, gather, phrase_ids, spoken
from hedging.detector import Detector
from hedging.engine import pipeline
from hedging.errors import CorpusError
from hedging.kinds import KINDS
from hedging.model.scoring import Floats, log_odds
from hedging.text.hashing import Ints, ShortIndex
from hedging.text.tokens import tokenize, word_id

_MARGIN = 0.01


@dataclass(frozen=True, slots=True)
class Rating:
    """A text with what readers gave it, 0 to 1; `part` is "test" for what trains nothing."""

    text: str
    confidence: float
    group: str
    part: str


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A sentence with what it does, one of ROLES."""

    text: str
    role: str
    part: str


def read_strengths(cues: Path, modifiers: Path) -> Strengths:
    """The strengths of two lists of the seeds; CorpusError for a value that is no number."""
    of_phrase: dict[int, list[float]] = {}
    of_kind: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for number, fields in read_table(cues):
        value = float(_log_odds(_number(fields, 2, cues, number)))
        of_kind[fields[1]].append(value)
        if "..." not in fields[0]:
            of_phrase.setdefault(phrase_id(fields[0]), []).append(value)
    phrases = np.array(sorted(of_phrase), dtype=np.uint64)
    means = [float(np.mean(of_phrase[int(phrase)])) for phrase in phrases]
    effects: dict[int, list[float]] = {}
    for number, fields in read_table(modifiers):
        effects[word_id(fields[0])] = [
            _number(fields, column, modifiers, number) for column in (1, 2, 3)
        ]
    words = np.array(sorted(effects), dtype=np.uint64)
    return Strengths(
        phrases=ShortIndex(phrases),
        phrase_log_odds=_units(means),
        kind_log_odds=_units([float(np.mean(of_kind[kind] or [0.0])) for kind in KINDS]),
        modifiers=ShortIndex(words),
        modifier_effects=_units([effects[int(word)] for word in words]),
    )


def phrase_id(text: str) -> int:
    """Id of some words, whatever their case and the spaces between them.

    >>> phrase_id("may not") == phrase_id("May  not") != phrase_id("may")
    True
    """
    ids = tokenize(text).ids
    return int(phrase_ids(ids, np.array([0]), np.array([len(ids)]))[0])


def _number(fields: Sequence[str], column: int, path: Path, number: int) -> float:
    try:
        return float(fields[column])
    except (IndexError, ValueError) as error:
        raise CorpusError(
            f"{path}:{number}: expected a number in column {column + 1}, got {fields!r}"
        ) from error


def _log_odds(confidence: float) -> Floats:
    return log_odds(np.array(confidence), _MARGIN)


def _units(values: Sequence[Any]) -> npt.NDArray[np.int16]:
    return np.round(np.array(values) * UNIT).astype(np.int16)


def gather_texts(texts: Sequence[str], detector: Detector) -> tuple[CueRows, Words, Ints]:
    """All sentences of some texts with their shown cues, their words, and the text of each."""
    layout = pipeline.lay_out(texts, None, detector.model.splitter)
    steps = pipeline.light_steps(layout, detector.criteria)
    cues = steps.cues.take(steps.scores.shown)
    cued = gather(
        layout.tokens,
        (layout.first, layout.stop),
        np.arange(len(layout.first)),
        (cues.start, cues.end, cues.sentence, cues.kind),
        detector.model.word_classes,
    )
    words = spoken(layout.tokens, (layout.first, layout.stop))
    return cued, words, layout.document_start.searchsorted(layout.start, side="right") - 1


def read_ratings(path: Path) -> list[Rating]:
    """The rated texts of a file of JSON lines."""
    rows = read_rows(path, ("text", "rating", "group", "part"))
    return [Rating(row["text"], row["rating"] / 100, row["group"], row["part"]) for row in rows]


def read_rated_sentences(path: Path, corpora: Path) -> list[Rating]:
    """The rated sentences of documents below `corpora`; the group of each is its document.

    The file has a row for each document, as `hedging.corpora.standoff` describes it, but for its
    sentences: [[start, end, rating, ratings], …]. Raises CorpusError for a text that has changed.
    """
    return [
        Rating(text[start:end], rating / 100, row.document, row.part)
        for row, text in rows_with_texts(path, corpora)
        for start, end, rating, _ in row["sentences"]
    ]


def read_roles(path: Path) -> list[RoleRow]:
    """The sentences of a file of JSON lines, each with its role."""
    rows = read_rows(path, ("text", "role", "part"))
    return [RoleRow(row["text"], row["role"], row["part"]) for row in rows]


def read_frames(
    path: Path, statements: Path, sentences: Sequence[str], each: int
) -> dict[str, float]:
    """Ways to say how sure one is, each around some statements → how sure they sound, 0 to 1.

    `{c}` and `{C}` are a whole sentence, `{s}`, `{v}`, `{b}` and `{n}` parts of a statement of the
    list: its subject, what is said of it in the past and in the infinitive, a short answer.
    """
    parts = [fields for _, fields in read_table(statements)]
    clauses = [text[0].lower() + text[1:].rstrip(".") for text in sentences]
    draw = np.random.default_rng(0)
    texts = {}
    for number, fields in read_table(path):
        frame, rating = fields[0], _number(fields, 1, path, number)
        for clause, part in zip(
            draw.integers(len(clauses), size=each).tolist(),
            draw.integers(len(parts), size=each).tolist(),
            strict=True,
        ):
            subject, past, base, short = parts[part]
            whole = clauses[clause]
            text = frame.format(c=whole, C=_capital(whole), s=subject, v=past, b=base, n=short)
            texts[_capital(text)] = rating / 100
    return texts


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
