"""ECS services and their scaling, field by field."""

from __future__ import annotations

from typing import Any

import pytest

from meshc.backends.base import Contribution
from meshc.backends.ecs.model import UPDATED
from tests.backends.builders import came_from, lowered, mesh, running, with_origins

SHIFTING = Contribution(
    "user", service_fields={"serviceConnectConfiguration": {"enabled": True, "services": [{"portName": "user"}]}}
)
"""Something by which ECS can move traffic."""


def made(*extra: Contribution, **changes: Any) -> Any:
    return lowered(mesh(running(**changes)), "service-discovery", *extra)


def test_the_least_that_a_service_has() -> None:
    result = made()
    assert result.service() == {
        "serviceName": "user",
        "taskDefinition": "user",
        "desiredCount": 1,
        "launchType": "FARGATE",
        "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["${ecs.subnets}"]}},
    }
    assert result.update() == {
        "service": "user",
        "taskDefinition": "user",
        "desiredCount": 1,
        "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["${ecs.subnets}"]}},
        "serviceRegistries": [],
        "serviceConnectConfiguration": {"enabled": False},
    }


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"replicas": 3}, {"desiredCount": 3}),
        ({"replicas": {"late": "param.n"}}, {"desiredCount": 1}),
        ({"ecs": {"cluster": "demo"}}, {"cluster": "demo"}),
        ({"ecs": {"launch": "ec2"}}, {"launchType": "EC2"}),
        ({"ecs": {"platform": {"version": "1.4.0"}}}, {"platformVersion": "1.4.0"}),
        ({"ecs": {"execute_command": True}}, {"enableExecuteCommand": True}),
        (
            {"ecs": {"tags": [{"name": "team", "value": "a"}]}},
            {"tags": [{"key": "team", "value": "a"}], "propagateTags": "SERVICE"},
        ),
        (
            {"ecs": {"subnets": ["subnet-1"], "security_groups": ["sg-1"], "public_ip": True}},
            {
                "networkConfiguration": {
                    "awsvpcConfiguration": {
                        "subnets": ["subnet-1"],
                        "securityGroups": ["sg-1"],
                        "assignPublicIp": "ENABLED",
                    }
                }
            },
        ),
        (
            {"ecs": {"subnets": {"late": "param.s"}, "security_groups": {"late": "param.g"}, "public_ip": False}},
            {
                "networkConfiguration": {
                    "awsvpcConfiguration": {
                        "subnets": ["${param.s}"],
                        "securityGroups": ["${param.g}"],
                        "assignPublicIp": "DISABLED",
                    }
                }
            },
        ),
        ({"deployment": {"health_grace": 90_500}}, {"healthCheckGracePeriodSeconds": 91}),
    ],
)
def test_fields(written: dict[str, Any], expected: dict[str, Any]) -> None:
    body = made(**written).service()
    assert expected == {key: body[key] for key in expected}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"strategy": "rolling"}, {"strategy": "ROLLING"}),
        ({"minimum_healthy": 50, "maximum": 150}, {"minimumHealthyPercent": 50, "maximumPercent": 150}),
        ({"circuit_breaker": {}}, {"deploymentCircuitBreaker": {"enable": True, "rollback": True}}),
        (
            {"circuit_breaker": {"rollback": False}},
            {"deploymentCircuitBreaker": {"enable": True, "rollback": False}},
        ),
        ({"strategy": "blue-green"}, {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 0}),
        ({"strategy": "blue-green", "bake": 90_000}, {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 2}),
        (
            {"strategy": "canary", "step": 5, "step_bake": 600_000},
            {"strategy": "CANARY", "canaryConfiguration": {"canaryPercent": 5.0, "canaryBakeTimeInMinutes": 10}},
        ),
        (
            {"strategy": "linear", "step": 12.5},
            {"strategy": "LINEAR", "linearConfiguration": {"stepPercent": 12.5}},
        ),
        ({"alarms": ["errors"]}, {"alarms": {"alarmNames": ["errors"], "enable": True, "rollback": True}}),
    ],
)
def test_deployments(written: dict[str, Any], expected: dict[str, Any]) -> None:
    result = made(SHIFTING, deployment=written)
    assert expected == result.service()["deploymentConfiguration"] == result.update()["deploymentConfiguration"]


def test_a_deployment_is_rolling_where_nothing_can_move_traffic() -> None:
    written = {"strategy": "canary", "step": 5, "step_bake": 600_000, "bake": 60_000, "maximum": 150}
    assert made(deployment=written).service()["deploymentConfiguration"] == {"maximumPercent": 150}


def test_capacity_providers_stand_instead_of_a_launch_type() -> None:
    providers = [{"name": "FARGATE_SPOT", "weight": 3}, {"name": "FARGATE", "weight": 1, "base": 1}]
    result = made(ecs={"capacity_providers": providers})
    strategy = [
        {"capacityProvider": "FARGATE_SPOT", "weight": 3},
        {"capacityProvider": "FARGATE", "weight": 1, "base": 1},
    ]
    assert strategy == result.service()["capacityProviderStrategy"] == result.update()["capacityProviderStrategy"]
    assert "launchType" not in result.service()
    assert result.update()["forceNewDeployment"]


def test_scaling_begins_at_its_minimum_and_updates_leave_the_number_alone() -> None:
    result = made(autoscale={"min": 2, "max": 9})
    assert result.service()["desiredCount"] == 2
    assert "desiredCount" not in result.update()
    assert made(autoscale={"min": 2, "max": 9}, replicas=4).service()["desiredCount"] == 4


def test_a_policy_per_measure() -> None:
    autoscale = {"min": 2, "max": 9, "cpu": 60, "memory": 75, "scale_in_cooldown": 300_000, "scale_out_cooldown": 500}
    result = made(autoscale=autoscale, ecs={"cluster": "arn:aws:ecs:eu-west-1:111122223333:cluster/demo"})
    common = {
        "ServiceNamespace": "ecs",
        "ResourceId": "service/demo/user",
        "ScalableDimension": "ecs:service:DesiredCount",
    }
    assert {**common, "MinCapacity": 2, "MaxCapacity": 9} == result.body("ecs/user/scalable-target")
    assert {
        "PolicyName": "user-cpu",
        **common,
        "PolicyType": "TargetTrackingScaling",
        "TargetTrackingScalingPolicyConfiguration": {
            "TargetValue": 60.0,
            "PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"},
            "ScaleInCooldown": 300,
            "ScaleOutCooldown": 1,
        },
    } == result.body("ecs/user/scaling-policy-cpu")
    memory = result.body("ecs/user/scaling-policy-memory")["TargetTrackingScalingPolicyConfiguration"]
    assert memory["TargetValue"] == 75
    assert result.resources["ecs/user/scalable-target"].after == ("ecs/user/service",)
    assert result.resources["ecs/user/scaling-policy-cpu"].after == ("ecs/user/scalable-target",)


@pytest.mark.parametrize(
    ("cluster", "expected"),
    [
        (None, "service/default/user"),
        ({"template": [{"late": "param.c"}]}, "service/${param.c}/user"),
        ({"template": ["team-", {"late": "param.c"}]}, "service/team-${param.c}/user"),
        ({"template": ["arn:aws:ecs:", {"late": "aws.region"}, ":1:cluster/demo"]}, "service/demo/user"),
        (
            {"template": ["arn:", {"late": "aws.region"}, ":cluster/a", {"late": "param.c"}, "-b"]},
            "service/a${param.c}-b/user",
        ),
    ],
)
def test_the_cluster_of_scaling(cluster: Any, expected: str) -> None:
    result = made(autoscale={"min": 1, "max": 2, "cpu": 50}, ecs={"cluster": cluster})
    assert expected == result.body("ecs/user/scaling-policy-cpu")["ResourceId"]


def test_what_backends_contribute_stands_in_both_requests_and_their_order() -> None:
    registries = [{"registryArn": "arn:r"}]
    contribution = Contribution(
        unit="user",
        service_fields={"serviceRegistries": registries},
        after=("cloudmap/user/service",),
        start_after=("billing",),
    )
    result = lowered(mesh(running()), "service-discovery", contribution)
    assert registries == result.service()["serviceRegistries"] == result.update()["serviceRegistries"]
    first = ("ecs/user/task-definition", "cloudmap/user/service", "ecs/billing/service")
    assert first == result.resources["ecs/user/service"].after
    update = result.resources["ecs/user/update-service"]
    assert update.phase == "update"
    last = ("ecs/user/task-definition", "ecs/user/service", "cloudmap/user/service", "ecs/billing/update-service")
    assert last == update.after


def test_what_can_be_sent_again_is_sent_in_every_deployment() -> None:
    result = made(autoscale={"min": 1, "max": 2, "cpu": 50})
    phases = {id.removeprefix("ecs/user/"): resource.phase for id, resource in result.resources.items()}
    assert phases == {
        "task-definition": "put",
        "service": "create",
        "update-service": "update",
        "scalable-target": "put",
        "scaling-policy-cpu": "put",
    }


def test_a_tagged_range_is_made_once_and_changed_without_its_tags() -> None:
    tags = {"tags": [{"name": "team", "value": "a"}, {"name": "key", "value": {"store": "ssm", "name": "/k"}}]}
    result = made(autoscale={"min": 1, "max": 2}, ecs=tags)
    first, later = (result.body(f"ecs/user/{name}") for name in ("scalable-target", "update-scalable-target"))
    assert first == {**later, "Tags": {"team": "a"}}
    assert result.resources["ecs/user/scalable-target"].phase == "create"
    assert result.resources["ecs/user/update-scalable-target"].phase == "update"


def test_an_update_takes_only_what_updates_take() -> None:
    import json

    from meshc import data

    def fields(operation: str) -> set[str]:
        schema = json.loads(data.read_text(f"schemas/targets/ecs/{operation}.schema.json"))
        return set(schema["$defs"][schema["$ref"].removeprefix("#/$defs/")]["properties"])

    shared = fields("CreateService") & fields("UpdateService")
    assert set() == UPDATED - shared
    assert {"gatewayConnectors", "monitoring"} == shared - UPDATED


def test_files_and_ids() -> None:
    result = made(autoscale={"min": 1, "max": 2, "cpu": 50})
    assert [(resource.id, resource.file) for resource in result.resources.values()] == [
        ("ecs/user/task-definition", "user.task-definition.json"),
        ("ecs/user/service", "user.create-service.json"),
        ("ecs/user/update-service", "user.update-service.json"),
        ("ecs/user/scalable-target", "user.scalable-target.json"),
        ("ecs/user/scaling-policy-cpu", "user.scaling-policy-cpu.json"),
    ]


def test_every_field_knows_its_line() -> None:
    source = mesh(
        running(
            replicas=2,
            ecs={"cluster": "c", "subnets": ["s"], "capacity_providers": [{"name": "FARGATE", "base": 1}]},
            deployment={"strategy": "canary", "step": 5},
        )
    )
    result = lowered(with_origins(source), "service-discovery", SHIFTING)  # type: ignore[arg-type]
    at = "services[0].versions[0].workload"
    for id in ("ecs/user/service", "ecs/user/update-service"):
        for pointer, field in (
            (("desiredCount",), "replicas"),
            (("cluster",), "ecs.cluster"),
            (("networkConfiguration", "awsvpcConfiguration", "subnets", 0), "ecs.subnets"),
            (("capacityProviderStrategy", 0, "base"), "ecs.capacity_providers[0].base"),
            (("deploymentConfiguration", "strategy"), "deployment.strategy"),
            (("deploymentConfiguration", "canaryConfiguration", "canaryPercent"), "deployment.step"),
        ):
            assert f"{at}.{field}" == came_from(result.resources[id], *pointer)
