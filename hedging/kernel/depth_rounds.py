"""A round of texts → its columns, and the round itself, which the compiled core keeps.

The tokens of a round stay in the core: the way beyond cues asks for a few numbers of each sentence
and for the columns of a few sentences, and answers to both cost less than to hand over all tokens.
`TokenRound` of `hedging.depth.rounds` is the reference.
"""

from __future__ import annotations

from functools import cache
from itertools import accumulate, pairwise
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from hedging.depth.confidence import DIMENSIONS
from hedging.depth.cued import CuedSentences
from hedging.depth.files import shipped_depth
from hedging.depth.rounds import Outline, Reading
from hedging.kernel import taken
from hedging.kernel.depth_tables import depth_file
from hedging.text.hashing import Ints


class KeptTokens(NamedTuple):
    """The tokens of a round that the core of a module keeps."""

    module: ModuleType
    round: Any


class KeptRound:
    """A round that the core keeps.

    Sentences have a `document`. Each chosen cue has its row among those that the core has handed
    over, a sentence and a kind.
    """

    def __init__(
        self,
        kept: KeptTokens,
        document: Ints,
        cues: tuple[Ints, Ints, npt.NDArray[np.uint8]],
    ) -> None:
        self._module, self._round = kept
        self.document = document
        self._outline = self._module.outline_round(self._round)
        self.length = np.frombuffer(self._outline, np.int64, len(document))
        self._rows, self.cue_sentence, self._kinds = cues

    def outline(self) -> Outline:
        """The sentences at first sight."""
        size = self.length.nbytes
        words = np.frombuffer(self._outline, np.int64, len(self.length), size)
        flags = np.frombuffer(self._outline, dtype=np.uint8, offset=2 * size)
        signalled, if_short, role, heading = flags.reshape(4, len(self.length))
        bools = np.bool_
        calls = signalled.view(bools), if_short.view(bools)
        return Outline(words, *calls, role, heading.view(bools))

    def read(self, sentences: Ints, cues: Ints) -> Reading:
        """Some sentences with their cues."""
        kinds = self._kinds[cues]
        question = sentences.tobytes(), self._rows[cues].tobytes(), kinds.tobytes()
        content, rows, cued = self._module.read_round(self._round, *question)
        # Columns of rows, of sentences with cues, of cues, and of all sentences.
        sizes = (rows, rows, rows, cued, cued, cued, *[len(cues)] * 5, len(sentences))
        edges = [0, *accumulate(sizes)]
        longs = np.frombuffer(content, np.int64, edges[-1])
        token, ids, classes, number, first, stop, *of_cues, thousandths = (
            longs[begin:end] for begin, end in pairwise(edges)
        )
        sentence, start, end, words, log_odds = of_cues
        runs_begin, width = 8 * edges[-1], 2 * DIMENSIONS
        runs = np.frombuffer(content, np.int16, width * len(sentences), runs_begin)
        flags = np.frombuffer(content, np.uint8, 2 * rows, runs_begin + 2 * len(runs))
        initial, quoted = flags[:rows], flags[rows:]
        return Reading(
            CuedSentences(
                token=token,
                ids=ids.view(np.uint64),
                classes=classes.view(np.uint64),
                initial=initial,
                number=number,
                first=first,
                stop=stop,
                sentence=sentence,
                start=start,
                end=end,
                kind=kinds,
                words=words.view(np.uint64),
            ),
            quoted.view(np.bool_),
            log_odds,
            _figures(thousandths),
            runs.reshape(-1, width),
        )

    def places(self, cues: Ints, first: Ints, stop: Ints) -> tuple[Ints, Ints]:
        """Where runs of tokens stand in the documents of the chosen cues."""
        question = self._rows[cues].tobytes(), first.tobytes(), stop.tobytes()
        content = self._module.places_in_round(self._round, *question)
        start, end = np.frombuffer(content, dtype=np.int64).reshape(2, -1)
        return start, end


def _figures(thousandths: Ints) -> tuple[Ints, Ints]:
    """The sentences that state a figure, and it; the others have -1."""
    sentence = (thousandths >= 0).nonzero()[0]
    return sentence, thousandths[sentence]


@cache
def opened_depth(module: ModuleType) -> Any:
    """The tables of the shipped depth model as the core has them; None if it refuses them."""
    model = shipped_depth()
    return taken(f"model {model.name}", lambda: module.open_depth(depth_file(model)))
