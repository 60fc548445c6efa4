"""Facts in normal form: units, shares and orders that mean nothing are taken out, defaults are filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from tests.published.facts import Fact

NOT_COMPARED: Mapping[str, Mapping[str, str]] = {
    "*": {"tags": "no part of how a mesh works", "clienttoken": "no part of how a mesh works"},
    "task": {
        "taskrolearn": "made by the stack",
        "executionrolearn": "made by the stack",
        "networkmode": "awsvpc everywhere",
    },
    "container": {
        "logconfiguration": "the group is made by the stack",
        "healthcheck": "that there is one is compared, its command and pace are not",
    },
    "port mapping": {
        "hostport": "that of the container with awsvpc",
        "name": "for Service Connect",
        "appprotocol": "for Service Connect",
    },
    "load balancer": {"targetgrouparn": "made by the stack"},
    "service": {
        "servicename": "nothing refers to it",
        "cluster": "made by the stack",
        "networkconfiguration": "made by the stack",
    },
    "registry": {
        "healthcheckcustomconfig": "that there is one is compared; its threshold is always 1",
        "creatorrequestid": "no part of how a mesh works",
    },
    "namespace": {"vpc": "made by the stack", "creatorrequestid": "no part of how a mesh works"},
}
"""Properties that are left out, by kind, each with the reason."""

_MILLISECONDS = {"ms": 1, "s": 1000}
_HTTP = ("http", "http2", "grpc")
_REQUEST_LIMIT = 15_000
"""https://docs.aws.amazon.com/app-mesh/latest/userguide/envoy-defaults.html"""

_AGENT = {"ENVOY_LOG_LEVEL": "info", "STATSD_ADDRESS": "127.0.0.1", "STATSD_PORT": "8125"}
"""What Envoy's agent does unless a variable says otherwise.

https://docs.aws.amazon.com/app-mesh/latest/userguide/envoy-config.html
"""


def _plain(value: Any) -> Any:
    """Units, shares and orders that mean nothing taken out; what is listed goes by its name."""
    if isinstance(value, list):
        return tuple(sorted((_plain(item) for item in value), key=str))
    if isinstance(value, Mapping):
        if value.keys() == {"unit", "value"}:
            return value["value"] * _MILLISECONDS[value["unit"]]
        return {
            key: _LISTED[key](item) if key in _LISTED else _plain(item)
            for key, item in value.items()
            if item is not None
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
    return {
        ":".join(str(target[key]) for key in ("virtualnode", "port") if key in target): Fraction(
            target["weight"], total
        )
        for target in targets
        if target["weight"]
    }


def _conditions(listed: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Headers and query parameters; one without a condition on its value must be there."""
    return {
        item["name"]: {"match": _plain(item.get("match") or "present"), "invert": item.get("invert", False)}
        for item in listed
    }


def _backends(listed: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    made = {}
    for item in listed:
        service = item["virtualservice"]
        made[service["virtualservicename"]] = _plain(_without(service, "virtualservicename")) or "called"
    return made


def _client_policy(said: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {key: _plain(item) for key, item in said.items()}
    return {**made, "tls": {"enforce": True, **made["tls"]}} if "tls" in made else made


def _port_mappings(listed: Sequence[Mapping[str, Any]]) -> dict[int, Any]:
    made = {}
    for item in listed:
        said = _without(item, "containerport", *NOT_COMPARED["port mapping"])
        made[int(item["containerport"])] = {"protocol": "tcp", **said}
    return made


def _container(said: dict[str, Any]) -> dict[str, Any]:
    made = {"essential": True, **_without(said, "name", *NOT_COMPARED["container"])}
    made["health check"] = "healthcheck" in said
    if "APPMESH_RESOURCE_ARN" in said.get("environment", {}):
        made["environment"] = {**_AGENT, **said["environment"]}
    return made


_LISTED: Mapping[str, Callable[[Any], Any]] = {
    "listeners": _listeners,
    "weightedtargets": _shares,
    "headers": _conditions,
    "queryparameters": _conditions,
    "backends": _backends,
    "clientpolicy": _client_policy,
    "attributes": lambda listed: {item["key"]: item["value"] for item in listed},
    "properties": lambda listed: {item["name"]: str(item["value"]) for item in listed},
    "proxyconfigurationproperties": lambda listed: {item["name"]: str(item["value"]) for item in listed},
    "environment": lambda listed: {item["name"]: str(item["value"]) for item in listed},
    "ulimits": lambda listed: {item["name"]: (item["softlimit"], item["hardlimit"]) for item in listed},
    "dnsrecords": lambda listed: {item["type"]: int(item["ttl"]) for item in listed},
    "dependson": lambda listed: {item["containername"]: item["condition"] for item in listed},
    "portmappings": _port_mappings,
    "serviceregistries": lambda listed: {
        item["registryarn"]: _plain(_without(item, "registryarn")) or "registered" for item in listed
    },
    "loadbalancers": lambda listed: tuple(str(_without(item, *NOT_COMPARED["load balancer"])) for item in listed),
    "command": tuple,
    "entrypoint": tuple,
    "containerdefinitions": lambda listed: {item["name"]: _container(_plain(item)) for item in listed},
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
    made = _without(body, "family", "containerdefinitions", *NOT_COMPARED["task"])
    proxy = made.get("proxyconfiguration")
    if proxy and "proxyconfigurationproperties" in proxy:
        # CloudFormation's own word for `properties`.
        made["proxyconfiguration"] = {
            **_without(proxy, "proxyconfigurationproperties"),
            "properties": proxy["proxyconfigurationproperties"],
        }
    return {**made, "containers": body["containerdefinitions"]}


def _service(body: dict[str, Any]) -> dict[str, Any]:
    made = _without(body, "taskdefinition", *NOT_COMPARED["service"])
    deployment = {"maximumpercent": 200, "minimumhealthypercent": 100, **made.get("deploymentconfiguration", {})}
    return {**made, "deploymentconfiguration": deployment}


def _registry(body: dict[str, Any]) -> dict[str, Any]:
    dns = {"routingpolicy": "MULTIVALUE", **body.get("dnsconfig", {})}
    return {
        **_without(body, "name", "dnsconfig", *NOT_COMPARED["registry"]),
        "namespaceid": body.get("namespaceid", dns.get("namespaceid")),
        "dns": _without(dns, "namespaceid"),
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
        if "meshname" in body:
            said[f"{place} / mesh"] = body["meshname"]
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
