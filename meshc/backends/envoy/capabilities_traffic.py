"""What an Envoy with a bootstrap of its own answers about protocols, routes and traffic policy.

The proxy of a caller chooses, tries again and changes; the proxy before an application counts and takes TLS.
"""

from __future__ import annotations

from meshc.backends.answers import Answer, Answering, Capabilities, emulated, exact, lost, unproxied
from meshc.backends.envoy.capabilities_conditions import header, query
from meshc.backends.envoy.sources import API, DOCS
from meshc.ir.feature import FEATURES, Feature, Use

_ROUTE = f"{API}/config/route/v3/route_components.proto"
_CLUSTER = f"{API}/config/cluster/v3/cluster.proto"
_LISTENER = f"{API}/config/listener/v3/listener.proto"
_POOL = f"{API}/config/cluster/v3/circuit_breaker.proto"
_OUTLIER = f"{API}/config/cluster/v3/outlier_detection.proto"
_FILTERS = f"{API}/extensions/filters"
_HTTP = f"{_FILTERS}/network/http_connection_manager/v3/http_connection_manager.proto"
_TCP = f"{_FILTERS}/network/tcp_proxy/v3/tcp_proxy.proto"
_REDIS = f"{DOCS}/intro/arch_overview/other_protocols/redis"
_MONGO = f"{_FILTERS}/network/mongo_proxy/v3/mongo_proxy.proto"
_UDP = f"{_FILTERS}/udp/udp_proxy/v3/udp_proxy.proto"
_RATE_LIMIT = f"{_FILTERS}/http/local_ratelimit/v3/local_rate_limit.proto"
_FAULT = f"{_FILTERS}/http/fault/v3/fault.proto"
_BUFFER = f"{_FILTERS}/http/buffer/v3/buffer.proto"
_POSTGRES = f"{DOCS}/configuration/listeners/network_filters/postgres_proxy_filter"
_DNS = f"{DOCS}/intro/arch_overview/upstream/service_discovery"
_ZONES = f"{DOCS}/intro/arch_overview/upstream/load_balancing/zone_aware"
_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html"

_IN_APPLICATION = "do it in the application"
_AT_PROVIDER = ("rate-limit", "buffer")
"""Policy that the proxy of the called keeps, so that it is lost where the called has none."""

_TASK_ITSELF = lost(
    "no proxy turns it into the port of the application",
    _GUIDE,
    remedy="write the same number in `port` and `client-port`",
)
_PAST = lost("whoever asks or is asked for it has no proxy", _GUIDE, remedy=_IN_APPLICATION)
_ZONE = lost(
    "a cluster that asks DNS for one name does not learn in which zones its instances are",
    _ZONES,
    remedy="remove `zone-aware`",
)


def _policy(name: str, how: str, source: str, *, caller: Answering | None = None) -> Capabilities:
    """The same answer for a setting and all of its parts: of the service, of one caller, of a route, and off."""
    answer = exact(how, source)
    answers: dict[Feature, Answering] = {}
    for feature in Feature:
        if feature == name or feature.startswith(f"{name}."):
            answers[feature] = answer
    if caller is not None:
        answers[FEATURES[f"{name}.caller"]] = caller
    return answers


def _client_port(use: Use) -> Answer:
    """The proxy of a caller listens on it; nobody before a gateway does."""
    if use.subject.startswith("gateway "):
        return _TASK_ITSELF
    return exact("the port of the listener that callers dial", f"{_LISTENER}#config-listener-v3-listener")


def _zone_aware(use: Use) -> Answer:
    return exact("no instance is preferred for its zone", _ZONES) if use.value is False else _ZONE


def _outside(use: Use) -> Answer:
    """Policy towards what has no proxy: the proxies of its callers hold all but what the called counts itself."""
    wish = use.value if isinstance(use.value, dict) else {}
    if " → " not in use.subject:
        if any(wish.get(name, "off") != "off" for name in _AT_PROVIDER):
            return lost(
                "no proxy stands before it to count what comes from all callers",
                _RATE_LIMIT,
                remedy="write it in the calls, where it holds for each task of the caller",
            )
        if "client-port" in wish:
            return emulated("proxies of callers turn it into the port; without a proxy one dials the port", _LISTENER)
    return exact("the proxies of the callers hold it", _CLUSTER)


_PROTOCOLS: Capabilities = {
    Feature.PROTOCOL_HTTP: exact("the HTTP connection manager", _HTTP),
    Feature.PROTOCOL_HTTP2: exact("the HTTP connection manager; HTTP/2 towards the called", _HTTP),
    Feature.PROTOCOL_GRPC: exact("the HTTP connection manager; HTTP/2 towards the called", _HTTP),
    Feature.PROTOCOL_TCP: exact("the TCP proxy", _TCP),
    Feature.PROTOCOL_UDP: exact("the UDP proxy", _UDP),
    Feature.PROTOCOL_REDIS: emulated(
        "the Redis proxy passes commands with a key, and MULTI with such; it refuses SUBSCRIBE, commands that block, "
        "and AUTH: write `protocol = tcp` to pass everything",
        _REDIS,
    ),
    Feature.PROTOCOL_MONGO: exact("the Mongo proxy before the TCP proxy", _MONGO),
    Feature.PROTOCOL_POSTGRES: lost(
        "the filter is not part of the released Envoy: it passes as tcp, without metrics of its requests",
        _POSTGRES,
        remedy="write `protocol = tcp`",
    ),
}

_CALLS: Capabilities = {
    Feature.CALL: unproxied(
        exact(
            "a listener of the caller's proxy, at an address of the loopback for each call; the called is asked by its "
            "own name in `Host`, unless routes of its own look at the host",
            _LISTENER,
        ),
        without=emulated("by the name in Cloud Map", _GUIDE),
    ),
    Feature.EXTERNAL_CALL: unproxied(
        exact("a listener of the caller's proxy, at an address of the loopback for each call", _LISTENER),
        without=exact("the application connects directly", _GUIDE),
    ),
    Feature.CLIENT_PORT: _client_port,
    Feature.CLIENT_PORT_CALLER: _TASK_ITSELF,
    Feature.STREAM: exact("a timeout of 0", f"{_ROUTE}#config-route-v3-routeaction"),
    Feature.STREAM_TIMEOUT: lost(
        "the `timeout` of the service cuts answers off",
        f"{_ROUTE}#config-route-v3-routeaction",
        remedy="remove `timeout` or `stream`",
    ),
    Feature.MESH_OFF: exact("registered in Cloud Map, without a proxy; proxies of callers dial its own port", _CLUSTER),
    Feature.MESH_OFF_POLICY: unproxied(_outside, without=_PAST),
    Feature.START_ORDER: exact("a name is looked up again and again: it may be missing at the start", _DNS),
    Feature.EXTERNAL_POLICY: unproxied(
        _outside,
        without=lost(
            "the application dials it itself, past the proxy",
            _CLUSTER,
            remedy=f"{_IN_APPLICATION}, or remove `encrypted` and let it speak plain text to the proxy",
        ),
    ),
}

_ROUTES: Capabilities = {
    **_policy("route", "a match of the route", f"{_ROUTE}#config-route-v3-routematch"),
    Feature.ROUTE_HEADER: header,
    Feature.ROUTE_QUERY: query,
    Feature.ROUTE_HOST: exact("a virtual host", f"{_ROUTE}#config-route-v3-virtualhost"),
    Feature.ROUTE_DESTINATION: exact("the cluster of the version", f"{_ROUTE}#config-route-v3-routeaction"),
    Feature.ROUTE_STREAM: exact("a timeout of 0", f"{_ROUTE}#config-route-v3-routeaction"),
    Feature.ROUTE_UNMATCHED: exact("a direct response", f"{_ROUTE}#config-route-v3-directresponseaction"),
    Feature.SPLIT: exact("weighted clusters", f"{_ROUTE}#config-route-v3-weightedcluster"),
    Feature.VERSION: exact("a name in Cloud Map and a cluster of its own", _CLUSTER),
}

TRAFFIC: Capabilities = {
    **_PROTOCOLS,
    **_CALLS,
    **_ROUTES,
    **_policy("timeout", "`timeout` of the route", f"{_ROUTE}#config-route-v3-routeaction"),
    Feature.TIMEOUT_TCP: lost(
        "a connection without requests has no limit for one", _TCP, remedy="write `idle-timeout`, or another `protocol`"
    ),
    **_policy("idle-timeout", "`idle_timeout` of the route or of the TCP proxy", _ROUTE),
    **_policy("connect-timeout", "`connect_timeout` of the cluster", _CLUSTER),
    **_policy("retry", "`retry_policy` of the route", f"{_ROUTE}#config-route-v3-retrypolicy"),
    **_policy("connection-pool", "`circuit_breakers` of the cluster", _POOL),
    **_policy("outlier-detection", "`outlier_detection` of the cluster", _OUTLIER),
    **_policy("load-balancing", "`lb_policy` of the cluster", _CLUSTER),
    Feature.BALANCING_AFFINITY: exact("`hash_policy` of the route, with a cluster that hashes", _ROUTE),
    Feature.BALANCING_ZONE_AWARE: _zone_aware,
    **_policy(
        "rate-limit",
        "the local rate limit filter before the application",
        _RATE_LIMIT,
        caller=emulated("counted by the proxy of the caller, in each of its tasks", _RATE_LIMIT),
    ),
    **_policy("buffer", "the buffer filter", _BUFFER),
    **_policy("fault", "the fault filter", _FAULT),
    **_policy("mirror", "`request_mirror_policies` of the route", f"{_ROUTE}#config-route-v3-routeaction"),
    **_policy("rewrite", "rewrites of the route's action", f"{_ROUTE}#config-route-v3-routeaction"),
    **_policy("redirect", "`redirect` of the route", f"{_ROUTE}#config-route-v3-redirectaction"),
    **_policy("respond", "`direct_response` of the route", f"{_ROUTE}#config-route-v3-directresponseaction"),
    **_policy("headers", "headers to add and to remove of the route", f"{_ROUTE}#config-route-v3-route"),
}
"""The answers of Envoy about traffic, by feature."""
