"""Language Server Protocol: diagnostics while one types, hover, and code actions. Speaks over standard streams."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from functools import partial

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from piiscan import __version__
from piiscan.errors import MaskError, PiiscanError
from piiscan.report.rule_text import as_markdown, is_link
from piiscan.server.checked import Change, Checked
from piiscan.server.positions import Positions
from piiscan.server.projects import CONFIGURATION, Projects
from piiscan.types import Finding, RuleInfo, Severity

#: Seconds without a key pressed before a document is scanned anew. 5,000 lines take 10 ms, so that their diagnostics
#: stand after 60; the 0.15 s of before alone were more than the 100 ms that one may wait.
_PAUSE = 0.05
#: What takes long is scanned less often: after as many times as long as it took before.
_PATIENCE = 2
_ACCEPT = "piiscan.baseline.add"
_SEVERITIES = {
    Severity.ERROR: lsp.DiagnosticSeverity.Error,
    Severity.WARNING: lsp.DiagnosticSeverity.Warning,
    Severity.NOTE: lsp.DiagnosticSeverity.Hint,
}


class Server(LanguageServer):
    """What is known of the documents that are open."""

    def __init__(self) -> None:
        super().__init__("piiscan", __version__, text_document_sync_kind=lsp.TextDocumentSyncKind.Incremental)
        self.projects = Projects()
        self.checked: dict[str, Checked] = {}
        self.waiting: dict[str, asyncio.TimerHandle] = {}
        self._took: dict[str, float] = {}
        self._said: set[str] = set()
        self._rules: dict[str, RuleInfo] = {}

    def folders(self) -> list[str]:
        found = [to_fs_path(folder.uri) for folder in self.workspace.folders.values()]
        if not found and self.workspace.root_path:
            found = [self.workspace.root_path]
        return [os.path.realpath(folder) for folder in found if folder]

    def positions(self, text: str) -> Positions:
        encoding = self.workspace.position_encoding or lsp.PositionEncodingKind.Utf16
        return Positions(text, str(getattr(encoding, "value", encoding)))

    def check(self, uri: str) -> None:
        """Scan a document and tell the client what is in it. A wrong configuration is said once."""
        if uri not in self.workspace.text_documents:
            return
        document = self.workspace.get_text_document(uri)
        path = to_fs_path(uri) or "<untitled>"
        path = os.path.realpath(path) if os.path.isabs(path) else path
        begun = time.perf_counter()
        try:
            checked = self.projects.of(path, self.folders()).check(path, document.source)
        except PiiscanError as error:
            self.say(error.message)
            return
        self.checked[uri] = checked
        self._took[uri] = time.perf_counter() - begun
        self.text_document_publish_diagnostics(
            lsp.PublishDiagnosticsParams(uri, self._diagnostics(checked), document.version)
        )

    def soon(self, uri: str) -> None:
        """Check it when nobody types any more."""
        if uri in self.waiting:
            self.waiting.pop(uri).cancel()
        pause = max(_PAUSE, _PATIENCE * self._took.get(uri, 0))
        self.waiting[uri] = asyncio.get_running_loop().call_later(pause, self._now, uri)

    def _now(self, uri: str) -> None:
        self.waiting.pop(uri, None)
        self.check(uri)

    def forget(self, uri: str) -> None:
        """It is closed."""
        if uri in self.waiting:
            self.waiting.pop(uri).cancel()
        self.checked.pop(uri, None)
        self._took.pop(uri, None)

    def latest(self, uri: str) -> Checked | None:
        """What is known of the text as it is now; scanned at once where that is not known yet."""
        if uri in self.waiting:
            self.waiting.pop(uri).cancel()
            self.check(uri)
        return self.checked.get(uri)

    def say(self, message: str) -> None:
        if message not in self._said:
            self._said.add(message)
            self.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Error, f"piiscan: {message}"))

    def _diagnostics(self, checked: Checked) -> list[lsp.Diagnostic]:
        positions = self.positions(checked.text)
        return [
            lsp.Diagnostic(
                range=_range(positions, start, end),
                severity=_SEVERITIES[finding.severity],
                code=finding.code,
                code_description=self._link(finding),
                source="piiscan",
                message=f"{finding.title} ({finding.label})",
            )
            for finding, (start, end) in zip(checked.findings, checked.spans(), strict=True)
        ]

    def _link(self, finding: Finding) -> lsp.CodeDescription | None:
        links = [each for each in self.rule(finding).references if is_link(each)]
        return lsp.CodeDescription(links[0]) if links else None

    def rule(self, finding: Finding) -> RuleInfo:
        """The rule that found it. Raises ``KeyError`` for one of another server."""
        if finding.rule not in self._rules:
            for project in self.projects.open():
                self._rules.update({rule.id: rule for rule in project.rules((finding.rule,))})
        return self._rules[finding.rule]

    def among(self, uri: str, wanted: lsp.Range) -> list[tuple[Finding, lsp.Range]]:
        """The findings of a document that touch ``wanted``."""
        checked = self.latest(uri)
        if checked is None:
            return []
        positions = self.positions(checked.text)
        found = []
        for finding, (start, end) in zip(checked.findings, checked.spans(), strict=True):
            place = _range(positions, start, end)
            if _key(place.start) <= _key(wanted.end) and _key(wanted.start) <= _key(place.end):
                found.append((finding, place))
        return found

    def edit(self, uri: str, checked: Checked, changes: list[Change]) -> lsp.WorkspaceEdit:
        positions = self.positions(checked.text)
        edits = [lsp.TextEdit(_range(positions, change.start, change.end), change.new) for change in changes]
        return lsp.WorkspaceEdit(changes={uri: edits})


def _key(position: lsp.Position) -> tuple[int, int]:
    return position.line, position.character


def _range(positions: Positions, start: int, end: int) -> lsp.Range:
    return lsp.Range(lsp.Position(*positions.of(start)), lsp.Position(*positions.of(end)))


def make() -> Server:
    """A server with every feature; ``start_io`` serves."""
    server = Server()

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        server.check(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: lsp.DidChangeTextDocumentParams) -> None:
        server.soon(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: lsp.DidSaveTextDocumentParams) -> None:
        _saved(server, params.text_document.uri)

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(params: lsp.DidChangeWatchedFilesParams) -> None:
        for change in params.changes:
            _saved(server, change.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: lsp.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        server.forget(uri)
        server.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, []))

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hover(params: lsp.HoverParams) -> lsp.Hover | None:
        here = lsp.Range(params.position, params.position)
        for finding, place in server.among(params.text_document.uri, here):
            text = lsp.MarkupContent(lsp.MarkupKind.Markdown, as_markdown(server.rule(finding)))
            return lsp.Hover(text, place)
        return None

    @server.feature(
        lsp.TEXT_DOCUMENT_CODE_ACTION,
        lsp.CodeActionOptions(
            code_action_kinds=[lsp.CodeActionKind.QuickFix, lsp.CodeActionKind.SourceFixAll]
        ),
    )
    def actions(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        return _actions(server, params)

    @server.command(_ACCEPT)
    def accept(uri: str, offset: int, rule: str) -> None:
        _accepted(server, uri, offset, rule)

    return server


def _accepted(server: Server, uri: str, offset: int, rule: str) -> None:
    checked = server.latest(uri)
    if checked is None:
        return
    path = os.path.realpath(to_fs_path(uri) or "")
    try:
        if server.projects.of(path, server.folders()).accept(checked, offset, rule):
            server.projects.forget()
            for document in list(server.workspace.text_documents):
                server.check(document)
    except PiiscanError as error:
        server.say(error.message)


def _saved(server: Server, uri: str) -> None:
    if os.path.basename(to_fs_path(uri) or "") in CONFIGURATION:
        server.projects.forget()
        for document in list(server.workspace.text_documents):
            server.check(document)
    else:
        server.check(uri)


def _actions(server: Server, params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
    uri = params.text_document.uri
    checked = server.latest(uri)
    if checked is None:
        return []
    wanted = params.context.only or [lsp.CodeActionKind.QuickFix, lsp.CodeActionKind.SourceFixAll]
    found: list[lsp.CodeAction] = []

    def asked(kind: lsp.CodeActionKind) -> bool:
        return any(kind.value.startswith(str(getattr(each, "value", each))) for each in wanted)

    def add(
        title: str,
        kind: lsp.CodeActionKind,
        changes: Callable[[], list[Change]],
        touched: list[lsp.Diagnostic],
    ) -> None:
        if not asked(kind):
            return
        try:
            edits = changes()
        except MaskError:
            return
        if edits:
            found.append(lsp.CodeAction(title, kind, touched, edit=server.edit(uri, checked, edits)))

    for finding, place in server.among(uri, params.range):
        touched = [
            item for item in params.context.diagnostics if item.range == place and item.code == finding.code
        ]
        add(
            f"Mask this {finding.label}",
            lsp.CodeActionKind.QuickFix,
            partial(checked.masked, [finding]),
            touched,
        )
        if asked(lsp.CodeActionKind.QuickFix) and os.path.isabs(to_fs_path(uri) or ""):
            title = f"Add this {finding.label} to the baseline"
            command = lsp.Command(title, _ACCEPT, arguments=[uri, finding.start_offset, finding.rule])
            found.append(lsp.CodeAction(title, lsp.CodeActionKind.QuickFix, touched, command=command))
        add(
            f"Ignore {finding.code} here",
            lsp.CodeActionKind.QuickFix,
            partial(checked.silenced, finding),
            touched,
        )
    if checked.findings:
        everything = partial(checked.masked, checked.findings)
        add("Mask every finding in this file", lsp.CodeActionKind.SourceFixAll, everything, [])
    return found
