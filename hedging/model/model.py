"""A trained model, ready to use, and its schemes: each is a definition of a hedge."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from hedging.errors import InputError, checked_type
from hedging.model.lexicon import Finder, Lexicon
from hedging.model.word_classes import WordClasses
from hedging.text.sentences import Splitter
from hedging.text.weights import Weights

if TYPE_CHECKING:
    from hedging.encoder.encoder import EncodedScheme, Encoder


class Scheme(NamedTuple):
    """A definition of a hedge, with the weights and thresholds that apply it.

    `hedge_kinds` are the kinds that make a sentence hedged. The probability of a sentence is the
    logistic of `slope` times the log-odds of its evidence plus `intercept`. Cues are shown from
    `cue_threshold` on, and sentences are hedged from `threshold` on. `column` is the scheme's
    column in the masks of the lexicon. `encoded` says how an encoder applies the scheme, if the
    model has one.
    """

    name: str
    column: int
    hedge_kinds: tuple[str, ...]
    cue_weights: Weights
    sentence_weights: Weights | None
    slope: float
    intercept: float
    cue_threshold: float
    threshold: float
    encoded: EncodedScheme | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Model:
    """Splitter, lexicon, word classes, and weights for kinds and for each scheme.

    Some models also have an `encoder`, which reads whole sentences. `depth_folder` holds what reads
    scopes, holders and confidence beside the cues, and `depth_state` is the state of its files;
    None stands for that of the light model of the release.
    """

    name: str
    splitter: Splitter
    lexicon: Lexicon
    word_classes: WordClasses
    kind_weights: Weights
    schemes: Mapping[str, Scheme]
    encoder: Encoder | None = None
    depth_folder: Path | None = None
    depth_state: object = None
    finder: Finder = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "finder", Finder(self.lexicon))

    def scheme(self, name: str) -> Scheme:
        """The scheme of that name; InputError lists the known ones."""
        if checked_type(name, str, "the name of a scheme") not in self.schemes:
            known = ", ".join(self.schemes)
            raise InputError(
                f"unknown scheme {name!r}; model {self.name} has {known}: "
                "choose one (in a command with --scheme)"
            )
        return self.schemes[name]


class LazySchemes(Mapping[str, Scheme]):
    """The schemes of a model, each read when it is first used: most programs use only one."""

    def __init__(self, names: Iterable[str], read: Callable[[str], Scheme]) -> None:
        self._schemes: dict[str, Scheme | None] = dict.fromkeys(names)
        self._read = read

    def __getitem__(self, name: str) -> Scheme:
        scheme = self._schemes[name]
        if scheme is None:
            scheme = self._schemes[name] = self._read(name)
        return scheme

    def __iter__(self) -> Iterator[str]:
        return iter(self._schemes)

    def __len__(self) -> int:
        return len(self._schemes)

    def __reduce__(self) -> tuple[type[dict[str, Scheme]], tuple[dict[str, Scheme]]]:
        # A closure cannot be pickled; another process gets all schemes, read.
        return dict, (dict(self),)
