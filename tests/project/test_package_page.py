"""README.md also works as a package page, where the address of the sources is known."""

import email
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from hedging import __version__

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ADDRESS = "https://example.org/owner/hedging"
hatchling = pytest.importorskip("hatchling", reason="the build's own library is in the extra test")
pytestmark = pytest.mark.skipif(
    (ROOT / "PKG-INFO").exists(), reason="the package page of an sdist is written already"
)


def metadata(folder, monkeypatch, tmp_path, address):
    """The metadata of a wheel that is built in a folder."""
    from hatchling.build import prepare_metadata_for_build_wheel

    monkeypatch.chdir(folder)
    monkeypatch.setenv("HEDGING_SOURCE_URL", address)
    name = prepare_metadata_for_build_wheel(str(tmp_path))
    return email.message_from_bytes((tmp_path / name / "METADATA").read_bytes())


def description(message):
    return message.get_payload(decode=True).decode("utf-8")


def targets(text):
    """Where the links and pictures of a page in Markdown lead, as a reader of Markdown sees it."""
    markdown_it = pytest.importorskip("markdown_it")
    tokens = markdown_it.MarkdownIt("commonmark").parse(text)
    found = [child for token in tokens for child in token.children or ()]
    return [
        (child.tag, str(child.attrs.get("href", child.attrs.get("src"))))
        for child in found
        if child.tag in ("a", "img") and child.nesting != -1
    ]


def test_without_an_address_the_page_is_the_readme(monkeypatch, tmp_path):
    message = metadata(ROOT, monkeypatch, tmp_path, "")
    assert description(message) == README
    assert message["Description-Content-Type"] == "text/markdown"
    assert message.get_all("Project-URL") is None


@pytest.mark.parametrize("address", [ADDRESS, f"{ADDRESS}/"])
def test_with_an_address_every_link_is_absolute(monkeypatch, tmp_path, address):
    message = metadata(ROOT, monkeypatch, tmp_path, address)
    assert message["Description-Content-Type"] == "text/markdown"
    assert message["Version"] == __version__
    before, after = targets(README), targets(description(message))
    assert len(after) == len(before) > 20
    assert {tag for tag, _ in after} == {"a", "img"}
    for (tag, target), (_, source) in zip(after, before, strict=True):
        kind = "raw" if tag == "img" else "tree" if source.endswith("/") else "blob"
        assert target == f"{ADDRESS}/{kind}/v{__version__}/{source}"


def test_only_links_are_changed(monkeypatch, tmp_path):
    changed = description(metadata(ROOT, monkeypatch, tmp_path, ADDRESS))
    below = rf"{re.escape(ADDRESS)}/(?:raw|tree|blob)/v{re.escape(__version__)}/"
    assert re.sub(below, "", changed) == README


def test_the_addresses_of_the_project(monkeypatch, tmp_path):
    message = metadata(ROOT, monkeypatch, tmp_path, ADDRESS)
    addresses = dict(line.split(", ") for line in message.get_all("Project-URL"))
    assert addresses["Source"] == ADDRESS
    assert set(addresses) == {"Source", "Documentation", "Changelog", "Issues"}
    for name in ("Documentation", "Changelog"):
        path = addresses[name].removeprefix(f"{ADDRESS}/blob/v{__version__}/")
        assert (ROOT / path).is_file()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](docs/a.md)", "[a](URL/blob/v1/docs/a.md)"),
        ("[a](./docs/a.md#b)", "[a](URL/blob/v1/docs/a.md#b)"),
        ("[a](docs/)", "[a](URL/tree/v1/docs/)"),
        ("[a](#start)", "[a](URL/blob/v1/README.md#start)"),
        ('[a](a.md "A title")', '[a](URL/blob/v1/a.md "A title")'),
        ("[`code`](a.md)", "[`code`](URL/blob/v1/a.md)"),
        ("![a](a.PNG)", "![a](URL/raw/v1/a.PNG)"),
        ("[![a](a.svg)](a.md)", "[![a](URL/raw/v1/a.svg)](URL/blob/v1/a.md)"),
        ("[a](https://example.com/a.png)", "[a](https://example.com/a.png)"),
        ("[a](mailto:a@example.com)", "[a](mailto:a@example.com)"),
        ("`x[0](a)` and\n```python\nx[1](b)\n```\n", "`x[0](a)` and\n```python\nx[1](b)\n```\n"),
    ],
)
def test_links(text, expected):
    from hatch_metadata import with_absolute_links

    assert with_absolute_links(text, "URL", "1") == expected


@pytest.mark.parametrize(
    "address", ["example.org/owner/hedging", "https://example.org", "http://a/b"]
)
def test_an_address_that_is_none(monkeypatch, tmp_path, address):
    with pytest.raises(ValueError, match=f"HEDGING_SOURCE_URL is '{address}', expected"):
        metadata(ROOT, monkeypatch, tmp_path, address)


def build(folder, target, out, address):
    """Build an sdist or a wheel of Python alone in a folder: the file."""
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(out)],
        check=False,
        cwd=folder,
        env=os.environ | {"HEDGING_EXTENSION": "no", "HEDGING_SOURCE_URL": address},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = out.iterdir()
    return built


@pytest.mark.slow
def test_a_wheel_from_an_sdist_has_the_page_of_the_sdist(tmp_path):
    with tarfile.open(build(ROOT, "sdist", tmp_path / "sdist", ADDRESS)) as archive:
        archive.extractall(tmp_path / "sources")
    (sources,) = (tmp_path / "sources").iterdir()
    page = email.message_from_bytes((sources / "PKG-INFO").read_bytes())
    assert description(page) != README
    # A wheel that is built with or without the address has the page of its sources.
    for address in (ADDRESS, ""):
        wheel = build(sources, "wheel", tmp_path / f"wheel{len(address)}", address)
        with zipfile.ZipFile(wheel) as archive:
            text = archive.read(f"hedging-{__version__}.dist-info/METADATA")
        message = email.message_from_bytes(text)
        assert description(message) == description(page)
        assert message.get_all("Project-URL") == page.get_all("Project-URL")
