"""Task definitions, field by field."""

from __future__ import annotations

from typing import Any

import pytest

from meshc.backends.base import Contribution
from meshc.source import BUILT_IN, Item, Origin
from tests.backends.builders import came_from, lowered, mesh, running, with_origins


def task(**changes: Any) -> Any:
    return lowered(mesh(running(**changes))).task()


def test_the_least_that_a_task_has() -> None:
    made = task()
    del made["containerDefinitions"]
    assert made == {
        "family": "user",
        "networkMode": "awsvpc",
        "requiresCompatibilities": ["FARGATE"],
        "cpu": "256",
        "memory": "512",
    }


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            {"ecs": {"task_role": "arn:t", "execution_role": "arn:e"}},
            {"taskRoleArn": "arn:t", "executionRoleArn": "arn:e"},
        ),
        ({"ecs": {"launch": "ec2"}}, {"requiresCompatibilities": ["EC2"]}),
        ({"ecs": {"capacity_providers": [{"name": "own"}]}}, {"requiresCompatibilities": ["EC2"]}),
        (
            {"ecs": {"capacity_providers": [{"name": "FARGATE_SPOT"}], "launch": "ec2"}},
            {"requiresCompatibilities": ["FARGATE"]},
        ),
        (
            {"ecs": {"platform": {"os": "linux", "architecture": "arm64"}}},
            {"runtimePlatform": {"operatingSystemFamily": "LINUX", "cpuArchitecture": "ARM64"}},
        ),
        (
            {"ecs": {"platform": {"os": "windows-2022-core"}}},
            {"runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}},
        ),
        ({"ephemeral_storage": 50}, {"ephemeralStorage": {"sizeInGiB": 50}}),
        ({"ecs": {"tags": [{"name": "team", "value": "a"}]}}, {"tags": [{"key": "team", "value": "a"}]}),
        ({"volumes": [{"name": "scratch"}]}, {"volumes": [{"name": "scratch"}]}),
        (
            {"volumes": [{"name": "d", "efs": "fs-1"}]},
            {
                "volumes": [
                    {"name": "d", "efsVolumeConfiguration": {"fileSystemId": "fs-1", "transitEncryption": "ENABLED"}}
                ]
            },
        ),
        (
            {"volumes": [{"name": "d", "efs": "fs-1", "root": "/r", "encrypted": False}]},
            {
                "volumes": [
                    {
                        "name": "d",
                        "efsVolumeConfiguration": {
                            "fileSystemId": "fs-1",
                            "rootDirectory": "/r",
                            "transitEncryption": "DISABLED",
                        },
                    }
                ]
            },
        ),
        (
            {"volumes": [{"name": "d", "efs": "fs-1", "access_point": "fsap-1", "iam": True}]},
            {
                "volumes": [
                    {
                        "name": "d",
                        "efsVolumeConfiguration": {
                            "fileSystemId": "fs-1",
                            "transitEncryption": "ENABLED",
                            "authorizationConfig": {"accessPointId": "fsap-1", "iam": "ENABLED"},
                        },
                    }
                ]
            },
        ),
    ],
)
def test_fields(written: dict[str, Any], expected: dict[str, Any]) -> None:
    made = task(**written)
    assert expected == {key: made[key] for key in expected}


def test_what_backends_contribute_stands_in_the_task() -> None:
    origin = Origin(Item("main.mesh", "proxy"), 0, 1)
    envoy = {"name": "envoy", "image": "envoy:1", "user": "1337", "essential": True}
    contribution = Contribution(
        unit="user",
        containers=(envoy,),
        port_fields={8080: {"name": "web"}},
        task_fields={"pidMode": "task"},
        depends_on=({"containerName": "envoy", "condition": "START"},),
        proxy_cpu=256,
        proxy_memory=512,
        origins={("containers", 0, "image"): origin, ("pidMode",): origin},
    )
    made = lowered(mesh(running()), "service-discovery", contribution)
    body = made.task()
    assert envoy == body["containerDefinitions"][1]
    assert body["containerDefinitions"][0]["portMappings"][0]["name"] == "web"
    assert body["containerDefinitions"][0]["dependsOn"] == [{"containerName": "envoy", "condition": "START"}]
    assert (body["pidMode"], body["cpu"], body["memory"]) == ("task", "512", "1024")
    resource = made.resources["ecs/user/task-definition"]
    assert [
        came_from(resource, "containerDefinitions", 1, "image"),
        came_from(resource, "pidMode"),
    ] == ["proxy", "proxy"]


def test_every_field_knows_its_line() -> None:
    source = mesh(running(task_cpu=1, ecs={"task_role": "r", "platform": {"os": "linux"}}, volumes=[{"name": "v"}]))
    resource = lowered(with_origins(source)).resources["ecs/user/task-definition"]  # type: ignore[arg-type]
    at = "services[0].versions[0].workload"
    for pointer, field in (
        (("cpu",), "task_cpu"),
        (("taskRoleArn",), "ecs.task_role"),
        (("requiresCompatibilities", 0), "ecs.launch"),
        (("runtimePlatform", "operatingSystemFamily"), "ecs.platform.os"),
        (("volumes", 0, "name"), "volumes[0]"),
    ):
        assert f"{at}.{field}" == came_from(resource, *pointer)
    assert came_from(resource, "family") == "services[0]"


def test_a_place_above_every_origin_is_built_in() -> None:
    assert lowered(mesh(running())).resources["ecs/user/task-definition"].origin(("family",)) == BUILT_IN
