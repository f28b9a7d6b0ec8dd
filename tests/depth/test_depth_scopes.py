import itertools
import json

import numpy as np
import plain_scopes
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hedging.depth.rows import CueRows
from hedging.depth.scopes import (
    BITS,
    PADDING,
    PAIRS,
    REACH,
    TAG_BITS,
    TAGS,
    EndWeights,
    ScopeWeights,
    find_scopes,
    tag_features,
    tags_of,
)
from hedging.detector import load
from hedging.text.hashing import NO_TOKEN
from hedging.text.tokens import tokenize
from training.corpora.scopes import BioscopeSentence, ScopedCue, ScopedSentence
from training.depth.scopes import DEFINITIONS, encode, fit_choices, fit_scopes
from training.depth.tags import fit_tags

CLASSES = load().model.word_classes
WORDS = ["the", "wall", "may", "not", "fall", ",", "and", "(", "a", "clerk", ")", "who", "was"]
WORDS += ["quickly", "told", "that", "it", "is", "been", "40", ".", "Rain", "-", "to", ";", ":"]
WORDS += ["\u2014", '"', "or", "[", "!"]
SENTENCES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=30)


def random_tables(seed=0, has_kinds=True):
    random = np.random.default_rng(seed)

    def weights(*shape):
        return random.integers(-128, 128, shape).astype(np.int8)

    def end():
        return EndWeights(weights(1 << BITS), random.random(PAIRS) < 0.7)

    return ScopeWeights(weights(1 << TAG_BITS, len(TAGS)), end(), end(), has_kinds)


def sentence(words, cues, document="a", kind="condition"):
    """A sentence with cues at the given words, each its own scope."""
    text, places = "", []
    for word in words:
        text += " " * bool(text)
        places.append((len(text), len(text) + len(word)))
        text += word
    spans = [(places[start][0], places[end - 1][1]) for start, end in cues]
    marks = [ScopedCue(*span, kind, span, "writer", None, False, False) for span in spans]
    return ScopedSentence(document, text, tuple(marks), "train", "")


@st.composite
def marked(draw):
    """A sentence with one cue or several that do not overlap."""
    words = draw(SENTENCES)
    cuts = draw(st.sets(st.integers(0, len(words)), min_size=2, max_size=6))
    edges = sorted(cuts)
    return sentence(words, list(zip(edges[::2], edges[1::2], strict=False)))


@settings(deadline=None)
@given(st.lists(marked(), min_size=1, max_size=4), st.booleans())
def test_scopes_are_those_of_the_plain_definition(sentences, has_kinds):
    cued = encode(sentences, CLASSES).cued
    tables = random_tables(has_kinds=has_kinds)
    begin, stop = find_scopes(cued, tables)
    pairs = list(zip(begin.tolist(), stop.tolist(), strict=True))
    assert pairs == [plain_scopes.scope(cued, cue, tables) for cue in range(len(begin))]


@given(st.lists(marked(), min_size=2, max_size=4))
def test_a_scope_holds_its_cue_and_lies_in_its_sentence_whatever_stands_beside(sentences):
    tables = random_tables()
    cued = encode(sentences, CLASSES).cued
    begin, stop = find_scopes(cued, tables)
    assert (cued.first[cued.sentence] <= begin).all()
    assert (begin <= cued.start).all()
    assert (cued.end <= stop).all()
    assert (stop <= cued.stop[cued.sentence]).all()
    alone = []
    for one in sentences:
        single = encode([one], CLASSES).cued
        ends = find_scopes(single, tables)
        alone += zip(*(places.tolist() for places in ends), strict=True)
    shift = cued.first[cued.sentence]
    together = zip((begin - shift).tolist(), (stop - shift).tolist(), strict=True)
    assert list(together) == alone


def test_a_scope_ends_within_reach_in_a_very_long_sentence():
    cued = encode([sentence(["rain"] * 500, [(250, 251)])], CLASSES).cued
    tables = random_tables()
    everywhere = [
        EndWeights(np.zeros_like(end.table), np.ones(PAIRS, np.bool_))
        for end in (tables.begin, tables.stop)
    ]
    even = tables._replace(begin=everywhere[0], stop=everywhere[1])
    assert [ends.tolist() for ends in find_scopes(cued, even)] == [[250], [251]]
    for seed in range(5):
        (begin,), (stop,) = find_scopes(cued, random_tables(seed))
        assert 250 - REACH <= begin <= 250
        assert 251 <= stop <= 251 + REACH


def test_no_sentence_with_a_cue():
    cued = encode([sentence(["rain"], [(0, 1)])], CLASSES).cued
    empty = CueRows(*(column[:0] for column in cued))
    assert [len(ends) for ends in find_scopes(empty, random_tables())] == [0, 0]


def test_kinds_matter_only_to_a_definition_that_has_them():
    cued = encode([sentence(["it", "may", "rain", "or", "snow", "."], [(1, 2)])], CLASSES).cued
    other = cued._replace(kind=cued.kind * 0)
    seeds = range(30)
    for has_kinds in (False, True):
        ends = [
            [int(places[0]) for places in find_scopes(rows, random_tables(seed, has_kinds))]
            for rows in (cued, other)
            for seed in seeds
        ]
        assert (ends[:30] != ends[30:]) == has_kinds


def learnable(count=150):
    """Scopes that stop before the first comma, and begin at the cue."""
    random = np.random.default_rng(3)
    fillers = ["rain", "falls", "here", "it", "was", "said"]
    for number in range(count):
        words = [str(word) for word in random.choice(fillers, 4)]
        stop = int(random.integers(1, 4))
        words = ["we", "may", *words[:stop], ",", *words[stop:], "."]
        text = " ".join(words)
        span = (3, 6)
        scope = (3, text.index(" ,"))
        if number % 2:
            yield BioscopeSentence(f"b{number}", text, ((span, scope),), "abstracts")
        else:
            cue = ScopedCue(*span, "epistemic", scope, "writer", None, False, False)
            yield ScopedSentence(f"a{number}", text, (cue,), "train", "")


@pytest.mark.parametrize("definition", [0, 1])
def test_training_learns_where_scopes_stop_and_gives_the_same_bytes_again(definition):
    examples = encode(list(learnable()), CLASSES)
    own = examples.definition == definition
    use = own & (np.arange(150) < 100)
    weights = use.astype(np.float64)
    tables, again = (fit_scopes(examples, weights, random_tables().tags).tables() for _ in range(2))
    assert tables.has_kinds == (DEFINITIONS[definition] == "general")
    assert (tables.stop.table == again.stop.table).all()
    begin, stop = find_scopes(examples.cued, tables)
    left_out = own & ~use
    assert (begin == examples.begin)[left_out].all()
    assert (stop == examples.stop)[left_out].mean() > 0.9


def test_a_definition_without_cues_of_its_own_keeps_what_it_started_from():
    examples = encode(list(learnable()), CLASSES)
    own = examples.definition == 0
    ours = fit_scopes(examples, own.astype(np.float64), random_tables().tags)
    faint = np.where(own, 0.0, 1e-9)
    other = fit_scopes(examples, faint, ours.tags, start=ours)
    assert not other.has_kinds
    assert other.stop.weights == pytest.approx(ours.stop.weights, abs=1e-6)
    assert (other.stop.is_candidate >= ours.stop.is_candidate).all()
    stop = find_scopes(examples.cued, other.tables())[1]
    assert (stop == examples.stop)[~own].mean() > 0.9


def test_the_weights_of_choices_are_where_the_gradient_is_nought():
    ids = np.array([[0, 1], [2, 3], [0, 3], [2, 1], [0, 1]])
    group, right = np.array([0, 0, 2, 2, 2]), np.array([True, False, False, True, False])
    start, weight = np.array([0.5, -1.0, 0.0, 2.0, 7.0]), np.array([3.0, 99.0, 0.5])
    weights = fit_choices(ids, group, right, start, 1.0, weight)
    gradient = weights - start
    for number in (0, 2):
        rows = np.flatnonzero(group == number)
        odds = np.exp([weights[ids[row]].sum() for row in rows])
        for row, share in zip(rows, odds / odds.sum(), strict=True):
            for feature in ids[row]:
                gradient[feature] += weight[number] * (share - right[row])
    assert gradient == pytest.approx(np.zeros(5), abs=2e-2)


def test_tags_are_learned_from_a_treebank(tmp_path):
    parts = {"rain": ("NOUN", "NN"), "falls": ("VERB", "VBZ"), "often": ("ADV", "RB")}
    rows = []
    for order in itertools.permutations(parts):
        text = " ".join(order)
        words = [(text.index(word), text.index(word) + len(word), word) for word in order]
        tokens = [[*word, *parts[word[2]]] for word in words]
        rows.append({"text": text, "sentences": [[0, len(text)]], "tokens": tokens})
    path = tmp_path / "trees.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows * 20))
    table = fit_tags([path], CLASSES)
    assert (table == fit_tags([path], CLASSES)).all()
    tokens = tokenize("often rain falls")
    classes = CLASSES.classes_of(tokens, np.arange(3))
    padded = np.pad(tokens.ids, PADDING, constant_values=NO_TOKEN), np.pad(classes, PADDING)
    tags = tags_of(tag_features(*padded), table)[PADDING:-PADDING]
    assert [TAGS[tag] for tag in tags] == ["adverb", "noun", "finite"]
