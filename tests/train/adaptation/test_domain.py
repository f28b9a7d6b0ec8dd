"""What a domain adds to a model, and what it leaves alone."""

import dataclasses

import numpy as np
import planning
import pytest
from small_material import gold

pytest.importorskip("sklearn", reason="training needs scikit-learn")

from hedging.corpora.gold import Gold, GoldCue
from hedging.detector import Detector
from hedging.model.files import folder_of, load_model
from hedging.model.lexicon import LONGEST, run_hashes
from hedging.options import DEFAULT_MODEL, DetectorOptions
from hedging.text.weights import Weights
from hedging.train.adaptation.domain import Domain, _added
from hedging.train.adaptation.material import general_sentences
from hedging.train.schemes import kind_mask

OTHERS = ("szeged", "bioscope", "conll2010-wikipedia")
TEXT = (
    "Members were minded to refuse. The plan is deferred, perhaps until May. It may be about ten. "
    "Some residents fear that it could fail, and the survey suggests that it appears likely."
)


@pytest.fixture(scope="module")
def base():
    return load_model(folder_of(DEFAULT_MODEL).resolve())


def domain_of(base, golds, rehearsed=100):
    return Domain(base, "general", golds, general_sentences()[0][:rehearsed])


def fitted(base, golds, use=None, freedom=0.3):
    """A model that learned from the sentences in `use`, by default all."""
    use = np.ones(len(golds), dtype=np.bool_) if use is None else use
    return domain_of(base, golds).fit(use, freedom)


@pytest.fixture(scope="module")
def adapted(base):
    return fitted(base, planning.golds())


def mask_of(model, cue, scheme="general"):
    """The kinds that a cue can have in a scheme; None if the lexicon lacks it."""
    hashes = model.lexicon.hashes
    place = int(np.searchsorted(hashes, np.uint64(run_hashes(cue)[0][-1])))
    if place == len(hashes) or hashes[place] != run_hashes(cue)[0][-1]:
        return None
    return int(model.lexicon.masks[place, model.schemes[scheme].column])


def cues(model, text, scheme="general"):
    report = Detector(model, DetectorOptions(scheme=scheme)).detect(text)
    return [(cue.text, cue.kind) for cue in report.cues]


def test_new_cues_enter_the_scheme_that_is_adapted_and_no_other(base, adapted):
    for cue in ("minded to", "deferred", "tba"):
        assert not mask_of(base, cue)
        assert mask_of(adapted, cue) == kind_mask(["epistemic"])
        assert [mask_of(adapted, cue, scheme) for scheme in OTHERS] == [0, 0, 0]
    assert ("minded to", "epistemic") in cues(adapted, TEXT)
    assert ("deferred", "epistemic") in cues(adapted, TEXT)
    assert cues(adapted, "The tenant was minded to leave.") == [("minded to", "epistemic")]
    assert cues(base, "The tenant was minded to leave.") == []


def test_new_cues_enter_only_from_the_sentences_in_use(base):
    golds = planning.golds()
    domain = domain_of(base, golds)
    use = np.array(["deferred" not in one.text for one in golds])
    model = domain.fit(use, 0.3)
    assert mask_of(model, "minded to") == kind_mask(["epistemic"])
    assert mask_of(model, "deferred") == 0
    assert domain.new_cues == ("deferred", "minded to", "tba")


def test_other_schemes_stay_as_they_are(base, adapted):
    for scheme in OTHERS:
        before, after = base.schemes[scheme], adapted.schemes[scheme]
        assert after.cue_weights.table.tobytes() == before.cue_weights.table.tobytes()
        assert (after.slope, after.intercept) == (before.slope, before.intercept)
        reports = [
            Detector(model, DetectorOptions(scheme=scheme)).detect(TEXT)
            for model in (base, dataclasses.replace(adapted, name=base.name))
        ]
        assert reports[0] == reports[1]


def test_a_kind_that_a_word_gets_leaves_other_schemes_as_they_are(base):
    # No scheme has "awaiting" as epistemic, or "about" as anything but an approximation.
    golds = [
        gold(f"The {thing} is about ten and awaiting repair.", ("about", "weasel"), ("awaiting", k))
        for thing in ("porch", "barn", "garage", "wall")
        for k in ("epistemic",)
    ]
    model = fitted(base, golds)
    assert mask_of(model, "about") == mask_of(base, "about") | kind_mask(["weasel"])
    assert mask_of(model, "awaiting") & kind_mask(["epistemic"])
    text = "Those awaiting trial may number about ten, and others are awaiting a verdict."
    for scheme in OTHERS:
        reports = [
            Detector(one, DetectorOptions(scheme=scheme)).detect(text)
            for one in (base, dataclasses.replace(model, name=base.name))
        ]
        assert reports[0] == reports[1]
    assert ("awaiting", "epistemic") in cues(model, "The wall is about ten and awaiting repair.")


def test_weights_that_the_domain_does_not_touch_stay(base, adapted):
    golds = planning.golds()
    touched = np.unique(domain_of(base, golds)._candidates.feature_ids)
    before = base.schemes["general"].cue_weights.table
    after = adapted.schemes["general"].cue_weights.table
    changed = np.flatnonzero(before != after)
    assert len(changed) > 50
    assert np.isin(changed, touched).all()
    assert cues(adapted, "Rain may fall, or so it seems.") == cues(
        base, "Rain may fall, or so it seems."
    )


def test_less_freedom_moves_less(base):
    before = base.schemes["general"].cue_weights.table.astype(int)
    moved = [
        np.abs(
            fitted(base, planning.golds(), freedom=freedom).schemes["general"].cue_weights.table
            - before
        ).sum()
        for freedom in (0.01, 0.1, 1.0)
    ]
    assert moved == sorted(moved)
    assert moved[0] < moved[1] < moved[2]


def test_sentences_without_marks_teach_by_their_labels(base):
    # In a plain sentence no candidate is a cue; in a hedged one, its only candidate is.
    plain = [
        Gold("d", f"The owner may use the {thing}.", None, False, "general")
        for thing in ("porch", "barn", "garage", "wall", "shed")
    ]
    text = "The owner may use the hall."
    assert cues(fitted(base, plain, freedom=1.0), text) == []
    hedged = [dataclasses.replace(one, hedged=True) for one in plain]
    after, before = (
        Detector(model, DetectorOptions()).detect(text).sentences[0].score
        for model in (fitted(base, hedged, freedom=1.0), base)
    )
    assert after > before
    # With two candidates, nothing says which is the cue.
    two = [
        Gold("d", f"The {thing} may leak or could fall.", None, True, "general")
        for thing in ("porch", "barn")
    ]
    assert len(domain_of(base, two)._candidates.is_cue) == 0
    # Without any label, there is nothing to learn.
    unlabelled = [dataclasses.replace(one, hedged=None) for one in plain]
    assert len(domain_of(base, unlabelled)._candidates.is_cue) == 0


def test_candidates_that_cannot_hedge_say_nothing_of_a_label(base):
    about = [Gold("d", "About ten came.", None, False, "general")]
    assert mask_of(base, "about") == kind_mask(["approximator"])
    assert len(domain_of(base, about)._candidates.is_cue) == 0


def test_phrases_that_are_found_already_are_not_added(base):
    golds = [
        gold("Some residents of the lane said no.", ("Some residents", "weasel")),
        gold("It is unclear.", ("unclear", "epistemic")),
        gold("It is UNCLEAR.", ("UNCLEAR", "epistemic")),
    ]
    domain = domain_of(base, golds)
    assert domain.new_cues == ()
    model = domain.fit(np.ones(3, dtype=np.bool_), 0.3)
    assert len(model.lexicon.hashes) == len(base.lexicon.hashes)


def test_a_cue_is_added_once(base):
    golds = planning.golds()
    model = fitted(base, golds)
    assert len(model.lexicon.hashes) == len(base.lexicon.hashes) + 3
    assert (model.lexicon.hashes[1:] > model.lexicon.hashes[:-1]).all()


def test_cues_that_are_too_long_are_passed_over(base):
    words = "nobody in the room was able to tell us when"
    assert len(words.split()) > LONGEST
    golds = [gold(f"So {words} it began.", (words, "epistemic")), *planning.golds()]
    domain = domain_of(base, golds)
    assert domain.new_cues == ("deferred", "minded to", "tba")
    assert not (domain._wider.lexicon.lengths > LONGEST).any()


def test_a_candidate_in_a_cue_that_is_too_long_is_no_false_cue(base):
    words = "it may well be that in the end the council"
    domain = domain_of(base, [gold(f"So {words} sold it.", (words, "epistemic"))])
    assert domain._candidates.is_cue.any()


def test_a_cue_without_a_kind_is_not_added(base):
    golds = [Gold("d", "It is tba.", (GoldCue(6, 9, None),), True, "general")]
    domain = domain_of(base, golds)
    assert domain.new_cues == ()
    assert domain.fit(np.ones(1, dtype=np.bool_), 0.3).lexicon.hashes.tobytes() == (
        base.lexicon.hashes.tobytes()
    )


def test_without_a_sentence_nothing_changes(base):
    model = fitted(base, planning.golds(), np.zeros(40, dtype=np.bool_))
    assert model.schemes["general"] is base.schemes["general"]
    assert mask_of(model, "deferred") == 0


def test_weights_stay_within_eight_bits():
    weights = Weights(np.array([120, -120, 5], dtype=np.int8), 0.1, 0.5)
    changed = _added(weights, np.array([0, 1]), np.array([50.0, -50.0]), 0.25)
    assert changed.table.tolist() == [127, -127, 5]
    assert changed.table.dtype == np.int8
    assert (changed.scale, changed.bias) == (0.1, 0.75)
    assert weights.table.tolist() == [120, -120, 5]


def test_the_same_sentences_give_the_same_model(base, adapted):
    again = fitted(base, planning.golds())
    one, other = (model.schemes["general"].cue_weights for model in (adapted, again))
    assert one.table.tobytes() == other.table.tobytes()
    assert one.bias == other.bias


def test_an_adapted_model_can_be_adapted_again(base, adapted):
    golds = [
        gold(f"The {thing} is pencilled in.", ("pencilled in", "epistemic"))
        for thing in ("porch", "barn", "wall")
    ]
    model = fitted(adapted, golds)
    assert mask_of(model, "minded to") == mask_of(model, "pencilled in") == 1 << 0
    kinds = dict(zip(model.lexicon.hashes.tolist(), model.lexicon.kinds.tolist(), strict=True))
    known = zip(base.lexicon.hashes.tolist(), base.lexicon.kinds.tolist(), strict=True)
    assert all(kinds[number] == kind for number, kind in known)
