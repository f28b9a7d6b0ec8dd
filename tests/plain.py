"""The tokeniser and the splitter again, one token at a time in plain Python: what the arrays of hedging must agree with.

Only the classes of characters, the table of weights and the list of templates are shared.
"""

import itertools
import math
from functools import cache

from hedging.text import sentences
from hedging.text.tokens import (
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
    tokenize,
)

ALL = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15
NOTHING = 0x6E6F6E65
BULLETS = set("-*•·–—▪◦‣>●■")


@cache
def kind(character):
    return int(tokenize(character).classes[0])


def lowered(character):
    return (
        "'"
        if kind(character) == APOSTROPHE
        else character.lower()
        if len(character.lower()) == 1
        else character
    )


def mix(value):
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        value = ((value ^ value >> 33) * factor) & ALL
    return value ^ value >> 33


def word_hash(word):
    return mix(sum(ord(lowered(c)) * pow(GOLDEN, k, 1 << 64) for k, c in enumerate(word, 1)) & ALL)


def suffix_hash(word):
    letters = [ord(lowered(c)) for c in word[-3:]]
    return sum(c * pow(GOLDEN, 2 - k, 1 << 64) for k, c in enumerate(reversed(letters))) & ALL


def spans(text):
    """Tokens of a text, one character at a time."""
    found, begin = [], None
    for i, character in enumerate(text):
        word = LOWER <= kind(character) <= MARK
        joint = kind(character) == APOSTROPHE and 0 < i < len(text) - 1
        joint = joint and all(LOWER <= kind(c) <= MARK for c in (text[i - 1], text[i + 1]))
        if begin is not None and (joint or not word):
            found.append((begin, i))
            begin = None
        if joint or (word and begin is None):
            begin = i
        elif not word and kind(character) > NEWLINE:
            found.append((i, i + 1))
    return [*found, (begin, len(text))] if begin is not None else found


class Token:
    def __init__(self, text, start, end, before):
        gap = text[before:start]
        self.word = text[start:end]
        self.start, self.end = start, end
        self.kind = kind(self.word[0])
        self.hash = word_hash(self.word)
        self.gap = bool(gap) or before == 0
        self.line_ends = sum(kind(c) == NEWLINE for c in gap.replace("\r\n", "\n"))
        self.shape = (
            self.kind * 4
            + 2 * (len(self.word) > 1)
            + (len(self.word) > 1 and kind(self.word[1]) == UPPER)
        )
        self.item = self.bare = False


def begins(text, splitter):
    """Where the sentences of one document begin."""
    tokens, before = [], 0
    for start, end in spans(text):
        tokens.append(Token(text, start, end, before))
        before = end
    lines = lines_of(tokens)
    style = style_of(lines)
    weights, punkt = splitter.weights, splitter.punkt
    found = []
    for line in lines:
        found.append(line[0].start)
        for at in range(1, len(line)):
            if undecided(line, at, punkt):
                values = describe(line, at, punkt, style)
                total = sum(int(weights.table[number]) for number in numbers(values))
                if weights.bias + weights.scale * total > 0:
                    found.append(line[at].start)
    return found


def lines_of(tokens):
    """Tokens by line: paragraphs, list items and what else stands on a line of its own, wraps undone."""
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
        short = len(first.word) <= 2 and LOWER <= first.kind <= DIGIT
        closes = second.word == ")" or (second.word == "." and first.kind == DIGIT)
        if short and closes and not second.gap and third is not None and third.gap:
            first.item = third.bare = True
    single = [k for k, row in enumerate(rows) if k and row[0].line_ends == 1]
    width = {k: rows[k - 1][-1].end - rows[k - 1][0].start for k in single}
    low = [k for k in single if rows[k][0].kind == LOWER and not rows[k][0].item]
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
    unclosed = sum(line[-1].kind not in (STOP, CLOSER, QUOTE) for line in lines)
    after = [
        b.kind for line in lines for a, b in itertools.pairwise(line) if a.kind == STOP and b.gap
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
    if token.bare or (before.word == "," and token.kind != UPPER):
        return False
    if not token.gap:
        glued = token.kind == UPPER and before.kind == STOP
        return glued and at >= 2 and line[at - 2].kind == LOWER
    if (
        token.kind == LOWER
        and before.word == "."
        and not before.gap
        and line[at - 2].hash in set(punkt.abbreviations.tolist())
    ):
        return False
    return before.kind > MARK or token.kind in (UPPER, OPENER, QUOTE, OTHER, DASH, DIGIT)


def describe(line, at, punkt, style):
    """Named values of the gap before token `at` of a line."""
    mark = at - 1
    for _ in range(2):
        if (
            mark >= 3
            and line[mark].word == "]"
            and line[mark - 2].word == "["
            and line[mark - 1].kind == DIGIT
        ):
            mark -= 3
    for _ in range(2):
        if line[mark].kind in (CLOSER, QUOTE, APOSTROPHE) and mark > 0 and not line[mark].gap:
            mark -= 1
    word = mark - 1 if line[mark].kind > MARK and mark > 0 else mark

    def there(k, value):
        return value(line[k]) if 0 <= k < len(line) else NOTHING

    def of(k):
        return there(k, lambda token: token.hash)

    def shape(k):
        return there(k, lambda token: token.shape)

    def gap(k):
        return there(k, lambda token: int(token.gap))

    m = line[mark].hash if line[mark].kind > MARK else line[mark].shape
    w, following = line[word], line[at]
    dotted = of(word - 1) == word_hash(".") and not w.gap
    return {
        "abbreviated": int(w.hash in set(punkt.abbreviations.tolist())) + 2 * dotted,
        "before mark": of(mark - 2),
        "before shape": shape(word - 1),
        "common": int(following.hash in set(punkt.lower.tolist())),
        "end": line[-1].kind,
        "glue": gap(at) * 4 + gap(mark) * 2 + gap(at + 1),
        "last": of(at - 1),
        "m shape": line[mark].shape,
        "mark": m * 31 + (of(at - 1) != m),
        "next": following.hash,
        "next shape": following.shape,
        "next suffix": suffix_hash(following.word),
        "rest": bucket(len(line) - 1 - at),
        "run": bucket(at),
        "second shape": shape(at - 2),
        "starts": int(following.hash in set(punkt.starters.tolist())),
        "style": style,
        "then": of(at + 1),
        "then shape": shape(at + 1),
        "together": int(
            mix((w.hash * 3 + following.hash) & ALL) in set(punkt.collocations.tolist())
        ),
        "w": w.hash,
        "w shape": w.shape,
        "w suffix": suffix_hash(w.word),
    }


def bucket(count):
    return min(int(2 * math.log2(count + 1)), 14)


def numbers(values):
    for seed, template in enumerate(sentences.TEMPLATES, 1):
        value = seed
        for name in template:
            value = mix((value + values[name]) & ALL)
        yield value >> (64 - sentences.BITS)
