"""Which ECS services a mesh becomes."""

from __future__ import annotations

import pytest

from meshc.backends.units import units
from meshc.ir.registration import registered
from tests.backends.builders import mesh, service, workload


def named(*services: object, **changes: object) -> list[tuple[str, str]]:
    return [(unit.name, unit.discovery_name) for unit in units(mesh(*services, **changes))]  # type: ignore[arg-type]


def told_apart(*services: object) -> list[tuple[str, str]]:
    """Names where callers tell instances of one name apart by their attributes."""
    return [(unit.name, unit.discovery_name) for unit in units(mesh(*services), attributes=True)]  # type: ignore[arg-type]


def version(name: str | None, weight: float | None = None, **changes: object) -> dict[str, object]:
    return {"name": name, "weight": weight, "workload": workload("contract"), **changes}


def test_a_service_without_versions_is_one_unit() -> None:
    assert named(service()) == [("user", "user")]


def test_each_version_is_a_unit_and_the_heaviest_gets_the_name() -> None:
    versions = [version("v1", 10), version("v2", 90)]
    assert named(service("contract", versions=versions)) == [
        ("contract-v1", "contract-v1"),
        ("contract-v2", "contract"),
    ]


def test_the_first_of_equals_and_of_weightless_versions_gets_the_name() -> None:
    for weight in (None, 50):
        versions = [version("v1", weight), version("v2", weight)]
        assert named(service("contract", versions=versions))[0][1] == "contract"


def test_a_version_that_others_deploy_is_no_unit_but_may_own_the_name() -> None:
    versions = [version("v1", 90, deployed=False), version("v2", 10)]
    assert named(service("contract", versions=versions)) == [("contract-v2", "contract-v2")]


def test_discovery_names_can_be_chosen() -> None:
    versions = [version("v1", 90), version("v2", 10)]
    renamed = service("contract", versions=versions, discovery={"name": "deal"})
    assert named(renamed) == [("contract-v1", "deal"), ("contract-v2", "deal-v2")]
    versions[1]["discovery"] = {"name": "next"}
    assert named(renamed) == [("contract-v1", "deal"), ("contract-v2", "next")]


def test_a_version_that_repeats_the_name_of_its_service_keeps_its_own() -> None:
    versions = [version("v1", 90, discovery={"name": "deal"}), version("v2", 10, discovery={"name": "deal"})]
    renamed = service("contract", versions=versions, discovery={"name": "deal"})
    assert [name for _, name in named(renamed)] == ["deal", "deal-v2"]


def asks(**attributes: str) -> dict[str, object]:
    return {"attributes": [{"name": name, "value": value} for name, value in attributes.items()]}


@pytest.mark.parametrize(
    ("of_v1", "of_v2", "name"),
    [
        (asks(ECS_TASK_DEFINITION_FAMILY="c-1"), asks(ECS_TASK_DEFINITION_FAMILY="c-2"), "contract"),
        (None, asks(ECS_TASK_DEFINITION_FAMILY="c-2"), "contract-v2"),
        (asks(ECS_TASK_DEFINITION_FAMILY="c-1"), None, "contract-v2"),
        (asks(ECS_TASK_DEFINITION_FAMILY="c"), asks(ECS_TASK_DEFINITION_FAMILY="c"), "contract-v2"),
        (asks(colour="blue"), asks(colour="red"), "contract-v2"),
        ({**asks(REGION="a"), "ttl": 5000}, {**asks(REGION="b"), "ttl": 5000}, "contract"),
        ({**asks(REGION="a"), "ttl": 5000}, {**asks(REGION="b"), "ttl": 9000}, "contract-v2"),
        ({**asks(REGION="a"), "ttl": 5000}, asks(REGION="b"), "contract-v2"),
        ({**asks(REGION="a"), "name": "deal"}, asks(REGION="b"), "contract-v2"),
    ],
)
def test_versions_stand_behind_one_name_where_attributes_tell_each_from_the_other(
    of_v1: object, of_v2: object, name: str
) -> None:
    versions = [version("v1", 90, discovery=of_v1), version("v2", 10, discovery=of_v2)]
    assert told_apart(service("contract", versions=versions))[1] == ("contract-v2", name)
    assert named(service("contract", versions=versions))[1] == ("contract-v2", "contract-v2")


def test_a_version_without_attributes_of_its_own_is_asked_for_by_those_of_the_service() -> None:
    versions = [version("v1", 90), version("v2", 10, discovery=asks(REGION="b"))]
    contract = service("contract", versions=versions, discovery=asks(REGION="a"))
    assert told_apart(contract)[1] == ("contract-v2", "contract")


def test_a_gateway_is_a_unit_if_it_says_what_it_runs() -> None:
    gateway = {"name": "public", "ports": [{"number": 80, "protocol": "http"}]}
    bare = {"application": {"name": "public"}, "ecs": {}}
    assert named(gateways=[{**gateway, "workload": bare}]) == []
    assert named(gateways=[{**gateway, "workload": workload("public")}]) == [("public", "public")]
    supplied = {**bare, "task": {"path": "t.json", "body": {}}}
    assert named(gateways=[{**gateway, "workload": supplied}]) == [("public", "public")]


def test_what_runs_without_a_proxy_is_not_meshed() -> None:
    assert [unit.meshed for unit in units(mesh(service(mesh=False)))] == [False]


def test_clients_and_services_without_proxy_make_registrations() -> None:
    clients = [{"name": "report", "type": "lambda", "calls": [{"to": "user"}]}]
    assert {"user", "old"} == registered(mesh(service(), service("old", mesh=False), service("new"), clients=clients))
