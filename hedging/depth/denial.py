"""The words that deny what stands behind them, in one list: "no chance", "not 100 % sure"."""

from __future__ import annotations

from typing import Final

# The word "n't" is the end of "don't".
_DENIALS = (
    "not", "n't", "no", "never", "none", "nor", "without", "nobody", "neither", "nothing",
    "nowhere", "cannot", "hardly",
)  # fmt: skip
_DENYING = ("denied", "denies", "deny")

#: What denies a cue: the words that the weights of a released model have learned with.
CUE_DENIALS: Final = (*_DENIALS, *_DENYING, "rather")
#: What denies a figure.
FIGURE_DENIALS: Final = (
    *_DENIALS, "impossible", "unable", "rarely", "seldom",
)  # fmt: skip
#: What denies a figure, too, but only behind a pronoun: "I doubt that", not "no doubt that".
FIGURE_DOUBTS: Final = (*_DENYING, "doubt", "doubts", "doubted")
