"""Published names and ours: a name is a symbol, and may be another one with us wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tests.published.facts import Fact

_RESOURCE = re.compile(r"mesh/(?P<mesh>[^/]+)/virtual(?P<kind>Node|Gateway)/(?P<name>.+)")
_FAMILY = "ECS_TASK_DEFINITION_FAMILY"

_SYMBOLS = {
    "virtualnode": "node",
    "virtualnodename": "node",
    "virtualroutername": "router",
    "virtualgatewayname": "gateway",
    "family": "task",
    "taskdefinition": "task",
}
"""Properties whose value is the name of something that may have another name with us."""


class Names:
    """Published names and ours, by kind, one to one; what the table leaves out has the same name."""

    def __init__(self, table: Mapping[str, Mapping[str, str]], variables: Mapping[str, str]) -> None:
        self._table = table
        self._variables = variables
        self._used: set[tuple[str, str]] = set()
        self._met: dict[tuple[str, str], str] = {}

    def ours(self, kind: str, name: str) -> str:
        """Our name of what is published under a name. Raises ValueError where two would have one name."""
        self._used.add((kind, name))
        new = self._table.get(kind, {}).get(name, name)
        if self._met.setdefault((kind, new), name) != name:
            raise ValueError(f"{kind}s `{name}` and `{self._met[kind, new]}` are both called `{new}`")
        return new

    @property
    def unused(self) -> list[str]:
        """Entries of the table that name nothing."""
        return [
            f"{kind} {name}" for kind, names in self._table.items() for name in names if (kind, name) not in self._used
        ]

    def renamed(self, fact: Fact) -> Fact:
        """A published fact under our names."""
        body = self._renamed(fact.body)
        if fact.kind == "task":
            body = self._in_task(fact.name, body)
        kinds = {"service": ("task", ""), "route": ("route", "router"), "gateway route": ("gateway route", "gateway")}
        kind, owner = kinds.get(fact.kind, (fact.kind, ""))
        return fact._replace(
            name=self.ours(kind, fact.name), owner=self.ours(owner, fact.owner) if owner else "", body=body
        )

    def _renamed(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._renamed(item) for item in value]
        if isinstance(value, str):
            return self._resource(value)
        if not isinstance(value, Mapping):
            return value
        made = {
            key: self.ours(_SYMBOLS[key], item) if key in _SYMBOLS and isinstance(item, str) else self._renamed(item)
            for key, item in value.items()
        }
        named = self._variables.get(str(value.get("name", "")))
        if value.get("key") == _FAMILY:
            named = "task"
        if named is not None and isinstance(value.get("value"), str):
            made["value"] = self.ours(named, value["value"])
        return made

    def _resource(self, text: str) -> str:
        found = _RESOURCE.fullmatch(text)
        if found is None:
            return text
        return f"mesh/{found['mesh']}/virtual{found['kind']}/{self.ours(found['kind'].lower(), found['name'])}"

    def _in_task(self, family: str, body: dict[str, Any]) -> dict[str, Any]:
        """The names of containers hold inside their task."""

        def container(name: str) -> str:
            return self.ours("container", f"{family}/{name}").removeprefix(f"{family}/")

        def one(said: Mapping[str, Any]) -> dict[str, Any]:
            needed = [{**item, "containername": container(item["containername"])} for item in said.get("dependson", ())]
            return {**said, "name": container(said["name"]), "dependson": needed}

        made = {**body, "containerdefinitions": [one(said) for said in body["containerdefinitions"]]}
        proxy = body.get("proxyconfiguration")
        if proxy:
            made["proxyconfiguration"] = {**proxy, "containername": container(proxy["containername"])}
        return made
