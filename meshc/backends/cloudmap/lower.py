"""Names of a mesh as requests to AWS Cloud Map."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from meshc.backends.base import Contribution, Lowering, Pointer, Ref, Resource
from meshc.backends.cloudmap.entries import (
    Entry,
    alias_entries,
    external_entries,
    unit_entry,
)
from meshc.backends.cloudmap.model import DnsConfig, DnsRecord, HealthCheckConfig, Instance, Query, Service
from meshc.backends.cloudmap.namespaces import Namespaces
from meshc.backends.cloudmap.registered import registered_units
from meshc.backends.cloudmap.tagging import add_tags
from meshc.backends.names import CLOUD_MAP_INSTANCE
from meshc.diagnostics.model import Diagnostic
from meshc.ir.registry import REGISTERED_BY_ECS
from meshc.ir.workload import Ecs
from meshc.source import Origin

_ADDRESSES = {"v4": ("A",), "v6": ("AAAA",), "dual": ("A", "AAAA")}


def plan(lowering: Lowering) -> Iterator[Contribution]:
    """The registry in which ECS enters the tasks of each unit that is found by name."""
    namespaces = Namespaces(lowering)
    for unit in registered_units(lowering):
        entry = unit_entry(lowering, namespaces, unit)
        registry: dict[str, Any] = {"registryArn": Ref(entry.id, "Arn")}
        if _by_dns(entry) and entry.discovery.record == "srv":
            registry |= {"containerName": unit.workload.application.name, "containerPort": unit.ports[0].number}
        yield Contribution(
            unit.name,
            service_fields={"serviceRegistries": [registry]},
            origins={("serviceRegistries",): unit.origin},
            after=(entry.id,),
        )


def lower(lowering: Lowering) -> Iterator[Resource]:
    """The namespaces, then per name the service and what it leads to, then the questions that callers ask."""
    namespaces = Namespaces(lowering)
    yield from namespaces.resources()
    units = tuple(registered_units(lowering))
    asked = {call.to for client in lowering.mesh.clients if client.resolves == "api" for call in client.calls}
    # Versions whose instances are told apart by attributes stand behind one name.
    entries = {(entry := unit_entry(lowering, namespaces, unit)).id: (entry, unit) for unit in reversed(units)}
    for entry, unit in reversed(entries.values()):
        yield _service(entry, lowering, unit.workload.ecs, runs_here=True)
        for alias in alias_entries(lowering, namespaces, unit):
            yield _service(alias, lowering, unit.workload.ecs)
            yield _instance(alias, lowering)
    for external in external_entries(lowering, namespaces):
        yield _service(external, lowering, lowering.mesh.ecs)
        yield _instance(external, lowering)
    for unit in units:
        entry = unit_entry(lowering, namespaces, unit)
        if entry.place.name is not None and (entry.discovery.attributes or not _by_dns(entry) or unit.owner in asked):
            shared = entries[entry.id][1] is not unit
            yield _query(entry._replace(name=unit.name) if shared else entry, entry, lowering)


def _by_dns(entry: Entry) -> bool:
    return entry.discovery.type != "http" and entry.place.type != "http"


def _service(entry: Entry, lowering: Lowering, ecs: Ecs, *, runs_here: bool = False) -> Resource:
    discovery = entry.discovery
    body: Service = {"Name": entry.name, "NamespaceId": entry.place.id}
    origins: dict[Pointer, Origin] = {(): entry.origin}
    if discovery.name is not None and discovery.name == entry.name:
        origins["Name",] = discovery.origin("name")
    if discovery.namespace is not None:
        origins["NamespaceId",] = discovery.origin("namespace")
    if _by_dns(entry):
        body["DnsConfig"] = _records(entry, origins)
    else:
        body["Type"] = "HTTP"
        origins["Type",] = discovery.origin("type")
    if runs_here:
        _add_health(body, entry, origins)
    add_tags(body, ecs, lowering, entry.owner, origins)
    return Resource(
        entry.id,
        "cloudmap",
        f"{_stem(entry)}.service.json",
        "servicediscovery",
        "CreateService",
        body,
        origins,
        after=entry.place.after,
    )


def _records(entry: Entry, origins: dict[Pointer, Origin]) -> DnsConfig:
    discovery = entry.discovery
    ttl = -(-(discovery.ttl or 0) // 1000)
    routing = discovery.routing
    match entry.form:
        case "cname":
            types: tuple[str, ...] = ("CNAME",)
            routing = "weighted"
        case "address":
            types = ("AAAA",) if ":" in str(entry.value) else ("A",)
        case _:
            types = ("SRV",) if discovery.record == "srv" else _ADDRESSES[discovery.ip or "v4"]
    records: list[DnsRecord] = [{"Type": kind, "TTL": ttl} for kind in types]  # type: ignore[typeddict-item]
    asked = "record" if types == ("SRV",) else "ip"
    for index in range(len(records)):
        origins["DnsConfig", "DnsRecords", index, "TTL"] = discovery.origin("ttl")
        if entry.form == "tasks":
            origins["DnsConfig", "DnsRecords", index, "Type"] = discovery.origin(asked)
    if entry.form != "cname":
        origins["DnsConfig", "RoutingPolicy"] = discovery.origin("routing")
    return {"RoutingPolicy": "WEIGHTED" if routing == "weighted" else "MULTIVALUE", "DnsRecords": records}


def _add_health(body: Service, entry: Entry, origins: dict[Pointer, Origin]) -> None:
    health = entry.discovery.health
    if health is None or entry.discovery.type != "public-dns":
        # ECS tells Cloud Map how its tasks are; the threshold is always 1, whatever one writes:
        # botocore servicediscovery 2017-03-14 HealthCheckCustomConfig.FailureThreshold.
        body["HealthCheckCustomConfig"] = {"FailureThreshold": 1}
        return
    check: HealthCheckConfig = {"Type": "TCP", "FailureThreshold": health.failures}
    if health.path is not None:
        check = {"Type": "HTTP", "ResourcePath": health.path, "FailureThreshold": health.failures}
    body["HealthCheckConfig"] = check
    origins["HealthCheckConfig",] = entry.discovery.origin("health")


def _instance(entry: Entry, lowering: Lowering) -> Resource:
    """What a name leads to that does not run here."""
    value = entry.value or ""
    attributes: dict[str, Any] = {}
    if entry.form == "address":
        attributes["AWS_INSTANCE_IPV6" if ":" in str(value) else "AWS_INSTANCE_IPV4"] = value
    else:
        attributes["AWS_INSTANCE_CNAME"] = value
    if entry.port is not None and entry.form != "cname":
        attributes["AWS_INSTANCE_PORT"] = str(entry.port)
    origins: dict[Pointer, Origin] = {(): entry.origin}
    if entry.owner in {external.name for external in lowering.mesh.externals}:
        for attribute in entry.discovery.attributes:
            attributes[attribute.name] = lowering.text(attribute.value, entry.owner)
            origins["Attributes", attribute.name] = attribute.origin("value")
    body: Instance = {
        "ServiceId": Ref(entry.id, "Id"),
        "InstanceId": CLOUD_MAP_INSTANCE.suggestion(entry.owner),
        "Attributes": attributes,
    }
    return Resource(
        entry.id.removesuffix("service") + "instance",
        "cloudmap",
        f"{_stem(entry)}.instance.json",
        "servicediscovery",
        "RegisterInstance",
        body,
        origins,
        after=(entry.id,),
    )


def _query(known_as: Entry, entry: Entry, lowering: Lowering) -> Resource:
    """What a caller asks the API for the instances behind a name; `known_as` names the request."""
    assert entry.place.name is not None
    body: Query = {"NamespaceName": entry.place.name, "ServiceName": entry.name, "HealthStatus": "HEALTHY"}
    origins: dict[Pointer, Origin] = {(): entry.origin}
    # The gate has refused or had accepted the loss of attributes that ECS does not register; nothing would match them.
    chosen = [attribute for attribute in entry.discovery.attributes if attribute.name in REGISTERED_BY_ECS]
    if chosen:
        body["QueryParameters"] = {one.name: lowering.text(one.value, entry.owner) for one in chosen}
        origins.update((("QueryParameters", one.name), one.origin("value")) for one in chosen)
    if entry.discovery.account is not None:
        body["OwnerAccount"] = lowering.text(entry.discovery.account, entry.owner)
        origins["OwnerAccount",] = entry.discovery.origin("account")
    return Resource(
        known_as.id.removesuffix("service") + "query",
        "cloudmap",
        f"{_stem(known_as)}.query.json",
        "servicediscovery",
        "DiscoverInstances",
        body,
        origins,
        phase="query",
        after=(entry.id,),
    )


def _stem(entry: Entry) -> str:
    """The beginning of a file name: the id without its ends, so that no two are alike."""
    return "/".join(entry.id.split("/")[1:-1])


class CloudMap:
    """Namespaces, services and instances of AWS Cloud Map."""

    name = "cloudmap"

    def plan(self, lowering: Lowering) -> tuple[Contribution, ...]:
        """A service registry for each unit that is found by name."""
        return tuple(plan(lowering))

    def check(
        self, lowering: Lowering, contributions: Mapping[str, tuple[Contribution, ...]]
    ) -> tuple[Diagnostic, ...]:
        """Nothing: the gate and the limits say all of it."""
        return ()

    def lower(self, lowering: Lowering, contributions: Mapping[str, tuple[Contribution, ...]]) -> Iterator[Resource]:
        """Namespaces, services, instances and queries; what other backends contribute changes nothing here."""
        return lower(lowering)
