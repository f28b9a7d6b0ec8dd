"""How far two labellings of the same sentences agree."""

from dataclasses import replace

import pytest

from hedging.corpora.gold import Gold, GoldCue
from hedging.corpora.marked import read_sentences
from hedging.errors import InputError
from hedging.evaluate.agreement import agreement_lines, cohen_kappa, compare_labels
from hedging.evaluate.metrics import Counts


def golds(tmp_path, *lines):
    return list(read_sentences(lines, tmp_path / "a.txt"))


def test_the_figures(tmp_path):
    first = golds(
        tmp_path,
        "It [may|epistemic] rain.",
        "It rained.",
        "They [fear|doxastic] a storm.",
        "It [may well|epistemic] snow.",
    )
    second = golds(
        tmp_path,
        "It [may|epistemic] rain.",
        "It rained.",
        "They [fear|epistemic] a storm.",
        "It [may|epistemic] well [snow|weasel].",
    )
    agreement = compare_labels(first, second)
    assert len(agreement.sentences) == 4
    assert agreement.kappa == 1.0
    assert agreement.metrics.sentences.f1 == 1.0
    # Two of three and four cues have the same words, and three overlap.
    assert agreement.metrics.cues.f1 == 4 / 7
    assert agreement.metrics.overlaps.f1 == 6 / 7
    assert (agreement.kinds.hits, agreement.kinds.true) == (2, 3)
    assert [pair.first.text for pair in agreement.disagreements] == [
        "They fear a storm.",
        "It may well snow.",
    ]
    other = compare_labels(second, first)
    assert (other.metrics.cues.f1, other.kappa) == (4 / 7, 1.0)


def test_kappa():
    assert cohen_kappa(Counts(), 0) is None
    assert cohen_kappa(Counts(5, 5, 5), 5) is None
    assert cohen_kappa(Counts(20, 30, 25), 50) == 0.4
    assert cohen_kappa(Counts(1, 1, 1), 10) == 1.0
    assert cohen_kappa(Counts(0, 1, 1), 2) == -1.0
    assert cohen_kappa(Counts(1, 2, 2), 4) == 0


def test_sentences_in_one_labelling_only(tmp_path):
    first = golds(tmp_path, "It rained.", "It [may|epistemic] rain.", "It snowed.")
    second = golds(tmp_path, "It snowed.", "It hailed.", "It may   rain.", "It snowed.")
    agreement = compare_labels(first, second)
    assert [pair.first.text for pair in agreement.sentences] == ["It may rain.", "It snowed."]
    assert [gold.text for gold in agreement.only_first] == ["It rained."]
    assert [gold.text for gold in agreement.only_second] == ["It hailed.", "It snowed."]
    shown = "\n".join(agreement_lines(agreement, "ann.txt", "b"))
    assert "1 sentence only in ann.txt\n  a.txt: It rained." in shown
    assert "2 sentences only in b\n  a.txt: It hailed.\n  a.txt: It snowed." in shown
    with pytest.raises(InputError, match="no sentence is in both labellings, of 1 sentence and 4"):
        compare_labels(first[:1], second)


def test_equal_sentences_are_paired_within_their_document_first(tmp_path):
    first = golds(tmp_path, "# document: a", "Yes.", "# document: b", "Yes.\thedged")
    second = golds(tmp_path, "# document: b", "Yes.\thedged", "# document: a", "Yes.")
    agreement = compare_labels(first, second)
    assert [pair.first.document for pair in agreement.sentences] == ["a", "b"]
    assert not agreement.disagreements
    # The names of files are no names of documents: then the texts decide.
    renamed = [replace(gold, document="other") for gold in first]
    assert not compare_labels(first, renamed).disagreements


def test_labels_of_sentences_only(tmp_path):
    first = golds(tmp_path, "It may rain.\thedged", "It [may|epistemic] snow.", "It hailed.\tplain")
    second = golds(tmp_path, "It may rain.\tplain", "It may snow.\thedged", "It hailed.")
    agreement = compare_labels(first, second)
    assert agreement.metrics.cues.f1 is None
    assert agreement.metrics.sentences.to_dict()["f1"] == pytest.approx(2 / 3, abs=1e-4)
    assert [pair.first.text for pair in agreement.disagreements] == ["It may rain."]
    lines = list(agreement_lines(agreement, "a", "b"))
    assert "cues: exact F1 –, overlapping F1 –" in lines
    assert lines[-2:] == ["a  It may rain.  (hedged)", "b  It may rain.  (plain)"]


def test_a_sentence_without_a_label_is_neither_right_nor_wrong(tmp_path):
    first = golds(tmp_path, "It [may|epistemic] rain.")
    agreement = compare_labels(first, [replace(first[0], cues=None, hedged=None)])
    assert agreement.kappa is agreement.metrics.sentences.f1 is None
    assert not agreement.disagreements


def test_kinds_that_one_reader_did_not_look_for(tmp_path):
    first = golds(tmp_path, "[About|approximator] ten [may|epistemic] come.")
    second = [
        Gold("a.txt", first[0].text, (), False, "general", frozenset({"approximator", "booster"}))
    ]
    agreement = compare_labels(first, second)
    assert agreement.metrics.cues.true == 1
    assert (agreement.metrics.sentences, agreement.metrics.truths) == (Counts(), [False])
    assert len(agreement.disagreements) == 1


def test_the_order_of_cues_and_white_space_do_not_count():
    cues = (GoldCue(8, 13, "weasel"), GoldCue(3, 6, "epistemic"))
    first = Gold("a", "It may\n some.", cues, True, "general")
    second = Gold("a", "It may some.", (cues[1], GoldCue(7, 12, "weasel")), True, "general")
    assert not compare_labels([first], [second]).disagreements


def test_the_dict(tmp_path):
    first = golds(tmp_path, "It [may|epistemic] rain.", "It rained.")
    second = golds(tmp_path, "It may rain.", "It snowed.")
    assert compare_labels(first, second).to_dict() == {
        "sentences": 1,
        "kappa": 0.0,
        "sentence_f1": 0.0,
        "exact_cue_f1": 0.0,
        "overlapping_cue_f1": 0.0,
        "same_kind": None,
        "overlapping_cues": 0,
        "disagreements": [
            {
                "document": "a.txt",
                "text": "It may rain.",
                "first": {"hedged": True, "cues": [{"start": 3, "end": 6, "kind": "epistemic"}]},
                "second": {"hedged": False, "cues": []},
            }
        ],
        "only_first": [{"document": "a.txt", "text": "It rained."}],
        "only_second": [{"document": "a.txt", "text": "It snowed."}],
    }
