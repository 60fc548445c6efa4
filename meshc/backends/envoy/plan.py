"""What Envoy adds to the task of each unit that has one, and the bootstrap that it starts with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from meshc.backends.base import Contribution, Lowering, Pointer, Resource, Unit
from meshc.backends.envoy import container as envoy
from meshc.backends.envoy.delivery import Delivery, delivery
from meshc.backends.envoy.endpoints import Endpoints
from meshc.backends.envoy.lower import resource
from meshc.backends.rounding import cpu_units
from meshc.source import Origin


def plan(lowering: Lowering) -> tuple[Contribution, ...]:
    """A contribution for each unit with a proxy of its own."""
    endpoints = Endpoints(lowering)
    calling = {gateway.name for gateway in lowering.mesh.gateways if gateway.calls}
    return tuple(_contribution(unit, lowering, endpoints) for unit in lowering.units if has_proxy(unit, calling))


def has_proxy(unit: Unit, calling: set[str]) -> bool:
    """Whether an Envoy runs in the task: as the gateway itself, or beside what offers ports or calls others.

    `calling` names the gateways with calls of their own; one with an image of its own takes traffic by itself.
    """
    if unit.service is None:
        return is_gateway(unit) or unit.owner in calling
    return unit.meshed and bool(unit.ports or unit.service.calls)


def is_gateway(unit: Unit) -> bool:
    """Whether Envoy itself is the gateway."""
    workload = unit.workload
    return unit.service is None and workload.application.image is None and workload.task is None


def _contribution(unit: Unit, lowering: Lowering, endpoints: Endpoints) -> Contribution:
    document = resource(unit, lowering, endpoints)
    if document.encoded is None:
        raise RuntimeError(f"the bootstrap of {unit.name} is not encoded")
    delivered = delivery(unit, lowering, document, document.encoded)
    document = document._replace(upload=delivered.upload)
    if is_gateway(unit):
        return _gateway(unit, lowering, document, delivered)
    return _sidecar(unit, lowering, document, delivered)


def _sidecar(unit: Unit, lowering: Lowering, document: Resource, delivered: Delivery) -> Contribution:
    own: dict[Pointer, Origin] = {}
    body = envoy.sidecar(unit, lowering, delivered.flags, own)
    if delivered.mounts:
        body["mountPoints"] = [*body.get("mountPoints", ()), *delivered.mounts]
    needed = _needed(unit, delivered)
    if needed:
        body["dependsOn"] = list(needed)
    proxy = unit.workload.proxy
    cpu = proxy.cpu if proxy is not None else None
    memory = proxy.memory if proxy is not None else None
    return Contribution(
        unit=unit.name,
        containers=(body, *delivered.containers),
        volumes=delivered.volumes,
        depends_on=({"containerName": envoy.NAME, "condition": "HEALTHY"},),
        proxy_cpu=envoy.PROXY_CPU if cpu is None else cpu_units(cpu),
        proxy_memory=envoy.PROXY_MEMORY if memory is None else memory,
        origins=dict(_placed(unit, own, ("containers", 0), delivered, first=1)),
        resources=(document,),
    )


def _gateway(unit: Unit, lowering: Lowering, document: Resource, delivered: Delivery) -> Contribution:
    own: dict[Pointer, Origin] = {}
    body = envoy.gateway_fields(unit, lowering, delivered.flags, own)
    if delivered.mounts:
        body["mountPoints"] = list(delivered.mounts)
    proxy = unit.workload.proxy
    cpu = proxy.cpu if proxy is not None else None
    memory = proxy.memory if proxy is not None else None
    return Contribution(
        unit=unit.name,
        application=body,
        containers=delivered.containers,
        volumes=delivered.volumes,
        depends_on=_needed(unit, delivered),
        proxy_cpu=0 if cpu is None else cpu_units(cpu),
        proxy_memory=0 if memory is None else memory,
        origins=dict(_placed(unit, own, ("application",), delivered, first=0)),
        resources=(document,),
    )


def _needed(unit: Unit, delivered: Delivery) -> tuple[dict[str, str], ...]:
    """The containers that Envoy waits for: what reads its bootstrap, and what the mesh names."""
    proxy = unit.workload.proxy
    asked = proxy.depends_on if proxy is not None else ()
    named = ({"containerName": one.container, "condition": one.condition.upper()} for one in asked)
    return (*delivered.depends_on, *named)


def _placed(
    unit: Unit, own: Mapping[Pointer, Origin], at: Pointer, delivered: Delivery, *, first: int
) -> Iterator[tuple[Pointer, Origin]]:
    """The origins where the contribution has them; the containers of the delivery begin at `first`."""
    yield at, unit.origin
    for pointer, origin in own.items():
        yield (*at, *pointer), origin
    if delivered.containers:
        yield ("containers", first), unit.origin
        for pointer, origin in delivered.origins.items():
            yield ("containers", first, *pointer), origin
