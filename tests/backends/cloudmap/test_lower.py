"""Names of a mesh as namespaces, services, instances and queries of Cloud Map."""

from __future__ import annotations

import json
from typing import Any

import pytest

from meshc.backends.base import Contribution, Lowering, Ref, Resource
from meshc.backends.cloudmap import BACKEND
from meshc.backends.units import units
from meshc.encoders.api_json import encode
from meshc.ir.effective import EffectivePolicies
from meshc.source import Origin
from meshc.targets.addresses import AddressBook
from meshc.targets.schemas import violations
from tests.targets.meshes import API, CONNECT, DISCOVERY, mesh_of, service

NAMESPACE = Ref("cloudmap/namespace", "Id")
HEALTH = {"FailureThreshold": 1}


def lowering(text: str, target: str) -> Lowering:
    mesh = mesh_of(text)
    all_units = units(mesh)
    return Lowering(mesh, target, all_units, EffectivePolicies(mesh), AddressBook(mesh, target, all_units))


def resources(text: str, target: str = DISCOVERY) -> dict[str, Resource]:
    found = list(BACKEND.lower(lowering(text, target), {}))
    assert len({resource.id for resource in found}) == len(found)
    assert len({resource.file for resource in found}) == len(found)
    return {resource.id: resource for resource in found}


def bodies(text: str, target: str = DISCOVERY) -> dict[str, Any]:
    return {id.removeprefix("cloudmap/"): resource.body for id, resource in resources(text, target).items()}


def plans(text: str, target: str = DISCOVERY) -> dict[str, Contribution]:
    return {contribution.unit: contribution for contribution in BACKEND.plan(lowering(text, target))}


def records(*types: str, ttl: int = 10, policy: str = "MULTIVALUE") -> dict[str, Any]:
    return {"RoutingPolicy": policy, "DnsRecords": [{"Type": kind, "TTL": ttl} for kind in types]}


@pytest.mark.parametrize(
    ("head", "operation", "body"),
    [
        ('vpc = "vpc-1"', "CreatePrivateDnsNamespace", {"Name": "demo.local", "Vpc": "vpc-1"}),
        ("discovery { type = http }", "CreateHttpNamespace", {"Name": "demo.local"}),
        (
            'namespace = "demo.example.com" ; discovery { type = public-dns }',
            "CreatePublicDnsNamespace",
            {"Name": "demo.example.com"},
        ),
    ],
)
@pytest.mark.parametrize("target", [CONNECT, DISCOVERY])
def test_the_namespace(head: str, operation: str, body: object, target: str) -> None:
    resource = resources(f"mesh demo {{ {head} }}\n{API}", target)["cloudmap/namespace"]
    assert (resource.operation, resource.body) == (operation, body)


def test_an_existing_namespace_is_never_created() -> None:
    found = bodies('mesh demo { namespace = existing("ns-0abc", "demo.local") }\n' + API)
    assert list(found) == ["api/service"]
    assert found["api/service"]["NamespaceId"] == "ns-0abc"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("", {"DnsConfig": records("A"), "HealthCheckCustomConfig": HEALTH}),
        ("discovery { ttl = 60s }", {"DnsConfig": records("A", ttl=60), "HealthCheckCustomConfig": HEALTH}),
        ("discovery { ip = v6 }", {"DnsConfig": records("AAAA"), "HealthCheckCustomConfig": HEALTH}),
        ("discovery { ip = dual }", {"DnsConfig": records("A", "AAAA"), "HealthCheckCustomConfig": HEALTH}),
        ("discovery { record = srv }", {"DnsConfig": records("SRV"), "HealthCheckCustomConfig": HEALTH}),
        (
            "discovery { routing = weighted }",
            {"DnsConfig": records("A", policy="WEIGHTED"), "HealthCheckCustomConfig": HEALTH},
        ),
        ("discovery { type = http }", {"Type": "HTTP", "HealthCheckCustomConfig": HEALTH}),
        ("discovery { ttl = 1500ms }", {"DnsConfig": records("A", ttl=2), "HealthCheckCustomConfig": HEALTH}),
    ],
)
def test_a_service(lines: str, expected: dict[str, Any]) -> None:
    assert bodies(service(lines))["api/service"] == {"Name": "api", "NamespaceId": NAMESPACE, **expected}


@pytest.mark.parametrize(
    ("health", "expected"),
    [
        ("health { }", {"Type": "TCP", "FailureThreshold": 1}),
        ('health { path = "/h" ; failures = 3 }', {"Type": "HTTP", "ResourcePath": "/h", "FailureThreshold": 3}),
    ],
)
def test_route_53_checks_public_names(health: str, expected: object) -> None:
    text = f"mesh demo {{ discovery {{ type = public-dns ; {health} }} }}\n{API}"
    body = bodies(text)["api/service"]
    assert body["HealthCheckConfig"] == expected
    assert "HealthCheckCustomConfig" not in body


def test_ecs_registers_the_tasks() -> None:
    plan = plans(API)["api"]
    assert plan.service_fields == {"serviceRegistries": [{"registryArn": Ref("cloudmap/api/service", "Arn")}]}
    assert plan.after == ("cloudmap/api/service",)


def test_srv_records_name_container_and_port() -> None:
    (registry,) = plans(service("discovery { record = srv }"))["api"].service_fields["serviceRegistries"]
    assert registry["containerPort"] == 8080
    assert registry["containerName"]


def test_each_version_has_a_name_of_its_own() -> None:
    text = service("version v1 { weight = rest }\nversion v2 { weight = 10% }")
    assert list(bodies(text)) == ["namespace", "api/service", "api-v2/service"]
    assert {name: plan.after for name, plan in plans(text).items()} == {
        "api-v1": ("cloudmap/api/service",),
        "api-v2": ("cloudmap/api-v2/service",),
    }


def test_what_listens_nowhere_has_no_name() -> None:
    assert plans('service worker { image = "x:1" }\n') == {}


def test_an_alias_leads_to_the_name() -> None:
    found = bodies(service('alias = ["old.demo.local", "elsewhere.example.com", "api.demo.local"]'))
    assert list(found) == ["namespace", "api/service", "old/service", "old/instance"]
    assert found["old/service"]["DnsConfig"] == records("CNAME", policy="WEIGHTED")
    assert found["old/instance"] == {
        "ServiceId": Ref("cloudmap/old/service", "Id"),
        "InstanceId": "api",
        "Attributes": {"AWS_INSTANCE_CNAME": "api.demo.local"},
    }


@pytest.mark.parametrize("target", [CONNECT, DISCOVERY])
def test_an_external_with_a_name(target: str) -> None:
    discovery = 'discovery { name = data ; attributes { tier = "a" } }'
    text = f'external db {{ host = "db.example.com" ; port = 5432 ; {discovery} }}\n'
    found = bodies(API + text, target)
    assert found["data/service"] == {
        "Name": "data",
        "NamespaceId": NAMESPACE,
        "DnsConfig": records("CNAME", policy="WEIGHTED"),
    }
    assert found["data/instance"]["Attributes"] == {"AWS_INSTANCE_CNAME": "db.example.com", "tier": "a"}


def test_an_external_that_is_an_address() -> None:
    found = bodies(API + 'external db { host = "10.0.0.5" ; port = 5432 ; discovery { } }\n')
    assert found["db/service"]["DnsConfig"] == records("A")
    assert found["db/instance"]["Attributes"] == {"AWS_INSTANCE_IPV4": "10.0.0.5", "AWS_INSTANCE_PORT": "5432"}


def test_an_external_without_a_name_leaves_no_trace() -> None:
    assert list(bodies(API + 'external db { host = "db.example.com" ; port = 5432 }\n')) == ["namespace", "api/service"]


def test_who_selects_by_attributes_asks_the_api() -> None:
    found = resources(service('discovery { attributes { ECS_TASK_DEFINITION_FAMILY = "api" ; own = "x" } }'))
    query = found["cloudmap/api/query"]
    assert (query.operation, query.phase) == ("DiscoverInstances", "query")
    assert query.body == {
        "NamespaceName": "demo.local",
        "ServiceName": "api",
        "HealthStatus": "HEALTHY",
        "QueryParameters": {"ECS_TASK_DEFINITION_FAMILY": "api"},
    }


@pytest.mark.parametrize(
    "text",
    [
        "mesh demo { discovery { type = http } }\n" + API,
        API + "client report { type = lambda ; resolves = api ; calls api }\n",
    ],
)
def test_names_that_only_the_api_knows_come_with_the_question(text: str) -> None:
    assert bodies(text)["api/query"] == {
        "NamespaceName": "demo.local",
        "ServiceName": "api",
        "HealthStatus": "HEALTHY",
    }


def test_a_shared_namespace() -> None:
    text = 'mesh demo { namespace = existing("arn:aws:servicediscovery:x", "demo.local")\n'
    text += 'discovery { type = http ; account = "111122223333" } }\n'
    found = bodies(text + API)
    assert found["api/service"]["NamespaceId"] == "arn:aws:servicediscovery:x"
    assert found["api/query"]["OwnerAccount"] == "111122223333"


def test_a_namespace_of_a_services_own() -> None:
    text = service('discovery { type = public-dns ; namespace = "api.example.com" }') + service("", "web")
    found = resources(text)
    own = found["cloudmap/api.example.com/namespace"]
    assert (own.operation, own.body) == ("CreatePublicDnsNamespace", {"Name": "api.example.com"})
    named = found["cloudmap/api.example.com/api/service"]
    assert named.body["NamespaceId"] == Ref("cloudmap/api.example.com/namespace", "Id")
    assert named.after == ("cloudmap/api.example.com/namespace",)
    assert found["cloudmap/web/service"].body["NamespaceId"] == NAMESPACE


def test_beside_service_connect_only_what_is_looked_up_without_it() -> None:
    text = API + service("mesh = off", "off") + service("", "web")
    text += "client report { type = lambda ; calls api }\n"
    assert list(bodies(text, CONNECT)) == ["namespace", "api/service", "off/service"]
    assert list(plans(text, CONNECT)) == ["api", "off"]


def test_every_field_knows_its_line() -> None:
    text = service("discovery {\nttl = 60s\nip = v6 }")
    resource = resources(text)["cloudmap/api/service"]

    def line(origin: Origin) -> str:
        assert origin.item is not None
        return origin.item.text[origin.start : origin.end]

    assert "60s" in line(resource.origin(("DnsConfig", "DnsRecords", 0, "TTL")))
    assert "v6" in line(resource.origin(("DnsConfig", "DnsRecords", 0, "Type")))
    assert resource.origin(("Name",)).item is not None


@pytest.mark.parametrize("target", [CONNECT, DISCOVERY])
def test_every_body_passes_its_schema(target: str) -> None:
    text = service('alias = ["old.demo.local"]\ndiscovery { attributes { REGION = "x" } ; ip = dual }')
    text += service("discovery { type = http }", "web") + service("discovery { record = srv }", "srv")
    text += 'external db { host = "db.example.com" ; port = 5432 ; discovery { } }\n'
    text += 'external ip { host = "10.0.0.5" ; port = 5432 ; discovery { type = http } }\n'
    text += "client report { type = lambda ; resolves = api ; calls api ; calls web }\n"
    for resource in resources(text, target).values():
        content, _fills = encode(resource.body)
        assert violations(resource.service, resource.operation, json.loads(content)) == []


def test_an_address_in_a_namespace_for_the_api() -> None:
    for host, attribute in (("10.0.0.5", "AWS_INSTANCE_IPV4"), ("fd00::5", "AWS_INSTANCE_IPV6")):
        text = f'external db {{ host = "{host}" ; port = 5432 ; discovery {{ type = http }} }}\n'
        found = bodies(API + text)
        assert found["db/service"]["Type"] == "HTTP"
        assert found["db/instance"]["Attributes"] == {attribute: host, "AWS_INSTANCE_PORT": "5432"}


def test_beside_service_connect_no_namespace_is_made_for_what_stands_in_none() -> None:
    text = service('discovery { type = http ; namespace = "own.local" }') + service("", "web")
    assert list(bodies(text, CONNECT)) == ["namespace"]
    assert "own.local/namespace" in bodies(text + "client report { type = lambda ; calls api }\n", CONNECT)
    assert "own.local/namespace" in bodies(text)


def test_tags_of_the_mesh_and_of_a_service() -> None:
    text = 'mesh demo { vpc = "vpc-1" ; ecs { tags { system = "demo" ; key = ssm("/k") } } }\n'
    text += service('tags { team = "a" }\nalias = ["old.demo.local"]')
    text += 'external db { host = "db.example.com" ; port = 5432 ; discovery { namespace = "data.local" } }\n'
    found = bodies(text)
    mesh_wide = [{"Key": "system", "Value": "demo"}]
    own = [*mesh_wide, {"Key": "team", "Value": "a"}]
    assert {id: body.get("Tags") for id, body in found.items()} == {
        "namespace": mesh_wide,
        "data.local/namespace": mesh_wide,
        "api/service": own,
        "old/service": own,
        "old/instance": None,
        "data.local/db/service": mesh_wide,
        "data.local/db/instance": None,
    }
    for resource in resources(text).values():
        content, _fills = encode(resource.body)
        assert violations(resource.service, resource.operation, json.loads(content)) == []
