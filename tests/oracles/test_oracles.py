"""The judges accept what AWS takes, refuse what it does not, and agree with the checks of the compiler."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from meshc.backends.limits import Limit, Strength, all_limits, check_documents
from meshc.targets.schemas import violations

from .bodies import (
    ACCEPTED,
    CUSTOM_HEALTH,
    FARGATE_TASK,
    FIRELENS_TASK,
    PRIVATE_NAMESPACE,
    SERVER,
    discovered,
    found_by_dns,
)
from .documented import FARGATE_PAIRS
from .oracle import judge
from .roundtrip import DROPPED, round_trip

KEPT = {("ecs", "RegisterTaskDefinition"), ("ecs", "CreateService")} | {
    key for key in DROPPED if key[0] == "servicediscovery"
}
NAMES = [name for name, *_rest in ACCEPTED]


@pytest.mark.parametrize(("_name", "service", "operation", "body"), ACCEPTED, ids=NAMES)
def test_all_judges_accept(_name: str, service: str, operation: str, body: dict[str, Any]) -> None:
    assert judge(service, operation, body) == []
    assert violations(service, operation, body) == []
    assert list(check_documents([(service, operation, body)])) == []


def service(change: Callable[[dict[str, Any]], object]) -> tuple[str, str, dict[str, Any]]:
    body = copy.deepcopy(SERVER)
    change(body)
    return "ecs", "CreateService", body


def task(change: Callable[[dict[str, Any]], object]) -> tuple[str, str, dict[str, Any]]:
    body = copy.deepcopy(FARGATE_TASK)
    change(body)
    return "ecs", "RegisterTaskDefinition", body


def offered(body: dict[str, Any]) -> dict[str, Any]:
    return body["serviceConnectConfiguration"]["services"][0]


REFUSED = {
    "unknown member": task(lambda body: body.update(taskFamily="x")),
    "missing member": task(lambda body: body.pop("family")),
    "wrong type": task(lambda body: body.update(cpu=512)),
    "wrong enum": task(lambda body: body.update(networkMode="macvlan")),
    "too many tags": task(lambda body: body.update(tags=[{"key": str(n), "value": ""} for n in range(51)])),
    "port name": task(lambda body: body["containerDefinitions"][0]["portMappings"][0].update(name="HTTP")),
    "health interval": task(lambda body: body["containerDefinitions"][0]["healthCheck"].update(interval=1)),
    "fargate size": task(lambda body: body.update(memory="512")),
    "two aliases": service(lambda body: offered(body)["clientAliases"].append({"port": 1})),
    "discovery name": service(lambda body: offered(body).update(discoveryName="User")),
    "alias port": service(lambda body: offered(body)["clientAliases"][0].update(port=70000)),
    "empty union": service(lambda body: body["serviceConnectConfiguration"].update(containerConfigurations=[{}])),
    "logs of nothing": service(lambda body: body["serviceConnectConfiguration"].pop("logConfiguration")),
    "canary when linear": service(lambda body: body["deploymentConfiguration"].update(strategy="LINEAR")),
    "records": ("servicediscovery", "CreateService", found_by_dns("A", "SRV")),
    "service name": ("servicediscovery", "CreateService", found_by_dns("A", Name="-user")),
    "public name": ("servicediscovery", "CreatePublicDnsNamespace", {"Name": "demo"}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_some_judge_refuses(name: str) -> None:
    service, operation, body = REFUSED[name]
    assert judge(service, operation, body) != []
    assert violations(service, operation, body) or list(check_documents([(service, operation, body)]))


DOCUMENT_LIMITS = [
    limit for limit in all_limits() if limit.scope == "document" and limit.strength is not Strength.ADVICE
]


@pytest.mark.parametrize("limit", DOCUMENT_LIMITS, ids=[limit.id for limit in DOCUMENT_LIMITS])
def test_judges_accept_what_is_at_a_limit(limit: Limit) -> None:
    assert judge(limit.service, limit.operations[0], limit.at()) == []


def test_both_know_the_same_fargate_sizes() -> None:
    from meshc.backends.ecs.fargate import MEMORY_BY_CPU

    assert len(FARGATE_PAIRS) == 74
    assert {(cpu, memory) for cpu, amounts in MEMORY_BY_CPU.items() for memory in amounts} == FARGATE_PAIRS


@pytest.mark.parametrize(
    ("_name", "service", "operation", "body"),
    [case for case in ACCEPTED if case[1:3] in KEPT],
    ids=[case[0] for case in ACCEPTED if case[1:3] in KEPT],
)
def test_moto_keeps_a_body(moto_endpoint: str, _name: str, service: str, operation: str, body: dict[str, Any]) -> None:
    assert round_trip(moto_endpoint, [(service, operation, body)]) == []


def test_moto_keeps_a_build(moto_endpoint: str) -> None:
    documents = [
        ("servicediscovery", "CreatePrivateDnsNamespace", PRIVATE_NAMESPACE),
        ("servicediscovery", "CreateService", found_by_dns("A", **CUSTOM_HEALTH)),
        ("ecs", "RegisterTaskDefinition", FARGATE_TASK),
        ("ecs", "RegisterTaskDefinition", FIRELENS_TASK),
        ("ecs", "CreateService", discovered()),
    ]
    links = {(1, ("NamespaceId",)): 0, (4, ("serviceRegistries", 0, "registryArn")): 1}
    assert round_trip(moto_endpoint, documents, links) == []


def test_a_changed_body_is_noticed(moto_endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(DROPPED, ("ecs", "RegisterTaskDefinition"), frozenset())
    body = {**FARGATE_TASK, "enableFaultInjection": True}
    found = round_trip(moto_endpoint, [("ecs", "RegisterTaskDefinition", body)])
    assert found == ["ecs RegisterTaskDefinition 0/enableFaultInjection: not kept"]
