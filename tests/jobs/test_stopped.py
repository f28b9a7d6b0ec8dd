"""Jobs that are killed, interrupted, or run into a full disk lose nothing."""

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from job_files import command, same, wait_for_part

from hedging.jobs.job import Job
from hedging.jobs.run import run


def started(source, output, *more, **options):
    call = command(source, output, *more)
    return subprocess.Popen(call, **({"stderr": subprocess.DEVNULL} | options))


def worker_processes(child):
    psutil = pytest.importorskip("psutil")
    return [
        process
        for process in psutil.Process(child.pid).children(recursive=True)
        if "popen_loky" in " ".join(process.cmdline())
    ]


@pytest.mark.slow
def test_killed_and_resumed(folder_of_texts, tmp_path):
    folder, undisturbed = folder_of_texts
    output = tmp_path / "out.jsonl"
    child = started(folder, output, "--workers", "1")
    wait_for_part(output, child)
    child.kill()
    child.wait()
    if not output.exists():
        run(Job((str(folder),), str(output)), resume=True)
    assert same(output, undisturbed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(int(os.environ.get("HEDGING_KILLS", "4"))))
def test_killed_at_any_moment_and_resumed(many, tmp_path, seed):
    source, undisturbed = many
    output = tmp_path / "out.jsonl"
    chance = random.Random(seed)
    resume = command(source, output, "--workers", "1", "--resume")
    for _ in range(3):
        child = subprocess.Popen(resume, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.1, 1.4))
        child.kill()
        child.wait()
        if output.exists() and not Path(f"{output}.parts").exists():
            break
    else:
        assert subprocess.run(resume, check=False).returncode == 1
    assert same(output, undisturbed)


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
@pytest.mark.parametrize("seed", range(int(os.environ.get("HEDGING_KILLS", "2"))))
def test_a_job_that_replaces_a_killed_one_has_its_own_rows_alone(
    folder_of_texts, tmp_path, how, seed
):
    pytest.importorskip("joblib")
    folder, _ = folder_of_texts
    expected = tmp_path / "expected.jsonl"
    run(Job((str(folder),), str(expected), "cue"))
    output = tmp_path / "out.jsonl"
    child = started(folder, output, "--workers", "2")
    chance = random.Random(seed)
    if seed % 2:
        time.sleep(chance.uniform(0, 0.6))
    else:
        while not Path(f"{output}.parts").exists():
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.4))
    child.send_signal(how)
    child.wait()
    subprocess.run(
        command(folder, output, "--level", "cue", "--overwrite", "--workers", "2"),
        check=False,
        stderr=subprocess.DEVNULL,
    )
    assert same(output, expected)


@pytest.mark.slow
def test_a_second_process_keeps_away(many, tmp_path):
    source, undisturbed = many
    output = tmp_path / "out.jsonl"
    first = started(source, output, "--workers", "1")
    wait_for_part(output, first)
    for how in ("--resume", "--overwrite"):
        second = started(source, output, "--workers", "1", how, stderr=subprocess.PIPE)
        assert b"another process" in second.communicate()[1]
        assert second.returncode == 1
    first.wait()
    assert same(output, undisturbed)


@pytest.mark.slow
def test_workers_end_with_their_parent(many, tmp_path):
    psutil = pytest.importorskip("psutil")
    pytest.importorskip("joblib")
    source, _ = many
    output = tmp_path / "out.jsonl"
    child = started(source, output, "--workers", "2")
    wait_for_part(output, child)
    workers = worker_processes(child)
    child.kill()
    child.wait()
    assert workers
    _, alive = psutil.wait_procs(workers, timeout=10)
    assert alive == []


@pytest.mark.slow
def test_workers_that_begin_end_with_their_parent(folder_of_texts, tmp_path):
    """The parent is killed before its workers have imported what they need to look for it."""
    psutil = pytest.importorskip("psutil")
    pytest.importorskip("joblib")
    child = started(folder_of_texts[0], tmp_path / "out.jsonl", "--workers", "2")
    workers = []
    # A worker is started when the one before it has all that it needs to go on.
    while len(workers) < 2 and child.poll() is None:
        workers = worker_processes(child)
    child.kill()
    child.wait()
    assert len(workers) == 2
    _, alive = psutil.wait_procs(workers, timeout=20)
    for worker in alive:
        worker.kill()
    assert alive == []


@pytest.mark.slow
def test_a_killed_worker_ends_the_run_with_a_message(many, tmp_path):
    pytest.importorskip("joblib")
    source, undisturbed = many
    output = tmp_path / "out.jsonl"
    child = started(source, output, "--workers", "2", stderr=subprocess.PIPE, text=True)
    wait_for_part(output, child)
    worker_processes(child)[0].kill()
    message = child.communicate(timeout=60)[1]
    if child.returncode != 1 or "resume" not in message:
        pytest.skip("the run was over before its worker could be killed")
    assert "a worker was killed" in message
    run(Job((str(source),), str(output)), resume=True)
    assert same(output, undisturbed)


@pytest.fixture
def interruptible():
    """A shell ignores interruptions for what it runs in the background, and children inherit it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.slow
@pytest.mark.usefixtures("interruptible")
def test_interrupted_and_resumed(many, tmp_path):
    pytest.importorskip("joblib")
    source, undisturbed = many
    output = tmp_path / "out.jsonl"
    # In a session of its own, so that the interruption reaches the workers too, as from a terminal.
    child = started(
        source,
        output,
        "--workers",
        "2",
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    wait_for_part(output, child)
    os.killpg(child.pid, signal.SIGINT)
    message = child.communicate(timeout=60)[1]
    assert child.returncode == 130, message
    assert "Traceback" not in message
    run(Job((str(source),), str(output)), resume=True)
    assert same(output, undisturbed)


@pytest.mark.slow
def test_a_disk_that_is_full(many, tmp_path):
    source, undisturbed = many
    output = tmp_path / "out.jsonl"
    # No file may grow beyond the size of two parts together, so that a write fails as on a full
    # disk.
    child = subprocess.run(
        command(source, output, "--workers", "1"),
        check=False,
        capture_output=True,
        text=True,
        preexec_fn=lambda: (
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN),
            resource.setrlimit(resource.RLIMIT_FSIZE, (undisturbed.stat().st_size // 2,) * 2),
        ),
    )
    assert child.returncode == 1
    assert "resume" in child.stderr
    assert not output.exists()
    assert run(Job((str(source),), str(output)), resume=True).resumed > 0
    assert same(output, undisturbed)


@pytest.mark.slow
def test_a_tiny_file_system(many, tmp_path):
    source, undisturbed = many
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "none", disk]
    if shutil.which("mount") is None or subprocess.run(mount, check=False).returncode:
        pytest.skip("mounting a file system is not allowed here")
    output = disk / "out.jsonl"
    try:
        child = subprocess.run(
            command(source, output, "--workers", "1"), check=False, capture_output=True, text=True
        )
        assert child.returncode == 1
        assert "No space left on device" in child.stderr
        parts = list((disk / "out.jsonl.parts").glob("*.part"))
        assert parts
        assert not output.exists()
        subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
        assert run(Job((str(source),), str(output)), resume=True).resumed == len(parts)
        assert same(output, undisturbed)
    finally:
        subprocess.run(["umount", disk], check=False)


@pytest.mark.slow
@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_closed_pipe_ends_quietly(many, workers):
    source, _ = many
    call = command(source, "-", "--workers", workers)
    with subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert json.loads(child.stdout.readline())["document"] == 0
        child.stdout.close()
        message = child.stderr.read().decode()
    assert child.returncode == 0
    assert "Traceback" not in message


@pytest.mark.slow
def test_standard_input_that_is_another_is_noticed(many, tmp_path):
    content = many[0].read_bytes()
    output = tmp_path / "out.jsonl"
    first = started("-", output, "--workers", "1", stdin=subprocess.PIPE)
    first.stdin.write(content)
    wait_for_part(output, first)
    first.kill()
    first.communicate()
    resume = command("-", output, "--workers", "1", "--resume")
    another = content.replace(b"day 5,", b"day 6,")
    again = subprocess.run(resume, check=False, input=another, capture_output=True)
    assert again.returncode == 1
    assert b"standard input has changed near line 1" in again.stderr
    subprocess.run(resume, check=False, input=content, capture_output=True)
    assert output.read_bytes().count(b"\n") == 18_000


def test_no_module_of_the_working_folder_is_run(tmp_path):
    """Workers used to begin with the working folder on their path."""
    pytest.importorskip("joblib")
    for name in ("numpy", "json", "random", "joblib"):
        (tmp_path / f"{name}.py").write_text("open('PWNED', 'w')\n")
    (tmp_path / "a.txt").write_text("It may rain.")
    # As the installed program does it: with -m, this process itself would begin with the folder.
    call = command("a.txt", "out.csv", "--workers", "2")
    start = "import sys; sys.path = [p for p in sys.path if p]; from hedging.cli.main import main"
    call[1:3] = ["-c", f"{start}; sys.exit(main())"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    child = subprocess.run(call, check=False, cwd=tmp_path, env=environment, capture_output=True)
    assert child.returncode == 0, child.stderr
    assert (tmp_path / "out.csv").exists()
    assert not (tmp_path / "PWNED").exists()
