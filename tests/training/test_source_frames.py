"""The sentences made of frames: their spans, their variety, and what the corpora readers get."""

from pathlib import Path

import pytest

from hedging.kinds import HOLDERS, KINDS
from training.corpora.source_frames import as_attributions, as_cues, make_sentences, read_lists

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="module")
def lists():
    return read_lists(SEEDS / "voices.tsv")


@pytest.fixture(scope="module")
def framed(lists):
    return make_sentences(lists, 1500)


@pytest.fixture(scope="module")
def talk(lists):
    return make_sentences(lists, 1500, "talk")


def test_the_same_seed_gives_the_same_sentences(lists, framed):
    assert [sentence.text for sentence in make_sentences(lists, 1500)] == [
        sentence.text for sentence in framed
    ]
    assert [sentence.text for sentence in make_sentences(lists, 5, seed=1)] != [
        v.text for v in framed[:5]
    ]


def test_no_slot_and_no_bracket_is_left(framed, talk):
    for own in (framed, talk):
        assert not [sentence.text for sentence in own if set("{}[]#~|") & set(sentence.text)]
        assert all(sentence.text[0] == sentence.text[0].upper() for sentence in own)


def test_talk_has_speakers_and_reporting_verbs_without_a_source(talk):
    known = set((SEEDS / "sayings.txt").read_text().split())
    said = {
        sentence.text[slice(*span)].lower()
        for sentence in talk
        for span in sentence.reporting_verbs
    }
    assert said <= known
    assert len(said) > 30
    assert all(sentence.source for sentence in talk if sentence.reporting_verbs)
    silent = [sentence for sentence in talk if not sentence.reporting_verbs]
    assert sum(bool(known & set(sentence.text.lower().split())) for sentence in silent) > 100
    assert not any(sentence.cues for sentence in talk)


def test_reporting_verbs_are_known(framed):
    known = set((SEEDS / "sayings.txt").read_text().split())
    said = {
        sentence.text[slice(*span)].lower()
        for sentence in framed
        for span in sentence.reporting_verbs
    }
    assert said <= known
    assert len(said) > 30


def test_sources_are_of_many_words(framed):
    """Forms are to be learned and not names."""
    sources = [sentence.text[slice(*sentence.source)] for sentence in framed if sentence.source]
    assert len(set(sources)) > 0.7 * len(sources)
    last = {source.split()[-1] for source in sources}
    assert len(last) > 0.3 * len(sources)
    assert sum(source.startswith(("Ms. ", "Mr. ", "Dr. ")) for source in sources) > 10


def test_a_source_is_the_shortest_phrase():
    lists = {"frame": ["{W}, but {who}, in {place}, {said} {s}."], "place": ["Orla"]}
    lists |= {"said": ["said"], "statement": ["it [may#epistemic] rain"]}
    forms = ("first", "last", "office", "body", "definite", "group", "lone", "pronoun")
    lists |= {form: ["heads of {place}~heads"] for form in forms}
    framed = [v for v in make_sentences(lists, 50) if "heads of Orla, in Orla, said" in v.text]
    assert framed
    for sentence in framed:
        (document,) = as_cues([sentence])
        writers, own = document.sentences[0].cues
        assert (writers.holder, writers.source) == ("writer", None)
        assert own.holder in ("named", "unnamed")
        assert document.text[slice(*own.source)] == sentence.text[slice(*sentence.source)]


def test_cues_and_attributions_lie_in_their_sentences(framed):
    for documents in (as_cues(framed), as_attributions(framed)):
        assert [document.text for document in documents] == [sentence.text for sentence in framed]
    cues = [cue for document in as_cues(framed) for cue in document.sentences[0].cues]
    assert {cue.holder for cue in cues} == set(HOLDERS)
    assert {cue.kind for cue in cues} < set(KINDS)
    assert all(0 <= cue.start < cue.end <= cue.scope[1] for cue in cues)
    assert any(cue.quoted for cue in cues)
