"""ECS Service Connect: a proxy that ECS manages in every task."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from meshc.backends.base import Contribution, Lowering, Resource
    from meshc.diagnostics.model import Diagnostic


class ServiceConnectBackend:
    """Writes no documents of its own; it contributes to the ECS services."""

    name = "service-connect"

    def plan(self, lowering: Lowering) -> tuple[Contribution, ...]:
        """The `serviceConnectConfiguration` of each unit, room for its proxy, and who starts before whom."""
        from meshc.backends.service_connect.plan import plan

        return plan(lowering)

    def check(
        self, lowering: Lowering, contributions: Mapping[str, tuple[Contribution, ...]]
    ) -> tuple[Diagnostic, ...]:
        """An existing namespace that Service Connect cannot be told."""
        from meshc.backends.service_connect.checks import check

        return check(lowering, contributions)

    def lower(self, lowering: Lowering, contributions: Mapping[str, tuple[Contribution, ...]]) -> Iterator[Resource]:
        """Nothing."""
        return iter(())


BACKEND = ServiceConnectBackend()
