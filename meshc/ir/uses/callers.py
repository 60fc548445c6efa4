"""Which features of single calls a mesh uses: through the proxies, past them, and out of the mesh."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.ir.feature import Feature, Use
from meshc.ir.mesh import Mesh
from meshc.ir.registry import inside_namespace
from meshc.ir.traffic import Call
from meshc.ir.workload import Port, Service


class CallerUses:
    """Takes the calls of one mesh apart."""

    def __init__(self, mesh: Mesh) -> None:
        self._mesh = mesh
        self._services = {service.name: service for service in mesh.services}

    def proxied(self, caller: str, call: Call) -> Iterator[Use]:
        """A call of what has a proxy: it goes through the proxies where the callee has one for the port, too."""
        callee = self._services.get(call.to)
        past = callee is not None and (not callee.mesh or all(port.protocol == "udp" for port in _ports(callee, call)))
        yield self._call(caller, call, unproxied=past)

    def unproxied(self, caller: str, call: Call) -> Iterator[Use]:
        """A call of a service outside the proxies."""
        yield self._call(caller, call, unproxied=True)
        yield from self.past_proxies(caller, call, by_dns=True)

    def past_proxies(self, caller: str, call: Call, *, by_dns: bool) -> Iterator[Use]:
        """What a call needs that reaches the tasks of a meshed service without a proxy of the caller's own."""
        callee = self._services.get(call.to)
        if callee is None or not callee.mesh:
            return
        subject = f"{caller} → {call.to}"
        for port in _ports(callee, call):
            if port.client_number != port.number and port.protocol != "udp":
                yield Use(Feature.CLIENT_PORT_CALLER, call.origin(), subject, port.client_port, unproxied=True)
        if callee.tls is not None and callee.tls.certificate is not None and callee.tls.mode == "strict":
            kind = callee.tls.certificate.kind
            yield Use(Feature.TLS_UNPROXIED_CALLER, call.origin(), subject, kind, unproxied=True)
        if by_dns:
            for alias in callee.aliases:
                if inside_namespace(self._mesh, callee, alias):
                    yield Use(Feature.ALIAS_DNS, callee.origin("aliases"), subject, alias, unproxied=True)

    def _call(self, caller: str, call: Call, *, unproxied: bool) -> Use:
        feature = Feature.CALL if call.to in self._services else Feature.EXTERNAL_CALL
        return Use(feature, call.origin(), f"{caller} → {call.to}", call.port or True, unproxied)


def _ports(callee: Service, call: Call) -> tuple[Port, ...]:
    """The port that is called; all of them where the call names none of several."""
    port = callee.port(call.port)
    return callee.ports if port is None else (port,)
