"""The tokens of a round → what the way beyond cues asks of them."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hedging.depth.claims import look_like_headings, roles_of
from hedging.depth.columns import NO_SPAN
from hedging.depth.confidence import Runs, Strengths, cue_log_odds, deny_figures
from hedging.depth.cued import CuedSentences, gather, running_sums, without_rows
from hedging.depth.figures import DENIED, DENIES, Stated, stated
from hedging.depth.model import DepthModel
from hedging.depth.quotation import inside_quotation
from hedging.depth.spoken import Words, spoken
from hedging.depth.wording import pooled_runs, signalled
from hedging.model.word_classes import WordClasses
from hedging.text.hashing import Bools, Ints
from hedging.text.tokens import Tokens

#: First token, stop, sentence and kind of each cue.
CueColumns = tuple[Ints, Ints, Ints, npt.NDArray[np.uint8]]


class Outline(NamedTuple):
    """What each sentence of a round is at first sight.

    How many words it speaks, whether they call for a closer look, in any document or in a short
    one, what it does (an index into ROLES), and whether it looks like a heading.
    """

    words: Ints
    signalled: Bools
    signalled_if_short: Bools
    role: npt.NDArray[np.uint8]
    looks_like_heading: Bools


class Reading(NamedTuple):
    """Some sentences of a round, read closely.

    `cued` are those with cues, and `quoted` says which of their rows stand inside a quotation.
    `figures` is what `stated` gives, `runs` what `pooled_runs` gives for each of the sentences.
    """

    cued: CuedSentences
    quoted: Bools
    cues: CueReading
    figures: Stated
    runs: Runs


class CueReading(NamedTuple):
    """How sure a statement is with each cue, by the cue and the words beside it.

    A cue that `holds` a denied figure is `denied` or not by that alone.
    """

    log_odds: Ints
    holds: Bools
    denied: Bools


class TokenRound:
    """A round of documents whose tokens are columns.

    `length` counts the tokens of each sentence, `document` numbers its document, and `cue_sentence`
    is the sentence of each cue. `bounds` are the first token of every sentence and the stop after
    its last. Cues have a first token, a stop, a sentence and a kind.
    """

    def __init__(
        self,
        tokens: Tokens,
        bounds: tuple[Ints, Ints],
        document: Ints,
        document_start: Ints,
        cues: CueColumns,
        models: tuple[DepthModel, WordClasses],
    ) -> None:
        self.length = bounds[1] - bounds[0]
        self.document = document
        self.cue_sentence = cues[2]
        self._tokens, self._bounds, self._cues = tokens, bounds, cues
        self._document_start = document_start
        self._model, self._classes = models

    def outline(self) -> Outline:
        """The sentences at first sight."""
        words, model = self._words, self._model
        return Outline(
            words.stop - words.first,
            *signalled(words, model.confidence),
            roles_of(words, self._classes, model.claims),
            look_like_headings(words),
        )

    @cached_property
    def _words(self) -> Words:
        return spoken(self._tokens, self._bounds)

    @cached_property
    def _quoted(self) -> Bools:
        return inside_quotation(self._tokens, self._document_start)

    def read(self, sentences: Ints, cues: Ints) -> Reading:
        """Some sentences with their cues."""
        model, columns = self._model.confidence, self._cues
        if len(cues) < len(self.cue_sentence):
            start, end, sentence, kind = columns
            columns = (start[cues], end[cues], sentence[cues], kind[cues])
        gathered = gather(self._tokens, self._bounds, sentences, columns, None)
        words = self._words.of(sentences)
        figures = stated(words, model.figures)
        read_cues = _read_cues(gathered, words, figures.denied, model.strengths)
        if figures.denied.any():
            words = words.without(figures.denied == DENIED)
        runs = pooled_runs(words, self._classes, model)
        has_cue = np.zeros(len(sentences), dtype=np.bool_)
        has_cue[gathered.sentence] = True
        if has_cue.all():
            classes = self._classes.classes_of(self._tokens, gathered.token)
            cued = gathered._replace(classes=classes)
        else:
            own = sentences[has_cue]
            cued = gather(self._tokens, self._bounds, own, columns, self._classes)
        quoted = self._quoted[cued.token] if len(cues) else np.zeros(0, dtype=np.bool_)
        return Reading(cued, quoted, read_cues, figures, runs)

    def denied_figures(self, sentences: Ints) -> tuple[Ints, Ints]:
        """Where the figures that some sentences deny stand in the joined text, word by word.

        A word stands from the end of the word before it to its own end.
        """
        words = self._words.of(sentences)
        denied = stated(words, self._model.confidence.figures).denied
        token = words.token[denied == DENIED]
        return self._tokens.end[token - 1], self._tokens.end[token]

    def places(self, cues: Ints, first: Ints, stop: Ints) -> tuple[Ints, Ints]:
        """Where runs of tokens stand in the documents of the chosen cues."""
        origin = self._document_start[self.document[self.cue_sentence[cues]]]
        start = self._tokens.start[np.maximum(first, 0)] - origin
        end = self._tokens.end[np.maximum(stop - 1, 0)] - origin
        return np.where(first < 0, NO_SPAN, start), np.where(first < 0, NO_SPAN, end)


def _read_cues(
    cued: CuedSentences, words: Words, denied: npt.NDArray[np.uint8], table: Strengths
) -> CueReading:
    """What each cue says; `denied` says which words belong to denied figures, or deny them."""
    if not denied.any():
        none = np.zeros(len(cued.start), dtype=np.bool_)
        return CueReading(cue_log_odds(cued, table), none, none)
    is_part, is_denial = (
        np.isin(cued.token, words.token[denied == code]) for code in (DENIED, DENIES)
    )
    holds, denies = (
        sums[cued.end] > sums[cued.start] for sums in map(running_sums, (is_part, is_denial))
    )
    cued = without_rows(cued, is_part)
    are_listed, _ = table.phrases.lookup(cued.words)
    settled, turned = deny_figures(cue_log_odds(cued, table), are_listed, denies, holds)
    return CueReading(settled, holds, turned)
