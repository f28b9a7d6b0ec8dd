"""The action for pull requests: its script, in a repository, as a runner would start it."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from docs.snippets import ROOT

SCRIPT = ROOT / ".github" / "action.sh"
needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")


class Ran:
    """What a run of the script left: its exit code, log, summary, and outputs by name."""

    def __init__(self, repository, temporary, **inputs):
        temporary.mkdir(exist_ok=True)
        written = {name: temporary / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for path in written.values():
            path.write_text("", encoding="utf-8")
        own = {"HEDGING_FILES": "*.txt\n", "HEDGING_BASE": "", "HEDGING_MAX": ""}
        own |= {"HEDGING_FAIL_ON": "", "RUNNER_TEMP": str(temporary)}
        # The command as it is in this environment, on the sources of this checkout.
        command = temporary / "hedging"
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m hedging "$@"\n')
        command.chmod(0o755)
        own["PATH"] = os.pathsep.join((str(temporary), os.environ["PATH"]))
        own["PYTHONPATH"] = str(ROOT)
        done = subprocess.run(
            ["bash", SCRIPT],
            check=False,
            capture_output=True,
            encoding="utf-8",
            cwd=repository.folder,
            env=os.environ | own | {name: str(path) for name, path in written.items()} | inputs,
        )
        self.code, self.log, self.errors = done.returncode, done.stdout, done.stderr
        self.summary = written["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")
        lines = written["GITHUB_OUTPUT"].read_text(encoding="utf-8").splitlines()
        self.outputs = dict(line.split("=", 1) for line in lines)

    def commands(self):
        """The lines of the log that the runner obeys."""
        obeyed, mark = [], ""
        for line in self.log.splitlines():
            command = line.strip()
            if mark:
                mark = "" if command == f"::{mark}::" else mark
            elif command.startswith("::stop-commands::"):
                mark = command.removeprefix("::stop-commands::")
            elif command.startswith("::"):
                obeyed.append(command)
        return obeyed


@pytest.fixture
def pull_request(repository):
    """A checkout of the commit that merges a pull request."""
    repository.commit(a="The wall may fall. Geese sleep.\n", b="It may rain.\n")
    repository.run("switch", "-q", "-c", "work")
    repository.commit(a="The wall will fall. Geese sleep.\nIt could snow.\n", c="It rained.\n")
    repository.run("switch", "-q", "main")
    repository.commit(b="It may rain, perhaps.\n")
    repository.run("merge", "-q", "--no-ff", "-m", "merge", "work")
    return repository


@needs_bash
@pytest.mark.slow
def test_a_pull_request_is_annotated_summed_up_and_has_pages(pull_request, tmp_path):
    ran = Ran(pull_request, tmp_path / "runner")
    assert ran.code == 0, ran.errors
    (notice,) = ran.commands()
    assert notice.startswith("::notice file=a.txt,line=2,col=4,")
    # What the base changed meanwhile is not spoken of.
    assert "b.txt" not in ran.summary + ran.log
    assert 'a.txt:2:4: "could"' in ran.summary
    assert "surer by 44 points: The wall will fall." in ran.summary
    results = json.loads(Path(ran.outputs["sarif"]).read_text())["runs"][0]["results"]
    assert [each["ruleId"] for each in results] == ["epistemic"]
    assert (Path(ran.outputs["pages"]) / "index.html").is_file()


@needs_bash
@pytest.mark.slow
@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        ({"HEDGING_MAX": "90%"}, 0),
        ({"HEDGING_MAX": "10%"}, 1),
        ({"HEDGING_FAIL_ON": "source-lost"}, 0),
        ({"HEDGING_FAIL_ON": "surer"}, 1),
        ({"HEDGING_FAIL_ON": "louder"}, 2),
        ({"HEDGING_FAIL_ON": "surer", "HEDGING_FILES": "b*.txt\nc.txt"}, 0),
    ],
)
def test_limits_decide_its_exit_code(pull_request, tmp_path, inputs, code):
    ran = Ran(pull_request, tmp_path / "runner", **inputs)
    assert ran.code == code, ran.log + ran.errors


@needs_bash
@pytest.mark.slow
def test_names_and_texts_of_strangers_command_nothing(pull_request, tmp_path):
    folder = pull_request.folder
    names = ["-o.txt", "$(touch hacked).txt", "`touch hacked`.txt", "a b;touch hacked.txt"]
    names += ["::error::no.txt", "<b>.txt", "ü.txt"]
    for name in names:
        text = "::error::It may rain.\n\n</pre><img src=x> It might & could snow.\n"
        (folder / name).write_text(text, encoding="utf-8")
    pull_request.commit()
    ran = Ran(pull_request, tmp_path / "runner")
    assert ran.code == 0, ran.errors
    assert not list(folder.rglob("hacked*"))
    assert all(line.startswith("::notice file=") for line in ran.commands())
    assert len(ran.commands()) >= 2 * len(names)
    assert ran.summary.count("<pre>") == ran.summary.count("</pre>") == 2
    assert not re.search(r"<(?!/?pre>)", ran.summary)
    json.loads(Path(ran.outputs["sarif"]).read_text())


@needs_bash
@pytest.mark.slow
def test_a_shallow_clone_fetches_what_it_compares_with(pull_request, tmp_path):
    shallow = tmp_path / "shallow"
    address = pull_request.folder.as_uri()
    subprocess.run(["git", "clone", "-q", "--depth=1", address, shallow], check=True)
    pull_request.folder = shallow
    ran = Ran(pull_request, tmp_path / "runner")
    assert ran.code == 0, ran.errors
    assert len(ran.commands()) == 1


@needs_bash
def test_nothing_to_check_is_no_failure(pull_request, tmp_path):
    ran = Ran(pull_request, tmp_path / "runner", HEDGING_FILES="*.tex")
    assert (ran.code, ran.log, ran.outputs) == (0, "no text changed\n", {})


def test_its_steps_hand_over_values_as_variables():
    yaml = pytest.importorskip("yaml")
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    steps = action["runs"]["steps"]
    assert not [step for step in steps if "${{" in step.get("run", "")]
    script = SCRIPT.read_text(encoding="utf-8")
    (check,) = (step for step in steps if step.get("id") == "check")
    assert set(re.findall(r"\bHEDGING_\w+", script)) == set(check["env"])
    asked = {name for step in steps for name in re.findall(r"inputs\.([\w-]+)", str(step))}
    assert asked == set(action["inputs"])
    assert set(re.findall(r"echo \"(\w+)=", script)) == set(action["outputs"])
    for step in steps:
        if "uses" in step:
            assert re.fullmatch(r"[\w-]+/[\w/-]+@v\d+", step["uses"])
