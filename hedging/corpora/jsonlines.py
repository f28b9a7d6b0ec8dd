"""Our own format, JSON lines → Gold: what to write to train or test on a domain of one's own.

One object a line, with

    document   the text it comes from; rows of one document stay together in a split (default: the line's own number)
    text       a sentence, or a passage with "sentences": [[start, end], …]
    cues       [{"start": 6, "end": 13, "kind": "epistemic"}, …] in code points of `text`; "text" may repeat the words and is
               then checked
    hedged     true or false, where only the sentence has a label and `cues` is missing
    kinds      the kinds that the annotators looked for (default: all eight)
    scheme     whose definition was followed (default: general)
    part       "test" for rows that training must not see
    register   any name; results are also given by it
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from hedging.corpora.gold import Gold, GoldCue
from hedging.errors import CorpusError
from hedging.kinds import HEDGE_KINDS, KINDS


def rows(path: Path, needed: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Objects of a JSON-lines file; a row that is none, or lacks a needed field, is a CorpusError with its line number."""
    for number, line in enumerate(lines(path), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise CorpusError(f"{path}:{number}: not JSON ({error}): {line[:60]!r}") from error
        missing = [field for field in needed if not isinstance(row, dict) or field not in row]
        if missing:
            raise CorpusError(
                f"{path}:{number}: no field {', '.join(missing)}; expected an object with {', '.join(needed)}"
            )
        row.setdefault("document", f"{path.name}:{number}")
        yield row


def lines(path: Path) -> Iterator[str]:
    """Lines of a text file; one that cannot be read or is not UTF-8 is a CorpusError."""
    try:
        with path.open(encoding="utf-8") as content:
            yield from content
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path} is not UTF-8: {error}") from error
    except OSError as error:
        raise CorpusError(f"{path}: {error.strerror or error}") from error


def read(path: Path) -> Iterator[Gold]:
    """Sentences of one file, in order; a passage with "sentences" yields one Gold for each."""
    for row in rows(path, ("text",)):
        try:
            yield from _sentences(row)
        except (CorpusError, KeyError, TypeError) as error:
            raise CorpusError(f"{path}: row {row['document']!r}: {error}") from error


def _sentences(row: dict[str, Any]) -> Iterator[Gold]:
    text = row["text"]
    kinds = frozenset(row.get("kinds", KINDS))
    cues = None if "cues" not in row else [_cue(text, cue, kinds) for cue in row["cues"]]
    for start, end in row.get("sentences", [[0, len(text)]]):
        inside = None
        hedged = row.get("hedged")
        if cues is not None:
            inside = tuple(
                GoldCue(cue.start - start, cue.end - start, cue.kind)
                for cue in cues
                if start <= cue.start and cue.end <= end
            )
            hedged = any(cue.kind in HEDGE_KINDS for cue in inside)
        yield Gold(
            row["document"], text[start:end], inside, hedged, row.get("scheme", "general"), kinds,
            row.get("part", "train"), row.get("register", ""),
        )  # fmt: skip


def _cue(text: str, cue: dict[str, Any], kinds: frozenset[str]) -> GoldCue:
    start, end, kind = cue["start"], cue["end"], cue["kind"]
    if kind not in kinds:
        raise CorpusError(f"unknown kind {kind!r}; expected one of {', '.join(sorted(kinds))}")
    if not 0 <= start < end <= len(text):
        raise CorpusError(f"cue {start}–{end} lies outside the text of {len(text)} code points")
    if cue.get("text", text[start:end]) != text[start:end]:
        raise CorpusError(
            f"cue {cue['text']!r} does not stand at {start}–{end}, where the text has {text[start:end]!r}"
        )
    return GoldCue(start, end, kind)
