import csv
import json
from types import SimpleNamespace

import pytest

from benchmarks import provenance
from benchmarks.grid import Results


def lines(*rows):
    return "".join(json.dumps(row) + "\n" for row in rows)


@pytest.fixture
def seeds(tmp_path, monkeypatch):
    """A folder of seeds that names three files of texts."""
    (tmp_path / "light.jsonl").write_text(lines({"text": "It is dry."}))
    (tmp_path / "own.jsonl").write_text(
        lines({"text": "It may rain."}, {"text": "It rained.", "part": "test"})
    )
    marked = [[0, 5, []], [6, 9, []]]
    (tmp_path / "marked.jsonl").write_text(
        lines(
            {"corpus": "wikinews/a.jsonl", "part": "train", "sentences": marked},
            {"corpus": "wikinews/b.jsonl", "part": "train", "sentences": marked[:1]},
            {"corpus": "../unlabelled/books/x.jsonl", "part": "train", "sentences": marked},
            {"corpus": "../unlabelled/books/x.jsonl", "part": "test", "sentences": marked},
            {"corpus": "../unlabelled/books/x.jsonl", "part": "train", "sentences": marked},
            {"corpus": "../unlabelled/books/y.jsonl", "part": "train", "sentences": marked},
        )
    )
    (tmp_path / "sources.tsv").write_text(
        "file\tregister\trepository\tcommit\tterms\nbooks/x.jsonl\tbooks\ta/b\tc0ffee\tfree\n"
    )
    recipe = SimpleNamespace(
        seeds=("own.jsonl",),
        light_seeds=("light.jsonl",),
        annotations=("marked.jsonl",),
        without=("../unlabelled/books/y.jsonl",),
    )
    monkeypatch.setattr(provenance, "SEEDS", tmp_path)
    monkeypatch.setattr(provenance, "shipped_recipe", lambda: recipe)
    return tmp_path


def test_sentences_of_the_training_part_by_file(seeds):
    assert provenance.sentences_by_file() == {
        "": 2,
        "wikinews/a.jsonl": 2,
        "wikinews/b.jsonl": 1,
        "books/x.jsonl": 4,
    }


def test_the_table_of_sources_begins_with_the_largest(seeds):
    _, _, *rows = provenance.sources(Results(seeds)).splitlines()
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    title, terms = provenance.CORPORA["wikinews"]
    assert cells == [
        ["books/x", "a/b at c0ffee", "free", "4", "44.4%"],
        [title, "see above", terms, "3", "33.3%"],
        ["our own sentences", "", "Apache-2.0", "2", "22.2%"],
    ]


def test_every_file_of_the_annotations_has_its_terms():
    learned = {name for name in provenance.sentences_by_file() if name}
    with (provenance.SEEDS / "sources.tsv").open(encoding="utf-8", newline="") as rows:
        listed = {row["file"] for row in csv.DictReader(rows, delimiter="\t")}
    corpora = {name for name in learned if name.partition("/")[0] in provenance.CORPORA}
    assert corpora
    assert not listed & corpora
    assert learned <= listed | corpora


def test_the_terms_stand_beside_the_figures():
    parts = ("passages", "annotations", "seeds")
    row = {part: {"sentence_f1": 0.5, "cue_f1": 0.25} for part in parts} | {"sentences": 1000}
    table = provenance.terms({"provenance": {"figures": {"all sources": row}}})
    assert table.splitlines()[-1] == "| all sources | 1,000 |" + " 0.500 / 0.250 |" * 3
