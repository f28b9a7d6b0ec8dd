"""The page of kinds says what the model finds, by the names that reports have."""

import re

import pytest

import hedging
from docs.kind_examples import examples, heading, with_marks
from docs.snippets import ROOT
from hedging.kinds import HEDGE_KINDS, KIND

PAGE = (ROOT / "docs" / "kinds.md").read_text(encoding="utf-8")
EXAMPLES = list(examples(PAGE))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.text)
def test_the_model_finds_the_marked_cues_and_no_other(example):
    sentences = hedging.detect(example.text).sentences
    cues = [(cue.start, cue.end, cue.kind) for sentence in sentences for cue in sentence.cues]
    assert cues == [(*span, example.kind) for span in example.cues]
    counts = example.kind in HEDGE_KINDS
    assert [one.hedged for one in sentences] == [bool(one.cues) and counts for one in sentences]


def test_every_kind_has_its_heading_and_an_example():
    kinds = [heading(kind) for kind in KIND.values()]
    assert re.findall(r"^## (.+)$", PAGE, re.MULTILINE)[: len(kinds)] == kinds
    assert {example.kind for example in EXAMPLES if example.cues} == set(KIND)


def test_the_site_marks_every_cue():
    assert with_marks(PAGE).count("<mark") == sum(len(example.cues) for example in EXAMPLES)
