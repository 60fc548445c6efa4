"""Which units stand in a namespace, and how they are found there."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.backends.base import Lowering, Unit
from meshc.ir.discovery import Discovery
from meshc.ir.registration import registered
from meshc.ir.registry import discovery_of


def registered_units(lowering: Lowering) -> Iterator[Unit]:
    """The units whose tasks ECS registers.

    Service Connect keeps names of its own, so beside it only those are registered that somebody looks up without it.
    """
    beside = registered(lowering.mesh) if lowering.target == "service-connect" else None
    for unit in lowering.units:
        if unit.service is None or not unit.ports or not (beside is None or unit.owner in beside):
            continue
        if unit_discovery(lowering, unit).host is None:
            yield unit


def unit_discovery(lowering: Lowering, unit: Unit) -> Discovery:
    """The discovery in force for a unit of a service."""
    service = unit.service
    assert service is not None
    version = next((one for one in service.versions if one.name == unit.version), None)
    return discovery_of(lowering.mesh, service.discovery, version.discovery if version is not None else None)
