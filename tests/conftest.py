"""How tests run: HEDGING_SLOW=1 with the slow ones, HEDGING_PURE=1 without the compiled kernel.

HEDGING_ANY_TEMPLATES=1 lets the code read models that were trained with other templates. Their
answers mean nothing then, but those of C and of Python must still be the same.

Pages are opened in one browser. HEDGING_MAY_SKIP names a file of regular expressions, one a line.
The run then fails if a test was skipped for a reason that matches none of them, so that a library
that was not installed is noticed.
"""

import os
import re
import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import settings

if os.environ.get("HEDGING_PURE") == "1":
    sys.modules["hedging.kernel._core"] = None  # as if it had not been built
if os.environ.get("HEDGING_ANY_TEMPLATES") == "1":
    import hedging.depth.files
    import hedging.model.files

    for room in (hedging.depth.files, hedging.model.files):
        room.check_fits = lambda config, code: None

SLOW = os.environ.get("HEDGING_SLOW") == "1"
# On a machine that others share, how long an example takes says nothing.
settings.register_profile("quick", deadline=None, max_examples=30)
settings.register_profile("thorough", deadline=None, max_examples=200)
settings.load_profile("thorough" if SLOW else "quick")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config):
    """Workers (`-n auto`) get neighbouring tests, which share what fixtures make for a file."""
    if getattr(config.option, "numprocesses", None) and config.option.dist == "no":
        config.option.dist = "worksteal"


def pytest_configure(config):
    # With workers, the process that started them gets their reports.
    if "HEDGING_MAY_SKIP" in os.environ and not hasattr(config, "workerinput"):
        lines = Path(os.environ["HEDGING_MAY_SKIP"]).read_text(encoding="utf-8").splitlines()
        allowed = [line for line in lines if line and not line.startswith("#")]
        config.pluginmanager.register(_SkippedTests(allowed))


class _SkippedTests:
    """Fails a run in which a test was skipped for a reason that is not allowed."""

    def __init__(self, allowed):
        self._allowed = re.compile("|".join(f"(?:{reason})" for reason in allowed))
        self._others = set()

    def pytest_runtest_logreport(self, report):
        if report.skipped and not hasattr(report, "wasxfail"):
            reason = report.longrepr[2].removeprefix("Skipped: ")
            if not self._allowed.fullmatch(reason):
                self._others.add(f"{report.nodeid}: {reason}")

    pytest_collectreport = pytest_runtest_logreport

    def pytest_sessionfinish(self, session):
        if self._others:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter):
        if self._others:
            terminalreporter.section("skipped, and must run", red=True)
            terminalreporter.write_line("\n".join(sorted(self._others)))


def pytest_collection_modifyitems(items):
    if SLOW:
        return
    skip = pytest.mark.skip(reason="slow: set HEDGING_SLOW=1")
    for item in items:
        if "slow" in item.keywords:
            item.add_marker(skip)


@pytest.fixture(scope="session")
def browser():
    """A browser for the tests that open a page; they are skipped where there is none."""
    driver = pytest.importorskip("playwright.sync_api")
    with driver.sync_playwright() as playwright:
        program = (
            shutil.which("chromium")
            or shutil.which("google-chrome")
            or playwright.chromium.executable_path
        )
        if not Path(program).exists():
            pytest.skip("no Chromium to look at the page with")
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        opened = playwright.chromium.launch(executable_path=program, args=options)
        yield opened
        opened.close()


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A new repository of git, in a folder that is the current one."""
    if shutil.which("git") is None:
        pytest.skip("there is no git")
    from hedging.check.changes import _commit
    from tests.repository import Repository

    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, os.devnull)
    _commit.cache_clear()
    made = Repository(tmp_path / "a repository")
    monkeypatch.chdir(made.folder)
    return made
