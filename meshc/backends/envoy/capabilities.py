"""What an Envoy with a bootstrap of its own answers to every feature that ECS does not answer.

Every task has an Envoy that meshc configures once and for all: it asks DNS for instances and is told nothing later.
"""

from __future__ import annotations

from meshc.backends.answers import Answer, Capabilities, emulated, exact, lost, unless_off, unproxied
from meshc.backends.envoy.capabilities_proxy import GATEWAYS, PROXY, TLS
from meshc.backends.envoy.capabilities_traffic import TRAFFIC
from meshc.backends.envoy.sources import API, DOCS
from meshc.backends.registry_answers import EXTERNALS, REGISTERED
from meshc.ir.feature import Feature, Use

_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html"
_DNS = f"{DOCS}/intro/arch_overview/upstream/service_discovery"
_CLUSTER = f"{API}/config/cluster/v3/cluster.proto"
_LISTENER = f"{API}/config/listener/v3/listener.proto"
_MAP = "botocore servicediscovery 2017-03-14"
_SERVICE = f"{_MAP} CreateServiceRequest"
_RECORD = f"{_MAP} DnsRecord.Type"
_SHIFT = "botocore ecs 2014-11-13 DeploymentConfiguration.strategy"

_BY_DNS = "an Envoy that is configured once asks DNS for addresses, and nothing else"
_TYPE_HTTP = lost(_BY_DNS, _DNS, remedy="write `type = private-dns`, or `host` for a name of your own")
_ONE_NAME_EACH = lost(_BY_DNS, _DNS, remedy="remove `attributes`, and give what is selected a name of its own")
_CNAME = emulated("a CNAME record beside the service, for callers without a proxy", _RECORD)
_OUTSIDE = lost(
    "Cloud Map has names inside its DNS namespaces only, and proxies listen at addresses",
    f"{_SERVICE}.NamespaceId",
    remedy="write an alias that ends with the name of a DNS namespace, or dial the address of CALLEE",
)


def _resolves(use: Use) -> Answer:
    if use.value == "api" and not use.unproxied:
        return lost(_BY_DNS, _DNS, remedy="write `resolves = dns`")
    return exact("a cluster of the type STRICT_DNS", _CLUSTER)


_NAMES: Capabilities = {
    Feature.DISCOVERY_HTTP: unproxied(_TYPE_HTTP, without=exact("services of the type HTTP", f"{_SERVICE}.Type")),
    Feature.DISCOVERY_PRIVATE_DNS: exact("a private DNS namespace", f"{_MAP} CreatePrivateDnsNamespaceRequest"),
    Feature.DISCOVERY_PUBLIC_DNS: exact("a public DNS namespace", f"{_MAP} CreatePublicDnsNamespaceRequest"),
    **REGISTERED,
    Feature.DISCOVERY_RECORD_SRV: unproxied(
        lost("proxies ask for addresses, which SRV records do not hold", _DNS, remedy="write `record = ip`"),
        without=REGISTERED[Feature.DISCOVERY_RECORD_SRV],
    ),
    Feature.DISCOVERY_ATTRIBUTES: unproxied(_ONE_NAME_EACH, without=REGISTERED[Feature.DISCOVERY_ATTRIBUTES]),
    Feature.DISCOVERY_ATTRIBUTES_CUSTOM: unproxied(
        _ONE_NAME_EACH, without=REGISTERED[Feature.DISCOVERY_ATTRIBUTES_CUSTOM]
    ),
    Feature.DISCOVERY_RESOLVES: _resolves,
    Feature.DISCOVERY_HOST: exact("the address of the cluster", _CLUSTER),
    Feature.DISCOVERY_PREFER: exact("`dns_lookup_family` of the cluster", f"{_CLUSTER}#config-cluster-v3-cluster"),
    **EXTERNALS,
    Feature.ALIAS: _CNAME,
    Feature.ALIAS_MORE: _CNAME,
    Feature.ALIAS_DNS: _CNAME,
    Feature.ALIAS_OUTSIDE: _OUTSIDE,
    Feature.ALIAS_OUTSIDE_MORE: _OUTSIDE,
    Feature.OWN_NAME: exact("the name of the Cloud Map service", f"{_SERVICE}.Name"),
}

_OUTSIDERS: Capabilities = {
    Feature.EGRESS: emulated(
        "no listener leads elsewhere, but what an application dials itself passes by: close it by security groups",
        _LISTENER,
    ),
    Feature.EXTERNAL: exact("a cluster for its host", _CLUSTER),
    Feature.EXTERNAL_TLS: emulated("the application dials it itself, past the proxy", _LISTENER),
    Feature.CLIENT_LAMBDA: exact("calls tasks directly", _GUIDE),
    Feature.CLIENT_EC2: exact("calls tasks directly", _GUIDE),
    Feature.CLIENT_OTHER: exact("calls tasks directly", _GUIDE),
    Feature.CLIENT_DNS: exact("the records of the service", f"{_MAP} DnsConfig"),
    Feature.CLIENT_API: exact("DiscoverInstances", f"{_MAP} DiscoverInstancesRequest"),
    Feature.CLIENT_OUTSIDE: emulated("Cloud Map gives private addresses: the client needs a way into the VPC", _GUIDE),
    Feature.CLIENT_POLICY: unless_off(
        lost("a client runs no proxy", _GUIDE, remedy="do it in the client, or write it in CALLEE")
    ),
    Feature.MESH_OWNER: lost(
        "nobody shares a mesh that is made of proxies alone",
        "botocore appmesh 2019-01-25 DescribeMeshInput.meshOwner",
        remedy="remove `owner`",
    ),
}

_DEPLOYMENTS: Capabilities = {
    Feature.DEPLOYMENT_SHIFT: lost(
        "ECS moves traffic by Service Connect or a load balancer only", _SHIFT, remedy="write `strategy = rolling`"
    ),
    Feature.DEPLOYMENT_TEST_HEADER: lost(
        "ECS tells new tasks apart by Service Connect or a load balancer only",
        _SHIFT,
        remedy="remove `test-header`, or route by the header to a version of its own",
    ),
    Feature.DEPLOYMENT_TEST_HEADER_TCP: lost(
        "a port without requests has no headers", _SHIFT, remedy="remove `test-header`"
    ),
}

CAPABILITIES: Capabilities = {
    **TRAFFIC,
    **TLS,
    **GATEWAYS,
    **PROXY,
    **_NAMES,
    **_OUTSIDERS,
    **_DEPLOYMENTS,
}
"""The answers of Envoy, by feature."""
