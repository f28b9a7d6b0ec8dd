"""GUM's layer of attribution → who says or thinks what, with the noun phrase of the source.

The layer marks the attributing clause ("Dr Wirth also said"). The verb of saying and its source are
derived here from the parts of speech: the source is the subject before the verb, or, where none
stands there, the noun phrase behind the verb ("said Dr Wirth", "according to Dr Wirth"). A clause
without a verb, such as the credit of a picture, has neither.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hedging.corpora.rows import JsonRow, read_rows

Span = tuple[int, int]

_SKIPPED_BEFORE_VERB = ("AUX", "ADV", "VERB", "PART")
_NOMINAL = ("NOUN", "PROPN", "PRON", "NUM", "DET", "ADJ", "SYM", "X")
_HEADS = ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET", "X")
_JOINING = ("of", "in", "at", "for", "from", "and", "&")
_CONTRACTION = re.compile(r"(?<=\w)['’](?:m|re|ve|ll|d)$")
# After these, a verb of saying may stand before its subject: "It rained," said the mayor.
_ENDS_QUOTATION = (",", ")", "-", "—", "–", '"', "”")
_INVERTED = ("say", "add", "ask", "reply", "explain", "note", "tell", "write", "claim")
_BELIEF_ADJECTIVES = ("sure", "certain", "confident", "aware", "afraid", "hopeful", "like")


@dataclass(frozen=True, slots=True)
class TaggedToken:
    """A token of the corpus with its offsets, its words in lower case and its parts of speech."""

    start: int
    end: int
    word: str
    lemma: str
    upos: str
    xpos: str


@dataclass(frozen=True, slots=True)
class Attribution:
    """An attributing clause; `anchor` is its verb of saying, `source` who says it, if known."""

    clause: Span
    anchor: Span | None
    source: Span | None


@dataclass(frozen=True, slots=True)
class AttributedDocument:
    """A text with its sentences, its tokens and its attributions; `group` is the genre."""

    document: str
    group: str
    text: str
    sentences: tuple[Span, ...]
    tokens: tuple[TaggedToken, ...]
    attributions: tuple[Attribution, ...]


def read(path: Path, texts: Path, without: Sequence[str] = ()) -> Iterator[AttributedDocument]:
    """The documents of the file `texts` that have attributions in the file `path`.

    Documents are left out whose name begins with an item of `without`. Raises CorpusError for a row
    that is not as the format says.
    """
    clauses: dict[str, list[Span]] = {}
    for row in read_rows(path, ("doc", "attribution")):
        clauses.setdefault(row.document, []).append(_span(row))
    for row in read_rows(texts, ("doc", "text", "sentences", "tokens")):
        if row.document in clauses and not row.document.startswith(tuple(without)):
            yield _document(row, sorted(set(clauses[row.document])))


def read_subjects(
    texts: Path, sayings: frozenset[str], without: Sequence[str] = ()
) -> Iterator[AttributedDocument]:
    """The documents of the file `texts` with the subject of each verb among the `sayings`.

    Nobody marked these: they are derived from the parts of speech alone, and a subject need not be
    a source ("the mayor told a joke"). They teach where phrases begin and end.
    """
    for row in read_rows(texts, ("doc", "text", "sentences", "tokens")):
        if row.document.startswith(tuple(without)):
            continue
        tokens = tagged_tokens(row)
        text = row.string("text")
        spans = tuple(row.spans("sentences", len(text)))
        starts = [token.start for token in tokens]
        found = [
            attribution
            for start, end in spans
            for attribution in _subjects(
                tokens[bisect_left(starts, start) : bisect_left(starts, end)], sayings
            )
        ]
        if found:
            genre = row.string("genre", "")
            yield AttributedDocument(row.document, genre, text, spans, tokens, tuple(found))


def _subjects(sentence: Sequence[TaggedToken], sayings: frozenset[str]) -> Iterator[Attribution]:
    for k, token in enumerate(sentence):
        if not (token.xpos.startswith("VB") and token.word in sayings):
            continue
        if k and sentence[k - 1].word in _ENDS_QUOTATION:
            is_inverted = token.xpos in ("VBD", "VBZ") and token.lemma in _INVERTED
            phrase = _phrase_behind(sentence, k + 1) if is_inverted else None
        else:
            phrase = _phrase_before(sentence[: k + 1], k)
        if phrase is not None:
            clause = (sentence[0].start, sentence[-1].end)
            yield Attribution(clause, (token.start, token.end), _offsets(sentence, phrase))


def _offsets(tokens: Sequence[TaggedToken], phrase: Span) -> Span:
    """The code points of a phrase."""
    last = tokens[phrase[1] - 1]
    # The corpus does not split "I'm".
    tail = _CONTRACTION.search(last.word)
    return tokens[phrase[0]].start, last.start + tail.start() if tail else last.end


def _span(row: JsonRow) -> Span:
    span = row["attribution"]
    if not isinstance(span, list) or len(span) != 2 or not all(type(n) is int for n in span):
        raise row.fault(f"attribution must be a pair of whole numbers, got {span!r}")
    return span[0], span[1]


def _document(row: JsonRow, clauses: list[Span]) -> AttributedDocument:
    text = row.string("text")
    tokens = tagged_tokens(row)
    attributions = tuple(
        Attribution(clause, *derive([t for t in tokens if clause[0] <= t.start < clause[1]]))
        for clause in clauses
    )
    spans = tuple(row.spans("sentences", len(text)))
    genre = row.string("genre", "")
    return AttributedDocument(row.document, genre, text, spans, tokens, attributions)


def tagged_tokens(row: JsonRow) -> tuple[TaggedToken, ...]:
    """The tokens of a row of the UD files."""
    text = row.string("text")
    return tuple(TaggedToken(a, b, text[a:b].lower(), *tags) for a, b, *tags in row["tokens"])


def derive(clause: Sequence[TaggedToken]) -> tuple[Span | None, Span | None]:
    """The verb of saying of a clause and the noun phrase of its source, None where it has none.

    >>> words = [("the", "DET"), ("mayor", "NOUN"), ("also", "ADV"), ("said", "VERB")]
    >>> places = [(0, 3), (4, 9), (10, 14), (15, 19)]
    >>> tokens = [TaggedToken(*p, w, w, tag, "") for p, (w, tag) in zip(places, words)]
    >>> derive(tokens)
    ((15, 19), (0, 9))
    """
    words = [token.word for token in clause]
    anchor = _anchor(clause, words)
    if anchor is None:
        return None, None
    place = (clause[anchor].start, clause[anchor].end)
    if words[anchor] == "according":
        phrase = _phrase_behind(clause, anchor + 2)
    else:
        phrase = _phrase_before(clause, anchor)
        if phrase is None and clause[anchor].lemma in _INVERTED:
            phrase = _phrase_behind(clause, anchor + 1)
    if phrase is None:
        return place, None
    return place, _offsets(clause, phrase)


def _anchor(clause: Sequence[TaggedToken], words: list[str]) -> int | None:
    if "according" in words:
        return words.index("according")
    verbs = [k for k, token in enumerate(clause) if token.upos == "VERB"]
    beliefs = [k for k, token in enumerate(clause) if token.lemma in _BELIEF_ADJECTIVES]
    return max(verbs or beliefs, default=None)


def _phrase_before(clause: Sequence[TaggedToken], anchor: int) -> Span | None:
    """The tokens of the subject: the noun phrase before the verb and its auxiliaries."""
    stop = anchor
    while stop and _stands_before_verb(clause[stop - 1]):
        stop -= 1
    if stop and clause[stop - 1].word in (",", ")", "—", "–", "-"):
        # What stands between two commas is an apposition; the subject stands before it.
        outer = [k for k in range(stop - 1) if clause[k].word in (",", "(", "—", "–", "-")]
        before = [k for k in outer if k and clause[k - 1].upos in _HEADS]
        if clause[anchor].xpos == "VBG":
            return None
        stop = before[-1] if before else stop - 1
    return _phrase_to(clause, stop)


def _stands_before_verb(token: TaggedToken) -> bool:
    return token.word.endswith(("n't", "n’t")) or (
        token.upos in _SKIPPED_BEFORE_VERB and token.xpos != "POS"
    )


def _phrase_to(clause: Sequence[TaggedToken], stop: int) -> Span | None:
    """The noun phrase that ends before `stop`."""
    if not stop or clause[stop - 1].upos not in _HEADS:
        return None
    start = stop - 1
    while start and _joins(clause[start - 1], clause[start], clause[start - 2 : start - 1]):
        start -= 1
    return start, stop


def _joins(left: TaggedToken, first: TaggedToken, before: Sequence[TaggedToken]) -> bool:
    """Whether `left` belongs to the phrase that begins with `first`."""
    if first.upos == "PRON" and first.xpos != "PRP$":
        return left.upos == "DET" or (left.word in ("of", "and") and bool(before))
    if left.word in _JOINING:
        return bool(before) and before[0].upos in ("NOUN", "PROPN", "PRON", "DET", "NUM")
    if left.word in ("'s", "’s", "'", "’", ".", "-") or left.xpos == "POS":
        return bool(before) and before[0].upos in ("NOUN", "PROPN")
    if first.upos == "DET" or first.xpos == "PRP$":
        return left.xpos == "PDT"
    return left.upos in _NOMINAL and not (left.upos == "PRON" and left.xpos != "PRP$")


def _phrase_behind(clause: Sequence[TaggedToken], start: int) -> Span | None:
    """The noun phrase that begins at `start`; it ends before a comma, a verb or a full stop."""
    stop = start
    while stop < len(clause) and (
        clause[stop].upos in _NOMINAL
        or clause[stop].xpos == "POS"
        or (clause[stop].word in _JOINING and stop > start)
    ):
        stop += 1
    while stop > start and clause[stop - 1].upos not in _HEADS:
        stop -= 1
    return (start, stop) if stop > start else None
