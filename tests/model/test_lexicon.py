import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedging.model.lexicon import Finder, Lexicon, run_hashes
from hedging.text.tokens import tokenize

CUES = [
    "may",
    "not",
    "not clear",
    "does not necessarily",
    "some ...",
    "a number of ...",
    "couldn't agree",
]
HEADS = ["officials", "people"]


def lexicon():
    rows = []
    for cue in CUES:
        (*beginnings, number), length = run_hashes(cue)
        rows.append((number, length, cue.endswith("..."), beginnings))
    rows.sort()
    return Lexicon(
        np.array([row[0] for row in rows], dtype=np.uint64),
        np.array([row[1] for row in rows], dtype=np.uint8),
        np.array([row[2] for row in rows], dtype=np.bool_),
        np.ones((len(rows), 4), dtype=np.uint8),
        np.unique(np.concatenate([tokenize(head).ids for head in HEADS])),
        np.unique(np.array([number for row in rows for number in row[3]], dtype=np.uint64)),
    )


FINDER = Finder(lexicon())


def found(text):
    tokens = tokenize(text)
    candidates = FINDER.find(tokens, np.zeros(len(tokens), dtype=np.int64))
    return [
        text[tokens.start[a] : tokens.end[b - 1]]
        for a, b in zip(candidates.start, candidates.end, strict=True)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It May rain.", ["May"]),
        ("It is not clear.", ["not", "not clear"]),
        ("This does not necessarily follow", ["does not necessarily", "not"]),
        ("They couldn’t agree", ["couldn’t agree"]),
        ("some senior European officials said", ["some senior European officials"]),
        ("a number of people", ["a number of people"]),
        ("some. officials", []),
        ("some one two three four five six officials", []),
        ("maybe mayor", []),
        ("", []),
    ],
)
def test_candidates(text, expected):
    assert found(text) == expected


def test_candidates_stay_inside_their_sentence():
    text = "It is not clear"
    tokens = tokenize(text)
    candidates = FINDER.find(tokens, np.array([0, 0, 0, 1]))
    assert list(zip(candidates.start.tolist(), candidates.end.tolist(), strict=True)) == [(2, 3)]


@given(
    st.lists(
        st.sampled_from([*" ".join(CUES).replace("...", "").split(), "officials", "x", ","]),
        max_size=25,
    )
)
def test_candidates_are_what_a_plain_search_finds(parts):
    text = " ".join(parts)
    tokens = tokenize(text)
    ids = tokens.ids.tolist()
    expected = set()
    for cue in CUES:
        run = tokenize(cue.removesuffix("...")).ids.tolist()
        heads = set(np.concatenate([tokenize(head).ids for head in HEADS]).tolist())
        for i in range(len(ids)):
            if ids[i : i + len(run)] != run:
                continue
            end = i + len(run)
            if not cue.endswith("..."):
                expected.add((i, end))
                continue
            near = [j for j in range(end, min(end + 6, len(ids))) if ids[j] in heads]
            if near:
                expected.add((i, near[0] + 1))
    candidates = FINDER.find(tokens, np.zeros(len(tokens), dtype=np.int64))
    assert set(zip(candidates.start.tolist(), candidates.end.tolist(), strict=True)) == expected


def test_a_cue_needs_a_word():
    with pytest.raises(ValueError, match="at least one word"):
        run_hashes(" ")
