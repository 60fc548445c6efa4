"""Sends request bodies to a moto server on loopback and compares what it kept with what was sent.

moto stores what it is given and validates almost nothing, so this shows that a body arrives with the meaning that we
gave it, not that AWS would take it.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any
from urllib.request import Request, urlopen

from .appmesh_roundtrip import AppMesh

REGION = "eu-central-1"

# What moto 5.2 does not keep, by operation: top-level members of the request. serviceConnectConfiguration is the
# painful one; the schema and our own rules are its only judges.
DROPPED: Mapping[tuple[str, str], frozenset[str]] = {
    ("ecs", "RegisterTaskDefinition"): frozenset({"enableFaultInjection"}),
    ("ecs", "CreateService"): frozenset(
        {
            "serviceConnectConfiguration",
            "deploymentConfiguration",
            "capacityProviderStrategy",
            "enableExecuteCommand",
            "enableECSManagedTags",
            "healthCheckGracePeriodSeconds",
            "availabilityZoneRebalancing",
            "vpcLatticeConfigurations",
            "clientToken",
            "placementStrategy",
            "placementConstraints",
        }
    ),
    ("servicediscovery", "CreateHttpNamespace"): frozenset({"Tags"}),
    ("servicediscovery", "CreatePrivateDnsNamespace"): frozenset({"Vpc", "Tags"}),
    ("servicediscovery", "CreatePublicDnsNamespace"): frozenset({"Tags"}),
    ("servicediscovery", "CreateService"): frozenset({"Tags"}),
}

NAMESPACES = ("CreateHttpNamespace", "CreatePrivateDnsNamespace", "CreatePublicDnsNamespace")


@contextmanager
def running_moto() -> Iterator[str]:
    """A moto server in this process on a free port of loopback; its address. It ends with the block."""
    import logging

    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        _host, port = server.get_host_and_port()
        yield f"http://127.0.0.1:{port}"
    finally:
        server.stop()


def round_trip(
    endpoint: str, documents: Iterable[tuple[str, str, Any]], links: Mapping[tuple[int, Any], int] | None = None
) -> list[str]:
    """What comes back from moto differently than it was sent; nothing when all is kept. Forgets everything first.

    `links` says which document makes what a place names, as in `meshc.backends.limits.Build`.
    """
    with urlopen(Request(f"{endpoint}/moto-api/reset", method="POST"), timeout=10):
        pass
    sender = _Sender(endpoint)
    made: dict[int, dict[str, str]] = {}
    differences: list[str] = []
    for index, (service, operation, original) in enumerate(documents):
        body = copy.deepcopy(original)
        for (owner, pointer), target in (links or {}).items():
            if owner == index:
                _put(body, pointer, made[target])
        kept, made[index] = sender.send(service, operation, body)
        expected = {k: v for k, v in body.items() if k not in DROPPED.get((service, operation), ())}
        differences += (f"{service} {operation} {index}{text}" for text in _differences(expected, kept, ""))
    return differences


@cache
def _client(endpoint: str, service: str) -> Any:
    import boto3
    from botocore.config import Config

    session = boto3.session.Session("testing", "testing", "testing", REGION)
    config = Config(inject_host_prefix=False, retries={"max_attempts": 0}, connect_timeout=5, read_timeout=30)
    return session.client(service, endpoint_url=endpoint, config=config)


class _Sender:
    """Sends bodies, makes what they take for granted, and reads back what was kept."""

    def __init__(self, endpoint: str) -> None:
        self.ecs = _client(endpoint, "ecs")
        self.cloud_map = _client(endpoint, "servicediscovery")
        self.ec2 = _client(endpoint, "ec2")
        self.app_mesh = AppMesh(_client(endpoint, "appmesh"))
        self.families: set[str] = set()
        self.vpc = ""
        self.network: dict[str, str] = {}

    def send(self, service: str, operation: str, body: dict[str, Any]) -> tuple[Any, dict[str, str]]:
        """What was kept of the body, and the ids by which other bodies name it."""
        if service == "appmesh":
            return self.app_mesh.send(operation, body), {}
        if operation == "RegisterTaskDefinition":
            return self._task_definition(body)
        if (service, operation) == ("ecs", "CreateService"):
            return self._ecs_service(body)
        if operation in NAMESPACES:
            return self._namespace(operation, body)
        if (service, operation) == ("servicediscovery", "CreateService"):
            return self._cloud_map_service(body)
        raise ValueError(f"no round trip for {service} {operation}")

    def _task_definition(self, body: dict[str, Any]) -> tuple[Any, dict[str, str]]:
        arn = self.ecs.register_task_definition(**body)["taskDefinition"]["taskDefinitionArn"]
        self.families.add(body["family"])
        answer = self.ecs.describe_task_definition(taskDefinition=arn, include=["TAGS"])
        return {**answer["taskDefinition"], "tags": answer.get("tags", [])}, {"taskDefinition": body["family"]}

    def _ecs_service(self, body: dict[str, Any]) -> tuple[Any, dict[str, str]]:
        cluster = body.get("cluster", "default")
        self.ecs.create_cluster(clusterName=cluster)
        family = body["taskDefinition"].partition(":")[0]
        if family not in self.families:
            container = {"name": "app", "image": "example/app", "memory": 128}
            self._task_definition({"family": family, "containerDefinitions": [container]})
        awsvpc = body.get("networkConfiguration", {}).get("awsvpcConfiguration", {})
        for member in ("subnets", "securityGroups"):
            if member in awsvpc:
                awsvpc[member] = [self._placed(member, name) for name in awsvpc[member]]
        self.ecs.create_service(**body)
        kept = self.ecs.describe_services(cluster=cluster, services=[body["serviceName"]], include=["TAGS"])
        service = kept["services"][0]
        # ECS answers with ARNs where it was sent names.
        ends = {"cluster": service["clusterArn"], "taskDefinition": service["taskDefinition"].rpartition(":")[0]}
        names = {member: arn.rpartition("/")[2] for member, arn in ends.items()}
        body["taskDefinition"] = family
        return {**service, **names}, {}

    def _placed(self, member: str, name: str) -> str:
        """The id of a subnet or a security group that stands for the named one; moto wants it to exist."""
        if name not in self.network:
            self.vpc = self.vpc or self.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
            if member == "subnets":
                block = f"10.0.{len(self.network)}.0/24"
                made = self.ec2.create_subnet(VpcId=self.vpc, CidrBlock=block)["Subnet"]["SubnetId"]
            else:
                made = self.ec2.create_security_group(VpcId=self.vpc, GroupName=name, Description=name)["GroupId"]
            self.network[name] = made
        return self.network[name]

    def _namespace(self, operation: str, body: dict[str, Any]) -> tuple[Any, dict[str, str]]:
        create = {
            "CreateHttpNamespace": self.cloud_map.create_http_namespace,
            "CreatePrivateDnsNamespace": self.cloud_map.create_private_dns_namespace,
            "CreatePublicDnsNamespace": self.cloud_map.create_public_dns_namespace,
        }[operation]
        done = self.cloud_map.get_operation(OperationId=create(**body)["OperationId"])["Operation"]
        kept = self.cloud_map.get_namespace(Id=done["Targets"]["NAMESPACE"])["Namespace"]
        return kept, {"NamespaceId": kept["Id"], "namespace": kept["Arn"]}

    def _cloud_map_service(self, body: dict[str, Any]) -> tuple[Any, dict[str, str]]:
        made = self.cloud_map.create_service(**body)["Service"]
        kept = self.cloud_map.get_service(Id=made["Id"])["Service"]
        return kept, {"registryArn": kept["Arn"], "ServiceId": kept["Id"]}


def _put(body: Any, pointer: tuple[str | int, ...], ids: Mapping[str, str]) -> None:
    *above, last = pointer
    for step in above:
        body = body[step]
    body[last] = ids[str(last)]


def _differences(sent: Any, kept: Any, place: str) -> Iterator[str]:
    """Where something sent is missing or changed; what the server adds to objects does not count."""
    if isinstance(sent, Mapping) and isinstance(kept, Mapping):
        for name, value in sent.items():
            if name in kept:
                yield from _differences(value, kept[name], f"{place}/{name}")
            else:
                yield f"{place}/{name}: not kept"
    elif isinstance(sent, list) and isinstance(kept, list) and len(sent) == len(kept):
        for index, (one, other) in enumerate(zip(sent, kept, strict=True)):
            yield from _differences(one, other, f"{place}/{index}")
    elif sent != kept:
        yield f"{place}: sent {sent!r}, kept {kept!r}"
