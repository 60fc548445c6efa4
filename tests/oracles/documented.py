"""The rules of AWS documentation text once more, written apart from the ones that meshc checks with.

Short and blunt on purpose: no message, no pointer, one name per broken rule. A mistake would have to be made twice to
go unseen. Sources are the documentation strings of the botocore members that each line names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

ECS_NAME = re.compile(r"[\w-]{1,255}", re.ASCII)
SMALL_NAME = re.compile(r"(?!-)[-_0-9a-z]{1,64}")
ALIAS_NAME = re.compile(r"(?!-)[-._0-9a-z]{1,127}")

GIB = 1024
FARGATE_PAIRS = (
    {(256, GIB // 2), (256, GIB), (256, 2 * GIB)}
    | {(512, GIB * size) for size in (1, 2, 3, 4)}
    | {(1024, GIB * size) for size in (2, 3, 4, 5, 6, 7, 8)}
    | {(2048, GIB * size) for size in range(4, 17)}
    | {(4096, GIB * size) for size in range(8, 31)}
    | {(8192, GIB * size) for size in (16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60)}
    | {(16384, GIB * size) for size in (32, 40, 48, 56, 64, 72, 80, 88, 96, 104, 112, 120)}
)


def broken_rules(service: str, operation: str, body: Any) -> list[str]:
    """Names of the rules that a body breaks."""
    match service, operation:
        case "ecs", "RegisterTaskDefinition":
            return list(_task(body))
        case "ecs", "CreateService" | "UpdateService":
            return list(_service(body))
        case "servicediscovery", "CreateService":
            return list(_registry(body))
        case "servicediscovery", "RegisterInstance":
            attributes = body["Attributes"]
            custom = [name for name in attributes if name[:4] != "AWS_"]
            size = sum(map(len, attributes)) + sum(map(len, attributes.values()))
            return ["instance attributes"] if len(custom) > 30 or size > 5000 else []
        case "appmesh", _:
            from .appmesh_documented import broken_rules as of_app_mesh

            return of_app_mesh(operation, body)
        case _:
            return []


def _task(body: Any) -> Iterator[str]:
    containers = body["containerDefinitions"]
    by_name = {container.get("name", ""): container for container in containers}
    ports = [mapping for container in containers for mapping in container.get("portMappings", [])]
    fargate = "FARGATE" in body.get("requiresCompatibilities", [])

    def unless(good: object, rule: str) -> Iterator[str]:
        if not good:
            yield rule

    yield from unless(ECS_NAME.fullmatch(body["family"]), "family")
    yield from unless(all(map(ECS_NAME.fullmatch, by_name)), "container name")
    yield from unless(len(by_name) == len(containers) <= 10, "containers")
    yield from unless(all(container.get("image") for container in containers), "image")
    yield from unless(any(container.get("essential") is not False for container in containers), "essential")
    names = [mapping["name"] for mapping in ports if "name" in mapping]
    yield from unless(len(set(names)) == len(names) and all(map(SMALL_NAME.fullmatch, names)), "port name")
    if body.get("networkMode") == "awsvpc":
        numbers = [mapping["containerPort"] for mapping in ports]
        yield from unless(len(set(numbers)) == len(numbers), "container port")
        same = (mapping.get("hostPort") in (None, 0, mapping["containerPort"]) for mapping in ports)
        yield from unless(all(same), "host port")
    yield from unless(all(m.get("protocol") != "udp" or "appProtocol" not in m for m in ports), "udp appProtocol")
    for container in containers:
        yield from _container(container, by_name, fargate=fargate)
    if "ephemeralStorage" in body:
        yield from unless(20 < body["ephemeralStorage"]["sizeInGiB"] < 201, "ephemeral storage")
    if fargate:
        size = (int(body.get("cpu", 0)), int(body.get("memory", 0)))
        yield from unless(size in FARGATE_PAIRS, "fargate size")
        yield from unless(body.get("networkMode") == "awsvpc", "fargate network")
        yield from unless(not body.get("placementConstraints") and not body.get("ipcMode"), "fargate host")
    if "memory" in body:
        reserved = sum(c.get("memoryReservation", c.get("memory", 0)) for c in containers)
        yield from unless(reserved <= int(body["memory"]), "memory sum")
    if "cpu" in body:
        yield from unless(sum(c.get("cpu", 0) for c in containers) <= int(body["cpu"]), "cpu sum")


def _container(container: Any, by_name: dict[str, Any], *, fargate: bool) -> Iterator[str]:
    health = container.get("healthCheck", {})
    ranges = {"interval": (5, 300), "timeout": (2, 60), "retries": (1, 10), "startPeriod": (0, 300)}
    for member, (low, high) in ranges.items():
        if member in health and not low <= health[member] <= high:
            yield f"health {member}"
    if health and not health["command"][0].startswith("CMD"):
        yield "health command"
    for edge in container.get("dependsOn", []):
        needed = by_name.get(edge["containerName"])
        if needed is None:
            yield "depends on nothing"
        elif edge["condition"] == "HEALTHY" and not needed.get("healthCheck"):
            yield "depends on health"
        elif edge["condition"] in {"COMPLETE", "SUCCESS"} and needed.get("essential") is not False:
            yield "depends on end"
    log = container.get("logConfiguration", {})
    if log.get("logDriver") == "awslogs" and not {"awslogs-group", "awslogs-region"} <= set(log.get("options", {})):
        yield "awslogs"
    taken = [entry["name"] for member in ("environment", "secrets") for entry in container.get(member, [])]
    if container.get("secrets") and len(set(taken)) != len(taken):
        yield "secret name"
    if fargate:
        if log and log["logDriver"] not in {"awsfirelens", "awslogs", "splunk"}:
            yield "fargate log driver"
        if not 2 <= container.get("stopTimeout", 30) <= 120:
            yield "fargate stop timeout"
        if any(container.get(member) for member in ("links", "privileged", "dnsServers", "extraHosts")):
            yield "fargate container"


def _service(body: Any) -> Iterator[str]:
    name = body.get("serviceName") or body["service"].rpartition("/")[2]
    if not ECS_NAME.fullmatch(name):
        yield "service name"
    network = body.get("networkConfiguration", {}).get("awsvpcConfiguration", {})
    if len(network.get("subnets", [])) > 16 or len(network.get("securityGroups", [])) > 5:
        yield "network"
    if "launchType" in body and body.get("capacityProviderStrategy"):
        yield "capacity"
    registries = body.get("serviceRegistries", [])
    if len(registries) > 1 or any("port" in registry and "containerPort" in registry for registry in registries):
        yield "registries"
    deployment = body.get("deploymentConfiguration", {})
    strategy = deployment.get("strategy", "ROLLING")
    if not {"canaryConfiguration", "linearConfiguration"} & deployment.keys() <= {f"{strategy.lower()}Configuration"}:
        yield "strategy"
    connect = body.get("serviceConnectConfiguration", {})
    if connect.get("accessLogConfiguration") and not connect.get("logConfiguration"):
        yield "access log"
    endpoints = set()
    for offered in connect.get("services", []):
        discovery = offered.get("discoveryName", offered["portName"])
        if not SMALL_NAME.fullmatch(discovery) or not SMALL_NAME.fullmatch(offered["portName"]):
            yield "discovery name"
        if len(offered.get("clientAliases", [])) != 1:
            yield "client aliases"
            continue
        alias = offered["clientAliases"][0]
        if not ALIAS_NAME.fullmatch(alias.get("dnsName", "unnamed")):
            yield "alias name"
        endpoint = (alias.get("dnsName", discovery), alias["port"])
        if endpoint in endpoints:
            yield "endpoint twice"
        endpoints.add(endpoint)
    if (connect.get("services") or registries) and body.get("desiredCount", 0) > 1000:
        yield "tasks"


def _registry(body: Any) -> Iterator[str]:
    dns = body.get("DnsConfig", {})
    kinds = sorted(record["Type"] for record in dns.get("DnsRecords", []))
    if dns and "+".join(kinds) not in {"A", "AAAA", "A+AAAA", "CNAME", "SRV"}:
        yield "records"
    if "CNAME" in kinds and (dns.get("RoutingPolicy") != "WEIGHTED" or "HealthCheckConfig" in body):
        yield "cname"
    if {"HealthCheckConfig", "HealthCheckCustomConfig"} <= body.keys():
        yield "health checks"
    if body.get("HealthCheckConfig", {}).get("Type") == "TCP" and "ResourcePath" in body["HealthCheckConfig"]:
        yield "tcp path"
    if body.get("Type") == "HTTP" and dns:
        yield "api only"
