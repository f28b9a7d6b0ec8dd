import numpy as np
import plain
from hypothesis import example, given
from hypothesis import strategies as st

from hedging.text.lines import lay_out_lines
from hedging.text.tokens import tokenize

# The picture in the module's docstring.
PICTURE = "We met.\n- Rain may\nfall.\n\nThen he left."
PIECES = st.sampled_from(
    [*"aA1.,)- ", "\n", "\n", "\r\n", "\n\n", "\n- ", "\n2) ", "the quay ", "The ", "rain. "]
)


def lines_of(texts):
    """First and last token of each line, by document."""
    lengths = [len(text) + 2 for text in texts]
    document_start = np.cumsum([0, *lengths])[:-1]
    lines = lay_out_lines(tokenize("\n\n".join(texts)), document_start)
    rows = zip(lines.document.tolist(), lines.first.tolist(), lines.last.tolist(), strict=True)
    return lines, list(rows)


def test_the_picture():
    lines, rows = lines_of([PICTURE])
    assert rows == [(0, 0, 2), (0, 3, 7), (0, 8, 11)]
    assert lines.breaks.nonzero()[0].tolist() == [0, 3, 8]
    assert lines.enumerator.nonzero()[0].tolist() == [4]
    assert lines.line.tolist() == [0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2]


@given(
    st.lists(st.lists(PIECES, max_size=25).map("".join).map(lambda text: f"a{text}"), min_size=1)
)
@example([PICTURE, PICTURE])
def test_lines_are_those_of_the_plain_way(texts):
    lines, rows = lines_of(texts)
    expected, styles, first = [], [], 0
    for document, text in enumerate(texts):
        plain_lines = plain.lines_of(plain.tokens_of(text))
        styles.append(plain.style_of(plain_lines))
        for line in plain_lines:
            expected.append((document, first, first + len(line) - 1))
            first += len(line)
    assert rows == expected
    assert lines.style.tolist() == styles
