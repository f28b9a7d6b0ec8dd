import csv
import io
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
from hypothesis import given, settings
from hypothesis import strategies as st

import hedging
from hedging.cli.main import main
from hedging.jobs.job import Job
from hedging.jobs.parts import Parts
from hedging.jobs.records import Fields
from hedging.jobs.run import run
from hedging.options import DetectorOptions

TEXTS = [
    "It may rain. It rained.",
    "",
    "Some officials fear it.\nIf so, they left.",
    "No hedge here.",
    "🙂 Perhaps it’s so.",
]
LEVELS = ("document", "sentence", "cue")


def write(path, texts, **more):
    rows = (
        {"text": text, "n": k, **{name: values[k] for name, values in more.items()}}
        for k, text in enumerate(texts)
    )
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def rows_of(path):
    path = Path(path)
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))
    return pytest.importorskip("pyarrow.parquet").read_table(path).to_pylist()


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_rows_are_those_of_a_batch(tmp_path, level, form):
    if form == "parquet":
        pytest.importorskip("pyarrow")
    source = write(tmp_path / "in.jsonl", [*TEXTS, None])
    output = tmp_path / f"out.{form}"
    run(Job((str(source),), str(output), level, fields=Fields(id="n", keep=("n",))))
    batch = hedging.detect_batch(TEXTS)
    expected = batch.columns(level)
    found = rows_of(output)
    nulls = 1 if level == "document" else 0
    assert len(found) == len(expected["document"]) + nulls
    for name in {"document", "start", "end", "hedged_sentences", "cues", "kind"} & set(expected):
        wanted = [str(one) if form == "csv" else one for one in expected[name].tolist()]
        assert [row[name] for row in found][: len(wanted)] == wanted
    scores = [float(row["score"]) for row in found[: len(found) - nulls]]
    assert scores == expected["score"].tolist()
    assert [str(row["n"]) for row in found] == [str(row["id"]) for row in found]
    if level == "cue":
        assert [row["text"] for row in found] == [
            cue.text for report in batch for cue in report.cues
        ]
    if nulls:
        assert found[-1]["score"] in (None, "")


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.text(max_size=20)
        | st.none()
        | st.text(st.sampled_from("\"',\r\n\t\x00é🙂\u2028 "), max_size=9),
        max_size=9,
    )
)
def test_any_text_comes_through_every_format(tmp_path_factory, values):
    pytest.importorskip("pyarrow")
    folder = tmp_path_factory.mktemp("any")
    source = write(folder / "in.jsonl", ["It may rain."] * len(values), note=values)
    for form in ("jsonl", "csv", "parquet"):
        run(Job((str(source),), str(folder / f"out.{form}"), fields=Fields(keep=("note",))))
        found = [row["note"] for row in rows_of(folder / f"out.{form}")]
        assert found == ([value or "" for value in values] if form == "csv" else values)
    # What was written can be read again, text and all.
    for form in ("jsonl", "csv", "parquet"):
        target = folder / f"again.{form}.jsonl"
        summary = run(Job((str(folder / f"out.{form}"),), str(target), fields=Fields("note", "id")))
        assert (summary.documents, summary.bad_records) == (len(values), 0)


def test_a_job_does_not_read_what_it_writes(tmp_path):
    write(tmp_path / "in.jsonl", ["It may rain.", None])
    with (tmp_path / "in.jsonl").open("a", encoding="utf-8") as stream:
        stream.write("{\n")
    (tmp_path / "link.csv").symlink_to(tmp_path / "out.csv")
    job = Job((f"{tmp_path}/../{tmp_path.name}",), str(tmp_path / "out.csv"))
    before = None
    for _ in range(3):
        summary = run(job, overwrite=True)
        assert (summary.documents, summary.bad_records) == (2, 1)
        assert before in (None, (tmp_path / "out.csv").read_bytes())
        before = (tmp_path / "out.csv").read_bytes()


@pytest.mark.parametrize("name", ["in.jsonl", "link.jsonl", "x/../in.jsonl"])
def test_an_input_is_not_written_over(tmp_path, capsys, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    Path("x").mkdir()
    source = write(Path("in.jsonl"), TEXTS)
    Path("link.jsonl").symlink_to("in.jsonl")
    before = source.read_bytes()
    assert main(["batch", name, "-o", "in.jsonl", "--overwrite", "--workers", "1"]) == 1
    assert "would write over" in capsys.readouterr().err
    assert source.read_bytes() == before


def test_standard_input_to_standard_output(tmp_path):
    content = write(tmp_path / "in.jsonl", TEXTS).read_bytes()
    done = subprocess.run(
        command("-", "-", "--workers", "1"), check=True, input=content, capture_output=True
    )
    assert [json.loads(line)["document"] for line in done.stdout.splitlines()] == list(
        range(len(TEXTS))
    )


def test_a_second_process_keeps_away(many, tmp_path, capsys):
    pytest.importorskip("fcntl")
    source, whole = many
    output = tmp_path / "out.jsonl"
    first = subprocess.Popen(command(source, output, "--workers", "1"), stderr=subprocess.DEVNULL)
    while not list(Path(f"{output}.parts").glob("*.part")):
        time.sleep(0.01)
    for how in ("--resume", "--overwrite"):
        assert main(["batch", str(source), "-o", str(output), "--workers", "1", how]) == 1
        assert "another process" in capsys.readouterr().err
    first.wait()
    assert same(output, whole)


def test_workers_end_with_their_parent(many, tmp_path):
    psutil = pytest.importorskip("psutil")
    source, _ = many
    output = tmp_path / "out.jsonl"
    child = subprocess.Popen(command(source, output, "--workers", "2"), stderr=subprocess.DEVNULL)
    while not list(Path(f"{output}.parts").glob("*.part")):
        time.sleep(0.01)
    workers = [
        one
        for one in psutil.Process(child.pid).children(recursive=True)
        if "popen_loky" in " ".join(one.cmdline())
    ]
    child.kill()
    child.wait()
    assert workers
    _, alive = psutil.wait_procs(workers, timeout=10)
    assert alive == []


def test_a_table_of_many_short_rows(tmp_path):
    source = tmp_path / "in.csv"
    source.write_text("text\n" + "It may.\n" * 60_000, encoding="utf-8")
    start = time.perf_counter()
    assert run(Job((str(source),), str(tmp_path / "out.csv"))).documents == 60_000
    # A cutter that looks at a chunk anew for every row takes minutes.
    assert time.perf_counter() - start < 30


def test_fields_are_kept_under_other_names(tmp_path, capsys):
    source, output = tmp_path / "in.jsonl", tmp_path / "out.csv"
    source.write_text('{"text": "It may.", "model": "A", "n": 3}\n', encoding="utf-8")
    assert main(["batch", str(source), "-o", str(output), "--keep", "llm = model, n"]) == 0
    with output.open(encoding="utf-8", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert (row["llm"], row["n"], row["model"]) == ("A", "3", "en-3")
    for keep, message in (
        ("model", "such as other=model"),
        ("n,n", "cannot keep n"),
        ("score=n", "cannot keep score"),
    ):
        assert main(["batch", str(source), "-o", str(tmp_path / "b.csv"), "--keep", keep]) == 1
        assert message in capsys.readouterr().err


def test_the_errors_file_and_the_exit_code(tmp_path, capsys):
    source = tmp_path / "in.jsonl"
    source.write_bytes(b'{"text": "It may."}\n{"text": \xff}\n{"text": "It did."}\n')
    output = tmp_path / "out.csv"
    assert main(["batch", str(source), "-o", str(output), "--workers", "1"]) == 1
    assert "2 documents scored, 1 record could not be read" in capsys.readouterr().err
    (row,) = rows_of(f"{output}.errors.jsonl")
    assert (row["source"], row["line"], row["offset"]) == (str(source), 2, 20)
    assert (
        main(
            [
                "batch",
                str(source),
                "-o",
                str(tmp_path / "b.csv"),
                "--on-error",
                "fail",
                "--workers",
                "1",
            ]
        )
        == 1
    )
    assert "line 2 (byte 20)" in capsys.readouterr().err
    assert not (tmp_path / "b.csv").exists()
    source.write_bytes(b'{"text": "It may."}\n')
    assert main(["batch", str(source), "-o", str(output), "--overwrite", "--workers", "1"]) == 0
    assert not Path(f"{output}.errors.jsonl").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-o", "out.xml"], "expected a name that ends in .jsonl"),
        (["-o", "out.csv", "--keep", "score"], "cannot keep score"),
        (["-o", "out.csv", "--kinds", "modal"], "unknown kinds 'modal'"),
        (["-o", "out.csv", "--scheme", "x"], "unknown scheme"),
        (["-o", "there.csv"], "there already"),
    ],
)
def test_wrong_calls(tmp_path, capsys, monkeypatch, arguments, message):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "in.jsonl", TEXTS)
    (tmp_path / "there.csv").touch()
    assert main(["batch", "in.jsonl", "--workers", "1", *arguments]) == 1
    assert message in capsys.readouterr().err


# --- stopped and resumed ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """An input of several chunks, its undisturbed output at each level, and a bad record here and there."""
    folder = tmp_path_factory.mktemp("many")
    source = folder / "in.jsonl"
    with source.open("w", encoding="utf-8") as stream:
        for k in range(18_000):
            text = f"Report {k}. It may rain on day {k}, some officials fear. " * (5 + k % 20)
            stream.write(json.dumps({"text": text, "n": k}) + "\n")
            if k % 1000 == 17:
                stream.write("{\n")
    run(Job((str(source),), str(folder / "whole.jsonl")))
    return source, folder / "whole.jsonl"


def command(source, output, *more):
    return [sys.executable, "-m", "hedging", "batch", str(source), "-o", str(output), *more]


def same(output, whole):
    errors = [Path(f"{path}.errors.jsonl").read_bytes() for path in (output, whole)]
    return (
        output.read_bytes() == whole.read_bytes()
        and errors[0] == errors[1]
        and not Path(f"{output}.parts").exists()
    )


def test_several_workers_write_the_same(many, tmp_path):
    source, whole = many
    summary = run(Job((str(source),), str(tmp_path / "out.jsonl")), workers=2)
    assert (summary.documents, summary.bad_records) == (18_000, 18)
    assert same(tmp_path / "out.jsonl", whole)


@pytest.mark.parametrize("seed", range(int(os.environ.get("HEDGING_KILLS", "4"))))
def test_killed_at_any_moment_and_resumed(many, tmp_path, seed):
    source, whole = many
    output = tmp_path / "out.jsonl"
    chance = random.Random(seed)
    for _ in range(3):
        child = subprocess.Popen(
            command(source, output, "--workers", "1", "--resume"), stderr=subprocess.DEVNULL
        )
        time.sleep(chance.uniform(0.1, 1.4))
        child.send_signal(signal.SIGKILL)
        child.wait()
        if output.exists() and not Path(f"{output}.parts").exists():
            break
    else:
        assert (
            subprocess.run(
                command(source, output, "--workers", "1", "--resume"), check=False
            ).returncode
            == 1
        )
    assert same(output, whole)


def test_a_killed_worker_ends_the_run_with_a_message(many, tmp_path):
    psutil = pytest.importorskip("psutil")
    source, whole = many
    output = tmp_path / "out.jsonl"
    child = subprocess.Popen(
        command(source, output, "--workers", "2"), stderr=subprocess.PIPE, text=True
    )
    parts = Path(f"{output}.parts")
    while not list(parts.glob("*.part")):
        time.sleep(0.01)
    victims = [
        one
        for one in psutil.Process(child.pid).children(recursive=True)
        if "popen_loky" in " ".join(one.cmdline())
    ]
    victims[0].kill()
    _, said = child.communicate(timeout=60)
    if child.returncode != 1 or "resume" not in said:
        pytest.skip("the run was over before its worker could be killed")
    assert "a worker was killed" in said
    run(Job((str(source),), str(output)), resume=True)
    assert same(output, whole)


def test_a_disk_that_is_full(many, tmp_path):
    source, whole = many
    output = tmp_path / "out.jsonl"
    # No file may grow beyond what two parts need together: as on a full disk, a write fails, and nothing half is left.
    child = subprocess.run(
        command(source, output, "--workers", "1"),
        check=False,
        capture_output=True,
        text=True,
        preexec_fn=lambda: (
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN),
            resource.setrlimit(resource.RLIMIT_FSIZE, (whole.stat().st_size // 2,) * 2),
        ),
    )
    assert child.returncode == 1
    assert "cannot write" in child.stderr
    assert "resume" in child.stderr
    assert not output.exists()
    assert run(Job((str(source),), str(output)), resume=True).resumed > 0
    assert same(output, whole)


def test_a_tiny_file_system(many, tmp_path):
    source, whole = many
    disk = tmp_path / "disk"
    disk.mkdir()
    if (
        shutil.which("mount") is None
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=3m", "none", disk], check=False
        ).returncode
    ):
        pytest.skip("mounting a file system is not allowed here")
    try:
        child = subprocess.run(
            command(source, disk / "out.jsonl", "--workers", "1"),
            check=False,
            capture_output=True,
            text=True,
        )
        assert child.returncode == 1
        assert "No space left on device" in child.stderr
        assert "resume" in child.stderr
        done = list((disk / "out.jsonl.parts").glob("*.part"))
        assert done
        assert not (disk / "out.jsonl").exists()
        subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
        assert run(Job((str(source),), str(disk / "out.jsonl")), resume=True).resumed == len(done)
        assert same(disk / "out.jsonl", whole)
    finally:
        subprocess.run(["umount", disk], check=False)


def test_progress_on_a_terminal(many, tmp_path, monkeypatch):
    pytest.importorskip("tqdm")
    source, _ = many
    terminal = io.StringIO()
    terminal.isatty = lambda: True
    monkeypatch.setattr(sys, "stderr", terminal)
    assert main(["batch", str(source), "-o", str(tmp_path / "out.csv"), "--workers", "1"]) == 1
    said = terminal.getvalue()
    assert "18,000 documents" in said
    assert "100%" in said


def test_one_process_where_joblib_is_missing(tmp_path, monkeypatch, capsys):
    source = write(tmp_path / "in.jsonl", TEXTS)
    monkeypatch.setitem(sys.modules, "joblib", None)
    monkeypatch.setitem(sys.modules, "joblib.externals.loky", None)
    assert main(["batch", str(source), "-o", str(tmp_path / "out.csv")]) == 0
    assert "documents scored" in capsys.readouterr().err
    assert main(["batch", str(source), "-o", str(tmp_path / "b.csv"), "--workers", "2"]) == 1
    assert "several workers needs joblib: pip install joblib" in capsys.readouterr().err


def test_interrupted_and_resumed(many, tmp_path):
    source, whole = many
    output = tmp_path / "out.jsonl"
    child = subprocess.Popen(
        command(source, output, "--workers", "2"), stderr=subprocess.PIPE, text=True
    )
    while not list(Path(f"{output}.parts").glob("*.part")):
        time.sleep(0.01)
    child.send_signal(signal.SIGINT)
    _, said = child.communicate(timeout=60)
    assert child.returncode == 130
    assert said.startswith("hedging: interrupted; what is done is kept")
    assert "Traceback" not in said
    run(Job((str(source),), str(output)), resume=True)
    assert same(output, whole)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_closed_pipe_ends_quietly(many, workers):
    source, _ = many
    call = command(source, "-", "--workers", workers)
    with subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert json.loads(child.stdout.readline())["document"] == 0
        child.stdout.close()
        said = child.stderr.read().decode()
    assert child.returncode == 0
    assert "Traceback" not in said


@pytest.fixture
def stopped(many, tmp_path, monkeypatch):
    """A job that was stopped after its first chunk."""
    source = tmp_path / "in.jsonl"
    source.write_bytes(many[0].read_bytes())
    monkeypatch.setattr(Parts, "finish", lambda *_: None)
    run(Job((str(source),), str(tmp_path / "out.jsonl")))
    monkeypatch.undo()
    return source, tmp_path / "out.jsonl"


def test_an_unfinished_job_is_not_begun_anew_by_mistake(stopped):
    source, output = stopped
    with pytest.raises(hedging.InputError, match="--resume goes on"):
        run(Job((str(source),), str(output)))
    assert run(Job((str(source),), str(output)), overwrite=True).resumed == 0


def test_a_changed_option_input_or_model_is_noticed(stopped, tmp_path):
    source, output = stopped
    with pytest.raises(hedging.InputError, match="the options level changed"):
        run(Job((str(source),), str(output), "cue"), resume=True)
    with pytest.raises(hedging.InputError, match="the options keep changed"):
        run(Job((str(source),), str(output), fields=Fields(keep=("n",))), resume=True)
    with pytest.raises(hedging.InputError, match="give one of the two"):
        run(Job((str(source),), str(output)), resume=True, overwrite=True)
    with pytest.raises(hedging.InputError, match="the options scheme"):
        run(Job((str(source),), str(output), options=DetectorOptions(scheme="szeged")), resume=True)
    plan = Path(f"{output}.parts") / "run.json"
    before = plan.read_text(encoding="utf-8")
    plan.write_text(before.replace('"weights.npz": "', '"weights.npz": "0'), encoding="utf-8")
    with pytest.raises(hedging.InputError, match="the model changed"):
        run(Job((str(source),), str(output)), resume=True)
    plan.write_text(before, encoding="utf-8")
    content = source.read_bytes()
    source.write_bytes(content.replace(b"day 5,", b"day 6,"))
    with pytest.raises(hedging.InputError, match=r"the input .*in\.jsonl changed"):
        run(Job((str(source),), str(output)), resume=True)


def test_standard_input_that_is_another_is_noticed(many, tmp_path):
    content = many[0].read_bytes()
    output = tmp_path / "out.jsonl"
    first = subprocess.Popen(
        command("-", output, "--workers", "1"), stdin=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    first.stdin.write(content)
    while not list(Path(f"{output}.parts").glob("*.part")):
        time.sleep(0.01)
    first.kill()
    first.communicate()
    other = content.replace(b"day 5,", b"day 6,")
    again = subprocess.run(
        command("-", output, "--workers", "1", "--resume"),
        check=False,
        input=other,
        capture_output=True,
    )
    assert again.returncode == 1
    assert b"standard input has changed near line 1" in again.stderr
    subprocess.run(
        command("-", output, "--workers", "1", "--resume"),
        check=False,
        input=content,
        capture_output=True,
    )
    assert output.read_bytes().count(b"\n") == 18_000
