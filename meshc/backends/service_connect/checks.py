"""What this backend finds wrong with a mesh before anything is written."""

from __future__ import annotations

from collections.abc import Mapping

from meshc.backends.base import Contribution, Lowering
from meshc.backends.service_connect import codes
from meshc.backends.service_connect.namespace import namespace
from meshc.diagnostics.model import Diagnostic


def check(lowering: Lowering, contributions: Mapping[str, tuple[Contribution, ...]]) -> tuple[Diagnostic, ...]:
    """An existing namespace of which only a late id is known, where a unit has Service Connect."""
    connected = any(
        "serviceConnectConfiguration" in contribution.service_fields
        for found in contributions.values()
        for contribution in found
    )
    if not connected or namespace(lowering) is not None:
        return ()
    finding = codes.NAMESPACE_UNNAMED.at(
        lowering.mesh.origin("namespace"),
        f"Service Connect needs the name of the namespace of mesh `{lowering.mesh.name}`, "
        "whose id becomes known only at deployment",
        help='write the name as the second argument: `namespace = existing(…, "demo.local")`',
    )
    return (finding,)
