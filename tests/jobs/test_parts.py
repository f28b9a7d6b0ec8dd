import json
import shutil
from pathlib import Path

import pytest
from job_files import rows_of, same, write

import hedging
from hedging.jobs.job import Job, inputs
from hedging.jobs.parts import Parts, ScoredChunk, opened_parts, plan_of
from hedging.jobs.records import Fields
from hedging.jobs.run import run
from hedging.model.files import folder_of
from hedging.options import DetectorOptions
from hedging.released import released_name


def job_of(source, output, *more, **options):
    return Job((str(source),), str(output), *more, **options)


def test_an_unfinished_job_is_not_begun_anew_by_mistake(stopped):
    source, output = stopped
    with pytest.raises(hedging.InputError, match="--resume continues it"):
        run(job_of(source, output))
    assert run(job_of(source, output), resume=True).resumed == 1
    assert len(rows_of(output)) == 3
    assert not Path(f"{output}.parts").exists()
    with pytest.raises(hedging.InputError, match="exists: name another"):
        run(job_of(source, output), resume=True)
    assert run(job_of(source, output), overwrite=True).resumed == 0


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"level": "cue"}, "the option level changed"),
        ({"stream": "csv"}, "the option stream changed"),
        ({"fields": Fields(keep=("n",))}, "the option keep changed"),
        ({"options": DetectorOptions(scheme="szeged")}, "the option scheme changed"),
        ({"options": DetectorOptions(threshold=0.9)}, "the option threshold changed"),
        ({"options": DetectorOptions(markdown=False)}, "the option markdown changed"),
        ({"options": DetectorOptions(ignore_cues=["may"])}, "the option ignore_cues changed"),
        ({"options": DetectorOptions(extra_cues={"x": "weasel"})}, "the option extra_cues changed"),
        ({"options": DetectorOptions(hedge_kinds=["weasel"])}, "the option hedge_kinds changed"),
        ({"options": DetectorOptions(ignore_kinds=["weasel"])}, "the option ignore_kinds changed"),
        (
            {"options": DetectorOptions(scheme="szeged", threshold=0.9)},
            "the options scheme, threshold changed",
        ),
    ],
)
def test_a_changed_option_is_noticed(stopped, changes, message):
    source, output = stopped
    with pytest.raises(hedging.InputError, match=message):
        run(job_of(source, output, **changes), resume=True)


def test_a_changed_input_or_model_is_noticed(stopped):
    source, output = stopped
    with pytest.raises(hedging.InputError, match="give one of the two"):
        run(job_of(source, output), resume=True, overwrite=True)
    plan = Path(f"{output}.parts") / "run.json"
    before = plan.read_text(encoding="utf-8")
    plan.write_text(before.replace('"weights.npz": "', '"weights.npz": "0', 1), encoding="utf-8")
    with pytest.raises(hedging.InputError, match="the model changed"):
        run(job_of(source, output), resume=True)
    plan.write_text(before, encoding="utf-8")
    source.write_bytes(source.read_bytes().replace(b"day 5,", b"day 6,"))
    with pytest.raises(hedging.InputError, match=r"the input .*in\.jsonl changed"):
        run(job_of(source, output), resume=True)


@pytest.mark.parametrize(
    ("place", "numbers", "message"),
    [
        (("config.json",), ("schemes", "general", "threshold"), "the model changed"),
        (("depth", "config.json"), ("numbers", "confidence.plain"), "the depth changed"),
    ],
)
def test_a_changed_number_of_a_model_is_noticed(tmp_path, monkeypatch, place, numbers, message):
    folder = shutil.copytree(folder_of("light"), tmp_path / "mine")
    source, output = write(tmp_path / "in.jsonl", ["It may."]), tmp_path / "out.jsonl"
    job = job_of(source, output, options=DetectorOptions(model=folder))
    of_cues = job_of(source, output, options=DetectorOptions(model=folder, depth="cues"))
    before, cues_before = plan_of(job, inputs(job).files), plan_of(of_cues, inputs(of_cues).files)
    with monkeypatch.context() as patch:
        patch.setattr(Parts, "finish", lambda *_: None)
        run(job)
    path = folder.joinpath(*place)
    config = json.loads(path.read_text(encoding="utf-8"))
    *keys, last = numbers
    row = config
    for key in keys:
        row = row[key]
    row[last] = 0.25 if isinstance(row[last], float) else row[last] - 1
    path.write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(hedging.InputError, match=message):
        run(job, resume=True)
    assert plan_of(job, inputs(job).files) != before
    # Answers that are cues alone do not depend on the depth.
    assert (plan_of(of_cues, inputs(of_cues).files) == cues_before) == (
        message == "the depth changed"
    )


def test_a_job_goes_on_with_the_name_behind_a_role(stopped):
    source, output = stopped
    options = DetectorOptions(model=released_name("light"))
    assert run(job_of(source, output, options=options), resume=True).resumed == 1


def test_the_order_of_the_inputs_is_part_of_the_plan(tmp_path, monkeypatch):
    paths = tuple(str(write(tmp_path / name, ["It may."])) for name in ("a.jsonl", "b.jsonl"))
    monkeypatch.setattr(Parts, "finish", lambda *_: None)
    run(Job(paths, str(tmp_path / "out.csv")))
    with pytest.raises(hedging.InputError, match="the order changed"):
        run(Job(paths[::-1], str(tmp_path / "out.csv")), resume=True)


def test_a_part_of_another_job_counts_for_nothing(stopped):
    """A worker that outlives a killed job used to write its rows into the job after it."""
    source, output = stopped
    old = job_of(source, output)
    (part,) = Path(f"{output}.parts").glob("*.part")
    before = Parts(part.parent, part.name.split(".")[1])
    new = job_of(source, output, "cue")
    with opened_parts(new, inputs(new).files, resume=False, overwrite=True) as parts:
        assert parts.job_id != before.job_id
        assert not part.exists()
        with pytest.raises(hedging.InputError, match="another job"):
            before.write(0, 0, ScoredChunk(3, ()))
        part.write_bytes(b"{}\n")  # as if the worker had looked just before the plan was replaced
    assert run(new, resume=True).resumed == 0
    assert "kind" in rows_of(output)[0]
    assert not Path(f"{output}.parts").exists()
    assert old.parts == new.parts


@pytest.mark.parametrize("content", [b"", b"[]\n", b"{}\n", b"\x00\xff", b'{"documents": 1}\n'])
def test_a_damaged_part_is_scored_again(stopped, tmp_path, content):
    source, output = stopped
    (part,) = Path(f"{output}.parts").glob("*.part")
    part.write_bytes(content)
    assert run(job_of(source, output), resume=True).resumed == 0
    run(job_of(source, tmp_path / "undisturbed.jsonl"))
    assert same(output, tmp_path / "undisturbed.jsonl")


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-1],
        lambda content: content[:-4] + b"\0" * 4,
        lambda content: content + b"\n",
        lambda content: content[: content.index(b"\n") + 1],
        lambda content: content.replace(b'"rows": ', b'"rows": 1'),
    ],
)
def test_a_part_with_other_rows_than_were_written_is_scored_again(stopped, tmp_path, damage):
    """Parts are not flushed to the disk, so that a power cut can damage them."""
    source, output = stopped
    (part,) = Path(f"{output}.parts").glob("*.part")
    assert damage(part.read_bytes()) != part.read_bytes()
    part.write_bytes(damage(part.read_bytes()))
    assert run(job_of(source, output), resume=True).resumed == 0
    run(job_of(source, tmp_path / "undisturbed.jsonl"))
    assert same(output, tmp_path / "undisturbed.jsonl")


@pytest.mark.parametrize("content", ["", "[", "[]", "{}", '{"job": 1}', "[" * 100_000])
def test_a_damaged_plan_is_said(stopped, content):
    source, output = stopped
    (Path(f"{output}.parts") / "run.json").write_text(content)
    with pytest.raises(hedging.InputError, match=r"its plan is damaged; --overwrite starts again"):
        run(job_of(source, output), resume=True)
    assert run(job_of(source, output), overwrite=True).documents == 3


def test_a_job_of_another_version_is_not_resumed(stopped):
    """Parts of format 1 had hashes where those of format 2 have checksums."""
    source, output = stopped
    path = Path(f"{output}.parts") / "run.json"
    plan = json.loads(path.read_text(encoding="utf-8"))
    del plan["format"]
    path.write_text(json.dumps(plan), encoding="utf-8")
    with pytest.raises(hedging.InputError, match=r"another version of hedging .* --overwrite"):
        run(job_of(source, output), resume=True)
    assert list(path.parent.glob("*.part"))
    assert run(job_of(source, output), overwrite=True).documents == 3


@pytest.mark.parametrize("how", [{"resume": True}, {"overwrite": True}])
def test_a_folder_that_is_not_of_a_job_stays(tmp_path, how):
    source = write(tmp_path / "in.jsonl", ["It may."])
    output = tmp_path / "out.csv"
    parts = Path(f"{output}.parts")
    parts.mkdir()
    (parts / "diary.txt").write_text("x")
    with pytest.raises(hedging.InputError, match=r"holds diary\.txt, which no job wrote"):
        run(job_of(source, output), **how)
    assert (parts / "diary.txt").read_text() == "x"


@pytest.mark.parametrize("how", [{"resume": True}, {"overwrite": True}, {}])
def test_nothing_is_removed_through_a_link(tmp_path, how):
    source = write(tmp_path / "in.jsonl", ["It may."])
    victim = tmp_path / "victim"
    victim.mkdir()
    (victim / "00000000.part").write_text("x")
    Path(f"{tmp_path}/out.csv.parts").symlink_to(victim)
    with pytest.raises(hedging.InputError, match=r"is not a folder of a job|unfinished job"):
        run(job_of(source, tmp_path / "out.csv"), **how)
    assert (victim / "00000000.part").exists()


def test_an_errors_file_that_is_there_already_stays(tmp_path):
    source = write(tmp_path / "in.jsonl", ["It may."])
    errors = tmp_path / "out.csv.errors.jsonl"
    errors.write_text("mine")
    with pytest.raises(hedging.InputError, match=r"errors\.jsonl exists: name another"):
        run(job_of(source, tmp_path / "out.csv"))
    assert errors.read_text() == "mine"


def test_a_scratch_file_of_a_killed_job_is_removed(stopped):
    source, output = stopped
    (Path(f"{output}.parts") / ".hedging-0123").write_bytes(b"half")
    run(job_of(source, output), resume=True)
    assert not Path(f"{output}.parts").exists()


def test_two_jobs_do_not_share_a_folder(stopped):
    source, output = stopped
    job = job_of(source, output)
    with opened_parts(job, inputs(job).files, resume=True, overwrite=False):
        for how in ({"resume": True}, {"overwrite": True}):
            with pytest.raises(hedging.InputError, match="another process"):
                run(job, **how)
    assert run(job, resume=True).documents == 3


def test_a_lock_that_is_a_link_is_not_followed(stopped, tmp_path):
    source, output = stopped
    lock = Path(f"{output}.parts") / "lock"
    lock.unlink()
    lock.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="lock"):
        run(job_of(source, output), resume=True)
    assert not (tmp_path / "elsewhere").exists()


def test_the_plan_holds_every_option_that_can_change_an_answer(stopped):
    _, output = stopped
    plan = json.loads((Path(f"{output}.parts") / "run.json").read_text())
    options = set(DetectorOptions().to_dict()) - {"model"}
    assert options <= set(plan["options"])
