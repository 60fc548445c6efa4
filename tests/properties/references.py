"""Every name in the documents of a build that must lead to something, and those that lead nowhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from meshc.emission import TargetBuild

NAMESPACES = ("CreateHttpNamespace", "CreatePrivateDnsNamespace", "CreatePublicDnsNamespace")


def unresolved(build: TargetBuild) -> list[str]:
    """What is named in a build and not there; names of what exists outside the build are not looked at."""
    manifest = json.loads(build.manifest)
    operations = manifest["operations"]
    bodies = {path: _parsed(path, content) for path, content in build.artifacts.items()}
    tasks = {
        bodies[entry["file"]]["family"]: bodies[entry["file"]]
        for entry in operations
        if entry["operation"] == "RegisterTaskDefinition"
    }
    found = list(_order(operations))
    for entry in manifest["configurations"]:
        found += (f"{entry['file']}: {problem}" for problem in _fills(entry, bodies[entry["file"]], bodies))
    for entry in operations:
        file, body = entry["file"], bodies[entry["file"]]
        found += (f"{file}: {problem}" for problem in _fills(entry, body, bodies))
        match entry["service"], entry["operation"]:
            case "ecs", "RegisterTaskDefinition":
                found += (f"{file}: {problem}" for problem in _task(body))
            case "ecs", "CreateService" | "UpdateService":
                found += (f"{file}: {problem}" for problem in _service(body, tasks, operations, bodies))
            case "servicediscovery", "DiscoverInstances":
                names = {bodies[e["file"]].get("Name") for e in operations if _makes_name(e)}
                if body["ServiceName"] not in names:
                    found.append(f"{file}: ServiceName {body['ServiceName']}")
            case "application-autoscaling", _:
                services = {b["serviceName"] for b in bodies.values() if "serviceName" in b}
                if body["ResourceId"].rpartition("/")[2] not in services:
                    found.append(f"{file}: ResourceId {body['ResourceId']}")
    return found


def _parsed(path: str, content: bytes) -> Any:
    if path.endswith(".json"):
        return json.loads(content)
    import yaml

    return yaml.load(content, yaml.CSafeLoader)


def _makes_name(entry: dict[str, Any]) -> bool:
    return (entry["service"], entry["operation"]) == ("servicediscovery", "CreateService")


def _order(operations: list[dict[str, Any]]) -> Iterator[str]:
    files = [entry["file"] for entry in operations]
    for position, entry in enumerate(operations):
        for needed in {*entry["after"], *(fill["file"] for fill in entry["fill"] if fill["file"])}:
            if needed not in files[:position]:
                yield f"{entry['file']}: comes before {needed}"


def _fills(entry: dict[str, Any], body: Any, bodies: dict[str, Any]) -> Iterator[str]:
    pointers = {fill["pointer"] for fill in entry["fill"]}
    for pointer, value in _leaves(body):
        if isinstance(value, str) and "${" in value and not any(pointer.startswith(known) for known in pointers):
            yield f"{pointer} is nowhere told to be filled in"
    for fill in entry["fill"]:
        if fill["file"] is not None and fill["file"] not in bodies:
            yield f"{fill['pointer']} is filled from {fill['file']}"
        if not any(pointer.startswith(fill["pointer"]) for pointer, _ in _leaves(body)):
            yield f"{fill['pointer']} is not there"


def _leaves(value: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _leaves(inner, f"{pointer}/{index}")
    else:
        yield pointer, value


def _task(task: Any) -> Iterator[str]:
    containers = {container["name"] for container in task["containerDefinitions"]}
    volumes = {volume["name"] for volume in task.get("volumes", ())}
    for container in task["containerDefinitions"]:
        for needed in container.get("dependsOn", ()):
            if needed["containerName"] not in containers - {container["name"]}:
                yield f"dependsOn {needed['containerName']}"
        for mount in container.get("mountPoints", ()):
            if mount["sourceVolume"] not in volumes:
                yield f"sourceVolume {mount['sourceVolume']}"
        if container.get("logConfiguration", {}).get("logDriver") == "awsfirelens":
            others = (other for other in task["containerDefinitions"] if other is not container)
            if not any("firelensConfiguration" in other for other in others):
                yield f"no router for the log of {container['name']}"


def _service(body: Any, tasks: Any, operations: list[dict[str, Any]], bodies: dict[str, Any]) -> Iterator[str]:
    task = tasks.get(body["taskDefinition"])
    if task is None:
        yield f"taskDefinition {body['taskDefinition']}"
        return
    if "service" in body and body["service"] not in {other.get("serviceName") for other in bodies.values()}:
        yield f"service {body['service']}"
    mappings = [(c["name"], m) for c in task["containerDefinitions"] for m in c.get("portMappings", ())]
    for registry in body.get("serviceRegistries", ()):
        if "containerName" in registry and not any(
            name == registry["containerName"] and mapping["containerPort"] == registry["containerPort"]
            for name, mapping in mappings
        ):
            yield f"registry {registry}"
    connect = body.get("serviceConnectConfiguration", {})
    for offered in connect.get("services", ()):
        if offered["portName"] not in {mapping.get("name") for _, mapping in mappings}:
            yield f"portName {offered['portName']}"
    made = {bodies[entry["file"]]["Name"] for entry in operations if entry["operation"] in NAMESPACES}
    if (
        connect.get("enabled")
        and made
        and connect["namespace"] not in made
        and not connect["namespace"].startswith(("arn:", "$"))
    ):
        yield f"namespace {connect['namespace']}"
