"""Which units stand in a namespace, and how they are found there."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.backends.base import Lowering, Unit
from meshc.ir.discovery import Discovery
from meshc.ir.registration import registered
from meshc.ir.registry import discovery_of


def registered_units(lowering: Lowering) -> Iterator[Unit]:
    """The units whose tasks ECS registers; a gateway's where it says how it is found.

    Service Connect keeps names of its own, so beside it only those are registered that somebody looks up without it.
    """
    beside = registered(lowering.mesh) if lowering.target == "service-connect" else None
    for unit in lowering.units:
        if unit.gateway is not None:
            if unit.gateway.discovery is None:
                continue
        elif not unit.ports or not (beside is None or unit.owner in beside):
            continue
        if unit_discovery(lowering, unit).host is None:
            yield unit


def unit_discovery(lowering: Lowering, unit: Unit) -> Discovery:
    """The discovery in force for a unit."""
    service = unit.service
    if service is None:
        assert unit.gateway is not None
        return discovery_of(lowering.mesh, unit.gateway.discovery)
    version = next((one for one in service.versions if one.name == unit.version), None)
    return discovery_of(lowering.mesh, service.discovery, version.discovery if version is not None else None)
