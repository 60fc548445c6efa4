"""Limits of Cloud Map that the published schema holds, listed so that they can be printed and tested."""

from __future__ import annotations

from functools import partial
from typing import Any

from meshc.backends import samples
from meshc.backends.limits import Limit
from meshc.backends.names import (
    CLOUD_MAP_INSTANCE,
    CLOUD_MAP_SERVICE,
    HTTP_NAMESPACE,
    PRIVATE_NAMESPACE,
    PUBLIC_NAMESPACE,
)

_listed = partial(Limit, backend="cloudmap", service="servicediscovery", operations=("CreateService",))

_NAMESPACES = ("CreateHttpNamespace", "CreatePrivateDnsNamespace", "CreatePublicDnsNamespace")
_LABEL = "l" * 63


def _shape(name: str) -> str:
    return f"botocore servicediscovery 2017-03-14 {name}"


def _private(name: str) -> dict[str, Any]:
    return {"Name": name, "Vpc": "vpc-0a"}


def _health(**changes: Any) -> dict[str, Any]:
    return samples.registry(HealthCheckConfig={"Type": "HTTP", **changes})


def _instance(attributes: dict[str, str]) -> dict[str, Any]:
    return samples.instance(Attributes=attributes)


def _service_attributes(attributes: dict[str, str]) -> dict[str, Any]:
    return {"ServiceId": "srv-0a", "Attributes": attributes}


LIMITS: tuple[Limit, ...] = (
    _listed(
        id="http-namespace-name",
        operations=("CreateHttpNamespace",),
        field="Name",
        statement="The name of an HTTP namespace has up to 1,024 printable ASCII characters without spaces.",
        value="1,024 characters",
        source=_shape("NamespaceNameHttp"),
        at=lambda: {"Name": "n" * 1024},
        past=lambda: {"Name": "n" * 1025},
        names=HTTP_NAMESPACE,
    ),
    _listed(
        id="private-namespace-name",
        operations=("CreatePrivateDnsNamespace",),
        field="Name",
        statement="The name of a private DNS namespace has up to 253 printable ASCII characters without spaces.",
        value="253 characters",
        source=_shape("NamespaceNamePrivate"),
        at=lambda: _private("n" * 253),
        past=lambda: _private("n" * 254),
        names=PRIVATE_NAMESPACE,
    ),
    _listed(
        id="public-namespace-name",
        operations=("CreatePublicDnsNamespace",),
        field="Name",
        statement="The name of a public DNS namespace is a domain name with a dot and up to 253 characters.",
        value="253 characters, labels of 63",
        source=_shape("NamespaceNamePublic"),
        at=lambda: {"Name": f"{_LABEL}.example.com"},
        past=lambda: {"Name": f"l{_LABEL}.example.com"},
        names=PUBLIC_NAMESPACE,
    ),
    _listed(
        id="private-namespace-vpc",
        operations=("CreatePrivateDnsNamespace",),
        field="Vpc",
        statement="A private DNS namespace names a VPC.",
        value="1 VPC",
        source=_shape("CreatePrivateDnsNamespace.Vpc"),
        at=lambda: _private("shop.local"),
        past=lambda: {"Name": "shop.local"},
    ),
    _listed(
        id="cloud-map-service-name",
        field="Name",
        statement="The name of a service has up to 127 characters in labels of up to 63 letters, digits, _ and -.",
        value="127 characters, labels of 63",
        source=_shape("ServiceName"),
        at=lambda: samples.registry(Name=f"{_LABEL}.{_LABEL}"),
        past=lambda: samples.registry(Name=f"{_LABEL}l"),
        names=CLOUD_MAP_SERVICE,
    ),
    _listed(
        id="cloud-map-description",
        operations=("CreateService", *_NAMESPACES),
        field="Description",
        statement="A description has up to 1,024 characters.",
        value="1,024 characters",
        source=_shape("ResourceDescription"),
        at=lambda: samples.registry(Description="d" * 1024),
        past=lambda: samples.registry(Description="d" * 1025),
    ),
    _listed(
        id="cloud-map-tags",
        operations=("CreateService", *_NAMESPACES),
        field="Tags",
        statement="A namespace or a service has up to 200 tags.",
        value="200 tags",
        source=_shape("TagList"),
        at=lambda: samples.registry(Tags=[{"Key": f"k{number}", "Value": "v"} for number in range(200)]),
        past=lambda: samples.registry(Tags=[{"Key": f"k{number}", "Value": "v"} for number in range(201)]),
    ),
    _listed(
        id="creator-request-id",
        operations=("CreateService", "RegisterInstance", *_NAMESPACES),
        field="CreatorRequestId",
        statement="The id that makes a request repeatable has up to 64 characters.",
        value="64 characters",
        source=_shape("ResourceId"),
        at=lambda: samples.registry(CreatorRequestId="r" * 64),
        past=lambda: samples.registry(CreatorRequestId="r" * 65),
    ),
    _listed(
        id="record-ttl",
        field="DnsConfig.DnsRecords[].TTL",
        statement="The TTL of a record is 0 to 2147483647 seconds.",
        value="0..2147483647 s",
        source=_shape("RecordTTL"),
        at=lambda: samples.registry(DnsConfig=samples.records("A", ttl=2147483647)),
        past=lambda: samples.registry(DnsConfig=samples.records("A", ttl=2147483648)),
    ),
    _listed(
        id="record-type",
        field="DnsConfig.DnsRecords[].Type",
        statement="A record is SRV, A, AAAA or CNAME.",
        value="SRV, A, AAAA, CNAME",
        source=_shape("RecordType"),
        at=lambda: samples.registry(DnsConfig=samples.records("AAAA")),
        past=lambda: samples.registry(DnsConfig=samples.records("MX")),
    ),
    _listed(
        id="routing-policy",
        field="DnsConfig.RoutingPolicy",
        statement="The routing policy is MULTIVALUE, up to 8 healthy answers, or WEIGHTED, 1 answer by chance.",
        value="MULTIVALUE, WEIGHTED",
        source=_shape("RoutingPolicy"),
        at=lambda: samples.registry(DnsConfig=samples.records("A", policy="WEIGHTED")),
        past=lambda: samples.registry(DnsConfig=samples.records("A", policy="LATENCY")),
    ),
    _listed(
        id="health-check-type",
        field="HealthCheckConfig.Type",
        statement="A Route 53 health check is HTTP, HTTPS or TCP.",
        value="HTTP, HTTPS, TCP",
        source=_shape("HealthCheckType"),
        at=lambda: _health(Type="HTTPS"),
        past=lambda: _health(Type="GRPC"),
    ),
    _listed(
        id="health-check-threshold",
        field="HealthCheckConfig.FailureThreshold",
        statement="A Route 53 health check changes its mind after 1 to 10 answers.",
        value="1..10",
        source=_shape("FailureThreshold"),
        at=lambda: _health(FailureThreshold=10),
        past=lambda: _health(FailureThreshold=11),
    ),
    _listed(
        id="custom-health-threshold",
        field="HealthCheckCustomConfig.FailureThreshold",
        statement="The threshold of a custom health check is 1 to 10; Cloud Map always takes it as 1.",
        value="1..10",
        source=_shape("FailureThreshold"),
        at=lambda: samples.registry(HealthCheckCustomConfig={"FailureThreshold": 10}),
        past=lambda: samples.registry(HealthCheckCustomConfig={"FailureThreshold": 11}),
    ),
    _listed(
        id="health-check-path-length",
        field="HealthCheckConfig.ResourcePath",
        statement="The path of a health check has up to 255 characters.",
        value="255 characters",
        source=_shape("ResourcePath"),
        at=lambda: _health(ResourcePath="/" * 255),
        past=lambda: _health(ResourcePath="/" * 256),
    ),
    _listed(
        id="instance-id",
        operations=("RegisterInstance",),
        field="InstanceId",
        statement="The id of an instance has up to 64 letters, digits and _/:.@-.",
        value="64 characters",
        source=_shape("InstanceId"),
        at=lambda: samples.instance(InstanceId="i" * 64),
        past=lambda: samples.instance(InstanceId="i" * 65),
        names=CLOUD_MAP_INSTANCE,
    ),
    _listed(
        id="attribute-key",
        operations=("RegisterInstance",),
        field="Attributes",
        statement="The key of an attribute has up to 255 printable ASCII characters without spaces.",
        value="255 characters",
        source=_shape("AttrKey"),
        at=lambda: _instance({"k" * 255: "v"}),
        past=lambda: _instance({"k" * 256: "v"}),
    ),
    _listed(
        id="attribute-value",
        operations=("RegisterInstance",),
        field="Attributes",
        statement="The value of an attribute has up to 1,024 printable ASCII characters.",
        value="1,024 characters",
        source=_shape("AttrValue"),
        at=lambda: _instance({"k": "v" * 1024}),
        past=lambda: _instance({"k": "v" * 1025}),
    ),
    _listed(
        id="service-attributes",
        operations=("UpdateServiceAttributes",),
        field="Attributes",
        statement="A service has up to 30 attributes.",
        value="30 attributes",
        source=_shape("ServiceAttributesMap"),
        at=lambda: _service_attributes({f"k{number}": "v" for number in range(30)}),
        past=lambda: _service_attributes({f"k{number}": "v" for number in range(31)}),
    ),
    _listed(
        id="discovered-instances",
        operations=("DiscoverInstances",),
        field="MaxResults",
        statement="One request discovers 1 to 1,000 instances, 100 unless it says otherwise.",
        value="1..1,000 instances",
        source=_shape("DiscoverMaxResults"),
        at=lambda: {"NamespaceName": "shop", "ServiceName": "api", "MaxResults": 1000},
        past=lambda: {"NamespaceName": "shop", "ServiceName": "api", "MaxResults": 1001},
    ),
)
