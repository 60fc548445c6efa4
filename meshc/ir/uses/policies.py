"""Which features of traffic policy a mesh uses: of services, of single callers, towards what has no proxy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from meshc.ir.effective import EffectivePolicies, built_in, merge
from meshc.ir.feature import FEATURES, Feature, Use
from meshc.ir.mesh import External, Mesh
from meshc.ir.traffic import HTTP_PROTOCOLS, NO_POLICY, Call, TrafficPolicy
from meshc.ir.uses.leaves import FIELDS, HTTP_ONLY, Leaf, leaves, parts
from meshc.ir.uses.told import Told
from meshc.ir.uses.values import path_text, plain
from meshc.ir.workload import Gateway, Port, Service


class _Base(NamedTuple):
    """What holds for a family of protocols when a service says nothing itself; told once, not per service."""

    family: str
    policy: TrafficPolicy
    leaves: tuple[Leaf, ...]
    meaningless: tuple[Leaf, ...]
    """Leaves that come from the defaults and mean nothing to the family."""


class PolicyUses:
    """Takes the policies of one mesh apart; what many services share is told once."""

    def __init__(self, mesh: Mesh, policies: EffectivePolicies, told: Told) -> None:
        self._mesh = mesh
        self._policies = policies
        self._told = told
        self._services = {service.name: service for service in mesh.services}
        self._externals = {external.name: external for external in mesh.externals}
        self._bases: dict[str, _Base] = {}

    def provider(self, service: Service) -> Iterator[Use]:
        """What a service asks for all of its callers, on its ports and routes."""
        subject = f"service {service.name}"
        if not service.mesh:
            for protocol in dict.fromkeys(port.protocol for port in service.ports):
                policy = self._policies.provider(service, _first(service.ports, protocol))
                yield from self._outside(Feature.MESH_OFF_POLICY, subject, policy, protocol)
            return
        for port in _one_of_each_family(service.ports):
            base = self._base(port.protocol)
            if service.policy is NO_POLICY:
                yield from self._shared(base, base.leaves)
            else:
                yield from self._own(service, port, base, subject)
        for route in service.routes:
            if route.policy is not NO_POLICY:
                yield from _set_fields(route.policy, "route", _route_subject(subject, route.name or path_text(route)))

    def caller(self, caller: str, call: Call, *, proxied: bool) -> Iterator[Use]:
        """What a call asks for in a way that differs from what its callee has for everyone."""
        subject = f"{caller} → {call.to}"
        if call.policy is NO_POLICY and not call.routes:
            return
        external = self._externals.get(call.to)
        callee = self._services.get(call.to)
        if external is not None or callee is None:
            past = not proxied or (external is not None and external.tls)
            for use in _every_field(Feature.EXTERNAL_POLICY, call.policy, subject):
                yield use._replace(unproxied=past)
        elif not proxied or not callee.mesh:
            said = [(call.policy, subject)]
            said += ((own.policy, _route_subject(subject, own.name)) for own in call.routes)
            for policy, at in said:
                for use in _every_field(Feature.MESH_OFF_POLICY, policy, at):
                    yield use._replace(unproxied=not proxied)
        else:
            yield from self._differing(call, callee, subject)

    def client(self, client: str, call: Call) -> Iterator[Use]:
        """What a client without a proxy asks of its call."""
        subject = f"{client} → {call.to}"
        yield from _every_field(Feature.CLIENT_POLICY, call.policy, subject)
        for own in call.routes:
            yield from _every_field(Feature.CLIENT_POLICY, own.policy, _route_subject(subject, own.name))

    def gateway(self, gateway: Gateway) -> Iterator[Use]:
        """What a gateway asks for itself and on its routes."""
        subject = f"gateway {gateway.name}"
        said = [(gateway.policy, subject)]
        said += ((route.policy, _route_subject(subject, route.name or path_text(route))) for route in gateway.routes)
        unproxied = gateway.workload.application.image is not None or gateway.workload.task is not None
        for policy, at in said:
            for use in _every_field(Feature.GATEWAY_POLICY, policy, at):
                yield use._replace(unproxied=unproxied)

    def external(self, external: External) -> Iterator[Use]:
        """What is asked for towards something outside the mesh."""
        policy = self._policies.provider(external, None)
        if external.tls:
            # No proxy can hold to what the mesh asks of every call: the application speaks TLS past it.
            policy = external.policy
        subject = f"external {external.name}"
        for use in self._outside(Feature.EXTERNAL_POLICY, subject, policy, external.protocol):
            yield use._replace(unproxied=external.tls)

    def _base(self, protocol: str) -> _Base:
        family = _family(protocol)
        found = self._bases.get(family)
        if found is None:
            policy = merge(built_in(protocol), self._mesh.defaults)
            every = leaves(policy, protocol)
            skipped = set[Feature]()
            if protocol not in HTTP_PROTOCOLS:
                spoken = policy.model_copy(update=dict.fromkeys(HTTP_ONLY))
                skipped = {leaf.feature for leaf in every} - {leaf.feature for leaf in leaves(spoken, protocol)}
            found = _Base(
                family,
                policy,
                tuple(leaf for leaf in every if leaf.feature not in skipped),
                tuple(leaf for leaf in every if leaf.feature in skipped),
            )
            self._bases[family] = found
        return found

    def _shared(self, base: _Base, shared: Iterable[Leaf]) -> Iterator[Use]:
        for leaf in shared:
            if self._told.new((base.family, leaf.feature)):
                yield Use(leaf.feature, leaf.origin, f"every {base.family} service", leaf.value)

    def _own(self, service: Service, port: Port, base: _Base, subject: str) -> Iterator[Use]:
        policy = self._policies.provider(service, port)
        common = {leaf.feature: leaf for leaf in base.leaves}
        streams = port.stream and service.policy.timeout is None
        for leaf in leaves(policy, port.protocol):
            if leaf == common.get(leaf.feature):
                yield from self._shared(base, (leaf,))
            elif not (streams and leaf.feature is Feature.TIMEOUT_OFF) and leaf not in base.meaningless:
                yield Use(leaf.feature, leaf.origin, subject, leaf.value)

    def _differing(self, call: Call, callee: Service, subject: str) -> Iterator[Use]:
        port = callee.port(call.port)
        provided = self._policies.provider(callee, port)
        yield from _set_fields(call.policy, "caller", subject, self._policies.call(call), provided)
        routes = {route.name: route for route in callee.routes if route.name is not None}
        for own in call.routes:
            route = routes.get(own.name)
            if route is not None:
                effective = self._policies.call_route(call, route)
                provided = self._policies.route(callee, port, route)
                yield from _set_fields(own.policy, "caller", _route_subject(subject, own.name), effective, provided)

    def _outside(self, feature: Feature, subject: str, policy: TrafficPolicy, protocol: str) -> Iterator[Use]:
        """Policy towards something that no proxy of the target handles; what is shared is told once."""
        family = _family(protocol)
        base = self._base(protocol).policy
        for name in FIELDS:
            value = getattr(policy, name)
            origin = policy.origin(name)
            if value is None or (value == "off" and not origin.written):
                continue
            shared = value == getattr(base, name) and origin == base.origin(name)
            if shared and name in HTTP_ONLY and protocol not in HTTP_PROTOCOLS:
                continue
            if not origin.written:
                # An hour without a byte on tcp is no promise that anybody would miss.
                if protocol not in HTTP_PROTOCOLS:
                    continue
                if not self._told.new((feature, family, origin)):
                    continue
            yield Use(feature, origin, subject, {_spelled(name): plain(value)})


def _family(protocol: str) -> str:
    if protocol in ("http", "http2"):
        return "http"
    return protocol if protocol == "grpc" else "tcp"


def _one_of_each_family(ports: tuple[Port, ...]) -> Iterable[Port]:
    """A port of each family of protocols, one with requests that end where there is one."""
    found: dict[str, Port] = {}
    for port in ports:
        kept = found.get(_family(port.protocol))
        if kept is None or kept.stream:
            found[_family(port.protocol)] = port
    return found.values()


def _first(ports: tuple[Port, ...], protocol: str) -> Port:
    return next(port for port in ports if port.protocol == protocol)


def _spelled(field: str) -> str:
    return field.replace("_", "-")


def _route_subject(subject: str, route: str) -> str:
    return f"{subject} route {route}"


def _every_field(feature: Feature, policy: TrafficPolicy, subject: str) -> Iterator[Use]:
    if policy is NO_POLICY:
        return
    for name in FIELDS:
        value = getattr(policy, name)
        if value is not None:
            yield Use(feature, policy.origin(name), subject, {_spelled(name): plain(value)})


def _set_fields(
    policy: TrafficPolicy,
    scope: str,
    subject: str,
    effective: TrafficPolicy | None = None,
    provided: TrafficPolicy | None = None,
) -> Iterator[Use]:
    """The fields that a place sets itself; where two policies are given, only those in which they differ."""
    for name in FIELDS:
        value = getattr(policy, name)
        if value is None:
            continue
        if effective is not None and getattr(effective, name) == getattr(provided, name):
            continue
        if name == "tls":
            yield from _client_tls(policy, subject)
        else:
            yield Use(FEATURES[f"{_spelled(name)}.{scope}"], policy.origin(name), subject, plain(value))


def _client_tls(policy: TrafficPolicy, subject: str) -> Iterator[Use]:
    if policy.tls is None or policy.tls == "off":
        yield Use(Feature.TLS_CALLER_OFF, policy.origin("tls"), subject, "off")
        return
    for leaf in parts("tls", policy.tls):
        yield Use(leaf.feature, leaf.origin, subject, leaf.value)
