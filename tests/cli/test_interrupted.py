"""Commands that take long say on a terminal what they are at, and end at one Ctrl-C."""

import json
import os
import random
import signal
import struct
import subprocess
import sys
from pathlib import Path

import pytest

import hedging

psutil = pytest.importorskip("psutil", reason="psutil tells the processor time of a process")
pty = pytest.importorskip("pty", reason="a terminal of Unix")
fcntl = pytest.importorskip("fcntl", reason="a terminal of Unix")
termios = pytest.importorskip("termios", reason="a terminal of Unix")

ROOT = Path(hedging.__file__).parent.parent
pytestmark = pytest.mark.slow
WORDS = ("may", "likely", "house", "river", "some", "said", "if", "rain", "falls", "about", "and")


def _sentence(source, number):
    return f"{' '.join(source.choices(WORDS, k=12)).capitalize()} {number}."


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    """A folder with labels of two readers, two long texts, and a folder of texts."""
    folder = tmp_path_factory.mktemp("inputs")
    source = random.Random(0)
    for name in ("ann", "ben"):
        with (folder / f"{name}.jsonl").open("w", encoding="utf-8") as stream:
            for number in range(60_000):
                text = _sentence(random.Random(number), number)
                hedged = ("may" in text) != (source.random() < 0.2)
                row = {"text": text, "hedged": hedged, "document": f"d{number // 10}"}
                stream.write(f"{json.dumps(row)}\n")
        text = " ".join(_sentence(source, number) for number in range(40_000))
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    (folder / "texts").mkdir()
    for number in range(60):
        text = " ".join(_sentence(source, place) for place in range(200))
        (folder / "texts" / f"{number}.txt").write_text(text, encoding="utf-8")
    return folder


CALLS = {
    "adapt": (["ann.jsonl", "-o", "{out}/model"], "step 1 of 5"),
    "evaluate": (["ann.jsonl", "--html", "{out}/page.html", "--output", "{out}/f.json"], "hedging"),
    "agree": (["ann.jsonl", "ben.jsonl"], "reading the files"),
    "report": (["texts", "-o", "{out}/pages"], "pages"),
    "compare": (["ann.txt", "ben.txt", "--html", "{out}/page.html"], "comparing the claims"),
}


def _interrupted(call, cwd, until):
    """Run a command on a terminal, interrupt it, and return how it ended.

    That is its exit code, what the terminal shows, standard output, and the processor time that it
    took to end.
    """
    terminal, other = pty.openpty()
    # A bar is as wide as its terminal, and this one would have no width.
    fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    child = subprocess.Popen(
        [sys.executable, "-m", "hedging", *call],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=other,
    )
    os.close(other)
    shown = ""
    while until not in shown:
        shown += os.read(terminal, 1 << 16).decode()
    before = sum(psutil.Process(child.pid).cpu_times()[:2])
    child.send_signal(signal.SIGINT)
    chunks = []
    while True:
        try:
            chunks.append(os.read(terminal, 1 << 16).decode())
        except OSError:  # the other end of the terminal is closed
            break
    with child.stdout:
        output = child.stdout.read().decode()
    # The process has ended, and is not waited for yet.
    after = sum(psutil.Process(child.pid).cpu_times()[:2])
    code = child.wait(timeout=60)
    os.close(terminal)
    return code, shown + "".join(chunks), output, after - before


@pytest.fixture
def interruptible():
    """A shell ignores interruptions for what it runs in the background, and children inherit it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("name", CALLS)
def test_one_interruption_ends_a_command(name, inputs, tmp_path):
    arguments, until = CALLS[name]
    call = [name, *(argument.format(out=tmp_path) for argument in arguments)]
    code, shown, output, seconds = _interrupted(call, inputs, until)
    assert code == 130, shown
    assert "Traceback" not in shown
    assert output == ""
    assert seconds < 1
    # Pages that were complete before stay; of everything else there is nothing.
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert name == "report" or not written
    for page in written:
        assert page.suffix == ".html"
        assert page.name != "index.html"
        assert page.read_text(encoding="utf-8").rstrip().endswith("</html>")
