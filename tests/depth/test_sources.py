"""Sources of invented sentences: properties, a slow reading of the phrases, a small training."""

import math
from collections import Counter

import numpy as np
import pytest

from hedging.depth import phrases as layout
from hedging.depth.phrases import (
    FAMILIES,
    LONGEST,
    PhraseEdges,
    WordTags,
    context_of,
    find_phrases,
)
from hedging.depth.quotation import inside_quotation
from hedging.depth.rows import gather
from hedging.depth.scopes import TAG_BITS, TAGS
from hedging.depth.sources import (
    BITS,
    HOLDER_BITS,
    NEGATED_BITS,
    NONE,
    PhraseWeights,
    SourceWeights,
    find_sources,
    likeliest,
    place_columns,
    score_phrases,
)
from hedging.kinds import HOLDERS, KINDS
from hedging.model.files import folder_of, load_model
from hedging.text.characters import UPPER
from hedging.text.hashing import ShortIndex
from hedging.text.tokens import tokenize, word_id
from hedging.text.weights import Weights
from training.corpora.scopes import ScopedCue, ScopedDocument, ScopedSentence
from training.corpora.subjects import TaggedToken
from training.depth.reporting import (
    REPORTING_BITS,
    TOKEN_FROM,
    ReportingWeights,
    find_attributions,
    reporting_ids,
)
from training.depth.source_examples import encode_cues
from training.depth.sources import SourceMaterial, fit_sources, words_of_saying
from training.depth.word_tags import fit_word_tags

SENTENCES = (
    "The mayor of Lund said that the old bridge may close.",
    "Rain is likely.",
    "Officials fear it, and two engineers think the valve could fail.",
    "May.",
    '"It might hold," said Dr. Wirth, who runs the port.',
    "Perhaps the heirs of the late painter do not believe that the clerk seems honest.",
)
CUES = ("may", "likely", "fear", "think", "could", "might", "perhaps", "believe", "seems")
PARTS_OF_SPEECH = {"the": "DT", "of": "IN", "said": "VBD", "old": "JJ", "two": "CD", "it": "PRP"}


@pytest.fixture(scope="module")
def classes():
    return load_model(folder_of("light")).word_classes


@pytest.fixture(scope="module")
def weights(classes):
    """Random weights, under which anything can be a source."""
    random = np.random.default_rng(3)

    def table(*shape):
        return Weights(random.integers(-127, 128, shape, dtype=np.int8), 0.01)

    rows = [TaggedToken(0, 0, w, w, tag, tag) for w, tag in PARTS_OF_SPEECH.items()] * 2
    everywhere = np.ones((FAMILIES, FAMILIES), dtype=np.bool_)
    return SourceWeights(
        PhraseWeights(
            fit_word_tags([rows], ["said", "fear", "think"], classes),
            PhraseEdges(everywhere, everywhere),
            *(table(1 << BITS) for _ in range(4)),
        ),
        table(1 << HOLDER_BITS),
        table(2 << HOLDER_BITS, len(HOLDERS)),
        table(1 << NEGATED_BITS),
        1.0,
        (np.inf, -5.0, 0.0),
    )


def gathered(sentences, classes):
    """The sentences with the words of CUES as cues, and the quoted rows."""
    tokens = tokenize("\n\n".join(sentences))
    ends = np.cumsum([len(tokenize(sentence)) for sentence in sentences])
    bounds = np.append(0, ends[:-1]), ends
    known = [word_id(word) for word in CUES]
    start = np.isin(tokens.ids, np.array(known, dtype=np.uint64)).nonzero()[0]
    kind = np.array([known.index(int(tokens.ids[row])) % len(KINDS) for row in start], np.uint8)
    number = ends.searchsorted(start, side="right")
    cues = (start, start + 1, number, kind)
    cued = gather(tokens, bounds, np.arange(len(sentences)), cues, classes)
    return cued, inside_quotation(tokens)[cued.token]


def phrases_of(cued, quoted, weights):
    return find_phrases(context_of(cued, quoted, weights.tags), weights.edges)


def answers(sentences, classes, weights):
    """The answer for each cue, with rows counted from its sentence's first."""
    cued, quoted = gathered(sentences, classes)
    sources = find_sources(cued, quoted, weights)
    origin = cued.first[cued.sentence]
    none = sources.first < 0
    spans = (np.where(none, -1, rows - origin) for rows in (sources.first, sources.stop))
    columns = (sources.holder, *spans, sources.quoted, sources.negated)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def test_a_source_stands_in_the_sentence_of_its_cue(classes, weights):
    cued, quoted = gathered(SENTENCES, classes)
    sources = find_sources(cued, quoted, weights)
    named = sources.first >= 0
    assert named.any()
    assert not named.all()
    sentence = cued.sentence[named]
    assert (sources.first[named] >= cued.first[sentence]).all()
    assert (sources.stop[named] <= cued.stop[sentence]).all()
    assert (sources.first < sources.stop)[named].all()
    assert (sources.stop[~named] == -1).all()
    assert (sources.holder[named] > 0).all()


def test_an_answer_does_not_depend_on_the_other_sentences(classes, weights):
    alone = [answer for s in SENTENCES for answer in answers([s], classes, weights)]
    assert answers(SENTENCES, classes, weights) == alone
    backwards = answers(SENTENCES[::-1] * 3, classes, weights)
    assert sorted(backwards) == sorted(alone * 3)


def test_only_a_surely_own_cue_is_left_out(classes, weights):
    """Each cue is answered as if all were asked, or is the writer's own and has no source."""
    cued, quoted = gathered(SENTENCES, classes)
    full, none, some = (
        find_sources(cued, quoted, weights._replace(sure=sure)) for sure in (np.inf, -np.inf, 0.0)
    )
    assert (full.holder > 0).any()
    assert not none.holder.any()
    assert (none.first == -1).all()
    rows = [np.stack((s.holder, s.first, s.stop), axis=1) for s in (full, none, some)]
    is_full, is_none = ((rows[2] == other).all(axis=1) for other in rows[:2])
    assert (is_full | is_none).all()
    assert not is_full.all()
    assert not is_none.all()
    for sources in (none, some):
        assert (sources.negated == full.negated).all()
        assert (sources.quoted == full.quoted).all()


def test_no_cue_and_no_sentence(classes, weights):
    assert answers(["Nothing happened."], classes, weights) == []
    cued, quoted = gathered(["Nothing happened."], classes)
    found = find_attributions(cued, quoted, weights.phrases, of_sayings(1.0))
    assert len(found.verb) == 0


def of_sayings(bias):
    """Weights under which all reporting verbs have the same log-odds, and all words one tag."""
    parts = np.zeros((1 << TAG_BITS, len(TAGS)), dtype=np.int8)
    return ReportingWeights(parts, Weights(np.zeros(1 << REPORTING_BITS, dtype=np.int8), 1.0, bias))


def test_reporting_verbs_are_found_without_cues(classes, weights):
    cued, quoted = gathered(["The mayor said it.", "It rained."], classes)
    found = find_attributions(cued, quoted, weights.phrases, of_sayings(100.0))
    assert found.verb.tolist() == [2]
    assert 0 <= found.begin[0] < found.stop[0] <= 5
    nothing = find_attributions(cued, quoted, weights.phrases, of_sayings(-100.0))
    assert len(nothing.verb) == 0


def test_parts_of_saying_ids_do_not_depend_on_the_other_sentences(classes, weights):
    def ids(sentences):
        cued, quoted = gathered(sentences, classes)
        context = context_of(cued, quoted, weights.phrases.tags)
        places = words_of_saying(context)
        parts = np.zeros(len(cued.ids), dtype=np.uint8)
        columns = place_columns(context, places)
        scored = score_phrases(context, places, weights.phrases)
        choices = likeliest(scored, columns, weights.phrases)
        return reporting_ids(context, places, columns, choices, parts)

    said = [sentence for sentence in SENTENCES if len(ids([sentence]))]
    assert len(said) > 2
    alone = np.concatenate([ids([sentence]) for sentence in said])
    assert (ids(said) == alone).all()


@pytest.mark.parametrize("bias", [0.0, 3.0, 6.0])
def test_the_source_has_the_most_probable_tokens(classes, weights, bias):
    """The choice among all phrases, one probability after the other."""
    sentences = [sentence for sentence in SENTENCES if "said" in sentence or "fear" in sentence]
    cued, quoted = gathered(sentences, classes)
    weights = weights.phrases
    context = context_of(cued, quoted, weights.tags)
    places = words_of_saying(context)
    none = weights.none(NONE.ids(place_columns(context, places)))
    scored = score_phrases(context, places, weights)
    expected = []
    for place, row in enumerate(places.start):
        own = [
            (int(begin), int(stop), float(score))
            for owner, begin, stop, score in zip(*scored, strict=True)
            if owner == place
        ]
        best = max(score for *_, score in own)
        said = 1 / (1 + math.exp(-(best - none[place] + bias) / 2))
        total = sum(math.exp(score - best) for *_, score in own)
        tokens = Counter()
        for begin, stop, score in own:
            for token in range(begin, stop):
                tokens[token] += said * math.exp(score - best) / total
        gains = [sum(tokens[k] - TOKEN_FROM for k in range(a, b)) for a, b, _ in own]
        chosen = int(np.argmax(gains))
        if gains[chosen] > 0:
            expected.append((int(row), *own[chosen][:2]))
    found = find_attributions(cued, quoted, weights, of_sayings(bias))
    assert list(zip(*(column.tolist() for column in found), strict=True)) == expected
    assert bias < 6 or len(expected) > 1


def test_a_hyphen_stands_inside_a_phrase(classes, weights):
    cued, quoted = gathered(["The co-founder said it - or him."], classes)
    found = phrases_of(cued, quoted, weights.phrases)
    spans = set(zip(found.begin.tolist(), found.stop.tolist(), strict=True))
    assert (0, 4) in spans
    for dash in ("—", "--"):
        cued, quoted = gathered([f"It{dash}they{dash}him", f"Him{dash}it"], classes)
        found = phrases_of(cued, quoted, weights.phrases)
        assert (found.stop - found.begin).max() == 1
    parted, quoted = gathered(["It said it -", "- it said it."], classes)
    found = context_of(parted, quoted, weights.phrases.tags)
    assert not found.barrier[[3, 4]].any()


def test_a_mark_that_is_a_noun_now_and_then_has_no_tag(classes):
    marks = [TaggedToken(0, 0, '"', '"', "PUNCT", "``")] * 9
    inches = [TaggedToken(0, 0, '"', '"', "NOUN", "NNS")] * 2
    tags = fit_word_tags([marks, inches], [], classes)
    assert not tags.words.lookup(np.array([word_id('"')], dtype=np.uint64))[0].any()


def test_a_capital_hides_the_class_of_a_word(classes):
    """Heald is a name, though a word of its class is a participle."""
    tags = fit_word_tags([[TaggedToken(0, 0, "the", "the", "DET", "DT")] * 2], [], classes)
    cued, _ = gathered(["heald Heald"], classes)
    number = int(cued.classes[0])
    of_classes = np.zeros(number + 2, dtype=np.uint16)
    of_classes[number] = 7
    found = tags._replace(class_tags=of_classes).tags_of(cued)
    assert found.tolist() == [7, layout.UNKNOWN + UPPER]


def test_phrases_against_a_plain_reading(classes):
    cued, _ = gathered(SENTENCES, classes)
    random = np.random.default_rng(5)
    begins, ends = random.random((2, FAMILIES, FAMILIES)) < 0.6
    ids = np.unique(cued.ids)
    tags = WordTags(
        ShortIndex(ids),
        (random.integers(0, len(layout.PARTS), len(ids)) * layout.TAG_STEP).astype(np.uint16),
        np.zeros(1, dtype=np.uint16),
    )
    barrier = random.random(len(cued.ids)) < 0.1
    context = context_of(cued, barrier, tags)._replace(barrier=barrier)
    found = find_phrases(context, PhraseEdges(begins, ends))
    tags = context.tags
    family = [layout.FAMILY_OF_TAG[tag] for tag in tags.astype(int)]
    expected, firsts = [], []
    for first, stop in zip(cued.first, cued.stop, strict=True):
        firsts.append(len(expected))
        # The border of a sentence is the last family.
        row = [FAMILIES - 1, *family[first:stop], FAMILIES - 1]
        for a in range(stop - first):
            for b in range(a + 1, min(a + LONGEST, stop - first) + 1):
                is_free = not barrier[first + a : first + b].any()
                if is_free and begins[row[a], row[a + 1]] and ends[row[b], row[b + 1]]:
                    expected.append((first + a, first + b))
    assert list(zip(found.begin, found.stop, strict=True)) == expected
    assert found.first.tolist() == [*firsts, len(expected)]


TOWNS = ("Lund", "Ystad", "Kalmar", "Visby", "Falun", "Gävle", "Mora", "Kiruna", "Luleå", "Borås")
THINGS = ("bridge", "dam", "ferry", "roof", "crane", "tower")


def invented(town, thing):
    """A document in which each holder, a quotation and a denial occur; * marks the cue."""
    rows = [
        (f"The mayor of {town} said the {thing} *may close.", "named", f"The mayor of {town}"),
        (f"Some clerks *think the {thing} in {town} is sound.", "unnamed", "Some clerks"),
        (f"The {thing} in {town} *may be old.", "writer", None),
        (f"I *think the {thing} in {town} is old.", "writer", None),
        (f"I do not *think the {thing} in {town} is old.", "writer", None),
        (f'"The {thing} *may close," said the mayor of {town}.', "named", f"the mayor of {town}"),
    ]
    sentences = []
    for marked, holder, source in rows:
        start = marked.index("*")
        text = marked.replace("*", "")
        end = start + len(text[start:].split()[0])
        kind = "doxastic" if text[start:end] == "think" else "epistemic"
        place = None if source is None else (text.index(source), text.index(source) + len(source))
        cue = (start, end, kind, (start, end), holder, place, '"' in text, "not" in text)
        sentences.append(ScopedSentence(f"{town} {thing}", text, (ScopedCue(*cue),), "train", ""))
    starts = np.cumsum([0] + [len(sentence.text) + 1 for sentence in sentences])
    text = " ".join(sentence.text for sentence in sentences)
    return ScopedDocument(text, tuple(sentences), tuple(int(start) for start in starts[:-1]))


@pytest.fixture(scope="module")
def material(classes):
    documents = [invented(town, thing) for town in TOWNS for thing in THINGS]
    own = encode_cues(documents, classes)
    parts = {"the": "DT", "of": "IN", "said": "VBD", "some": "DT", "clerks": "NNS", "in": "IN"}
    parts |= {"mayor": "NN", "i": "PRP", "may": "MD", "think": "VBP"} | dict.fromkeys(THINGS, "NN")
    tagged = tuple(TaggedToken(0, 0, w, w, tag, tag) for w, tag in parts.items()) * 2
    complements = np.zeros((len(own.source), 1), dtype=np.int64)
    unmarked = np.zeros(len(own.source), dtype=np.bool_)
    rest = (("tags", tagged),), ("said", "think"), classes
    return SourceMaterial(own, own, own, own, complements, unmarked, *rest)


@pytest.mark.slow
def test_a_small_training_carries_over_to_another_town(material):
    fitted = fit_sources(material, lambda document: not document.startswith("Borås"))
    own = material.cues
    sources = find_sources(own.cued, own.quoted_row, fitted)
    unseen = np.array([own.document[s].startswith("Borås") for s in own.cued.sentence])
    assert unseen.sum() == len(THINGS) * 6
    assert (sources.holder == own.holder)[unseen].mean() > 0.95
    spans = np.stack((sources.first, sources.stop), axis=1)
    assert (spans == own.source).all(axis=1)[unseen].mean() > 0.9
    assert (sources.negated == own.negated)[unseen].all()
    assert (sources.quoted == own.quoted).all()


@pytest.mark.slow
def test_training_is_deterministic(material):
    first, second = (fit_sources(material) for _ in range(2))
    for name in ("holder", "negated"):
        one, other = getattr(first, name), getattr(second, name)
        assert (one.table == other.table).all()
        assert (one.scale, one.bias) == (other.scale, other.bias)
    assert (first.phrases.pair.table == second.phrases.pair.table).all()
