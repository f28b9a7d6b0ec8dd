"""Tokens, sentences, candidates and features again, in plain Python with loops.

The arrays of hedging must agree with these functions to the bit. They share with hedging only the
classes of characters, the tables of weights and classes, and the lists of templates.
"""

import itertools
import math
from functools import cache

from hedging.kinds import KINDS
from hedging.model import features
from hedging.text.characters import (
    APOSTROPHE,
    CLOSER,
    DASH,
    DIGIT,
    LOWER,
    MARK,
    NEWLINE,
    OPENER,
    OTHER,
    QUOTE,
    STOP,
    UPPER,
)
from hedging.text.sentences import GAP_BITS, GAP_TEMPLATES
from hedging.text.tokens import tokenize

ALL = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15
NOTHING = 0x6E6F6E65
BULLETS = set("-*•·–—▪◦‣>●■")


@cache
def class_of(character):
    return int(tokenize(character).character_class[0])


def lowered(character):
    if class_of(character) == APOSTROPHE:
        return "'"
    lower = character.lower()
    return lower if len(lower) == 1 else character


def mix(value):
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        value = ((value ^ value >> 33) * factor) & ALL
    return value ^ value >> 33


def word_hash(word):
    return mix(sum(ord(lowered(c)) * pow(GOLDEN, k, 1 << 64) for k, c in enumerate(word, 1)) & ALL)


def short(value):
    """The first 40 bits of a hash."""
    return value >> 24 << 24


def suffix_hash(word):
    letters = [ord(lowered(c)) for c in word[-3:]]
    return sum(c * pow(GOLDEN, 2 - k, 1 << 64) for k, c in enumerate(reversed(letters))) & ALL


def spans(text):
    """Tokens of a text, one character at a time."""
    ended, begin = [], None
    for i, character in enumerate(text):
        word = LOWER <= class_of(character) <= MARK
        joint = class_of(character) == APOSTROPHE and 0 < i < len(text) - 1
        joint = joint and all(LOWER <= class_of(c) <= MARK for c in (text[i - 1], text[i + 1]))
        if begin is not None and (joint or not word):
            ended.append((begin, i))
            begin = None
        if joint or (word and begin is None):
            begin = i
        elif not word and class_of(character) > NEWLINE:
            ended.append((i, i + 1))
    return [*ended, (begin, len(text))] if begin is not None else ended


class Token:
    def __init__(self, text, start, end, before):
        gap = text[before:start]
        self.word = text[start:end]
        self.start, self.end = start, end
        self.initial = class_of(self.word[0])
        self.hash = word_hash(self.word)
        self.gap = bool(gap) or before == 0
        self.line_ends = sum(class_of(c) == NEWLINE for c in gap.replace("\r\n", "\n"))
        self.shape = (
            self.initial * 4
            + 2 * (len(self.word) > 1)
            + (len(self.word) > 1 and class_of(self.word[1]) == UPPER)
        )
        self.item = self.bare = False


def tokens_of(text):
    tokens, before = [], 0
    for start, end in spans(text):
        tokens.append(Token(text, start, end, before))
        before = end
    return tokens


def begins(text, splitter):
    """Where the sentences of a document begin."""
    tokens = tokens_of(text)
    lines = lines_of(tokens)
    style = style_of(lines)
    weights, punkt = splitter.weights, splitter.punkt
    starts = []
    for line in lines:
        starts.append(line[0].start)
        for at in range(1, len(line)):
            if undecided(line, at, punkt):
                values = describe(line, at, punkt, style)
                ids = template_ids(GAP_TEMPLATES, values, GAP_BITS)
                total = sum(int(weights.table[number]) for number in ids)
                if weights.bias + weights.scale * total > 0:
                    starts.append(line[at].start)
    return starts


def lines_of(tokens):
    """Tokens by line: paragraphs, list items and the like, wraps undone."""
    rows = []
    for k, token in enumerate(tokens):
        token.head = k == 0 or token.line_ends > 0
        if token.head:
            rows.append([])
        rows[-1].append(token)
    for row in rows:
        first, second, third = (*row, None, None)[:3]
        if second is None:
            continue
        if second.gap and first.word in BULLETS:
            first.item = second.bare = True
        short = len(first.word) <= 2 and LOWER <= first.initial <= DIGIT
        closes = second.word == ")" or (second.word == "." and first.initial == DIGIT)
        if short and closes and not second.gap and third is not None and third.gap:
            first.item = third.bare = True
    single = [k for k, row in enumerate(rows) if k and row[0].line_ends == 1]
    width = {k: rows[k - 1][-1].end - rows[k - 1][0].start for k in single}
    low = [k for k in single if rows[k][0].initial == LOWER and not rows[k][0].item]
    mean = sum(width[k] for k in low) / len(low) if low else 0.0
    wrapped = len(low) >= 0.3 * max(len(single), 1)
    lines = []
    for k, row in enumerate(rows):
        full = k in width and (
            width[k] >= 0.5 * mean
            if k in low
            else width[k] + 1 + row[0].end - row[0].start > 0.85 * mean
        )
        if full and wrapped and not row[0].item:
            lines[-1].extend(row)
        else:
            lines.append(list(row))
    return lines


def style_of(lines):
    unclosed = sum(line[-1].initial not in (STOP, CLOSER, QUOTE) for line in lines)
    after = [
        b.initial
        for line in lines
        for a, b in itertools.pairwise(line)
        if a.initial == STOP and b.gap
    ]
    levels = (
        sum((unclosed + 0.2) / (len(lines) + 1) >= level for level in (0.1, 0.3, 0.6))
        if lines
        else 0
    )
    low = sum((after.count(LOWER) + 0.1) / (len(after) + 1) >= level for level in (0.03, 0.1, 0.3))
    return levels * 4 + low


def undecided(line, at, punkt):
    before, token = line[at - 1], line[at]
    if token.bare or (before.word == "," and token.initial != UPPER):
        return False
    if not token.gap:
        glued = token.initial == UPPER and before.initial == STOP
        return glued and at >= 2 and line[at - 2].initial == LOWER
    if (
        token.initial == LOWER
        and before.word == "."
        and not before.gap
        and short(line[at - 2].hash) in set(punkt.abbreviations.tolist())
    ):
        return False
    if token.initial == DIGIT and before.word == "." and not before.gap and bracketed(line, at - 2):
        return False
    return before.initial > MARK or token.initial in (UPPER, OPENER, QUOTE, OTHER, DASH, DIGIT)


def bracketed(line, word):
    """Whether a bracket opens before a word, or before one in lower case that stands before it."""
    if word < 1 or line[word].initial not in (LOWER, UPPER):
        return False
    if line[word - 1].initial == OPENER:
        return not line[word].gap
    before = line[word - 1]
    return (
        word >= 2
        and before.initial == LOWER
        and not before.gap
        and line[word - 2].initial == OPENER
    )


def describe(line, at, punkt, style):
    """The named values of the gap before token `at` of a line."""
    mark = at - 1
    for _ in range(2):
        if (
            mark >= 3
            and line[mark].word == "]"
            and line[mark - 2].word == "["
            and line[mark - 1].initial == DIGIT
        ):
            mark -= 3
    for _ in range(2):
        if line[mark].initial in (CLOSER, QUOTE, APOSTROPHE) and mark > 0 and not line[mark].gap:
            mark -= 1
    word = mark - 1 if line[mark].initial > MARK and mark > 0 else mark

    def value(k, name):
        return int(getattr(line[k], name)) if 0 <= k < len(line) else NOTHING

    m = line[mark].hash if line[mark].initial > MARK else line[mark].shape
    w, following = line[word], line[at]
    dotted = value(word - 1, "hash") == word_hash(".") and not w.gap
    return {
        "abbreviated": int(short(w.hash) in set(punkt.abbreviations.tolist())) + 2 * dotted,
        "before mark": value(mark - 2, "hash"),
        "before shape": value(word - 1, "shape"),
        "common": int(short(following.hash) in set(punkt.lower.tolist())),
        "end": line[-1].initial,
        "glue": value(at, "gap") * 4 + value(mark, "gap") * 2 + value(at + 1, "gap"),
        "last": value(at - 1, "hash"),
        "m shape": line[mark].shape,
        "mark": m * 31 + (value(at - 1, "hash") != m),
        "next": following.hash,
        "next shape": following.shape,
        "next suffix": suffix_hash(following.word),
        "rest": bucket(len(line) - 1 - at),
        "run": bucket(at),
        "second shape": value(at - 2, "shape"),
        "starts": int(short(following.hash) in set(punkt.starters.tolist())),
        "style": style,
        "then": value(at + 1, "hash"),
        "then shape": value(at + 1, "shape"),
        "together": int(
            short(mix((w.hash * 3 + following.hash) & ALL)) in set(punkt.collocations.tolist())
        ),
        "w": w.hash,
        "w shape": w.shape,
        "w suffix": suffix_hash(w.word),
    }


def bucket(count):
    return min(int(2 * math.log2(count + 1)), 14)


def template_ids(templates, values, bits):
    """The feature of each template: a hash of the values that its names have."""
    for number, template in enumerate(templates, 1):
        hashed = number
        for name in template:
            hashed = mix((hashed + values[name]) & ALL)
        yield hashed >> (64 - bits)


def lookup(known, value):
    """The row of a value in a list, or None."""
    return known.index(value) if value in known else None


def run_hash(hashes):
    """Hash of a run of tokens."""
    hashed = hashes[0]
    for number in hashes[1:]:
        hashed = mix((hashed * GOLDEN + number) & ALL)
    return hashed


def stop_of_phrase(tokens, begin, heads, gap):
    """The stop of the noun phrase whose opening ends at `begin`, None if there is none."""
    reached = []
    for token in tokens[begin : begin + gap + 1]:
        if token.initial in (STOP, OPENER, CLOSER, QUOTE):
            break
        reached.append(token.word.lower())
    for k, word in enumerate(reached):
        if word in heads:
            return begin + k + 1
    for k in range(len(reached)):
        rest = reached[k:]
        while rest and f"[{rest[0]}] [say]" in heads and f"[{rest[0]}]" not in heads:
            rest = rest[1:]
        verb = bool(rest) and f"[{rest[0]}]" in heads
        if verb and (k == 0 or tokens[begin + k - 1].initial <= MARK):
            return begin + k if k else None
    return None


def entry_hash(token):
    """The hash of a token, which is the same for all numbers."""
    return "a number" if token.initial == DIGIT else token.hash


def find_candidates(tokens, cues, heads, *, gap=5):
    """First token and stop of every cue in a sentence; "some ..." stands for an opening.

    An opening takes the next head, if at most `gap` words stand between and no stop, quotation mark
    or bracket; else it takes the words before the next verb of `heads`, which is in brackets.
    """
    hashes = [entry_hash(token) for token in tokens]
    candidates = set()
    for cue in cues:
        run = [entry_hash(token) for token in tokens_of(cue.removesuffix("..."))]
        for first in range(len(tokens) - len(run) + 1):
            stop = first + len(run)
            if hashes[first:stop] != run:
                continue
            if not cue.endswith("..."):
                candidates.add((first, stop))
                continue
            phrase_stop = stop_of_phrase(tokens, stop, heads, gap)
            if phrase_stop is not None:
                candidates.add((first, phrase_stop))
    return sorted(candidates)


def best_of_overlaps(start, end, log_odds):
    """Rows to keep: the strongest first, of equals the longer, then the earlier."""
    kept = []
    rank = sorted(range(len(start)), key=lambda k: (-log_odds[k], start[k] - end[k], start[k]))
    for k in rank:
        if all(end[k] <= start[j] or end[j] <= start[k] for j in kept):
            kept.append(k)
    return sorted(kept)


def cue_feature_ids(tokens, candidates, k, lexicon, classes):
    """The features of candidate `k` of a sentence; each candidate is a (first, stop, entry).

    `classes` are those of `listed_classes`.
    """
    first, stop, entry = candidates[k]
    cue = int(lexicon.hashes[entry])
    kinds = sum(1 << bit for bit in range(len(KINDS)) if any(lexicon.masks[entry] >> bit & 1))
    values = {
        "cue": cue,
        "kinds": kinds,
        "head": tokens[stop - 1].hash,
        "cue shape": tokens[first].shape,
        "position": min(first, 3),
        "sentence end": tokens[-1].hash,
        "first word": tokens[0].hash,
    }
    words = []
    for side, step in itertools.product("LR", range(1, 6)):
        at = first - step if side == "L" else stop + step - 1
        token = tokens[at] if 0 <= at < len(tokens) else None
        name = f"{side}{step}"
        values[name] = token.hash if token else NOTHING
        values[f"{name} suffix"] = suffix_hash(token.word) if token else NOTHING
        values[f"{name} shape"] = token.shape if token else NOTHING
        values[f"{name} class"] = word_class(token, *classes) if token else NOTHING
        values[f"{name} group"] = values[f"{name} class"] >> 8
        words.append((side == "R", values[name]))
    before = [other for a, _, other in candidates if a < first]
    after = [other for a, _, other in candidates if a >= stop]
    values["candidate before"] = int(lexicon.hashes[before[-1]]) if before else NOTHING
    values["candidate after"] = int(lexicon.hashes[after[0]]) if after else NOTHING
    bag = [
        mix((mix((value + base + side) & ALL) + word) & ALL) >> (64 - features.BITS)
        for side, word in words
        for value, base in ((cue, 1000), (kinds, 2000))
    ]
    ids = template_ids(features.TEMPLATES, values, features.BITS)
    by_template = dict(zip(features.TEMPLATES, ids, strict=True))
    longest_first = sorted(features.TEMPLATES, key=len, reverse=True)
    return [by_template[template] for template in longest_first] + bag


def listed_classes(classes):
    """The classes of words and of endings, by their hashes."""
    words = zip(classes.words.known.tolist(), classes.word_classes.tolist(), strict=True)
    endings = zip(classes.endings.tolist(), classes.ending_classes.tolist(), strict=True)
    return dict(words), dict(endings)


def word_class(token, words, endings):
    """The class of a word, else of its ending, else of its first character."""
    ending = suffix_hash(token.word)
    if short(token.hash) in words:
        return words[short(token.hash)]
    if token.initial in (LOWER, UPPER, DIGIT) and ending in endings:
        return endings[ending]
    return 0x8000 + 0x100 * token.initial


def marks(probabilities, sentence):
    """The marks of an encoder, token by token: (start, end, sentence, highest probability, sums).

    A row of `probabilities` holds those of no cue, of each kind, and of a cue that begins there.
    """
    found = []
    for token, (none, *kinds, begins) in enumerate(probabilities):
        likely = 1 - none >= 0.5
        before = found[-1] if found else None
        goes_on = (
            likely
            and before is not None
            and before["likely"]
            and before["end"] == token
            and before["sentence"] == sentence[token]
            and begins <= 0.5
        )
        if goes_on:
            before["end"] = token + 1
            before["probability"] = max(before["probability"], 1 - none)
            before["kinds"] = [a + b for a, b in zip(before["kinds"], kinds, strict=True)]
        elif 1 - none >= 0.03:
            found.append(
                {
                    "start": token,
                    "end": token + 1,
                    "sentence": sentence[token],
                    "probability": 1 - none,
                    "kinds": list(kinds),
                    "likely": likely,
                }
            )
    return found
