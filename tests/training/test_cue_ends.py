"""Where cues end, and that the labels of the seeds obey."""

import json
import os
from pathlib import Path

import pytest

from hedging.corpora import standoff
from hedging.corpora.rows import read_rows
from training.corpora import cue_ends
from training.corpora.cue_ends import mend_marks, mended
from training.material import SEEDS, shipped_recipe


@pytest.mark.parametrize(
    ("words", "kind", "left"),
    [
        ("is said to have", "evidential", "said"),
        ("it has been argued", "weasel", "argued"),
        ("it was reported that", "evidential", "reported"),
        ("was told", "evidential", "told"),
        ("we are told", "evidential", "told"),
        ("I'm sure", "booster", "sure"),
        ("my understanding", "doxastic", "understanding"),
        ("a source close to the minister", "evidential", "source close to the minister"),
        ("a number of economists", "weasel", "number of economists"),
        ("citing unnamed aides", "evidential", "unnamed aides"),
        ("no evidence that", "epistemic", "no evidence"),
        ("depends upon", "condition", "depends"),
        ("looks as if", "epistemic", "looks"),
        ("tends to", "approximator", "tends"),
        ("a couple of", "approximator", "a couple"),
        ("in the event of", "condition", "in the event"),
    ],
)
def test_what_is_left_off(words, kind, left):
    ((start, end, own),) = mended(words, kind)
    assert (words[start:end], own) == (left, kind)
    assert mended(left, kind) == [(0, len(left), kind)]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("a few experts", "weasel"),
        ("has to", "booster"),
        ("were it not for", "condition"),
        ("it goes without saying", "booster"),
        ("as long as", "condition"),
        ("provided that", "condition"),
        ("consistent with", "epistemic"),
        ("kind of", "approximator"),
        ("find out whether", "investigation"),
        ("is", "epistemic"),
    ],
)
def test_what_stays_whole(words, kind):
    assert mended(words, kind) == [(0, len(words), kind)]


def test_a_conjunction_is_made_whole():
    text = "It sails depending on the wind, provided that it holds."
    marks = [(9, 18, "condition"), (32, 40, "condition")]
    assert [text[a:b] for a, b, _ in mend_marks(text, marks)] == ["depending on", "provided that"]


def test_files_of_both_forms_are_rewritten(tmp_path):
    (tmp_path / "x.jsonl").write_text('{"id": "a", "text": "It is said to sail."}\n', "utf-8")
    annotated = tmp_path / "annotated.jsonl"
    row = {"document": "a", "corpus": "x.jsonl", "length": 19}
    row["sentences"] = [[0, 19, [[3, 13, "evidential"]]]]
    annotated.write_text(json.dumps(row) + "\n", encoding="utf-8")
    ((line, count),) = cue_ends.rewritten(annotated, tmp_path, mend_marks)
    assert (json.loads(line)["sentences"][0][2], count) == ([[6, 10, "evidential"]], 1)
    own = tmp_path / "own.jsonl"
    cue = {"start": 3, "end": 13, "text": "is said to", "kind": "evidential"}
    own.write_text(json.dumps({"text": "It is said to sail.", "cues": [cue]}) + "\n", "utf-8")
    ((line, count),) = cue_ends.rewritten(own, None, mend_marks)
    assert (json.loads(line)["cues"][0]["text"], count) == ("said", 1)


def test_our_own_labels_obey():
    for name in (*shipped_recipe().seeds, "answers.jsonl"):
        for row in read_rows(SEEDS / name, ("text", "cues")):
            marks = [(cue["start"], cue["end"], cue["kind"]) for cue in row["cues"]]
            assert mend_marks(row["text"], marks) == marks, row["text"]


@pytest.mark.slow
def test_the_labels_of_running_text_obey():
    corpora = os.environ.get("HEDGING_CORPORA")
    if corpora is None:
        pytest.skip("HEDGING_CORPORA does not name a folder of corpora")
    for name in shipped_recipe().annotations:
        for gold in standoff.read(SEEDS / name, Path(corpora)):
            marks = [(cue.start, cue.end, cue.kind) for cue in gold.cues]
            assert mend_marks(gold.text, marks) == marks, gold.document
