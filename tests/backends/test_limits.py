"""Every limit is held at its limit and broken one past it, and the schema and the checks agree on who sees what."""

from __future__ import annotations

import re
from typing import Any

import pytest

from meshc.backends import samples
from meshc.backends.ecs.fargate import MEMORY_BY_CPU
from meshc.backends.limits import Breach, Build, Limit, all_limits, check_body, check_documents, suggestion
from meshc.targets.schemas import has_schema, violations

LIMITS = all_limits()
NAMES = [limit.id for limit in LIMITS]


def documents_of(limit: Limit, example: Any) -> tuple[list[tuple[str, str, Any]], dict[Any, int]]:
    if isinstance(example, Build):
        return [tuple(document) for document in example.documents], dict(example.links)
    return [(limit.service, limit.operations[0], example)], {}


def breaches(limit: Limit, example: Any) -> list[Breach]:
    return list(check_documents(*documents_of(limit, example)))


def generic(pointer: tuple[str | int, ...]) -> str:
    return ".".join("[]" if isinstance(part, int) else part for part in pointer).replace(".[]", "[]")


@pytest.mark.parametrize("limit", LIMITS, ids=NAMES)
def test_at_the_limit_nothing_is_found(limit: Limit) -> None:
    documents, links = documents_of(limit, limit.at())
    for service, operation, body in documents:
        assert violations(service, operation, body) == []
    assert list(check_documents(documents, links)) == []


@pytest.mark.parametrize("limit", LIMITS, ids=NAMES)
def test_past_the_limit_it_is_found(limit: Limit) -> None:
    example = limit.past()
    if limit.in_schema:
        found = violations(limit.service, limit.operations[0], example)
        assert {generic(pointer).startswith(limit.field) for pointer, _message in found} == {True}
        return
    documents, _links = documents_of(limit, example)
    for service, operation, body in documents:
        assert violations(service, operation, body) == []
    found = [breach for breach in breaches(limit, example) if breach.limit is limit]
    assert len(found) >= 1
    for breach in found:
        assert documents[breach.document][:2] in {(limit.service, operation) for operation in limit.operations}
        assert limit.field == "" or generic(breach.pointer).startswith(limit.field.removesuffix("[]"))
        assert "`" in breach.message or breach.message[0].islower()
        assert not breach.message.endswith(".")


@pytest.mark.parametrize("limit", LIMITS, ids=NAMES)
def test_a_limit_is_well_described(limit: Limit) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", limit.id)
    assert limit.statement.endswith(".")
    assert limit.value
    assert limit.source.startswith(("https://", "botocore "))
    assert all(has_schema(limit.service, operation) for operation in limit.operations)
    assert limit.scope == ("build" if isinstance(limit.at(), Build) else "document")


def test_ids_are_unique() -> None:
    assert sorted(set(NAMES)) == sorted(NAMES)


def test_messages_name_value_and_limit() -> None:
    body = {
        "serviceName": "api",
        "serviceConnectConfiguration": {
            "enabled": True,
            "services": [{"portName": "http", "discoveryName": "d" * 70, "clientAliases": [{"port": 80}]}],
        },
    }
    (breach,) = check_documents([("ecs", "CreateService", body)])
    assert breach.pointer == ("serviceConnectConfiguration", "services", 0, "discoveryName")
    assert breach.limit.id == "discovery-name"
    assert breach.message.startswith("`discoveryName` has 70 characters; Service Connect allows 64")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (samples.service(desiredCount=-1), "`desiredCount` is -1 tasks; ECS allows 0 to 5,000 tasks"),
        (samples.connected() | {"desiredCount": -1}, "`desiredCount` is -1 tasks; ECS allows 0 tasks or more"),
        (
            samples.connected() | {"desiredCount": 1500},
            "`desiredCount` is 1,500 tasks; a service with Service Connect or discovery has at most 1,000",
        ),
    ],
)
def test_numbers_of_tasks(body: dict[str, Any], expected: str) -> None:
    assert [message for _limit, _pointer, message in check_body("ecs", "CreateService", body)] == [expected]


def test_what_is_not_known_yet_is_not_refused() -> None:
    body = {
        "family": "${family}",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "${cpu}",
        "memory": "${memory}",
        "containerDefinitions": [{"name": "${name}", "image": "${image}", "portMappings": [{"name": "${port}"}]}],
    }
    assert check_body("ecs", "RegisterTaskDefinition", body) == []


def test_fargate_has_74_sizes_and_no_other() -> None:
    amounts = sorted({amount for allowed in MEMORY_BY_CPU.values() for amount in allowed} | {256, 131072})
    accepted = [
        (cpu, memory)
        for cpu in (*MEMORY_BY_CPU, 128, 32768)
        for memory in amounts
        if not check_body("ecs", "RegisterTaskDefinition", samples.task(cpu=str(cpu), memory=str(memory)))
    ]
    assert len(accepted) == 74
    assert all(memory in MEMORY_BY_CPU[cpu] for cpu, memory in accepted)


@pytest.mark.parametrize(
    ("cpu", "memory", "expected"),
    [
        ("0.5 vCPU", "1GB", []),
        (".25 vcpu", "0.5 GB", []),
        ("1vCPU", "1 GB", ["`memory` is 1 GB; Fargate has 2048 to 8192 in steps of 1024 MiB with 1024 CPU units"]),
        ("300", "1024", ["`cpu` is 300; Fargate has 256, 512, 1024, 2048, 4096, 8192, 16384 CPU units"]),
        ("fast", "1024", ["`cpu` is fast; Fargate has 256, 512, 1024, 2048, 4096, 8192, 16384 CPU units"]),
    ],
)
def test_sizes_are_written_in_two_ways(cpu: str, memory: str, expected: list[str]) -> None:
    found = check_body("ecs", "RegisterTaskDefinition", samples.task(cpu=cpu, memory=memory))
    assert [message for _limit, _pointer, message in found] == expected


def test_operations_without_limits_are_left_alone() -> None:
    assert check_body("ecs", "CreateCluster", {}) == []


def test_a_name_that_would_do() -> None:
    pointer = ("containerDefinitions", 0, "portMappings", 1, "name")
    assert suggestion("ecs", "RegisterTaskDefinition", pointer, "HTTP Port") == "http-port"
    assert suggestion("servicediscovery", "CreateService", ("Name",), "größe!") is not None
    assert suggestion("ecs", "RegisterTaskDefinition", ("cpu",), "x") is None


@pytest.mark.parametrize(
    ("container", "reason"),
    [
        ({"logConfiguration": samples.logs("awslogs")}, "awslogs"),
        (
            {"logConfiguration": {"logDriver": "splunk", "secretOptions": [{"name": "t", "valueFrom": "a"}]}},
            "the secret options of the log",
        ),
        ({"secrets": [{"name": "A", "valueFrom": "a"}]}, "secrets"),
        ({"repositoryCredentials": {"credentialsParameter": "a"}}, "the credentials of a registry"),
        ({"environmentFiles": [{"type": "s3", "value": "arn:aws:s3:::b/k.env"}]}, "environment files"),
    ],
)
def test_what_ecs_fetches_on_fargate_needs_the_execution_role(container: dict[str, Any], reason: str) -> None:
    body = samples.task(samples.container(**container), executionRoleArn=None)
    found = [
        message
        for limit, _pointer, message in check_body("ecs", "RegisterTaskDefinition", body)
        if limit.id == "fargate-execution-role"
    ]
    assert found == [f"`executionRoleArn` is missing; Fargate needs it for {reason}"]


def test_a_group_of_instances_is_ec2() -> None:
    strategy = [{"capacityProvider": "instances", "weight": 1}]
    awsvpc = {"subnets": ["subnet-0a"], "assignPublicIp": "ENABLED"}
    body = samples.service(
        launchType=None,
        capacityProviderStrategy=strategy,
        platformVersion="1.4.0",
        networkConfiguration={"awsvpcConfiguration": awsvpc},
    )
    found = {limit.id for limit, _pointer, _message in check_body("ecs", "CreateService", body)}
    assert found == {"public-address", "platform-version"}
    documents = [("ecs", "RegisterTaskDefinition", samples.task()), ("ecs", "CreateService", samples.service() | body)]
    documents[1][2].pop("launchType")
    assert "service-compatibility" in {breach.limit.id for breach in check_documents(documents)}
