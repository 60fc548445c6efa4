"""An Envoy beside every task and at every gateway, its whole configuration written when compiling."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from meshc.backends.base import Contribution, Lowering, Resource
    from meshc.diagnostics.model import Diagnostic


class EnvoyBackend:
    """Writes a bootstrap per proxy, and contributes the container that reads it."""

    name = "envoy"

    def plan(self, lowering: Lowering) -> tuple[Contribution, ...]:
        """The container of each proxy with room for it in its task, and the bootstrap."""
        from meshc.backends.envoy.plan import plan

        return plan(lowering)

    def check(
        self, lowering: Lowering, contributions: Mapping[str, tuple[Contribution, ...]]
    ) -> tuple[Diagnostic, ...]:
        """Bootstraps that do not reach their proxy, callees that no proxy finds, certificates that nobody hands out."""
        from meshc.backends.envoy.checks import check

        return check(lowering, contributions)

    def lower(self, lowering: Lowering, contributions: Mapping[str, tuple[Contribution, ...]]) -> Iterator[Resource]:
        """The bootstraps, which the plan has made already."""
        for unit in lowering.units:
            for contribution in contributions.get(unit.name, ()):
                yield from contribution.resources


BACKEND = EnvoyBackend()
