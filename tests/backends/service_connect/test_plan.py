"""What Service Connect adds to ECS services."""

from __future__ import annotations

from typing import Any

import pytest

from meshc.backends import service_connect
from meshc.backends.base import Ref
from tests.backends.builders import Lowered, came_from, lowered, mesh, service, with_origins, workload


def connected(*services: Any, **changes: Any) -> Lowered:
    return lowered(mesh(*services, **changes), "service-connect")


def offer(**changes: Any) -> Any:
    """The only port of a service `user`."""
    (found,) = connected(service(**changes)).connected()["services"]
    return found


def running(**changes: Any) -> Any:
    return connected(service(versions=[{"workload": workload(**changes)}])).connected()


def test_a_service_with_one_port() -> None:
    result = connected(service())
    assert result.connected() == {
        "enabled": True,
        "namespace": "demo.local",
        "services": [
            {
                "portName": "user",
                "discoveryName": "user",
                "clientAliases": [{"port": 8080, "dnsName": "user.demo.local"}],
                "timeout": {"idleTimeoutSeconds": 300, "perRequestTimeoutSeconds": 15},
            }
        ],
    }
    assert result.update()["serviceConnectConfiguration"] == result.connected()
    assert result.container()["portMappings"][0]["name"] == "user"


def test_several_ports_share_the_name_that_callers_dial() -> None:
    ports = [
        {"name": "http", "number": 8080, "protocol": "http"},
        {"name": "grpc", "number": 9090, "client_port": 80, "protocol": "grpc"},
    ]
    found = connected(service("billing", ports=ports, versions=[{"workload": workload("billing")}]))
    assert [
        (one["portName"], one["discoveryName"], one["clientAliases"]) for one in found.connected("billing")["services"]
    ] == [
        ("http", "billing-http", [{"port": 8080, "dnsName": "billing.demo.local"}]),
        ("grpc", "billing-grpc", [{"port": 80, "dnsName": "billing.demo.local"}]),
    ]


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ({"timeout": 1500, "idle_timeout": 60_001}, {"idleTimeoutSeconds": 61, "perRequestTimeoutSeconds": 2}),
        ({"timeout": "off", "idle_timeout": "off"}, {"idleTimeoutSeconds": 0, "perRequestTimeoutSeconds": 0}),
    ],
)
def test_timeouts(policy: dict[str, Any], expected: dict[str, int]) -> None:
    assert offer(policy=policy)["timeout"] == expected


@pytest.mark.parametrize("protocol", ["tcp", "redis", "mongo", "postgres"])
def test_tcp_has_no_request_timeout(protocol: str) -> None:
    ports = [{"number": 8080, "protocol": protocol}]
    assert offer(ports=ports, policy={"timeout": 1000})["timeout"] == {"idleTimeoutSeconds": 3600}


def test_a_stream_has_no_limit() -> None:
    ports = [{"number": 8080, "protocol": "grpc", "stream": True}]
    assert offer(ports=ports)["timeout"]["perRequestTimeoutSeconds"] == 0


def test_udp_is_not_offered() -> None:
    udp = {"name": "dns", "number": 53, "protocol": "udp"}
    http = {"name": "http", "number": 80, "protocol": "http"}
    assert [one["portName"] for one in connected(service(ports=[udp, http])).connected()["services"]] == ["http"]
    assert "serviceConnectConfiguration" not in connected(service(ports=[udp])).service()


def test_an_alias_replaces_the_name() -> None:
    assert offer(aliases=["users.example.com"])["clientAliases"][0]["dnsName"] == "users.example.com"


def test_versions_have_names_of_their_own_and_the_heaviest_the_services() -> None:
    versions = [
        {"name": "v1", "weight": 90, "workload": workload()},
        {"name": "v2", "weight": 10, "workload": workload()},
    ]
    result = connected(service(versions=versions, aliases=["users.example.com"]))
    found = [result.connected(name)["services"][0] for name in ("user-v1", "user-v2")]
    assert [(one["discoveryName"], one["clientAliases"][0]["dnsName"]) for one in found] == [
        ("user", "users.example.com"),
        ("user-v2", "user-v2.demo.local"),
    ]


def test_a_service_that_cloud_map_registers_too_leaves_it_the_name() -> None:
    clients = [{"name": "report", "type": "lambda", "calls": [{"to": "user"}]}]
    (found,) = connected(service(), clients=clients).connected()["services"]
    assert (found["discoveryName"], found["clientAliases"][0]["dnsName"]) == ("user-sc", "user.demo.local")


def test_tls_by_a_private_authority() -> None:
    certificate = {"kind": "pca", "arn": "arn:pca", "kms_key": "arn:kms", "role": "arn:role"}
    assert offer(tls={"certificate": certificate})["tls"] == {
        "issuerCertificateAuthority": {"awsPcaAuthorityArn": "arn:pca"},
        "kmsKey": "arn:kms",
        "roleArn": "arn:role",
    }
    assert "tls" not in offer(tls={"certificate": {"kind": "acm", "arn": "arn:acm"}})


def test_a_test_header() -> None:
    deployment = {"strategy": "canary", "test_header": {"name": "x-test", "value": "yes"}}
    (found,) = running(deployment=deployment)["services"]
    rules = {"header": {"name": "x-test", "value": {"exact": "yes"}}}
    assert found["clientAliases"][0]["testTrafficRules"] == rules


def test_access_logs_need_a_log_and_get_one() -> None:
    found = running(access_log={"format": "json", "query": True})
    assert found["accessLogConfiguration"] == {"format": "JSON", "includeQueryParameters": "ENABLED"}
    assert found["logConfiguration"]["options"]["awslogs-group"] == "/ecs/demo"


def test_the_proxys_log_is_its_own_or_the_services() -> None:
    ecs = {"log": {"group": "/service"}}
    assert running(ecs=ecs)["logConfiguration"]["options"]["awslogs-group"] == "/service"
    own = running(ecs=ecs, proxy={"log": {"group": "/proxy"}})
    assert own["logConfiguration"]["options"]["awslogs-group"] == "/proxy"


def test_a_log_level() -> None:
    assert running(proxy={"log_level": "debug"})["containerConfigurations"] == [{"logLevel": "debug"}]
    assert "containerConfigurations" not in running(proxy={"log_level": "error"})


@pytest.mark.parametrize(
    ("proxy", "expected"), [(None, (256, 64)), ({"cpu": 0.5}, (512, 64)), ({"cpu": 1, "memory": 192}, (1024, 192))]
)
def test_room_for_the_proxy(proxy: Any, expected: tuple[int, int]) -> None:
    result = connected(service(versions=[{"workload": workload(proxy=proxy)}]))
    (contribution,) = result.contributions["user"]
    assert (contribution.proxy_cpu, contribution.proxy_memory) == expected


@pytest.mark.parametrize(
    ("namespace", "discovery", "expected", "alias"),
    [
        ({"existing": "arn:aws:x:namespace/ns-1"}, {}, "arn:aws:x:namespace/ns-1", "user"),
        (
            {"existing": "ns-1"},
            {},
            "arn:${aws.partition}:servicediscovery:${aws.region}:${aws.account}:namespace/ns-1",
            "user",
        ),
        (
            {"existing": "ns-1", "name": "demo.local"},
            {"account": "111122223333"},
            "arn:${aws.partition}:servicediscovery:${aws.region}:111122223333:namespace/ns-1",
            "user.demo.local",
        ),
        ({"existing": {"template": [{"late": "param.ns"}]}, "name": "demo.local"}, {}, "demo.local", "user.demo.local"),
        (
            {"existing": {"template": ["arn:aws:x:namespace/", {"late": "param.ns"}]}, "name": "demo.local"},
            {},
            "arn:aws:x:namespace/${param.ns}",
            "user.demo.local",
        ),
        (
            {"existing": {"template": ["ns-", {"late": "param.ns"}]}},
            {},
            "arn:${aws.partition}:servicediscovery:${aws.region}:${aws.account}:namespace/ns-${param.ns}",
            "user",
        ),
    ],
)
def test_an_existing_namespace(namespace: Any, discovery: Any, expected: str, alias: str) -> None:
    result = connected(service(), namespace=namespace, discovery=discovery)
    found = result.connected()
    assert found["namespace"] == expected
    assert found["services"][0]["clientAliases"][0]["dnsName"] == alias
    assert "cloudmap/namespace" not in result.resources["ecs/user/service"].after


def test_a_namespace_of_the_mesh_comes_first() -> None:
    resource = connected(service()).resources["ecs/user/service"]
    assert "cloudmap/namespace" in resource.after
    namespace = resource.body["serviceConnectConfiguration"]["namespace"]
    assert namespace == Ref("cloudmap/namespace", "Name", "demo.local")


def test_who_only_calls_is_a_client() -> None:
    worker = service("worker", ports=[], calls=[{"to": "user"}], versions=[{"workload": workload("worker")}])
    found = connected(service(), worker).connected("worker")
    assert found == {"enabled": True, "namespace": "demo.local"}


def test_who_neither_offers_nor_calls_has_no_proxy() -> None:
    lone = service("lone", ports=[], calls=[{"to": "db"}], versions=[{"workload": workload("lone")}])
    externals = [{"name": "db", "host": "db.example.com", "port": 5432}]
    assert connected(service(mesh=False), lone, externals=externals).contributions == {}


def test_a_gateway_is_a_client() -> None:
    gateway = {
        "name": "public",
        "ports": [{"number": 80, "protocol": "http"}],
        "workload": workload("public"),
        "routes": [{"path": {"kind": "prefix", "value": ""}, "destinations": [{"service": "user"}]}],
    }
    result = connected(service(), gateways=[gateway])
    assert "services" not in result.connected("public")
    assert "ecs/user/service" in result.resources["ecs/public/service"].after


def test_callees_start_first_all_versions_of_them() -> None:
    versions = [{"name": "v1", "workload": workload()}, {"name": "v2", "workload": workload()}]
    shop = service("shop", calls=[{"to": "user"}], versions=[{"workload": workload("shop")}])
    result = connected(shop, service(versions=versions))
    assert result.contributions["shop"][0].start_after == ("user-v1", "user-v2")
    assert result.contributions["user-v1"][0].start_after == ()


def test_a_namespace_of_the_services_own_is_in_its_name_only() -> None:
    found = connected(service(discovery={"namespace": "other.local"})).connected()
    assert found["namespace"] == "demo.local"
    assert found["services"][0]["clientAliases"][0]["dnsName"] == "user.other.local"


def test_callers_dial_the_alias() -> None:
    ports = [{"number": 9000, "client_port": 80, "protocol": "http"}]
    for changes in (
        {},
        {"aliases": ["u.example.com"]},
        {"discovery": {"name": "people", "namespace": "x.local"}},
        {"discovery": {"host": "lb.example.com"}},
    ):
        result = connected(service(ports=ports, **changes), service("shop", versions=[{"workload": workload("shop")}]))
        (alias,) = result.connected()["services"][0]["clientAliases"]
        address = result.lowering.addresses.address("shop", "user", None)
        assert (address.host, address.port) == (alias["dnsName"], alias["port"])


def test_every_field_knows_its_line() -> None:
    ports = [{"number": 9000, "client_port": 80, "protocol": "http"}]
    own = workload(proxy={"log_level": "info"}, access_log={"query": True})
    source = mesh(service(ports=ports, policy={"timeout": 2000}, versions=[{"workload": own}]))
    resource = lowered(with_origins(source), "service-connect").resources["ecs/user/service"]  # type: ignore[arg-type]
    at = "services[0].versions[0].workload"
    for pointer, field in (
        (("services", 0, "timeout", "perRequestTimeoutSeconds"), "services[0].policy.timeout"),
        (("services", 0, "timeout", "idleTimeoutSeconds"), ""),
        (("services", 0, "clientAliases", 0, "port"), "services[0].ports[0].client_port"),
        (("services", 0, "portName"), "services[0].ports[0]"),
        (("accessLogConfiguration", "includeQueryParameters"), f"{at}.access_log.query"),
        (("containerConfigurations", 0, "logLevel"), f"{at}.proxy.log_level"),
        (("namespace",), "namespace"),
    ):
        assert came_from(resource, "serviceConnectConfiguration", *pointer) == field


@pytest.mark.parametrize(("mesh_of", "expected"), [(True, ["MC330"]), (False, [])])
def test_a_late_id_needs_a_name_beside_it_where_somebody_is_connected(mesh_of: bool, expected: list[str]) -> None:
    source = mesh(service(mesh=mesh_of), namespace={"existing": {"template": [{"late": "param.ns"}]}})
    result = lowered(source, "service-connect")
    found = service_connect.BACKEND.check(result.lowering, result.contributions)
    assert expected == [finding.code for finding in found]
