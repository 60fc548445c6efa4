"""The bootstrap of a unit as a document."""

from __future__ import annotations

from meshc.backends.base import Lowering, Resource, Unit
from meshc.backends.envoy.bootstrap import bootstrap
from meshc.backends.envoy.endpoints import Endpoints
from meshc.encoders.envoy_yaml import encode


def resource(unit: Unit, lowering: Lowering, endpoints: Endpoints) -> Resource:
    """What the proxy of a unit reads when it starts. `endpoints` are shared by all units of a mesh."""
    made = bootstrap(unit, lowering, endpoints)
    return Resource(
        id=f"envoy/{unit.name}/bootstrap",
        backend="envoy",
        file=f"{unit.name}.bootstrap.yaml",
        service="envoy",
        operation="",
        body=made.message,
        origins=made.origins,
        encoded=encode(made.message),
    )
