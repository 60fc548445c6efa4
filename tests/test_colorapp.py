"""examples/02-colorapp under app-mesh says what the tutorial of App Mesh builds.

The facts stand here as literals. Names of nodes, router and route are meshc's: the tutorial adds `-vn`, `-vr` and
`-route`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from meshc.compilation import Compilation, Options
from meshc.project.reader import DiskReader

EXAMPLE = Path(__file__).parent.parent / "examples" / "02-colorapp"
ENVOY_HEALTH = "curl -s http://localhost:9901/server_info | grep state | grep -q LIVE"
COLORS = ("white", "blue", "red", "black")
FAMILIES = ("colorgateway", *(f"colorteller-{color}" for color in COLORS))
SAME_HEALTH = {"intervalMillis": 5000, "timeoutMillis": 2000, "healthyThreshold": 2, "unhealthyThreshold": 2}


@cache
def documents(overlay: str = "") -> Mapping[tuple[str, str], list[dict[str, Any]]]:
    """The bodies of the first deployment, by service and operation."""
    overlays = (overlay,) if overlay else ()
    options = Options(overlays=overlays, targets=("app-mesh",))
    build = Compilation.load(".", options=options, reader=DiskReader(str(EXAMPLE))).build("app-mesh")
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for entry in json.loads(build.manifest)["operations"]:
        body = json.loads(build.artifacts[entry["file"]])
        found.setdefault((entry["service"], entry["operation"]), []).append(body)
    return found


def made(operation: str, key: str, overlay: str = "") -> dict[str, dict[str, Any]]:
    """What an operation of App Mesh makes: its `spec` by name."""
    return {body[key]: body["spec"] for body in documents(overlay)["appmesh", operation]}


def tasks(overlay: str = "") -> dict[str, dict[str, Any]]:
    """Every task definition by family."""
    return {body["family"]: body for body in documents(overlay)["ecs", "RegisterTaskDefinition"]}


def containers(family: str) -> dict[str, dict[str, Any]]:
    """The containers of a task by name."""
    return {container["name"]: container for container in tasks()[family]["containerDefinitions"]}


def variables(container: Mapping[str, Any]) -> dict[str, str]:
    """The environment of a container."""
    return {variable["name"]: variable["value"] for variable in container["environment"]}


def test_the_mesh_drops_what_it_does_not_know() -> None:
    """The tutorial's mesh has no filter for egress, which means the same."""
    (mesh,) = documents()["appmesh", "CreateMesh"]
    assert mesh == {"meshName": "demo", "spec": {"egressFilter": {"type": "DROP_ALL"}}}


def test_names_are_private_and_of_one_namespace() -> None:
    (namespace,) = documents()["servicediscovery", "CreatePrivateDnsNamespace"]
    assert (namespace["Name"], namespace["Vpc"]) == ("demo.local", "${param.vpc}")


@pytest.mark.parametrize(
    ("node", "hostname"),
    [
        ("colorteller-white", "colorteller.demo.local"),
        ("colorteller-blue", "colorteller-blue.demo.local"),
        ("colorteller-red", "colorteller-red.demo.local"),
        ("colorteller-black", "colorteller-black.demo.local"),
    ],
)
def test_a_color_is_a_node_that_is_asked_how_it_is(node: str, hostname: str) -> None:
    assert made("CreateVirtualNode", "virtualNodeName")[node] == {
        "listeners": [
            {
                "portMapping": {"port": 9080, "protocol": "http"},
                "healthCheck": {"protocol": "http", "path": "/ping", **SAME_HEALTH},
            }
        ],
        "serviceDiscovery": {"dns": {"hostname": hostname}},
    }


def test_the_other_nodes() -> None:
    nodes = made("CreateVirtualNode", "virtualNodeName")
    assert nodes.keys() == {"colorgateway", "tcpecho", *(f"colorteller-{color}" for color in COLORS)}
    assert nodes["tcpecho"] == {
        "listeners": [
            {"portMapping": {"port": 2701, "protocol": "tcp"}, "healthCheck": {"protocol": "tcp", **SAME_HEALTH}}
        ],
        "serviceDiscovery": {"dns": {"hostname": "tcpecho.demo.local"}},
    }
    assert nodes["colorgateway"] == {
        "listeners": [{"portMapping": {"port": 9080, "protocol": "http"}}],
        "serviceDiscovery": {"dns": {"hostname": "colorgateway.demo.local"}},
        "backends": [
            {"virtualService": {"virtualServiceName": "colorteller.demo.local"}},
            {"virtualService": {"virtualServiceName": "tcpecho.demo.local"}},
        ],
    }


def test_two_virtual_services_and_nothing_else() -> None:
    assert made("CreateVirtualRouter", "virtualRouterName") == {
        "colorteller": {"listeners": [{"portMapping": {"port": 9080, "protocol": "http"}}]}
    }
    assert made("CreateVirtualService", "virtualServiceName") == {
        "colorteller.demo.local": {"provider": {"virtualRouter": {"virtualRouterName": "colorteller"}}},
        "tcpecho.demo.local": {"provider": {"virtualNode": {"virtualNodeName": "tcpecho"}}},
    }
    kinds = {operation for service, operation in documents() if service == "appmesh"}
    assert not any("Gateway" in kind for kind in kinds)


@pytest.mark.parametrize(
    ("overlay", "weights"),
    [
        ("", {"white": 1, "blue": 1, "red": 1}),
        ("black-100", {"black": 1}),
        ("blue-100", {"blue": 1}),
        ("red-100", {"red": 1}),
        ("black-80-blue-20", {"black": 8, "blue": 2}),
        ("blue-80-red-20", {"blue": 8, "red": 2}),
    ],
)
def test_one_route_and_how_each_step_weighs_it(overlay: str, weights: dict[str, int]) -> None:
    routes = documents(overlay)["appmesh", "CreateRoute"]
    assert [(route["virtualRouterName"], route["routeName"]) for route in routes] == [
        ("colorteller", "colorteller-default")
    ]
    (route,) = routes
    assert route["spec"].keys() == {"httpRoute"}
    assert route["spec"]["httpRoute"].keys() == {"match", "action"}
    assert route["spec"]["httpRoute"]["match"] == {"prefix": "/"}
    targets = route["spec"]["httpRoute"]["action"]["weightedTargets"]
    assert {target["virtualNode"]: target["weight"] for target in targets} == {
        f"colorteller-{color}": weight for color, weight in weights.items()
    }
    assert documents(overlay)["appmesh", "UpdateRoute"] == routes


def test_each_service_is_registered() -> None:
    registered = documents()["servicediscovery", "CreateService"]
    assert {body["Name"] for body in registered} == {
        "colorteller",
        "colorteller-blue",
        "colorteller-red",
        "colorteller-black",
        "colorgateway",
        "tcpecho",
    }
    for body in registered:
        assert body["DnsConfig"]["DnsRecords"] == [{"Type": "A", "TTL": 300}]
        assert "HealthCheckCustomConfig" in body


def test_services_run_on_instances_of_the_cluster() -> None:
    """ECS itself keeps between 100 and 200 % of the tasks, and gives them no public address."""
    services = documents()["ecs", "CreateService"]
    assert {service["serviceName"] for service in services} == {*FAMILIES, "tcpecho"}
    for service in services:
        assert (service["launchType"], service["desiredCount"]) == ("EC2", 1)
        assert "deploymentConfiguration" not in service
        assert service["networkConfiguration"] == {"awsvpcConfiguration": {"subnets": ["${param.subnets}"]}}
        assert service.get("loadBalancers", []) == []
        assert len(service["serviceRegistries"]) == 1


@pytest.mark.parametrize("family", FAMILIES)
def test_a_task_catches_its_connections(family: str) -> None:
    task = tasks()[family]
    assert (task["networkMode"], task["memory"], "cpu" in task) == ("awsvpc", "256", False)
    assert task["proxyConfiguration"]["type"] == "APPMESH"
    assert task["proxyConfiguration"]["containerName"] == "envoy"
    assert {item["name"]: item["value"] for item in task["proxyConfiguration"]["properties"]} == {
        "IgnoredUID": "1337",
        "ProxyIngressPort": "15000",
        "ProxyEgressPort": "15001",
        "AppPorts": "9080",
        "EgressIgnoredIPs": "169.254.170.2,169.254.169.254",
    }
    assert containers(family).keys() == {"app", "envoy", "xray-daemon"}
    app = containers(family)["app"]
    assert [mapping["containerPort"] for mapping in app["portMappings"]] == [9080]
    assert app["essential"] and app["logConfiguration"]["logDriver"] == "awslogs"
    assert app["dependsOn"] == [{"containerName": "envoy", "condition": "HEALTHY"}]


@pytest.mark.parametrize("family", FAMILIES)
def test_the_proxy_and_the_daemon_beside_it(family: str) -> None:
    envoy = containers(family)["envoy"]
    assert (envoy["user"], envoy["essential"]) == ("1337", True)
    assert envoy["ulimits"] == [{"name": "nofile", "softLimit": 15000, "hardLimit": 15000}]
    assert sorted(ports(envoy)) == [(9901, "tcp"), (15000, "tcp"), (15001, "tcp")]
    assert variables(envoy) == {
        "APPMESH_RESOURCE_ARN": f"mesh/demo/virtualNode/{family}",
        "ENVOY_LOG_LEVEL": "debug",
        "ENABLE_ENVOY_XRAY_TRACING": "1",
        "ENABLE_ENVOY_STATS_TAGS": "1",
    }
    health = envoy["healthCheck"]
    assert health["command"] == ["CMD-SHELL", ENVOY_HEALTH]
    assert (health["interval"], health["timeout"], health["retries"]) == (5, 2, 3)
    daemon = containers(family)["xray-daemon"]
    assert daemon["image"].startswith("public.ecr.aws/xray/aws-xray-daemon:")
    assert (daemon["user"], daemon["essential"], daemon["cpu"], daemon["memoryReservation"]) == ("1337", True, 32, 256)
    assert list(ports(daemon)) == [(2000, "udp")]


def ports(container: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    """The ports of a container with their protocol."""
    return ((mapping["containerPort"], mapping["protocol"]) for mapping in container["portMappings"])


def test_what_the_applications_are_told() -> None:
    assert variables(containers("colorgateway")["app"]) == {
        "SERVER_PORT": "9080",
        "COLOR_TELLER_ENDPOINT": "colorteller.demo.local:9080",
        "TCP_ECHO_ENDPOINT": "tcpecho.demo.local:2701",
        "STAGE": "demo",
    }
    for color in COLORS:
        app = containers(f"colorteller-{color}")["app"]
        assert variables(app) == {"COLOR": color, "SERVER_PORT": "9080", "STAGE": "demo"}


def test_the_echo_server_and_the_tester_run_no_proxy() -> None:
    echo = containers("tcpecho")
    assert echo.keys() == {"app"}
    assert (echo["app"]["image"], list(ports(echo["app"]))) == ("cjimti/go-echo", [(2701, "tcp")])
    assert variables(echo["app"]) == {"TCP_PORT": "2701", "NODE_NAME": "mesh/demo/virtualNode/tcpecho"}
    assert tasks()["tcpecho"]["memory"] == "256"
    assert "tester" not in tasks()
    assert all("proxyConfiguration" not in tasks("tester")[family] for family in ("tcpecho", "tester"))
    (tester,) = tasks("tester")["tester"]["containerDefinitions"]
    assert tester["command"] == ["-h http://colorgateway.demo.local:9080/color"]
    services = {service["serviceName"]: service for service in documents("tester")["ecs", "CreateService"]}
    assert services["tester"].get("serviceRegistries", []) == []
    assert made("CreateVirtualService", "virtualServiceName", "tester").keys() == {
        "colorteller.demo.local",
        "tcpecho.demo.local",
    }
