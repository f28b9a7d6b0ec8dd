"""What a model with an encoder rates for the network of the confidence."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from hedging.detector import load
from hedging.errors import CorpusError
from training.depth import taught
from training.depth.lessons import FRAMES, framed
from training.depth.ratings import Rating
from training.depth.taught import PARTS, ended, part_of_groups, recombined
from training.material import SEEDS

# The words of a group are its own, so that it can be seen whose words a text has.
ROWS = [
    Rating(text.format(group), 0.5, group, "train")
    for group in map(str, range(12))
    for text in ("Word{0} may do, word{0} again; word{0} too. So it is.", "Word{0} is so.")
]
TEXTS = recombined(ROWS)


def test_texts_of_different_parts_are_never_recombined() -> None:
    part_of = part_of_groups(ROWS)
    assert len(TEXTS) > 100
    mixed = 0
    for text in TEXTS:
        groups = {word[4:].strip(".,;:") for word in text.lower().split() if word[:4] == "word"}
        mixed += len(groups) > 1
        assert len({part_of[group] for group in groups}) <= 1, text
    assert mixed > 50


def test_parts_are_equal_and_do_not_depend_on_the_order_of_the_rows() -> None:
    part_of = part_of_groups(ROWS)
    assert part_of == part_of_groups(ROWS[::-1])
    assert np.bincount(list(part_of.values())).tolist() == [12 // PARTS] * PARTS


def test_recombined_texts_are_new_and_come_once() -> None:
    assert len(set(TEXTS)) == len(TEXTS)
    assert not {row.text for row in ROWS} & set(TEXTS)
    assert recombined(ROWS) == TEXTS


@pytest.mark.parametrize(
    ("text", "expected"),
    [("It may be, ", "It may be."), ("It may be", "It may be."), ("May it?", "May it?")],
)
def test_a_text_gets_a_full_stop(text: str, expected: str) -> None:
    assert ended(text) == expected


def test_every_frame_stands_around_statements_and_keeps_its_rating() -> None:
    files = [(SEEDS / name).read_text(encoding="utf-8").splitlines()[1:] for name in FRAMES]
    frames = dict(line.split("\t") for lines in files for line in lines)
    assert len(frames) == sum(map(len, files))
    texts = framed(6)
    assert len(texts) > 5 * len(frames)
    assert not any("{" in text for text in texts)
    assert {round(100 * sure, 1) for sure in texts.values()} == set(map(float, frames.values()))


def test_hedged_sentences_are_found_again_by_their_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "unlabelled" / "news"
    folder.mkdir(parents=True)
    plain = "The river flows through Orla."
    texts = [f"{plain} It may be closed by now.", "Perhaps the mill burnt down, he said."]
    lines = [json.dumps({"text": text}) for text in texts]
    (folder / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (folder / "sec-10k.jsonl").write_text(json.dumps({"text": "It might rain tonight."}))
    corpora = tmp_path / "corpora"
    places = taught.hedged_places(corpora, load())
    path = tmp_path / "taught.npz"
    monkeypatch.setattr(taught, "_recombined", lambda: ["Thank you!"])
    monkeypatch.setattr(taught, "_running", lambda corpora: ["It is certain that it rained."])
    assert len(places) == 2
    taught.write_taught(corpora, load(), load(), path)
    found = taught.read_taught(corpora, path)
    assert sorted(found.hedged) == ["It may be closed by now.", texts[1]]
    nothing, *hedged, sure = found.answers.tolist()
    assert np.isnan(nothing)
    assert max(hedged) < sure
    (folder / "a.jsonl").write_text("\n".join(lines[::-1]), encoding="utf-8")
    with pytest.raises(CorpusError, match="step taught"):
        taught.read_taught(corpora, path)
