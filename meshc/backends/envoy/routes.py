"""Routes of the mesh as those of Envoy."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from meshc.backends.base import NOTHING, Pointer
from meshc.backends.envoy.actions import NOT_FOUND, Target, answer, forward
from meshc.backends.envoy.building import Building
from meshc.backends.envoy.durations import limit
from meshc.backends.envoy.filters import Asked, Filters
from meshc.backends.envoy.headers import header_edits
from meshc.backends.envoy.matches import EVERYTHING, route_match, takes_everything
from meshc.backends.envoy.policy_origins import of_route
from meshc.backends.envoy.retries import retries
from meshc.backends.envoy.types import Message
from meshc.ir.text import Text
from meshc.ir.traffic import Route, TrafficPolicy
from meshc.ir.workload import Port, Service
from meshc.source import Origin

DEFAULT = "default"
"""Name of the route for what no route of the mesh takes."""


class Placed(NamedTuple):
    """An Envoy route and where it comes from."""

    message: Message
    origin: Origin
    parts: Mapping[Pointer, Origin] = NOTHING
    """Where parts of it come from, by pointers into it, as far as it is somewhere else."""


class VirtualHost(NamedTuple):
    """The routes for some of the hosts that are asked for."""

    name: str
    domains: tuple[str, ...]
    routes: tuple[Placed, ...]


Targets: TypeAlias = Callable[[], Sequence[Target]]
"""Where a route leads; asked only where requests go on, so that no cluster is made in vain."""


class Table:
    """Makes the routes of one connection manager."""

    def __init__(self, building: Building, filters: Filters, idle_timeout: str, *, by_host: bool) -> None:
        """`idle_timeout` is that of the connection manager; `by_host` says whether routes look at the host."""
        self._building = building
        self._filters = filters
        self._idle_timeout = idle_timeout
        self._by_host = by_host

    def entries(
        self, key: str, route: Route | None, policy: TrafficPolicy, wishes: Asked, targets: Targets, origin: Origin
    ) -> list[Placed]:
        """The Envoy routes for one of the mesh, or for everything: two where methods are not retried alike."""
        building = self._building
        extras = {
            **header_edits(policy, building.lowering, building.unit.owner),
            **self._filters.route(key, wishes),
        }

        def placed(name: str, match: Message, action: Message) -> Placed:
            message = {"name": name, "match": match, **action, **extras}
            return Placed(message, origin, of_route(policy, message))

        answered = answer(policy)
        if answered is not None:
            return [placed(key, self._match(route), answered)]
        reached = targets()
        if not reached:
            return [placed(key, self._match(route), NOT_FOUND)]
        found = retries(policy, route.methods if route is not None else ())
        idle = limit(policy.idle_timeout)
        mirror = building.mirror(policy)

        def made(name: str, match: Message, retry: Message | None) -> Placed:
            action = forward(
                route.path if route is not None else None,
                policy,
                reached,
                idle_timeout=idle if idle != self._idle_timeout else None,
                mirror=mirror,
                retry=retry,
            )
            return placed(name, match, {"route": action})

        if not found.methods:
            return [made(key, self._match(route), found.policy)]
        return [
            made(key, self._match(route, found.methods), found.policy),
            made(f"{key}~other-methods", self._match(route), found.others),
        ]

    def _match(self, route: Route | None, methods: tuple[str, ...] | None = None) -> Message:
        if route is not None:
            return route_match(route, methods, by_host=self._by_host)
        return EVERYTHING if methods is None else route_match(_EVERY_PATH, methods, by_host=False)


_EVERY_PATH = Route.model_validate({"path": {"kind": "prefix", "value": ""}})


class Policies(NamedTuple):
    """What holds for requests to a service, by the route that takes them; None stands for no route."""

    policy: Callable[[Route | None], TrafficPolicy]
    asked: Callable[[Route | None], Asked]


def service_routes(
    table: Table,
    building: Building,
    service: Service,
    port: Port,
    policies: Policies,
    *,
    scope: str = "",
    host: Text | None = None,
) -> tuple[Placed, ...]:
    """The routes of a service in their order, then what becomes of the rest.

    `scope` begins the names of variants of clusters; it is empty where the service is called only once. `host` is what
    the service is asked for, where that is not the host that a request comes with.
    """

    def leading(route: Route | None, policy: TrafficPolicy, scope: str) -> Targets:
        return lambda: [
            Target(building.cluster(endpoint, policy, (route or service).origin(), scope=scope), share, host)
            for endpoint, share in building.endpoints.destinations(service, port, route)
        ]

    found: list[Placed] = []
    for key, route in zip(route_keys(service.routes), service.routes, strict=True):
        policy = policies.policy(route)
        targets = leading(route, policy, f"{scope}.{key}" if scope else key)
        found += table.entries(key, route, policy, policies.asked(route), targets, route.origin())
    if any(route.host is None and takes_everything(route) for route in service.routes):
        return tuple(found)
    if service.unmatched == "deny":
        found.append(Placed({"name": DEFAULT, "match": EVERYTHING, **NOT_FOUND}, service.origin("unmatched")))
    else:
        policy = policies.policy(None)
        targets = leading(None, policy, scope)
        found += table.entries(DEFAULT, None, policy, policies.asked(None), targets, service.origin())
    return tuple(found)


def route_keys(routes: Sequence[Route]) -> list[str]:
    """A name for each route, no two alike: its own, else `r` and its number."""
    taken = {route.name for route in routes if route.name is not None} | {DEFAULT}
    keys: list[str] = []
    for number, route in enumerate(routes, 1):
        key = route.name or f"r{number}"
        while route.name is None and key in taken:
            key += "~"
        keys.append(key)
    return keys
