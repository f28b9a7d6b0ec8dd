"""What an encoder reads of a sentence in a list, a quotation, a heading or a table."""

import pytest

from hedging.depth.encoded import without_marks


@pytest.mark.parametrize(
    ("sentence", "read"),
    [
        ("- Rust may have eaten it.", "Rust may have eaten it."),
        ("> 2. It was **probably** rust.", "It was probably rust."),
        ("## The pump", "The pump"),
        ("3) Paris.", "Paris."),
        ("| Cause | It was rust. |", "It was rust."),
        ("| Cause | It was rust.", "It was rust."),
        ("It was rust. |", "It was rust."),
        # None of these are marks.
        ("42.", "42."),
        ("1874. That was long ago.", "1874. That was long ago."),
        ("3.5 metres", "3.5 metres"),
        ("#1010 is a bowline.", "#1010 is a bowline."),
        ("-5 degrees", "-5 degrees"),
        ("a || b is true.", "a || b is true."),
        # Marks alone stay.
        ("|---|---|", "|---|---|"),
        ("|", "|"),
        ("**", "**"),
        ("", ""),
    ],
)
def test_marks_of_the_layout_are_left_out(sentence, read):
    assert without_marks(sentence) == read


def test_cells_before_a_cue_are_left_out_and_a_cell_with_a_cue_stays():
    row = "| Cause | Pump | It may be rust. |"
    assert without_marks(row, row.index("may")) == "It may be rust."
    assert without_marks("| Pump | likely | rust |", 9) == "likely | rust"
    assert without_marks("| Likely | rust |", 2) == "Likely | rust"


def test_a_cue_at_the_end_is_none():
    row = "| Cause | It was rust. |"
    assert without_marks(row, len(row)) == without_marks(row) == "It was rust."
