"""What ECS Service Discovery, that is Cloud Map without a proxy, answers to every feature.

Names are found by DNS or by an API; what becomes of a call once a name is found is the caller's own affair.
"""

from __future__ import annotations

from meshc.backends.answers import Answering, Capabilities, emulated, exact, lost, unless_off
from meshc.backends.registry_answers import EXTERNALS, REGISTERED
from meshc.ir.feature import FEATURES, Feature

_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html"
_MAP = "botocore servicediscovery 2017-03-14"
_SERVICE = f"{_MAP} CreateServiceRequest"
_DNS = f"{_MAP} DnsConfig"
_ECS = "botocore ecs 2014-11-13"

_NO_PROXY = "no proxy stands between caller and service"
_IN_APPLICATION = "do it in the application, or build for a target with proxies"
_BALANCER = "put a load balancer before a service of the mesh, or give the gateway an image of its own"
_BY_NAME = "call a version by its own name, `SERVICE-VERSION`, or put a load balancer before the versions"

_POLICY = (
    "timeout",
    "idle-timeout",
    "connect-timeout",
    "retry",
    "connection-pool",
    "outlier-detection",
    "load-balancing",
    "rate-limit",
    "buffer",
    "fault",
    "mirror",
    "rewrite",
    "redirect",
    "respond",
    "headers",
)


def _parts(name: str) -> list[Feature]:
    """A feature and its parts, without those that ECS itself has."""
    return [
        feature
        for spelled, feature in FEATURES.items()
        if (spelled == name or spelled.startswith(f"{name}.")) and feature is not Feature.GATEWAY_IMAGE
    ]


def _policies() -> Capabilities:
    """Traffic policy: what asks for something is lost, what turns something off has its way."""
    absent = exact(_NO_PROXY, _GUIDE)
    no_proxy = lost(_NO_PROXY, _GUIDE, remedy=_IN_APPLICATION)
    answers: dict[Feature, Answering] = {}
    for name in _POLICY:
        for feature in _parts(name):
            if feature.endswith(".off"):
                answers[feature] = absent
            else:
                answers[feature] = unless_off(no_proxy) if feature.endswith((".caller", ".route")) else no_proxy
    return answers


def _all_lost(name: str, why: str, remedy: str) -> Capabilities:
    return {feature: lost(why, _GUIDE, remedy=remedy) for feature in _parts(name)}


def _protocols() -> Capabilities:
    return {feature: exact("names do not depend on the protocol", _GUIDE) for feature in _parts("protocol")}


_TASK_ITSELF = lost(
    "callers reach the task itself, on the port that the application listens on",
    _GUIDE,
    remedy="write the same number in `port` and `client-port`",
)

CAPABILITIES: Capabilities = {
    **_protocols(),
    **_policies(),
    **_all_lost("route", _NO_PROXY, _BY_NAME),
    **_all_lost("tls", _NO_PROXY, "serve TLS in the application and write `mesh = off` in the service"),
    **_all_lost("access-log", _NO_PROXY, "log requests in the application"),
    **_all_lost("proxy", _NO_PROXY, "write the setting in a mesh for a target with proxies"),
    **_all_lost("metrics", _NO_PROXY, "count requests in the application"),
    Feature.MESH_OWNER: lost(
        "a namespace is shared, and no mesh",
        f"{_SERVICE}.NamespaceId",
        remedy='write `discovery { account = "…" }` and the ARN of the namespace',
    ),
    Feature.UNPROXIED: exact(_NO_PROXY, _GUIDE),
    Feature.CALL: exact("by the name of what is called", _GUIDE),
    Feature.EXTERNAL_CALL: exact("the application connects directly", _GUIDE),
    Feature.CLIENT_PORT: _TASK_ITSELF,
    Feature.CLIENT_PORT_CALLER: _TASK_ITSELF,
    Feature.STREAM: exact("nothing cuts an answer off", _GUIDE),
    Feature.STREAM_TIMEOUT: exact("nothing cuts an answer off", _GUIDE),
    Feature.ROUTE_STREAM: exact("nothing cuts an answer off", _GUIDE),
    Feature.MESH_OFF: exact("no service has a proxy", _GUIDE),
    Feature.MESH_OFF_POLICY: unless_off(lost(_NO_PROXY, _GUIDE, remedy=_IN_APPLICATION)),
    Feature.START_ORDER: exact("a name is looked up when it is needed", _GUIDE),
    Feature.SPLIT: lost(
        "Cloud Map weighs every instance alike: the version with the most weight gets all of the traffic",
        f"{_DNS}.RoutingPolicy",
        remedy=_BY_NAME,
    ),
    Feature.VERSION: emulated("each version is a service of its own, `SERVICE-VERSION`", _GUIDE),
    Feature.TLS_APPLICATION: exact("the application serves it; callers get an `https` address", _GUIDE),
    Feature.TLS_CALLER_OFF: exact(_NO_PROXY, _GUIDE),
    Feature.TLS_UNPROXIED_CALLER: exact("no proxy takes TLS: the caller reaches the application itself", _GUIDE),
    Feature.HEALTH_PATH: lost(
        "Cloud Map takes the health of a task from its containers",
        _GUIDE,
        remedy="write `health { command = […] }`, which ECS runs in the container",
    ),
    **_all_lost("gateway", "service discovery has no gateway", _BALANCER),
    Feature.EGRESS: lost(_NO_PROXY, _GUIDE, remedy="use security groups"),
    Feature.EXTERNAL: exact("the application connects directly", _GUIDE),
    Feature.EXTERNAL_TLS: exact("the application speaks it", _GUIDE),
    Feature.EXTERNAL_POLICY: unless_off(lost(_NO_PROXY, _GUIDE, remedy=_IN_APPLICATION)),
    Feature.CLIENT_LAMBDA: exact("finds names as tasks do", _GUIDE),
    Feature.CLIENT_EC2: exact("finds names as tasks do", _GUIDE),
    Feature.CLIENT_OTHER: exact("finds names as tasks do", _GUIDE),
    Feature.CLIENT_DNS: exact("the service's records", _DNS),
    Feature.CLIENT_API: exact("DiscoverInstances", f"{_MAP} DiscoverInstancesRequest"),
    Feature.CLIENT_OUTSIDE: emulated("Cloud Map gives private addresses: the client needs a way into the VPC", _GUIDE),
    Feature.CLIENT_POLICY: unless_off(lost("a client runs no proxy", _GUIDE, remedy="do it in the client")),
    Feature.TRACING: lost(_NO_PROXY, _GUIDE, remedy="send spans from the application"),
    Feature.TRACING_SAMPLING: lost(_NO_PROXY, _GUIDE, remedy="send spans from the application"),
    Feature.TRACING_ENDPOINT: lost(_NO_PROXY, _GUIDE, remedy="send spans from the application"),
    Feature.DISCOVERY_HTTP: exact("an HTTP namespace; services of the type HTTP", f"{_SERVICE}.Type"),
    Feature.DISCOVERY_PRIVATE_DNS: exact("a private DNS namespace", f"{_MAP} CreatePrivateDnsNamespaceRequest"),
    Feature.DISCOVERY_PUBLIC_DNS: exact("a public DNS namespace", f"{_MAP} CreatePublicDnsNamespaceRequest"),
    **REGISTERED,
    Feature.DISCOVERY_RESOLVES: lost(_NO_PROXY, _GUIDE, remedy="look names up as you like in the application"),
    Feature.DISCOVERY_HOST: exact("callers dial that name, and nothing is registered", _GUIDE),
    **EXTERNALS,
    Feature.ALIAS: emulated("a CNAME record beside the service", f"{_MAP} DnsRecord.Type"),
    Feature.ALIAS_MORE: emulated("a CNAME record beside the service", f"{_MAP} DnsRecord.Type"),
    Feature.ALIAS_DNS: emulated("a CNAME record beside the service", f"{_MAP} DnsRecord.Type"),
    Feature.OWN_NAME: exact("the name of the Cloud Map service", f"{_SERVICE}.Name"),
    Feature.ALIAS_OUTSIDE: lost(
        "Cloud Map has names inside its DNS namespaces only",
        f"{_SERVICE}.NamespaceId",
        remedy="write an alias that ends with the name of a DNS namespace",
    ),
    Feature.ALIAS_OUTSIDE_MORE: lost(
        "Cloud Map has names inside its DNS namespaces only",
        f"{_SERVICE}.NamespaceId",
        remedy="write an alias that ends with the name of a DNS namespace",
    ),
    Feature.DEPLOYMENT_SHIFT: lost(
        "ECS moves traffic by Service Connect or a load balancer only",
        f"{_ECS} DeploymentConfiguration.strategy",
        remedy="write `strategy = rolling`",
    ),
    Feature.DEPLOYMENT_TEST_HEADER: lost(_NO_PROXY, _GUIDE, remedy="remove `test-header`"),
    Feature.DEPLOYMENT_TEST_HEADER_TCP: lost(_NO_PROXY, _GUIDE, remedy="remove `test-header`"),
}
"""The answers of Service Discovery, by feature."""
