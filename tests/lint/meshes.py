"""Meshes for the tests of the rules, built as other tools build them: as IR, without any source."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from meshc.compilation import Compilation
from meshc.diagnostics.model import Diagnostic
from meshc.ir.base import Origins
from meshc.ir.mesh import Mesh
from meshc.lint.context import Context
from meshc.lint.registry import rules, run
from meshc.source import Item, Origin

_MESH = TypeAdapter(Mesh)
HTTP = {"number": 8080, "protocol": "http"}
GRPC = {"number": 9090, "protocol": "grpc"}
TCP = {"number": 5432, "protocol": "tcp"}


def workload(**fields: Any) -> dict[str, Any]:
    """A workload with one container; `application` adds to that container."""
    application = {"name": "app", "image": "acme/app:1", **fields.pop("application", {})}
    return {"application": application, "ecs": {}, **fields}


def service(name: str, *, ports: Any = (HTTP,), **fields: Any) -> dict[str, Any]:
    """A service of one version; fields of a workload go to `work`."""
    work = fields.pop("work", {})
    fields.setdefault("versions", [{"workload": workload(**work)}])
    return {"name": name, "ports": list(ports), **fields}


def gateway(name: str = "public", **fields: Any) -> dict[str, Any]:
    """A gateway on port 80."""
    return {"name": name, "ports": [{"number": 80, "protocol": "http"}], "workload": workload(), **fields}


def prefix(value: str, **fields: Any) -> dict[str, Any]:
    """A route for a prefix, written without `/*`."""
    return {"path": {"kind": "prefix", "value": value}, **fields}


def beginning(value: str, **fields: Any) -> dict[str, Any]:
    """A route for all paths that begin with a text, written without `*`."""
    return {"path": {"kind": "string-prefix", "value": value}, **fields}


def exact(value: str, **fields: Any) -> dict[str, Any]:
    """A route for one path."""
    return {"path": {"kind": "exact", "value": value}, **fields}


def regex(value: str, **fields: Any) -> dict[str, Any]:
    """A route for a regular expression."""
    return {"path": {"kind": "regex", "value": value}, **fields}


def mesh(*services: dict[str, Any], **fields: Any) -> Mesh:
    """A mesh in which every node knows its JSON pointer, as the path of its origin."""
    whole = {
        "name": "demo",
        "namespace": {"name": "demo.local"},
        "discovery": {"type": "private-dns"},
        "ecs": {},
        "services": list(services),
        **fields,
    }
    return _MESH.validate_python(_placed(whole, ""))


def _placed(value: Any, pointer: str) -> Any:
    if isinstance(value, list | tuple):
        return [_placed(item, f"{pointer}/{index}") for index, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    placed = {key: item if key == "body" else _placed(item, f"{pointer}/{key}") for key, item in value.items()}
    return {**placed, "origins": Origins({"": Origin(Item(pointer or "/", "", 1), 0, 0)})}


def findings(name: str, found_in: Mesh) -> list[Diagnostic]:
    """What the rule of that name finds."""
    assert any(rule.code.name == name for rule in rules())
    return [finding for finding in run(Context(found_in)) if finding.name == name]


def places(name: str, found_in: Mesh) -> list[str]:
    """JSON pointers of the nodes that the rule of that name points at."""
    return [finding.primary.origin.item.path for finding in findings(name, found_in) if finding.primary]  # type: ignore[union-attr]


def compiled(text: str) -> tuple[Diagnostic, ...]:
    """What is found in a mesh given as text, without regard to targets."""
    return Compilation.of({"main.mesh": text}).diagnostics(())
