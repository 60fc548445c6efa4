"""What App Mesh adds to tasks: Envoy, what turns traffic to it, and who waits for whom."""

from __future__ import annotations

import orjson
import pytest

from meshc.backends import appmesh
from meshc.compilation import Compilation
from tests.backends.appmesh.tasks import IMAGE, built, service
from tests.backends.builders import mesh, prepared
from tests.backends.builders import service as built_service

GATEWAY = 'gateway edge { port = 80 ; protocol = http ; route "/*" { to = user } }\n'
XRAY = 'tracing { provider = xray ; sidecar = "acme/xray:3" }'
TURNED = [
    {"name": "IgnoredUID", "value": "1337"},
    {"name": "ProxyIngressPort", "value": "15000"},
    {"name": "ProxyEgressPort", "value": "15001"},
    {"name": "AppPorts", "value": "8080"},
    {"name": "EgressIgnoredIPs", "value": "169.254.170.2,169.254.169.254"},
]
HEALTHY = {"containerName": "envoy", "condition": "HEALTHY"}


def turned(text: str, unit: str = "user") -> str:
    properties = {one["name"]: one["value"] for one in built(text).task(unit)["proxyConfiguration"]["properties"]}
    return str(properties["AppPorts"])


def test_the_traffic_of_a_task_is_turned_to_envoy() -> None:
    found = built(service())
    assert found.task()["proxyConfiguration"] == {"type": "APPMESH", "containerName": "envoy", "properties": TURNED}
    assert found.container("user")["dependsOn"] == [HEALTHY]
    assert found.container("envoy")["user"] == "1337"


def test_every_port_of_a_service_is_turned_but_udp() -> None:
    ports = "port http { number = 80 ; protocol = http }\nport grpc { number = 9090 ; protocol = grpc }"
    assert turned(f'service user {{ image = "acme/user:1"\n{ports}\n}}\n') == "80,9090"


def test_what_listens_on_nothing_has_a_proxy_for_its_calls() -> None:
    assert turned(service() + 'service cron { image = "acme/cron:1" ; calls user }\n', "cron") == ""


def test_what_is_outside_the_mesh_has_no_proxy() -> None:
    found = built(service("mesh = off"))
    assert "proxyConfiguration" not in found.task()
    assert [one["name"] for one in found.task()["containerDefinitions"]] == ["user"]


@pytest.mark.parametrize("launch", ["fargate", "ec2"])
def test_tasks_on_fargate_and_on_instances_alike(launch: str) -> None:
    task = built(service(), f"ecs {{ launch = {launch} }}").task()
    assert task["networkMode"] == "awsvpc"
    assert task["proxyConfiguration"]["properties"] == TURNED


def test_the_task_has_room_for_the_proxy() -> None:
    own, asked = built(service()).task(), built(service("proxy { cpu = 0.25 ; memory = 128MiB }")).task()
    assert (own["cpu"], own["memory"]) == ("1024", "2048")
    assert (asked["cpu"], asked["memory"]) == ("512", "1024")


def test_the_service_comes_after_its_virtual_node() -> None:
    (contribution,) = appmesh.BACKEND.plan(prepared(mesh(built_service()), "app-mesh"))
    assert contribution.after == ("appmesh/user/virtual-node",)


def test_a_gateway_is_a_task_of_envoy() -> None:
    found = built(service() + GATEWAY)
    task = found.task("edge")
    (envoy,) = task["containerDefinitions"]
    assert "proxyConfiguration" not in task
    assert "user" not in envoy
    assert envoy["image"] == IMAGE
    assert [one["containerPort"] for one in envoy["portMappings"]] == [80, 9901]
    assert found.variables("edge", "edge") == {"APPMESH_RESOURCE_ARN": "mesh/demo/virtualGateway/edge"}
    assert envoy["healthCheck"]["command"][0] == "CMD-SHELL"
    assert (task["cpu"], task["memory"]) == ("256", "512")


def test_a_gateway_with_an_image_of_its_own_is_a_node() -> None:
    gateway = 'gateway edge { image = "acme/edge:1" ; port = 8080 ; protocol = http ; calls user }\n'
    found = built(service() + gateway)
    assert found.task("edge")["proxyConfiguration"]["properties"] == TURNED
    assert found.variables("edge") == {"APPMESH_RESOURCE_ARN": "mesh/demo/virtualNode/edge"}


def test_what_a_gateway_says_of_its_container_stands() -> None:
    lines = (
        'env { ENVOY_LOG_LEVEL = "off" } ; ulimit nofile { soft = 4096 ; hard = 4096 } ; proxy { log-level = debug }'
    )
    found = built(service() + GATEWAY.replace("port = 80", f"{lines} ; port = 80"))
    assert found.codes() == []
    assert found.variables("edge", "edge")["ENVOY_LOG_LEVEL"] == "off"
    assert found.container("edge", "edge")["ulimits"] == [{"name": "nofile", "softLimit": 4096, "hardLimit": 4096}]


def test_envoy_waits_for_the_collector_of_its_spans() -> None:
    start = [{"containerName": "xray-daemon", "condition": "START"}]
    found = built(service() + GATEWAY, XRAY)
    assert found.container("envoy")["dependsOn"] == start
    assert found.container("user")["dependsOn"] == [HEALTHY]
    assert found.container("edge", "edge")["dependsOn"] == start


def test_a_collector_elsewhere_is_waited_for_by_nobody() -> None:
    assert "dependsOn" not in built(service(), "tracing { provider = xray }").container("envoy")


def test_what_the_mesh_has_envoy_wait_for() -> None:
    daemon = 'container xray { image = "acme/xray:3" ; user = "1337" ; udp-ports = [2000] }'
    text = service(f"{daemon}\nproxy {{ depends-on xray {{ condition = start }} }}")
    found = built(text, "tracing { provider = xray }")
    assert found.container("envoy")["dependsOn"] == [{"containerName": "xray", "condition": "START"}]


def test_a_task_definition_of_the_users_own_gets_envoy() -> None:
    task = '{"containerDefinitions": [{"name": "user", "image": "acme/user:1", "memory": 256}]}'
    text = 'mesh demo { vpc = "vpc-1" }\nservice user { task = file("td.json") ; port = 8080 ; protocol = http }\n'
    target = Compilation.of({"main.mesh": text, "td.json": task}).build("app-mesh")
    written = orjson.loads(target.artifacts["ecs/user.task-definition.json"])
    assert [one["name"] for one in written["containerDefinitions"]] == ["user", "envoy"]
    assert written["proxyConfiguration"]["properties"] == TURNED


def test_the_proxy_sees_the_volumes_with_what_it_reads_and_writes() -> None:
    lines = """\
    volume tls
    volume logs
    volume data
    mount data { path = "/data" }
    mount logs { path = "/logs" }
    container certificates { image = "acme/certs:1" ; mount tls { path = "/tls" } }
    tls { certificate = pem("/tls/chain.pem", "/tls/key.pem") }
    access-log { path = "/logs/access" }
    """
    found = built(service(lines))
    assert found.codes() == []
    assert found.container("envoy")["mountPoints"] == [
        {"sourceVolume": "tls", "containerPath": "/tls", "readOnly": True},
        {"sourceVolume": "logs", "containerPath": "/logs", "readOnly": False},
    ]
