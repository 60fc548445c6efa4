"""Which features of ports, versions, routes and TLS a mesh uses."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.ir.feature import Feature, Use
from meshc.ir.security import ServerTls
from meshc.ir.traffic import HTTP_PROTOCOLS, Destination, Route
from meshc.ir.uses.values import path_text, plain, shared_out
from meshc.ir.workload import Gateway, Port, Service

PROTOCOLS = {
    "http": Feature.PROTOCOL_HTTP,
    "http2": Feature.PROTOCOL_HTTP2,
    "grpc": Feature.PROTOCOL_GRPC,
    "tcp": Feature.PROTOCOL_TCP,
    "udp": Feature.PROTOCOL_UDP,
    "redis": Feature.PROTOCOL_REDIS,
    "mongo": Feature.PROTOCOL_MONGO,
    "postgres": Feature.PROTOCOL_POSTGRES,
}
_PATHS = {
    "exact": Feature.ROUTE_PATH_EXACT,
    "prefix": Feature.ROUTE_PATH_PREFIX,
    "string-prefix": Feature.ROUTE_PATH_STRING_PREFIX,
    "regex": Feature.ROUTE_PATH_REGEX,
}
_CERTIFICATES = {"pca": Feature.TLS_PCA, "pem": Feature.TLS_PEM, "acm": Feature.TLS_ACM, "sds": Feature.TLS_SDS}


def service_routing(service: Service) -> Iterator[Use]:
    """Ports, versions, routes and TLS of a service."""
    subject = f"service {service.name}"
    if service.mesh:
        for port in service.ports:
            limited = service.policy.timeout not in (None, "off") and port.protocol in HTTP_PROTOCOLS
            yield from _port(port, subject, limited=limited, unproxied=port.protocol == "udp")
    else:
        yield Use(Feature.MESH_OFF, service.origin("mesh"), subject, plain(service.ports))
        for port in service.ports:
            yield from _port_past_proxies(port, subject)
    if len(service.versions) > 1 or service.versions[0].name is not None:
        yield from _versions(service, subject)
    if service.routes:
        grpc = any(port.protocol == "grpc" for port in service.ports)
        for route in service.routes:
            yield from _route(route, subject, grpc=grpc)
    if service.unmatched == "deny":
        yield Use(Feature.ROUTE_UNMATCHED, service.origin("unmatched"), subject, "deny")
    if service.tls is not None:
        if service.mesh:
            yield from _tls(service.tls, subject)
        else:
            yield Use(Feature.TLS_APPLICATION, service.origin("tls"), subject, plain(service.tls))


def gateway_routing(gateway: Gateway) -> Iterator[Use]:
    """What a gateway is, where it is exposed, and its routes."""
    subject = f"gateway {gateway.name}"
    own_image = gateway.workload.application.image is not None or gateway.workload.task is not None
    if own_image:
        yield Use(Feature.GATEWAY_IMAGE, gateway.origin(), subject)
        for port in gateway.ports:
            yield from _port(port, subject, limited=False, unproxied=True)
    else:
        shown = {"ports": plain(gateway.ports), "workload": plain(gateway.workload)}
        yield Use(Feature.GATEWAY, gateway.origin(), subject, shown)
        for port in gateway.ports:
            for use in _port(port, subject, limited=False, unproxied=False):
                feature = Feature.GATEWAY_ROUTE_STREAM if use.feature is Feature.STREAM else use.feature
                yield use._replace(feature=feature, within=Feature.GATEWAY)
    if gateway.expose is not None:
        yield Use(Feature.GATEWAY_EXPOSE, gateway.origin("expose"), subject, plain(gateway.expose))
    if gateway.tls is not None:
        yield Use(Feature.GATEWAY_TLS, gateway.origin("tls"), subject, plain(gateway.tls), own_image)
    if gateway.http3:
        yield Use(Feature.GATEWAY_HTTP3, gateway.origin("http3"), subject, unproxied=own_image)
    unmatched = gateway.origin("unmatched")
    if gateway.unmatched == "forward" or ("unmatched" in gateway.origins and unmatched.written):
        yield Use(Feature.GATEWAY_UNMATCHED, unmatched, subject, gateway.unmatched, own_image)
    for route in gateway.routes:
        for use in _gateway_route(route, subject):
            yield use._replace(unproxied=own_image)


def _port_past_proxies(port: Port, subject: str) -> Iterator[Use]:
    """No proxy minds what is spoken on such a port; and none turns the port that callers use into another."""
    if port.client_number != port.number:
        asked = {"client-port": port.client_port}
        yield Use(Feature.MESH_OFF_POLICY, port.origin("client_port"), _at_port(port, subject), asked)


def _at_port(port: Port, subject: str) -> str:
    return f"{subject} port {port.name}" if port.name is not None else subject


def _port(port: Port, subject: str, *, limited: bool, unproxied: bool) -> Iterator[Use]:
    """A port; `limited` says whether its service limits requests, which ends what streams, too."""
    at = _at_port(port, subject)
    yield Use(PROTOCOLS[port.protocol], port.origin("protocol"), at, port.number)
    if port.client_number != port.number:
        yield Use(Feature.CLIENT_PORT, port.origin("client_port"), at, port.client_port, unproxied)
    if port.stream:
        feature = Feature.STREAM_TIMEOUT if limited else Feature.STREAM
        yield Use(feature, port.origin("stream"), at, unproxied=unproxied)


def _versions(service: Service, subject: str) -> Iterator[Use]:
    weights: dict[str, float] = {}
    at = None
    for version in service.versions:
        name = version.name or service.name
        yield Use(Feature.VERSION, version.origin(), f"{subject} version {name}", name)
        if not version.deployed:
            shown = plain(version.workload)
            yield Use(Feature.VERSION_UNDEPLOYED, version.origin("deployed"), f"{subject} version {name}", shown)
        if version.weight:
            weights[name] = version.weight
            at = at or version.origin("weight")
    if at is not None and len(weights) > 1:
        yield Use(Feature.SPLIT, at, subject, shared_out(weights))


def _route(route: Route, subject: str, *, grpc: bool) -> Iterator[Use]:
    subject = f"{subject} route {route.name or path_text(route)}"
    path = _PATHS[route.path.kind]
    if grpc and route.path.kind == "exact" and not route.path.value.startswith("/"):
        path = Feature.ROUTE_GRPC
    yield Use(path, route.origin("path"), subject, path_text(route))
    if route.host is not None:
        yield Use(Feature.ROUTE_HOST, route.origin("host"), subject, route.host)
    if route.methods:
        yield Use(Feature.ROUTE_METHOD, route.origin("methods"), subject, list(route.methods))
    for header in route.headers:
        yield Use(Feature.ROUTE_HEADER, header.origin(), subject, plain(header))
    for parameter in route.query:
        yield Use(Feature.ROUTE_QUERY, parameter.origin(), subject, plain(parameter))
    if len(route.destinations) == 1:
        yield Use(Feature.ROUTE_DESTINATION, route.origin("destinations"), subject, _name(route.destinations[0]))
    elif route.destinations:
        yield Use(Feature.SPLIT, route.origin("destinations"), subject, _parts(route))
    if route.stream:
        yield Use(Feature.ROUTE_STREAM, route.origin("stream"), subject)


def _gateway_route(route: Route, subject: str) -> Iterator[Use]:
    subject = f"{subject} route {route.name or path_text(route)}"
    feature = Feature.GATEWAY_ROUTE_REGEX if route.path.kind == "regex" else Feature.GATEWAY_ROUTE
    one = len(route.destinations) == 1
    leads = {"to": _name(route.destinations[0])} if one else {}
    yield Use(feature, route.origin("path"), subject, {"kind": route.path.kind, "path": route.path.value, **leads})
    if route.host is not None:
        yield Use(Feature.GATEWAY_ROUTE_HOST, route.origin("host"), subject, route.host)
    if route.methods:
        yield Use(Feature.GATEWAY_ROUTE_METHOD, route.origin("methods"), subject, list(route.methods))
    for header in route.headers:
        yield Use(Feature.GATEWAY_ROUTE_HEADER, header.origin(), subject, plain(header))
    for parameter in route.query:
        yield Use(Feature.GATEWAY_ROUTE_QUERY, parameter.origin(), subject, plain(parameter))
    if len(route.destinations) > 1:
        yield Use(Feature.GATEWAY_ROUTE_SPLIT, route.origin("destinations"), subject, _parts(route))
    if route.stream:
        yield Use(Feature.GATEWAY_ROUTE_STREAM, route.origin("stream"), subject)


def _tls(tls: ServerTls, subject: str) -> Iterator[Use]:
    mode = Feature.TLS if tls.mode == "strict" else Feature.TLS_PERMISSIVE
    kind = tls.certificate.kind if tls.certificate is not None else None
    yield Use(mode, tls.origin("mode"), subject, {"mode": tls.mode, "certificate": kind})
    if tls.certificate is not None:
        feature = _CERTIFICATES[tls.certificate.kind]
        yield Use(feature, tls.origin("certificate"), subject, plain(tls.certificate))
    if tls.clients is not None:
        yield Use(Feature.TLS_MUTUAL, tls.origin("clients"), subject, plain(tls.clients))


def _name(destination: Destination) -> str:
    if destination.external is not None:
        return destination.external
    return ".".join(filter(None, (destination.service, destination.version, destination.port)))


def _parts(route: Route) -> dict[str, float]:
    return shared_out({_name(destination): destination.weight for destination in route.destinations})
