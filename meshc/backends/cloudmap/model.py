"""Request bodies of AWS Cloud Map, in its own spelling.

botocore servicediscovery 2017-03-14. Where a value becomes known only when a namespace or a service exists, or when
the deployment supplies it, its place holds a Ref or a Template.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NotRequired, TypeAlias, TypedDict

from meshc.backends.base import Ref
from meshc.ir.text import Late, Template

LateString: TypeAlias = str | Ref | Template | Late

RecordType: TypeAlias = Literal["A", "AAAA", "SRV", "CNAME"]


class Tag(TypedDict):
    """A tag."""

    Key: str
    Value: LateString


class Namespace(TypedDict):
    """CreateHttpNamespace, CreatePrivateDnsNamespace and CreatePublicDnsNamespace."""

    Name: LateString
    Vpc: NotRequired[LateString]
    Tags: NotRequired[list[Tag]]


class DnsRecord(TypedDict):
    """A kind of record that registering an instance makes; TTL in seconds."""

    Type: RecordType
    TTL: int


class DnsConfig(TypedDict):
    """What DNS answers."""

    RoutingPolicy: Literal["MULTIVALUE", "WEIGHTED"]
    DnsRecords: list[DnsRecord]


class HealthCheckConfig(TypedDict):
    """A check by Route 53."""

    Type: Literal["HTTP", "HTTPS", "TCP"]
    ResourcePath: NotRequired[str]
    FailureThreshold: int


class HealthCheckCustomConfig(TypedDict):
    """Health that ECS reports."""

    FailureThreshold: int


class Service(TypedDict):
    """CreateService."""

    Name: str
    NamespaceId: LateString
    DnsConfig: NotRequired[DnsConfig]
    Type: NotRequired[Literal["HTTP"]]
    HealthCheckConfig: NotRequired[HealthCheckConfig]
    HealthCheckCustomConfig: NotRequired[HealthCheckCustomConfig]
    Tags: NotRequired[list[Tag]]


class Instance(TypedDict):
    """RegisterInstance."""

    ServiceId: LateString
    InstanceId: str
    Attributes: Mapping[str, LateString]


class Query(TypedDict):
    """DiscoverInstances."""

    NamespaceName: LateString
    ServiceName: str
    HealthStatus: Literal["HEALTHY"]
    QueryParameters: NotRequired[Mapping[str, LateString]]
    OwnerAccount: NotRequired[LateString]
