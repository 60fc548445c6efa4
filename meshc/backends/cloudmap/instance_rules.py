"""What Cloud Map asks of instances and of what registers them, beyond the published schema."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from meshc.backends import samples, sources
from meshc.backends.checks import FINE, counted, here
from meshc.backends.documents import namespace_name, offers
from meshc.backends.limits import Build, Found, Limit, Pointer, Strength

_DISCOVERY = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html"
_ATTRIBUTES_OF_RECORD = {
    "A": ("AWS_INSTANCE_IPV4",),
    "AAAA": ("AWS_INSTANCE_IPV6",),
    "SRV": ("AWS_INSTANCE_PORT",),
    "CNAME": ("AWS_INSTANCE_CNAME",),
}
_MOST_INSTANCES_OF_NAMESPACE = 2000
_MOST_INSTANCES_OF_SERVICE = 1000
_MOST_ATTRIBUTE_CHARACTERS = 5000
_of_instance = partial(Limit, backend="cloudmap", service="servicediscovery", operations=("RegisterInstance",))
_of_ecs = partial(Limit, backend="cloudmap", service="ecs", operations=("CreateService",))


def _types(body: Mapping[str, Any]) -> list[str]:
    return [record["Type"] for record in body.get("DnsConfig", {}).get("DnsRecords", ())]


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
    modes = {index: task.get("networkMode", "bridge") for index, _body, task in build.running}
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
    _of_ecs(
        id="instances-per-namespace",
        field="",
        statement="A namespace has up to 2,000 instances, those of Service Connect included.",
        value="2,000 instances",
        source=sources.CLOUD_MAP_QUOTAS,
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
        source=sources.CLOUD_MAP_QUOTAS,
        across=_instances_of_service,
        at=lambda: _registering(900, 100),
        past=lambda: _registering(900, 101),
    ),
    _of_instance(
        id="custom-attributes",
        field="Attributes",
        statement="An instance has up to 30 custom attributes.",
        value="30 attributes",
        source=sources.cloud_map("RegisterInstance.Attributes"),
        check=_custom_attributes,
        at=lambda: _attributed(30),
        past=lambda: _attributed(31),
    ),
    _of_instance(
        id="attributes-size",
        field="Attributes",
        statement="The keys and values of an instance's attributes have up to 5,000 characters together.",
        value="5,000 characters",
        source=sources.cloud_map("RegisterInstance.Attributes"),
        check=_attributes_size,
        at=lambda: _filled(5000),
        past=lambda: _filled(5001),
    ),
    _of_instance(
        id="record-attributes",
        field="Attributes",
        statement="An instance has the attributes that the records of its service are made of.",
        value="AWS_INSTANCE_IPV4, _IPV6, _PORT or _CNAME",
        source=sources.cloud_map("RegisterInstance.Attributes"),
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
