"""What App Mesh asks of routes, beyond the published schema: their type, weights and retries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from meshc.backends.appmesh import samples
from meshc.backends.appmesh.weights import MOST
from meshc.backends.checks import FINE, here
from meshc.backends.limits import Check, Found, Limit

_ROUTE = ("CreateRoute", "UpdateRoute")
_GATEWAY_ROUTE = ("CreateGatewayRoute", "UpdateGatewayRoute")
_KINDS = ("httpRoute", "http2Route", "grpcRoute", "tcpRoute")
_WITH_REQUESTS = _KINDS[:3]
_EVENTS = ("server-error", "gateway-error", "client-error", "stream-error")
_MEMBERS = ("httpRetryEvents", "tcpRetryEvents", "grpcRetryEvents")
_limit = partial(Limit, backend="appmesh", service="appmesh", operations=_ROUTE)


def _one_type(spec: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    kinds = [kind for kind in _KINDS if kind in spec]
    if len(kinds) == 1:
        return FINE
    return here(f"`spec` has {' and '.join(kinds) or 'no route'}; it is a route of one type")


def _sum(targets: Sequence[Mapping[str, Any]], _body: Any) -> Iterable[Found]:
    total = sum(target["weight"] for target in targets)
    return FINE if total <= MOST else here(f"`weightedTargets` add up to {total}; App Mesh allows {MOST}")


def _events(events: Sequence[str], _body: Any) -> Iterator[Found]:
    for index, event in enumerate(events):
        if event not in _EVENTS:
            yield (index,), f"`httpRetryEvents` has `{event}`; App Mesh knows {', '.join(_EVENTS)}"


def _some_event(policy: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    if any(policy.get(member) for member in _MEMBERS):
        return FINE
    return here("`retryPolicy` names no event; App Mesh wants at least 1")


def _two_types() -> dict[str, Any]:
    one = samples.gateway_route()["spec"]["httpRoute"]
    return samples.gateway_route(http2Route=one)


def _targets(kind: str, *weights: int) -> dict[str, Any]:
    return samples.route(**{kind: samples.http_route({}, samples.targets(*weights))})


def _retried(kind: str, **events: Any) -> dict[str, Any]:
    policy = {"maxRetries": 1, "perRetryTimeout": {"unit": "s", "value": 1}, **events}
    return samples.route(**{kind: samples.http_route({}, retryPolicy=policy)})


def _word(kind: str) -> str:
    return kind.removesuffix("Route")


def _of_weights(kind: str) -> Limit:
    return _limit(
        id=f"app-mesh-{_word(kind)}-weights",
        field=f"spec.{kind}.action.weightedTargets",
        statement="The weights of a route add up to at most 100.",
        value="100",
        source="botocore appmesh 2019-01-25 WeightedTarget documentation",
        check=_sum,
        at=lambda: _targets(kind, 60, 40),
        past=lambda: _targets(kind, 60, 41),
    )


def _of_retries(kind: str) -> tuple[Limit, ...]:
    word, of = _word(kind), f"spec.{kind}.retryPolicy"
    source = "botocore appmesh 2019-01-25 HttpRetryPolicy documentation"
    checks: tuple[tuple[str, str, str, str, Check, Any, Any], ...] = (
        (
            "retry-events",
            f"{of}.httpRetryEvents",
            "Retries on answers are for 4 kinds of errors.",
            ", ".join(_EVENTS),
            _events,
            lambda: _retried(kind, httpRetryEvents=list(_EVENTS)),
            lambda: _retried(kind, httpRetryEvents=["503"]),
        ),
        (
            "retry-event",
            of,
            "A retry policy names at least 1 event.",
            "1 event",
            _some_event,
            lambda: _retried(kind, tcpRetryEvents=["connection-error"]),
            lambda: _retried(kind),
        ),
    )
    return tuple(
        _limit(
            id=f"app-mesh-{word}-{id}",
            field=field,
            statement=statement,
            value=value,
            source=source,
            check=check,
            at=at,
            past=past,
        )
        for id, field, statement, value, check, at, past in checks
    )


LIMITS: tuple[Limit, ...] = (
    _limit(
        id="app-mesh-route-type",
        field="spec",
        statement="A route is of one type.",
        value="1 of httpRoute, http2Route, grpcRoute, tcpRoute",
        source="botocore appmesh 2019-01-25 RouteSpec documentation",
        check=_one_type,
        at=lambda: samples.route(priority=1),
        past=lambda: samples.route(httpRoute=samples.http_route(), http2Route=samples.http_route()),
    ),
    _limit(
        id="app-mesh-gateway-route-type",
        operations=_GATEWAY_ROUTE,
        field="spec",
        statement="A gateway route is of one type.",
        value="1 of httpRoute, http2Route, grpcRoute",
        source="botocore appmesh 2019-01-25 GatewayRouteSpec documentation",
        check=_one_type,
        at=samples.gateway_route,
        past=_two_types,
    ),
    *(_of_weights(kind) for kind in _KINDS),
    *(limit for kind in _WITH_REQUESTS for limit in _of_retries(kind)),
)
