"""What Cloud Map asks of namespaces and services, beyond the published schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from meshc.backends import samples, sources
from meshc.backends.checks import FINE, here
from meshc.backends.limits import Build, Found, Limit, Pointer, Strength

_NAMESPACES = ("CreateHttpNamespace", "CreatePrivateDnsNamespace", "CreatePublicDnsNamespace")
_RECORD_SETS = ({"A"}, {"AAAA"}, {"A", "AAAA"}, {"SRV"}, {"CNAME"})
_MOST_NAMESPACES = 50
_limit = partial(Limit, backend="cloudmap", service="servicediscovery", operations=("CreateService",))
_of_namespace = partial(Limit, backend="cloudmap", service="servicediscovery", operations=_NAMESPACES)


def _types(body: Mapping[str, Any]) -> list[str]:
    return [record["Type"] for record in body.get("DnsConfig", {}).get("DnsRecords", ())]


def _record_set(records: Sequence[Mapping[str, Any]], _body: Any) -> Iterable[Found]:
    types = [record["Type"] for record in records]
    if set(types) in _RECORD_SETS and len(set(types)) == len(types):
        return FINE
    shown = ", ".join(types) or "no record"
    return here(f"`DnsRecords` has {shown}; Cloud Map allows A, AAAA, A with AAAA, SRV or CNAME")


def _weighted(body: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    policy = body.get("DnsConfig", {}).get("RoutingPolicy", "MULTIVALUE")
    if "CNAME" not in _types(body) or policy == "WEIGHTED":
        return FINE
    return ((("DnsConfig", "RoutingPolicy"), f"`RoutingPolicy` is {policy}; a CNAME record needs WEIGHTED"),)


def _cname_health(body: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    if "CNAME" not in _types(body) or "HealthCheckConfig" not in body:
        return FINE
    return ((("HealthCheckConfig",), "`HealthCheckConfig` cannot be given with a CNAME record"),)


def _health_once(body: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    if "HealthCheckConfig" not in body or "HealthCheckCustomConfig" not in body:
        return FINE
    return ((("HealthCheckConfig",), "`HealthCheckConfig` and `HealthCheckCustomConfig` exclude each other"),)


def _tcp_path(health: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    if health["Type"] != "TCP" or "ResourcePath" not in health:
        return FINE
    return ((("ResourcePath",), f"`ResourcePath` is `{health['ResourcePath']}`; a TCP check has no path"),)


def _api_only(body: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    if body.get("Type") != "HTTP" or "DnsConfig" not in body:
        return FINE
    return ((("DnsConfig",), "`DnsConfig` cannot be given for a service of the type HTTP"),)


def _service_names(build: Build) -> Iterable[tuple[int, Pointer, str]]:
    seen: dict[tuple[object, str], list[tuple[str, bool]]] = {}
    for index, body in build.of("servicediscovery", "CreateService"):
        namespace = build.linked(index, "NamespaceId")
        name, by_dns = body["Name"], bool(_types(body))
        alike = seen.setdefault((body.get("NamespaceId") if namespace is None else namespace, name.lower()), [])
        for other, other_by_dns in alike:
            if other == name:
                yield index, ("Name",), f"`Name` is `{name}`, which the namespace has already"
            elif by_dns or other_by_dns:
                yield (
                    index,
                    ("Name",),
                    f"`Name` is `{name}`, the same as `{other}` for DNS, which ignores case",
                )
        alike.append((name, by_dns))


def _in_namespaces(build: Build) -> Iterator[tuple[int, Any, str]]:
    """Index and body of each Cloud Map service whose namespace this build makes, and the operation that does."""
    for index, body in build.of("servicediscovery", "CreateService"):
        namespace = build.linked(index, "NamespaceId")
        if namespace is not None:
            yield index, body, build.documents[namespace].operation


def _private_health(build: Build) -> Iterable[tuple[int, Pointer, str]]:
    for index, body, operation in _in_namespaces(build):
        if operation == "CreatePrivateDnsNamespace" and "HealthCheckConfig" in body:
            message = "`HealthCheckConfig` cannot be given in a private DNS namespace, which Route 53 cannot reach"
            yield index, ("HealthCheckConfig",), message


def _records_without_dns(build: Build) -> Iterable[tuple[int, Pointer, str]]:
    for index, body, operation in _in_namespaces(build):
        if operation == "CreateHttpNamespace" and "DnsConfig" in body:
            yield index, ("DnsConfig",), "`DnsConfig` cannot be given in an HTTP namespace"


def _namespaces(build: Build) -> Iterable[tuple[int, Pointer, str]]:
    for number, (index, _body) in enumerate(build.of("servicediscovery", *_NAMESPACES), 1):
        if number == _MOST_NAMESPACES + 1:
            yield index, (), f"this is namespace {number} of the build; Cloud Map allows {_MOST_NAMESPACES} in a Region"


def _namespace_names(build: Build) -> Iterable[tuple[int, Pointer, str]]:
    seen: set[tuple[str, object]] = set()
    for index, body in build.of("servicediscovery", *_NAMESPACES):
        key = (body["Name"], body.get("Vpc"))
        if key in seen:
            yield index, ("Name",), f"`Name` is `{body['Name']}`, which another namespace of the build has"
        seen.add(key)


_HTTP = {"Name": "shop"}
_PRIVATE = {"Name": "shop.local", "Vpc": "vpc-0a"}
_PUBLIC = {"Name": "shop.example.com", "Properties": {"DnsProperties": {"SOA": {"TTL": 15}}}}


def _in(namespace: dict[str, Any], *services: dict[str, Any]) -> Build:
    links = {(index, ("NamespaceId",)): 0 for index in range(1, len(services) + 1)}
    return samples.build(namespace, *services, links=links)


LIMITS: tuple[Limit, ...] = (
    _of_namespace(
        id="namespaces",
        field="",
        statement="A Region has up to 50 namespaces.",
        value="50 namespaces",
        source=sources.CLOUD_MAP_QUOTAS,
        across=_namespaces,
        at=lambda: samples.build(*({"Name": f"n{number}"} for number in range(_MOST_NAMESPACES))),
        past=lambda: samples.build(*({"Name": f"n{number}"} for number in range(_MOST_NAMESPACES + 1))),
        strength=Strength.ADJUSTABLE,
    ),
    _of_namespace(
        id="namespace-name-unique",
        field="Name",
        statement="The namespaces of a build have different names, those of a VPC their own.",
        value="1 namespace per name and VPC",
        source="botocore servicediscovery 2017-03-14 NamespaceAlreadyExists documentation",
        across=_namespace_names,
        at=lambda: samples.build(_PRIVATE, {**_PRIVATE, "Vpc": "vpc-0b"}),
        past=lambda: samples.build(_PRIVATE, _PRIVATE),
    ),
    _limit(
        id="cloud-map-service-unique",
        field="Name",
        statement="The services of a namespace have different names; with DNS they differ by more than case.",
        value="1 service per name and namespace",
        source=sources.cloud_map("CreateService.Name"),
        across=_service_names,
        at=lambda: _in(_PRIVATE, samples.registry(Name="api"), samples.registry(Name="api-2")),
        past=lambda: _in(_PRIVATE, samples.registry(Name="api"), samples.registry(Name="API")),
    ),
    _limit(
        id="record-types",
        field="DnsConfig.DnsRecords",
        statement="A service has the records A, AAAA, A with AAAA, SRV or CNAME.",
        value="A; AAAA; A and AAAA; SRV; CNAME",
        source=sources.cloud_map("DnsRecord.Type"),
        check=_record_set,
        at=lambda: samples.registry(DnsConfig=samples.records("A", "AAAA")),
        past=lambda: samples.registry(DnsConfig=samples.records("A", "SRV")),
    ),
    _limit(
        id="cname-routing",
        field="",
        statement="A CNAME record has the routing policy WEIGHTED.",
        value="WEIGHTED",
        source=sources.cloud_map("DnsRecord.Type"),
        check=_weighted,
        at=lambda: samples.registry(DnsConfig=samples.records("CNAME", policy="WEIGHTED")),
        past=lambda: samples.registry(DnsConfig=samples.records("CNAME")),
    ),
    _limit(
        id="cname-health-check",
        field="",
        statement="A service with a CNAME record has no Route 53 health check.",
        value="none",
        source=sources.cloud_map("HealthCheckConfig"),
        check=_cname_health,
        at=lambda: samples.registry(HealthCheckConfig={"Type": "HTTP"}),
        past=lambda: samples.registry(
            DnsConfig=samples.records("CNAME", policy="WEIGHTED"), HealthCheckConfig={"Type": "HTTP"}
        ),
    ),
    _limit(
        id="health-check-kind",
        field="",
        statement="A service has a Route 53 health check or a custom one, not both.",
        value="1 of HealthCheckConfig, HealthCheckCustomConfig",
        source=sources.cloud_map("CreateService.HealthCheckConfig"),
        check=_health_once,
        at=lambda: samples.registry(HealthCheckCustomConfig={}),
        past=lambda: samples.registry(HealthCheckCustomConfig={}, HealthCheckConfig={"Type": "TCP"}),
    ),
    _limit(
        id="health-check-path",
        field="HealthCheckConfig",
        statement="A TCP health check has no path.",
        value="none",
        source=sources.cloud_map("HealthCheckConfig.ResourcePath"),
        check=_tcp_path,
        at=lambda: samples.registry(HealthCheckConfig={"Type": "HTTP", "ResourcePath": "/"}),
        past=lambda: samples.registry(HealthCheckConfig={"Type": "TCP", "ResourcePath": "/"}),
    ),
    _limit(
        id="health-check-private",
        field="HealthCheckConfig",
        statement="A service in a private DNS namespace has no Route 53 health check.",
        value="none",
        source=sources.cloud_map("CreateService.HealthCheckConfig"),
        across=_private_health,
        at=lambda: _in(_PUBLIC, samples.registry(HealthCheckConfig={"Type": "HTTP"})),
        past=lambda: _in(_PRIVATE, samples.registry(HealthCheckConfig={"Type": "HTTP"})),
    ),
    _limit(
        id="api-only-service",
        field="",
        statement="A service of the type HTTP has no DNS records.",
        value="none",
        source=sources.cloud_map("CreateService.Type"),
        check=_api_only,
        at=lambda: samples.registry(Type="HTTP", DnsConfig=None),
        past=lambda: samples.registry(Type="HTTP"),
    ),
    _limit(
        id="api-only-namespace",
        field="DnsConfig",
        statement="A service in an HTTP namespace has no DNS records.",
        value="none",
        source=sources.cloud_map("CreateService"),
        across=_records_without_dns,
        at=lambda: _in(_HTTP, samples.registry(DnsConfig=None)),
        past=lambda: _in(_HTTP, samples.registry()),
    ),
)
