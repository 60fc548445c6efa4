"""The mesh itself: what leaves it, and which addresses are used in it."""

from __future__ import annotations

from meshc.backends.appmesh.discovery import ip_preference
from meshc.backends.appmesh.model import Spec
from meshc.backends.appmesh.names import MESH
from meshc.backends.appmesh.requests import Made
from meshc.backends.base import Lowering, Pointer
from meshc.source import Origin


def mesh(lowering: Lowering) -> Made:
    """The mesh. Its egress filter is always said: App Mesh drops all where nobody says anything."""
    source = lowering.mesh
    origins: dict[Pointer, Origin] = {(): source.origin(), ("spec", "egressFilter"): source.origin("egress")}
    spec: Spec = {"egressFilter": {"type": "DROP_ALL" if source.egress == "deny" else "ALLOW_ALL"}}
    preference = ip_preference(source.discovery)
    if preference is not None:
        spec["serviceDiscovery"] = {"ipPreference": preference.value}
        origins["spec", "serviceDiscovery"] = preference.origin
    return Made("mesh", MESH, "mesh", {"meshName": source.name}, spec, origins, source.ecs, "")
