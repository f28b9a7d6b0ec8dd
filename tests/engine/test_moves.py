"""A text goes straight through the compiled way: few files, and few moves between them."""

import os
import sys
from pathlib import Path

import pytest

import hedging
from hedging.extension import extension

HOME = f"{Path(hedging.__file__).parent}{os.sep}"
TEXT = "It may rain. Some officials fear so, if not sure. The wind rose."


def entered(run):
    """The files of the library that a call enters, in order, with each way back."""
    moves = []

    def note(frame, event, _):
        if event not in ("call", "return"):
            return
        names = [f.f_code.co_filename for f in (frame, frame.f_back)]
        if not names[0].startswith(HOME):
            return
        file = names[0] if event == "call" else names[1]
        if file.startswith(HOME) and moves[-1:] != [file]:
            moves.append(file)

    sys.setprofile(note)
    try:
        run()
    finally:
        sys.setprofile(None)
    return moves


@pytest.mark.skipif(extension() is None, reason="the compiled kernel was not built")
def test_files_and_moves():
    hedging.detect(TEXT)
    moves = entered(lambda: hedging.detect(TEXT))
    assert len(set(moves)) <= 12
    assert len(moves) - 1 <= 45
