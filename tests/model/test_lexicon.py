import numpy as np
import plain
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hedging.model.lexicon import Finder, Lexicon, head_hash, run_hashes
from hedging.text.tokens import tokenize

CUES = [
    "may",
    "not",
    "not clear",
    "does not necessarily",
    "some ...",
    "a number of ...",
    "couldn't agree",
    "60 % sure",
    "1 in 5",
]
HEADS = ["officials", "people", "[say]", "[have] [say]", "[also] [say]"]


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
        np.unique(np.array([head_hash(f"... {head}") for head in HEADS], dtype=np.uint64)),
        np.unique(np.array([number for row in rows for number in row[3]], dtype=np.uint64)),
    )


FINDER = Finder(lexicon())


def spans(text):
    tokens = tokenize(text)
    candidates = FINDER.find(tokens, np.zeros(len(tokens), dtype=np.int64))
    return list(zip(candidates.start.tolist(), candidates.end.tolist(), strict=True))


def texts(text):
    tokens = tokenize(text)
    return [text[tokens.start[first] : tokens.end[stop - 1]] for first, stop in spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It May rain.", ["May"]),
        ("It is not clear.", ["not", "not clear"]),
        ("This does not necessarily follow", ["does not necessarily", "not"]),
        ("They couldn’t agree", ["couldn’t agree"]),
        ("some senior European officials said", ["some senior European officials"]),
        ("a number of people", ["a number of people"]),
        ("Some in the trade say it is", ["Some in the trade"]),
        ("some builders also have also say so", ["some builders"]),
        ("some people in the trade say it is", ["some people"]),
        ("some have said", []),
        ("some say, and builders say", []),
        ("some one two three four five say", ["some one two three four five"]),
        ("some one two three four five have say", []),
        ("some, say", []),
        ("some. officials", []),
        ("I am 85 % sure that 1 in 5", ["85 % sure", "1 in 5"]),
        ("a 2nd in 30, not 60 per cent sure", ["2nd in 30", "not"]),
        ("some one two three four five six officials", []),
        ("maybe mayor", []),
        ("", []),
    ],
)
def test_candidates(text, expected):
    assert texts(text) == expected


def test_candidates_stay_inside_their_sentence():
    text = "It is not clear"
    tokens = tokenize(text)
    candidates = FINDER.find(tokens, np.array([0, 0, 0, 1]))
    assert list(zip(candidates.start.tolist(), candidates.end.tolist(), strict=True)) == [(2, 3)]


WORDS = [*" ".join(CUES).replace("...", "").split(), "officials", "people", "x", ",", "(", '"']
WORDS += ["say", "have", "also", "85", "½"]


@given(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join))
@example("some one two three four five officials")
@example("a number of ( people")
def test_candidates_are_those_of_the_plain_way(text):
    assert spans(text) == plain.find_candidates(plain.tokens_of(text), CUES, HEADS)


def test_hashes_of_runs_are_those_of_the_plain_way():
    words = ["does", "not", "necessarily", "mean"]
    hashes, length = run_hashes(" ".join(words))
    numbers = [plain.word_hash(word) for word in words]
    assert hashes == [plain.run_hash(numbers[:stop]) for stop in range(1, 5)]
    assert length == 4


@pytest.mark.parametrize(
    "head", ["...", "... two words", "... [have] say", "... [a] [b] [c]", "... []"]
)
def test_a_head_is_a_word_or_words_in_brackets(head):
    with pytest.raises(ValueError, match="expected"):
        head_hash(head)


def test_a_cue_needs_a_word():
    with pytest.raises(ValueError, match="at least one word"):
        run_hashes(" ")
