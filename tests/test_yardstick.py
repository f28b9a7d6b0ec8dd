"""What is usual in a register: the shipped figures and the words made of them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import hedging
from hedging import yardstick
from hedging.yardstick import (
    MIN_SENTENCES,
    QUANTILES,
    REGISTERS,
    Register,
    chosen_register,
    compared,
    obstacle,
    register_named,
)

RESULT = Path(__file__).parent.parent / "benchmarks" / "results" / "yardstick.json"
TALES = Register("tales", "tales", 99, (0.05, 0.1, 0.2, 0.3, 0.4))


def test_the_shipped_figures_are_those_of_the_result():
    result = json.loads(RESULT.read_text(encoding="utf-8"))
    assert (result["model"], result["min_sentences"]) == (yardstick.MODEL, MIN_SENTENCES)
    assert list(result["registers"]) == [register.name for register in REGISTERS]
    for register in REGISTERS:
        figures = result["registers"][register.name]
        assert register.documents == figures["long_enough"] <= figures["documents"]
        assert (
            dict(zip(map(str, QUANTILES), register.shares, strict=True)) == (figures["percentiles"])
        )


def test_registers_are_in_order_and_have_enough_documents():
    assert len({register.name for register in REGISTERS}) == len(REGISTERS)
    for register in REGISTERS:
        assert list(register.shares) == sorted(register.shares)
        assert 0 <= register.shares[0] < register.shares[-1] <= 1
        assert register.documents >= 50


@pytest.mark.parametrize(
    ("score", "place"),
    [
        (0.0, "less than in nine of ten"),
        (0.05, "less than in three of four"),
        (0.0999, "less than in three of four"),
        (0.1, "as usual"),
        (0.3, "as usual"),
        (0.3001, "more than in three of four"),
        (0.4, "more than in three of four"),
        (1.0, "more than in nine of ten"),
    ],
)
def test_places(score, place):
    assert TALES.place(score) == place
    assert compared(score, TALES) == f"in tales it is usually 10 to 30%, here {place}"


def test_another_model_is_told_which_model_measured():
    assert "30% (measured with the light model), here" in compared(0.2, TALES, "mine")


def test_what_cannot_be_compared():
    kinds = hedging.HEDGE_KINDS
    assert obstacle("general", list(kinds), MIN_SENTENCES) == ""
    assert obstacle("general", kinds, MIN_SENTENCES - 1) == "fewer than 10 sentences"
    assert obstacle("szeged", kinds, 99) == "other scheme or kinds"
    assert obstacle("general", kinds[:5], 99) == "other scheme or kinds"
    assert hedging.detect("It may rain.").scheme == yardstick.SCHEME
    assert hedging.detect("It may rain.").hedge_kinds == kinds


def test_names():
    assert register_named("qa").words == "answers on question-and-answer sites"
    assert chosen_register("none") is None
    with pytest.raises(hedging.InputError, match=r"'poems'; expected .*, or none to"):
        chosen_register("poems")


def test_it_needs_no_numpy():
    code = "import sys, hedging.yardstick; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
