"""The traffic policy that is in force at a place, merged from every place that has a say.

What names a route beats what does not; on equal footing the caller beats the provider:

    built-in < defaults < service < call < route of the service < that route in the call

Blocks merge field by field, lists replace, and `off` turns a feature off. Merging keeps the origin of each field.
"""

from __future__ import annotations

from typing import TypeVar

from meshc.ir.base import Node, Origins
from meshc.ir.mesh import External, Mesh
from meshc.ir.traffic import HTTP_PROTOCOLS, NO_POLICY, Call, Retry, Route, TrafficPolicy
from meshc.ir.workload import Gateway, Port, Service
from meshc.source import BUILT_IN

N = TypeVar("N", bound=Node)

_FROM_BUILT_IN = Origins({"": BUILT_IN})
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def _built_in_retry(condition: str, methods: tuple[str, ...] | None) -> Retry:
    on = ("connect-failure", "refused-stream", condition)
    return Retry.model_construct(max=2, on=on, methods=methods, origins=_FROM_BUILT_IN)


HTTP_BUILT_IN = TrafficPolicy.model_construct(
    timeout=15_000, idle_timeout=300_000, retry=_built_in_retry("503", _SAFE_METHODS), origins=_FROM_BUILT_IN
)
GRPC_BUILT_IN = TrafficPolicy.model_construct(
    timeout=15_000, idle_timeout=300_000, retry=_built_in_retry("unavailable", None), origins=_FROM_BUILT_IN
)
TCP_BUILT_IN = TrafficPolicy.model_construct(timeout="off", idle_timeout=3_600_000, retry="off", origins=_FROM_BUILT_IN)


def built_in(protocol: str) -> TrafficPolicy:
    """What holds for a protocol when nobody says anything."""
    if protocol == "grpc":
        return GRPC_BUILT_IN
    return HTTP_BUILT_IN if protocol in HTTP_PROTOCOLS else TCP_BUILT_IN


def merge(base: N, over: N) -> N:
    """`base` with every field that `over` sets; nodes in both merge field by field."""
    changes: dict[str, object] = {}
    origins = Origins(base.origins)
    written = over.model_fields_set
    for field, value in over.__dict__.items():
        if value is None or field == "origins" or field not in written:
            continue
        below = getattr(base, field)
        together = isinstance(value, Node) and type(below) is type(value)
        changes[field] = merge(below, value) if together else value
        origins[field] = over.origin(field)
    return base.model_copy(update={**changes, "origins": origins}) if changes else base


OF_REQUESTS = (
    "timeout",
    "retry",
    "rate_limit",
    "buffer",
    "fault",
    "mirror",
    "rewrite",
    "redirect",
    "respond",
    "headers",
)
"""Fields that mean something only where a protocol has requests."""


class EffectivePolicies:
    """Answers what is in force at each place of one mesh; answers are computed once and shared."""

    def __init__(self, mesh: Mesh) -> None:
        self._mesh = mesh
        self._services = {service.name: service for service in mesh.services}
        self._externals = {external.name: external for external in mesh.externals}
        self._merged: dict[tuple[int, int], TrafficPolicy] = {}
        self._roots: dict[int, TrafficPolicy] = {}
        """The built-in that a merged policy began with, by the id of the policy."""
        self._kept: list[TrafficPolicy] = []
        self._connection_defaults: TrafficPolicy | None = None

    def provider(self, service: Service | External | Gateway, port: Port | None) -> TrafficPolicy:
        """What holds for every caller of a service's port that says nothing itself."""
        protocol = service.protocol if isinstance(service, External) else port.protocol if port else "tcp"
        base = self._merge(self._merge(built_in(protocol), self._defaults(protocol)), service.policy)
        if protocol not in HTTP_PROTOCOLS and service.policy.timeout is None:
            base = self._without_timeout(base, built_in(protocol))
        if port is not None and port.stream and service.policy.timeout is None:
            base = self._without_timeout(base, port)
        return base

    def route(self, service: Service | Gateway, port: Port | None, route: Route) -> TrafficPolicy:
        """What holds on a route for every caller that says nothing itself."""
        return self._on_route(self.provider(service, port), route)

    def call(self, call: Call) -> TrafficPolicy:
        """What holds for a call, on no route in particular."""
        callee = self._services.get(call.to) or self._externals.get(call.to)
        if callee is None:
            return self._merge(self._merge(built_in("http"), self._mesh.defaults), call.policy)
        port = callee.port(call.port) if isinstance(callee, Service) else None
        return self._merge(self.provider(callee, port), call.policy)

    def call_route(self, call: Call, route: Route) -> TrafficPolicy:
        """What holds for a call on one route of the service that it calls."""
        policy = self._on_route(self.call(call), route)
        for own in call.routes:
            if own.name == route.name:
                policy = self._merge(policy, own.policy)
        return policy

    def edge(self, gateway: Gateway, route: Route, service: Service | External, port: Port | None) -> TrafficPolicy:
        """What holds on a route of a gateway that leads to a service or external."""
        return self._on_route(self._entering(gateway, service, port), route)

    def edge_route(
        self, gateway: Gateway, route: Route, service: Service, port: Port | None, service_route: Route
    ) -> TrafficPolicy:
        """The same where the service has a route for the request: the gateway's route is the caller's, and beats it."""
        return self._on_route(self._on_route(self._entering(gateway, service, port), service_route), route)

    def _entering(self, gateway: Gateway, service: Service | External, port: Port | None) -> TrafficPolicy:
        """What holds for what comes through a gateway, on no route in particular."""
        policy = self._merge(self.provider(service, port), gateway.policy)
        streams = next((entry for entry in gateway.ports if entry.stream), None)
        if streams is not None and gateway.policy.timeout is None:
            policy = self._without_timeout(policy, streams)
        return policy

    def _defaults(self, protocol: str) -> TrafficPolicy:
        """The defaults of the mesh, as far as they concern a protocol."""
        defaults = self._mesh.defaults
        if protocol in HTTP_PROTOCOLS or defaults is NO_POLICY:
            return defaults
        if self._connection_defaults is None:
            self._connection_defaults = defaults.model_copy(update=dict.fromkeys(OF_REQUESTS))
        return self._connection_defaults

    def _on_route(self, base: TrafficPolicy, route: Route) -> TrafficPolicy:
        policy = self._merge(base, route.policy)
        if route.stream and route.policy.timeout is None:
            policy = self._without_timeout(policy, route)
        return policy

    def _without_timeout(self, policy: TrafficPolicy, because: Node) -> TrafficPolicy:
        key = (id(policy), id(because))
        if key not in self._merged:
            field = "stream" if "stream" in type(because).model_fields else "timeout"
            origins = Origins(policy.origins | {"timeout": because.origin(field)})
            self._kept.append(policy)
            self._merged[key] = result = policy.model_copy(update={"timeout": "off", "origins": origins})
            self._roots[id(result)] = self._roots.get(id(policy), policy)
        return self._merged[key]

    def _merge(self, base: TrafficPolicy, over: TrafficPolicy) -> TrafficPolicy:
        if over is NO_POLICY:
            return base
        key = (id(base), id(over))
        if key not in self._merged:
            # The ids stay valid as keys because both sides are kept alive here.
            self._kept += (base, over)
            root = self._roots.get(id(base), base)
            if base.retry == "off" and isinstance(over.retry, Retry):
                # Switched on again: what the caller leaves open is what nobody said.
                base = base.model_copy(update={"retry": root.retry})
            result = merge(base, over)
            self._merged[key] = result
            self._roots[id(result)] = root
        return self._merged[key]
