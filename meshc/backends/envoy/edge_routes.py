"""Where the routes of a gateway lead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from meshc.backends.envoy.actions import Target, answer
from meshc.backends.envoy.building import Building, Listener, http_port
from meshc.backends.envoy.chains import with_chains
from meshc.backends.envoy.durations import limit
from meshc.backends.envoy.endpoints import Endpoint
from meshc.backends.envoy.filters import Asked, Filters, asked
from meshc.backends.envoy.hosts import dialled_host
from meshc.backends.envoy.http import INTERNAL, connection_manager
from meshc.backends.envoy.routes import DEFAULT, Placed, Policies, Table, VirtualHost, service_routes
from meshc.backends.envoy.types import Message
from meshc.ir.mesh import External
from meshc.ir.traffic import Destination, Route, TrafficPolicy
from meshc.ir.workload import Gateway, Port, Service


class _Led(NamedTuple):
    """A destination of a route, with what it names."""

    destination: Destination
    service: Service | None
    external: External | None
    port: Port | None
    policy: TrafficPolicy
    """What holds on the route towards it."""

    @property
    def has_routes(self) -> bool:
        """Whether the service has a say in where its requests go."""
        service = self.service
        if service is None or self.destination.version is not None:
            return False
        return bool(service.routes) or service.unmatched == "deny"

    @property
    def protocol(self) -> str:
        """What it speaks."""
        if self.external is not None:
            return self.external.protocol
        return self.port.protocol if self.port is not None else "http"


class EdgeRoutes:
    """Makes the Envoy routes of a gateway's routes.

    A service with routes of its own must see the path after the gateway's rewrite. Envoy chooses a route only once per
    connection manager, so such requests pass through a second one inside the proxy, at an internal listener.
    """

    def __init__(self, building: Building, gateway: Gateway) -> None:
        self._building = building
        self._gateway = gateway
        self._inner: dict[str, Listener] = {}

    def listeners(self) -> Sequence[Listener]:
        """The internal listeners that came of the routes so far."""
        return tuple(self._inner.values())

    def entries(self, table: Table, key: str, route: Route) -> list[Placed]:
        """The Envoy routes of one route."""
        gateway = self._gateway
        own = self._building.lowering.policies.route(gateway, gateway.ports[0], route)
        limits = asked(
            route.policy.rate_limit or gateway.policy.rate_limit, route.policy.buffer or gateway.policy.buffer
        )
        led = [found for destination in route.destinations if (found := self._led(route, destination)) is not None]
        if answer(own) is not None or not led:
            return table.entries(key, route, own, limits, lambda: (), route.origin())
        if any(one.has_routes for one in led):
            passing = _PASSING.model_copy(update={"rewrite": own.rewrite})
            return table.entries(
                key, route, passing, limits, lambda: [self._within(key, route, one) for one in led], route.origin()
            )
        main = max(led, key=lambda one: one.destination.weight)
        wishes = Asked(limits.rate_limit, limits.buffer, asked(None, None, main.policy.fault).fault)
        return table.entries(
            key,
            route,
            main.policy,
            wishes,
            lambda: [target for one in led for target in self._targets(one, one.policy, key)],
            route.origin(),
        )

    def _led(self, route: Route, destination: Destination) -> _Led | None:
        named = self._building.named
        policies = self._building.lowering.policies
        external = named.externals.get(destination.external or "")
        if external is not None:
            return _Led(destination, None, external, None, policies.edge(self._gateway, route, external, None))
        service = named.services.get(destination.service or "")
        port = http_port(service, destination.port) if service is not None else None
        if service is None or port is None:
            return None
        return _Led(destination, service, None, port, policies.edge(self._gateway, route, service, port))

    def _targets(self, led: _Led, policy: TrafficPolicy, scope: str) -> list[Target]:
        """The clusters of a destination, with their parts of the route's traffic."""
        parts = self._endpoints(led)
        total = sum(part for _, part in parts)
        return [
            Target(
                self._building.cluster(endpoint, policy, led.destination.origin(), scope=scope),
                led.destination.weight * part / total,
                dialled_host(endpoint) if led.external is not None else None,
            )
            for endpoint, part in parts
        ]

    def _endpoints(self, led: _Led) -> Sequence[tuple[Endpoint, float]]:
        endpoints = self._building.endpoints
        if led.external is not None:
            return ((endpoints.external(led.external), 100.0),)
        if led.service is None or led.port is None:
            return ()
        if led.destination.version is not None:
            return ((endpoints.service(led.service, led.destination.version, led.port), 100.0),)
        return endpoints.destinations(led.service, led.port, None)

    def _within(self, key: str, route: Route, led: _Led) -> Target:
        """The cluster of the internal listener for a destination."""
        callee = led.external.name if led.external is not None else led.service.name if led.service is not None else ""
        spoken = f":{led.port.number}" if led.port is not None else ""
        version = f".{led.destination.version}" if led.destination.version is not None else ""
        name = f"routes/{key}/{callee}{version}{spoken}"
        if name not in self._inner:
            self._inner[name] = self._listener(name, key, route, led)
        cluster = self._building.clusters.internal(name)
        self._building.cluster_origins.setdefault(cluster, led.destination.origin())
        return Target(cluster, led.destination.weight)

    def _listener(self, name: str, key: str, route: Route, led: _Led) -> Listener:
        """A listener inside the proxy with the routes of a service, under the policy of the gateway's route."""
        building = self._building
        held = self._policies(route, led)
        general = held.policy(None)
        filters = Filters(name, held.asked(None))
        idle = limit(general.idle_timeout)
        table = Table(building, filters, idle, by_host=True)
        routes: Sequence[Placed]
        if led.service is not None and led.port is not None and led.destination.version is None:
            routes = service_routes(table, building, led.service, led.port, held, scope=key)
        else:
            origin = led.destination.origin()
            part = led._replace(destination=led.destination.model_copy(update={"weight": 100.0}))
            routes = table.entries(
                DEFAULT, None, general, held.asked(None), lambda: self._targets(part, general, key), origin
            )
        manager = connection_manager(
            building,
            name,
            (VirtualHost(name, ("*",), tuple(routes)),),
            filters,
            INTERNAL,
            protocol=led.protocol,
            idle_timeout=idle,
        )
        message: Message = {"name": name, "internal_listener": {}}
        return with_chains(message, [manager.message], route.origin(), manager.origins)

    def _policies(self, route: Route, led: _Led) -> Policies:
        """What holds behind the gateway's route: its own rewrite is done by then, and that of the service left."""
        policies = self._building.lowering.policies
        gateway, service, port = self._gateway, led.service, led.port

        def policy(own: Route | None) -> TrafficPolicy:
            if service is None:
                rewrite = led.external.policy.rewrite if led.external is not None else None
                return led.policy.model_copy(update={"rewrite": rewrite})
            if own is None:
                merged, below = led.policy, policies.provider(service, port)
            else:
                merged = policies.edge_route(gateway, route, service, port, own)
                below = policies.route(service, port, own)
            return merged if merged.rewrite == below.rewrite else merged.model_copy(update={"rewrite": below.rewrite})

        return Policies(policy, lambda own: asked(None, None, policy(own).fault))


_PASSING = TrafficPolicy.model_validate({"timeout": "off", "idle_timeout": "off", "retry": "off"})
"""What holds on a route whose requests are looked at again inside the proxy: limits and retries are found there."""
