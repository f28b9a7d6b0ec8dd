"""Seeds and running text → more texts for the network of the confidence, rated by a detector.

A network of runs of words knows only what it has read, and an encoder knows more. So a shipped
model with an encoder rates three kinds of text that readers have not rated:

    recombined   clauses of rated texts put together anew
    hedged       sentences of running text in which the light model hears a doubt
    running      sentences of the texts that the light model learned from, drawn at random; those
                 without a cue are plain

`../unlabelled`, beside the corpora, holds the text of the hedged sentences.
`confidence_taught.npz` holds where they stand, and the answers to all texts; it holds no text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from hedging.corpora.rows import read_rows
from hedging.detector import Detector
from hedging.errors import CorpusError
from hedging.model.scoring import Floats
from hedging.text.hashing import Ints
from hedging.train.distillation import fingerprint
from training.depth.ratings import Rating, read_ratings
from training.material import SEEDS, load_shipped

TAUGHT: Final = SEEDS / "confidence_taught.npz"
#: The answer to a text that claims nothing.
NOTHING: Final = 0xFFFF
# Sentences of running text, and the answer to one without a cue.
_RUNNING, _PLAIN = 36_000, 0.95
# Groups of rated texts are dealt to so many parts, and only texts of one part are recombined. So
# leaving a part out for a test leaves out the texts that were made from it too.
PARTS: Final = 4
# Texts of each kind that are made from a part: two clauses, one clause less, two texts, a clause of
# one text beside another.
_SWAPPED, _SHORTENED, _PAIRED, _ATTACHED = 1100, 700, 1100, 1000
_CLAUSE_END: Final = re.compile(r"(?<=[,;:—–])\s+|(?<=[.!?])\s+")
_OPEN, _CLOSING = ",;:—–", '.!?"'
# The registers of the running text, and how much of each is looked at.
_REGISTERS = (
    *("llm", "qa", "news", "science", "encyclopedia"),
    *("policy", "filings", "technical", "books", "clinical"),
)
_CHARACTERS, _OF_DOCUMENT, _ROUND = 9_000_000, 20_000, 200
# No licence says plainly that this source may be passed on.
_LEFT_OUT = "sec-10k"
# A sentence is hedged if the light model is less sure than this; so many are drawn for each tenth
# of its confidence.
_HEDGED, _FOR_TENTH = 0.945, 3000
_WORDS = range(4, 41)


class TaughtTexts(NamedTuple):
    """Texts of three kinds, with a detector's answers, 0 to 1; NaN where a text claims nothing."""

    recombined: list[str]
    hedged: list[str]
    running: list[str]
    answers: Floats


def read_taught(corpora: Path, path: Path) -> TaughtTexts:
    """The texts and their answers; CorpusError if these are the answers to other texts."""
    with np.load(path, allow_pickle=False) as stored:
        places, answers = stored["places"], stored["answers"]
        rated = str(stored["fingerprint"])
    texts = _recombined(), _read_places(corpora, places), _running(corpora)
    if fingerprint(texts) != rated:
        raise CorpusError(f"{path} rates other texts: run the step taught again")
    return TaughtTexts(*texts, np.where(answers == NOTHING, np.nan, answers / 1000))


def write_taught(corpora: Path, light: Detector, rater: Detector, path: Path) -> None:
    """Draw the texts, have a detector rate them, and write the answers."""
    places = hedged_places(corpora, light)
    chosen, running = [*_recombined(), *_read_places(corpora, places)], _running(corpora)
    texts = [*chosen, *running]
    of_cue = light.detect_batch(running, depth="cues").columns("cue")["document"]
    has_cue = np.bincount(of_cue, minlength=len(running)) > 0
    is_rated = np.concatenate((np.ones(len(chosen), dtype=np.bool_), has_cue))
    answers = np.full(len(texts), _PLAIN)
    rated = is_rated.nonzero()[0]
    answers[rated] = _rate([texts[row] for row in rated.tolist()], rater)
    per_mille = np.where(np.isnan(answers), NOTHING, np.round(1000 * answers)).astype(np.uint16)
    rated_texts = np.array(fingerprint([texts]))
    np.savez_compressed(path, places=places, answers=per_mille, fingerprint=rated_texts)


def _rate(texts: Sequence[str], rater: Detector) -> Floats:
    answers = np.full(len(texts), np.nan)
    order = np.argsort([len(text) for text in texts], kind="stable")
    for rows in np.array_split(order, len(texts) // 512 + 1):
        depth = rater.detect_batch([texts[row] for row in rows.tolist()], depth="all").depth
        assert depth is not None
        answers[rows] = depth.document_confidence
    return answers


def _running(corpora: Path) -> list[str]:
    from training.accurate.training import general_sentences  # which needs torch

    texts = sorted({gold.text for gold in general_sentences(load_shipped(corpora)[1])})
    drawn = np.random.default_rng(0).permutation(len(texts))[:_RUNNING]
    return [texts[number] for number in drawn.tolist()]


# ---- recombined ----


def _recombined() -> list[str]:
    rows = [row for row in read_ratings(SEEDS / "ratings.jsonl") if row.part == "train"]
    return recombined(rows)


def part_of_groups(rows: Sequence[Rating]) -> dict[str, int]:
    """The part of each group, below PARTS."""
    groups = np.random.default_rng(5).permutation(sorted({row.group for row in rows}))
    return {group: number % PARTS for number, group in enumerate(groups.tolist())}


def recombined(rows: Sequence[Rating]) -> list[str]:
    """Clauses of rated texts put together anew, each of one part of the groups."""
    part_of = part_of_groups(rows)
    draw = np.random.default_rng(2)
    rated = {row.text for row in rows}
    made: dict[str, None] = {}
    for part in range(PARTS):
        own = [row for row in rows if part_of[row.group] == part]
        made |= dict.fromkeys(_of_part(own, draw))
    return [text for text in made if text not in rated]


def _of_part(rows: Sequence[Rating], draw: np.random.Generator) -> Iterator[str]:
    whole = np.arange(len(rows))
    clauses = [_clauses(row.text) for row in rows]
    several = np.array([row for row in whole.tolist() if len(clauses[row]) > 1])
    of_group: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        of_group.setdefault(row.group, []).append(number)
    for _ in range(_SWAPPED):
        one, other = draw.choice(several, 2).tolist()
        head = clauses[one][: draw.integers(1, len(clauses[one]))]
        tail = clauses[other][draw.integers(1, len(clauses[other])) :]
        fit = _lowered if head[-1][-1] in _OPEN else _capital
        yield ended(_capital(" ".join([*head, *(fit(clause) for clause in tail)])))
    for _ in range(_SHORTENED):
        own = clauses[draw.choice(several)]
        gone = int(draw.integers(len(own)))
        yield ended(_capital(" ".join([*own[:gone], *own[gone + 1 :]])))
    for _ in range(_PAIRED):
        one = int(draw.choice(whole))
        other = int(draw.choice(of_group[rows[one].group] if draw.random() < 0.5 else whole))
        if one != other:
            yield f"{ended(rows[one].text)} {rows[other].text}"
    for _ in range(_ATTACHED):
        own, other = clauses[draw.choice(several)], rows[int(draw.choice(whole))].text
        clause = (own[0] if draw.random() < 0.5 else own[-1]).rstrip(".!? ")
        if clause[-1:] in tuple(_OPEN):
            yield f"{_capital(clause)} {_lowered(other)}"
        else:
            between = str(draw.choice([", ", "; ", " - "]))
            yield f"{other.rstrip('.!? ')}{between}{_lowered(clause)}."


def _clauses(text: str) -> list[str]:
    return [clause for clause in _CLAUSE_END.split(text) if clause]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lowered(text: str) -> str:
    return text if text.startswith(("I ", "I'")) else text[:1].lower() + text[1:]


def ended(text: str) -> str:
    """A text with a full stop, if it has no mark at its end."""
    return text if text.rstrip()[-1:] in tuple(_CLOSING) else text.rstrip(f" {_OPEN}") + "."


# ---- hedged ----


def _documents(corpora: Path) -> list[list[str]]:
    """The texts of each register, in the order of their files."""
    folder = corpora.parent / "unlabelled"
    if not folder.is_dir():
        raise CorpusError(f"{folder}: expected the running text of {', '.join(_REGISTERS)}")
    return [
        [
            str(row["text"])
            for path in sorted((folder / register).glob("*.jsonl"))
            if _LEFT_OUT not in path.name
            for row in read_rows(path, ("text",))
        ]
        for register in _REGISTERS
    ]


def _read_places(corpora: Path, places: npt.NDArray[np.int32]) -> list[str]:
    texts = [text for register in _documents(corpora) for text in register]
    return [texts[document][start:end] for document, start, end in places.tolist()]


def hedged_places(corpora: Path, light: Detector) -> npt.NDArray[np.int32]:
    """The document, the start and the end of sentences in which a light detector hears a doubt."""
    draw = np.random.default_rng(0)
    places: list[Ints] = []
    confidence: list[Floats] = []
    before = 0
    for texts in _documents(corpora):
        order = list(range(len(texts)))
        draw.shuffle(order)
        cut = {number: texts[number][:_OF_DOCUMENT] for number in order}
        lengths = np.cumsum([len(texts[number]) for number in order])
        seen = order[: int(lengths.searchsorted(_CHARACTERS, side="right")) + 1]
        own, sure = _hedged_in([cut[number] for number in seen], light)
        own[:, 0] = before + np.array(seen, dtype=np.int64)[own[:, 0]]
        places.append(own)
        confidence.append(sure)
        before += len(texts)
    tenth = np.minimum((10 * np.concatenate(confidence)).astype(int), 9)
    shuffle = np.random.default_rng(1)
    drawn = [shuffle.permutation(np.flatnonzero(tenth == k))[:_FOR_TENTH] for k in range(10)]
    chosen = np.concatenate(places)[np.concatenate(drawn)]
    return np.asarray(chosen, dtype=np.int32)


def _hedged_in(texts: Sequence[str], light: Detector) -> tuple[Ints, Floats]:
    """Document, start and end of hedged sentences, none twice, and the confidence of each."""
    own: dict[str, tuple[tuple[int, int, int], float]] = {}
    for begin in range(0, len(texts), _ROUND):
        batch = light.detect_batch(texts[begin : begin + _ROUND], depth="all")
        assert batch.depth is not None
        sure = batch.depth.sentence_confidence
        columns = batch.columns("sentence")
        for row in np.flatnonzero(sure <= _HEDGED).tolist():
            number = begin + int(columns["document"][row])
            start, end = int(columns["start"][row]), int(columns["end"][row])
            text = texts[number][start:end]
            if len(text.split()) in _WORDS and "\n" not in text:
                own[text] = (number, start, end), float(sure[row])
    places = np.array([place for place, _ in own.values()], dtype=np.int64).reshape(-1, 3)
    return places, np.array([sure for _, sure in own.values()])
