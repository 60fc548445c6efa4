"""Containers of task definitions, field by field."""

from __future__ import annotations

from typing import Any

import pytest

from tests.backends.builders import came_from, lowered, mesh, running, service, with_origins, workload

_LATE = {"template": ["arn:aws:iam::", {"late": "aws.account"}, ":role/x"]}


def container(**application: Any) -> Any:
    return lowered(mesh(running(application))).container()


def test_the_least_that_a_container_has() -> None:
    expected = {
        "name": "user",
        "image": "acme/user:1",
        "portMappings": [{"name": "user", "containerPort": 8080, "protocol": "tcp", "appProtocol": "http"}],
        "essential": True,
    }
    assert expected == container()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"cpu": 0.25}, {"cpu": 256}),
        ({"cpu": 0.1 + 0.2}, {"cpu": 308}),
        ({"memory": 512, "memory_reservation": 256}, {"memory": 512, "memoryReservation": 256}),
        ({"entrypoint": ["/bin/app"]}, {"entryPoint": ["/bin/app"]}),
        ({"command": ["serve", "--fast"]}, {"command": ["serve", "--fast"]}),
        ({"directory": "/app", "user": "1000:1000"}, {"workingDirectory": "/app", "user": "1000:1000"}),
        ({"env": [{"name": "A", "value": "1"}]}, {"environment": [{"name": "A", "value": "1"}]}),
        (
            {"env": [{"name": "P", "value": {"store": "ssm", "name": "/shop/db"}}]},
            {"secrets": [{"name": "P", "valueFrom": "/shop/db"}]},
        ),
        (
            {"env": [{"name": "P", "value": {"store": "secretsmanager", "name": "arn:x", "key": "password"}}]},
            {"secrets": [{"name": "P", "valueFrom": "arn:x:password::"}]},
        ),
        (
            {"env_files": ["arn:aws:s3:::b/x.env"]},
            {"environmentFiles": [{"value": "arn:aws:s3:::b/x.env", "type": "s3"}]},
        ),
        (
            {"mounts": [{"volume": "data", "path": "/data", "read_only": True}]},
            {"mountPoints": [{"sourceVolume": "data", "containerPath": "/data", "readOnly": True}]},
        ),
        (
            {"depends_on": [{"container": "db", "condition": "healthy"}]},
            {"dependsOn": [{"containerName": "db", "condition": "HEALTHY"}]},
        ),
        ({"init": True}, {"linuxParameters": {"initProcessEnabled": True}}),
        ({"stop_timeout": 1500}, {"stopTimeout": 2}),
        ({"read_only": True, "privileged": False}, {"readonlyRootFilesystem": True, "privileged": False}),
        ({"labels": [{"name": "team", "value": "a"}]}, {"dockerLabels": {"team": "a"}}),
        (
            {"ulimits": [{"name": "nofile", "soft": 1024, "hard": 4096}]},
            {"ulimits": [{"name": "nofile", "softLimit": 1024, "hardLimit": 4096}]},
        ),
        ({"registry_credentials": "arn:s"}, {"repositoryCredentials": {"credentialsParameter": "arn:s"}}),
        ({"essential": False}, {"essential": False}),
    ],
)
def test_fields(written: dict[str, Any], expected: dict[str, Any]) -> None:
    made = container(**written)
    assert expected == {key: made[key] for key in expected}


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["curl -f localhost"], ["CMD-SHELL", "curl -f localhost"]),
        (["/bin/health", "-q"], ["CMD", "/bin/health", "-q"]),
        (["CMD-SHELL", "true"], ["CMD-SHELL", "true"]),
    ],
)
def test_a_health_command(command: list[str], words: list[str]) -> None:
    health = {"command": command, "interval": 10_000, "timeout": 2500, "unhealthy": 4, "start_period": 60_000}
    expected = {"command": words, "interval": 10, "timeout": 3, "retries": 4, "startPeriod": 60}
    assert expected == container(health=health)["healthCheck"]


def test_a_health_path_is_for_proxies_only() -> None:
    assert "healthCheck" not in container(health={"path": "/healthz"})


@pytest.mark.parametrize(
    ("protocol", "expected"),
    [
        ("http", {"protocol": "tcp", "appProtocol": "http"}),
        ("http2", {"protocol": "tcp", "appProtocol": "http2"}),
        ("grpc", {"protocol": "tcp", "appProtocol": "grpc"}),
        ("tcp", {"protocol": "tcp"}),
        ("udp", {"protocol": "udp"}),
        ("postgres", {"protocol": "tcp"}),
    ],
)
def test_protocols_of_ports(protocol: str, expected: dict[str, str]) -> None:
    made = lowered(mesh(service(ports=[{"name": "p", "number": 9090, "protocol": protocol}]))).container()
    assert [{"name": "p", "containerPort": 9090, **expected}] == made["portMappings"]


def test_logs_go_to_cloudwatch_with_defaults_that_name_mesh_and_unit() -> None:
    options = {"awslogs-group": "/ecs/demo", "awslogs-region": "${aws.region}", "awslogs-stream-prefix": "user"}
    assert {"logDriver": "awslogs", "options": options} == container(log={})["logConfiguration"]


def test_every_option_of_a_log() -> None:
    log = {
        "group": "/g",
        "region": "eu-west-1",
        "prefix": "p",
        "create": True,
        "mode": "non-blocking",
        "buffer": 25,
        "options": [
            {"name": "awslogs-datetime-format", "value": "%H"},
            {"name": "token", "value": {"store": "ssm", "name": "/t"}},
        ],
    }
    expected = {
        "logDriver": "awslogs",
        "options": {
            "awslogs-group": "/g",
            "awslogs-region": "eu-west-1",
            "awslogs-stream-prefix": "p",
            "awslogs-create-group": "true",
            "mode": "non-blocking",
            "max-buffer-size": "25m",
            "awslogs-datetime-format": "%H",
        },
        "secretOptions": [{"name": "token", "valueFrom": "/t"}],
    }
    assert expected == container(log=log)["logConfiguration"]


def test_firelens_routes_the_application_but_not_its_own_router() -> None:
    router = {
        "name": "logs",
        "image": "fluent-bit",
        "router": {"options": [{"name": "enable-ecs-log-metadata", "value": "true"}]},
    }
    ecs = {"log": {"driver": "firelens", "options": [{"name": "Name", "value": "s3"}]}}
    application, sidecar = lowered(mesh(running(ecs=ecs, sidecars=[router]))).task()["containerDefinitions"]
    assert application["logConfiguration"] == {"logDriver": "awsfirelens", "options": {"Name": "s3"}}
    assert sidecar["firelensConfiguration"] == {"type": "fluentbit", "options": {"enable-ecs-log-metadata": "true"}}
    assert "logConfiguration" not in sidecar


def test_a_sidecar_has_its_own_ports_and_the_log_of_the_task() -> None:
    sidecar = {"name": "statsd", "image": "acme/statsd:1", "memory": 64, "ports": [8125], "essential": False}
    made = lowered(mesh(running(sidecars=[sidecar], ecs={"log": {"group": "/g"}}))).task()["containerDefinitions"][1]
    assert made["portMappings"] == [{"containerPort": 8125, "protocol": "tcp"}]
    assert (
        made["essential"],
        made["memory"],
        made["logConfiguration"]["options"]["awslogs-group"],
    ) == (False, 64, "/g")


def test_a_container_whose_end_is_waited_for_is_not_essential() -> None:
    application = {"depends_on": [{"container": "migrate", "condition": "success"}]}
    made = lowered(mesh(running(application, sidecars=[{"name": "migrate", "image": "m"}])))
    assert [one["essential"] for one in made.task()["containerDefinitions"]] == [True, False]


@pytest.mark.parametrize(
    ("provider", "name", "port"),
    [
        ("otel", "otel-collector", {"containerPort": 4317, "protocol": "tcp"}),
        ("xray", "xray-daemon", {"containerPort": 2000, "protocol": "udp"}),
        ("zipkin", "zipkin", {"containerPort": 9411, "protocol": "tcp"}),
        ("datadog", "datadog-agent", {"containerPort": 8126, "protocol": "tcp"}),
    ],
)
def test_a_collector_runs_in_the_task(provider: str, name: str, port: dict[str, Any]) -> None:
    tracing = {"provider": provider, "sidecar": "acme/collector:1"}
    made = lowered(mesh(running(tracing=tracing, ecs={"log": {}}))).task()["containerDefinitions"][1]
    assert (name, "acme/collector:1", [port]) == (made["name"], made["image"], made["portMappings"])
    assert not made["essential"]
    assert "logConfiguration" in made


def test_no_collector_without_an_image() -> None:
    assert len(lowered(mesh(running(tracing={"provider": "otel"}))).task()["containerDefinitions"]) == 1


def test_late_values_stay_late_in_the_body() -> None:
    made = lowered(mesh(running({"image": _LATE, "env": [{"name": "R", "value": _LATE}]})))
    text = "arn:aws:iam::${aws.account}:role/x"
    assert (text, text) == (made.container()["image"], made.container()["environment"][0]["value"])


def test_addresses_are_filled_in() -> None:
    env = [{"name": "URL", "value": {"template": [{"address": "user", "attribute": "url"}, "/v1"]}}]
    shop = service("shop", versions=[{"workload": workload("shop", {"env": env})}], calls=[{"to": "user"}])
    made = lowered(mesh(service(), shop), "service-connect").container("shop")
    assert made["environment"] == [{"name": "URL", "value": "http://user.demo.local:8080/v1"}]


def test_every_field_knows_its_line() -> None:
    application = {
        "cpu": 1,
        "user": "root",
        "env": [{"name": "A", "value": "1"}, {"name": "B", "value": {"store": "ssm", "name": "/b"}}],
        "log": {"group": "/g"},
        "health": {"command": ["true"], "interval": 5000},
    }
    made = lowered(with_origins(mesh(running(application))))  # type: ignore[arg-type]
    task = made.resources["ecs/user/task-definition"]
    at = "services[0].versions[0].workload.application"
    for pointer, field in (
        (("image",), "image"),
        (("cpu",), "cpu"),
        (("user",), "user"),
        (("environment", 0, "value"), "env[0]"),
        (("secrets", 0), "env[1]"),
        (("logConfiguration", "options", "awslogs-group"), "log.group"),
        (("healthCheck", "interval"), "health.interval"),
        (("healthCheck", "command", 0), "health.command"),
    ):
        assert f"{at}.{field}" == came_from(task, "containerDefinitions", 0, *pointer)
    port = ("containerDefinitions", 0, "portMappings", 0)
    assert came_from(task, *port, "appProtocol") == "services[0].ports[0].protocol"
