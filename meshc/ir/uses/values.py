"""Values of uses, made of JSON's types."""

from __future__ import annotations

from meshc.ir.base import Node
from meshc.ir.traffic import Route


def plain(value: object) -> object:
    """A field of a node as JSON has it; fields that have their default are left out."""
    if isinstance(value, Node):
        return value.model_dump(mode="json", exclude_defaults=True)
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    return value


def shared_out(weights: dict[str, float]) -> dict[str, float]:
    """Parts of the traffic by name, whole numbers where they are whole."""
    return {name: int(weight) if weight == int(weight) else weight for name, weight in weights.items()}


def path_text(route: Route) -> str:
    """The path of a route as it is written."""
    return route.path.written
