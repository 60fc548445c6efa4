"""Task definitions, ECS services and their scaling."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from meshc.backends.base import Contribution, Lowering, Resource
    from meshc.diagnostics.model import Diagnostic


class EcsBackend:
    """Writes what runs; alone writes task definitions and services, with what the other backends contribute."""

    name = "ecs"

    def plan(self, lowering: Lowering) -> tuple[Contribution, ...]:
        """Nothing: it writes the documents that others contribute to."""
        return ()

    def check(
        self, lowering: Lowering, contributions: Mapping[str, tuple[Contribution, ...]]
    ) -> tuple[Diagnostic, ...]:
        """Task sizes that Fargate does not have, task definitions and logs that contradict the mesh."""
        from meshc.backends.ecs.checks import check

        return check(lowering, contributions)

    def lower(self, lowering: Lowering, contributions: Mapping[str, tuple[Contribution, ...]]) -> Iterator[Resource]:
        """Task definition, service and scaling of each unit."""
        from meshc.backends.ecs.lower import lower

        return lower(lowering, contributions)


BACKEND = EcsBackend()
