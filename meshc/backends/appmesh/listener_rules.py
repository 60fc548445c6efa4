"""What App Mesh asks of listeners, beyond the published schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from meshc.backends.appmesh import samples
from meshc.backends.checks import FINE
from meshc.backends.limits import Check, Found, Limit

_NODE = ("CreateVirtualNode", "UpdateVirtualNode")
_EVERY = (*_NODE, "CreateVirtualGateway", "UpdateVirtualGateway")
_GUIDE = "https://docs.aws.amazon.com/app-mesh/latest/userguide/virtual_nodes.html"
_limit = partial(Limit, backend="appmesh", service="appmesh", operations=_EVERY, field="spec.listeners[]")


def _discovery(spec: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    if not spec.get("listeners") or "serviceDiscovery" in spec:
        return FINE
    return ((("serviceDiscovery",), "`serviceDiscovery` is missing; a virtual node with a listener needs it"),)


def _of_protocol(member: str) -> Check:
    """A member whose only entry is the protocol of the port."""

    def check(listener: Mapping[str, Any], _body: Any) -> Iterable[Found]:
        protocol = listener["portMapping"]["protocol"]
        for other in listener.get(member, ()):
            if other != protocol:
                yield (member, other), f"`{member}` is for `{other}`; the port speaks `{protocol}`"

    return check


def _health_port(listener: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    port, wanted = listener["portMapping"]["port"], listener.get("healthCheck", {}).get("port")
    if wanted in (None, port):
        return FINE
    return ((("healthCheck", "port"), f"`port` is {wanted}; a health check is for the listener's own, {port}"),)


def _checked(**health: Any) -> dict[str, Any]:
    return samples.node(listeners=[samples.listener(healthCheck=samples.health(**health))])


def _timeout(protocol: str) -> dict[str, Any]:
    limits = {"idle": {"unit": "s", "value": 1}}
    return samples.node(listeners=[samples.listener("http", timeout={protocol: limits})])


LIMITS: tuple[Limit, ...] = (
    _limit(
        id="app-mesh-listener-discovery",
        operations=_NODE,
        field="spec",
        statement="A virtual node with a listener says how it is found.",
        value="1 serviceDiscovery",
        source="botocore appmesh 2019-01-25 VirtualNodeSpec.serviceDiscovery documentation",
        check=_discovery,
        at=lambda: samples.node(listeners=None, serviceDiscovery=None),
        past=lambda: samples.node(serviceDiscovery=None),
    ),
    _limit(
        id="app-mesh-connection-pool-protocol",
        statement="A connection pool is for the protocol of its port.",
        value="http, http2, grpc or tcp",
        source=_GUIDE,
        check=_of_protocol("connectionPool"),
        at=lambda: samples.node(listeners=[samples.listener("tcp", connectionPool={"tcp": {"maxConnections": 1}})]),
        past=lambda: samples.node(listeners=[samples.listener("http", connectionPool={"grpc": {"maxRequests": 1}})]),
    ),
    _limit(
        id="app-mesh-timeout-protocol",
        operations=_NODE,
        statement="The timeouts of a listener are for the protocol of its port.",
        value="http, http2, grpc or tcp",
        source=_GUIDE,
        check=_of_protocol("timeout"),
        at=lambda: _timeout("http"),
        past=lambda: _timeout("http2"),
    ),
    _limit(
        id="app-mesh-health-port",
        statement="A health check asks the port of its own listener.",
        value="1 port",
        source="botocore appmesh 2019-01-25 HealthCheckPolicy.port documentation",
        check=_health_port,
        at=lambda: _checked(port=8080),
        past=lambda: _checked(port=8081),
    ),
)
