"""Facts compared by what they mean: names are symbols, orders and units are not text, defaults are filled in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from fractions import Fraction
from typing import Any, NamedTuple

from tests.published.cases import Allowed
from tests.published.facts import Fact

NOT_COMPARED: Mapping[str, Mapping[str, str]] = {
    "*": {"meshname": "a part of the fact `mesh`", "tags": "no part of how a mesh works"},
    "task": {
        "taskrolearn": "made by the stack",
        "executionrolearn": "made by the stack",
        "networkmode": "awsvpc everywhere",
    },
    "container": {
        "logconfiguration": "the group is made by the stack",
        "healthcheck": "that there is one is compared, its command and pace are not",
    },
    "service": {
        "servicename": "nothing refers to it",
        "cluster": "made by the stack",
        "networkconfiguration": "made by the stack",
    },
    "namespace": {"vpc": "made by the stack", "creatorrequestid": "no part of how a mesh works"},
}
"""Properties that are left out, by kind, each with the reason."""

_MILLISECONDS = {"ms": 1, "s": 1000}
_HTTP = ("http", "http2", "grpc")
_REQUEST_LIMIT = 15_000
"""https://docs.aws.amazon.com/app-mesh/latest/userguide/envoy-defaults.html"""

_RESOURCE = re.compile(r"mesh/(?P<mesh>[^/]+)/virtual(?P<kind>Node|Gateway)/(?P<name>.+)")
_FAMILY = "ECS_TASK_DEFINITION_FAMILY"


# --- names ---------------------------------------------------------------------------------------------------------

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
            key: self.ours(_SYMBOLS[key], item)
            if key in _SYMBOLS and isinstance(item, str)
            else self._renamed(item)
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


# --- normal forms --------------------------------------------------------------------------------------------------


def _plain(value: Any) -> Any:
    """Units, shares and orders that mean nothing taken out; what is listed goes by its name."""
    if isinstance(value, list):
        plain = [_plain(item) for item in value]
        return plain if any(isinstance(item, dict) for item in plain) else tuple(sorted(plain, key=str))
    if isinstance(value, Mapping):
        if value.keys() == {"unit", "value"}:
            return value["value"] * _MILLISECONDS[value["unit"]]
        return {
            key: _LISTED[key](item) if key in _LISTED else _plain(item) for key, item in value.items() if item is not None
        }
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value


def _listeners(listed: Sequence[Mapping[str, Any]]) -> dict[int, Any]:
    made = {}
    for item in map(_plain, listed):
        port, protocol = item["portmapping"]["port"], item["portmapping"]["protocol"]
        if protocol in _HTTP:
            item.setdefault("timeout", {}).setdefault(protocol, {}).setdefault("perrequest", _REQUEST_LIMIT)
        if "healthcheck" in item:
            item["healthcheck"].setdefault("port", port)
        made[port] = item
    return made


def _shares(targets: Sequence[Mapping[str, Any]]) -> dict[str, Fraction]:
    total = sum(target["weight"] for target in targets)
    return {target["virtualnode"]: Fraction(target["weight"], total) for target in targets if target["weight"]}


def _conditions(listed: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Headers and query parameters; one without a condition on its value must be there."""
    return {
        item["name"]: {"match": _plain(item.get("match") or "present"), "invert": item.get("invert", False)}
        for item in listed
    }


def _backends(listed: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    made = {}
    for item in listed:
        service = dict(item["virtualservice"])
        made[service.pop("virtualservicename")] = _plain(service) or "called"
    return made


_LISTED: Mapping[str, Callable[[Any], Any]] = {
    "listeners": _listeners,
    "weightedtargets": _shares,
    "headers": _conditions,
    "queryparameters": _conditions,
    "backends": _backends,
    "attributes": lambda listed: {item["key"]: item["value"] for item in listed},
    "properties": lambda listed: {item["name"]: str(item["value"]) for item in listed},
    "proxyconfigurationproperties": lambda listed: {item["name"]: str(item["value"]) for item in listed},
    "environment": lambda listed: {item["name"]: str(item["value"]) for item in listed},
    "ulimits": lambda listed: {item["name"]: (item["softlimit"], item["hardlimit"]) for item in listed},
    "dependson": lambda listed: {item["containername"]: item["condition"] for item in listed},
    "portmappings": lambda listed: {int(item["containerport"]): item.get("protocol", "tcp") for item in listed},
}


def _mesh(body: dict[str, Any]) -> dict[str, Any]:
    spec = body.get("spec") or {}
    return {"egress": spec.get("egressfilter", {}).get("type", "DROP_ALL"), **_without(spec, "egressfilter")}


def _route(body: dict[str, Any]) -> dict[str, Any]:
    spec = dict(body["spec"])
    spec.pop("priority", None)
    for protocol in _HTTP:
        route = spec.get(f"{protocol}route")
        if route is not None:
            route.setdefault("timeout", {}).setdefault("perrequest", _REQUEST_LIMIT)
    return spec


def _gateway_route(body: dict[str, Any]) -> dict[str, Any]:
    """A gateway writes a matched prefix as `/`, and the host as the name of the virtual service, unless told.

    https://docs.aws.amazon.com/app-mesh/latest/userguide/virtual_gateways.html
    """
    spec = _route(body)
    for protocol in ("http", "http2"):
        route = spec.get(f"{protocol}route")
        if route is None:
            continue
        del route["timeout"]
        rewrite = route["action"].setdefault("rewrite", {})
        rewrite["hostname"] = rewrite.get("hostname", {}).get("defaulttargethostname", "ENABLED")
        if "prefix" in route["match"]:
            prefix = rewrite.get("prefix", {})
            kept = prefix.get("defaultprefix") == "DISABLED" or route["match"]["prefix"] == "/"
            rewrite["prefix"] = "kept" if kept else prefix.get("value", "/")
    return spec


def _task(body: dict[str, Any]) -> dict[str, Any]:
    made = _without(body, "family", *NOT_COMPARED["task"])
    containers = {}
    for container in made.pop("containerdefinitions"):
        said = _without(container, "name", *NOT_COMPARED["container"])
        said["health check"] = bool(container.get("healthcheck"))
        said.setdefault("essential", True)
        containers[container["name"]] = said
    proxy = made.get("proxyconfiguration")
    if proxy and "proxyconfigurationproperties" in proxy:
        proxy["properties"] = proxy.pop("proxyconfigurationproperties")
    return {**made, "containers": containers}


def _service(body: dict[str, Any]) -> dict[str, Any]:
    made = _without(body, "taskdefinition", *NOT_COMPARED["service"])
    made["registry"] = ", ".join(registry["registryarn"] for registry in made.pop("serviceregistries", ()))
    deployment = {"maximumpercent": 200, "minimumhealthypercent": 100, **made.get("deploymentconfiguration", {})}
    return {**made, "deploymentconfiguration": deployment}


def _registry(body: dict[str, Any]) -> dict[str, Any]:
    dns = body.get("dnsconfig", {})
    return {
        "namespace": body.get("namespaceid", dns.get("namespaceid")),
        "records": {record["type"]: int(record["ttl"]) for record in dns.get("dnsrecords", ())},
        "routing": dns.get("routingpolicy", "MULTIVALUE"),
        "health by ECS": "healthcheckcustomconfig" in body,
    }


_FORMS: Mapping[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "mesh": _mesh,
    "route": _route,
    "gateway route": _gateway_route,
    "task": _task,
    "service": _service,
    "registry": _registry,
    "namespace": lambda body: _without(body, "name", *NOT_COMPARED["namespace"]),
}


def meaning(facts: Iterable[Fact]) -> dict[str, Any]:
    """Every fact, property by property, in normal form. Raises ValueError where two facts have one name."""
    said: dict[str, Any] = {}
    routes: dict[str, list[tuple[float, str]]] = {}
    for fact in facts:
        place = f"{fact.kind} {fact.owner}/{fact.name}" if fact.owner else f"{fact.kind} {fact.name}"
        if place in said:
            raise ValueError(f"{place} is there twice")
        said[place] = "there"
        body = _plain(_without(fact.body, *NOT_COMPARED["*"]))
        form = _FORMS[fact.kind](body) if fact.kind in _FORMS else body.get("spec", {})
        _flatten(form, place, said)
        if fact.owner:
            # A route without a priority comes last.
            order = (fact.body.get("spec", {}).get("priority", float("inf")), fact.name)
            routes.setdefault(f"order of {fact.kind}s of {fact.owner}", []).append(order)
    for place, ordered in routes.items():
        said[place] = ", ".join(name for _, name in sorted(ordered))
    return said


def _flatten(value: Any, place: str, said: dict[str, Any]) -> None:
    if isinstance(value, Mapping):
        for key, item in value.items():
            _flatten(item, f"{place} / {key}", said)
    elif value != () and value is not None:
        said[place] = value


def _without(body: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key not in keys}


# --- comparison ----------------------------------------------------------------------------------------------------


class Difference(NamedTuple):
    """A fact that the two sides do not agree on."""

    place: str
    published: Any
    ours: Any

    @property
    def side(self) -> str:
        """Who says more."""
        if self.published is None:
            return "ours"
        return "published" if self.ours is None else "both"

    def __str__(self) -> str:
        sides = (f"{name}: {'–' if said is None else said}" for name, said in self._asdict().items() if name != "place")
        return f"{self.place}\n    " + "\n    ".join(sides)


def differences(published: Mapping[str, Any], ours: Mapping[str, Any]) -> list[Difference]:
    """What the two do not agree on; of a thing that only one has, that it is there and nothing more."""
    found = []
    for place in sorted(published.keys() | ours.keys()):
        one, other = published.get(place), ours.get(place)
        thing = place.split(" / ")[0]
        if one != other and (place == thing or (thing in published) == (thing in ours)):
            found.append(Difference(place, one, other))
    return found


def judged(found: Sequence[Difference], allowed: Sequence[Allowed]) -> tuple[list[Difference], list[Allowed]]:
    """The differences that nobody allowed, and what is allowed but does not occur."""
    used: set[Allowed] = set()
    left = []
    for difference in found:
        fitting = [
            one for one in allowed if one.side == difference.side and fnmatchcase(difference.place, one.at)
        ]
        used.update(fitting)
        if not fitting:
            left.append(difference)
    return left, [one for one in allowed if one not in used]
