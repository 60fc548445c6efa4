"""What Cloud Map answers about names, under every target that registers them there."""

from __future__ import annotations

from meshc.backends.answers import Answer, Capabilities, emulated, exact, fixed, lost
from meshc.backends.rounding import whole_seconds
from meshc.ir.feature import Feature, Use

_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html"
_MAP = "botocore servicediscovery 2017-03-14"
_SERVICE = f"{_MAP} CreateServiceRequest"
_INSTANCE = f"{_MAP} RegisterInstanceRequest.Attributes"
_DNS = f"{_MAP} DnsConfig"
_ECS = "botocore ecs 2014-11-13"
_RECORD = f"{_MAP} DnsRecord.Type"
_TTL = f"{_MAP} DnsRecord.TTL"
_ROUTING = f"{_DNS}.RoutingPolicy"
_API_ONLY = "an HTTP namespace has no records"
_ONE_NAME = "the name has a CNAME record, which holds one name and no address"
_HEALTH_COMMAND = "write `health { command = […] }`, which ECS runs in the container"
_REMOVE = "remove the line"


def _rounded_ttl(use: Use) -> Answer:
    """A TTL is whole seconds: the next one is taken."""
    asked = use.value if isinstance(use.value, int) else 0
    return fixed(f"a TTL is whole seconds: {whole_seconds(asked)}s", _TTL, remedy="write whole seconds")


def _wish(use: Use) -> tuple[object, object]:
    """What is asked for the name of an external, and where the name leads."""
    value = use.value if isinstance(use.value, dict) else {}
    return value.get("asked"), value.get("leads", "name")


def _record(use: Use) -> Answer:
    asked, leads = _wish(use)
    if leads == "api":
        return lost(_API_ONLY, _RECORD, remedy=_REMOVE)
    if leads == "name":
        if asked == "cname":
            return exact("a CNAME record", _RECORD)
        return lost(_ONE_NAME, _RECORD, remedy="write `record = cname`")
    if asked == "ip":
        return exact("a record of the address", _RECORD)
    return lost("an address has a record of the type A or AAAA", _RECORD, remedy="write `record = ip`")


def _ip(use: Use) -> Answer:
    asked, leads = _wish(use)
    if leads == "api":
        return lost(_API_ONLY, _RECORD, remedy=_REMOVE)
    if leads == "name":
        return lost(_ONE_NAME, _RECORD, remedy=_REMOVE)
    if asked == leads:
        return exact("a record of the address", _RECORD)
    return lost(f"the host is one IP{leads} address", _RECORD, remedy=f"write `ip = {leads}`")


def _routing(use: Use) -> Answer:
    asked, leads = _wish(use)
    if leads == "api":
        return lost(_API_ONLY, _ROUTING, remedy=_REMOVE)
    if leads == "name" and asked != "weighted":
        return lost("a CNAME record is given out one at a time", _ROUTING, remedy="write `routing = weighted`")
    return exact("the routing policy of the record", _ROUTING)


def _ttl(use: Use) -> Answer:
    _, leads = _wish(use)
    return lost(_API_ONLY, _TTL, remedy=_REMOVE) if leads == "api" else exact("the TTL of the record", _TTL)


REGISTERED: Capabilities = {
    Feature.DISCOVERY_NAMESPACE: exact("a namespace of its own", f"{_SERVICE}.NamespaceId"),
    Feature.DISCOVERY_NAME: exact("the name of the Cloud Map service", f"{_SERVICE}.Name"),
    Feature.DISCOVERY_RECORD_IP: exact("A and AAAA records", _RECORD),
    Feature.DISCOVERY_RECORD_SRV: exact("SRV records", _RECORD),
    Feature.DISCOVERY_RECORD_SRV_PORTS: lost(
        "ECS registers one port of a task",
        f"{_ECS} CreateServiceRequest.serviceRegistries",
        remedy="write the port that is looked up first, or make services of the ports",
    ),
    Feature.DISCOVERY_RECORD_CNAME: lost(
        "ECS registers addresses of tasks", f"{_ECS} ServiceRegistry", remedy="write `record = ip`"
    ),
    Feature.DISCOVERY_TTL: exact("the TTL of the records", _TTL),
    Feature.DISCOVERY_TTL_SUB_SECOND: _rounded_ttl,
    Feature.DISCOVERY_IP: exact("A and AAAA records", _RECORD),
    Feature.DISCOVERY_PREFER: lost(
        "an answer holds both kinds of addresses, and the caller chooses",
        _RECORD,
        remedy="write `ip = v4` or `ip = v6`",
    ),
    Feature.DISCOVERY_RESOLVES: exact("the service has records and answers the API, too", _RECORD),
    Feature.DISCOVERY_IP_SRV: lost(
        "SRV records hold a port and a name, whatever its address", _RECORD, remedy="write `record = ip`"
    ),
    Feature.DISCOVERY_ROUTING: exact("the routing policy of the records", _ROUTING),
    Feature.DISCOVERY_ATTRIBUTES: exact(
        "`QueryParameters` of DiscoverInstances", f"{_MAP} DiscoverInstancesRequest.QueryParameters"
    ),
    Feature.DISCOVERY_ATTRIBUTES_CUSTOM: lost(
        "ECS gives the instances that it registers its own attributes only",
        _GUIDE,
        remedy="select by an attribute of ECS, such as ECS_TASK_DEFINITION_FAMILY",
    ),
    Feature.DISCOVERY_ACCOUNT: exact("the namespace's ARN", f"{_SERVICE}.NamespaceId"),
    Feature.DISCOVERY_HEALTH: lost(
        "ECS registers private addresses, which the health checkers of Route 53 cannot reach",
        f"{_MAP} HealthCheckConfig",
        remedy=_HEALTH_COMMAND,
    ),
    Feature.DISCOVERY_HEALTH_PRIVATE: lost(
        "Route 53 checks public names only", f"{_MAP} HealthCheckConfig", remedy=_HEALTH_COMMAND
    ),
}
"""Names of services whose tasks ECS registers."""

EXTERNALS: Capabilities = {
    Feature.EXTERNAL_DISCOVERY: emulated("a CNAME record", _RECORD),
    Feature.EXTERNAL_DISCOVERY_ADDRESS: exact("a record of the type A or AAAA", _RECORD),
    Feature.EXTERNAL_DISCOVERY_API: emulated(
        "an instance with the host in `AWS_INSTANCE_CNAME`, and the port in `AWS_INSTANCE_PORT`; no records", _INSTANCE
    ),
    Feature.EXTERNAL_DISCOVERY_TYPE: lost(
        "a name is found as its namespace is: here the mesh's",
        f"{_SERVICE}.NamespaceId",
        remedy="write the type in `mesh`, or give the external a `namespace` of its own",
    ),
    Feature.EXTERNAL_DISCOVERY_NAMESPACE: exact("a namespace of its own", f"{_SERVICE}.NamespaceId"),
    Feature.EXTERNAL_DISCOVERY_RECORD: _record,
    Feature.EXTERNAL_DISCOVERY_IP: _ip,
    Feature.EXTERNAL_DISCOVERY_TTL: _ttl,
    Feature.EXTERNAL_DISCOVERY_TTL_SUB_SECOND: _rounded_ttl,
    Feature.EXTERNAL_DISCOVERY_ROUTING: _routing,
    Feature.EXTERNAL_DISCOVERY_ATTRIBUTES: exact("attributes of the instance", _INSTANCE),
    Feature.EXTERNAL_DISCOVERY_ACCOUNT: lost(
        "the namespace of an external is named by its id or ARN only; its account is written nowhere",
        f"{_SERVICE}.NamespaceId",
        remedy="name the namespace by its ARN, and remove `account`",
    ),
    Feature.EXTERNAL_DISCOVERY_HEALTH: lost(
        "no health check is made for the name of an external", f"{_SERVICE}.HealthCheckConfig", remedy=_REMOVE
    ),
}
"""Names of what is outside the mesh."""
