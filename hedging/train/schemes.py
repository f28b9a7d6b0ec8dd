"""Names of schemes → policies: how training treats the sentences of each scheme.

Corpora disagree about which words hedge, which kinds they tell apart and how long a cue is. All
these differences are in one table, POLICIES, so that no other file asks for a scheme by its name. A
scheme that is not in the table, such as "mine" in the rows of a user, gets the defaults of
SchemePolicy; a recipe can set fields of any scheme under "schemes".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from hedging.corpora.markup import BIOSCOPE_KINDS, SZEGED_KINDS
from hedging.errors import InputError
from hedging.kinds import HEDGE_KINDS, KINDS, known_kinds
from hedging.model.lexicon import LONGEST

#: The labels that the weights shared by all schemes learn from: the labels of all candidates, of
#: candidates whose entry the scheme has marked somewhere, or of no candidate.
Sharing = Literal["all", "marked", "none"]

#: The greatest step of a grid: a table would have five different weights.
COARSEST = 63

#: The scheme of our own seeds and annotations.
GENERAL = "general"


@dataclass(frozen=True, slots=True)
class SchemePolicy:
    """How training treats the sentences of one scheme.

    - `hedge_kinds`: the kinds that make a sentence hedged under the scheme.
    - `annotated_kinds`: the kinds that its annotators looked for. An entry that they never marked
      takes only these kinds from other schemes.
    - `longest_cue`: the longest cue, in tokens, that enters the lexicon.
    - `single_kind`: the kind of every cue of a scheme that does not tell kinds apart, else None.
    - `keeps_general`: whether a cue with a `single_kind` can also have the kinds that it has under
      the general scheme; if not, it has the `single_kind` only if it has no general kind.
    - `least_marks`: how often a cue with a `single_kind` must be marked before it is a candidate
      under the general scheme.
    - `sharing`: which labels the shared weights learn from.
    - `always_drawn`: whether every fit sees all candidates, weighted by the recipe's `seed_weight`
      or `annotation_weight`; if not, it sees a `cue_share` of them, with weight 1.
    - `distilled`: whether a teacher's soft labels help the sentence weights.
    - `cue_step`, `sentence_step`: the grid of its cue weights and of its sentence weights, in steps
      of the 8 bits of a weight (`hedging.train.cues.coarser_schemes`). With 1 they stay as they
      are, and so do the cue weights of the first scheme of a model.

    The defaults suit a scheme that hedging does not know: its cues have kinds, its annotators may
    not have looked for the cues of other schemes, and it is small.
    """

    name: str
    hedge_kinds: tuple[str, ...] = HEDGE_KINDS
    annotated_kinds: tuple[str, ...] = KINDS
    longest_cue: int = LONGEST
    single_kind: str | None = None
    keeps_general: bool = False
    least_marks: int = 1
    sharing: Sharing = "marked"
    always_drawn: bool = True
    distilled: bool = False
    cue_step: int = 1
    sentence_step: int = 1

    def __post_init__(self) -> None:
        if not self.name:
            raise InputError("a scheme needs a name, got ''")
        for option in ("hedge_kinds", "annotated_kinds"):
            object.__setattr__(self, option, known_kinds(getattr(self, option), option))
        if self.single_kind is not None and self.single_kind not in KINDS:
            raise InputError(
                f"single_kind must be one of {', '.join(KINDS)}, got {self.single_kind!r}"
            )
        greatest = {"longest_cue": LONGEST, "cue_step": COARSEST, "sentence_step": COARSEST}
        for option, most in greatest.items():
            if not 1 <= getattr(self, option) <= most:
                raise InputError(f"{option} must be from 1 to {most}, got {getattr(self, option)}")


#: The policies of the schemes that hedging knows, in the order of their columns in a model.
POLICIES: Mapping[str, SchemePolicy] = {
    policy.name: policy
    for policy in (
        # Its annotators looked for every kind, so a candidate that they did not mark is no cue.
        SchemePolicy(GENERAL, sharing="all"),
        SchemePolicy(
            "szeged",
            hedge_kinds=tuple(SZEGED_KINDS),
            annotated_kinds=tuple(SZEGED_KINDS),
            always_drawn=False,
            cue_step=2,
        ),
        SchemePolicy(
            "bioscope",
            annotated_kinds=tuple(BIOSCOPE_KINDS),
            single_kind="epistemic",
            sharing="none",
            always_drawn=False,
            cue_step=2,
        ),
        # Its weasels are often long phrases that never come again, or words that hedge in no other
        # corpus, such as "they".
        SchemePolicy(
            "conll2010-wikipedia",
            hedge_kinds=KINDS,
            longest_cue=3,
            single_kind="weasel",
            keeps_general=True,
            least_marks=2,
            sharing="none",
            always_drawn=False,
            distilled=True,
            cue_step=2,
            sentence_step=2,
        ),
    )
}


def policies_of(
    names: Iterable[str], changed: Mapping[str, SchemePolicy] | None = None
) -> tuple[SchemePolicy, ...]:
    """The policies of the named schemes, in the order of their columns in a model.

    The known schemes come first, in the order of POLICIES, then all others by name. `changed` are
    the policies that a recipe sets.
    """
    distinct = set(names)
    ordered = [*(name for name in POLICIES if name in distinct), *sorted(distinct - set(POLICIES))]
    return tuple(policy_of(name, changed) for name in ordered)


def policy_of(name: str, changed: Mapping[str, SchemePolicy] | None = None) -> SchemePolicy:
    """The policy of a scheme: as the recipe changes it, else as POLICIES says, else the default."""
    return {**POLICIES, **(changed or {})}.get(name) or SchemePolicy(name)


def kind_mask(kinds: Iterable[str]) -> int:
    """Kinds as bits, as the masks of a lexicon hold them."""
    return sum(1 << KINDS.index(kind) for kind in kinds)
