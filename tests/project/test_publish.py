"""What publishes a release asks for little, and what it runs is there."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from release.smoke import EXPECTED, other_answers, wrong_answers

import hedging
from hedging.options import DEFAULT_MODEL

ROOT = Path(__file__).parents[2]
WORKFLOW = ROOT / ".github" / "workflows" / "publish.yml"
TAG = "github.event_name == 'push' && github.ref_type == 'tag'"


@pytest.fixture(scope="module")
def workflow():
    yaml = pytest.importorskip("yaml")
    return yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def jobs(workflow):
    return workflow["jobs"]


def test_the_installed_package_is_asked_what_this_checkout_answers():
    assert not list(wrong_answers(hedging.load()))
    assert not list(other_answers(DEFAULT_MODEL))
    assert any(EXPECTED.values())


def test_a_tag_publishes_and_a_start_by_hand_does_not(workflow, jobs):
    # YAML takes the word `on` for true.
    assert workflow[True] == {"push": {"tags": ["v*"]}, "workflow_dispatch": None}
    assert not workflow["concurrency"]["cancel-in-progress"]
    for name, job in jobs.items():
        assert (job.get("if") == TAG) == name.startswith("publish-"), name


def test_only_a_job_that_publishes_may_more_than_read(workflow, jobs):
    assert workflow["permissions"] == {}
    for name, job in jobs.items():
        if name.startswith("publish-"):
            assert job["permissions"] == {"id-token": "write"}
            assert job["environment"] == "release"
            # It takes what other jobs have built and checked, and runs nothing of its own.
            assert all("run" not in step for step in job["steps"])
        else:
            assert job["permissions"] == {"contents": "read"}
            assert "environment" not in job
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


def test_each_distribution_has_a_job_that_waits_for_the_checks(jobs):
    assert set(jobs["check"]["needs"]) == {"sources", "wheels"}
    assert jobs["publish-model"]["needs"] == "check"
    assert jobs["publish-library"]["needs"] == "publish-model"


def test_every_job_ends_and_names_what_it_uses(jobs):
    for job in jobs.values():
        assert 0 < job["timeout-minutes"] <= 60
        for step in job["steps"]:
            if "uses" in step:
                assert re.fullmatch(r"[\w-]+/[\w-]+@(release/)?v\d+", step["uses"])
    machines = jobs["wheels"]["strategy"]["matrix"]["runner"]
    assert not [name for name in machines if name.endswith("latest")]


def test_what_is_run_is_there(jobs):
    tomllib = pytest.importorskip("tomllib")
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    # The wheel of the oldest Python serves the newer ones, and has the kernel or is a failure.
    assert tool["cibuildwheel"]["build"][0] == "cp310-*"
    assert tool["cibuildwheel"]["environment"] == {"HEDGING_EXTENSION": "yes"}
    commands = [step["run"] for job in jobs.values() for step in job["steps"] if "run" in step]
    commands.append(tool["cibuildwheel"]["test-command"].replace("{project}/", ""))
    named = {path for line in commands for path in re.findall(r"[\w./]+/[\w.]+\.?\w+", line)}
    ours = {path for path in named if path.startswith((".ci/", "tests/"))}
    assert ours == {".ci/release.txt", ".ci/published", "tests/release/smoke.py"}
    for path in ours:
        assert (ROOT / path).is_file()


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
@pytest.mark.parametrize("name", ["run", "published"])
def test_a_script_can_be_run(name):
    script = ROOT / ".ci" / name
    assert script.stat().st_mode & 0o100
    done = subprocess.run(["bash", "-n", script], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
