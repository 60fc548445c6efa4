"""What Envoy adds to the tasks of units."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from meshc.backends.envoy import BACKEND
from tests.backends.envoy.meshes import built, head, planned, user, web

LOG = '  ecs { log { group = "/shop" } ; execution-role = "arn:aws:iam::111122223333:role/shop" }\n'


def test_a_service_gets_a_sidecar_that_it_waits_for() -> None:
    found = built(head(LOG) + user() + web())
    envoy = found.container("user", "envoy")
    assert {key: value for key, value in envoy.items() if key not in ("command", "healthCheck")} == {
        "name": "envoy",
        "image": "envoyproxy/envoy:v1.40.0",
        "portMappings": [{"containerPort": 23080, "protocol": "tcp"}],
        "essential": True,
        "entryPoint": ["bash", "-c"],
        "stopTimeout": 15,
        "ulimits": [{"name": "nofile", "softLimit": 65536, "hardLimit": 65536}],
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": "/shop",
                "awslogs-region": "${aws.region}",
                "awslogs-stream-prefix": "user",
            },
        },
    }
    assert envoy["command"][1:-1] == ["envoy", "--log-level", "info", "--drain-time-s", "5", "--config-yaml"]
    assert envoy["healthCheck"]["command"][:3] == ["CMD", "bash", "-c"]
    assert {key: envoy["healthCheck"][key] for key in ("interval", "timeout", "retries", "startPeriod")} == {
        "interval": 5,
        "timeout": 2,
        "retries": 3,
        "startPeriod": 10,
    }
    assert found.container("user", "user")["dependsOn"] == [{"containerName": "envoy", "condition": "HEALTHY"}]


def test_the_command_line_holds_the_document_that_is_written() -> None:
    found = built(head() + user() + web())
    written = found.build.artifacts["envoy/user.bootstrap.yaml"].decode()
    inline = found.container("user", "envoy")["command"][-1]
    assert yaml.safe_load(inline) == yaml.safe_load(written)
    assert len(json.dumps(inline)) < 0.8 * len(json.dumps(written))


def test_a_late_part_of_the_document_is_late_in_the_task_too() -> None:
    text = head() + 'param db { type = string ; late = true }\nservice web { image = "acme/web:1" ; calls ledger }\n'
    text += "external ledger { host = param.db ; port = 5432 ; protocol = tcp }\n"
    found = built(text)
    written = found.build.artifacts["envoy/web.bootstrap.yaml"].decode()
    assert "${param.db}" in written
    assert yaml.safe_load(found.container("web", "envoy")["command"][-1]) == yaml.safe_load(written)
    (operation,) = (one for one in found.manifest()["operations"] if one["file"] == "ecs/web.task-definition.json")
    assert "param.db" in [fill["value"] for fill in operation["fill"]]


def test_the_proxy_is_as_the_mesh_wants_it() -> None:
    proxy = """proxy {
      image = "acme/envoy:2" ; cpu = 0.5 ; memory = 256MiB ; log-level = warning
      log { group = "/proxies" }
      env { TZ = "UTC" ; TOKEN = ssm("/shop/token") }
    }
    metrics { prometheus = 9090 }"""
    found = built(head() + user(proxy + '\nexecution-role = "arn:aws:iam::111122223333:role/user"'))
    envoy = found.container("user", "envoy")
    assert (envoy["image"], envoy["cpu"], envoy["memoryReservation"]) == ("acme/envoy:2", 512, 256)
    assert envoy["command"][3] == "warning"
    assert envoy["logConfiguration"]["options"]["awslogs-group"] == "/proxies"
    assert envoy["environment"] == [{"name": "TZ", "value": "UTC"}]
    assert envoy["secrets"] == [{"name": "TOKEN", "valueFrom": "/shop/token"}]
    assert envoy["portMappings"][1] == {"containerPort": 9090, "protocol": "tcp"}
    (size,) = found.build.sizes
    assert (size.proxy_cpu, size.proxy_memory) == (512, 256)


def test_a_port_of_udp_is_one_of_the_proxy() -> None:
    found = planned(head() + 'service dns { image = "acme/dns:1" ; port = 53 ; protocol = udp }')
    assert found.of("dns").containers[0]["portMappings"] == [{"containerPort": 15053, "protocol": "udp"}]


def test_room_for_the_proxy_where_nobody_says_how_much() -> None:
    found = planned(head() + user()).of("user")
    assert (found.proxy_cpu, found.proxy_memory) == (256, 128)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('service batch { image = "acme/batch:1" }', []),
        ('service batch { image = "acme/batch:1" ; calls user }', ["batch"]),
        ('service batch { image = "acme/batch:1" ; calls ledger }', ["batch"]),
        ('service batch { image = "acme/batch:1" ; port = 80 ; mesh = off ; calls user }', []),
        ('gateway edge { port = 80 ; image = "acme/edge:1" ; route "/*" { to = user } }', []),
        ('gateway edge { port = 80 ; image = "acme/edge:1" ; calls user }', ["edge"]),
        ('gateway edge { port = 80 ; route "/*" { to = user } }', ["edge"]),
    ],
)
def test_who_has_a_proxy(text: str, expected: list[str]) -> None:
    ledger = 'external ledger { host = "ledger.example.com" ; port = 5432 }\n'
    assert sorted(planned(head() + ledger + user() + text).contributions) == sorted([*expected, "user"])


def test_a_gateway_runs_envoy_itself() -> None:
    found = built(head() + user() + 'gateway edge { port = 80 ; route "/*" { to = user } }')
    (container,) = found.task("edge")["containerDefinitions"]
    assert (container["name"], container["image"]) == ("edge", "envoyproxy/envoy:v1.40.0")
    assert [mapping["containerPort"] for mapping in container["portMappings"]] == [80]
    assert container["command"][3:6] == ["info", "--drain-time-s", "20"]
    assert container["stopTimeout"] == 30
    assert "dependsOn" not in container
    assert (
        "portMappings"
        not in planned(head() + user() + 'gateway edge { port = 80 ; route "/*" { to = user } }').of("edge").application
    )


def test_what_a_gateway_says_of_its_container_stays() -> None:
    lines = 'stop-timeout = 60s ; health { command = ["true"] } ; env { TZ = "UTC" } ; log { group = "/edge" }'
    lines += ' ; proxy { env { A = "1" } }'
    found = built(head(LOG) + user() + f'gateway edge {{ port = 80 ; {lines} ; route "/*" {{ to = user }} }}')
    container = found.container("edge", "edge")
    assert (container["stopTimeout"], container["healthCheck"]["command"]) == (60, ["CMD-SHELL", "true"])
    assert container["environment"] == [{"name": "TZ", "value": "UTC"}, {"name": "A", "value": "1"}]
    assert container["logConfiguration"]["options"]["awslogs-group"] == "/edge"


def test_a_gateway_of_ones_own_has_a_sidecar_for_its_calls() -> None:
    found = planned(head() + user() + 'gateway edge { port = 80 ; image = "acme/edge:1" ; calls user }').of("edge")
    assert [container["name"] for container in found.containers] == ["envoy"]
    assert "portMappings" not in found.containers[0]
    assert found.application == {}


def test_the_volume_of_a_socket_is_mounted_in_the_proxy() -> None:
    lines = """tls { certificate = sds("user") }
    proxy { sds-socket = "/run/spire/agent.sock" }
    volume spire {}
    volume data {}
    container agent { image = "acme/agent:1" ; mount spire { path = "/run/spire" } ; mount data { path = "/data" } }
    """
    found = planned(head() + user(lines))
    assert found.of("user").containers[0]["mountPoints"] == [
        {"sourceVolume": "spire", "containerPath": "/run/spire", "readOnly": True}
    ]
    assert found.codes() == []


def test_the_backend_hands_on_what_it_planned() -> None:
    found = planned(head() + user() + web())
    resources = list(BACKEND.lower(found.lowering, found.contributions))
    assert [(one.id, one.backend, one.operation) for one in resources] == [
        ("envoy/user/bootstrap", "envoy", ""),
        ("envoy/web/bootstrap", "envoy", ""),
    ]


def test_containers_know_their_lines() -> None:
    found = planned(head() + user('proxy { image = "acme/envoy:2" ; log-level = debug }')).of("user")
    for pointer in (("image",), ("command", 3), ("portMappings", 0)):
        assert found.origins["containers", 0, *pointer].written
    assert found.origins["containers", 0].written


def test_the_real_envoy_takes_the_command_line() -> None:
    envoy = shutil.which("envoy", path=str(Path(sys.executable).parent)) or shutil.which("envoy")
    if envoy is None:
        pytest.skip("the real Envoy is needed")
    command = built(head() + user() + web()).container("web", "envoy")["command"]
    line = ["bash", "-c", command[0], envoy, *command[2:], "--mode", "validate"]
    assert subprocess.run(line, capture_output=True, timeout=30).returncode == 0
