"""Virtual nodes: listeners, how they are found, what they call."""

from __future__ import annotations

from typing import Any

import pytest

from .built import CALLER, plain, specs


def node(lines: str, head: str = "") -> Any:
    return specs(head + plain(lines))["api/virtual-node"]


def listener(lines: str) -> Any:
    return node(lines)["listeners"][0]


def test_a_service_without_ports_listens_nowhere() -> None:
    assert node("") == {}


def test_ports_and_their_protocols() -> None:
    spoken = enumerate(("grpc", "redis", "udp"), 1)
    spec = node("\n".join(f"port p{number} {{ number = {number} ; protocol = {one} }}" for number, one in spoken))
    assert [one["portMapping"] for one in spec["listeners"]] == [
        {"port": 1, "protocol": "grpc"},
        {"port": 2, "protocol": "tcp"},
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("", {"dns": {"hostname": "api.demo.local"}}),
        ("discovery { routing = weighted }", {"dns": {"hostname": "api.demo.local", "responseType": "LOADBALANCER"}}),
        ("discovery { ip = v6 }", {"dns": {"hostname": "api.demo.local", "ipPreference": "IPv6_ONLY"}}),
        ('discovery { name = "colours" }', {"dns": {"hostname": "colours.demo.local"}}),
        ('discovery { host = "lb.example.com" }', {"dns": {"hostname": "lb.example.com"}}),
        ("discovery { type = http }", {"awsCloudMap": {"namespaceName": "demo.local", "serviceName": "api"}}),
        ("discovery { resolves = api }", {"awsCloudMap": {"namespaceName": "demo.local", "serviceName": "api"}}),
        (
            'discovery { attributes { ECS_TASK_DEFINITION_FAMILY = "blue" ; colour = "blue" } }',
            {
                "awsCloudMap": {
                    "namespaceName": "demo.local",
                    "serviceName": "api",
                    "attributes": [{"key": "ECS_TASK_DEFINITION_FAMILY", "value": "blue"}],
                }
            },
        ),
    ],
)
def test_how_it_is_found(lines: str, expected: dict[str, Any]) -> None:
    assert node(f"port = 8080\n{lines}")["serviceDiscovery"] == expected


def test_versions_stand_under_their_own_names() -> None:
    spec = specs(plain("port = 8080\nversion v1 { weight = 2 }\nversion v2 { weight = 1 ; deploy = off }"))
    hosts = [spec[f"api-{version}/virtual-node"]["serviceDiscovery"]["dns"]["hostname"] for version in ("v1", "v2")]
    assert hosts == ["api.demo.local", "api-v2.demo.local"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            'health { path = "/ping" }',
            {"protocol": "http", "path": "/ping", "intervalMillis": 30_000, "timeoutMillis": 5_000}
            | {"healthyThreshold": 2, "unhealthyThreshold": 3},
        ),
        (
            'health { path = "/ping" ; interval = 5s ; timeout = 2s ; healthy = 4 ; unhealthy = 5 }',
            {"protocol": "http", "path": "/ping", "intervalMillis": 5_000, "timeoutMillis": 2_000}
            | {"healthyThreshold": 4, "unhealthyThreshold": 5},
        ),
        ('health { command = ["CMD", "true"] }', None),
    ],
)
def test_health(lines: str, expected: dict[str, Any] | None) -> None:
    assert listener(f"port = 8080\n{lines}").get("healthCheck") == expected


def test_health_of_one_port() -> None:
    ports = "port a { number = 1 ; protocol = http }\nport b { number = 2 ; protocol = grpc }"
    spec = node(f'{ports}\nhealth {{ port = b ; path = "/" }}')
    first, second = spec["listeners"]
    assert "healthCheck" not in first
    check = second["healthCheck"]
    assert (check["protocol"], check["port"], "path" in check) == ("grpc", 2, False)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("", None),
        ("timeout = 15s", None),
        ("timeout = 1500ms", {"http": {"perRequest": {"unit": "ms", "value": 1500}}}),
        ("timeout = off", {"http": {"perRequest": {"unit": "s", "value": 0}}}),
    ],
)
def test_limits_of_time_are_said_where_they_differ(lines: str, expected: dict[str, Any] | None) -> None:
    assert listener(f"port = 8080\n{lines}").get("timeout") == expected


@pytest.mark.parametrize(
    ("protocol", "lines", "seconds"),
    [
        ("http", "", None),
        ("http", "idle-timeout = 300s", None),
        ("http", "idle-timeout = 41s", 41),
        ("grpc", "idle-timeout = 1h", 3600),
        ("http", "idle-timeout = off", 31_536_000),
        ("tcp", "idle-timeout = 1h", None),
        ("tcp", "idle-timeout = 300s", 300),
        ("redis", "idle-timeout = off", 31_536_000),
    ],
)
def test_silence_is_limited_where_app_mesh_limits_it_otherwise(protocol: str, lines: str, seconds: int | None) -> None:
    found = listener(f"port = 8080\nprotocol = {protocol}\n{lines}").get("timeout", {})
    spoken = "tcp" if protocol == "redis" else protocol
    assert found.get(spoken, {}).get("idle") == (seconds and {"unit": "s", "value": seconds})


@pytest.mark.parametrize("limit", ["10m", "off"])
def test_longer_silence_is_said_by_the_caller_the_route_and_the_callee(limit: str) -> None:
    caller = plain("port = 80\ncalls api", "web")
    found = specs(plain(f"port = 8080\nidle-timeout = {limit}") + caller)
    said = [
        found["web/virtual-node"]["listeners"][0]["timeout"]["http"],
        found["api/api-default/route"]["httpRoute"]["timeout"],
        found["api/virtual-node"]["listeners"][0]["timeout"]["http"],
    ]
    seconds = 600 if limit == "10m" else 31_536_000
    assert said == [{"idle": {"unit": "s", "value": seconds}}] * 3


def test_shorter_silence_is_said_by_the_callee_alone() -> None:
    found = specs(plain("port = 8080\nidle-timeout = 9s") + plain("port = 80\ncalls api", "web"))
    assert "timeout" not in found["web/virtual-node"]["listeners"][0]
    assert "api/virtual-router" not in found


def test_a_listener_waits_as_long_as_the_longest_route() -> None:
    lines = 'port = 8080\ntimeout = 5s\nroute "/a" { timeout = 40s }\nroute "/b" { timeout = 30s }'
    assert listener(lines)["timeout"] == {"http": {"perRequest": {"unit": "s", "value": 40}}}


@pytest.mark.parametrize(
    ("protocol", "lines", "expected"),
    [
        ("http", "connections = 5 ; pending = 6", {"http": {"maxConnections": 5, "maxPendingRequests": 6}}),
        ("http", "connections = 5 ; requests = 4", {"http": {"maxConnections": 4}}),
        ("http", "pending = 6", {"http": {"maxConnections": 2_147_483_647, "maxPendingRequests": 6}}),
        ("http2", "connections = 5 ; requests = 4", {"http2": {"maxRequests": 4}}),
        ("grpc", "connections = 5", None),
        ("tcp", "connections = 5 ; pending = 6", {"tcp": {"maxConnections": 5}}),
        ("http", "retries = 1", None),
    ],
)
def test_how_much_a_listener_takes(protocol: str, lines: str, expected: dict[str, Any] | None) -> None:
    found = listener(f"port = 8080\nprotocol = {protocol}\nconnection-pool {{ {lines} }}")
    assert found.get("connectionPool") == expected


def test_when_an_instance_is_left_out() -> None:
    lines = "port = 8080\noutlier-detection { errors = 3 ; eject-at-most = 12.5% }"
    assert listener(lines)["outlierDetection"] == {
        "maxServerErrors": 3,
        "interval": {"unit": "s", "value": 10},
        "baseEjectionDuration": {"unit": "s", "value": 30},
        "maxEjectionPercent": 13,
    }


def test_what_is_called() -> None:
    text = (
        plain('port = 8080\nalias = ["api.example.com", "old.example.com"]')
        + plain("port = 9090\nmesh = off", "old")
        + 'external db { host = "db.example.com" ; port = 5432 ; protocol = postgres }\n'
        + 'service web { image = "acme/web:1" ; calls api ; calls old ; calls db }\n'
    )
    found = specs(text)
    names = [one["virtualService"]["virtualServiceName"] for one in found["web/virtual-node"]["backends"]]
    assert names == ["api.example.com", "old.example.com", "old.demo.local", "db.example.com"]
    assert found["db/virtual-node"] == {
        "listeners": [{"portMapping": {"port": 5432, "protocol": "tcp"}}],
        "serviceDiscovery": {"dns": {"hostname": "db.example.com"}},
    }
    assert found["db/virtual-service"] == {"provider": {"virtualNode": {"virtualNodeName": "db"}}}
    assert found["old/virtual-service"] == {"provider": {"virtualNode": {"virtualNodeName": "old"}}}
    assert found["api/alias-2/virtual-service"] == found["api/virtual-service"]


def test_tls_of_an_application_passes_as_it_is() -> None:
    text = 'external pay { host = "pay.example.com" ; port = 443 ; protocol = http ; encrypted = true }\n'
    found = specs(text + 'service web { image = "acme/web:1" ; calls pay }\n')
    assert found["pay/virtual-node"]["listeners"][0]["portMapping"] == {"port": 443, "protocol": "tcp"}


def test_who_is_not_called_has_no_virtual_service() -> None:
    assert [id for id in specs(plain("port = 8080")) if "virtual-service" in id] == []
    assert "old/virtual-node" not in specs(plain("port = 8080\nmesh = off", "old"))


def test_a_gateway_with_an_image_is_a_node() -> None:
    text = plain("port = 8080") + (
        'gateway edge { image = "acme/edge:1" ; port = 8080 ; protocol = http\nroute "/*" { to = api } }\n'
    )
    found = specs(text)
    assert [id for id in found if "gateway" in id] == []
    assert found["edge/virtual-node"] == {
        "listeners": [{"portMapping": {"port": 8080, "protocol": "http"}}],
        "serviceDiscovery": {"dns": {"hostname": "edge.demo.local"}},
        "backends": [{"virtualService": {"virtualServiceName": "api.demo.local"}}],
    }


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("query = true", {"path": "/dev/stdout"}),
        ('query = true ; path = "/var/log/a"', {"path": "/var/log/a"}),
        ('fields = "%PROTOCOL%"', {"path": "/dev/stdout", "format": {"text": "%PROTOCOL%\n"}}),
        (
            'format = json ; fields = "{\\"p\\": \\"%PROTOCOL%\\"}"',
            {"path": "/dev/stdout", "format": {"json": [{"key": "p", "value": "%PROTOCOL%"}]}},
        ),
    ],
)
def test_access_log(lines: str, expected: dict[str, Any]) -> None:
    head = f'mesh demo {{ vpc = "vpc-1" ; access-log {{ {lines} }} }}\n'
    assert node("port = 8080", head)["logging"] == {"accessLog": {"file": expected}}


def test_an_access_log_as_json_has_the_fields_of_the_text() -> None:
    head = 'mesh demo { vpc = "vpc-1" ; access-log { format = json } }\n'
    entries = node("", head)["logging"]["accessLog"]["file"]["format"]["json"]
    assert {"key": "response_code", "value": "%RESPONSE_CODE%"} in entries


def test_caller_without_calls() -> None:
    assert "backends" not in specs(plain() + CALLER.replace("; calls api", ""))["web/virtual-node"]


OUTSIDE = """\
external db { host = "db.example.com" ; port = 5432 ; protocol = %s ; %s }
service web { image = "acme/web:1" ; calls db }
"""


def test_what_no_proxy_would_see_to_is_not_said() -> None:
    policy = "connection-pool { connections = 3 ; requests = 4 }\nidle-timeout = 30s\noutlier-detection { errors = 3 }"
    for text, name in (
        (OUTSIDE % ("http", policy.replace("\n", " ; ")), "db"),
        (plain(f"port = 8080\nmesh = off\n{policy}").replace("idle-timeout = off", "") + CALLER, "api"),
    ):
        found = specs(text)
        (listener,) = found[f"{name}/virtual-node"]["listeners"]
        assert sorted(listener) == ["outlierDetection", "portMapping"]
        route = found[f"{name}/{name}-default/route"]["httpRoute"]
        assert route["timeout"] == {"idle": {"unit": "s", "value": 30}}


def test_a_router_before_what_has_no_proxy_says_how_long_silence_may_last() -> None:
    def routed(protocol: str, lines: str) -> bool:
        return "db/virtual-router" in specs(OUTSIDE % (protocol, lines))

    assert not routed("http", "timeout = 15s")
    assert not routed("http", "")
    assert routed("http", "idle-timeout = off")
    assert not routed("tcp", "")
    assert not routed("tcp", "idle-timeout = 1h")
    assert routed("tcp", "idle-timeout = 5s")


def test_a_caller_waits_as_long_as_what_it_calls() -> None:
    def limits(callee: str, own: str = "") -> Any:
        caller = plain(f"port = 8080\n{own}\ncalls api", "web")
        return specs(plain(f"port = 8080\n{callee}") + caller)["web/virtual-node"]["listeners"][0].get("timeout")

    assert limits("") is None
    assert limits("timeout = 40s") == {"http": {"perRequest": {"unit": "s", "value": 40}}}
    assert limits('route "/a" { timeout = off }') == {"http": {"perRequest": {"unit": "s", "value": 0}}}
    assert limits("timeout = 10s", "timeout = 5s") == {"http": {"perRequest": {"unit": "s", "value": 5}}}
    assert limits("timeout = 40s", "timeout = 50s") == {"http": {"perRequest": {"unit": "s", "value": 50}}}
