import builtins
import os
import sys

import pytest
from job_files import TEXTS, write

import hedging
from hedging.jobs.job import Job
from hedging.jobs.run import run
from hedging.jobs.workers import default_workers


def test_the_default_knows_the_affinity_of_the_process():
    pytest.importorskip("joblib")
    if not hasattr(os, "sched_setaffinity"):
        pytest.skip("the system has no affinity")
    before = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(before)})
        assert default_workers() == 1
    finally:
        os.sched_setaffinity(0, before)


@pytest.mark.parametrize(
    ("limit", "workers"), [("max 100000", 8), ("350000 100000", 4), ("50000 100000", 1)]
)
def test_the_default_knows_the_limit_of_a_container(tmp_path, monkeypatch, limit, workers):
    """A container with half a core on a machine of eight used to get eight workers."""
    pytest.importorskip("joblib")
    if not hasattr(os, "sched_getaffinity"):
        pytest.skip("the system has no such limits")
    (tmp_path / "cpu.max").write_text(f"{limit}\n")
    opened, exists = builtins.open, os.path.exists

    def replaced(path):
        return tmp_path / "cpu.max" if path == "/sys/fs/cgroup/cpu.max" else path

    monkeypatch.setattr(
        "builtins.open", lambda path, *more, **k: opened(replaced(path), *more, **k)
    )
    monkeypatch.setattr("os.path.exists", lambda path: exists(replaced(path)))
    monkeypatch.setattr("os.cpu_count", lambda: 8)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(8)))
    monkeypatch.delenv("LOKY_MAX_CPU_COUNT", raising=False)
    assert default_workers() == workers


def test_without_joblib_there_is_one_worker(tmp_path, monkeypatch):
    source = write(tmp_path / "in.jsonl", TEXTS)
    for name in ("joblib", "joblib.externals.loky"):
        monkeypatch.setitem(sys.modules, name, None)
    assert default_workers() == 1
    with pytest.raises(hedging.MissingExtraError, match="several workers needs joblib"):
        run(Job((str(source),), str(tmp_path / "out.csv")), workers=2)
    assert run(Job((str(source),), str(tmp_path / "out.csv")), resume=True).documents == 5


def test_the_environment_is_as_it_was(tmp_path, monkeypatch):
    pytest.importorskip("joblib")
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    source = write(tmp_path / "in.jsonl", TEXTS)
    run(Job((str(source),), str(tmp_path / "out.csv")), workers=2)
    assert "PYTHONSAFEPATH" not in os.environ


def test_a_working_folder_that_is_gone_is_said(tmp_path, monkeypatch):
    pytest.importorskip("joblib")
    source = write(tmp_path / "in.jsonl", TEXTS)
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    job = Job((str(source),), str(tmp_path / "out.csv"))
    with pytest.raises(hedging.InputError, match="working folder is gone"):
        run(job, workers=2)
    assert run(job, resume=True).documents == len(TEXTS)
