"""What App Mesh adds to the tasks: Envoy, and what turns the traffic of a task to it."""

from __future__ import annotations

from meshc.backends.appmesh.container import (
    EGRESS_PORT,
    INGRESS_PORT,
    NAME,
    USER,
    Around,
    gateway,
    sidecar,
)
from meshc.backends.appmesh.endpoints import LOOPBACK, endpoint
from meshc.backends.appmesh.names import gateway_id, is_virtual, node_id
from meshc.backends.base import Contribution, Lowering, Pointer, Unit
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
_COLLECTORS = {"xray": ("xray-daemon", 2000), "zipkin": ("zipkin", 9411), "datadog": ("datadog-agent", 8126)}
"""By tracing provider, the container that takes spans where the mesh names only its image, and its port."""


def plan(lowering: Lowering) -> tuple[Contribution, ...]:
    """A contribution for each unit in the mesh."""
    virtual = {found.name for found in lowering.mesh.gateways if is_virtual(found)}
    return tuple(
        _gateway(unit, lowering) if unit.service is None and unit.owner in virtual else _beside(unit, lowering)
        for unit in lowering.units
        if unit.meshed
    )


def collector(workload: Workload) -> str | None:
    """The container of the task that takes the spans of its proxy, or None.

    It is the one that the mesh gives an image for, or a sidecar that listens at the port where spans are sent.
    """
    tracing = workload.tracing
    found = None if tracing is None else _COLLECTORS.get(tracing.provider)
    if tracing is None or found is None:
        return None
    name, number = found
    if tracing.sidecar is not None:
        return name
    if tracing.endpoint is not None:
        host, port = endpoint(tracing.endpoint)
        if host != LOOPBACK:
            return None
        number = int(port) if port is not None else number
    for container in workload.sidecars:
        ports = container.udp_ports if tracing.provider == "xray" else container.ports
        # One that waits for another container may wait for the application, which waits for the proxy.
        if number in ports and not container.depends_on:
            return container.name
    return None


def _beside(unit: Unit, lowering: Lowering) -> Contribution:
    around = sidecar(unit, lowering, collector(unit.workload))
    proxy = unit.workload.proxy
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
    waits = collector(unit.workload)
    return Contribution(
        unit=unit.name,
        application=around.fields,
        depends_on=() if waits is None else ({"containerName": waits, "condition": "START"},),
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
