"""What Cloud Map asks of namespaces, services and instances, beyond the published schema, alone and together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from meshc.backends import samples
from meshc.backends.checks import FINE, counted, here
from meshc.backends.cloudmap import schema_limits
from meshc.backends.documents import namespace_name, offers, task_definitions
from meshc.backends.limits import Build, Found, Limit, Pointer, Strength

_QUOTAS = "https://docs.aws.amazon.com/cloud-map/latest/dg/cloud-map-limits.html"
_DISCOVERY = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html"

_NAMESPACES = ("CreateHttpNamespace", "CreatePrivateDnsNamespace", "CreatePublicDnsNamespace")
_RECORD_SETS = ({"A"}, {"AAAA"}, {"A", "AAAA"}, {"SRV"}, {"CNAME"})
_ATTRIBUTES_OF_RECORD = {
    "A": ("AWS_INSTANCE_IPV4",),
    "AAAA": ("AWS_INSTANCE_IPV6",),
    "SRV": ("AWS_INSTANCE_PORT",),
    "CNAME": ("AWS_INSTANCE_CNAME",),
}
_MOST_NAMESPACES = 50
_MOST_INSTANCES_OF_NAMESPACE = 2000
_MOST_INSTANCES_OF_SERVICE = 1000
_MOST_ATTRIBUTE_CHARACTERS = 5000

_limit = partial(Limit, backend="cloudmap", service="servicediscovery", operations=("CreateService",))
_of_instance = partial(Limit, backend="cloudmap", service="servicediscovery", operations=("RegisterInstance",))
_of_namespace = partial(Limit, backend="cloudmap", service="servicediscovery", operations=_NAMESPACES)
_of_ecs = partial(Limit, backend="cloudmap", service="ecs", operations=("CreateService",))


def _documented(member: str) -> str:
    return f"botocore servicediscovery 2017-03-14 {member} documentation"


def _types(body: Mapping[str, Any]) -> list[str]:
    return [record["Type"] for record in body.get("DnsConfig", {}).get("DnsRecords", ())]


def _record_set(records: Sequence[Mapping[str, Any]], _body: Any) -> Iterable[Found]:
    types = [record["Type"] for record in records]
    if set(types) in _RECORD_SETS and len(set(types)) == len(types):
        return FINE
    shown = ", ".join(types) or "no record"
    return here(f"`DnsRecords` has {shown}; Cloud Map allows A, AAAA, A with AAAA, SRV or CNAME")


def _weighted(body: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    policy = body.get("DnsConfig", {}).get("RoutingPolicy", "MULTIVALUE")
    if "CNAME" not in _types(body) or policy == "WEIGHTED":
        return FINE
    return ((("DnsConfig", "RoutingPolicy"), f"`RoutingPolicy` is {policy}; a CNAME record needs WEIGHTED"),)


def _cname_health(body: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    if "CNAME" not in _types(body) or "HealthCheckConfig" not in body:
        return FINE
    return ((("HealthCheckConfig",), "`HealthCheckConfig` cannot be given with a CNAME record"),)


def _health_once(body: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    if "HealthCheckConfig" not in body or "HealthCheckCustomConfig" not in body:
        return FINE
    return ((("HealthCheckConfig",), "`HealthCheckConfig` and `HealthCheckCustomConfig` exclude each other"),)


def _tcp_path(health: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    if health["Type"] != "TCP" or "ResourcePath" not in health:
        return FINE
    return ((("ResourcePath",), f"`ResourcePath` is `{health['ResourcePath']}`; a TCP check has no path"),)


def _api_only(body: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    if body.get("Type") != "HTTP" or "DnsConfig" not in body:
        return FINE
    return ((("DnsConfig",), "`DnsConfig` cannot be given for a service of the type HTTP"),)


def _custom_attributes(attributes: Mapping[str, str], _body: Any) -> Iterable[Found]:
    custom = sum(not name.startswith("AWS_") for name in attributes)
    if custom <= 30:
        return FINE
    return here(f"`Attributes` has {custom} custom attributes; Cloud Map allows 30")


def _attributes_size(attributes: Mapping[str, str], _body: Any) -> Iterable[Found]:
    size = sum(len(name) + len(value) for name, value in attributes.items())
    if size <= _MOST_ATTRIBUTE_CHARACTERS:
        return FINE
    most = f"{_MOST_ATTRIBUTE_CHARACTERS:,}"
    return here(f"`Attributes` has {counted(size, 'character')} in keys and values; Cloud Map allows {most}")


def _service_names(build: Build) -> Iterable[tuple[int, Pointer, str]]:
    seen: dict[tuple[object, str], list[tuple[str, bool]]] = {}
    for index, body in build.of("servicediscovery", "CreateService"):
        namespace = build.linked(index, "NamespaceId")
        name, by_dns = body["Name"], bool(_types(body))
        alike = seen.setdefault((body.get("NamespaceId") if namespace is None else namespace, name.lower()), [])
        for other, other_by_dns in alike:
            if other == name:
                yield index, ("Name",), f"`Name` is `{name}`, which the namespace has already"
            elif by_dns or other_by_dns:
                yield (
                    index,
                    ("Name",),
                    f"`Name` is `{name}`, the same as `{other}` for DNS, which ignores case",
                )
        alike.append((name, by_dns))


def _in_namespaces(build: Build) -> Iterator[tuple[int, Any, str]]:
    """Index and body of each Cloud Map service whose namespace this build makes, and the operation that does."""
    for index, body in build.of("servicediscovery", "CreateService"):
        namespace = build.linked(index, "NamespaceId")
        if namespace is not None:
            yield index, body, build.documents[namespace].operation


def _private_health(build: Build) -> Iterable[tuple[int, Pointer, str]]:
    for index, body, operation in _in_namespaces(build):
        if operation == "CreatePrivateDnsNamespace" and "HealthCheckConfig" in body:
            message = "`HealthCheckConfig` cannot be given in a private DNS namespace, which Route 53 cannot reach"
            yield index, ("HealthCheckConfig",), message


def _records_without_dns(build: Build) -> Iterable[tuple[int, Pointer, str]]:
    for index, body, operation in _in_namespaces(build):
        if operation == "CreateHttpNamespace" and "DnsConfig" in body:
            yield index, ("DnsConfig",), "`DnsConfig` cannot be given in an HTTP namespace"


def _namespaces(build: Build) -> Iterable[tuple[int, Pointer, str]]:
    for number, (index, _body) in enumerate(build.of("servicediscovery", *_NAMESPACES), 1):
        if number == _MOST_NAMESPACES + 1:
            yield index, (), f"this is namespace {number} of the build; Cloud Map allows {_MOST_NAMESPACES} in a Region"


def _namespace_names(build: Build) -> Iterable[tuple[int, Pointer, str]]:
    seen: set[tuple[str, object]] = set()
    for index, body in build.of("servicediscovery", *_NAMESPACES):
        key = (body["Name"], body.get("Vpc"))
        if key in seen:
            yield index, ("Name",), f"`Name` is `{body['Name']}`, which another namespace of the build has"
        seen.add(key)


def _registrations(build: Build) -> Iterator[tuple[int, Any, int]]:
    """Index and body of each ECS service, and the index of the Cloud Map service that it registers in."""
    for index, body in build.of("ecs", "CreateService"):
        for position in range(len(body.get("serviceRegistries", ()))):
            registry = build.linked(index, "serviceRegistries", position, "registryArn")
            if registry is not None:
                yield index, body, registry


def _instances_of_service(build: Build) -> Iterable[tuple[int, Pointer, str]]:
    total: Counter[int] = Counter()
    for index, body, registry in _registrations(build):
        before = total[registry]
        total[registry] += body.get("desiredCount", 0)
        if before <= _MOST_INSTANCES_OF_SERVICE < total[registry]:
            name = build.documents[registry].body["Name"]
            message = f"the Cloud Map service `{name}` gets {total[registry]:,} instances; it can have"
            yield index, ("desiredCount",), f"{message} {_MOST_INSTANCES_OF_SERVICE:,}"


def _instances_of_namespace(build: Build) -> Iterable[tuple[int, Pointer, str]]:
    total: Counter[str] = Counter()
    for index, body, namespace in _instances(build):
        before = total[namespace]
        total[namespace] += body.get("desiredCount", 1)
        if before <= _MOST_INSTANCES_OF_NAMESPACE < total[namespace]:
            message = f"the namespace `{namespace}` gets {total[namespace]:,} instances; Cloud Map allows"
            yield index, (), f"{message} {_MOST_INSTANCES_OF_NAMESPACE:,}"


def _instances(build: Build) -> Iterator[tuple[int, Any, str]]:
    """What registers instances, once for each Cloud Map service that it registers in, and the namespace."""
    for index, body in build.of("ecs", "CreateService"):
        for _offered in offers(body):
            yield index, body, namespace_name(build, index)
    for index, body, registry in _registrations(build):
        yield index, body, _namespace_of(build, registry)
    for index, body in build.of("servicediscovery", "RegisterInstance"):
        service = build.linked(index, "ServiceId")
        if service is not None:
            yield index, body, _namespace_of(build, service)


def _namespace_of(build: Build, service: int) -> str:
    namespace = build.linked(service, "NamespaceId")
    owner = build.documents[service if namespace is None else namespace].body
    return str(owner.get("NamespaceId", "")) if namespace is None else str(owner["Name"])


def _instance_attributes(build: Build) -> Iterable[tuple[int, Pointer, str]]:
    for index, body in build.of("servicediscovery", "RegisterInstance"):
        service = build.linked(index, "ServiceId")
        attributes = body["Attributes"]
        if service is None or "AWS_ALIAS_DNS_NAME" in attributes:
            continue
        for kind in _types(build.documents[service].body):
            for name in _ATTRIBUTES_OF_RECORD[kind]:
                if name not in attributes:
                    yield index, ("Attributes", name), f"`{name}` is missing; a service with a {kind} record needs it"


def _records_of_tasks(build: Build) -> Iterable[tuple[int, Pointer, str]]:
    modes = {index: task.get("networkMode", "bridge") for index, _body, task in task_definitions(build)}
    for index, body, registry in _registrations(build):
        types, mode = _types(build.documents[registry].body), modes.get(index)
        place = ("serviceRegistries", 0)
        given = {"port", "containerName"} & body["serviceRegistries"][0].keys()
        if mode == "none":
            yield index, place, "a task with the network mode none cannot be registered"
        elif "CNAME" in types:
            yield index, place, "tasks cannot be registered in a service with a CNAME record"
        elif mode in ("bridge", "host") and types and types != ["SRV"]:
            yield index, place, f"a task with the network mode {mode} needs an SRV record, not {', '.join(types)}"
        elif "SRV" in types and not given:
            yield index, place, "a registry with an SRV record needs `containerName` with `containerPort`, or `port`"
        elif mode == "awsvpc" and types and "SRV" not in types and given:
            shown = ", ".join(types)
            yield index, (*place, min(given)), f"`{min(given)}` is for SRV records; the service has {shown}"


_HTTP = {"Name": "shop"}
_PRIVATE = {"Name": "shop.local", "Vpc": "vpc-0a"}
_PUBLIC = {"Name": "shop.example.com", "Properties": {"DnsProperties": {"SOA": {"TTL": 15}}}}


def _in(namespace: dict[str, Any], *services: dict[str, Any]) -> Build:
    links = {(index, ("NamespaceId",)): 0 for index in range(1, len(services) + 1)}
    return samples.build(namespace, *services, links=links)


def _attributed(count: int) -> dict[str, Any]:
    return samples.instance(Attributes={"AWS_INSTANCE_IPV4": "192.0.2.10"} | {f"a{n}": "v" for n in range(count)})


def _filled(size: int) -> dict[str, Any]:
    values = {f"k{number}": "v" * 998 for number in range(4)}
    return samples.instance(Attributes=values | {"rest": "v" * (size - 4004)})


def _registering(*counts: int) -> Build:
    services = [samples.registered(serviceName=f"s{n}", desiredCount=count) for n, count in enumerate(counts)]
    places = ("serviceRegistries", 0, "registryArn")
    return samples.build(samples.registry(), *services, links={(n, places): 0 for n in range(1, len(counts) + 1)})


def _connecting(*counts: int) -> Build:
    changes = [{"serviceName": f"s{number}", "desiredCount": count} for number, count in enumerate(counts)]
    offered = [samples.endpoint(f"e{number}") for number in range(len(counts))]
    return samples.build(*(samples.connected(one) | change for one, change in zip(offered, changes, strict=True)))


def _with_instance(records: dict[str, Any], **attributes: str) -> Build:
    body = samples.instance(Attributes=attributes)
    return samples.build(samples.registry(DnsConfig=records), body, links={(1, ("ServiceId",)): 0})


def _with_tasks(records: dict[str, Any], **registry: Any) -> Build:
    service = samples.registered({"registryArn": "${registry}", **registry})
    links = {(2, ("serviceRegistries", 0, "registryArn")): 0}
    return samples.build(samples.registry(DnsConfig=records), samples.task(), service, links=links)


LIMITS: tuple[Limit, ...] = (
    *schema_limits.LIMITS,
    _of_namespace(
        id="namespaces",
        field="",
        statement="A Region has up to 50 namespaces.",
        value="50 namespaces",
        source=_QUOTAS,
        across=_namespaces,
        at=lambda: samples.build(*({"Name": f"n{number}"} for number in range(_MOST_NAMESPACES))),
        past=lambda: samples.build(*({"Name": f"n{number}"} for number in range(_MOST_NAMESPACES + 1))),
        strength=Strength.ADJUSTABLE,
    ),
    _of_namespace(
        id="namespace-name-unique",
        field="Name",
        statement="The namespaces of a build have different names, those of a VPC their own.",
        value="1 namespace per name and VPC",
        source="botocore servicediscovery 2017-03-14 NamespaceAlreadyExists documentation",
        across=_namespace_names,
        at=lambda: samples.build(_PRIVATE, {**_PRIVATE, "Vpc": "vpc-0b"}),
        past=lambda: samples.build(_PRIVATE, _PRIVATE),
    ),
    _limit(
        id="cloud-map-service-unique",
        field="Name",
        statement="The services of a namespace have different names; with DNS they differ by more than case.",
        value="1 service per name and namespace",
        source=_documented("CreateService.Name"),
        across=_service_names,
        at=lambda: _in(_PRIVATE, samples.registry(Name="api"), samples.registry(Name="api-2")),
        past=lambda: _in(_PRIVATE, samples.registry(Name="api"), samples.registry(Name="API")),
    ),
    _limit(
        id="record-types",
        field="DnsConfig.DnsRecords",
        statement="A service has the records A, AAAA, A with AAAA, SRV or CNAME.",
        value="A; AAAA; A and AAAA; SRV; CNAME",
        source=_documented("DnsRecord.Type"),
        check=_record_set,
        at=lambda: samples.registry(DnsConfig=samples.records("A", "AAAA")),
        past=lambda: samples.registry(DnsConfig=samples.records("A", "SRV")),
    ),
    _limit(
        id="cname-routing",
        field="",
        statement="A CNAME record has the routing policy WEIGHTED.",
        value="WEIGHTED",
        source=_documented("DnsRecord.Type"),
        check=_weighted,
        at=lambda: samples.registry(DnsConfig=samples.records("CNAME", policy="WEIGHTED")),
        past=lambda: samples.registry(DnsConfig=samples.records("CNAME")),
    ),
    _limit(
        id="cname-health-check",
        field="",
        statement="A service with a CNAME record has no Route 53 health check.",
        value="none",
        source=_documented("HealthCheckConfig"),
        check=_cname_health,
        at=lambda: samples.registry(HealthCheckConfig={"Type": "HTTP"}),
        past=lambda: samples.registry(
            DnsConfig=samples.records("CNAME", policy="WEIGHTED"), HealthCheckConfig={"Type": "HTTP"}
        ),
    ),
    _limit(
        id="health-check-kind",
        field="",
        statement="A service has a Route 53 health check or a custom one, not both.",
        value="1 of HealthCheckConfig, HealthCheckCustomConfig",
        source=_documented("CreateService.HealthCheckConfig"),
        check=_health_once,
        at=lambda: samples.registry(HealthCheckCustomConfig={}),
        past=lambda: samples.registry(HealthCheckCustomConfig={}, HealthCheckConfig={"Type": "TCP"}),
    ),
    _limit(
        id="health-check-path",
        field="HealthCheckConfig",
        statement="A TCP health check has no path.",
        value="none",
        source=_documented("HealthCheckConfig.ResourcePath"),
        check=_tcp_path,
        at=lambda: samples.registry(HealthCheckConfig={"Type": "HTTP", "ResourcePath": "/"}),
        past=lambda: samples.registry(HealthCheckConfig={"Type": "TCP", "ResourcePath": "/"}),
    ),
    _limit(
        id="health-check-private",
        field="HealthCheckConfig",
        statement="A service in a private DNS namespace has no Route 53 health check.",
        value="none",
        source=_documented("CreateService.HealthCheckConfig"),
        across=_private_health,
        at=lambda: _in(_PUBLIC, samples.registry(HealthCheckConfig={"Type": "HTTP"})),
        past=lambda: _in(_PRIVATE, samples.registry(HealthCheckConfig={"Type": "HTTP"})),
    ),
    _limit(
        id="api-only-service",
        field="",
        statement="A service of the type HTTP has no DNS records.",
        value="none",
        source=_documented("CreateService.Type"),
        check=_api_only,
        at=lambda: samples.registry(Type="HTTP", DnsConfig=None),
        past=lambda: samples.registry(Type="HTTP"),
    ),
    _limit(
        id="api-only-namespace",
        field="DnsConfig",
        statement="A service in an HTTP namespace has no DNS records.",
        value="none",
        source=_documented("CreateService"),
        across=_records_without_dns,
        at=lambda: _in(_HTTP, samples.registry(DnsConfig=None)),
        past=lambda: _in(_HTTP, samples.registry()),
    ),
    _of_ecs(
        id="instances-per-namespace",
        field="",
        statement="A namespace has up to 2,000 instances, those of Service Connect included.",
        value="2,000 instances",
        source=_QUOTAS,
        across=_instances_of_namespace,
        at=lambda: _connecting(1000, 1000),
        past=lambda: _connecting(1000, 1000, 1),
        strength=Strength.ADJUSTABLE,
    ),
    _of_ecs(
        id="instances-per-service",
        field="",
        statement="A Cloud Map service has up to 1,000 instances, all ECS services that register in it together.",
        value="1,000 instances",
        source=_QUOTAS,
        across=_instances_of_service,
        at=lambda: _registering(900, 100),
        past=lambda: _registering(900, 101),
    ),
    _of_instance(
        id="custom-attributes",
        field="Attributes",
        statement="An instance has up to 30 custom attributes.",
        value="30 attributes",
        source=_documented("RegisterInstance.Attributes"),
        check=_custom_attributes,
        at=lambda: _attributed(30),
        past=lambda: _attributed(31),
    ),
    _of_instance(
        id="attributes-size",
        field="Attributes",
        statement="The keys and values of an instance's attributes have up to 5,000 characters together.",
        value="5,000 characters",
        source=_documented("RegisterInstance.Attributes"),
        check=_attributes_size,
        at=lambda: _filled(5000),
        past=lambda: _filled(5001),
    ),
    _of_instance(
        id="record-attributes",
        field="Attributes",
        statement="An instance has the attributes that the records of its service are made of.",
        value="AWS_INSTANCE_IPV4, _IPV6, _PORT or _CNAME",
        source=_documented("RegisterInstance.Attributes"),
        across=_instance_attributes,
        at=lambda: _with_instance(samples.records("A"), AWS_INSTANCE_IPV4="192.0.2.10"),
        past=lambda: _with_instance(samples.records("A"), AWS_INSTANCE_IPV6="2001:db8::10"),
    ),
    _of_ecs(
        id="records-of-tasks",
        field="serviceRegistries[]",
        statement="Tasks with awsvpc have A, AAAA or SRV records, others SRV; SRV needs a port, the others take none.",
        value="A, AAAA, SRV",
        source=_DISCOVERY,
        across=_records_of_tasks,
        at=lambda: _with_tasks(samples.records("SRV"), port=8080),
        past=lambda: _with_tasks(samples.records("A"), port=8080),
    ),
)
