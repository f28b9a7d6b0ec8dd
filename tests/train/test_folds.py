import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedging.corpora.gold import Gold, GoldCue
from hedging.errors import CorpusError
from hedging.train.folds import calibration_folds, fold_of
from hedging.train.material import Material
from hedging.train.recipe import Recipe

NOTHING = Material([], {}, frozenset(), [], [], [], {}, [], [], None, {})
MAY = (GoldCue(3, 6, "epistemic"),)


def gold(document, hedged, scheme="general"):
    text, cues = ("It may rain.", MAY) if hedged else ("It rained.", ())
    return Gold(document, text, cues, hedged, scheme)


def test_a_document_stays_in_its_fold():
    assert {fold_of("a document", 5) for _ in range(3)} == {fold_of("a document", 5)}
    assert {fold_of(str(k), 5) for k in range(100)} == set(range(5))


def test_many_documents_fall_where_they_always_did():
    golds = [gold(str(k), k % 4 > 1) for k in range(40)]
    folds = calibration_folds(golds, NOTHING, Recipe())
    assert folds.tolist() == [fold_of(str(k), 3, "calibration") for k in range(40)]


@given(
    names=st.lists(st.text(min_size=1), min_size=2, max_size=4, unique=True),
    folds=st.integers(2, 5),
)
def test_any_two_documents_are_divided(names, folds):
    golds = [gold(name, hedged) for name in names for hedged in (True, False)]
    found = calibration_folds(golds, NOTHING, Recipe(calibration_folds=folds))
    number = dict(zip((gold.document for gold in golds), found.tolist(), strict=True))
    assert len(set(number.values())) > 1
    assert [number[gold.document] for gold in golds] == found.tolist()


def test_what_cannot_be_divided_is_an_error():
    # Each two of three documents must lie in different folds of two.
    pairs = {"general": "ab", "mine": "bc", "yours": "ac"}
    golds = [gold(d, h, s) for s, pair in pairs.items() for d in pair for h in (True, False)]
    with pytest.raises(CorpusError, match="no way was found to divide the documents into 2"):
        calibration_folds(golds, NOTHING, Recipe(calibration_folds=2))
    assert len(set(calibration_folds(golds, NOTHING, Recipe()).tolist())) == 3


def test_without_any_cue_only_whole_sentences_can_be_judged():
    golds = [Gold(d, "It may rain.", None, h, "mine") for d in "ab" for h in (True, False)]
    with pytest.raises(CorpusError, match="'mine' would find nothing: mark cues, name a list"):
        calibration_folds(golds, NOTHING, Recipe())
    assert len(calibration_folds(golds, NOTHING, Recipe(sentence_schemes=("mine",)))) == 4
