"""A small model with an encoder: words in place of pieces, and a network that knows a few words."""

import dataclasses
import re

import numpy as np

import hedging
from hedging.detector import Detector
from hedging.encoder.confidence import ConfidenceReader
from hedging.encoder.encoder import EncodedScheme, Encoder
from hedging.encoder.marks import Columns
from hedging.encoder.pieces import Pieces
from hedging.kinds import DECLINED, KINDS, ROLES
from hedging.options import DetectorOptions

#: Words that the network marks, with their kinds; the second word of a cue goes on with the first.
WORDS = {
    "may": "epistemic",
    "zorp": "doxastic",
    "zorply": "doxastic",
    "about": "approximator",
}
GOES_ON = ("zorply",)
#: Words that say what a whole text does; every other text claims something.
ROLE_WORDS = {"thanks": "courtesy", "dunno": "unknown", "why": "question"}
#: Words that say why a text declines; every other text answers.
REASON_WORDS = {"dunno": "does not know", "sorry": "refuses"}
#: The log-odds of a text without the words above, and what each of them takes away.
SURE, DOUBT = 3.0, 2.0
COLUMNS = Columns("general", tuple(range(len(KINDS))), 0, None)


class WordReader:
    """Reads each word and each sign as a piece."""

    first, last = 0, 1

    def __init__(self):
        self.read_texts = []
        self.words = []

    def read(self, texts):
        self.read_texts += texts
        return [self._pieces(text) for text in texts]

    def _pieces(self, text):
        found = list(re.finditer(r"\w+|[^\w\s]", text))
        for match in found:
            if match[0] not in self.words:
                self.words.append(match[0])
        ids = np.array([self.words.index(match[0]) for match in found], dtype=np.int64)
        start = np.array([match.start() for match in found], dtype=np.int64)
        end = np.array([match.end() for match in found], dtype=np.int64)
        return Pieces(ids, start, end, np.zeros_like(ids))


class KnownTexts:
    """A network for whole texts that knows a few words, and that notes the texts that it reads.

    With `reasons`, it knows by a few words why a text declines, too.
    """

    def __init__(self, *, reasons=False):
        self.read_texts = []
        self.reasons = reasons

    def outputs(self, pieces, reader):
        words = [reader.words[number].lower() for number in pieces.ids.tolist()]
        self.read_texts.append(" ".join(words))
        outputs = np.zeros(1 + len(ROLES), dtype=np.float32)
        outputs[0] = SURE - DOUBT * sum(word in WORDS for word in words)
        role = next((ROLE_WORDS[word] for word in words if word in ROLE_WORDS), "claim")
        outputs[1 + ROLES.index(role)] = 5.0
        if not self.reasons:
            return outputs
        evidence = np.zeros(1 + len(DECLINED), dtype=np.float32)
        evidence[0] = 1.0
        for word in words:
            if word in REASON_WORDS:
                evidence[1 + DECLINED.index(REASON_WORDS[word])] = 5.0
        return np.concatenate((outputs, evidence))


class KnownWords:
    """A network that is sure of a few words."""

    def outputs(self, pieces, reader, branch):
        assert branch == "general"
        table = np.full((len(pieces.ids), len(KINDS) + 2), -6.0, dtype=np.float32)
        table[:, 0] = 6.0
        for row, number in enumerate(pieces.ids.tolist()):
            word = reader.words[number].lower()
            if word in WORDS:
                table[row, 0] = 0.0
                table[row, 1 + KINDS.index(WORDS[word])] = 4.0
                table[row, -1] = -4.0 if word in GOES_ON else 4.0
        return table


def small_detector(band=None, *, confidence=False, reasons=False, cue_weights=(), **options):
    """A detector with the small encoder beside the shipped model.

    With `confidence`, the encoder also says how sure whole texts sound, and with `reasons` why they
    decline. With `cue_weights`, both models answer for a cue.
    """
    light = hedging.load().model
    encoded = EncodedScheme(COLUMNS, 1.0, 0.0, 0.0, 0.5, 0.5, cue_weights, band)
    general = light.schemes["general"]._replace(threshold=0.5, encoded=encoded)
    reader = WordReader()
    roles = tuple(range(len(ROLES)))
    declined = tuple(range(len(DECLINED))) if reasons else ()
    network = KnownTexts(reasons=reasons)
    whole = ConfidenceReader(reader, network, roles, declined) if confidence else None
    encoder = Encoder(reader, KnownWords(), whole)
    model = dataclasses.replace(light, name="small", encoder=encoder, schemes={"general": general})
    return Detector(model, DetectorOptions(**options))
