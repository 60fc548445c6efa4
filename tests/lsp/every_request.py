"""Every request that a client can make about a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tests.lsp.connection import Connection, Refused

OF_FILE = (
    "textDocument/diagnostic",
    "textDocument/documentSymbol",
    "textDocument/codeLens",
    "textDocument/documentLink",
    "textDocument/foldingRange",
    "textDocument/semanticTokens/full",
)
AT_PLACE = (
    "textDocument/completion",
    "textDocument/hover",
    "textDocument/signatureHelp",
    "textDocument/definition",
    "textDocument/documentHighlight",
    "textDocument/prepareCallHierarchy",
    "textDocument/prepareRename",
)
IN_RANGE = ("textDocument/inlayHint", "textDocument/semanticTokens/range")
_FORMAT = {"tabSize": 2, "insertSpaces": True}
_MAY_BE_REFUSED = frozenset({"textDocument/rename", "textDocument/prepareRename"})
_RESOLVED = {
    "textDocument/completion": "completionItem/resolve",
    "textDocument/codeAction": "codeAction/resolve",
    "textDocument/codeLens": "codeLens/resolve",
    "textDocument/documentLink": "documentLink/resolve",
    "textDocument/inlayHint": "inlayHint/resolve",
}
_CALLS = ("callHierarchy/incomingCalls", "callHierarchy/outgoingCalls")


def requests(uri: str, places: Iterable[tuple[int, int]], last_line: int) -> Iterator[tuple[str, Any]]:
    """The requests, at places given as line and character."""
    document = {"textDocument": {"uri": uri}}
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": last_line, "character": 0}}
    for method in OF_FILE:
        yield method, document
    for method in IN_RANGE:
        yield method, {**document, "range": whole}
    yield "textDocument/codeAction", {**document, "range": whole, "context": {"diagnostics": []}}
    yield "textDocument/formatting", {**document, "options": _FORMAT}
    yield "textDocument/rangeFormatting", {**document, "options": _FORMAT, "range": whole}
    yield "workspace/symbol", {"query": "e"}
    yield "workspace/diagnostic", {"previousResultIds": []}
    for line, character in places:
        at = {**document, "position": {"line": line, "character": character}}
        for method in AT_PLACE:
            yield method, at
        yield "textDocument/references", {**at, "context": {"includeDeclaration": True}}
        yield "textDocument/rename", {**at, "newName": "renamed"}
        yield "textDocument/onTypeFormatting", {**at, "ch": "\n", "options": _FORMAT}
        yield "textDocument/selectionRange", {**document, "positions": [at["position"]]}


def make(connection: Connection, uri: str, places: Iterable[tuple[int, int]], last_line: int) -> int:
    """Make them, and those that their answers lead to; how many were answered."""
    known = connection.server.protocol.fm.features
    waiting = [
        (method, connection.ask(method, params))
        for method, params in requests(uri, places, last_line)
        if method in known
    ]
    count = len(waiting)
    while waiting:
        method, number = waiting.pop()
        try:
            result = connection.answer(number)
        except Refused:
            assert method in _MAY_BE_REFUSED, method
            continue
        for next_method, params in _next(method, result):
            if next_method in known:
                count += 1
                waiting.append((next_method, connection.ask(next_method, params)))
    return count


def _next(method: str, result: Any) -> Iterator[tuple[str, Any]]:
    if method == "textDocument/prepareCallHierarchy":
        for item in result or ():
            for calls in _CALLS:
                yield calls, {"item": item}
    elif method in _RESOLVED:
        items = result["items"] if isinstance(result, dict) else result or ()
        for item in [item for item in items if item.get("data") is not None][:2]:
            yield _RESOLVED[method], item
