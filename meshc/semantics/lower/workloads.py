"""What runs: the containers, task and placement of a service, version or gateway."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from meshc.ir.base import Origins
from meshc.ir.supplied import strip_read_only
from meshc.ir.workload import Ecs
from meshc.semantics import codes
from meshc.semantics.bound import BoundBlock, BoundValue, merged
from meshc.semantics.lower.context import Context, is_whole
from meshc.source import BUILT_IN, Origin

_INHERITED = ("proxy", "access-log", "metrics", "tracing")


class MeshWide:
    """What the `mesh` block says for every workload."""

    def __init__(self, mesh: BoundBlock | None, read_file: Callable[[str, str], bytes | str]) -> None:
        self.mesh = mesh
        self.ecs_block = mesh.one("ecs") if mesh else None
        self.read_file = read_file
        """Content of a file named in a mesh file, or a sentence that says why it cannot be had."""
        self.read: list[tuple[str, str, bytes | str]] = []
        """What was read: the path of the mesh file, how it names the other, and what came."""
        self._ecs: Ecs | None = None

    def ecs(self, context: Context, block: BoundBlock | None) -> Any:
        """Placement and rights of a workload: the mesh's with what the block itself says on top."""
        own = block is not None and (
            any(bound.spec is not None and bound.spec.group == "ecs" for bound in block.settings.values())
            or any(several[0].kind.group == "ecs" for several in block.blocks.values())
        )
        if not own:
            if self._ecs is None:
                self._ecs = Ecs.model_validate(self._fields(context, self.ecs_block))
            return self._ecs
        assert block is not None
        whole = block if self.ecs_block is None else merged(self.ecs_block, block)
        return self._fields(context, whole._replace(blocks=_with_log_of(whole, self.ecs_block)))

    def _fields(self, context: Context, block: BoundBlock | None) -> dict[str, Any]:
        if block is None:
            return {"origins": Origins({"": BUILT_IN})}
        return context.fields(block, "ecs")

    def inherited(self, name: str) -> BoundBlock | None:
        """The mesh's block of that name."""
        return self.mesh.one(name) if self.mesh else None


def _with_log_of(whole: BoundBlock, ecs: BoundBlock | None) -> dict[str, list[BoundBlock]]:
    """The blocks with the mesh's `log`: a service's own is its application's."""
    blocks = {kind: several for kind, several in whole.blocks.items() if kind != "log"}
    log = ecs.one("log") if ecs else None
    if log is not None:
        blocks["log"] = [log]
    return blocks


def lower_workload(context: Context, block: BoundBlock, wide: MeshWide) -> dict[str, Any]:
    """The workload that a block describes; for a version, the block laid over that of its service."""
    owner = context.owner.name if context.owner else block.name
    fields = context.fields(block, "workload")
    origins: Origins = fields["origins"]
    application = context.fields(block, "application")
    own_name = fields.pop("container", None)
    application["name"] = own_name or owner
    application["origins"]["name"] = origins.pop("container", block.labels[0].origin if block.labels else block.origin)
    fields["application"] = application
    sidecars = [context.labelled(child) for child in block.blocks.get("container", ())]
    if sidecars:
        fields["sidecars"] = tuple(sidecars)
        origins["sidecars"] = block.blocks["container"][0].origin
    path = fields.pop("task", None)
    if isinstance(path, str):
        task = _task_definition(context, wide, path, block.settings["task"])
        if task is not None:
            fields["task"] = task
            if own_name is None:
                _choose_container(context, application, task["body"], block)
    fields["ecs"] = wide.ecs(context, block)
    for name in _INHERITED:
        below = wide.inherited(name)
        if below is not None:
            own = block.one(name)
            whole = below if own is None else merged(below, own)
            field = name.replace("-", "_")
            laid = context.fields(whole)
            if is_whole(whole.kind, laid):
                fields[field] = laid
                origins[field] = whole.origin
    return fields


def _task_definition(context: Context, wide: MeshWide, path: str, bound: BoundValue) -> dict[str, Any] | None:
    origin = bound.origin
    item = origin.item
    assert item is not None
    content = wide.read_file(item.path, path)
    wide.read.append((item.path, path, content))
    if isinstance(content, str):
        context.findings.append(codes.BAD_FILE.at(origin, f"`{path}` {content}"))
        return None
    try:
        body = json.loads(content)
    except (ValueError, RecursionError) as error:
        context.findings.append(codes.BAD_FILE.at(origin, f"`{path}` is not JSON: {error}"))
        return None
    stripped: tuple[str, ...] = ()
    if isinstance(body, dict):
        body, stripped = strip_read_only(body)
    if not isinstance(body, dict) or not isinstance(body.get("containerDefinitions"), list):
        context.findings.append(
            codes.BAD_FILE.at(
                origin,
                f"`{path}` holds no task definition",
                help="expected an object with `containerDefinitions`, as `aws ecs describe-task-definition` prints it",
            )
        )
        return None
    return {"path": path, "body": body, "stripped": stripped, "origins": Origins({"": origin})}


def _choose_container(context: Context, application: dict[str, Any], body: dict[str, Any], block: BoundBlock) -> None:
    """Without `container`, the only container of the task definition is the application."""
    names = [str(c.get("name")) for c in body["containerDefinitions"] if isinstance(c, dict)]
    if len(names) == 1:
        application["name"] = names[0]
    elif application["name"] not in names:
        origin: Origin = block.settings["task"].origin
        context.findings.append(
            codes.BAD_FILE.at(
                origin,
                "this task definition has several containers",
                help="say which is the application: " + " or ".join(f"`container = {name}`" for name in names),
            )
        )
