"""What an Envoy with a bootstrap of its own answers about TLS, gateways, the proxy itself and what it tells."""

from __future__ import annotations

from collections.abc import Mapping

from meshc.backends.answers import Answer, Answering, Capabilities, exact, lost, unproxied
from meshc.backends.envoy.capabilities_conditions import header, query
from meshc.backends.envoy.sources import API, DOCS
from meshc.ir.feature import Feature, Use

_TLS = f"{API}/extensions/transport_sockets/tls/v3/common.proto"
_TLS_SOCKET = f"{API}/extensions/transport_sockets/tls/v3/tls.proto"
_SECRETS = f"{DOCS}/configuration/security/secret"
_LISTENER = f"{API}/config/listener/v3/listener.proto"
_HTTP = f"{API}/extensions/filters/network/http_connection_manager/v3/http_connection_manager.proto"
_ROUTE = f"{API}/config/route/v3/route_components.proto"
_QUIC = f"{API}/extensions/transport_sockets/quic/v3/quic_transport.proto"
_FILE_LOG = f"{API}/extensions/access_loggers/file/v3/file.proto"
_STREAM_LOG = f"{API}/extensions/access_loggers/stream/v3/stream.proto"
_FORMAT = f"{DOCS}/configuration/observability/access_log/usage"
_TRACING = f"{API}/config/trace/v3/http_tracer.proto"
_STATS = f"{API}/config/metrics/v3/stats.proto"
_ADMIN = f"{DOCS}/operations/admin"
_CLI = f"{DOCS}/operations/cli"
_CHECKS = f"{API}/config/core/v3/health_check.proto"
_ECS = "botocore ecs 2014-11-13"
_CONTAINER = f"{_ECS} ContainerDefinition"

_FILES = frozenset({"pem", "sds"})
"""Kinds of certificates and authorities that Envoy can read."""

_FROM_FILES = lost(
    "Envoy reads certificates from files, or has them from a secret discovery service",
    _SECRETS,
    remedy='write `pem("…")` or `sds("…")`',
)
_NO_PROXY = lost("no proxy stands beside it", _CONTAINER, remedy="remove the line, or let the service join the mesh")
_OWN_IMAGE = lost(
    "the image of the gateway decides",
    _CONTAINER,
    remedy="configure it in the image, or remove `image` and have Envoy as the gateway",
)
_NO_BALANCER = lost(
    "no load balancer is made",
    f"{_ECS} CreateServiceRequest.loadBalancers",
    remedy="remove `expose`, and put a load balancer of your own before the gateway",
)


def _kind(value: object, *names: str) -> object:
    """The kind of the certificate or authority that lies under these names, where it is told."""
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value.get("kind") if isinstance(value, Mapping) else value


def _readable(how: str, *names: str) -> Answering:
    """TLS material that Envoy can read, or none."""
    found = exact(how, _TLS)

    def answering(use: Use) -> Answer:
        kind = _kind(use.value, *names) if isinstance(use.value, Mapping) else None
        return found if kind is None or kind in _FILES else _FROM_FILES

    return answering


def _gateway_tls(use: Use) -> Answer:
    if use.unproxied:
        return _OWN_IMAGE
    for names in (("certificate",), ("clients", "trust")):
        kind = _kind(use.value, *names) if isinstance(use.value, Mapping) else None
        if kind is not None and kind not in _FILES:
            return _FROM_FILES
    return exact("a transport socket of the listener", _TLS_SOCKET)


def _unmatched(use: Use) -> Answer:
    if use.unproxied:
        return _OWN_IMAGE
    if use.value == "forward":
        return exact("a last route to the one that the gateway calls", _ROUTE)
    return exact("answered with 404", _ROUTE)


def _gateway(how: str, source: str, *features: Feature) -> Capabilities:
    return {feature: unproxied(exact(how, source), without=_OWN_IMAGE) for feature in features}


def _beside_proxy(answers: Mapping[Feature, Answer]) -> Capabilities:
    """Settings of a proxy that are lost on what has none."""
    return {feature: _proxied(answer) for feature, answer in answers.items()}


def _proxied(answer: Answer) -> Answering:
    def answering(use: Use) -> Answer:
        # A gateway without an image of its own is a proxy, whether or not it calls anybody by itself.
        return _NO_PROXY if use.unproxied and use.within is not Feature.GATEWAY else answer

    return answering


TLS: Capabilities = {
    Feature.TLS: _readable("a transport socket of the listener", "certificate"),
    Feature.TLS_PERMISSIVE: _readable("one filter chain for TLS and one for plain text", "certificate"),
    Feature.TLS_PCA: _FROM_FILES,
    Feature.TLS_ACM: _FROM_FILES,
    Feature.TLS_PEM: exact("files", _TLS),
    Feature.TLS_SDS: exact("secrets of the service at `proxy { sds-socket }`", _SECRETS),
    Feature.TLS_MUTUAL: _readable("`require_client_certificate`, checked against the authority", "trust"),
    Feature.TLS_APPLICATION: exact("the application serves it", _TLS_SOCKET),
    Feature.TLS_VERIFY: _readable("`trusted_ca`"),
    Feature.TLS_NAMES: exact("`match_typed_subject_alt_names`", _TLS),
    Feature.TLS_SERVER_NAME: exact("`sni`", _TLS_SOCKET),
    Feature.TLS_PRESENT: _readable("`tls_certificates` of the caller"),
    Feature.TLS_CALLER_OFF: exact("no transport socket", _TLS_SOCKET),
    Feature.TLS_UNPROXIED_CALLER: lost(
        "it reaches the application's own port, past the proxy and in plain text",
        _TLS_SOCKET,
        remedy="let the caller join the mesh, or serve TLS in the application with `mesh = off` in CALLEE",
    ),
}

GATEWAYS: Capabilities = {
    Feature.GATEWAY: exact("an ECS service whose tasks run Envoy", _LISTENER),
    Feature.GATEWAY_EXPOSE: _NO_BALANCER,
    Feature.GATEWAY_TLS: _gateway_tls,
    Feature.GATEWAY_UNMATCHED: _unmatched,
    **_gateway("a listener over QUIC beside the one over TCP", _QUIC, Feature.GATEWAY_HTTP3),
    **_gateway(
        "a match of the route",
        f"{_ROUTE}#config-route-v3-routematch",
        Feature.GATEWAY_ROUTE,
        Feature.GATEWAY_ROUTE_REGEX,
        Feature.GATEWAY_ROUTE_METHOD,
    ),
    Feature.GATEWAY_ROUTE_HEADER: unproxied(header, without=_OWN_IMAGE),
    Feature.GATEWAY_ROUTE_QUERY: unproxied(query, without=_OWN_IMAGE),
    **_gateway("a virtual host", f"{_ROUTE}#config-route-v3-virtualhost", Feature.GATEWAY_ROUTE_HOST),
    **_gateway("weighted clusters", f"{_ROUTE}#config-route-v3-weightedcluster", Feature.GATEWAY_ROUTE_SPLIT),
    **_gateway("a timeout of 0", f"{_ROUTE}#config-route-v3-routeaction", Feature.GATEWAY_ROUTE_STREAM),
    **_gateway("held by the proxy of the gateway", _HTTP, Feature.GATEWAY_POLICY),
}

PROXY: Capabilities = {
    **_beside_proxy(
        {
            Feature.ACCESS_LOG: exact("an access logger to the standard output", _STREAM_LOG),
            Feature.ACCESS_LOG_PATH: exact("an access logger to a file", _FILE_LOG),
            Feature.ACCESS_LOG_QUERY: exact("the path with its query in the format", _FORMAT),
            Feature.ACCESS_LOG_FIELDS: exact("the format of the logger", _FORMAT),
            Feature.TRACING_SAMPLING: exact("`random_sampling`", _HTTP),
            Feature.TRACING_ENDPOINT: exact("a cluster for the collector", _TRACING),
            Feature.METRICS_DOGSTATSD: exact("a stats sink", f"{_STATS}#config-metrics-v3-dogstatsdsink"),
            Feature.METRICS_TAGS: exact("`stats_config`", f"{_STATS}#config-metrics-v3-statsconfig"),
            Feature.METRICS_PROMETHEUS: exact("a listener for `/stats/prometheus` of the admin", _ADMIN),
            Feature.PROXY_IMAGE: exact("`image` of the container", f"{_CONTAINER}.image"),
            Feature.PROXY_CPU: exact("`cpu` of the container, and room in the task's size", f"{_CONTAINER}.cpu"),
            Feature.PROXY_MEMORY: exact(
                "`memoryReservation` of the container, and room in the task's size", f"{_CONTAINER}.memoryReservation"
            ),
            Feature.PROXY_LOG_LEVEL: exact("`--log-level`", _CLI),
            Feature.PROXY_LOG_LEVEL_OTHER: exact("`--log-level`", _CLI),
            Feature.PROXY_LOG: exact("`logConfiguration` of the container", f"{_CONTAINER}.logConfiguration"),
            Feature.PROXY_ENV: exact("`environment` and `secrets` of the container", f"{_CONTAINER}.environment"),
            Feature.PROXY_SDS_SOCKET: exact("a cluster at the socket", _SECRETS),
            Feature.PROXY_DEPENDS_ON: exact("`dependsOn` of the container", f"{_CONTAINER}.dependsOn"),
            Feature.PROXY_BOOTSTRAP: exact("the command line, a volume that is filled first, or the image", _CLI),
        }
    ),
    Feature.UNPROXIED: unproxied(
        exact("asked of every proxy, this one too", _CONTAINER),
        without=exact("asked of proxies, and no proxy stands beside it", _CONTAINER),
    ),
    Feature.HEALTH_PATH: exact("`health_checks` of the clusters of callers; a gateway answers at the path", _CHECKS),
    Feature.TRACING: exact("the tracer of the listeners", _TRACING),
}
