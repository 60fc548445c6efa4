"""How findings spell durations, routes and lists: as the mesh language does."""

from __future__ import annotations

from collections.abc import Sequence

from meshc.ir.traffic import Route

_UNITS = ((3_600_000, "h"), (60_000, "m"), (1_000, "s"))


def duration(milliseconds: int) -> str:
    """A duration in the largest unit that takes it whole: `1550ms`, `2s`, `5m`."""
    if milliseconds:
        for size, unit in _UNITS:
            if milliseconds % size == 0:
                return f"{milliseconds // size}{unit}"
    return f"{milliseconds}ms"


def path_text(route: Route) -> str:
    """The path of a route as the mesh language writes it, without quotes."""
    path = route.path
    return f'regex("{path.value}")' if path.kind == "regex" else path.written


def route_text(route: Route) -> str:
    """What to call a route: its name, or its path where it has none."""
    return route.name or path_text(route)


def quoted(names: Sequence[str], last: str = "and") -> str:
    """Names in backticks: `a`, `b` and `c`."""
    shown = [f"`{name}`" for name in names]
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} {last} {shown[-1]}"


def arrows(names: Sequence[str]) -> str:
    """A path through the mesh, its middle left out where it is long."""
    if len(names) > 8:
        names = [*names[:4], f"… {len(names) - 7} more …", *names[-3:]]
    return " → ".join(names)
