"""The page's side of meshc: the language server of every editor, and what a page shows beside the text.

Messages are JSON-RPC as in any editor. Those whose method begins with `playground/` are answered here, the rest by the
server; both look at the same mesh, unsaved text included.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from meshc.diagnostics.model import Severity
from meshc.lsp.server import create_server

if TYPE_CHECKING:
    from meshc.compilation import Compilation
    from meshc.emission import TargetBuild
    from meshc.source import Origin

_MESHES = Path("/meshes")
"""Where projects lie in the file system of the page; nothing else is written."""

_INTERNAL_ERROR = -32603
"""Of JSON-RPC."""

Send = Callable[[str], None]


class _Writer:
    """What the server writes to, as a function of the page."""

    def __init__(self, send: Send) -> None:
        self._send = send

    def write(self, content: bytes) -> None:
        self._send(content.decode())

    def close(self) -> None:
        """Nothing is open."""


class Page:
    """One page; `send` takes the messages for it."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._server = create_server()
        self._server.protocol.set_writer(_Writer(send), include_headers=False)
        self._answers: dict[str, Callable[[Any], object]] = {
            "playground/open": lambda params: write_files(params["folder"], params["files"]),
            "playground/build": lambda params: self._build(params["uri"], params["target"]),
        }

    def receive(self, text: str) -> None:
        """Takes one message of the page."""
        message = json.loads(text)
        answer = self._answers.get(message.get("method", ""))
        if answer is None:
            protocol = self._server.protocol
            protocol.handle_message(json.loads(text, object_hook=protocol.structure_message))
            return
        reply: dict[str, object] = {"jsonrpc": "2.0", "id": message["id"]}
        try:
            reply["result"] = answer(message["params"])
        except Exception as error:
            fault = f"fault of meshc, please report it: {type(error).__name__}: {error}"
            reply["error"] = {"code": _INTERNAL_ERROR, "message": fault}
        self._send(json.dumps(reply, ensure_ascii=False))

    def _build(self, uri: str, target: str) -> object:
        document = self._server.session.document(uri)
        return None if document is None else build(document.view.compilation, target)


def write_files(folder: str, files: dict[str, str]) -> int:
    """The files of a project by path, in the place of those of the project before; how many there are."""
    shutil.rmtree(_MESHES, ignore_errors=True)
    for name, text in files.items():
        path = _MESHES / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return len(files)


def build(compilation: Compilation, target: str) -> dict[str, object] | None:
    """The documents of a target and its report; None while an error keeps the mesh from having a meaning."""
    own = compilation.diagnostics(())
    if compilation.mesh is None or any(found.severity is Severity.ERROR for found in own):
        return None
    built = compilation.build(target)
    files = {**built.artifacts, "manifest.json": built.manifest} if built.manifest else {}
    return {
        "target": target,
        "counts": built.report.counts,
        "features": list(_features(compilation, built)),
        "files": [{"path": path, "text": content.decode()} for path, content in files.items()],
    }


def _features(compilation: Compilation, built: TargetBuild) -> Iterator[dict[str, object]]:
    remedies = _remedies(compilation, built.target)
    for entry in built.report.entries:
        yield {
            "feature": entry.feature,
            "answer": entry.answer.value,
            "detail": entry.detail,
            "remedy": remedies.get((entry.feature, entry.detail), ""),
            "source": entry.source,
            "differs": entry.differs,
            "accepted": entry.accepted,
            "uses": [
                {"subject": subject, **_place(compilation, origin)}
                for subject, origin in zip(entry.subjects, entry.origins, strict=True)
            ],
        }


def _remedies(compilation: Compilation, target: str) -> dict[tuple[str, str], str]:
    """What to do about each loss, by feature and reason."""
    from meshc.ir.features import features_used
    from meshc.targets.gate import accepted, answered

    mesh = compilation.mesh
    assert mesh is not None
    found = answered(target, features_used(mesh, compilation.policies), accepted(target, mesh))
    return {(one.use.feature.value, one.answer.detail): one.answer.advice(one.use.subject) for one in reversed(found)}


def _place(compilation: Compilation, origin: Origin) -> dict[str, object]:
    """File and line, or the name of the default that asks."""
    if origin.item is None:
        return {"path": None, "line": 0, "words": compilation.source_map.describe(origin)}
    words = compilation.source_map.describe(origin)
    path, _, line = words.rpartition(":")
    return {"path": path, "line": int(line), "words": words}
