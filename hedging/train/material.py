"""A recipe's files → Material, with a fingerprint of every file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from hedging.corpora import READERS, boundaries, standoff
from hedging.corpora.boundaries import Passage
from hedging.corpora.gold import Gold
from hedging.corpora.labelled import read_labelled
from hedging.corpora.rows import read_rows
from hedging.errors import CorpusError, InputError
from hedging.train.distillation import (
    TeacherLabels,
    distilled_variants,
    fingerprint,
    read_teacher,
)
from hedging.train.lists import read_abbreviations, read_cue_list, read_word_list
from hedging.train.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that a recipe names, read.

    `annotated` has the file of annotations for each document of `golds` that comes from one.
    `variants` are the texts that the teacher of the Wikipedia sentences labelled: a list for each
    sentence that `distillation.is_distilled`.
    """

    golds: list[Gold]
    annotated: dict[str, str]
    passages: list[Passage]
    unlabelled: list[str]
    cue_list: list[tuple[str, str]]
    word_classes: dict[str, tuple[int, int]]
    abbreviations: list[str]
    variants: list[list[str]]
    teacher: TeacherLabels | None
    fingerprints: dict[str, str]


def load_material(recipe: Recipe, corpora: Path, seeds: Path) -> Material:
    """Read the files that the recipe names.

    Raises CorpusError for a missing or damaged file, InputError for an unknown corpus format or a
    policy of a scheme that no sentence has.
    """
    unknown = [file.format for file in recipe.corpora if file.format not in READERS]
    if unknown:
        raise InputError(
            f"the recipe names unknown formats {', '.join(unknown)}; "
            f"known formats are {', '.join(READERS)}"
        )
    files = _Files(corpora, seeds)
    golds = [
        gold for file in recipe.corpora for gold in READERS[file.format](files.corpus(file.path))
    ]
    golds += [gold for name in recipe.seeds for gold in read_labelled(files.seed(name))]
    annotations = {name: _annotations(files, name, recipe.without) for name in recipe.annotations}
    golds += [gold for marked in annotations.values() for gold in marked]
    passages = [
        passage
        for name in recipe.boundaries
        for passage in boundaries.read(files.corpus(name))
        if not passage.document.startswith(recipe.without)
    ]
    unlabelled = [
        row.string("text")
        for name in recipe.unlabelled
        for row in read_rows(files.corpus(name), ("text",))
    ]
    _check_schemes(recipe, golds)
    cue_list = read_cue_list(files.seed(recipe.cues))
    word_classes = read_word_list(files.seed(recipe.word_classes))
    abbreviations = read_abbreviations(files.seed(recipe.abbreviations))
    teacher, variants = None, []
    if recipe.teacher:
        path = files.seed(recipe.teacher)
        teacher = read_teacher(path)
        variants = distilled_variants(golds, word_classes, recipe.schemes)
        if fingerprint(variants) != teacher.fingerprint:
            raise CorpusError(
                f"{path} labels variants of other sentences than the recipe's: take the Wikipedia "
                'set and the word classes of the shipped recipe, set "teacher": "" in the recipe, '
                "or label again with benchmarks/teacher.py"
            )
    return Material(
        golds=golds,
        annotated={gold.document: name for name in annotations for gold in annotations[name]},
        passages=passages,
        unlabelled=unlabelled,
        cue_list=cue_list,
        word_classes=word_classes,
        abbreviations=abbreviations,
        variants=variants,
        teacher=teacher,
        fingerprints=files.fingerprints,
    )


@dataclass(frozen=True, slots=True)
class _Files:
    """The two folders, and the fingerprints of the files that were asked for."""

    corpora: Path
    seeds: Path
    fingerprints: dict[str, str] = field(default_factory=dict)

    def corpus(self, name: str) -> Path:
        """A file below the corpora folder."""
        return self._file(self.corpora, name, "corpora")

    def seed(self, name: str) -> Path:
        """A file below the seeds folder."""
        return self._file(self.seeds, name, "seeds")

    def _file(self, folder: Path, name: str, option: str) -> Path:
        path = folder / name
        if not path.is_file():
            raise CorpusError(
                f"the recipe names {name}, but there is no {path}; pass the folder that holds it "
                f"as --{option}, or take {name} out of the recipe"
            )
        self.fingerprints[name] = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        return path


def _annotations(files: _Files, name: str, without: tuple[str, ...]) -> list[Gold]:
    path = files.seed(name)
    for corpus in standoff.corpora(path):
        files.corpus(corpus)
    return list(standoff.read(path, files.corpora, without))


def _check_schemes(recipe: Recipe, golds: list[Gold]) -> None:
    """Raise InputError where the recipe sets a policy for a scheme that no sentence has."""
    names = {gold.scheme for gold in golds}
    unused = sorted(set(recipe.schemes) - names)
    if unused:
        raise InputError(
            f"the recipe sets a policy for the scheme {unused[0]!r}, but no sentence has it; "
            f"schemes of the material: {', '.join(sorted(names)) or 'none'}"
        )
