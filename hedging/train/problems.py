"""The problems of a recipe and of its files → one error that names all of them.

So a user can mend them in one go, and need not train again to see the next one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from hedging.errors import CorpusError, HedgingError, MissingExtraError, RecipeError


class Problems:
    """The problems of a recipe and of its material so far.

    `hide_sentences` says that some labelled sentences could not be read. Then nobody can know what
    the others lack, and the checks of sentences are left out.
    """

    def __init__(self) -> None:
        self._errors: list[HedgingError] = []
        self.hide_sentences = False

    def __len__(self) -> int:
        return len(self._errors)

    def add(self, error: HedgingError) -> None:
        """Add a problem."""
        self._errors.append(error)

    @contextmanager
    def gathered(self, place: str = "") -> Iterator[None]:
        """Add an error that the body raises, unless a library is missing: that is raised.

        `place` is put before what it says.
        """
        try:
            yield
        except MissingExtraError:
            raise
        except RecipeError as error:
            self._errors.extend(map(CorpusError, error.problems))
        except HedgingError as error:
            self.add(type(error)(f"{place}{error}") if place else error)

    def raise_any(self) -> None:
        """Raise the problem, or RecipeError for several; nothing without problems."""
        if len(self._errors) == 1:
            raise self._errors[0]
        if self._errors:
            raise RecipeError(*map(str, self._errors))
