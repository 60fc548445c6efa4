"""What App Mesh asks of the matches of routes, beyond the published schema."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from meshc.backends.appmesh import samples
from meshc.backends.checks import FINE, here, late
from meshc.backends.limits import Found, Limit

_ROUTE = ("CreateRoute", "UpdateRoute")
_GATEWAY_ROUTE = ("CreateGatewayRoute", "UpdateGatewayRoute")
_limit = partial(Limit, backend="appmesh", service="appmesh", operations=_ROUTE)

_KINDS = ("httpRoute", "http2Route")


def _begins(prefix: str, _body: Any) -> Iterable[Found]:
    if prefix.startswith("/") or late(prefix):
        return FINE
    return here(f"`prefix` is `{prefix}`; a path begins with `/`")


def _reserved(prefix: str, _body: Any) -> Iterable[Found]:
    if not prefix.startswith(("/aws-appmesh", "/aws-app-mesh")):
        return FINE
    return here(f"`prefix` is `{prefix}`; App Mesh keeps `/aws-appmesh` and `/aws-app-mesh` for itself")


def _one_path(match: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    if "prefix" not in match or "path" not in match:
        return FINE
    return ((("prefix",), "`prefix` and `path` exclude each other"),)


def _method(match: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    if "methodName" not in match or "serviceName" in match:
        return FINE
    return ((("methodName",), f"`methodName` is `{match['methodName']}`; it is one of a `serviceName`"),)


def _range(wanted: Mapping[str, int], _body: Any) -> Iterable[Found]:
    if wanted["start"] < wanted["end"]:
        return FINE
    return here(f"`range` is {wanted['start']:,} to {wanted['end']:,}, the end not included, which holds no number")


def _route(kind: str, match: dict[str, Any]) -> dict[str, Any]:
    return samples.route(**{kind: samples.http_route(match)})


def _gateway_route(kind: str, match: dict[str, Any]) -> dict[str, Any]:
    return samples.gateway_route(match, kind=kind)


def _header(start: int, end: int) -> dict[str, Any]:
    return {"prefix": "/", "headers": [{"name": "x", "match": {"range": {"start": start, "end": end}}}]}


def _metadata(start: int, end: int) -> dict[str, Any]:
    return {"serviceName": "a.B", "metadata": [{"name": "x", "match": {"range": {"start": start, "end": end}}}]}


def _of_paths(
    prefix: str, operations: tuple[str, ...], kind: str, made: Callable[[str, dict[str, Any]], dict[str, Any]]
) -> tuple[Limit, ...]:
    word = f"app-mesh-{prefix}{'http2' if kind == 'http2Route' else 'http'}"
    limit = partial(_limit, operations=operations)
    return (
        limit(
            id=f"{word}-prefix",
            field=f"spec.{kind}.match.prefix",
            statement="The prefix of a route begins with `/`.",
            value="begins with /",
            source="botocore appmesh 2019-01-25 HttpRouteMatch.prefix documentation",
            check=_begins,
            at=lambda: made(kind, {"prefix": "/"}),
            past=lambda: made(kind, {"prefix": "metrics"}),
        ),
        limit(
            id=f"{word}-reserved-prefix",
            field=f"spec.{kind}.match.prefix",
            statement="The prefixes /aws-appmesh and /aws-app-mesh are kept by App Mesh.",
            value="/aws-appmesh, /aws-app-mesh",
            source="https://docs.aws.amazon.com/app-mesh/latest/userguide/gateway-routes.html",
            check=_reserved,
            at=lambda: made(kind, {"prefix": "/aws"}),
            past=lambda: made(kind, {"prefix": "/aws-appmesh/"}),
        ),
        limit(
            id=f"{word}-one-path",
            field=f"spec.{kind}.match",
            statement="A route matches a prefix or a path, not both.",
            value="1 of prefix, path",
            source="botocore appmesh 2019-01-25 HttpRouteMatch.path documentation",
            check=_one_path,
            at=lambda: made(kind, {"path": {"exact": "/a"}}),
            past=lambda: made(kind, {"prefix": "/", "path": {"exact": "/a"}}),
        ),
        limit(
            id=f"{word}-range",
            field=f"spec.{kind}.match.headers[].match.range",
            statement="A range of a header has a start below its end.",
            value="start < end",
            source="botocore appmesh 2019-01-25 MatchRange documentation",
            check=_range,
            at=lambda: made(kind, _header(1, 2)),
            past=lambda: made(kind, _header(2, 2)),
        ),
    )


LIMITS: tuple[Limit, ...] = (
    *(limit for kind in _KINDS for limit in _of_paths("", _ROUTE, kind, _route)),
    *(limit for kind in _KINDS for limit in _of_paths("gateway-", _GATEWAY_ROUTE, kind, _gateway_route)),
    _limit(
        id="app-mesh-grpc-method",
        field="spec.grpcRoute.match",
        statement="A method of gRPC is matched with its service.",
        value="1 serviceName",
        source="botocore appmesh 2019-01-25 GrpcRouteMatch.methodName documentation",
        check=_method,
        at=lambda: _route("grpcRoute", {"serviceName": "a.B", "methodName": "C"}),
        past=lambda: _route("grpcRoute", {"methodName": "C"}),
    ),
    _limit(
        id="app-mesh-grpc-range",
        field="spec.grpcRoute.match.metadata[].match.range",
        statement="A range of metadata has a start below its end.",
        value="start < end",
        source="botocore appmesh 2019-01-25 MatchRange documentation",
        check=_range,
        at=lambda: _route("grpcRoute", _metadata(1, 2)),
        past=lambda: _route("grpcRoute", _metadata(2, 2)),
    ),
)
