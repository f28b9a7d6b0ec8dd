"""The notation of marked cues: `It [may|epistemic] rain.`"""

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedging.errors import InputError
from hedging.kinds import KINDS
from hedging.text.notation import Mark, marked, read_marks, write_marks


@pytest.mark.parametrize(
    ("sentence", "text", "cues"),
    [
        ("It rained.", "It rained.", []),
        ("", "", []),
        ("[may|epistemic]", "may", [("may", "epistemic")]),
        ("It [may|epistemic] [seem|evidential] so.", "It may seem so.", ["may", "seem"]),
        ("[may|epistemic][be|epistemic]", "maybe", ["may", "be"]),
        ("He wrote 'it [sic] rains' [1].", "He wrote 'it [sic] rains' [1].", []),
        ("[It [may|epistemic] rain]", "[It may rain]", ["may"]),
        ("It [may [sic] well|epistemic] rain.", "It may [sic] well rain.", ["may [sic] well"]),
        ("a | b | c", "a | b | c", []),
        ("[ a | b", "[ a | b", []),
        ("a ] b |c] d", "a ] b |c] d", []),
        ("It [may|epistemic|the ministry] rain.", "It may rain.", ["may"]),
        ("🙂 [may|epistemic]", "🙂 may", ["may"]),
    ],
)
def test_what_is_read(sentence, text, cues):
    got, marks = read_marks(sentence)
    assert got == text
    words = [(text[mark.start : mark.end], mark.kind) for mark in marks]
    assert words == cues or [word for word, _ in words] == cues


@pytest.mark.parametrize(
    ("sentence", "message"),
    [
        ("It [may|modal] rain.", r"unknown kind 'modal' in '\[may\|modal\]'; known kinds are epis"),
        ("It [may|] rain.", "unknown kind ''"),
        ("P[a|b|c|d]", "unknown kind 'b'.*write them without '|'"),
        ("It [may|Epistemic] rain.", "unknown kind 'Epistemic'"),
        ("It [|epistemic] rain.", r"the mark '\[\|epistemic\]' is empty"),
        ("It [ |epistemic] rain.", "is empty"),
        ("It [may |epistemic] rain.", r"white space at a border .* write '\[may\|epistemic\]'"),
        ("It [ may|epistemic] rain.", "white space at a border"),
        ("It [may| epistemic ] rain.", r"white space at a border .* write '\[may\|epistemic\]'"),
        ("It [may [well|epistemic] be|epistemic].", "a mark stands inside another mark"),
        ("[[may|epistemic]|weasel]", "a mark stands inside another mark"),
        ("It [may|epistemic rain.", r"the mark '\[may\|epistemic rain.' is not closed"),
        ("It may|epistemic] rain.", r"the mark that ends with '\|epistemic\]' has no '\['"),
        ("[" + "a" * 500 + "|modal]", r"unknown kind 'modal' in '\[a{50,60}…'"),
    ],
)
def test_what_is_wrong_is_said(sentence, message):
    with pytest.raises(InputError, match=message):
        read_marks(sentence)


@given(st.lists(st.tuples(st.text("ab .🙂\n"), st.text("xyz", min_size=1), st.sampled_from(KINDS))))
def test_what_is_written_is_read_back(parts):
    text, marks = "", []
    for between, words, kind in parts:
        text += between
        marks.append(Mark(len(text), len(text) + len(words), kind))
        text += words
    assert read_marks(write_marks(text, marks)) == (text, marks)


@given(st.text("[]|a ", max_size=40))
def test_brackets_of_any_kind_are_text_or_an_error(sentence):
    try:
        text, marks = read_marks(sentence)
    except InputError:
        return
    assert (text, marks) == (sentence, [])


def test_marks_that_overlap_are_all_shown():
    marks = [Mark(0, 12, "weasel"), Mark(3, 6, "epistemic")]
    assert write_marks("It may rain.", marks) == "[It may rain.|weasel] [may|epistemic]"


def test_a_mark_with_a_holder():
    assert marked("fears", "doxastic", "the ministry") == "[fears|doxastic|the ministry]"


@pytest.mark.parametrize("motif", ["[", "]", "|", "[a|", "[[a]", "[may|epistemic]", "a[|b"])
def test_a_very_long_sentence_takes_no_time(motif):
    start = time.process_time()
    with suppress(InputError):
        read_marks(motif * 50_000)
    assert time.process_time() - start < 2
