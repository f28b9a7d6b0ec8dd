"""What a caller gives → the model to adapt, and sentences to learn from and to test on."""

from __future__ import annotations

import bz2
import os
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from hedging.corpora import marked
from hedging.corpora.gold import Gold
from hedging.corpora.labelled import read_labelled
from hedging.errors import InputError, InputTypeError
from hedging.model.config import FORMAT
from hedging.model.files import digest_of, folder_of, load_model, read_config
from hedging.model.model import Model
from hedging.options import DEFAULT_MODEL
from hedging.wording import counted

#: A file of labelled sentences, or several, or sentences.
Labelled = str | os.PathLike[str] | Iterable[str | os.PathLike[str] | Gold]

#: A part of our own sentences (`seeds/examples.jsonl`), by `python -m training.general_sentences`:
#: the first line says how many of the sentences are rehearsed, and the others follow.
GENERAL = Path(__file__).with_name("general.txt.bz2")
GENERAL_HEAD = "# rehearsed: "
# With fewer labelled sentences there is nothing to measure.
_LEAST_SENTENCES = 10
# So much of a long name is shown in an error.
_SHOWN = 80


def learned_files(model: str | os.PathLike[str]) -> dict[str, str]:
    """The files that an adapted model has learned from, with their fingerprints."""
    files = read_config(folder_of(model).resolve()).get("adapted", {}).get("files", {})
    return files if isinstance(files, dict) else {}


def base_model(model: str | os.PathLike[str]) -> Model:
    """The model to adapt; InputError for a model with an encoder."""
    path = folder_of(model).resolve()
    if read_config(path)["format"] != FORMAT:
        raise InputError(
            f"{os.fspath(model)} has an encoder, which cannot be adapted: adapt a light model, "
            f"such as {DEFAULT_MODEL}"
        )
    return load_model(path)


def read_sentences(labelled: Labelled) -> tuple[list[Gold], dict[str, str]]:
    """The sentences, and a fingerprint of each file that they come from."""
    items = [labelled] if isinstance(labelled, (str, os.PathLike)) else list(labelled)
    golds: list[Gold] = []
    files = {}
    for item in items:
        if isinstance(item, Gold):
            golds.append(item)
        elif isinstance(item, (str, os.PathLike)):
            path = Path(item)
            golds += read_labelled(path)
            files[path.name] = digest_of(path)
        else:
            raise InputTypeError(
                f"expected files of labelled sentences or Gold, got {type(item).__name__}"
            )
    return golds, files


def usable(golds: Sequence[Gold], base: Model, scheme: str) -> list[Gold]:
    """The sentences to learn from: labelled, of the scheme, not in the test part, each once.

    Raises InputError for a sentence of one document that has two labellings.
    """
    base.scheme(scheme)
    others = sorted({gold.scheme for gold in golds} - {scheme})
    if others:
        raise InputError(
            f"sentences of the scheme {others[0]!r} cannot adapt the scheme {scheme!r}: take the "
            "field out of the rows, or name the scheme with --scheme"
        )
    labelled = [gold for gold in golds if gold.hedged is not None and gold.part != "test"]
    used = _once(labelled)
    hedged = sum(gold.hedged is True for gold in used)
    if len(used) < _LEAST_SENTENCES or hedged in (0, len(used)):
        raise InputError(
            f"got {counted(len(used), 'labelled sentence')}, of which {hedged} are hedged and "
            f"{len(used) - hedged} are not: label at least {_LEAST_SENTENCES}, some of either "
            "sort; some fifty are worth the while"
        )
    return used


def _once(golds: Sequence[Gold]) -> list[Gold]:
    kept: dict[tuple[str, str], Gold] = {}
    for gold in golds:
        known = kept.setdefault((gold.document, gold.text), gold)
        if (known.cues, known.hedged) != (gold.cues, gold.hedged):
            raise InputError(
                f"document {gold.document!r} has a sentence with two labellings, "
                f"{marked.line_of(known)[:_SHOWN]!r} and {marked.line_of(gold)[:_SHOWN]!r}: decide "
                "for one of them (hedging agree lists all such sentences of two files)"
            )
    return list(kept.values())


@lru_cache(maxsize=1)
def general_sentences() -> tuple[tuple[Gold, ...], tuple[Gold, ...]]:
    """Sentences of general text that an adapted model rehearses, and those that it is tested on.

    On the latter it must stay as good as it was.
    """
    head, *lines = bz2.decompress(GENERAL.read_bytes()).decode("utf-8").splitlines()
    golds = list(marked.read_sentences(lines, GENERAL))
    rehearsed = int(head.removeprefix(GENERAL_HEAD))
    return tuple(golds[:rehearsed]), tuple(golds[rehearsed:])
