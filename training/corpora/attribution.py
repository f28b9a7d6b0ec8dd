"""GUM's layer of attribution → who says or thinks what, with the noun phrase of the source.

The layer marks the attributing clause ("Dr Wirth also said"). The reporting verb and its source are
derived here from the parts of speech: the source is the subject of the verb (see `subjects.py`),
or, where it has none, the noun phrase behind the verb ("said Dr Wirth", "according to Dr Wirth"). A
clause that leaves its subject out ("and said", "who said") has that of its sentence. A clause
without a verb, such as the credit of a picture, has neither.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hedging.corpora.rows import JsonRow, read_rows
from training.corpora.subjects import Span, TaggedToken, phrase_behind, subject_of

_CONTRACTION = re.compile(r"(?<=\w)['’](?:m|re|ve|ll|d)$")
# After these, a reporting verb may stand before its subject: "It rained," said the mayor.
_ENDS_QUOTATION = (",", ")", "-", "—", "–", '"', "”")
_INVERTED = ("say", "add", "ask", "reply", "explain", "note", "tell", "write", "claim")
_BELIEF_ADJECTIVES = ("sure", "certain", "confident", "aware", "afraid", "hopeful", "like")


@dataclass(frozen=True, slots=True)
class Attribution:
    """An attributing clause; `anchor` is its reporting verb, `source` who says it, if known."""

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


def read(
    path: Path, texts: Path, reporting_verbs: frozenset[str], without: Sequence[str] = ()
) -> Iterator[AttributedDocument]:
    """The documents of the file `texts` that have attributions in the file `path`.

    Documents are left out whose name begins with an item of `without`. Raises CorpusError for a row
    that is not as the format says.
    """
    clauses: dict[str, list[Span]] = {}
    for row in read_rows(path, ("doc", "attribution")):
        clauses.setdefault(row.document, []).append(_span(row))
    for row in read_rows(texts, ("doc", "text", "sentences", "tokens")):
        if row.document in clauses and not row.document.startswith(tuple(without)):
            yield _document(row, sorted(set(clauses[row.document])), reporting_verbs)


def read_subjects(
    texts: Path, reporting_verbs: frozenset[str], without: Sequence[str] = ()
) -> Iterator[AttributedDocument]:
    """The documents of the file `texts` with the subject of each of the `reporting_verbs`.

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
                tokens[bisect_left(starts, start) : bisect_left(starts, end)], reporting_verbs
            )
        ]
        if found:
            genre = row.string("genre", "")
            yield AttributedDocument(row.document, genre, text, spans, tokens, tuple(found))


def _subjects(
    sentence: Sequence[TaggedToken], reporting_verbs: frozenset[str]
) -> Iterator[Attribution]:
    for k, token in enumerate(sentence):
        if not (token.xpos.startswith("VB") and token.word in reporting_verbs):
            continue
        if k and sentence[k - 1].word in _ENDS_QUOTATION:
            is_inverted = token.xpos in ("VBD", "VBZ") and token.lemma in _INVERTED
            phrase = phrase_behind(sentence, k + 1) if is_inverted else None
        else:
            phrase = subject_of(sentence, k)
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


def _document(
    row: JsonRow, clauses: list[Span], reporting_verbs: frozenset[str]
) -> AttributedDocument:
    text = row.string("text")
    tokens = tagged_tokens(row)
    spans = tuple(row.spans("sentences", len(text)))
    starts = [token.start for token in tokens]
    begins = [start for start, _ in spans]
    attributions = []
    for clause in clauses:
        # The clause may leave its subject out, so all of its sentence up to it is looked at.
        origin = bisect_left(starts, begins[max(bisect_right(begins, clause[0]) - 1, 0)])
        first, stop = bisect_left(starts, clause[0]), bisect_left(starts, clause[1])
        found = derive(tokens[origin:stop], first - origin, stop - origin, reporting_verbs)
        attributions.append(Attribution(clause, *found))
    genre = row.string("genre", "")
    return AttributedDocument(row.document, genre, text, spans, tokens, tuple(attributions))


def tagged_tokens(row: JsonRow) -> tuple[TaggedToken, ...]:
    """The tokens of a row of the UD files."""
    text = row.string("text")
    return tuple(TaggedToken(a, b, text[a:b].lower(), *tags) for a, b, *tags in row["tokens"])


def derive(
    sentence: Sequence[TaggedToken],
    first: int,
    stop: int,
    reporting_verbs: frozenset[str] = frozenset(),
) -> tuple[Span | None, Span | None]:
    """The reporting verb of the clause `first:stop` of a sentence, and the phrase of its source.

    Each is None where the clause has none. The verb is the last of the `reporting_verbs`, or else
    the last verb.

    >>> words = [("the", "DET"), ("mayor", "NOUN"), ("also", "ADV"), ("said", "VERB")]
    >>> places = [(0, 3), (4, 9), (10, 14), (15, 19)]
    >>> tokens = [TaggedToken(*p, w, w, tag, "") for p, (w, tag) in zip(places, words)]
    >>> derive(tokens, 0, 4)
    ((15, 19), (0, 9))
    """
    anchor = _anchor(sentence, first, stop, reporting_verbs)
    if anchor is None:
        return None, None
    token = sentence[anchor]
    if token.word == "according":
        phrase = phrase_behind(sentence[:stop], anchor + 2)
    else:
        phrase = subject_of(sentence[:stop], anchor, first, reporting_verbs)
        if phrase is None and token.xpos in ("VBD", "VBZ", "") and token.lemma in _INVERTED:
            phrase = phrase_behind(sentence[:stop], anchor + 1)
    place = token.start, token.end
    return place, None if phrase is None else _offsets(sentence, phrase)


def _anchor(
    sentence: Sequence[TaggedToken], first: int, stop: int, reporting_verbs: frozenset[str]
) -> int | None:
    rows = range(first, stop)
    verbs = [k for k in rows if sentence[k].upos == "VERB"]
    for chosen in (
        [k for k in rows if sentence[k].word == "according"],
        [k for k in verbs if sentence[k].word in reporting_verbs],
        verbs,
        [k for k in rows if sentence[k].lemma in _BELIEF_ADJECTIVES],
    ):
        if chosen:
            return chosen[-1]
    return None
