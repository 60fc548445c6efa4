"""What rules look at: one mesh, the policies in force in it, and indexes that several rules share."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property
from typing import NamedTuple

from meshc.ir.base import Node
from meshc.ir.effective import EffectivePolicies, built_in
from meshc.ir.mesh import Client, External, Mesh
from meshc.ir.traffic import HTTP_PROTOCOLS, NO_POLICY, Call, Route, TrafficPolicy
from meshc.ir.workload import Container, Gateway, Port, Service, Workload
from meshc.lint.strings import WrittenString, strings
from meshc.lint.wording import route_text
from meshc.source import Item, Origin


class Unit(NamedTuple):
    """A workload with the name of the service or gateway that it belongs to."""

    owner: str
    version: str | None
    workload: Workload
    ports: tuple[Port, ...]


class Edge(NamedTuple):
    """A service, gateway or client calls a service, on one of its ports, under a policy."""

    caller: str
    callee: Service
    port: Port
    policy: TrafficPolicy
    cause: Call | Route
    """The call; for a gateway the route that sends traffic there."""
    proxied: bool
    """Whether the caller has a proxy that can hold to the policy."""
    routes: tuple[TrafficPolicy, ...] = ()
    """What differs on routes of the callee."""


class InForce(NamedTuple):
    """A policy that holds somewhere, and where; no two places have the same policy for the same methods."""

    policy: TrafficPolicy
    protocol: str
    subject: str
    """Whose policy: words for a message."""
    route: Route | None


class Context:
    """One mesh with what rules ask about it; everything is computed at the first question."""

    def __init__(
        self, mesh: Mesh, policies: EffectivePolicies | None = None, *, overlay_items: Collection[Item] = frozenset()
    ) -> None:
        self.mesh = mesh
        self.policies = policies or EffectivePolicies(mesh)
        self.overlay_items = overlay_items
        self._providers: dict[tuple[str, int], tuple[TrafficPolicy, tuple[TrafficPolicy, ...]]] = {}

    @cached_property
    def owners(self) -> tuple[Service | Gateway, ...]:
        """What has ports and routes."""
        return (*self.mesh.services, *self.mesh.gateways)

    @cached_property
    def owners_by_name(self) -> dict[str, Service | Gateway]:
        """Services and gateways by name; of two with one name the first."""
        return {owner.name: owner for owner in reversed(self.owners)}

    @cached_property
    def services(self) -> dict[str, Service]:
        """Services by name."""
        return {service.name: service for service in self.mesh.services}

    @cached_property
    def externals(self) -> dict[str, External]:
        """Externals by name."""
        return {external.name: external for external in self.mesh.externals}

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """Every workload: one per version of a service, one per gateway."""
        found = [
            Unit(service.name, version.name, version.workload, service.ports)
            for service in self.mesh.services
            for version in service.versions
        ]
        found += (Unit(gateway.name, None, gateway.workload, gateway.ports) for gateway in self.mesh.gateways)
        return tuple(found)

    @cached_property
    def containers(self) -> tuple[tuple[Unit, Container], ...]:
        """Every container once, with the first unit that runs it: versions share what they do not change."""
        seen: set[int] = set()
        found: list[tuple[Unit, Container]] = []
        for unit in self.units:
            for container in (unit.workload.application, *unit.workload.sidecars):
                if id(container) not in seen:
                    seen.add(id(container))
                    found.append((unit, container))
        return tuple(found)

    @cached_property
    def strings(self) -> tuple[WrittenString, ...]:
        """Every string that reaches a document, each node once."""
        return tuple(strings(self.mesh))

    @cached_property
    def callers(self) -> tuple[Service | Gateway | Client, ...]:
        """Everything that can call."""
        return (*self.mesh.services, *self.mesh.gateways, *self.mesh.clients)

    @cached_property
    def written_policies(self) -> tuple[tuple[TrafficPolicy, str], ...]:
        """Every policy as it is written, with words for whose it is."""
        return tuple(found for found in self._written_policies() if found[0] is not NO_POLICY)

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """Every call of a service of the http family, those that the routes of gateways make included."""
        return tuple(self._edges())

    @cached_property
    def in_force(self) -> tuple[InForce, ...]:
        """Every policy that somebody wrote a part of and that holds for requests of the http family."""
        seen: set[tuple[int, tuple[str, ...]]] = {(id(built_in(protocol)), ()) for protocol in HTTP_PROTOCOLS}
        found: list[InForce] = []
        for entry in self._in_force():
            key = (id(entry.policy), entry.route.methods if entry.route else ())
            if key not in seen:
                seen.add(key)
                found.append(entry)
        return tuple(found)

    def subject(self, entry: InForce, *origins: Origin) -> str:
        """Whose policy it is; where all of these places stand in `defaults`, those."""
        if self._in_defaults.issuperset(origins):
            return "`defaults`"
        return entry.subject

    @cached_property
    def _in_defaults(self) -> frozenset[Origin]:
        defaults = self.mesh.defaults
        nodes = (defaults, *(value for value in defaults.__dict__.values() if isinstance(value, Node)))
        found = (node.origin(field) for node in nodes for field, value in node.__dict__.items() if value is not None)
        return frozenset(origin for origin in found if origin.item is not None and origin.item.line is None)

    def _written_policies(self) -> Iterator[tuple[TrafficPolicy, str]]:
        yield self.mesh.defaults, "`defaults`"
        for owner in self.owners:
            yield owner.policy, f"`{owner.name}`"
            for route in owner.routes:
                yield route.policy, f"a route of `{owner.name}`"
        for external in self.mesh.externals:
            yield external.policy, f"`{external.name}`"
        for caller in self.callers:
            for call in caller.calls:
                if call.policy is not NO_POLICY or call.routes:
                    where = f"the calls of `{caller.name}` to `{call.to}`"
                    yield call.policy, where
                    for adjusted in call.routes:
                        yield adjusted.policy, where

    def _edges(self) -> Iterator[Edge]:
        services, policies = self.services, self.policies
        for caller in self.callers:
            proxied = not isinstance(caller, Client) and (isinstance(caller, Gateway) or caller.mesh)
            for call in caller.calls:
                callee = services.get(call.to)
                port = callee.port(call.port) if callee else None
                if callee is None or port is None or port.protocol not in HTTP_PROTOCOLS:
                    continue
                if call.policy is NO_POLICY and not call.routes:
                    policy, routes = self._provided(callee, port)
                else:
                    policy = policies.call(call)
                    routes = tuple(policies.call_route(call, route) for route in callee.routes if _differs(call, route))
                yield Edge(caller.name, callee, port, policy, call, proxied, routes)
        for gateway in self.mesh.gateways:
            yield from self._gateway_edges(gateway)

    def _provided(self, callee: Service, port: Port) -> tuple[TrafficPolicy, tuple[TrafficPolicy, ...]]:
        """What holds for every caller of a port that says nothing itself: in general, and where routes differ."""
        key = (callee.name, port.number)
        found = self._providers.get(key)
        if found is None:
            policy = self.policies.provider(callee, port)
            routes = (route for route in callee.routes if route.policy is not NO_POLICY or route.stream)
            found = policy, tuple(self.policies.route(callee, port, route) for route in routes)
            self._providers[key] = found
        return found

    def _gateway_edges(self, gateway: Gateway) -> Iterator[Edge]:
        for route in gateway.routes:
            for destination in route.destinations:
                callee = self.services.get(destination.service or "")
                port = callee.port(destination.port) if callee else None
                if callee is None or port is None or port.protocol not in HTTP_PROTOCOLS:
                    continue
                policy = self.policies.edge(gateway, route, callee, port)
                yield Edge(gateway.name, callee, port, policy, route, True)

    def _in_force(self) -> Iterator[InForce]:
        for service in self.mesh.services:
            own = [route for route in service.routes if route.policy is not NO_POLICY or route.stream]
            for port in service.ports:
                if port.protocol not in HTTP_PROTOCOLS:
                    continue
                policy, routes = self._provided(service, port)
                yield InForce(policy, port.protocol, f"service `{service.name}`", None)
                for route, on_route in zip(own, routes, strict=True):
                    subject = f"the route `{route_text(route)}` of `{service.name}`"
                    yield InForce(on_route, port.protocol, subject, route)
        for caller in self.callers:
            for call in caller.calls:
                if call.policy is not NO_POLICY or call.routes:
                    yield from self._call_in_force(caller.name, call)
        for edge in self.edges:
            if isinstance(edge.cause, Route):
                subject = f"the route `{route_text(edge.cause)}` of `{edge.caller}`"
                yield InForce(edge.policy, edge.port.protocol, subject, edge.cause)

    def _call_in_force(self, caller: str, call: Call) -> Iterator[InForce]:
        callee = self.services.get(call.to) or self.externals.get(call.to)
        if isinstance(callee, External):
            protocol = callee.protocol
            routes: tuple[Route, ...] = ()
        else:
            port = callee.port(call.port) if callee else None
            if callee is None or port is None:
                return
            protocol = port.protocol
            routes = callee.routes
        if protocol not in HTTP_PROTOCOLS:
            return
        subject = f"the calls of `{caller}` to `{call.to}`"
        yield InForce(self.policies.call(call), protocol, subject, None)
        for route in routes:
            yield InForce(self.policies.call_route(call, route), protocol, subject, route)


def _differs(call: Call, route: Route) -> bool:
    """Whether a caller may meet another policy on a route than on no route in particular."""
    return route.policy is not NO_POLICY or route.stream or any(own.name == route.name for own in call.routes)
