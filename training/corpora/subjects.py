"""Parts of speech + a reporting verb → the noun phrase that is its subject.

The corpora give parts of speech and no parse. So the way from the verb to its subject leads over
what can stand between the two: adverbs and auxiliaries, a verb before ("came and said", "wants to
say"), what follows the subject's noun ("a letter seen by the press", "the mayor, who leads the
party,"), and an apposition ("Lund, head of the port,"). The phrase is the shortest that names
somebody: with its "of", and without other prepositions, except in the title before a name ("envoy
to the United States Hana Wirth").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class TaggedToken:
    """A token of the corpus with its offsets, its words in lower case and its parts of speech."""

    start: int
    end: int
    word: str
    lemma: str
    upos: str
    xpos: str


_HEADS = ("NOUN", "PROPN", "PRON", "NUM", "SYM", "X")
_NOUNS = ("NOUN", "PROPN")
_COMMAS = (",", "—", "–", "-", "--", "(")
_CLOSING = (",", "—", "–", "-", "--", ")")
_HYPHENS = ("-", "–", "/")
_QUOTES = ('"', "“", "”", "'", "``", "''")
_RELATIVE = ("who", "which", "that")
FINITE = ("VBD", "VBZ", "VBP", "MD")
#: These pronouns are a phrase of their own.
_SUBJECTS = ("i", "we", "he", "she", "they")
_OBJECTS = ("me", "us", "him", "them", "her")
#: Words like adjectives and articles that can stand alone.
_QUANTITIES = (
    "all", "another", "any", "both", "each", "either", "few", "many", "more", "most", "neither",
    "none", "one", "other", "others", "several", "some", "that", "these", "this", "those",
)  # fmt: skip
_TIMES = (
    "afternoon", "day", "evening", "moment", "monday", "month", "morning", "night", "friday",
    "saturday", "sunday", "thursday", "time", "today", "tomorrow", "tonight", "tuesday",
    "wednesday", "week", "year", "yesterday",
)  # fmt: skip
#: A name can follow these without a comma, behind what they are head of.
_OFFICES = (
    "adviser", "advisor", "ambassador", "analyst", "attorney", "ceo", "chair", "chairman",
    "chairwoman", "chief", "coach", "commissioner", "director", "editor", "envoy", "governor",
    "head", "leader", "lecturer", "manager", "mayor", "member", "minister", "officer", "president",
    "professor", "representative", "researcher", "secretary", "speaker", "spokesman",
    "spokesperson", "spokeswoman", "undersecretary",
)  # fmt: skip
#: Whoever is quoted or convinced is the source, not whoever quotes or convinces.
_OF_THE_SUBJECT = ("cite", "concern", "convince", "quote", "surprise")


def subject_of(
    tokens: Sequence[TaggedToken],
    verb: int,
    floor: int = 0,
    reporting_verbs: frozenset[str] = frozenset(),
) -> Span | None:
    """The rows of the subject of the verb in row `verb`, None where it has none.

    The subject stands in the clause that begins in row `floor`. Where that leaves it out ("and
    said", "stating that"), it is the subject of a verb before, if possible of a reporting verb.

    >>> words = [("the", "DET"), ("head", "NOUN"), ("of", "ADP"), ("it", "PRON"), ("said", "VERB")]
    >>> subject_of([TaggedToken(0, 0, w, w, tag, "") for w, tag in words], 4)
    (0, 4)
    """
    first = _first_of_verbs(tokens, verb, floor)
    token, left = tokens[verb], tokens[first - 1] if first else None
    is_passive = token.xpos == "VBN" and any(t.lemma == "be" for t in tokens[first:verb])
    if is_passive and token.lemma not in _OF_THE_SUBJECT:
        is_named = verb + 1 < len(tokens) and tokens[verb + 1].word == "by"
        return phrase_behind(tokens, verb + 2) if is_named else None
    is_joined = left is not None and left.upos == "CCONJ"
    if token.xpos == "VBG" and first == verb and (left is None or left.word in _CLOSING):
        is_joined = True
    is_purpose = token.xpos == "VB" and any(t.xpos == "TO" for t in tokens[first:verb])
    if is_joined and not is_purpose:
        return _subject_before(tokens, first, reporting_verbs)
    phrase = _phrase_before(tokens, first, floor)
    if phrase is None and token.xpos == "VBG":
        start = _start(tokens, first, floor)
        is_absolute = floor < start < first and tokens[start - 1].word == "with"
        return (start, first) if is_absolute else None
    if phrase is not None and tokens[phrase[0]].word in _RELATIVE:
        return _antecedent(tokens, phrase[0]) or phrase
    return phrase


def _first_of_verbs(tokens: Sequence[TaggedToken], verb: int, floor: int) -> int:
    """The first row of the verb with its auxiliaries, adverbs, and verbs that it depends on."""
    first = verb
    while first > floor:
        token = tokens[first - 1]
        is_particle = token.upos == "PART" and token.xpos != "POS"
        is_governing = token.upos == "VERB" and tokens[first].xpos not in (*FINITE, "VBN")
        is_negated = token.word.endswith(("n't", "n’t"))
        # "we are ready to say"
        is_ready = token.upos == "ADJ" and any(t.word == "to" for t in tokens[first:verb])
        is_copular = is_ready and first - 1 > floor and tokens[first - 2].upos in ("AUX", "ADV")
        is_floating = token.word in ("all", "both", "each") and first - 1 > floor
        is_floating = is_floating and tokens[first - 2].upos == "PRON"
        is_part = is_particle or is_governing or is_negated or is_copular or is_floating
        if not (is_part or token.upos in ("AUX", "ADV")):
            break
        first -= 1
    return first


def _subject_before(
    tokens: Sequence[TaggedToken], stop: int, reporting_verbs: frozenset[str]
) -> Span | None:
    """The subject of the last finite verb before `stop`."""
    verbs = [k for k in range(stop) if tokens[k].upos == "VERB" and tokens[k].xpos in FINITE]
    known = [k for k in verbs if tokens[k].word in reporting_verbs]
    return subject_of(tokens, (known or verbs)[-1]) if verbs else None


def _antecedent(tokens: Sequence[TaggedToken], pronoun: int) -> Span | None:
    """The phrase that a relative pronoun stands for."""
    stop = pronoun - (pronoun > 0 and tokens[pronoun - 1].word in _COMMAS)
    start = _start(tokens, stop, 0)
    return _phrase_before(tokens, stop, 0) if start < stop else None


def _phrase_before(tokens: Sequence[TaggedToken], stop: int, floor: int) -> Span | None:
    """The phrase that ends before `stop`, or that what stands there belongs to."""
    is_closed = stop > floor and tokens[stop - 1].word in _CLOSING
    if is_closed:
        stop = _before_bracket(tokens, stop - 1, floor)
    end = last = stop
    found = None
    while stop > floor:
        start = _start(tokens, stop, floor)
        if start < stop:
            start = _with_coordinated(tokens, start, floor, not is_closed)
        elif (modifier := _modifier(tokens, stop - 1, floor)) is None:
            break
        else:
            stop = end = modifier
            continue
        left = tokens[start - 1] if start > floor else None
        modifier = _modifier(tokens, start - 1, floor) if left is not None else None
        is_time = tokens[stop - 1].lemma in _TIMES
        phrase = None if is_time else _titled(tokens, start, end, last)
        is_after_comma = is_closed and start - 2 > floor and tokens[start - 2].word == ","
        if left is not None and left.word == "of" and not is_after_comma:
            stop = start - 1
        elif tokens[start].word in _SUBJECTS:
            return phrase
        elif left is not None and left.upos == "ADP":
            stop = start - 1 - (left.word == "as" and tokens[start - 2].word == "such")
            stop = end = stop - is_after_comma
        elif modifier is not None:
            stop = end = modifier
        elif left is not None and is_closed and left.word in _COMMAS:
            # An apposition, if a noun phrase stands before it.
            found = phrase or found
            stop = end = last = start - 1
        else:
            return phrase or found
    return found


def _before_bracket(tokens: Sequence[TaggedToken], closing: int, floor: int) -> int:
    """The row of the bracket that opens what the row `closing` closes, or this row itself."""
    if tokens[closing].word == ")":
        opening = [k for k in range(floor, closing) if tokens[k].word == "("]
        return opening[-1] if opening else closing
    return closing


def _start(tokens: Sequence[TaggedToken], stop: int, floor: int) -> int:
    """The first row of the noun phrase that ends before `stop`, `stop` if none does."""
    if stop <= floor:
        return stop
    head = tokens[stop - 1]
    is_adjective = head.upos == "ADJ" and stop - 1 > floor
    is_adjective = is_adjective and tokens[stop - 2].upos in ("DET", "ADP")
    is_noun = head.upos in _HEADS or head.xpos.startswith("NN") or head.word in _QUANTITIES
    if not (is_noun or is_adjective):
        return stop
    start = stop - 1
    if head.upos == "PRON" and head.xpos != "PRP$":
        return start
    while start > floor:
        before = tokens[start - 2] if start - 1 > floor else None
        width = _joins(tokens[start - 1], tokens[start], before)
        if width == 0:
            break
        start -= width
    return _before_quotation(tokens, start, floor)


def _joins(left: TaggedToken, first: TaggedToken, before: TaggedToken | None) -> int:
    """How many rows before the phrase that begins with `first` belong to it: 0, 1 or 2."""
    if first.upos == "DET" or first.xpos == "PRP$":
        return int(left.xpos == "PDT")
    if left.upos in ("NOUN", "PROPN", "ADJ", "NUM", "SYM", "X", "DET") or left.xpos == "PRP$":
        return 1
    if before is None:
        return 0
    if left.xpos == "POS":
        return int(before.upos in _NOUNS)
    if left.word in _HYPHENS or left.word == "&":
        return 2 * (before.upos in _NOUNS or before.upos in ("ADJ", "X"))
    is_modifier = left.upos == "ADV" or left.xpos in ("VBN", "VBG")
    is_inside = before.upos == "DET" or before.xpos == "PRP$"
    return int(is_modifier and is_inside)


def _before_quotation(tokens: Sequence[TaggedToken], start: int, floor: int) -> int:
    """The row of the article before a quotation inside a phrase ('the "History" section')."""
    if start - 1 > floor and tokens[start - 1].word in _QUOTES:
        for row in range(start - 2, max(floor, start - 6), -1):
            if tokens[row].word in _QUOTES and tokens[row - 1].upos == "DET":
                return row - 1
    return start


def _with_coordinated(
    tokens: Sequence[TaggedToken], start: int, floor: int, is_listed: bool
) -> int:
    """The first row of the phrases that are joined to that which begins at `start`.

    If `is_listed`, there can be more of them before commas.
    """
    if not (start > floor and tokens[start - 1].word in ("and", "or", "&")):
        return start
    stop = start - 1
    while stop > floor:
        stop -= stop - 1 > floor and tokens[stop - 1].word == ","
        other = _start(tokens, stop, floor)
        left = tokens[other - 1] if other > floor else None
        is_apart = left is not None and left.upos in ("ADP", "VERB", "SCONJ") and left.word != "of"
        if other == stop or is_apart:
            break
        start = stop = other
        if left is None or left.word != "," or not is_listed:
            break
    return start


def _modifier(tokens: Sequence[TaggedToken], verb: int, floor: int) -> int | None:
    """Where what modifies a noun begins, if a verb in row `verb` stands in it.

    It is a participle ("seen"), an infinitive ("to be published") or a relative clause, which can
    begin with a comma.
    """
    token = tokens[verb]
    if token.upos not in ("VERB", "AUX"):
        return None
    first = _first_of_verbs(tokens, verb, floor)
    is_relative = first - 1 > floor and tokens[first - 1].word in _RELATIVE
    is_infinitive = any(t.word == "to" for t in tokens[first:verb])
    noun = first - (first > floor and tokens[first - 1].word == ",")
    is_participle = noun > floor and tokens[noun - 1].upos in _NOUNS
    if is_relative:
        first -= 1
        is_named = tokens[first - 1].word == "," or tokens[first - 1].upos in _HEADS
        if not is_named:
            return None
    elif not is_infinitive and not (
        is_participle and token.xpos in ("VBG", "VBN") and tokens[first].upos != "AUX"
    ):
        return None
    return first - (first > floor and tokens[first - 1].word == ",")


def _titled(tokens: Sequence[TaggedToken], start: int, end: int, last: int) -> Span:
    """The phrase `start:end`, up to `last` if it is the title before a name that ends there."""
    is_title = _is_office(tokens[start:end]) and tokens[last - 1].upos == "PROPN"
    return start, last if is_title else end


def _is_office(phrase: Sequence[TaggedToken]) -> bool:
    """Whether a phrase can be the title of a name that follows: an office without an article."""
    is_bare = phrase[0].upos != "DET" and phrase[0].xpos != "PRP$"
    return is_bare and any(token.lemma.lower() in _OFFICES for token in phrase)


def phrase_behind(tokens: Sequence[TaggedToken], start: int) -> Span | None:
    """The noun phrase that begins in row `start`, None if none does.

    >>> words = [("the", "DET"), ("head", "NOUN"), ("of", "ADP"), ("it", "PRON"), (".", "PUNCT")]
    >>> phrase_behind([TaggedToken(0, 0, w, w, tag, "") for w, tag in words], 0)
    (0, 4)
    """
    stop = _stop(tokens, start)
    if stop == start:
        return None
    while stop + 1 < len(tokens):
        joining = tokens[stop]
        is_title = _is_office(tokens[start:stop])
        if not (joining.word in ("of", "and", "&") or (joining.upos == "ADP" and is_title)):
            break
        other = _stop(tokens, stop + 1)
        is_clause = other < len(tokens) and tokens[other].upos in ("VERB", "AUX")
        is_name = tokens[other - 1].upos == "PROPN"
        if other == stop + 1 or (joining.upos == "CCONJ" and is_clause):
            break
        if joining.upos == "ADP" and joining.word != "of" and not is_name:
            break
        stop = other
    return start, stop


def _stop(tokens: Sequence[TaggedToken], start: int) -> int:
    """The row behind the noun phrase without "of" that begins in row `start`, `start` if none."""
    if start < len(tokens) and tokens[start].upos == "PRON" and tokens[start].xpos != "PRP$":
        return start if tokens[start].word in _OBJECTS else start + 1
    stop = start
    while stop < len(tokens):
        token = tokens[stop]
        begins = token.upos == "DET" or token.xpos == "PRP$"
        if not (
            (begins and (stop == start or tokens[stop - 1].xpos == "PDT"))
            or token.upos in ("NOUN", "PROPN", "ADJ", "NUM", "SYM", "X")
            or token.xpos == "POS"
            or (token.word in _HYPHENS and stop > start)
        ) or (stop > start and token.lemma in _TIMES):
            break
        stop += 1
    while stop > start and _start(tokens, stop, start) == stop:
        stop -= 1
    return stop
