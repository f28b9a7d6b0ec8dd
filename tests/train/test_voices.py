"""The sentences made of frames: their spans, their variety, and what the corpora readers get."""

from pathlib import Path

import pytest

from hedging.kinds import HOLDERS, KINDS
from hedging.train.voices import as_attributions, as_cues, make_voices, read_lists

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="module")
def lists():
    return read_lists(SEEDS / "voices.tsv")


@pytest.fixture(scope="module")
def voices(lists):
    return make_voices(lists, 1500)


@pytest.fixture(scope="module")
def talk(lists):
    return make_voices(lists, 1500, "talk")


def test_the_same_seed_gives_the_same_sentences(lists, voices):
    assert [voice.text for voice in make_voices(lists, 1500)] == [voice.text for voice in voices]
    assert [voice.text for voice in make_voices(lists, 5, seed=1)] != [v.text for v in voices[:5]]


def test_no_slot_and_no_bracket_is_left(voices, talk):
    for own in (voices, talk):
        assert not [voice.text for voice in own if set("{}[]#~|") & set(voice.text)]
        assert all(voice.text[0] == voice.text[0].upper() for voice in own)


def test_talk_has_speakers_and_words_of_saying_without_a_source(talk):
    known = set((SEEDS / "sayings.txt").read_text().split())
    said = {voice.text[slice(*span)].lower() for voice in talk for span in voice.sayings}
    assert said <= known
    assert len(said) > 30
    assert all(voice.source for voice in talk if voice.sayings)
    silent = [voice for voice in talk if not voice.sayings]
    assert sum(bool(known & set(voice.text.lower().split())) for voice in silent) > 100
    assert not any(voice.cues for voice in talk)


def test_words_of_saying_are_known(voices):
    known = set((SEEDS / "sayings.txt").read_text().split())
    said = {voice.text[slice(*span)].lower() for voice in voices for span in voice.sayings}
    assert said <= known
    assert len(said) > 30


def test_sources_are_of_many_words(voices):
    """Forms are to be learned and not names."""
    sources = [voice.text[slice(*voice.source)] for voice in voices if voice.source]
    assert len(set(sources)) > 0.7 * len(sources)
    last = {source.split()[-1] for source in sources}
    assert len(last) > 0.3 * len(sources)
    assert sum(source.startswith(("Ms. ", "Mr. ", "Dr. ")) for source in sources) > 10


def test_a_source_is_the_shortest_phrase():
    lists = {"frame": ["{W}, but {who}, in {place}, {said} {s}."], "place": ["Orla"]}
    lists |= {"said": ["said"], "statement": ["it [may#epistemic] rain"]}
    forms = ("first", "last", "office", "body", "definite", "group", "lone", "pronoun")
    lists |= {form: ["heads of {place}~heads"] for form in forms}
    voices = [v for v in make_voices(lists, 50) if "heads of Orla, in Orla, said" in v.text]
    assert voices
    for voice in voices:
        (document,) = as_cues([voice])
        writers, own = document.sentences[0].cues
        assert (writers.holder, writers.source) == ("writer", None)
        assert own.holder in ("named", "unnamed")
        assert document.text[slice(*own.source)] == voice.text[slice(*voice.source)]


def test_cues_and_attributions_lie_in_their_sentences(voices):
    for documents in (as_cues(voices), as_attributions(voices)):
        assert [document.text for document in documents] == [voice.text for voice in voices]
    cues = [cue for document in as_cues(voices) for cue in document.sentences[0].cues]
    assert {cue.holder for cue in cues} == set(HOLDERS)
    assert {cue.kind for cue in cues} < set(KINDS)
    assert all(0 <= cue.start < cue.end <= cue.scope[1] for cue in cues)
    assert any(cue.quoted for cue in cues)
