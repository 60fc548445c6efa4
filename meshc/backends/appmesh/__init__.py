"""AWS App Mesh: an Envoy in every task, which App Mesh tells what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from meshc.backends.base import Contribution, Lowering, Resource
    from meshc.diagnostics.model import Diagnostic


class AppMeshBackend:
    """Writes the requests that make a mesh, and adds Envoy to the tasks."""

    name = "appmesh"

    def plan(self, lowering: Lowering) -> tuple[Contribution, ...]:
        """The Envoy of each unit, and what turns its traffic to it."""
        from meshc.backends.appmesh.plan import plan

        return plan(lowering)

    def check(
        self, lowering: Lowering, contributions: Mapping[str, tuple[Contribution, ...]]
    ) -> tuple[Diagnostic, ...]:
        """What of a mesh App Mesh cannot be told, beyond whole features."""
        from meshc.backends.appmesh.checks import check

        return tuple(check(lowering, contributions))

    def lower(self, lowering: Lowering, contributions: Mapping[str, tuple[Contribution, ...]]) -> Iterator[Resource]:
        """The mesh, its virtual nodes, routers, services and gateways, and their routes."""
        from meshc.backends.appmesh.lower import lower

        return lower(lowering)


BACKEND = AppMeshBackend()
"""Every document of App Mesh, and Envoy in the tasks that it stands for."""
