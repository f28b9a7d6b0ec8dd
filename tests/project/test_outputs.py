"""The outputs of a page are written as the code prints them, and what "..." stands for stays so."""

import doctest

import pytest

from docs import kind_examples, outputs, snippets

PAGE = """\
# A page

```python
>>> model, score = "en-light-9", 0.51
>>> print(f"Report({score}, model={model!r})\\n\\nend")
Report(0.48, model='en-light-...')
<BLANKLINE>
end
>>> for line in ("a", "b", "c 4", ""):
...     print(line)
a
...
c 3
>>> score
>>> model = 3
4
>>> score > 0.5
True
>>> int("x")
Traceback (most recent call last):
    ...
ValueError: no number: 'x'
```

```text title="a.txt"
score 0.513
```

```console
$ cat \\
    a.txt
score 0.49...

$ seq 3; echo 0.499,it
1
...
0.48...,is
$ true
```
"""
WRITTEN = """\
# A page

```python
>>> model, score = "en-light-9", 0.51
>>> print(f"Report({score}, model={model!r})\\n\\nend")
Report(0.51, model='en-light-...')
<BLANKLINE>
end
>>> for line in ("a", "b", "c 4", ""):
...     print(line)
a
...
c 4
<BLANKLINE>
>>> score
0.51
>>> model = 3
>>> score > 0.5
True
>>> int("x")
Traceback (most recent call last):
    ...
ValueError: invalid literal for int() with base 10: 'x'
```

```text title="a.txt"
score 0.513
```

```console
$ cat \\
    a.txt
score 0.51...

$ seq 3; echo 0.499,it
1
...
0.49...,it
$ true
```
"""


@pytest.fixture(name="page")
def _page(tmp_path):
    path = tmp_path / "page.md"
    path.write_text(PAGE, encoding="utf-8")
    return path


def test_a_check_names_the_page_and_writes_nothing(page, capsys):
    assert outputs.main(["--check", str(page)]) == 1
    said = capsys.readouterr().out
    assert said.startswith(f"{page} differs in the output of line 6, 11, 15, 16, 20, 32, 35\n")
    assert page.read_text(encoding="utf-8") == PAGE


def test_the_outputs_of_now_are_written(page, capsys):
    assert outputs.main([str(page)]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"{page} is written: read the sentences around line 6, ")
    assert page.read_text(encoding="utf-8") == WRITTEN
    assert outputs.main(["--check", str(page)]) == 0


@pytest.mark.parametrize(
    "block",
    [
        "```python\n>>> 1 / 0\n0\n```\n",
        "```python\n>>> 1 / 1\nTraceback (most recent call last):\n    ...\nA: b\n```\n",
        "```python\n>>> 1 / 0\nTraceback (most recent call last):\n    ...\nA: b\n```\n",
        "```console\n$ echo a; false\na\n```\n",
    ],
)
def test_what_fails_is_for_a_person(page, block, capsys):
    page.write_text(block, encoding="utf-8")
    assert outputs.main([str(page)]) == 1
    assert f"{page}: fails, and is for a person: page.md:3\n" in capsys.readouterr().out
    assert page.read_text(encoding="utf-8") == block


def test_a_command_that_the_page_says_fails_is_written(page):
    page.write_text("```console\n$ echo b; exit 3\na\n[failed: 3]\n```\n", encoding="utf-8")
    assert outputs.main([str(page)]) == 0
    assert "\nb\n[failed: 3]\n" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("module", [kind_examples, outputs, snippets])
def test_doctests(module):
    failed, tried = doctest.testmod(module)
    assert tried
    assert not failed
