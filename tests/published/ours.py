"""What our documents say, as facts of the same form as those of the published files."""

from __future__ import annotations

import json
from typing import Any

from meshc.emission import TargetBuild
from tests.published.facts import KINDS, Fact, fact_of

_BY_OPERATION = {kind.operation: kind for kind in KINDS}


def ours(build: TargetBuild) -> list[Fact]:
    """The requests that make something; a placeholder for what another request makes becomes the name of that."""
    operations = {one["file"]: one for one in json.loads(build.manifest)["operations"]}
    bodies = {file: json.loads(build.artifacts[file]) for file in operations}
    facts: list[Fact] = []
    for file, operation in operations.items():
        kind = _BY_OPERATION.get(f"{operation['service']} {operation['operation']}")
        if kind is None or operation["phase"] == "update":
            continue
        body = bodies[file]
        for fill in operation["fill"]:
            if fill["file"] is not None:
                _put(body, fill["pointer"], _name(bodies[fill["file"]], operations[fill["file"]]))
        facts.append(fact_of(kind, body, source=file))
    return facts


def _name(body: dict[str, Any], operation: dict[str, Any]) -> str:
    kind = _BY_OPERATION[f"{operation['service']} {operation['operation']}"]
    return fact_of(kind, body).name


def _put(body: Any, pointer: str, value: str) -> None:
    *path, last = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    for step in path:
        body = body[int(step) if isinstance(body, list) else step]
    body[int(last) if isinstance(body, list) else last] = value
