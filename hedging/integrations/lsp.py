"""Texts in an editor → marks, cards and changes, by the Language Server Protocol.

An editor sends its texts as they are edited. The server marks the cues that the project counts,
says what each of them leaves open, offers to silence it or to change the project's settings, and
shows how much of the text is hedged.

Needs the libraries pygls and tomlkit: in a checkout, pip install '.[lsp]'.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from hedging import __version__
from hedging.batch import Report
from hedging.check.findings import FileResult, Finding, LineStarts, check_text
from hedging.check.formats import file_message
from hedging.check.positions import Positions
from hedging.check.settings_edit import adding, ignoring
from hedging.detector import load_options
from hedging.errors import HedgingError, require
from hedging.jobs.files import options_for
from hedging.kinds import KIND
from hedging.options import DetectorOptions
from hedging.pages.words import card_words, leaves_a_degree
from hedging.results import Cue, Sentence
from hedging.settings import Settings, read_settings, settings_file
from hedging.text.markdown import read_markdown
from hedging.wording import one_line
from hedging.yardstick import Register, compared_count, obstacle

if TYPE_CHECKING:
    from lsprotocol import types
    from pygls.lsp.server import LanguageServer
    from pygls.uris import from_fs_path, to_fs_path
else:
    _purpose = "hedging lsp"
    LanguageServer = require("pygls.lsp.server", _purpose, "lsp").LanguageServer
    types = require("lsprotocol.types", _purpose, "lsp")
    _uris = require("pygls.uris", _purpose, "lsp")
    from_fs_path, to_fs_path = _uris.from_fs_path, _uris.to_fs_path

_NAME: Final = "hedging"
# The comment that silences its line, by the language of a text; all others have "#".
_COMMENTS: Final = {
    **dict.fromkeys(("markdown", "mdx", "html"), "<!-- hedging: ignore -->"),
    **dict.fromkeys(("latex", "tex", "plaintex", "bibtex"), "% hedging: ignore"),
}
_MARKDOWN: Final = ("markdown", "mdx")
# Words that a selection may have to become a cue.
_MOST_WORDS: Final = 6
_Answer = TypeVar("_Answer")
_WATCHED: Final = "**/pyproject.toml"


@dataclass
class Text:
    """A text that is open in an editor: what it says now, and what it was found to leave open."""

    uri: str
    language: str
    version: int | None
    content: str
    # What was found in a content, and by which settings.
    _found: tuple[str, Settings, FileResult] | None = field(default=None, repr=False)

    @property
    def path(self) -> str:
        """The path of the file; the address of a text that is none."""
        return to_fs_path(self.uri) or self.uri

    @property
    def folder(self) -> Path:
        """Where its settings are looked for."""
        path = to_fs_path(self.uri) if self.uri.startswith("file:") else None
        return Path(path).parent if path else Path.cwd()

    def change(
        self, changes: Sequence[types.TextDocumentContentChangeEvent], encoding: str
    ) -> None:
        """Make these changes, each in the text that the one before it has left."""
        for change in changes:
            span = getattr(change, "range", None)
            if span is None:
                self.content = change.text
                continue
            positions = Positions(self.content, encoding)
            start = positions.offset(span.start.line, span.start.character)
            end = positions.offset(span.end.line, span.end.character)
            self.content = self.content[:start] + change.text + self.content[max(start, end) :]

    def settings(self) -> Settings:
        """The settings of its project now; InputError where they cannot be used."""
        return read_settings(self.folder)

    def is_markdown(self, options: DetectorOptions) -> bool:
        """Whether it is read as Markdown: by the options, its language, or its name."""
        if options.markdown is None and self.language in _MARKDOWN:
            return True
        return options_for(options, self.path).markdown is True

    def found(self) -> FileResult:
        """What the text leaves open now; HedgingError where nobody can say."""
        settings = self.settings()
        if self._found is None or self._found[:2] != (self.content, settings):
            detector = load_options(replace(settings.options, markdown=False))
            result = check_text(
                self.path,
                self.content,
                detector,
                markdown=self.is_markdown(settings.options),
                skip_quotes=settings.skip_quotes,
            )
            self._found = self.content, settings, result
        return self._found[2]

    def report(self) -> Report:
        """The report of the text, with the offsets of its source."""
        settings = self.settings()
        prose = self.content
        if self.is_markdown(settings.options):
            prose, _ = read_markdown(prose, skip_quotes=settings.skip_quotes)
        return load_options(replace(settings.options, markdown=False)).detect(prose)


class Editor(LanguageServer):
    """A server for one editor. `register` is the register that texts are compared with."""

    def __init__(self, register: Register | None = None) -> None:
        super().__init__(
            _NAME, __version__, text_document_sync_kind=types.TextDocumentSyncKind.Incremental
        )
        self.texts: dict[str, Text] = {}
        self._register = register

    @property
    def encoding(self) -> str:
        """What a character is, as the editor and the server have agreed."""
        agreed = self.workspace.position_encoding or types.PositionEncodingKind.Utf16
        return str(types.PositionEncodingKind(agreed).value)

    def publish(self, text: Text) -> None:
        """Send what a text leaves open."""
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(text.uri, self.diagnostics(text), text.version)
        )

    def diagnostics(self, text: Text) -> list[types.Diagnostic]:
        """A mark for each cue; one that says what is wrong where settings cannot be used."""
        try:
            result = text.found()
        except HedgingError as error:
            here = types.Range(types.Position(0, 0), types.Position(0, 0))
            return [
                types.Diagnostic(
                    here, one_line(str(error)), types.DiagnosticSeverity.Error, source=_NAME
                )
            ]
        places = Positions(text.content, self.encoding)
        return [
            types.Diagnostic(
                _range(places, *span),
                f"“{one_line(finding.text)}”: {KIND[finding.kind].words}",
                types.DiagnosticSeverity.Information,
                code=finding.kind,
                source=_NAME,
            )
            for finding, span in _spans(text.content, result.findings)
        ]

    def card(self, text: Text, position: types.Position) -> types.Hover | None:
        """What the cue at a position does, and about what; None where there is no cue."""
        places = Positions(text.content, self.encoding)
        offset = places.offset(position.line, position.character)
        kinds = load_options(text.settings().options).hedge_kinds
        for sentence in text.report().sentences:
            for cue in sentence.cues:
                if cue.start <= offset < cue.end and cue.kind in kinds:
                    content = types.MarkupContent(
                        types.MarkupKind.PlainText, _card(cue, sentence, text.content)
                    )
                    return types.Hover(content, _range(places, cue.start, cue.end))
        return None

    def actions(self, text: Text, chosen: types.Range) -> Iterator[types.CodeAction]:
        """What can be done about the cues in a range, or with the words that are selected."""
        places = Positions(text.content, self.encoding)
        start, end = (
            places.offset(place.line, place.character) for place in (chosen.start, chosen.end)
        )
        result = text.found()
        touched = [
            finding
            for finding, (first, last) in _spans(text.content, result.findings)
            if first <= end and start <= last
        ]
        for finding in touched:
            words = one_line(finding.text)
            line = places.place(_spans_of(text.content, finding)[0]).line
            yield _action(f"Silence this line (“{words}”)", self._silence(text, places, line))
            yield self._settings_action(
                f"Ignore “{words}” in this project", text, ignoring, words.lower()
            )
        words = one_line(text.content[start:end])
        if words and not touched and len(words.split()) <= _MOST_WORDS:
            for kind in load_options(text.settings().options).hedge_kinds:
                title = f"Add “{words}” as a cue: {KIND[kind].words}"
                yield self._settings_action(title, text, adding, words.lower(), kind)

    def _silence(self, text: Text, places: Positions, line: int) -> types.WorkspaceEdit:
        """A comment at the end of a line."""
        comment = _COMMENTS.get(text.language, "# hedging: ignore")
        end = types.Position(*places.place(places.offset(line, 1 << 30)))
        edit = types.TextEdit(types.Range(end, end), f" {comment}")
        known = types.OptionalVersionedTextDocumentIdentifier(text.uri, text.version)
        return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(known, [edit])])

    def _settings_action(
        self, title: str, text: Text, change: Callable[..., str], *arguments: str
    ) -> types.CodeAction:
        """A change of the project's settings, in its nearest file or in a new one."""
        file = settings_file(text.folder)
        steps: list[Any] = []
        if file is None:
            root = self.workspace.root_path
            file = (Path(root) if root else text.folder) / "pyproject.toml"
            steps.append(types.CreateFile(from_fs_path(str(file)) or ""))
        uri = from_fs_path(str(file)) or ""
        known = self.texts.get(uri)
        try:
            content = known.content if known else "" if steps else file.read_text(encoding="utf-8")
            changed = change(content, *arguments)
        except (HedgingError, OSError, UnicodeDecodeError) as error:
            reason = types.CodeActionDisabled(f"{file}: {one_line(str(error))}")
            return types.CodeAction(title, types.CodeActionKind.QuickFix, disabled=reason)
        whole = _range(Positions(content, self.encoding), 0, len(content))
        identifier = types.OptionalVersionedTextDocumentIdentifier(
            uri, known.version if known else None
        )
        steps.append(types.TextDocumentEdit(identifier, [types.TextEdit(whole, changed)]))
        return _action(title, types.WorkspaceEdit(document_changes=steps))

    def lens(self, text: Text) -> types.CodeLens:
        """How much of the text leaves something open, above its first line."""
        result = text.found()
        said = file_message(result)
        detector = load_options(text.settings().options)
        scheme, kinds, total = detector.scheme.name, detector.hedge_kinds, result.sentences
        if self._register is not None and not obstacle(scheme, kinds, total):
            usual = compared_count(result.share, total, self._register, detector.model.name)
            said += f". {usual}"
        top = types.Range(types.Position(0, 0), types.Position(0, 0))
        return types.CodeLens(top, types.Command(said, ""))


def server(register: Register | None = None) -> Editor:
    """A server that answers an editor; `server().start_io()` does so until the editor ends it."""
    editor = Editor(register)
    _listen(editor)
    _offer(editor)
    return editor


def _listen(editor: Editor) -> None:
    """Take the texts as they are edited, and notice when settings change."""

    @editor.feature(types.INITIALIZED)
    def watch(_: types.InitializedParams) -> None:
        watched = editor.client_capabilities.workspace
        if not (
            watched
            and watched.did_change_watched_files
            and watched.did_change_watched_files.dynamic_registration
        ):
            return
        watchers = types.DidChangeWatchedFilesRegistrationOptions(
            [types.FileSystemWatcher(_WATCHED)]
        )
        method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        editor.client_register_capability(
            types.RegistrationParams([types.Registration("settings", method, watchers)])
        )

    @editor.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def settings_changed(_: types.DidChangeWatchedFilesParams) -> None:
        for text in editor.texts.values():
            editor.publish(text)

    @editor.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        new = params.text_document
        text = Text(new.uri, str(new.language_id), new.version, new.text)
        editor.texts[new.uri] = text
        editor.publish(text)

    @editor.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        text = editor.texts[params.text_document.uri]
        text.change(params.content_changes, editor.encoding)
        text.version = params.text_document.version
        editor.publish(text)

    @editor.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        if (text := editor.texts.get(params.text_document.uri)) is not None:
            editor.publish(text)

    @editor.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        editor.texts.pop(uri, None)
        editor.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))


def _offer(editor: Editor) -> None:
    """Answer what an editor asks about a text."""

    @editor.feature(types.TEXT_DOCUMENT_HOVER)
    def card(params: types.HoverParams) -> types.Hover | None:
        return _answer(editor, params, lambda text: editor.card(text, params.position), None)

    @editor.feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix]),
    )
    def actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        return _answer(editor, params, lambda text: [*editor.actions(text, params.range)], [])

    @editor.feature(types.TEXT_DOCUMENT_CODE_LENS)
    def lens(params: types.CodeLensParams) -> list[types.CodeLens]:
        return _answer(editor, params, lambda text: [editor.lens(text)], [])


def _answer(
    editor: Editor, params: Any, answer: Callable[[Text], _Answer], nothing: _Answer
) -> _Answer:
    """The answer about an open text; nothing where its diagnostic says why there is none."""
    text = editor.texts.get(params.text_document.uri)
    if text is None:
        return nothing
    try:
        return answer(text)
    except HedgingError:
        return nothing


def _spans(content: str, findings: Sequence[Finding]) -> Iterator[tuple[Finding, tuple[int, int]]]:
    """Each finding with its span in code points."""
    lines = LineStarts(content)
    for each in findings:
        start = lines.offset(each.line, each.column)
        yield each, (start, lines.offset(each.end_line, each.end_column))


def _spans_of(content: str, finding: Finding) -> tuple[int, int]:
    ((_, span),) = _spans(content, [finding])
    return span


def _range(places: Positions, start: int, end: int) -> types.Range:
    return types.Range(types.Position(*places.place(start)), types.Position(*places.place(end)))


def _card(cue: Cue, sentence: Sentence, content: str) -> str:
    """The card of a cue, as on the page of a text."""
    first = f"“{one_line(content[cue.start : cue.end])}”: {KIND[cue.kind].words} ({cue.kind})"
    lines = [first, card_words(cue, content)]
    if cue.strength is not None and leaves_a_degree(cue, sentence):
        lines.append(f"It leaves a reader about {cue.strength:.0%} sure of what it is about.")
    if not sentence.hedged:
        lines.append("Its sentence does not count.")
    return "\n".join(lines)


def _action(title: str, edit: types.WorkspaceEdit) -> types.CodeAction:
    return types.CodeAction(title, types.CodeActionKind.QuickFix, edit=edit)
