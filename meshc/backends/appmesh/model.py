"""Parts of the requests to App Mesh, in its own spelling: botocore appmesh 2019-01-25.

A `Text` may hold parts that become known later; a `Ref` is the name of another resource of the build.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

from meshc.backends.base import Ref
from meshc.ir.text import Text

Name: TypeAlias = Text | Ref
Protocol: TypeAlias = Literal["http", "http2", "grpc", "tcp"]
IpPreference: TypeAlias = Literal["IPv4_ONLY", "IPv6_ONLY", "IPv4_PREFERRED", "IPv6_PREFERRED"]
Spec: TypeAlias = dict[str, Any]
"""The specification of a resource, whose parts are described here."""


class Duration(TypedDict):
    """A time."""

    unit: Literal["s", "ms"]
    value: int


class Timeout(TypedDict, total=False):
    """HttpTimeout, GrpcTimeout and TcpTimeout; the last has no `perRequest`."""

    perRequest: Duration
    idle: Duration


class PortMapping(TypedDict):
    """A port and what is spoken there."""

    port: int
    protocol: Protocol


class HealthCheck(TypedDict):
    """HealthCheckPolicy; times in milliseconds."""

    protocol: Protocol
    path: NotRequired[str]
    port: NotRequired[int]
    intervalMillis: int
    timeoutMillis: int
    healthyThreshold: int
    unhealthyThreshold: int


class OutlierDetection(TypedDict):
    """When an instance is left out; App Mesh wants every member."""

    maxServerErrors: int
    interval: Duration
    baseEjectionDuration: Duration
    maxEjectionPercent: int


class Listener(TypedDict):
    """A port of a virtual node or a virtual gateway."""

    portMapping: PortMapping
    healthCheck: NotRequired[HealthCheck]
    timeout: NotRequired[dict[Protocol, Timeout]]
    tls: NotRequired[dict[str, Any]]
    connectionPool: NotRequired[dict[Protocol, dict[str, int]]]
    outlierDetection: NotRequired[OutlierDetection]


class HeaderMatch(TypedDict):
    """HttpRouteHeader and GrpcRouteMetadata; without `match` the header must only be there."""

    name: str
    invert: NotRequired[bool]
    match: NotRequired[dict[str, Any]]


class QueryMatch(TypedDict):
    """HttpQueryParameter; without `match` the parameter must only be there."""

    name: str
    match: NotRequired[dict[str, str]]


class Match(TypedDict, total=False):
    """HttpRouteMatch, GrpcRouteMatch, TcpRouteMatch, and those of gateway routes."""

    prefix: str
    path: dict[str, str]
    method: str
    headers: list[HeaderMatch]
    queryParameters: list[QueryMatch]
    serviceName: str
    methodName: str
    metadata: list[HeaderMatch]
    hostname: dict[str, str]
    port: int


class WeightedTarget(TypedDict):
    """A virtual node and its part of a route's traffic."""

    virtualNode: Name
    weight: int
    port: NotRequired[int]


class RetryPolicy(TypedDict):
    """HttpRetryPolicy and GrpcRetryPolicy."""

    maxRetries: int
    perRetryTimeout: Duration
    httpRetryEvents: NotRequired[list[str]]
    tcpRetryEvents: NotRequired[list[str]]
    grpcRetryEvents: NotRequired[list[str]]


class Tag(TypedDict):
    """A tag."""

    key: str
    value: Text
