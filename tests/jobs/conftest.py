import json

import pytest
from job_files import write

from hedging.jobs.job import Job
from hedging.jobs.run import run


@pytest.fixture(scope="session")
def folder_of_texts(tmp_path_factory):
    """A folder of small files that makes four chunks, and its undisturbed output."""
    base = tmp_path_factory.mktemp("texts")
    folder = base / "in"
    folder.mkdir()
    for k in range(800):
        (folder / f"{k:03}.txt").write_text(f"It may rain on day {k}. Some fear it.\n" * 3)
    (folder / "100.txt").write_bytes(b"caf\xe9")
    run(Job((str(folder),), str(base / "undisturbed.jsonl")))
    return folder, base / "undisturbed.jsonl"


@pytest.fixture(scope="session")
def many(tmp_path_factory):
    """A file of several chunks with some bad records, and its undisturbed output."""
    folder = tmp_path_factory.mktemp("many")
    source = folder / "in.jsonl"
    with source.open("w", encoding="utf-8") as stream:
        for k in range(18_000):
            text = f"Report {k}. It may rain on day {k}, some officials fear. " * (5 + k % 20)
            stream.write(json.dumps({"text": text, "n": k}) + "\n")
            if k % 1000 == 17:
                stream.write("{\n")
    run(Job((str(source),), str(folder / "undisturbed.jsonl")))
    return source, folder / "undisturbed.jsonl"


@pytest.fixture
def stopped(tmp_path, monkeypatch):
    """A job whose chunks are all scored and whose output is not joined."""
    source = write(tmp_path / "in.jsonl", ["It may rain on day 5,", "They left.", None])
    monkeypatch.setattr("hedging.jobs.parts.Parts.finish", lambda *_: None)
    run(Job((str(source),), str(tmp_path / "out.jsonl")))
    monkeypatch.undo()
    return source, tmp_path / "out.jsonl"
