"""Frames + lists of names, reporting verbs and statements → sentences in somebody's words.

"The dam may fail, said Ida Berg, head of the port." The marked texts have few sources behind the
reporting verb, few titles and few appositions, so the frames of `seeds/voices.tsv` give more of
them. The frames of `talk` give the wording of interviews: pronouns as sources, and reporting verbs
without a source ("that said", "you know"). Names are drawn from long lists or put together from
syllables, so that the form of a phrase is learned and not its words.

A slot of a frame is filled from the list of its name. `{who}` and the slots of `_SPEAKERS` are the
source, `{=told}` is a reporting verb, `{s}` a statement of the source and `{w}` one of the writer.
A capital letter (`{S}`) begins the statement with a capital. In a statement a cue stands in
brackets with its kind. In an item such as "officials in Lund~officials" the source stands behind
the `~`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hedging.corpora.rows import read_table
from training.corpora.attribution import AttributedDocument, Attribution
from training.corpora.scopes import ScopedCue, ScopedDocument, ScopedSentence
from training.corpora.subjects import Span

Lists = dict[str, list[str]]

_SLOT = re.compile(r"\{(=?)(\w+)\}")
_CUE = re.compile(r"\[([^#]+)#(\w+)\]")
_ONSETS = ("B", "Br", "D", "Dr", "F", "G", "H", "J", "K", "Kr", "L", "M", "N", "P", "R", "S", "Sch",
           "Sk", "St", "T", "Tr", "V", "W", "Y", "Z")  # fmt: skip
_MIDDLES = ("a", "e", "i", "o", "u", "ei", "ou", "ara", "ele", "ini", "oro", "asti", "endi", "ober")
_ENDS = ("b", "ck", "da", "ff", "gan", "hal", "k", "la", "lin", "man", "ne", "ng", "no", "rd",
         "ric", "s", "sen", "ski", "ston", "th", "va", "x", "zi")  # fmt: skip
_QUOTES = ("“", "'", '"')
# How often the source is of each form.
_FORMS = {
    "name": 22, "surname": 16, "titled": 20, "body": 12, "definite": 12, "group": 10, "lone": 5,
    "pronoun": 5, "pair": 4,
}  # fmt: skip
# Lists of sources beside those that `{who}` is filled from, and lists of reporting verbs.
_SPEAKERS = ("self", "third", "evidence")
_SAYINGS = ("said", "inverted", "believes", "thinks", "thought", "shows")
_UNNAMED = ("group", "lone")
_PLURALS = ("group", "pair")
# The forms that an apposition can follow.
_PERSONS = ("name", "surname", "titled")
_GROUP = "frames"


@dataclass(slots=True)
class FramedSentence:
    """A sentence with its cues, its reporting verbs, and who says it."""

    text: str = ""
    source: Span | None = None
    is_named: bool = True
    reporting_verbs: list[Span] = field(default_factory=list)
    # Start, end, kind, whether it is the source's own, whether it is quoted.
    cues: list[tuple[int, int, str, bool, bool]] = field(default_factory=list)


def read_lists(path: Path) -> Lists:
    """The lists of the file, by name; it has a list and an item in each line."""
    lists: Lists = {}
    for _, (name, item) in read_table(path):
        lists.setdefault(name, []).append(item)
    return lists


def make_sentences(
    lists: Lists, count: int, frames: str = "frame", seed: int = 0
) -> list[FramedSentence]:
    """Sentences made of the lists with the frames of one; the same seed gives the same.

    >>> lists = {"frame": ["{who} {said} {s}."], "said": ["said"]}
    >>> lists |= {"statement": ["it [may#epistemic] rain"], "first": ["Ida"], "last": ["Berg"]}
    >>> lists |= dict.fromkeys(("office", "body", "definite", "group", "lone", "pronoun"), ["he"])
    >>> (sentence,) = make_sentences(lists, 1)
    >>> [sentence.text[slice(*span[:2])] for span in sentence.reporting_verbs + sentence.cues]
    ['said', 'may']
    """
    draw = random.Random(seed)
    return [_filled(draw.choice(lists[frames]), lists, draw) for _ in range(count)]


def _filled(frame: str, lists: Lists, draw: random.Random) -> FramedSentence:
    """A frame with all its slots filled."""
    sentence, position = FramedSentence(), 0
    forms = [form for form in _FORMS if "{role}" not in frame or form in _PERSONS]
    form = draw.choices(forms, [_FORMS[form] for form in forms])[0]
    sentence.is_named = form not in _UNNAMED
    for slot in _SLOT.finditer(frame):
        sentence.text += frame[position : slot.start()]
        position, name, start = slot.end(), slot[2], len(sentence.text)
        if slot[1]:
            sentence.text += name
            sentence.reporting_verbs.append((start, len(sentence.text)))
        elif name == "who" or name in _SPEAKERS:
            item = _who(form, lists, draw) if name == "who" else _item(name, lists, draw)
            text, _, source = item.partition("~")
            sentence.text += text
            sentence.source = start, start + len(source or text)
        elif name.lower() in ("s", "w", "p"):
            _add_statement(sentence, name, lists, draw)
        elif name in _SAYINGS:
            is_plural = form in _PLURALS
            item = draw.choice(lists["believe" if name == "believes" and is_plural else name])
            word, _, kind = item.partition("|")
            sentence.text += "say" if word == "says" and is_plural else word
            sentence.reporting_verbs.append((start, len(sentence.text)))
            if kind:
                sentence.cues.append((start, len(sentence.text), kind, True, False))
        else:
            item = _some_name(lists, draw) if name == "other" else _item(name.lower(), lists, draw)
            sentence.text += item[:1].upper() + item[1:] if name[0].isupper() else item
    sentence.text += frame[position:]
    sentence.text = sentence.text[:1].upper() + sentence.text[1:]
    return sentence


def _add_statement(sentence: FramedSentence, slot: str, lists: Lists, draw: random.Random) -> None:
    """A statement of the source (`s`), of the writer (`w`), or one without a cue (`p`)."""
    statement = draw.choice(lists["plain" if slot.lower() == "p" else "statement"])
    quoted = sentence.text.endswith(_QUOTES)
    position, begin = 0, len(sentence.text)
    for cue in _CUE.finditer(statement):
        sentence.text += statement[position : cue.start()]
        start, position = len(sentence.text), cue.end()
        sentence.text += cue[1]
        sentence.cues.append((start, len(sentence.text), cue[2], slot.lower() == "s", quoted))
    sentence.text += statement[position:]
    if slot.isupper():
        sentence.text = (
            sentence.text[:begin] + sentence.text[begin].upper() + sentence.text[begin + 1 :]
        )


def _who(form: str, lists: Lists, draw: random.Random) -> str:
    """A source of a form."""
    makers: dict[str, Callable[[], str]] = {
        "name": lambda: _some_name(lists, draw),
        "surname": lambda: _surname(lists, draw),
        "titled": lambda: _titled(lists, draw),
        "pair": lambda: f"{_some_name(lists, draw)} and {_some_name(lists, draw)}",
    }
    return makers[form]() if form in makers else _item(form, lists, draw)


def _some_name(lists: Lists, draw: random.Random) -> str:
    first = draw.choice(lists["first"])
    if draw.random() < 0.1:
        first = f"{first[0]}. {draw.choice(lists['first'])[0]}."
    return f"{first} {_surname(lists, draw)}"


def _titled(lists: Lists, draw: random.Random) -> str:
    name = _surname(lists, draw) if draw.random() < 0.6 else _some_name(lists, draw)
    return f"{_item('office', lists, draw)} {name}"


def _surname(lists: Lists, draw: random.Random) -> str:
    if draw.random() < 0.6:
        return draw.choice(lists["last"])
    syllables = draw.choice((1, 1, 2))
    return draw.choice(_ONSETS) + "".join(
        draw.choice(_MIDDLES) + draw.choice(_ENDS) for _ in range(syllables)
    )


def _item(name: str, lists: Lists, draw: random.Random) -> str:
    """An item of a list, with its own slots filled."""
    if name == "acronym":
        return "".join(draw.choices("ABCDEFGHIKLMNOPRSTUW", k=draw.choice((3, 3, 4))))
    if name == "last":
        return _surname(lists, draw)
    item = draw.choice(lists[name])
    return _SLOT.sub(lambda slot: _item(slot[2], lists, draw), item)


def as_cues(sentences: Sequence[FramedSentence]) -> list[ScopedDocument]:
    """The sentences as documents of one sentence, with the source of each cue."""
    documents = []
    for number, made in enumerate(sentences):
        whole = 0, len(made.text)
        cues = []
        for start, end, kind, is_own, quoted in made.cues:
            source = made.source if is_own else None
            named = "named" if made.is_named else "unnamed"
            holder = "writer" if source is None else named
            cues.append(ScopedCue(start, end, kind, whole, holder, source, quoted, False))
        name = _document(number)
        sentence = ScopedSentence(name, made.text, tuple(cues), "train", _GROUP)
        documents.append(ScopedDocument(made.text, (sentence,), (0,)))
    return documents


def as_attributions(sentences: Sequence[FramedSentence]) -> list[AttributedDocument]:
    """The same with the source of each reporting verb."""
    documents = []
    for number, made in enumerate(sentences):
        whole = 0, len(made.text)
        said = tuple(Attribution(whole, anchor, made.source) for anchor in made.reporting_verbs)
        documents.append(
            AttributedDocument(_document(number), _GROUP, made.text, (whole,), (), said)
        )
    return documents


def _document(number: int) -> str:
    """The name of a made sentence; another name would put it into another fold."""
    return f"voice-{number}"
