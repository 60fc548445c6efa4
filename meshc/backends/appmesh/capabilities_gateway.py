"""What App Mesh answers to gateways: its own are virtual gateways, others are virtual nodes with an image."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from meshc.backends.answers import Answer, Capabilities, emulated, exact, lost, unproxied
from meshc.backends.appmesh.capabilities_tls import certificate_lost, client_lost, clients_lost
from meshc.backends.appmesh.capabilities_traffic import header, methods, prefix, query
from meshc.ir.feature import Feature, Use

_API = "botocore appmesh 2019-01-25"
_GUIDE = "https://docs.aws.amazon.com/app-mesh/latest/userguide"
_GATEWAY = f"{_GUIDE}/virtual_gateways.html"
_ROUTES = f"{_GUIDE}/gateway-routes.html"
_MATCH = f"{_API} HttpGatewayRouteMatch"
_PORTS = f"{_API} VirtualGatewayPortMapping.protocol"

_OWN_IMAGE = exact("the image of the gateway does it", _GATEWAY)
_FOR_ALL = "write it in the service that the route leads to"
_REMOVE = "remove the line"

_REWRITE = exact("`rewrite` of the gateway route", f"{_API} HttpGatewayRouteAction.rewrite")
_PROTOCOLS = frozenset({"http", "http2", "grpc"})


def _whole(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _gateway(use: Use) -> Answer:
    ports: Iterable[Mapping[str, Any]] = _whole(use.value).get("ports", ())
    other = [str(port["protocol"]) for port in ports if port.get("protocol") not in _PROTOCOLS]
    if other:
        return lost(
            f"a virtual gateway speaks http, http2 and grpc, and not {', '.join(other)}",
            _PORTS,
            remedy="put a network load balancer before a service of the mesh",
        )
    return exact("a virtual gateway, and tasks of Envoy", f"{_API} CreateVirtualGatewayInput")


def _tls(use: Use) -> Answer:
    tls = _whole(use.value)
    answer = certificate_lost(_whole(tls.get("certificate")).get("kind")) or clients_lost(tls.get("clients"))
    return answer or exact("`tls` of the listener", f"{_API} VirtualGatewayListener.tls")


def _route(use: Use) -> Answer:
    if _whole(use.value).get("kind") == "prefix":
        return prefix(use)
    return exact("a gateway route", f"{_API} CreateGatewayRouteInput")


def _unmatched(use: Use) -> Answer:
    if use.value == "forward":
        return lost(
            "a virtual gateway answers with 404 where no route matches",
            _ROUTES,
            remedy='write a last route, `route "/*" { to = SERVICE }`',
        )
    return exact("a virtual gateway answers with 404 where no route matches", _ROUTES)


def _policy(use: Use) -> Answer:
    """What a gateway or its route asks for; the value is one field and what is asked for."""
    field, asked = next(iter(_whole(use.value).items()), ("", None))
    if asked == "off" and field in _NEVER:
        return exact("nobody does it", _ROUTES)
    if field == "rewrite":
        return _REWRITE
    if field == "tls":
        return _client_tls(asked)
    if field == "connection-pool" and " route " not in use.subject and "retries" not in _whole(asked):
        return emulated("limits of the listener, for all clients together", f"{_API} VirtualGatewayListener")
    return lost("a gateway route has a match, a target and a rewrite", f"{_API} GatewayRouteSpec", remedy=_FOR_ALL)


def _client_tls(asked: object) -> Answer:
    if asked == "off":
        return lost(
            "a virtual gateway speaks TLS where the service does",
            f"{_API} VirtualGatewayClientPolicyTls",
            remedy=_REMOVE,
        )
    return client_lost(asked) or emulated(
        "the defaults of the virtual gateway for all that it calls", f"{_API} VirtualGatewayBackendDefaults"
    )


_NEVER = frozenset(
    {"rate-limit", "buffer", "fault", "mirror", "rewrite", "redirect", "respond", "headers", "load-balancing"}
)
"""Fields of a policy that App Mesh never does."""

_BY_APP_MESH: Capabilities = {
    Feature.GATEWAY_TLS: _tls,
    Feature.GATEWAY_HTTP3: lost("a virtual gateway speaks http, http2 and grpc", _PORTS, remedy=_REMOVE),
    Feature.GATEWAY_ROUTE: _route,
    Feature.GATEWAY_ROUTE_REGEX: exact("`path.regex` of the match", f"{_MATCH}.path"),
    Feature.GATEWAY_ROUTE_HOST: exact("`hostname` of the match", f"{_MATCH}.hostname"),
    Feature.GATEWAY_ROUTE_METHOD: methods,
    Feature.GATEWAY_ROUTE_HEADER: header,
    Feature.GATEWAY_ROUTE_QUERY: query,
    Feature.GATEWAY_ROUTE_SPLIT: emulated(
        "a virtual service of its own, whose router shares requests out among virtual nodes", f"{_API} WeightedTarget"
    ),
    Feature.GATEWAY_ROUTE_STREAM: lost(
        "a gateway route has no time limit of its own",
        f"{_API} GatewayRouteSpec",
        remedy="write `stream = true` in the port or the route of the service that it leads to",
    ),
    Feature.GATEWAY_UNMATCHED: _unmatched,
}

CAPABILITIES: Capabilities = {
    Feature.GATEWAY: _gateway,
    Feature.GATEWAY_EXPOSE: lost(
        "no load balancer is made",
        "botocore ecs 2014-11-13 CreateServiceRequest.loadBalancers",
        remedy="remove `expose`, and put a load balancer of your own before the gateway",
    ),
    Feature.GATEWAY_POLICY: unproxied(
        _policy,
        without=lost(
            "the image of the gateway routes, and App Mesh keeps policy with the provider",
            _GATEWAY,
            remedy="write it in the services that the gateway calls, or in its own configuration",
        ),
    ),
    **{feature: unproxied(answer, without=_OWN_IMAGE) for feature, answer in _BY_APP_MESH.items()},
}
"""The answers of App Mesh to gateways, by feature."""
