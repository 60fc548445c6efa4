"""What App Mesh adds to the tasks: Envoy, and what turns the traffic of a task to it."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.backends.appmesh.container import (
    EGRESS_PORT,
    INGRESS_PORT,
    NAME,
    USER,
    Around,
    gateway,
    sidecar,
)
from meshc.backends.appmesh.names import gateway_id, is_virtual, node_id
from meshc.backends.base import NOTHING, Contribution, Lowering, Pointer, Unit
from meshc.backends.collectors import COLLECTORS
from meshc.backends.rounding import cpu_units
from meshc.ir.workload import Workload
from meshc.source import Origin

PROXY_CPU = 512
"""CPU units that Envoy needs. https://docs.aws.amazon.com/app-mesh/latest/userguide/envoy.html"""
PROXY_MEMORY = 64
"""MiB that Envoy needs; same source."""

_IGNORED_ADDRESSES = "169.254.170.2,169.254.169.254"
"""Where tasks and instances get credentials.

https://docs.aws.amazon.com/app-mesh/latest/userguide/getting-started-ecs.html
"""


def plan(lowering: Lowering) -> tuple[Contribution, ...]:
    """A contribution for each unit in the mesh."""
    virtual = {found.name for found in lowering.mesh.gateways if is_virtual(found)}
    return tuple(
        _gateway(unit, lowering) if unit.service is None and unit.owner in virtual else _beside(unit, lowering)
        for unit in lowering.units
        if unit.meshed
    )


def _collector(workload: Workload) -> str | None:
    """The container that takes spans, where the mesh names only its image."""
    tracing = workload.tracing
    return COLLECTORS[tracing.provider].name if tracing is not None and tracing.sidecar is not None else None


def _waits(workload: Workload) -> Iterator[dict[str, str]]:
    """What the proxy waits for: the collector of its spans, and what the mesh says."""
    proxy, collector = workload.proxy, _collector(workload)
    named = () if proxy is None else proxy.depends_on
    if collector is not None and not any(needed.container == collector for needed in named):
        yield {"containerName": collector, "condition": "START"}
    for needed in named:
        yield {"containerName": needed.container, "condition": needed.condition.upper()}


def _beside(unit: Unit, lowering: Lowering) -> Contribution:
    around = sidecar(unit, lowering, waits=list(_waits(unit.workload)))
    proxy, collector = unit.workload.proxy, _collector(unit.workload)
    cpu, memory = PROXY_CPU, PROXY_MEMORY
    if proxy is not None:
        cpu = cpu_units(proxy.cpu) if proxy.cpu is not None else cpu
        memory = proxy.memory if proxy.memory is not None else memory
    origins = {("containers", 0, *pointer): origin for pointer, origin in around.origins.items()}
    origins["proxyConfiguration",] = unit.origin
    ports = [str(port.number) for port in unit.ports if port.protocol != "udp"]
    return Contribution(
        unit=unit.name,
        containers=(around.fields,),
        # What a collector sends would be turned to the proxy that it collects from.
        beside={collector: {"user": USER}} if collector is not None else NOTHING,
        task_fields={"proxyConfiguration": _proxy_configuration(ports)},
        depends_on=({"containerName": NAME, "condition": "HEALTHY"},),
        proxy_cpu=cpu,
        proxy_memory=memory,
        origins=origins,
        after=(node_id(unit.name),),
    )


def _proxy_configuration(ports: list[str]) -> dict[str, object]:
    """What turns the traffic of the other containers to Envoy.

    Without ports `AppPorts` is there and empty, which the plugin of ECS takes for none.
    https://github.com/aws/amazon-vpc-cni-plugins
    """
    properties = {
        "IgnoredUID": USER,
        "ProxyIngressPort": str(INGRESS_PORT),
        "ProxyEgressPort": str(EGRESS_PORT),
        "AppPorts": ",".join(ports),
        "EgressIgnoredIPs": _IGNORED_ADDRESSES,
    }
    return {
        "type": "APPMESH",
        "containerName": NAME,
        "properties": [{"name": name, "value": value} for name, value in properties.items()],
    }


def _gateway(unit: Unit, lowering: Lowering) -> Contribution:
    around = gateway(unit, lowering)
    proxy = unit.workload.proxy
    return Contribution(
        unit=unit.name,
        application=around.fields,
        depends_on=tuple(_waits(unit.workload)),
        proxy_cpu=cpu_units(proxy.cpu) if proxy is not None and proxy.cpu is not None else 0,
        proxy_memory=proxy.memory if proxy is not None and proxy.memory is not None else 0,
        origins=_of_application(around),
        after=(gateway_id(unit.name),),
    )


def _of_application(around: Around) -> dict[Pointer, Origin]:
    """Origins by pointers into a contribution to the application; a field without one has that of the whole."""
    origins: dict[Pointer, Origin] = {("application", field): around.origins[()] for field in around.fields}
    origins.update((("application", *pointer), origin) for pointer, origin in around.origins.items() if pointer)
    return origins
