"""A task definition of the user's own, amended: the user's fields win, and a contradiction is told.

Fields that this module does not know survive as they are. What it may change is listed in this folder's README.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, cast

from meshc.backends.base import Lowering, Pointer, Ref, Unit
from meshc.backends.ecs.fargate import cpu_units, memory_mib
from meshc.backends.ecs.model import RegisterTaskDefinition
from meshc.ir.text import Late, Template
from meshc.source import Origin

_KEYS = {
    "environment": "name",
    "secrets": "name",
    "mountPoints": "containerPath",
    "dependsOn": "containerName",
    "ulimits": "name",
    "environmentFiles": "value",
    "volumes": "name",
    "tags": "key",
}
"""Lists whose entries are told apart by a member: the mesh's entries are added to the user's."""
_MAPS = frozenset({"dockerLabels", "linuxParameters", "runtimePlatform"})
"""Objects whose members are added one by one."""
_AMOUNTS: dict[str, Callable[[str], int | None]] = {"cpu": cpu_units, "memory": memory_mib}
_IMPLIED = {"essential": True, "readOnly": False}
"""What a field means where it is absent, so that nobody needs to write it."""

_OF_EVERYONE = (
    ("task_role", "taskRoleArn"),
    ("execution_role", "executionRoleArn"),
    ("platform", "runtimePlatform"),
    ("tags", "tags"),
)
"""Fields of the mesh's `ecs` block and where they go."""


class Conflict(NamedTuple):
    """The task definition and the mesh say different things."""

    message: str
    """Follows the name of the file."""
    origin: Origin
    help: str


class Amended(NamedTuple):
    """The user's task definition with what the mesh adds; origins of the fields; contradictions."""

    body: RegisterTaskDefinition
    origins: dict[Pointer, Origin]
    conflicts: tuple[Conflict, ...]


def unwritable(body: Mapping[str, Any]) -> str:
    """Why a body cannot be written as JSON: too deep, a number too large, half a surrogate pair. Empty if it can."""
    import orjson

    try:
        orjson.dumps(body)
    except TypeError as error:
        return str(error)
    return ""


def amended(unit: Unit, lowering: Lowering, task: RegisterTaskDefinition, origins: Mapping[Pointer, Origin]) -> Amended:
    """The unit's own task definition with what `task`, the one that the mesh alone would give, adds to it."""
    return _Amendment(unit, lowering, task, origins).result()


class _Amendment:
    """One task definition while it is amended."""

    def __init__(
        self, unit: Unit, lowering: Lowering, task: RegisterTaskDefinition, origins: Mapping[Pointer, Origin]
    ) -> None:
        assert unit.workload.task is not None
        self.unit = unit
        self.mine = cast(dict[str, Any], task)
        self.my_origins = origins
        self.supplied = unit.workload.task
        self.body: dict[str, Any] = dict(self.supplied.body)
        self.origins: dict[Pointer, Origin] = {(): self.supplied.origin()}
        self.conflicts: list[Conflict] = []
        self.wide = self._mesh_wide(lowering)

    def result(self) -> Amended:
        containers, application = self._containers()
        for key, value in self.mine.items():
            if key == "containerDefinitions":
                self.body[key] = containers
            elif key == "requiresCompatibilities" and self.body.get(key):
                if value[0] not in self.body[key]:
                    self._clash((key,), (key,), self.body[key], value)
            elif key == "family" or key in _AMOUNTS:
                self._size(key, value)
            else:
                self._field(self.body, key, value, (), (), self.wide)
        if application is not None:
            self._names_once(application, containers[application])
        if self.body.get("proxyConfiguration") and "proxyConfiguration" not in self.mine:
            self._say(
                "has `proxyConfiguration`, which turns the traffic of the task to another proxy than the target's",
                self.supplied.origin(),
                "remove `proxyConfiguration` from the file, and the container that it names",
            )
        return Amended(cast(RegisterTaskDefinition, self.body), self.origins, tuple(self.conflicts))

    def _mesh_wide(self, lowering: Lowering) -> frozenset[str]:
        """Fields for which the mesh has a default for everyone, to which the user's own task definition is deaf."""
        own, everyone = self.unit.workload.ecs, lowering.mesh.ecs
        wide = {key for field, key in _OF_EVERYONE if getattr(own, field) == getattr(everyone, field)}
        application = self.unit.workload.application
        if application.log is None:
            wide.add("logConfiguration")
        if application.essential is None:
            wide.add("essential")
        return frozenset(wide)

    def _size(self, key: str, value: str) -> None:
        stated = self.body.get(key)
        if stated in (None, "", 0):
            self.body[key] = value
            self._came((key,), (key,))
            return
        workload = self.unit.workload
        asked = {"cpu": workload.task_cpu, "memory": workload.task_memory}.get(key)
        if asked is not None:
            units = round(asked * 1024) if key == "cpu" else int(asked)
            if _AMOUNTS[key](str(stated)) != units:
                self._clash((key,), (key,), stated, str(units), workload.origin(f"task_{key}"))

    def _containers(self) -> tuple[list[Any], int | None]:
        theirs: list[Any] = list(self.body.get("containerDefinitions") or ())
        names = [item.get("name") if isinstance(item, Mapping) else None for item in theirs]
        mine: Sequence[dict[str, Any]] = self.mine["containerDefinitions"]
        application = mine[0]
        found = names.index(application["name"]) if application["name"] in names else None
        if found is None:
            self._say(
                f"has no container `{application['name']}` at `/containerDefinitions`",
                self.unit.workload.application.origin("name"),
                "name one of: " + ", ".join(f"`{name}`" for name in names if name)
                if any(names)
                else "add the container",
            )
        else:
            theirs[found] = self._application(theirs, found, application)
        for index, container in enumerate(mine[1:], 1):
            taken = names.index(container["name"]) if container["name"] in names else None
            if taken is not None:
                self._say(
                    f"has a container `{container['name']}` at `/containerDefinitions/{taken}`, and the mesh adds one "
                    "of that name",
                    self._origin(("containerDefinitions", index)),
                    "rename one of the two"
                    if any(sidecar.name == container["name"] for sidecar in self.unit.workload.sidecars)
                    else "remove it from the file: the target brings its own",
                )
                continue
            self._came(("containerDefinitions", len(theirs)), ("containerDefinitions", index))
            theirs.append(container)
        return theirs, found

    def _application(self, theirs: Sequence[Any], at: int, mine: Mapping[str, Any]) -> dict[str, Any]:
        container = dict(theirs[at])
        place: Pointer = ("containerDefinitions", at)
        source: Pointer = ("containerDefinitions", 0)
        for key, value in mine.items():
            if key == "portMappings":
                container[key] = self._ports(theirs, at, container.get(key), value)
            elif key == "cpu" and not container.get(key):
                container[key] = value
                self._came((*place, key), (*source, key))
            elif _IMPLIED.get(key) != value or key in container:
                self._field(container, key, value, place, source, self.wide)
        return container

    def _ports(
        self, containers: Sequence[Any], at: int, theirs: Sequence[Any] | None, mine: Sequence[Mapping[str, Any]]
    ) -> list[Any]:
        mappings: list[Any] = list(theirs or ())
        numbers = [item.get("containerPort") if isinstance(item, Mapping) else None for item in mappings]
        for index, wanted in enumerate(mine):
            number = wanted["containerPort"]
            source: Pointer = ("containerDefinitions", 0, "portMappings", index)
            if number in numbers:
                found = numbers.index(number)
                mapping = dict(mappings[found])
                place = ("containerDefinitions", at, "portMappings", found)
                for key, value in wanted.items():
                    if key != "protocol" or mapping.get(key, "tcp") != value:
                        self._field(mapping, key, value, place, source, frozenset())
                if "appProtocol" not in wanted and mapping.get("appProtocol"):
                    self._clash((*place, "appProtocol"), source, mapping["appProtocol"], "tcp")
                mappings[found] = mapping
                continue
            other = _mapped_elsewhere(containers, at, number)
            if other is not None:
                self._say(
                    f"maps port {number} at `{_pointer(other)}`, in another container than `{containers[at]['name']}`",
                    self._origin(source),
                    "map the port in the application, or choose that container",
                )
                continue
            self._came(("containerDefinitions", at, "portMappings", len(mappings)), source)
            mappings.append(dict(wanted))
        return mappings

    def _field(
        self, theirs: dict[str, Any], key: str, mine: Any, place: Pointer, source: Pointer, yielding: frozenset[str]
    ) -> None:
        """Add a field, or what a list or an object of theirs lacks. A yielding field gives way in silence."""
        stated = theirs.get(key)
        if stated is None or stated in ("", [], {}):
            theirs[key] = mine
            self._came((*place, key), (*source, key))
        elif stated == mine:
            return
        elif key in _KEYS and isinstance(stated, list):
            theirs[key] = self._list(key, stated, mine, (*place, key), (*source, key), silent=key in yielding)
        elif key in _MAPS and isinstance(stated, Mapping):
            inner = dict(stated)
            silent = frozenset(mine) if key in yielding else frozenset()
            for name, value in mine.items():
                self._field(inner, name, value, (*place, key), (*source, key), silent)
            theirs[key] = inner
        elif key not in yielding:
            self._clash((*place, key), (*source, key), stated, mine)

    def _list(
        self,
        key: str,
        theirs: list[Any],
        mine: Sequence[Mapping[str, Any]],
        place: Pointer,
        source: Pointer,
        *,
        silent: bool,
    ) -> list[Any]:
        member = _KEYS[key]
        merged = list(theirs)
        known = {item.get(member): index for index, item in enumerate(theirs) if isinstance(item, Mapping)}
        for index, item in enumerate(mine):
            at = known.get(item[member])
            if at is None:
                self._came((*place, len(merged)), (*source, index))
                merged.append(item)
            elif not silent and not _says_the_same(theirs[at], item):
                self._clash((*place, at), (*source, index), theirs[at], item)
        return merged

    def _names_once(self, at: int, container: Mapping[str, Any]) -> None:
        """ECS refuses a name that is both a variable and a secret."""
        lists = [container.get(key) for key in ("environment", "secrets")]
        variables, secrets = ({_name(item) for item in found or () if _name(item)} for found in lists)
        for name in sorted(variables & secrets):
            self._say(
                f"and the mesh set `{name}` both as a variable and as a secret, at "
                f"`/containerDefinitions/{at}/environment` and `/containerDefinitions/{at}/secrets`",
                self.unit.workload.application.origin("env"),
                "set it in one of the two",
            )

    def _origin(self, source: Pointer) -> Origin:
        for end in range(len(source), 0, -1):
            if source[:end] in self.my_origins:
                return self.my_origins[source[:end]]
        return self.supplied.origin()

    def _came(self, place: Pointer, source: Pointer) -> None:
        """What now stands at `place` came from `source` of the mesh's own task definition, with all below it."""
        self.origins[place] = self._origin(source)
        size = len(source)
        for pointer, origin in self.my_origins.items():
            if len(pointer) > size and pointer[:size] == source:
                self.origins[(*place, *pointer[size:])] = origin

    def _clash(self, place: Pointer, source: Pointer, theirs: Any, mine: Any, origin: Origin | None = None) -> None:
        self._say(
            f"has {_shown(theirs)} at `{_pointer(place)}`, and the mesh says {_shown(mine)}",
            origin or self._origin(source),
            "make them agree, or remove one of the two",
        )

    def _say(self, message: str, origin: Origin, help: str) -> None:
        self.conflicts.append(Conflict(message, origin, help))


def _says_the_same(theirs: Any, mine: Mapping[str, Any]) -> bool:
    if not isinstance(theirs, Mapping):
        return False
    return all(theirs.get(key, _IMPLIED.get(key)) == value for key, value in mine.items())


def _mapped_elsewhere(containers: Sequence[Any], at: int, number: int) -> Pointer | None:
    for index, container in enumerate(containers):
        if index != at and isinstance(container, Mapping):
            for position, mapping in enumerate(container.get("portMappings") or ()):
                if isinstance(mapping, Mapping) and mapping.get("containerPort") == number:
                    return ("containerDefinitions", index, "portMappings", position)
    return None


def _name(item: Any) -> str:
    return str(item.get("name", "")) if isinstance(item, Mapping) else ""


def _pointer(pointer: Pointer) -> str:
    """RFC 6901."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in pointer)


def _shown(value: Any) -> str:
    """A value for a message, on one line."""
    if isinstance(value, str):
        text = value
    elif isinstance(value, (Late, Template, Ref)):
        return "a value known only at deployment"
    else:
        text = json.dumps(value, ensure_ascii=False, default=lambda _: "…")
    return f"`{text}`" if len(text) <= 60 else f"`{text[:57]}…`"
