"""A recipe's files → Material, with a fingerprint of every file.

All files that can be read are read before an error is raised, so that it names everything that is
missing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from hedging.corpora import READERS, boundaries, standoff
from hedging.corpora.boundaries import Passage
from hedging.corpora.gold import Gold, hedged_by
from hedging.corpora.labelled import read_labelled
from hedging.corpora.rows import read_lines, read_rows, read_table
from hedging.errors import CorpusError, InputError
from hedging.kinds import KINDS
from hedging.model.files import digest_of
from hedging.model.lexicon import head_hash
from hedging.model.word_classes import GROUP_SHIFT
from hedging.train.distillation import (
    TeacherLabels,
    distilled_variants,
    fingerprint,
    read_teacher,
)
from hedging.train.problems import Problems
from hedging.train.recipe import Recipe
from hedging.train.schemes import POLICIES, policy_of
from hedging.train.word_classes import word_ids

_T = TypeVar("_T")
_GROUPS, _CLASSES = 0x80, 1 << GROUP_SHIFT

#: What a splitter needs, for errors.
NO_BOUNDARIES = (
    "training needs passages with gold sentence spans, some of them with several sentences: "
    'name such a file under "boundaries" in the recipe '
    '(hedging/corpora/boundaries.py describes the format), or take "boundaries" out, and the '
    "splitter of the shipped model is taken over"
)


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


def load_material(recipe: Recipe, corpora: Path | None, seeds: Path) -> Material:
    """Read the files that the recipe names; `corpora` may be None if it names no file there.

    Raises CorpusError for a missing or damaged file, InputError for an unknown corpus format or a
    policy of a scheme that no sentence has, and RecipeError for several problems.
    """
    problems = Problems()
    material = read_material(recipe, corpora, seeds, problems)
    problems.raise_any()
    return material


def read_material(
    recipe: Recipe, corpora: Path | None, seeds: Path, problems: Problems
) -> Material:
    """Read the files that the recipe names, and add what cannot be read to `problems`."""
    files = _Files(corpora, seeds, problems)
    golds = _read_corpora(recipe, files)
    for path in files.seeds_of("seeds", recipe.seeds).values():
        with problems.gathered():
            golds += read_labelled(path)
    annotated: dict[str, str] = {}
    for name, path in files.seeds_of("annotations", recipe.annotations).items():
        marked = _read_annotations(files, path, recipe.without)
        golds += marked
        annotated |= {gold.document: name for gold in marked}
    golds = [_hedged_by_policy(gold, recipe) for gold in golds]
    problems.hide_sentences = len(problems) > 0
    passages = _read_passages(recipe, files)
    unlabelled = []
    for path in files.corpora_of("unlabelled", recipe.unlabelled).values():
        with problems.gathered():
            unlabelled += [row.string("text") for row in read_rows(path, ("text",))]
    if not problems.hide_sentences:
        _check_schemes(recipe, golds, problems)
    material = Material(
        golds=golds,
        annotated=annotated,
        passages=passages,
        unlabelled=unlabelled,
        cue_list=_read_list(files, "cues", recipe.cues, read_cue_list) or [],
        word_classes=_read_list(files, "word_classes", recipe.word_classes, read_word_list) or {},
        abbreviations=_read_list(files, "abbreviations", recipe.abbreviations, read_abbreviations)
        or [],
        variants=[],
        teacher=None,
        fingerprints=files.fingerprints,
    )
    teacher = _read_list(files, "teacher", recipe.teacher, read_teacher)
    if teacher is None:
        return material
    material = replace(material, teacher=teacher)
    # Variants are made of the sentences and the word classes: without these they would differ.
    if problems.hide_sentences or bool(recipe.word_classes) != bool(material.word_classes):
        return material
    with problems.gathered():
        return replace(material, variants=_variants(material, recipe, teacher))
    return material


@dataclass(frozen=True, slots=True)
class _Files:
    """The two folders, the problems, and the fingerprints of the files that were asked for."""

    corpora: Path | None
    seeds: Path
    problems: Problems
    fingerprints: dict[str, str] = field(default_factory=dict)

    def corpora_of(self, place: str, names: Sequence[str]) -> dict[str, Path]:
        """The files below the corpora folder that a field of the recipe names, if they are there.

        The others are a problem.
        """
        return self._there(names, self.corpora, "corpora", f'"{place}" names')

    def seeds_of(self, place: str, names: Sequence[str]) -> dict[str, Path]:
        """The files below the seeds folder that a field names, if they are there."""
        return self._there(names, self.seeds, "seeds", f'"{place}" names')

    def marked_by(self, path: Path, names: Sequence[str]) -> dict[str, Path]:
        """The corpora whose texts a file of annotations marks, if they are there."""
        cure = f'take {path.name} out of "annotations"'
        return self._there(names, self.corpora, "corpora", f"{path} marks texts of", cure)

    def _there(
        self, names: Sequence[str], folder: Path | None, option: str, says: str, cure: str = ""
    ) -> dict[str, Path]:
        paths = {name: folder / name for name in names} if folder is not None else {}
        there = {name: path for name, path in paths.items() if path.is_file()}
        if missing := [name or repr(name) for name in names if name not in there]:
            are, them = ("is", "it") if len(missing) == 1 else ("are", "them")
            lacking = f", which {are} not in {folder}" if folder is not None else ""
            lacking = lacking or ", but no folder of corpora was given"
            self.problems.add(
                CorpusError(
                    f"{says} {', '.join(missing)}{lacking}: pass the folder that holds {them} as "
                    f"--{option}, or {cure or f'take {them} out of the recipe'}"
                )
            )
        for name, path in list(there.items()):
            try:
                self.fingerprints[name] = digest_of(path)
            except OSError as error:
                self.problems.add(CorpusError(f"{path}: {error.strerror or error}"))
                del there[name]
        return there


def _read_corpora(recipe: Recipe, files: _Files) -> list[Gold]:
    """The sentences of the corpora."""
    paths = files.corpora_of("corpora", [file.path for file in recipe.corpora])
    golds: list[Gold] = []
    for file in recipe.corpora:
        if file.format not in READERS:
            files.problems.add(
                InputError(
                    f'"corpora" names the unknown format {file.format!r} for {file.path}; '
                    f"known formats are {', '.join(READERS)}"
                )
            )
        elif file.path in paths:
            with files.problems.gathered():
                golds += READERS[file.format](paths[file.path])
    return golds


def _read_annotations(files: _Files, path: Path, without: tuple[str, ...]) -> list[Gold]:
    """The sentences of a file of annotations, if all the texts are there that it marks."""
    with files.problems.gathered():
        corpora = standoff.corpora(path)
        if len(files.marked_by(path, corpora)) == len(corpora):
            return list(standoff.read(path, files.corpora or Path(), without))
    return []


def _read_passages(recipe: Recipe, files: _Files) -> list[Passage]:
    """The texts for the splitter; a problem if they cannot teach it anything."""
    before = len(files.problems)
    passages: list[Passage] = []
    for path in files.corpora_of("boundaries", recipe.boundaries).values():
        with files.problems.gathered():
            passages += [
                passage
                for passage in boundaries.read(path)
                if not passage.document.startswith(recipe.without)
            ]
    is_read = recipe.boundaries and len(files.problems) == before
    if is_read and not any(len(passage.sentences) > 1 for passage in passages):
        files.problems.add(CorpusError(NO_BOUNDARIES))
    return passages


def _read_list(files: _Files, place: str, name: str, read: Callable[[Path], _T]) -> _T | None:
    """A file of the seeds folder, read; None if the recipe names none or it cannot be read."""
    for path in files.seeds_of(place, [name] if name else []).values():
        with files.problems.gathered():
            return read(path)
    return None


def read_cue_list(path: Path) -> list[tuple[str, str]]:
    """Cues with their kinds; the other columns of the file are for people."""
    listed = []
    for number, fields in read_table(path):
        if len(fields) < 2 or fields[1] not in KINDS:
            raise CorpusError(
                f"{path}:{number}: expected a cue, a tab and one of {', '.join(KINDS)}, "
                f"got {fields!r}"
            )
        if fields[0].startswith("..."):
            try:
                head_hash(fields[0])
            except ValueError as error:
                raise CorpusError(f"{path}:{number}: {error}") from error
        listed.append((fields[0], fields[1]))
    return listed


def read_word_list(path: Path) -> dict[str, tuple[int, int]]:
    """Words in lower case, each with its group and its class."""
    listed: dict[str, tuple[int, int]] = {}
    for number, fields in read_table(path):
        numbers = [int(field) for field in fields[1:] if field.isdecimal()]
        if (
            len(word_ids(fields[0])) != 1
            or len(numbers) != 2
            or not (numbers[0] < _GROUPS and numbers[1] < _CLASSES)
        ):
            raise CorpusError(
                f"{path}:{number}: expected a single word, a group from 0 to {_GROUPS - 1} and "
                f"a class from 0 to {_CLASSES - 1}, got {fields!r}"
            )
        if fields[0].lower() in listed:
            raise CorpusError(f"{path}:{number}: {fields[0]!r} is in the list already")
        listed[fields[0].lower()] = numbers[0], numbers[1]
    return listed


def read_abbreviations(path: Path) -> list[str]:
    """The abbreviations of a file, one on each line, without the full stop at their end.

    A line that begins with # is a comment.
    """
    lines = (line for line in read_lines(path) if not line.startswith("#"))
    # With its stop, an abbreviation would end in the token of any full stop.
    stripped = [line.strip().rstrip(".") for line in lines]
    return [line for line in stripped if line]


def _variants(material: Material, recipe: Recipe, teacher: TeacherLabels) -> list[list[str]]:
    """The variants that the teacher labelled; CorpusError if it labelled others."""
    variants = distilled_variants(material.golds, material.word_classes, recipe.schemes)
    if fingerprint(variants) != teacher.fingerprint:
        raise CorpusError(
            f"{recipe.teacher} labels variants of other sentences than the recipe's: take the "
            'Wikipedia set and the word classes of the shipped recipe, set "teacher": "" in '
            "the recipe, or label again with training/light/teacher.py"
        )
    return variants


def _hedged_by_policy(gold: Gold, recipe: Recipe) -> Gold:
    """The sentence, hedged by its cues where the recipe says which kinds of the scheme hedge."""
    policy = recipe.schemes.get(gold.scheme)
    if policy is None or policy.hedge_kinds == policy_of(gold.scheme).hedge_kinds:
        return gold
    return hedged_by(gold, policy.hedge_kinds)


def _check_schemes(recipe: Recipe, golds: list[Gold], problems: Problems) -> None:
    """Name the schemes of the recipe that no sentence has."""
    names = {gold.scheme for gold in golds}
    known = ", ".join(sorted(names)) or "none"
    for name in sorted(set(recipe.schemes) - names):
        problems.add(
            InputError(
                f"the recipe sets a policy for the scheme {name!r}, but no sentence has it: name "
                f"it in the rows, or take it out; schemes of the material: {known}"
            )
        )
    # A copy of the shipped recipe may name schemes whose corpora it no longer has.
    for name in sorted(set(recipe.sentence_schemes) - names - set(POLICIES)):
        problems.add(
            InputError(
                f'"sentence_schemes" names {name!r}, but no sentence has this scheme: name it in '
                f"the rows, or take it out; schemes of the material: {known}"
            )
        )
