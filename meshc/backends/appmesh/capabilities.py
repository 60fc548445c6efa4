"""What App Mesh answers to every feature of traffic, security, discovery and observation."""

from __future__ import annotations

from collections.abc import Mapping

from meshc.backends.answers import Answer, Answering, Capabilities, emulated, exact, fixed, lost, unless_off, unproxied
from meshc.backends.appmesh import capabilities_gateway, capabilities_tls, capabilities_traffic
from meshc.backends.registry_answers import EXTERNALS, REGISTERED
from meshc.ir.feature import Feature, Use

_API = "botocore appmesh 2019-01-25"
_GUIDE = "https://docs.aws.amazon.com/app-mesh/latest/userguide"
_ROADMAP = "https://github.com/aws/aws-app-mesh-roadmap/issues"
_AGENT = "https://github.com/aws/amazon-ecs-service-connect-agent"
_VARIABLES = f"{_GUIDE}/envoy-config.html"
_NODES = f"{_GUIDE}/virtual_nodes.html"
_SERVICES = f"{_GUIDE}/virtual_services.html"
_PROTOCOL = f"{_API} PortMapping.protocol"
_LOG = f"{_API} FileAccessLog"
_ECS = "botocore ecs 2014-11-13"
_CONTAINER = f"{_ECS} ContainerDefinition"
_SHIFT = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-deployment-implementation.html"

_IN_APPLICATION = "do it in the application"
_FOR_ALL = "write it in CALLEE, for all its callers"
_REMOVE = "remove the line"
_PAST_PROXY = exact("the application connects directly", f"{_GUIDE}/getting-started-ecs.html")

_UDP = lost(
    "App Mesh carries tcp only", _PROTOCOL, remedy="write `mesh = off` in the service, which registers it by name"
)
_AS_TCP = emulated("carried as tcp, without metrics of its requests", _PROTOCOL)
_TASK_ITSELF = lost(
    "no proxy turns it into the port of the application",
    f"{_GUIDE}/getting-started-ecs.html",
    remedy="write the same number in `port` and `client-port`",
)
_NO_PROXY = lost(
    "no proxy has anything to do beside it",
    _NODES,
    remedy="remove the line, or give the service a port or a call through the proxies",
)

_BY_ROUTE = frozenset({"timeout", "idle-timeout", "retry"})
"""Fields of a policy that the routes of a virtual router carry, which callers' proxies follow."""
_OF_REQUESTS = _BY_ROUTE - {"idle-timeout"}
_NEVER = frozenset(
    {"rate-limit", "buffer", "fault", "mirror", "rewrite", "redirect", "respond", "headers", "load-balancing"}
)
"""Fields of a policy that App Mesh never does."""


def _outside(use: Use) -> Answer:
    """Policy towards what has no proxy of the mesh; the value is one field and what is asked for."""
    field, asked = next(iter(use.value.items()), ("", None)) if isinstance(use.value, Mapping) else ("", None)
    if asked == "off" and field in _NEVER:
        return exact("nobody does it", _SERVICES)
    _caller, arrow, callee = use.subject.partition(" → ")
    if field == "tls":
        return _tls_outside(use, asked, of_call=bool(arrow))
    if arrow:
        remedy = _FOR_ALL
        if use.feature is Feature.EXTERNAL_POLICY:
            remedy = _FOR_ALL.replace("CALLEE", f"`external {callee}`")
        return lost("App Mesh keeps policy with the provider", f"{_GUIDE}/routes.html", remedy=remedy)
    if field == "outlier-detection":
        return emulated("of the virtual node: callers in the mesh see to it", f"{_API} Listener.outlierDetection")
    if use.unproxied and field in _OF_REQUESTS and asked == "off":
        return exact("nobody does it", _PROTOCOL)
    if use.unproxied and field in _OF_REQUESTS:
        return lost("no proxy sees requests in what the application encrypts", _PROTOCOL, remedy=_IN_APPLICATION)
    if field in _BY_ROUTE:
        return emulated("a virtual router for what callers in the mesh send", f"{_API} RouteSpec")
    if field == "client-port":
        return _TASK_ITSELF
    return lost("no proxy of the mesh stands beside it", _NODES, remedy=_IN_APPLICATION)


def _tls_outside(use: Use, asked: object, *, of_call: bool) -> Answer:
    """How callers verify what has no proxy: the proxy does it for an external that applications do not encrypt."""
    if asked == "off":
        return exact("nobody does it", _SERVICES)
    if use.feature is Feature.EXTERNAL_POLICY and not use.unproxied:
        said = exact("the client policy of the caller", f"{_API} VirtualServiceBackend.clientPolicy")
        return capabilities_tls.client_lost(asked) or said
    if of_call or use.unproxied:
        return lost("the application speaks TLS itself", _PROTOCOL, remedy=_IN_APPLICATION)
    return emulated("nothing for a proxy to verify: applications do where TLS is served", _PROTOCOL)


def _tracing(use: Use) -> Answer:
    if use.value == "otel":
        return lost(
            "App Mesh's Envoy sends no spans of OpenTelemetry",
            f"{_ROADMAP}/439",
            remedy="write `provider = xray`, `datadog` or `zipkin`, or send spans from the application",
        )
    if use.value == "zipkin":
        return emulated("`ENABLE_ENVOY_JAEGER_TRACING` of the proxy: spans as Zipkin takes them", _AGENT)
    return exact("a variable of the proxy", _VARIABLES)


def _sampling(use: Use) -> Answer:
    """X-Ray is told a share in whole percents; the others nothing."""
    wish = use.value if isinstance(use.value, Mapping) else {"provider": "xray", "sampling": use.value}
    if wish.get("provider") != "xray":
        return lost("App Mesh's Envoy has a share for X-Ray only: every request gets a span", _AGENT, remedy=_REMOVE)
    share = wish.get("sampling")
    if isinstance(share, float) and share != int(share):
        # The agent rounds as Go does: a half goes up.
        return fixed(
            f"App Mesh's Envoy counts whole percents: {int(share + 0.5)}%", _AGENT, remedy="write a whole number"
        )
    return exact("`XRAY_SAMPLING_RATE` of the proxy", _AGENT)


def _proxy() -> Capabilities:
    """What a proxy is told beside its mesh, where there is one."""
    answers: dict[Feature, Answer] = {
        Feature.ACCESS_LOG: exact("`logging` of the virtual node or gateway", f"{_API} Logging.accessLog"),
        Feature.ACCESS_LOG_PATH: exact("`path` of the access log", f"{_LOG}.path"),
        Feature.ACCESS_LOG_QUERY: exact("`format` of the access log", f"{_GUIDE}/envoy-logs.html"),
        Feature.ACCESS_LOG_FIELDS: exact("`format` of the access log", f"{_LOG}.format"),
        Feature.METRICS_DOGSTATSD: exact("`ENABLE_ENVOY_DOG_STATSD` of the proxy", _VARIABLES),
        Feature.METRICS_TAGS: exact("`ENABLE_ENVOY_STATS_TAGS` of the proxy", _VARIABLES),
        Feature.METRICS_PROMETHEUS: emulated(
            "the port of Envoy's own interface, with all else that it answers", _AGENT
        ),
        Feature.PROXY_IMAGE: exact("`image` of the container", f"{_CONTAINER}.image"),
        Feature.PROXY_CPU: exact("`cpu` of the container", f"{_CONTAINER}.cpu"),
        Feature.PROXY_MEMORY: exact("`memory` of the container", f"{_CONTAINER}.memory"),
        Feature.PROXY_LOG_LEVEL: exact("`ENVOY_LOG_LEVEL` of the proxy", _VARIABLES),
        Feature.PROXY_LOG_LEVEL_OTHER: exact("`ENVOY_LOG_LEVEL` of the proxy", _VARIABLES),
        Feature.PROXY_LOG: exact("`logConfiguration` of the container", f"{_CONTAINER}.logConfiguration"),
        Feature.PROXY_ENV: exact("`environment` and `secrets` of the container", f"{_CONTAINER}.environment"),
        Feature.PROXY_DEPENDS_ON: exact("`dependsOn` of the container", f"{_CONTAINER}.dependsOn"),
        Feature.PROXY_SDS_SOCKET: exact("`APPMESH_SDS_SOCKET_PATH` of the proxy", f"{_GUIDE}/tls.html"),
        Feature.PROXY_BOOTSTRAP: lost("App Mesh sends Envoy its configuration", _VARIABLES, remedy=_REMOVE),
    }
    return {feature: _beside(answer) for feature, answer in answers.items()}


def _beside(answer: Answer) -> Answering:
    """The answer where a proxy stands; a virtual gateway is one, whatever it calls."""

    def answering(use: Use) -> Answer:
        return _NO_PROXY if use.unproxied and use.within is not Feature.GATEWAY else answer

    return answering


def _spoken(answer: Answer, *features: Feature) -> Capabilities:
    return {feature: unproxied(answer, without=_PAST_PROXY if answer is _UDP else answer) for feature in features}


_ALIAS = exact("a virtual service of that name, and a CNAME record beside the service", _SERVICES)
_ALIAS_OUTSIDE = emulated(
    "a virtual service of that name; DNS must answer something for it, and meshc makes no record", _SERVICES
)
_ALIAS_UNKNOWN = lost(
    "no proxy calls the service, and DNS does not know the name",
    _SERVICES,
    remedy="call the service by its own name",
)
_ALIAS_RECORD = emulated("a CNAME record beside the service", "botocore servicediscovery 2017-03-14 DnsRecord.Type")


def _egress(use: Use) -> Answer:
    """The filter stands in the mesh itself, which its owner makes."""
    source = f"{_API} EgressFilter.type"
    if isinstance(use.value, dict):
        return lost(
            "the account that owns the mesh says what may leave it",
            source,
            remedy="have its owner set the egress filter to DROP_ALL",
        )
    return exact("`DROP_ALL`, which leaves open what belongs to AWS", source)


CAPABILITIES: Capabilities = {
    **capabilities_traffic.CAPABILITIES,
    **capabilities_tls.CAPABILITIES,
    **capabilities_gateway.CAPABILITIES,
    **_spoken(
        exact("`protocol` of the listener", _PROTOCOL),
        Feature.PROTOCOL_HTTP,
        Feature.PROTOCOL_HTTP2,
        Feature.PROTOCOL_GRPC,
        Feature.PROTOCOL_TCP,
    ),
    **_spoken(_UDP, Feature.PROTOCOL_UDP),
    **_spoken(_AS_TCP, Feature.PROTOCOL_REDIS, Feature.PROTOCOL_MONGO, Feature.PROTOCOL_POSTGRES),
    Feature.MESH_OWNER: exact("`meshOwner` of every request", f"{_API} CreateVirtualNodeInput.meshOwner"),
    Feature.CALL: unproxied(
        exact("`backends` of the caller", f"{_API} VirtualNodeSpec.backends"),
        without=emulated("by the Cloud Map name", _NODES),
    ),
    Feature.CLIENT_PORT: unproxied(
        exact("the port of the virtual router", f"{_API} VirtualRouterListener.portMapping"), without=_TASK_ITSELF
    ),
    Feature.CLIENT_PORT_CALLER: _TASK_ITSELF,
    Feature.STREAM: unproxied(
        exact("a request timeout of 0", f"{_API} HttpTimeout.perRequest"),
        without=exact("no proxy stands before the port to cut an answer off", _NODES),
    ),
    Feature.STREAM_TIMEOUT: lost(
        "the `timeout` of the service cuts answers off",
        f"{_API} HttpTimeout.perRequest",
        remedy="remove `timeout` or `stream`",
    ),
    Feature.MESH_OFF: exact(
        "registered in Cloud Map, without a proxy; callers in the mesh have a virtual node for it", _NODES
    ),
    Feature.MESH_OFF_POLICY: _outside,
    Feature.START_ORDER: exact("a proxy learns of tasks while it runs", _NODES),
    Feature.HEALTH_PATH: exact("`healthCheck` of the listener", f"{_API} Listener.healthCheck"),
    Feature.EGRESS: _egress,
    Feature.EXTERNAL: exact("a virtual node and a virtual service for callers in the mesh", _NODES),
    Feature.EXTERNAL_CALL: unproxied(
        exact("`backends` of the caller", f"{_API} VirtualNodeSpec.backends"), without=_PAST_PROXY
    ),
    **EXTERNALS,
    Feature.EXTERNAL_TLS: exact("the application speaks it; the proxy passes it on as tcp", _PROTOCOL),
    Feature.EXTERNAL_POLICY: _outside,
    Feature.CLIENT_LAMBDA: exact("calls tasks directly", _NODES),
    Feature.CLIENT_EC2: exact("calls tasks directly", _NODES),
    Feature.CLIENT_OTHER: exact("calls tasks directly", _NODES),
    Feature.CLIENT_DNS: exact("the service's records", "botocore servicediscovery 2017-03-14 DnsConfig"),
    Feature.CLIENT_API: exact("DiscoverInstances", "botocore servicediscovery 2017-03-14 DiscoverInstancesRequest"),
    Feature.CLIENT_OUTSIDE: emulated(
        "Cloud Map gives private addresses: the client needs a way into the VPC",
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html",
    ),
    Feature.CLIENT_POLICY: unless_off(
        lost("a client runs no proxy", _NODES, remedy=f"{_IN_APPLICATION}, or {_FOR_ALL}")
    ),
    **_proxy(),
    Feature.UNPROXIED: unproxied(
        exact("asked of every proxy, this one too", _NODES),
        without=exact("asked of proxies, and no proxy has anything to do beside it", _NODES),
    ),
    Feature.TRACING: _tracing,
    Feature.TRACING_SAMPLING: _sampling,
    Feature.TRACING_ENDPOINT: exact("variables of the proxy", _AGENT),
    Feature.DISCOVERY_HTTP: exact("`awsCloudMap` of the virtual node", f"{_API} ServiceDiscovery.awsCloudMap"),
    Feature.DISCOVERY_PRIVATE_DNS: exact("`dns` of the virtual node", f"{_API} ServiceDiscovery.dns"),
    Feature.DISCOVERY_PUBLIC_DNS: exact("`dns` of the virtual node", f"{_API} ServiceDiscovery.dns"),
    **REGISTERED,
    Feature.DISCOVERY_ATTRIBUTES: unproxied(
        exact("`attributes` of the virtual node", f"{_API} AwsCloudMapServiceDiscovery.attributes"),
        without=REGISTERED[Feature.DISCOVERY_ATTRIBUTES],
    ),
    Feature.DISCOVERY_RESOLVES: exact("`dns` or `awsCloudMap` of the virtual node", f"{_API} ServiceDiscovery"),
    Feature.DISCOVERY_HOST: exact("`dns.hostname` of the virtual node", f"{_API} DnsServiceDiscovery.hostname"),
    Feature.DISCOVERY_PREFER: exact("`ipPreference`", f"{_API} DnsServiceDiscovery.ipPreference"),
    Feature.ALIAS: unproxied(_ALIAS, without=_ALIAS_RECORD),
    Feature.ALIAS_MORE: unproxied(_ALIAS, without=_ALIAS_RECORD),
    Feature.ALIAS_OUTSIDE: unproxied(_ALIAS_OUTSIDE, without=_ALIAS_UNKNOWN),
    Feature.ALIAS_OUTSIDE_MORE: unproxied(_ALIAS_OUTSIDE, without=_ALIAS_UNKNOWN),
    Feature.ALIAS_DNS: _ALIAS_RECORD,
    Feature.OWN_NAME: lost(
        "the virtual services of a service have the names of its aliases",
        _SERVICES,
        remedy="call the service by an alias",
    ),
    **{
        feature: lost("ECS moves traffic by Service Connect or a load balancer only", _SHIFT, remedy=remedy)
        for feature, remedy in (
            (Feature.DEPLOYMENT_SHIFT, "write `strategy = rolling`"),
            (Feature.DEPLOYMENT_TEST_HEADER, "remove `test-header`"),
            (Feature.DEPLOYMENT_TEST_HEADER_TCP, "remove `test-header`"),
        )
    },
}
"""The answers of App Mesh, by feature."""
