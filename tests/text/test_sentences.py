import json
from pathlib import Path

import numpy as np
import plain
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import hedging
from hedging.text.lines import lay_out_lines
from hedging.text.sentences import candidate_gaps
from hedging.text.tokens import tokenize

ROWS = json.loads(
    (Path(__file__).parent.parent / "cases" / "sentences.json").read_text(encoding="utf-8")
)


def build(row):
    if "text" in row:
        return row["text"]
    joints = [*row["joints"], ""]
    return row.get("before", "") + "".join(
        s + j for s, j in zip(row["sentences"], joints, strict=True)
    )


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(
            row,
            id=row["name"],
            marks=[pytest.mark.xfail(reason=row["fails"])] if "fails" in row else [],
        )
        for row in ROWS
    ],
)
def test_golden_rows(row):
    report = hedging.detect(build(row))
    assert [sentence.text for sentence in report.sentences] == row["sentences"]


PROSE = [
    "The harbour board met on Tuesday to look at the plans for the new quay, and it sent them back "
    "to the engineers.",
    "Nobody from the shipping line was there, although the line had asked for the meeting in the "
    "first place.",
    "The chairman said that the next meeting would be held in the old customs house at the end of "
    "the month.",
    "By then the engineers should have found a way to keep the road open while the work is being "
    "done.",
]


def wrap(text, width):
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join([*lines, line])


@pytest.mark.parametrize("width", [40, 60, 72, 80, 100])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_hard_wrapped_text_is_not_cut_at_its_line_ends(width, end):
    text = (wrap(" ".join(PROSE[:2]), width) + "\n\n" + wrap(" ".join(PROSE[2:]), width)).replace(
        "\n", end
    )
    sentences = [" ".join(sentence.text.split()) for sentence in hedging.detect(text).sentences]
    assert sentences == PROSE


def test_one_line_paragraphs_are_cut_at_their_line_ends():
    text = "\n".join(PROSE)
    assert [sentence.text for sentence in hedging.detect(text).sentences] == PROSE


def test_apostrophes_do_not_open_a_quotation():
    text = (
        "Latvia's envoy spoke first. " * 3
        + "Estonia's followed. The ministers' aides left. 'Tis late."
    )
    assert len(hedging.detect(text).sentences) == 6


def test_own_spans_and_own_splitter():
    text = "One. Two may. Three."
    spans = [(0, 4), (5, 20)]
    report = hedging.load().detect(text, sentences=spans)
    assert [(s.start, s.end) for s in report.sentences] == spans
    assert hedging.load(splitter=lambda _: spans).detect(text) == report


@pytest.mark.parametrize(
    "spans", [[(0, 99)], [(-1, 3)], [(4, 2)], [(0, 9), (5, 12)], [(5, 9), (0, 4)], [("a", 2)], [3]]
)
def test_spans_that_do_not_fit_are_an_error(spans):
    with pytest.raises((hedging.InputError, hedging.InputTypeError), match="sentences of text 0"):
        hedging.load().detect("One. Two. Three.", sentences=spans)


@given(st.text(st.sampled_from("aB. ?!\n\r\"'()-•1…U.S ,:"), max_size=120) | st.text(max_size=60))
def test_spans_are_exact_in_order_and_leave_no_word_out(text):
    report = hedging.detect(text)
    end = 0
    for sentence in report.sentences:
        assert end <= sentence.start < sentence.end <= len(text)
        assert not any(character.isalnum() for character in text[end : sentence.start])
        assert text[sentence.start : sentence.end] == sentence.text
        end = sentence.end
    assert not any(character.isalnum() for character in text[end:])


SPLITTER = hedging.load().model.splitter


def test_the_picture():
    # The text in the docstring of hedging.text.sentences.
    tokens = tokenize("Dr. Lee left in July. [17] It may rain.")
    document_start = np.array([0])
    lines = lay_out_lines(tokens, document_start)
    assert candidate_gaps(tokens, lines, SPLITTER.punkt).tolist() == [2, 5, 7, 10]
    assert SPLITTER.begins(tokens, document_start).nonzero()[0].tolist() == [0, 10]


GAPS = [
    "\n",
    "\n\n",
    "\r\n",
    " ",
    " ",
    " ",
    ". ",
    ". The",
    "Dr.",
    "U.S.",
    "e.g.",
    "in July. [17] ",
    "3) ",
    "\n- ",
    '." ',
]
WORDS = ["it rained", "the harbour", "Monday", "said", "No. 5", "and", "He ", "www.a.org", "🙂"]
PIECES = st.sampled_from([*"aA1.,?!;:-()[]\"'’…•", *GAPS, *WORDS])
DOCUMENTS = st.lists(PIECES, max_size=40).map("".join)


@given(st.lists(DOCUMENTS, min_size=1, max_size=3))
@example(["- a. B", "1. C", "x) d.\ne"])
@example([wrap(" ".join(PROSE), 40)])
@example(["\n".join(PROSE)])
@example(["(aNo. 5", "(see No. 5)", "( No. 5", "(see aNo. 5 and a No. 5"])
@example(["It opened in July. [17] [18] The quay “was” closed.) And so on."])
def test_boundaries_are_those_of_the_plain_splitter(texts):
    batch = hedging.detect_batch(texts)
    by_document = np.split(batch.sentence_start, batch.sentence_offsets[1:-1])
    assert [starts.tolist() for starts in by_document] == [
        plain.begins(text, SPLITTER) for text in texts
    ]
