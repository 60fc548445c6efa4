"""The clusters of one proxy: where its traffic goes, and how it is treated on the way."""

from __future__ import annotations

from itertools import chain, count
from typing import TypeAlias

from meshc.backends.base import Lowering, Unit
from meshc.backends.envoy import sds
from meshc.backends.envoy.balancing import lb_policy
from meshc.backends.envoy.circuit import UNLIMITED, circuit_breakers
from meshc.backends.envoy.durations import duration, limit
from meshc.backends.envoy.endpoints import APPLICATION, Endpoint
from meshc.backends.envoy.health import health_checks
from meshc.backends.envoy.outliers import outlier_detection
from meshc.backends.envoy.tls import ALPN, is_address, serves, upstream
from meshc.backends.envoy.types import DNS_CLUSTER, HTTP_PROTOCOL_OPTIONS, HTTP_PROTOCOL_OPTIONS_NAME, Message, typed
from meshc.ir.discovery import Discovery
from meshc.ir.security import ClientTls, ServerTls
from meshc.ir.text import Text
from meshc.ir.traffic import HTTP_PROTOCOLS, TrafficPolicy
from meshc.ir.workload import Port

_CONNECT_TIMEOUT = 5_000
"""Envoy's own default, written out: envoy.config.cluster.v3.Cluster.connect_timeout."""

_Variant: TypeAlias = tuple[object, ...]
"""An endpoint and the part of a policy that concerns clusters."""


class Clusters:
    """The clusters of one proxy, each made when something first leads to it."""

    def __init__(self, lowering: Lowering, unit: Unit) -> None:
        self._lowering = lowering
        self._unit = unit
        self._definitions: dict[str, Message] = {}
        self._variants: dict[_Variant, str] = {}
        self._known: dict[tuple[str, int], str] = {}
        self._kept: set[str] = set()
        self._asked: list[TrafficPolicy] = []
        self._sds = sds.needed(_served(lowering, unit))

    def application(self, port: Port) -> str:
        """The cluster of the unit's own application, `app:8080`."""
        name = f"{APPLICATION}:{port.number}"
        if name not in self._definitions:
            message: Message = {
                "name": name,
                "type": "STATIC",
                "connect_timeout": duration(_CONNECT_TIMEOUT),
                "load_assignment": _assignment(name, {"address": _socket("127.0.0.1", port.number, port.protocol)}),
                "circuit_breakers": UNLIMITED,
            }
            if port.protocol in HTTP_PROTOCOLS:
                message["typed_extension_protocol_options"] = _protocol_options(port.protocol)
            self._definitions[name] = message
        return name

    def keep(self, endpoint: Endpoint, policy: TrafficPolicy) -> None:
        """Keeps the endpoint's name for its cluster under this policy, whatever comes first; the first keep holds."""
        if endpoint.name not in self._kept:
            self._kept.add(endpoint.name)
            self._variants.setdefault(_variant(endpoint, policy), endpoint.name)

    def towards(self, endpoint: Endpoint, policy: TrafficPolicy, *, scope: str = "") -> str:
        """The cluster for traffic to an endpoint under a policy.

        The same endpoint under policies that treat a cluster alike is one cluster. The one that the endpoint's name is
        kept for, or else the first, has that name, `contract.v1:8080`; another has the `scope` behind it,
        `contract.v1:8080~search`, or a number.
        """
        seen = (endpoint.name, id(policy))
        name = self._known.get(seen)
        if name is None:
            name = self._known[seen] = self._name(_variant(endpoint, policy), endpoint.name, scope)
            if name not in self._definitions:
                self._definitions[name] = self._message(name, endpoint, policy)
            # Its id stays its own only as long as it is kept.
            self._asked.append(policy)
        return name

    def internal(self, listener: str) -> str:
        """The cluster that leads to a listener inside the same proxy, in the protocol that the request came in."""
        name = f"{listener}~internal"
        if name not in self._definitions:
            address: Message = {"envoy_internal_address": {"server_listener_name": listener}}
            self._definitions[name] = {
                "name": name,
                "type": "STATIC",
                "connect_timeout": duration(_CONNECT_TIMEOUT),
                "load_assignment": _assignment(name, {"address": address}),
                "circuit_breakers": UNLIMITED,
                "typed_extension_protocol_options": {
                    HTTP_PROTOCOL_OPTIONS_NAME: {
                        "@type": HTTP_PROTOCOL_OPTIONS,
                        "use_downstream_protocol_config": {"http_protocol_options": {}, "http2_protocol_options": {}},
                    }
                },
            }
        return name

    def add(self, message: Message) -> None:
        """A cluster of somebody else's making, such as that of a tracing collector; one of its name stays."""
        self._definitions.setdefault(message["name"], message)

    def definitions(self) -> list[Message]:
        """Every cluster that something leads to, in the order of being asked for."""
        proxy = self._unit.workload.proxy
        if self._sds and proxy is not None and proxy.sds_socket is not None:
            self._definitions.setdefault(sds.CLUSTER, sds.cluster(proxy.sds_socket))
        return list(self._definitions.values())

    def _name(self, variant: _Variant, wanted: str, scope: str) -> str:
        """The name of a variant: that wanted, else with the scope behind it, else with a number."""
        name = self._variants.get(variant)
        if name is None:
            scoped = f"{wanted}~{scope}" if scope else wanted
            numbered = (f"{scoped}~{number}" for number in count(2))
            taken = (self._definitions, self._kept)
            name = next(name for name in chain((wanted, scoped), numbered) if not any(name in names for names in taken))
            self._variants[variant] = name
        return name

    def _message(self, name: str, endpoint: Endpoint, policy: TrafficPolicy) -> Message:
        message: Message = {
            "name": name,
            **_resolution(endpoint),
            "connect_timeout": duration(policy.connect_timeout or _CONNECT_TIMEOUT),
            "lb_policy": lb_policy(policy, endpoint.protocol),
            "load_assignment": _assignment(name, _endpoint(endpoint)),
            "circuit_breakers": circuit_breakers(policy),
        }
        outliers = outlier_detection(policy)
        if outliers is not None:
            message["outlier_detection"] = outliers
        checks = health_checks(endpoint)
        if checks:
            message["health_checks"] = checks
            # Else an instance that is taken out of its name before it stops gets requests until a check fails.
            message["ignore_health_on_host_removal"] = True
        if endpoint.protocol in HTTP_PROTOCOLS:
            message["typed_extension_protocol_options"] = _protocol_options(
                endpoint.protocol, idle_timeout=limit(policy.idle_timeout)
            )
        if _encrypted(endpoint, policy):
            client = policy.tls if isinstance(policy.tls, ClientTls) else None
            self._sds = self._sds or sds.needed(client)
            message["transport_socket"] = upstream(
                client,
                self._lowering,
                self._unit.owner,
                server_name=endpoint.host,
                alpn=ALPN.get(endpoint.protocol, ()),
            )
        return message


def _served(lowering: Lowering, unit: Unit) -> ServerTls | None:
    if unit.service is not None:
        return unit.service.tls
    return next((gateway.tls for gateway in lowering.mesh.gateways if gateway.name == unit.owner), None)


def _variant(endpoint: Endpoint, policy: TrafficPolicy) -> _Variant:
    """What tells clusters apart; of a connection without requests the proxy's filter minds how long it may idle."""
    return (
        endpoint.name,
        endpoint.host,
        policy.connect_timeout,
        policy.idle_timeout if endpoint.protocol in HTTP_PROTOCOLS else None,
        *(
            None if wish == "off" else wish
            for wish in (policy.connection_pool, policy.outlier_detection, policy.load_balancing)
        ),
        policy.tls if _encrypted(endpoint, policy) else "off",
    )


def _encrypted(endpoint: Endpoint, policy: TrafficPolicy) -> bool:
    """Whether the proxy speaks TLS: where the caller says so of an external, and to what serves it.

    An application speaks TLS itself to an external that is encrypted, past the proxy; for requests that a gateway reads
    first the proxy does. A service outside the proxies serves by itself, whatever its certificate is; a proxy needs one
    that it can have. Datagrams are relayed as they are.
    """
    if policy.tls == "off" or endpoint.protocol == "udp":
        return False
    if endpoint.external is not None and isinstance(policy.tls, ClientTls):
        return True
    if endpoint.service is None:
        return endpoint.external is not None and endpoint.external.tls and endpoint.protocol in HTTP_PROTOCOLS
    return serves(endpoint.service.tls) if endpoint.service.mesh else endpoint.service.tls is not None


_FAMILIES: dict[tuple[str | None, str | None], str] = {
    ("v4", None): "V4_ONLY",
    ("v6", None): "V6_ONLY",
    ("dual", None): "ALL",
    ("dual", "v4"): "V4_PREFERRED",
    ("dual", "v6"): "AUTO",
}
"""Addresses that are asked for, by `ip` and `prefer`: envoy.extensions.clusters.common.dns.v3.DnsLookupFamily."""


def _resolution(endpoint: Endpoint) -> Message:
    """How the addresses of an endpoint are found: they are known, or its name is looked up.

    A name whose answers hold one instance out of many, and one that the mesh does not own, is asked for whenever a
    connection is opened (Envoy's logical DNS); any other is taken for the list of its instances (strict DNS).
    Envoy 1.40 deprecates the fields of a cluster itself for all this.
    """
    if is_address(endpoint.host):
        return {"type": "STATIC"}
    discovery = endpoint.discovery
    found: Message = {"dns_lookup_family": _family(discovery), "respect_dns_ttl": True}
    if endpoint.external is None and discovery.ttl:
        found["dns_refresh_rate"] = duration(discovery.ttl)
    if endpoint.external is not None or discovery.routing == "weighted":
        found["all_addresses_in_single_endpoint"] = True
    return {"cluster_type": typed("envoy.clusters.dns", DNS_CLUSTER, **found)}


def _family(discovery: Discovery) -> str:
    return _FAMILIES.get((discovery.ip, discovery.prefer)) or _FAMILIES[(discovery.ip, None)]


def _socket(host: Text, port: int, protocol: str) -> Message:
    address: Message = {"address": host, "port_value": port}
    if protocol == "udp":
        address["protocol"] = "UDP"
    return {"socket_address": address}


def _endpoint(endpoint: Endpoint) -> Message:
    found: Message = {"address": _socket(endpoint.host, endpoint.port, endpoint.protocol)}
    if endpoint.health_port is not None:
        found["health_check_config"] = {"port_value": endpoint.health_port}
    return found


def _assignment(name: str, endpoint: Message) -> Message:
    return {"cluster_name": name, "endpoints": [{"lb_endpoints": [{"endpoint": endpoint}]}]}


def _protocol_options(protocol: str, *, idle_timeout: str | None = None) -> Message:
    options: Message = {"@type": HTTP_PROTOCOL_OPTIONS}
    if idle_timeout is not None:
        options["common_http_protocol_options"] = {"idle_timeout": idle_timeout}
    version = "http_protocol_options" if protocol == "http" else "http2_protocol_options"
    options["explicit_http_config"] = {version: {}}
    return {HTTP_PROTOCOL_OPTIONS_NAME: options}
