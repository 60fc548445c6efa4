"""The container of App Mesh's Envoy."""

from __future__ import annotations

import pytest

from meshc.backends.host_ports import HostPort, host_port, is_address
from meshc.ir.text import Late, Template, Text
from tests.backends.appmesh.tasks import IMAGE, built, service

ROLE = 'execution-role = "arn:aws:iam::111122223333:role/demo"'
EVERYTHING = f'ecs {{ {ROLE} ; log {{ group = "/everything" }} }}'
ARN = {"APPMESH_RESOURCE_ARN": "mesh/demo/virtualNode/user"}


def added(inside: str) -> dict[str, str]:
    """The variables that these lines of a mesh give the proxy, beside the one that every proxy has."""
    found = built(service(), inside).variables()
    assert found.pop("APPMESH_RESOURCE_ARN") == ARN["APPMESH_RESOURCE_ARN"]
    return found


def test_a_container_of_a_mesh_that_says_nothing_of_it() -> None:
    assert built(service()).container("envoy") == {
        "name": "envoy",
        "image": IMAGE,
        "portMappings": [{"containerPort": port, "protocol": "tcp"} for port in (9901, 15000, 15001)],
        "essential": True,
        "user": "1337",
        "environment": [{"name": "APPMESH_RESOURCE_ARN", "value": "mesh/demo/virtualNode/user"}],
        "ulimits": [{"name": "nofile", "softLimit": 15000, "hardLimit": 15000}],
        "healthCheck": {
            "command": ["CMD-SHELL", "curl -s http://localhost:9901/server_info | grep state | grep -q LIVE"],
            "interval": 5,
            "timeout": 2,
            "retries": 3,
            "startPeriod": 10,
        },
    }


def test_a_version_and_a_mesh_of_another_account() -> None:
    text = service('version v1 { weight = 1 } ; discovery { name = "people" }')
    found = built(text, 'owner = "111122223333"').variables("user-v1")
    assert found == {"APPMESH_RESOURCE_ARN": "mesh/demo@111122223333/virtualNode/user-v1"}


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("proxy { log-level = debug }", {"ENVOY_LOG_LEVEL": "debug"}),
        ("proxy { log-level = warning }", {"ENVOY_LOG_LEVEL": "warn"}),
        ('proxy { sds-socket = "/run/sds.sock" }', {"APPMESH_SDS_SOCKET_PATH": "/run/sds.sock"}),
        ("metrics { tags = true }", {"ENABLE_ENVOY_STATS_TAGS": "1"}),
        ("metrics { tags = false }", {}),
        (
            'metrics { dogstatsd = "localhost:8126" }',
            {"ENABLE_ENVOY_DOG_STATSD": "1", "STATSD_ADDRESS": "127.0.0.1", "STATSD_PORT": "8126"},
        ),
        ("metrics { prometheus = 9901 }", {}),
        ("metrics { prometheus = 9102 }", {"ENVOY_ADMIN_ACCESS_PORT": "9102"}),
    ],
)
def test_settings_are_variables(inside: str, expected: dict[str, str]) -> None:
    assert added(inside) == expected


@pytest.mark.parametrize(
    ("tracing", "expected"),
    [
        ("provider = xray", {"ENABLE_ENVOY_XRAY_TRACING": "1"}),
        ('provider = xray ; endpoint = "127.0.0.1:2000"', {"ENABLE_ENVOY_XRAY_TRACING": "1"}),
        (
            'provider = xray ; endpoint = "localhost:3000"',
            {"ENABLE_ENVOY_XRAY_TRACING": "1", "XRAY_DAEMON_PORT": "3000"},
        ),
        (
            'provider = xray ; endpoint = "10.0.0.9:2000"',
            {"ENABLE_ENVOY_XRAY_TRACING": "1", "AWS_XRAY_DAEMON_ADDRESS": "10.0.0.9:2000"},
        ),
        ("provider = xray ; sampling = 7%", {"ENABLE_ENVOY_XRAY_TRACING": "1", "XRAY_SAMPLING_RATE": "0.07"}),
        ("provider = datadog", {"ENABLE_ENVOY_DATADOG_TRACING": "1"}),
        (
            'provider = datadog ; endpoint = "agent.demo.local:8127"',
            {
                "ENABLE_ENVOY_DATADOG_TRACING": "1",
                "DATADOG_TRACER_ADDRESS": "agent.demo.local",
                "DATADOG_TRACER_PORT": "8127",
            },
        ),
        (
            'provider = zipkin ; endpoint = "zipkin.demo.local:9411"',
            {
                "ENABLE_ENVOY_JAEGER_TRACING": "1",
                "JAEGER_TRACER_ADDRESS": "zipkin.demo.local",
                "JAEGER_TRACER_PORT": "9411",
            },
        ),
    ],
)
def test_spans(tracing: str, expected: dict[str, str]) -> None:
    assert added(f"tracing {{ {tracing} }}") == expected


def test_the_port_of_the_numbers_is_opened_and_asked_for_health() -> None:
    envoy = built(service(), "metrics { prometheus = 9102 }").container("envoy")
    assert [one["containerPort"] for one in envoy["portMappings"]] == [9102, 15000, 15001]
    assert "http://localhost:9102/server_info" in envoy["healthCheck"]["command"][1]


def test_variables_of_the_mesh_win_and_come_last() -> None:
    inside = 'proxy { log-level = debug ; env { ENVOY_LOG_LEVEL = "trace" ; APPNET_ENVOY_RESTART_COUNT = "3" } }'
    found = built(service(), inside).container("envoy")["environment"]
    assert [(one["name"], one["value"]) for one in found] == [
        *ARN.items(),
        ("ENVOY_LOG_LEVEL", "trace"),
        ("APPNET_ENVOY_RESTART_COUNT", "3"),
    ]


def test_a_secret_among_the_variables() -> None:
    lines = 'proxy { env { DD_SERVICE = secret("arn:aws:ssm:eu-west-1:111122223333:parameter/x") } }'
    envoy = built(service(lines), f"ecs {{ {ROLE} }}").container("envoy")
    assert [one["name"] for one in envoy["secrets"]] == ["DD_SERVICE"]
    assert [one["name"] for one in envoy["environment"]] == ["APPMESH_RESOURCE_ARN"]


def test_image_size_and_log_of_the_proxy() -> None:
    lines = 'proxy { image = "acme/envoy:9" ; cpu = 0.125 ; memory = 96MiB ; log { group = "/proxies" } }'
    envoy = built(service(lines), EVERYTHING).container("envoy")
    assert (envoy["image"], envoy["cpu"], envoy["memory"]) == ("acme/envoy:9", 128, 96)
    assert envoy["logConfiguration"]["options"]["awslogs-group"] == "/proxies"


def test_the_output_goes_where_that_of_the_service_goes() -> None:
    envoy = built(service(), EVERYTHING).container("envoy")
    assert envoy["logConfiguration"]["options"]["awslogs-group"] == "/everything"


def late(*parts: str | Late) -> Text:
    return Template(template=parts)


HOST = Late(late="param.host")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.0.0.9:8125", HostPort("10.0.0.9", "8125")),
        ("localhost:8125", HostPort("127.0.0.1", "8125")),
        ("localhost", HostPort("127.0.0.1", None)),
        ("[::1]:8125", HostPort("::1", "8125")),
        ("::1", HostPort("::1", None)),
        (late(HOST, ":8125"), HostPort(late(HOST), "8125")),
        (late(HOST, ".local:8125"), HostPort(late(HOST, ".local"), "8125")),
        (late("10.0.0.9:", HOST), HostPort(late("10.0.0.9:", HOST), None)),
    ],
)
def test_an_endpoint_is_host_and_port(text: Text, expected: HostPort) -> None:
    assert host_port(text) == expected


def test_what_is_known_later_may_be_an_address() -> None:
    assert [is_address(host) for host in ("10.0.0.9", "::1", "agent", late(HOST))] == [True, True, False, True]
