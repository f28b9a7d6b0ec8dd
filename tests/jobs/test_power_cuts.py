"""A job that was killed, or whose power was cut, ends with the bytes of an undisturbed one."""

import os
import random
from functools import partial

import pytest
from job_files import write
from power_cuts import cut, killed, recorded

import hedging
from hedging.jobs import run as running
from hedging.jobs.job import Job
from hedging.jobs.run import run

# How many kills and cuts there are for each kind of job: 200 of each in all, where there is time.
COUNT = int(os.environ.get("HEDGING_CUTS", "25" if os.environ.get("HEDGING_SLOW") == "1" else "4"))


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch):
    monkeypatch.setattr(running, "split_files", partial(running.split_files, size=9_000))


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    path = tmp_path_factory.mktemp("input") / "in.jsonl"
    texts = [f"It may rain on day {k}. Some officials fear it. " * (1 + k % 9) for k in range(300)]
    write(path, texts)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines[:90], "{\n", *lines[90:210], "[\n", *lines[210:]]), "utf-8")
    return path


def job_at(source, folder, ending=".jsonl", level="document"):
    return Job((str(source),), str(folder / f"out{ending}"), level)


def files_of(folder):
    """Output and bad records; None for a folder with anything else."""
    names = {path.name for path in folder.iterdir()}
    assert all("parts" not in name and not name.startswith(".") for name in names), names
    return {path.name: path.read_bytes() for path in folder.iterdir()}


class StoppedError(Exception):
    pass


def stop_after(chunks):
    """Something that watches a job and ends it, as one that was killed."""
    seen = []

    def watch(size, scored):
        seen.append(size)
        if len(seen) == chunks:
            raise StoppedError

    return watch


def half_done(job, **options):
    with pytest.raises(StoppedError):
        run(job, watch=stop_after(4), **options)


def nothing(source, folder, ending):
    """An empty folder."""


def an_older_output(source, folder, ending):
    run(job_at(source, folder, ending, level="cue"))


def an_older_half(source, folder, ending):
    half_done(job_at(source, folder, ending, level="cue"))


def an_older_output_and_half(source, folder, ending):
    an_older_output(source, folder, ending)
    half_done(job_at(source, folder, ending, level="sentence"), overwrite=True)


def its_own_half(source, folder, ending):
    half_done(job_at(source, folder, ending))


def an_output_without_bad_records(source, folder, ending):
    (folder / f"out{ending}").write_bytes(b"older\n")


KINDS = {
    "first": (nothing, ".jsonl", {}),
    "csv": (nothing, ".csv", {}),
    "parquet": (nothing, ".parquet", {}),
    "over an output": (an_older_output, ".jsonl", {"overwrite": True}),
    "over a file": (an_output_without_bad_records, ".csv", {"overwrite": True}),
    "over a half": (an_older_half, ".jsonl", {"overwrite": True}),
    "over both": (an_older_output_and_half, ".csv", {"overwrite": True}),
    "resumed": (its_own_half, ".jsonl", {"resume": True}),
}


def finished(source, folder, ending, overwrites, before, expected):
    """What is there when somebody has gone on with the job, as its messages advise."""
    job = job_at(source, folder, ending)
    reason = ""
    try:
        run(job, resume=True)
    except hedging.InputError as error:
        reason = str(error)
    files = files_of(folder) if "exists: name another output" in reason else None
    if files is not None:
        # There is no unfinished job: all is as it was before, or as it is afterwards.
        assert files == expected or (overwrites and files == before), sorted(files)
    elif reason:
        # What is there belongs to the job before, which was to be overwritten.
        assert overwrites, reason
        assert "--overwrite starts again" in reason
    if reason:
        run(job, overwrite=True)
    return files_of(folder)


@pytest.mark.parametrize("how", ["killed", "cut"])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_lost_or_mixed(source, tmp_path, kind, how):
    prepare, ending, options = KINDS[kind]
    if ending == ".parquet":
        pytest.importorskip("pyarrow")
    folder = tmp_path / "recorded"
    folder.mkdir()
    prepare(source, folder, ending)
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    with recorded(folder) as record:
        run(job_at(source, folder, ending), **options)
    expected = files_of(folder)
    assert len(expected) == 2
    # What was recorded is all that happened.
    whole = tmp_path / "whole"
    killed(record, len(record.events)).write_to(whole)
    assert files_of(whole) == expected
    chance = random.Random(f"{kind} {how}")
    # Most of what matters happens at the end.
    late = max(0, len(record.events) - 40)
    for number in range(COUNT):
        first = chance.choice([0, late])
        count = chance.randint(first, len(record.events))
        state = tmp_path / f"state {number}"
        disk = killed(record, count) if how == "killed" else cut(record, count, chance)
        disk.write_to(state)
        overwrites = "overwrite" in options
        answer = finished(source, state, ending, overwrites, before, expected)
        assert answer == expected, f"{how} after {count} of {len(record.events)} events"


def test_a_finished_job_is_on_the_disk(source, tmp_path):
    """When a job has ended, no cut of the power takes its output away."""
    folder = tmp_path / "recorded"
    folder.mkdir()
    with recorded(folder) as record:
        run(job_at(source, folder))
    expected = files_of(folder)
    for seed in range(20):
        state = tmp_path / f"state {seed}"
        cut(record, len(record.events), random.Random(seed)).write_to(state)
        names = expected.keys()
        assert {name: (state / name).read_bytes() for name in names} == expected
