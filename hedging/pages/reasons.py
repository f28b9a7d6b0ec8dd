"""Reason → words for a person: where in the sentence it looks, and what stands there.

The terminal and the pages say the same words.
"""

from __future__ import annotations

from collections.abc import Mapping

from hedging.results import Reason
from hedging.wording import plain

_STEPS = {"": "", "2nd ": "two words ", "3rd ": "three words ", "4th ": "four words "}
_STEPS["5th "] = "five words "
# Where a reason looks, for a person: behind the words that stand there, or where nothing does.
_WORDS: Mapping[str, str] = {
    "cue": "the words themselves",
    "before and after": "around it",
    "two before": "just before it",
    "two after": "just after it",
    "first word": "at the start of the sentence",
    "sentence end": "at the end of the sentence",
    "candidate before": "as a possible cue before it",
    "candidate after": "as a possible cue after it",
    "extra cue": "it is one of the extra cues",
    "whole sentence": "the sentence as a whole",
    **{
        f"{step}{side}": f"{words}{side} it"
        for step, words in _STEPS.items()
        for side in ("before", "after")
    },
}
_ALONE = ("cue", "extra cue", "whole sentence")
_NOTHING = {
    "candidate before": "no other possible cue before it",
    "candidate after": "no other possible cue after it",
}


def in_words(reason: Reason) -> str:
    """Where a reason looks and what stands there.

    >>> from hedging.results import Reason
    >>> in_words(Reason("2nd after", "in", 12, 14, 0.4)), in_words(Reason("before", "", 3, 3, 0.2))
    ('“in” two words after it', 'nothing before it')
    """
    text, place = place_in_words(reason)
    return f"“{text}” {place}" if text else place


def place_in_words(reason: Reason) -> tuple[str, str]:
    """What stands at the place of a reason, and the words that follow it; "" for nothing."""
    words = _WORDS[reason.place]
    if reason.place in _ALONE:
        return "", words
    if reason.text:
        return plain(reason.text), words
    return "", _NOTHING.get(reason.place, f"nothing {words}")
