"""Limits of routes that the published schema holds, listed to be printed and tested."""

from __future__ import annotations

from functools import partial
from typing import Any

from meshc.backends.appmesh import samples
from meshc.backends.limits import Limit

_of_route = partial(Limit, backend="appmesh", service="appmesh", operations=("CreateRoute", "UpdateRoute"))
_of_gateway_route = partial(_of_route, operations=("CreateGatewayRoute", "UpdateGatewayRoute"))
_MATCH = "spec.httpRoute.match"


def _shape(name: str) -> str:
    return f"botocore appmesh 2019-01-25 {name}"


def _route(**match: Any) -> dict[str, Any]:
    return samples.route(httpRoute=samples.http_route({"prefix": "/", **match}))


def _path(**path: str) -> dict[str, Any]:
    return samples.route(httpRoute=samples.http_route({"path": path}))


def _header(name: str = "x", value: str = "1") -> dict[str, Any]:
    return {"name": name, "match": {"exact": value}}


def _grpc(**match: str) -> dict[str, Any]:
    return samples.route(grpcRoute=samples.http_route({"serviceName": "a.B", **match}))


def _weights(count: int, weight: int) -> dict[str, Any]:
    return samples.route(httpRoute=samples.http_route(action=samples.targets(*(weight,) * count)))


def _host(**hostname: str) -> dict[str, Any]:
    return samples.gateway_route({"prefix": "/", "hostname": hostname})


LIMITS: tuple[Limit, ...] = (
    _of_route(
        id="app-mesh-priority",
        field="spec.priority",
        statement="A route has a priority of 0 to 1000; 0 comes first.",
        value="0..1000",
        source=_shape("RoutePriority"),
        at=lambda: samples.route(priority=1000),
        past=lambda: samples.route(priority=1001),
    ),
    _of_gateway_route(
        id="app-mesh-gateway-priority",
        field="spec.priority",
        statement="A gateway route has a priority of 0 to 1000; 0 comes first.",
        value="0..1000",
        source=_shape("GatewayRoutePriority"),
        at=lambda: samples.gateway_route(priority=1000),
        past=lambda: samples.gateway_route(priority=1001),
    ),
    _of_route(
        id="app-mesh-targets",
        field="spec.httpRoute.action.weightedTargets",
        statement="A route leads to up to 10 virtual nodes.",
        value="1..10 targets",
        source=_shape("WeightedTargets"),
        at=lambda: _weights(10, 10),
        past=lambda: _weights(11, 1),
    ),
    _of_route(
        id="app-mesh-weight",
        field="spec.httpRoute.action.weightedTargets[].weight",
        statement="A weight is 0 to 100.",
        value="0..100",
        source=_shape("PercentInt"),
        at=lambda: _weights(1, 100),
        past=lambda: _weights(1, 101),
    ),
    _of_route(
        id="app-mesh-method",
        field=f"{_MATCH}.method",
        statement="A route matches one of 9 methods.",
        value="GET, HEAD, POST, PUT, DELETE, CONNECT, OPTIONS, TRACE, PATCH",
        source=_shape("HttpMethod"),
        at=lambda: _route(method="PATCH"),
        past=lambda: _route(method="PROPFIND"),
    ),
    _of_route(
        id="app-mesh-path-exact",
        field=f"{_MATCH}.path.exact",
        statement="An exact path has up to 255 characters.",
        value="255 characters",
        source=_shape("HttpPathExact"),
        at=lambda: _path(exact="/" * 255),
        past=lambda: _path(exact="/" * 256),
    ),
    _of_route(
        id="app-mesh-path-regex",
        field=f"{_MATCH}.path.regex",
        statement="A regular expression for paths has up to 255 characters.",
        value="255 characters",
        source=_shape("HttpPathRegex"),
        at=lambda: _path(regex="/" * 255),
        past=lambda: _path(regex="/" * 256),
    ),
    _of_route(
        id="app-mesh-headers",
        field=f"{_MATCH}.headers",
        statement="A route matches up to 10 headers.",
        value="1..10 headers",
        source=_shape("HttpRouteHeaders"),
        at=lambda: _route(headers=[_header(f"x{number}") for number in range(10)]),
        past=lambda: _route(headers=[_header(f"x{number}") for number in range(11)]),
    ),
    _of_route(
        id="app-mesh-header-name",
        field=f"{_MATCH}.headers[].name",
        statement="The name of a header has up to 50 characters.",
        value="50 characters",
        source=_shape("HeaderName"),
        at=lambda: _route(headers=[_header("x" * 50)]),
        past=lambda: _route(headers=[_header("x" * 51)]),
    ),
    _of_route(
        id="app-mesh-header-value",
        field=f"{_MATCH}.headers[].match.exact",
        statement="What is matched in a header has 1 to 255 characters.",
        value="255 characters",
        source=_shape("HeaderMatch"),
        at=lambda: _route(headers=[_header(value="v" * 255)]),
        past=lambda: _route(headers=[_header(value="v" * 256)]),
    ),
    _of_route(
        id="app-mesh-query",
        field=f"{_MATCH}.queryParameters",
        statement="A route matches up to 10 query parameters.",
        value="1..10 parameters",
        source=_shape("HttpQueryParameters"),
        at=lambda: _route(queryParameters=[{"name": f"q{number}"} for number in range(10)]),
        past=lambda: _route(queryParameters=[{"name": f"q{number}"} for number in range(11)]),
    ),
    _of_route(
        id="app-mesh-grpc-method-name",
        field="spec.grpcRoute.match.methodName",
        statement="The name of a gRPC method has up to 50 characters.",
        value="50 characters",
        source=_shape("MethodName"),
        at=lambda: _grpc(methodName="m" * 50),
        past=lambda: _grpc(methodName="m" * 51),
    ),
    _of_gateway_route(
        id="app-mesh-host-exact",
        field=f"{_MATCH}.hostname.exact",
        statement="A host name has up to 253 characters.",
        value="253 characters",
        source=_shape("ExactHostName"),
        at=lambda: _host(exact="h" * 253),
        past=lambda: _host(exact="h" * 254),
    ),
    _of_gateway_route(
        id="app-mesh-host-suffix",
        field=f"{_MATCH}.hostname.suffix",
        statement="The end of a host name has up to 253 characters.",
        value="253 characters",
        source=_shape("SuffixHostname"),
        at=lambda: _host(suffix="h" * 253),
        past=lambda: _host(suffix="h" * 254),
    ),
)
