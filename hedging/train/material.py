"""A recipe's files → Material, with a fingerprint of every file.

All files that can be read are read before an error is raised, so that it names everything that is
missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
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
from hedging.train.recipe import Problems, Recipe
from hedging.train.schemes import POLICIES, policy_of
from hedging.train.word_classes import word_ids

_T = TypeVar("_T")
_GROUPS, _CLASSES = 0x80, 1 << GROUP_SHIFT
# The fields of a recipe that name files below the corpora folder; those of others are seeds.
_BELOW_CORPORA = ("corpora", "boundaries", "unlabelled")

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

    `annotated` has the file of annotations for each document of `golds` that comes from one;
    `light` are the documents of the light seeds.
    `variants` are the texts that the teacher of the Wikipedia sentences labelled: a list for each
    sentence that `distillation.is_distilled`.
    """

    golds: list[Gold]
    annotated: dict[str, str]
    light: frozenset[str]
    passages: list[Passage]
    unlabelled: list[str]
    cue_list: list[tuple[str, str]]
    word_classes: dict[str, tuple[int, int]]
    abbreviations: list[str]
    variants: list[list[str]]
    teacher: TeacherLabels | None
    fingerprints: dict[str, str]


def load_material(
    recipe: Recipe, corpora: Path | None, seeds: Path, gathered: Problems | None = None
) -> Material:
    """Read the files that the recipe names; `corpora` may be None if it names no file there.

    Raises CorpusError for a missing or damaged file, InputError for an unknown corpus format or a
    policy of a scheme that no sentence has, and RecipeError for several problems. With `gathered`
    these are added to them.
    """
    problems = Problems() if gathered is None else gathered
    files = _Files(recipe, corpora, seeds, problems)
    golds = [*_read_corpora(files), *files.rows("seeds", read_labelled)]
    marked = files.read("annotations", lambda path: _read_annotations(files, path))
    golds += [gold for own in marked.values() for gold in own]
    light_seeds = files.rows("light_seeds", read_labelled)
    golds += light_seeds
    golds = [_hedged_by_policy(gold, recipe) for gold in golds]
    problems.hide_sentences = len(problems) > 0
    passages = _read_passages(files)
    unlabelled = files.rows("unlabelled", _read_texts)
    if not problems.hide_sentences:
        _check_schemes(recipe, golds, problems)
    cue_list = files.rows("cues", read_cue_list)
    word_classes = files.read("word_classes", read_word_list).get(recipe.word_classes, {})
    abbreviations = files.rows("abbreviations", read_abbreviations)
    teacher = files.read("teacher", read_teacher).get(recipe.teacher)
    variants: list[list[str]] = []
    # Variants are made of the sentences and the word classes: without these they would differ.
    is_complete = not problems.hide_sentences and bool(recipe.word_classes) == bool(word_classes)
    if teacher is not None and is_complete:
        with problems.gathered():
            variants = _variants(golds, word_classes, recipe, teacher)
    if gathered is None:
        problems.raise_any()
    return Material(
        golds=golds,
        annotated={gold.document: name for name, own in marked.items() for gold in own},
        light=frozenset(gold.document for gold in light_seeds),
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
    """A recipe, the two folders of its files, and the fingerprints of the files asked for."""

    recipe: Recipe
    corpora: Path | None
    seeds: Path
    problems: Problems
    fingerprints: dict[str, str] = field(default_factory=dict)

    def rows(self, place: str, read: Callable[[Path], Iterable[_T]]) -> list[_T]:
        """The rows of all files that a field of the recipe names."""
        contents = self.read(place, lambda path: list(read(path)))
        return [row for rows in contents.values() for row in rows]

    def read(self, place: str, read: Callable[[Path], _T]) -> dict[str, _T]:
        """The contents of the files that a field of the recipe names, without the unreadable."""
        named = getattr(self.recipe, place)
        names = ([named] if named else []) if isinstance(named, str) else named
        contents = {}
        for name, path in self.paths(place, names).items():
            with self.problems.gathered():
                contents[name] = read(path)
        return contents

    def paths(
        self, place: str, names: Sequence[str], says: str = "", cure: str = ""
    ) -> dict[str, Path]:
        """The files that are there; the others are a problem."""
        option = "corpora" if place in _BELOW_CORPORA else "seeds"
        folder: Path | None = getattr(self, option)
        paths = {name: folder / name for name in names} if folder is not None else {}
        there = {name: path for name, path in paths.items() if path.is_file()}
        if missing := [name or repr(name) for name in names if name not in there]:
            are, them = ("is", "it") if len(missing) == 1 else ("are", "them")
            lacking = f", which {are} not in {folder}" if folder is not None else ""
            lacking = lacking or ", but no folder of corpora was given"
            says = says or f'"{place}" names'
            self.problems.append(
                CorpusError(
                    f"{says} {', '.join(missing)}{lacking}: pass the folder that holds {them} as "
                    f"--{option}, or {cure or f'take {them} out of the recipe'}"
                )
            )
        for name, path in list(there.items()):
            try:
                self.fingerprints[name] = digest_of(path)
            except OSError as error:
                self.problems.append(CorpusError(f"{path}: {error.strerror or error}"))
                del there[name]
        return there


def _read_corpora(files: _Files) -> list[Gold]:
    corpora = files.recipe.corpora
    paths = files.paths("corpora", [file.path for file in corpora])
    golds: list[Gold] = []
    for file in corpora:
        if file.format not in READERS:
            files.problems.append(
                InputError(
                    f'"corpora" names the unknown format {file.format!r} for {file.path}; '
                    f"known formats are {', '.join(READERS)}"
                )
            )
        elif file.path in paths:
            with files.problems.gathered():
                golds += READERS[file.format](paths[file.path])
    return golds


def _read_annotations(files: _Files, path: Path) -> list[Gold]:
    """The sentences of a file of annotations, if all the texts are there that it marks."""
    corpora = standoff.corpora(path)
    cure = f'take {path.name} out of "annotations"'
    there = files.paths("corpora", corpora, f"{path} marks texts of", cure)
    if len(there) < len(corpora):
        return []
    return list(standoff.read(path, files.corpora or Path(), files.recipe.without))


def _read_passages(files: _Files) -> list[Passage]:
    """The texts for the splitter; a problem if they cannot teach it anything."""
    before = len(files.problems)
    passages = files.rows("boundaries", boundaries.read)
    passages = [p for p in passages if not p.document.startswith(files.recipe.without)]
    is_read = files.recipe.boundaries and len(files.problems) == before
    if is_read and not any(len(passage.sentences) > 1 for passage in passages):
        files.problems.append(CorpusError(NO_BOUNDARIES))
    return passages


def _read_texts(path: Path) -> list[str]:
    return [row.string("text") for row in read_rows(path, ("text",))]


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


def _variants(
    golds: list[Gold],
    word_classes: dict[str, tuple[int, int]],
    recipe: Recipe,
    teacher: TeacherLabels,
) -> list[list[str]]:
    """The variants that the teacher labelled; CorpusError if it labelled others."""
    variants = distilled_variants(golds, word_classes, recipe.schemes)
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
    # A copy of the shipped recipe may name schemes whose corpora it no longer has.
    judged = set(recipe.sentence_schemes) - set(POLICIES)
    faults = [
        f"the recipe sets a policy for the scheme {name!r}, but no sentence has it"
        for name in sorted(set(recipe.schemes) - names)
    ] + [
        f'"sentence_schemes" names {name!r}, but no sentence has this scheme'
        for name in sorted(judged - names)
    ]
    known = ", ".join(sorted(names)) or "none"
    cure = f"name it in the rows, or take it out; schemes of the material: {known}"
    for fault in faults:
        problems.append(InputError(f"{fault}: {cure}"))
