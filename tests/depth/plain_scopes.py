"""The features and the scope of one cue again, in plain Python with loops.

It shares with hedging the tables, the lists of templates and the hash.
"""

import numpy as np

from hedging.depth import scopes
from hedging.depth.scopes import FEATURES, TAG_BITS, TAGS, salt
from hedging.kinds import KINDS
from hedging.text.characters import CLOSER, DASH, OPENER, QUOTE, STOP
from hedging.text.hashing import mix
from hedging.text.tokens import word_id

ALL = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15
NOTHING = 0x6E6F6E65
VERBS = {"finite", "be", "aux"}
KEYS = VERBS | {"sub", "and", "base", "participle", "ing", "to", "padding", ",", ";", "dash"}
MARKS = {",": ",", ";": ";", ":": ";", "-": "hyphen"}
CLASSES = {OPENER: "(", CLOSER: ")", QUOTE: '"', DASH: "dash", STOP: "."}
NAMES = (*TAGS, "padding", ",", ";", "(", ")", '"', "dash", "hyphen", ".")


def mixed(value):
    return int(mix(np.array([value & ALL], dtype=np.uint64))[0])


def top(value, bits):
    return (value & ALL) >> (64 - bits)


def upper(value):
    """The upper half of a hash."""
    return (value & ALL) >> 32


class Sentence:
    """A sentence with its tags; a place outside it is padding."""

    def __init__(self, cued, number, table):
        rows = range(cued.first[number], cued.stop[number])
        self.ids = [int(cued.ids[row]) for row in rows]
        self.classes = [int(cued.classes[row]) for row in rows]
        self.initial = [int(cued.initial[row]) for row in rows]
        self.tags = [self._tag(place, table) for place in range(len(self.ids))]

    def __len__(self):
        return len(self.ids)

    def id(self, place):
        return self.ids[place] if 0 <= place < len(self) else NOTHING

    def word_class(self, place):
        return self.classes[place] if 0 <= place < len(self) else 0

    def tag(self, place):
        return self.tags[place] if 0 <= place < len(self) else "padding"

    def code(self, place):
        return NAMES.index(self.tag(place))

    def group(self, place):
        return mixed((self.word_class(place) >> 8) + (1 << 32))

    def _tag(self, place, table):
        for word, mark in MARKS.items():
            if self.ids[place] == word_id(word):
                return mark
        if self.initial[place] in CLASSES:
            return CLASSES[self.initial[place]]
        scores = [0] * len(TAGS)
        for number, feature in enumerate(FEATURES):
            total = 0
            for name, shift in feature:
                value = {
                    "id": self.id(place + shift),
                    "class": mixed(self.word_class(place + shift) + NOTHING),
                    "group": mixed((self.word_class(place + shift) >> 8) + (NOTHING << 8)),
                }[name]
                total += value * int(salt(8 * number + shift + 2))
            row = table[top(total, TAG_BITS)]
            scores = [score + int(weight) for score, weight in zip(scores, row, strict=True)]
        return TAGS[scores.index(max(scores))]

    def is_passive(self, place):
        has_be = self.tag(place - 1) == "be" or (
            self.tag(place - 1) == "adverb" and self.tag(place - 2) == "be"
        )
        return has_be and self.tag(place) == "participle"


def numeral(codes):
    total = 0
    for code in codes:
        total = total * 32 + code
    return total


def boundary(sentence, place):
    """The values of the boundary before a word."""
    s, code = sentence, sentence.code

    def joined(*parts):
        return sum(value * int(salt(number)) for value, number in parts)

    pair = numeral([code(place - 1), code(place)])
    tags = numeral([code(place - 2), code(place - 1), code(place), code(place + 1)])
    return {
        "none": 0,
        "R": joined((s.id(place), 101)),
        "L": joined((s.id(place - 1), 102)),
        "L R": joined((s.id(place), 103), (s.id(place - 1), 104)),
        "L, R group": joined((s.group(place), 105), (s.id(place - 1), 106)),
        "groups": joined((s.group(place - 1), 109), (s.group(place), 110)),
        "R R2": joined((s.id(place), 111), (s.id(place + 1), 112)),
        "L2 L": joined((s.id(place - 1), 113), (s.id(place - 2), 114)),
        "tag pair": mixed(pair + (1 << 40)),
        "tags": mixed(tags + (1 << 41)),
    }


def cue_values(sentence, words, kind, start, end):
    """The values of a cue at the words `start:end`."""
    s, code = sentence, sentence.code
    is_passive = any(s.is_passive(place) for place in range(end, min(end + 4, len(s))))
    voice = mixed(
        numeral([is_passive, code(end - 1), s.tag(start - 1) == "be"]) + (1 << 42),
    )
    following = mixed(numeral([code(end), code(end + 1), code(end + 2)]) + (1 << 43))
    around = numeral([code(start - 1), code(end - 1), code(end)])
    of_kind = mixed(kind + (1 << 47))
    head = mixed((s.word_class(end - 1) >> 8) * 32 + code(end - 1))
    return {
        "none": 0,
        "words": words * int(salt(120)),
        "head": head * int(salt(121)),
        "voice": voice,
        "next": following,
        "kind": of_kind,
        "kind, around": mixed(around + of_kind),
        "around": mixed(around + (1 << 44)),
    }


def span(sentence, cue_starts, low, high):
    """The values of the words between a cue and a boundary."""
    places = range(low, high)
    tags = [sentence.tag(place) for place in places]
    verbs = min(sum(tag in VERBS for tag in tags), 3)
    commas = min(tags.count(","), 3)
    is_cut = ";" in tags or "dash" in tags
    cues = min(sum(place in cue_starts for place in places), 2)
    opened, closed = tags.count("("), tags.count(")")
    depth = (opened > closed) - (opened < closed)
    distance = high - low
    bucket = distance if distance < 9 else 9 + sum(distance >= step for step in (12, 17, 25))
    codes = {
        "distance": bucket,
        "clauses": 32 + 16 * is_cut + 4 * verbs + commas,
        "nesting": 64 + 6 * cues + 2 * (depth + 1) + tags.count('"') % 2,
    }
    total, power = 0, GOLDEN
    for place in places:
        if sentence.tag(place) in KEYS:
            total += mixed((1 + sentence.code(place)) << 50) * power
            power = power * GOLDEN
    hashes = {name: span_hash(code) for name, code in codes.items()}
    return hashes | {"none": 0, "sequence": mixed(total * pow(GOLDEN, -1, 1 << 64))}


def span_hash(code):
    return mixed((1 + code) << 20)


def match(sentence, start, end, place):
    """Whether the words around a boundary are like those around a cue."""
    s = sentence
    after = 4 * (s.tag(place) == s.tag(end)) + 2 * (s.id(place) == s.id(end))
    return span_hash(104 + after + (s.tag(place - 1) == s.tag(start - 1)))


def scope(cued, cue, tables):
    """The first row and the stop of one cue's scope."""
    number = int(cued.sentence[cue])
    first = int(cued.first[number])
    sentence = Sentence(cued, number, tables.tags)
    starts = {int(cued.start[k]) - first for k in np.flatnonzero(cued.sentence == number)}
    start, end = int(cued.start[cue]) - first, int(cued.end[cue]) - first
    kind = int(cued.kind[cue]) if tables.has_kinds else KINDS.index("epistemic")
    values = cue_values(sentence, int(cued.words[cue]), kind, start, end)
    ends = []
    for weights, templates, edge, places in (
        (tables.begin, scopes.BEGIN_TEMPLATES, start, range(start, -1, -1)),
        (tables.stop, scopes.STOP_TEMPLATES, end, range(end, len(sentence) + 1)),
    ):
        best = None
        for place in list(places)[: scopes.REACH + 1]:
            pair = numeral([sentence.code(place - 1), sentence.code(place)])
            if place != edge and not weights.is_candidate[pair]:
                continue
            beside = boundary(sentence, place)
            between = span(sentence, starts, min(place, edge), max(place, edge))
            between["match"] = match(sentence, start, end, place)
            hashes = [
                upper(values[a]) + upper(beside[b]) + upper(between[c]) for a, b, c in templates
            ]
            score = sum(int(weights.table[top(value << 32, scopes.BITS)]) for value in hashes)
            if best is None or score > best[0]:
                best = score, place
        ends.append(first + best[1])
    return tuple(ends)
