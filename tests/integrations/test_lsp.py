"""`hedging lsp` as an editor meets it: a client, over standard input and output."""

import asyncio
import os
import shutil
import subprocess
import sys
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hedging
from docs.snippets import ROOT, snippets
from hedging.check.positions import ENCODINGS, Positions
from hedging.pages.words import card_words
from tests.apart import apart
from tests.fuzz.material import HOSTILE, ODD

pytest.importorskip("pygls")
pytest.importorskip("tomlkit")

from lsprotocol import types
from pygls.lsp.client import BaseLanguageClient

from hedging.integrations.lsp import Text
from hedging.settings import read_settings

TEXT = (
    "\U0001f600 The ministry fears that it may rain.\r\nIt\u2028could e\u0301nd.\x0c They left.\n"
)
URI = "untitled:Untitled-1"


class Session:
    """A client that has begun; `marks` waits for what the server says of a text."""

    def __init__(self, client):
        self.client = client
        self.published = asyncio.Queue()

        @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def keep(params):
            self.published.put_nowait(params)

        @client.feature(types.CLIENT_REGISTER_CAPABILITY)
        def register(params):
            self.watched = params.registrations[0].register_options

    async def begin(self, encoding, *options):
        await self.client.start_io(sys.executable, "-m", "hedging", "lsp", *options)
        general = types.GeneralClientCapabilities(position_encodings=[encoding])
        watched = types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True)
        workspace = types.WorkspaceClientCapabilities(did_change_watched_files=watched)
        wanted = types.ClientCapabilities(general=general, workspace=workspace)
        answer = await self.client.initialize_async(types.InitializeParams(wanted))
        assert answer.capabilities.position_encoding == encoding
        self.client.initialized(types.InitializedParams())

    async def open(self, text, uri=URI, language="plaintext"):
        item = types.TextDocumentItem(uri, language, 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return await self.marks()

    async def edit(self, *changes, uri=URI, version=2):
        known = types.VersionedTextDocumentIdentifier(version, uri)
        params = types.DidChangeTextDocumentParams(known, list(changes))
        self.client.text_document_did_change(params)
        return await self.marks()

    async def marks(self):
        return (await asyncio.wait_for(self.published.get(), 20)).diagnostics

    async def actions(self, chosen, uri=URI):
        params = types.CodeActionParams(
            types.TextDocumentIdentifier(uri), chosen, types.CodeActionContext([])
        )
        return await self.client.text_document_code_action_async(params) or []

    async def hover(self, line, character, uri=URI):
        params = types.HoverParams(
            types.TextDocumentIdentifier(uri), types.Position(line, character)
        )
        return await self.client.text_document_hover_async(params)

    async def lens(self, uri=URI):
        params = types.CodeLensParams(types.TextDocumentIdentifier(uri))
        (only,) = await self.client.text_document_code_lens_async(params)
        return only.command.title


def with_session(scenario, *options, encoding="utf-16"):
    """What a scenario returns that has a session of its own."""

    async def run():
        session = Session(BaseLanguageClient("a test", "1"))
        await session.begin(encoding, *options)
        try:
            return await scenario(session)
        finally:
            await session.client.shutdown_async(None)
            session.client.exit(None)
            await session.client.stop()

    return apart(asyncio.run, run())


def span(chosen):
    return (*_pair(chosen.start), *_pair(chosen.end))


def _pair(position):
    return position.line, position.character


def between(text, words, encoding):
    """The range of words in a text."""
    places, start = Positions(text, encoding), text.index(words)
    ends = (places.place(start), places.place(start + len(words)))
    return types.Range(*(types.Position(*end) for end in ends))


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_marks_and_cards_stand_where_the_words_are(encoding):
    async def scenario(session):
        marks = await session.open(TEXT)
        inside = between(TEXT, "may", encoding).start
        return marks, await session.hover(inside.line, inside.character + 1)

    marks, card = with_session(scenario, encoding=encoding)
    words = ["fears", "may", "could"]
    assert [span(mark.range) for mark in marks] == [
        span(between(TEXT, word, encoding)) for word in words
    ]
    assert [mark.code for mark in marks] == ["doxastic", "epistemic", "epistemic"]
    assert marks[1].message == "“may”: possible or unclear"
    assert span(card.range) == span(marks[1].range)
    first, second, *_ = card.contents.value.splitlines()
    assert first == "“may”: possible or unclear (epistemic)"
    (cue,) = (cue for cue in hedging.detect(TEXT).cues if cue.text == "may")
    assert second == card_words(cue, TEXT)


@pytest.mark.slow
def test_a_text_is_marked_anew_as_it_is_edited():
    async def scenario(session):
        found = [await session.open("It rained.\n")]
        insert = types.TextDocumentContentChangePartial(
            between("It rained.", " ", "utf-16"), " may "
        )
        found.append(await session.edit(insert))
        found.append(
            await session.edit(types.TextDocumentContentChangeWholeDocument("Geese sleep."))
        )
        session.client.text_document_did_close(
            types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(URI))
        )
        found.append(await session.marks())
        return found, await session.hover(0, 0), await session.actions(between("a", "a", "utf-16"))

    found, card, actions = with_session(scenario)
    assert [len(marks) for marks in found] == [0, 1, 0, 0]
    assert (card, actions) == (None, [])


@given(
    text=st.text(st.sampled_from("ab\r\n\x0c\u2028😀é"), max_size=10),
    encoding=st.sampled_from(ENCODINGS),
    data=st.data(),
)
def test_edits_are_made_as_the_editor_made_them(text, encoding, data):
    ours = Text(URI, "plaintext", 1, text)
    changes = []
    for _ in range(data.draw(st.integers(1, 3))):
        start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
        # No editor puts a position between a carriage return and its line feed.
        start, end = (k - (text[k - 1 : k + 1] == "\r\n") for k in (start, end))
        new = data.draw(st.text(st.sampled_from("x\n😀"), max_size=3))
        places = Positions(text, encoding)
        ends = [types.Position(*places.place(k)) for k in (start, end)]
        changes.append(SimpleNamespace(range=types.Range(*ends), text=new))
        text = text[:start] + new + text[end:]
    ours.change(changes, encoding)
    assert ours.content == text


def applied(edit, contents):
    """The texts by their address after an edit, as an editor makes it."""
    for step in edit.document_changes:
        if isinstance(step, types.CreateFile):
            contents[step.uri] = ""
            continue
        uri = step.text_document.uri
        for change in step.edits:
            places = Positions(contents[uri], "utf-16")
            start, end = (places.offset(*_pair(k)) for k in (change.range.start, change.range.end))
            contents[uri] = contents[uri][:start] + change.new_text + contents[uri][end:]
    return contents


@pytest.mark.slow
def test_a_line_is_silenced_and_settings_are_changed(tmp_path):
    file, settings = tmp_path / "a.md", tmp_path / "pyproject.toml"
    text = "It may rain.\nThe roof is plumbic.\n"
    uri = file.as_uri()

    async def scenario(session):
        (mark,) = await session.open(text, uri, "markdown")
        silence, ignore = await session.actions(mark.range, uri)
        assert (silence.title, ignore.title) == (
            "Silence this line (“may”)",
            "Ignore “may” in this project",
        )
        silenced = applied(silence.edit, {uri: text})[uri]
        assert silenced == "It may rain. <!-- hedging: ignore -->\nThe roof is plumbic.\n"
        whole = types.TextDocumentContentChangeWholeDocument(silenced)
        assert not await session.edit(whole, uri=uri)
        assert (
            len(await session.edit(types.TextDocumentContentChangeWholeDocument(text), uri=uri))
            == 1
        )
        # A client writes the settings, and says that it did.
        made = applied(ignore.edit, {})
        settings.write_text(made[settings.as_uri()], encoding="utf-8")
        assert read_settings(tmp_path).options.ignore_cues == ("may",)
        changed = [types.FileEvent(settings.as_uri(), types.FileChangeType.Created)]
        session.client.workspace_did_change_watched_files(
            types.DidChangeWatchedFilesParams(changed)
        )
        assert not await session.marks()
        assert session.watched["watchers"][0]["globPattern"] == "**/pyproject.toml"
        offered = await session.actions(between(text, "plumbic", "utf-16"), uri)
        added = applied(offered[0].edit, {settings.as_uri(): settings.read_text()})
        settings.write_text(added[settings.as_uri()], encoding="utf-8")
        session.client.text_document_did_save(
            types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri))
        )
        return offered, await session.marks()

    offered, (mark,) = with_session(scenario)
    assert offered[0].title == "Add “plumbic” as a cue: possible or unclear"
    assert mark.message == "“plumbic”: possible or unclear"


@pytest.mark.slow
def test_settings_that_cannot_be_used_are_a_mark(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.hedging]\nmodle = 'x'\n", encoding="utf-8")
    uri = (tmp_path / "a.txt").as_uri()

    async def scenario(session):
        marks = await session.open("It may rain.", uri)
        return marks, await session.hover(0, 4, uri), await session.actions(marks[0].range, uri)

    (mark,), card, actions = with_session(scenario)
    assert "unknown keys modle" in mark.message
    assert mark.severity == types.DiagnosticSeverity.Error
    assert (card, actions) == (None, [])


@pytest.mark.slow
def test_the_share_stands_above_the_text():
    async def scenario(session):
        await session.open("It may rain. " + "It rained. " * 11)
        return await session.lens()

    assert with_session(scenario) == "1 of 12 sentences leaves something open (8%)"
    compared = with_session(scenario, "--register", "news")
    assert compared.startswith(
        "1 of 12 sentences leaves something open (8%). In news reports it is"
    )


@pytest.mark.slow
def test_markdown_is_read_as_prose():
    async def scenario(session):
        return await session.open("# It may rain\n\n```\nit may rain\n```\n", language="markdown")

    pytest.importorskip("markdown_it")
    assert len(with_session(scenario)) == 1


# What Neovim is told, after the settings that the documentation shows.
NEOVIM = """
vim.cmd("filetype on | edit a.md")
local function marked(count)
  vim.wait(20000, function() return #vim.diagnostic.get(0) == count end)
  for _, mark in ipairs(vim.diagnostic.get(0)) do
    io.stdout:write(mark.lnum, " ", mark.col, " ", mark.end_col, " ", mark.code, "\\n")
  end
end
marked(2)
vim.api.nvim_buf_set_text(0, 0, 0, 0, 4, { "😀 Perhaps" })
marked(3)
vim.cmd("qall!")
"""


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("nvim") is None, reason="there is no Neovim")
def test_a_real_editor_follows_the_documentation(tmp_path):
    (shown,) = (
        each for each in snippets(ROOT / "docs" / "how-to" / "editors.md") if each.language == "lua"
    )
    (tmp_path / "init.lua").write_text(shown.content + NEOVIM, encoding="utf-8")
    (tmp_path / "a.md").write_text("😀 It may fall.\nSome say so.\n", encoding="utf-8")
    command = tmp_path / "hedging"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m hedging "$@"\n')
    command.chmod(0o755)
    path = os.pathsep.join((str(tmp_path), os.environ["PATH"]))
    done = subprocess.run(
        ["nvim", "--headless", "--clean", "-u", "NONE", "-S", "init.lua"],
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
        cwd=tmp_path,
        env=os.environ | {"PATH": path, "PYTHONPATH": str(ROOT)},
    )
    # Neovim counts bytes of UTF-8.
    assert done.stdout.splitlines() == [
        *("0 8 11 epistemic", "1 0 4 weasel"),
        *("0 5 12 epistemic", "0 16 19 epistemic", "1 0 4 weasel"),
    ], done.stderr


@pytest.mark.slow
def test_hostile_texts_end_no_session():
    async def scenario(session):
        for number, text in enumerate([*HOSTILE, *ODD]):
            await session.open(text, f"untitled:{number}")
            await session.hover(0, 1, f"untitled:{number}")
            await session.lens(f"untitled:{number}")
            await session.actions(
                types.Range(types.Position(5, 9), types.Position(0, 99)), f"untitled:{number}"
            )
        return await session.open("It may rain.")

    assert len(with_session(scenario)) == 1


@pytest.mark.slow
def test_an_edit_in_a_long_text_is_answered_at_once():
    # Ten thousand words; the bound leaves room for a machine that others share.
    text = "The tide was low and it may have rained on the pier.\n\n" * 840

    async def scenario(session):
        await session.open(text, language="markdown")
        insert = types.TextDocumentContentChangePartial(between(text, "tide", "utf-16"), "wind")
        best = 9.0
        for version in range(2, 7):
            begin = asyncio.get_running_loop().time()
            assert len(await session.edit(insert, version=version)) == 840
            best = min(best, asyncio.get_running_loop().time() - begin)
        return best

    assert with_session(scenario) < 1.0
