"""What a route matches, in the spelling of App Mesh.

Its prefixes are of characters, those of the language end at a `/`: so a path and all below it is an exact path and a
prefix, which are two routes. So are two methods: a route matches one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from meshc.backends.appmesh.model import HeaderMatch, Match, Protocol, QueryMatch
from meshc.backends.base import Pointer
from meshc.ir.traffic import HTTP_PROTOCOLS, PathMatch, Route, ValueMatch
from meshc.source import Origin

_SPECIAL = re.compile(r"([\\.+*?()|\[\]{}^$])")
"""Characters that mean something in an expression of RE2. https://github.com/google/re2/wiki/Syntax"""


_GRPC: HeaderMatch = {"name": "content-type", "match": {"prefix": "application/grpc"}}
"""What every request of gRPC has: App Mesh wants one condition at least, as its constructs for the CDK say.

https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_appmesh.GrpcRouteMatch.html
"""


class Matched(NamedTuple):
    """One `match`, with origins by pointers into it, and what tells it from the other matches of its route."""

    body: Match
    origins: dict[Pointer, Origin]
    ending: str
    """Part of a name: empty, `exact`, or a method in small letters."""


def matches(route: Route, protocol: Protocol, *, gateway: bool = False, whole: bool = False) -> tuple[Matched, ...]:
    """The matches of a route under the protocol of a port; none where App Mesh cannot tell its requests apart.

    `whole` asks for one match of the whole path, because it is to be replaced as a whole.
    """
    if protocol == "tcp" or (route.host is not None and not gateway):
        return ()
    if protocol == "grpc":
        return _grpc(route, gateway=gateway)
    query = _query(route.query)
    if query is None:
        return ()
    found = []
    for path, path_ending in _paths(route.path, whole=whole):
        for method in route.methods or (None,):
            body: Match = {**path}
            origins: dict[Pointer, Origin] = {(): route.origin(), (next(iter(path)),): route.path.origin()}
            if method is not None:
                body["method"] = method
                origins["method",] = route.origin("methods")
            if route.headers:
                body["headers"] = _conditions(route.headers)
                _place_conditions(origins, "headers", route.headers)
            if query:
                body["queryParameters"] = query
                _place_conditions(origins, "queryParameters", route.query)
            _add_host(body, origins, route)
            several = method is not None and len(route.methods) > 1
            ending = "-".join(filter(None, (path_ending, method.lower() if several and method else "")))
            found.append(Matched(body, origins, ending))
    return tuple(found)


def is_everything(route: Route) -> bool:
    """Whether no request gets past a route."""
    any_path = route.path.value in ("", "/") if route.path.kind == "string-prefix" else route.path.value == ""
    any_path = any_path and route.path.kind in ("prefix", "string-prefix")
    return any_path and not (route.host or route.methods or route.headers or route.query)


def everything(protocol: Protocol) -> Match:
    """The match of every request; that of tcp is empty."""
    if protocol == "grpc":
        return {"metadata": [_GRPC]}
    return {} if protocol == "tcp" else {"prefix": "/"}


def quoted(text: str) -> str:
    """An expression that matches the text and nothing else."""
    return _SPECIAL.sub(r"\\\1", text)


def _paths(path: PathMatch, *, whole: bool) -> Sequence[tuple[Match, str]]:
    value = path.value
    if path.kind == "exact":
        return (({"path": {"exact": value}}, ""),)
    if path.kind == "regex":
        return (({"path": {"regex": value}}, ""),)
    if whole:
        below = ".*" if path.kind == "string-prefix" else "/.*" if not value else "(/.*)?"
        return (({"path": {"regex": quoted(value) + below}}, ""),)
    if path.kind == "string-prefix" or not value:
        return (({"prefix": value or "/"}, ""),)
    return (({"path": {"exact": value}}, "exact"), ({"prefix": f"{value}/"}, ""))


def _grpc(route: Route, *, gateway: bool) -> tuple[Matched, ...]:
    value = route.path.value
    # A gateway route has no method: botocore appmesh 2019-01-25 GrpcGatewayRouteMatch.
    exact = route.path.kind == "exact"
    if route.query or (exact and gateway) or (route.methods and "POST" not in route.methods):
        return ()
    if value.startswith("/") or (route.path.kind not in ("exact", "prefix") and value != ""):
        return ()
    body: Match = {}
    origins: dict[Pointer, Origin] = {(): route.origin()}
    if value:
        service, _slash, method = value.rpartition("/") if exact else (value, "", "")
        body["serviceName"] = service
        origins["serviceName",] = route.path.origin()
        if exact:
            body["methodName"] = method
            origins["methodName",] = route.path.origin()
    if route.headers:
        body["metadata"] = _conditions(route.headers)
        _place_conditions(origins, "metadata", route.headers)
    _add_host(body, origins, route)
    if not body:
        body["metadata"] = [_GRPC]
    return (Matched(body, origins, ""),)


def fits(route: Route, protocol: Protocol) -> bool:
    """Whether a path is one of the protocol: a service has one list of routes for all its ports."""
    if protocol not in HTTP_PROTOCOLS:
        return False
    if not route.path.value:
        return True
    return route.path.value.startswith("/") != (protocol == "grpc") or route.path.kind == "regex"


def _conditions(wanted: Sequence[ValueMatch]) -> list[HeaderMatch]:
    return [_condition(one) for one in wanted]


def _condition(wanted: ValueMatch) -> HeaderMatch:
    body: HeaderMatch = {"name": wanted.name}
    if wanted.negate:
        body["invert"] = True
    value = wanted.value or ""
    if wanted.kind == "range":
        start, _, end = value.partition("..")
        body["match"] = {"range": {"start": int(start), "end": int(end)}}
    elif wanted.kind == "contains":
        body["match"] = {"regex": f".*{quoted(value)}.*"}
    elif wanted.kind != "present":
        body["match"] = {wanted.kind: value}
    return body


def _query(wanted: Sequence[ValueMatch]) -> list[QueryMatch] | None:
    """The conditions on query parameters; None where App Mesh cannot say one of them."""
    found: list[QueryMatch] = []
    for one in wanted:
        if one.negate or one.kind not in ("exact", "present"):
            return None
        body: QueryMatch = {"name": one.name}
        if one.kind == "exact":
            body["match"] = {"exact": one.value or ""}
        found.append(body)
    return found


def _place_conditions(origins: dict[Pointer, Origin], member: str, wanted: Sequence[ValueMatch]) -> None:
    for index, one in enumerate(wanted):
        origins[member, index] = one.origin()


def _add_host(body: Match, origins: dict[Pointer, Origin], route: Route) -> None:
    if route.host is None:
        return
    host: dict[str, Any] = {"suffix": route.host[1:]} if route.host.startswith("*") else {"exact": route.host}
    body["hostname"] = host
    origins["hostname",] = route.origin("host")
