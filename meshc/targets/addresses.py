"""What everything is reachable at: the one place that knows how a target turns a name into an address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from meshc.backends.base import Address, Unit
from meshc.backends.joined import joined
from meshc.backends.loopback import CALL_PORT, Callee, addresses
from meshc.backends.units import heaviest
from meshc.ir.mesh import External, Mesh
from meshc.ir.registry import discovery_of, namespace_name
from meshc.ir.text import AddressPart, Late, Text
from meshc.ir.traffic import HTTP_PROTOCOLS
from meshc.ir.workload import Gateway, Port, Service
from meshc.targets.table import TARGETS


class AddressBook:
    """The addresses of one mesh under one target.

    Behind proxies that know names a caller dials the alias of a service, on the port for callers; beside a proxy that
    listens for each call it dials the address of that call. Elsewhere, and wherever caller or callee are outside the
    proxies, it dials the name in Cloud Map, on the port that the application listens on.
    """

    def __init__(self, mesh: Mesh, target: str, units: Iterable[Unit], facts: Mapping[str, str] | None = None) -> None:
        """`facts` are values of `aws.account`, `aws.region` and `aws.partition` that are known already."""
        self._mesh = mesh
        self._facts = facts or {}
        self._proxies = TARGETS[target].proxies
        self._listeners = TARGETS[target].dials == "listener"
        self._services = {service.name: service for service in mesh.services}
        self._externals = {external.name: external for external in mesh.externals}
        self._gateways = {gateway.name: gateway for gateway in mesh.gateways}
        self._clients = frozenset(client.name for client in mesh.clients)
        self._discovery_names = _discovery_names(units, self._services)
        self._known: dict[tuple[str, str | None, bool], Address] = {}
        self._listening: dict[str, Mapping[Callee, str]] = {}

    def address(self, caller: str, callee: str, port: str | None) -> Address:
        """What `caller` dials for `callee`, a service or an external.

        Raises KeyError where there is no such callee or port, which the binder has refused.
        """
        external = self._externals.get(callee)
        if self._listeners and self._has_proxy(caller) and not (external is not None and external.tls):
            return self._listener(caller, callee, port)
        if external is not None:
            return self._external(external)
        service = self._services[callee]
        proxied = self._proxies and service.mesh and self._has_proxy(caller)
        key = (callee, port, proxied)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._service(service, _port(service, port), proxied=proxied)
        return found

    def name_of(self, service: Service) -> str:
        """The name in the namespace that a service is called by: that of its version with the most weight."""
        return self._discovery_names[service.name]

    def host_in_namespace(self, name: str, owner: Service | External | None = None) -> Text:
        """A name with its namespace behind it; alone where the mesh only knows the id of the namespace."""
        namespace = namespace_name(self._mesh, discovery_of(self._mesh, owner.discovery if owner else None))
        return name if namespace is None else joined(name, ".", namespace)

    def text(self, value: Text, caller: str) -> Text:
        """The text with every address in it filled in; a `Template` is left only for late parts."""
        if isinstance(value, str):
            return value
        return joined(*(self._part(part, caller) for part in value.template))

    def _part(self, part: str | Late | AddressPart, caller: str) -> Text | Late:
        if isinstance(part, Late):
            return self._facts.get(part.late, part)
        if isinstance(part, str):
            return part
        if part.address == "self":
            return self._own(part, caller)
        callee = self._services.get(part.address)
        port = part.port if callee is None else _port_name(callee, part)
        return _attribute(self.address(caller, part.address, port), part.attribute)

    def _own(self, part: AddressPart, caller: str) -> Text:
        owner = self._services.get(caller) or self._gateways[caller]
        port = _port(owner, _port_name(owner, part))
        if part.attribute == "port":
            return str(port.number)
        if isinstance(owner, Service):
            return _attribute(self._service(owner, port, proxied=self._proxies and owner.mesh), part.attribute)
        return _attribute(Address(_scheme(port.protocol, tls=False), caller, port.number), part.attribute)

    def _listener(self, caller: str, callee: str, port: str | None) -> Address:
        """Where the caller's proxy listens for a call."""
        found = self._listening.get(caller)
        if found is None:
            owner = self._services.get(caller) or self._gateways[caller]
            calls = (self._callee(call.to, call.port) for call in owner.calls)
            found = self._listening[caller] = addresses(caller, calls)
        external = self._externals.get(callee)
        if external is not None:
            return Address(_scheme(external.protocol, tls=False), found[callee, None], CALL_PORT)
        called = _port(self._services[callee], port)
        # A host may be asked for without a port where the first port is not called: then it is that of the first call.
        host = found.get((callee, called.name)) or next(host for (name, _), host in found.items() if name == callee)
        return Address(_scheme(called.protocol, tls=False), host, CALL_PORT)

    def _callee(self, name: str, port: str | None) -> Callee:
        service = self._services.get(name)
        return (name, None) if service is None else (name, _port(service, port).name)

    def _has_proxy(self, caller: str) -> bool:
        service = self._services.get(caller)
        return service.mesh if service is not None else caller not in self._clients

    def _service(self, service: Service, port: Port, *, proxied: bool) -> Address:
        # A service outside the proxies that has `tls` serves it itself; any other leaves it to its proxy, or has none.
        scheme = _scheme(port.protocol, tls=service.tls is not None and not service.mesh)
        if proxied and service.aliases:
            return Address(scheme, service.aliases[0], port.client_number)
        own = discovery_of(self._mesh, service.discovery).host
        # Proxies know a service by its own name, whatever the names of its versions are.
        name = ((service.discovery and service.discovery.name) or service.name) if proxied else self.name_of(service)
        host = self.host_in_namespace(name, service) if own is None else own
        return Address(scheme, host, port.client_number if proxied or own is not None else port.number)

    def _external(self, external: External) -> Address:
        scheme = _scheme(external.protocol, tls=external.tls)
        discovery = discovery_of(self._mesh, external.discovery)
        # A certificate is made out to the real name, so who speaks TLS must dial that.
        if external.discovery is None or external.tls or discovery.type == "http":
            return Address(scheme, external.host, external.port)
        name = external.discovery.name or external.name
        return Address(scheme, self.host_in_namespace(name, external), external.port)


def _discovery_names(units: Iterable[Unit], services: Mapping[str, Service]) -> dict[str, str]:
    names = {name: (service.discovery and service.discovery.name) or name for name, service in services.items()}
    for unit in units:
        if unit.service is not None and heaviest(unit.service.versions).name == unit.version:
            names[unit.owner] = unit.discovery_name
    return names


def _port(owner: Service | Gateway, name: str | None) -> Port:
    if name is None and len(owner.ports) == 1:
        return owner.ports[0]
    found = next((port for port in owner.ports if port.name == name), None)
    if found is None:
        raise KeyError(f"{owner.name} has no port {name}")
    return found


def _port_name(owner: Service | Gateway, part: AddressPart) -> str | None:
    """The name of the port that a part means; the host is the same whatever the port."""
    if part.port is None and part.attribute == "host" and len(owner.ports) > 1:
        return owner.ports[0].name
    return part.port


def _scheme(protocol: str, *, tls: bool) -> str:
    if protocol in HTTP_PROTOCOLS:
        return "https" if tls else "http"
    return protocol


def _attribute(address: Address, attribute: str) -> Text:
    if attribute == "host":
        return address.host
    if attribute == "port":
        return str(address.port)
    together = joined(address.host, f":{address.port}")
    return together if attribute == "address" else joined(f"{address.scheme}://", together)
