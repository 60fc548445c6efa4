"""Print the limits that meshc checks in what it writes, each with where it comes from."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from meshc.cli.console import Console
from meshc.cli.parser import one_of

if TYPE_CHECKING:
    from meshc.backends.limits import Limit

EXAMPLE = "meshc limits cloudmap --format markdown"

BACKENDS = ("ecs", "service-connect", "cloudmap", "appmesh")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "backend", metavar="BACKEND", nargs="*", type=one_of("backend", BACKENDS)["type"], help="only limits of these"
    )
    parser.add_argument("--format", **one_of("format", ("text", "json", "markdown")), default="text", help="(text)")


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Print the limits."""
    from meshc import catalogue

    wanted = arguments.backend or BACKENDS
    limits = [limit for limit in catalogue.limits() if limit.backend in wanted]
    if arguments.format == "json":
        console.data(_json(limits))
    elif arguments.format == "markdown":
        console.data(_markdown(limits))
    else:
        console.data(_text(limits))
    return 0


def _place(limit: Limit) -> str:
    return f"{'/'.join(limit.operations)} {limit.field}".strip()


def _text(limits: Sequence[Limit]) -> str:
    blocks = []
    for backend in BACKENDS:
        of_backend = [limit for limit in limits if limit.backend == backend]
        if of_backend:
            lines = [f"{backend}\n"]
            for limit in of_backend:
                lines.append(f"  {limit.id}: {limit.statement}\n")
                lines.append(f"    {limit.value} ({limit.strength.value}) · {_place(limit)}\n")
                lines.append(f"    {limit.source}\n")
            blocks.append("".join(lines))
    return "\n".join(blocks)


def _markdown(limits: Sequence[Limit]) -> str:
    from meshc.cli.tables import markdown

    return markdown(
        ("backend", "limit", "value", "strength", "field", "source"),
        [
            (limit.backend, limit.statement, limit.value, limit.strength.value, f"`{_place(limit)}`", limit.source)
            for limit in limits
        ],
    )


def _json(limits: Sequence[Limit]) -> bytes:
    from json import dumps

    listed = [
        {
            "id": limit.id,
            "backend": limit.backend,
            "service": limit.service,
            "operations": list(limit.operations),
            "field": limit.field,
            "statement": limit.statement,
            "value": limit.value,
            "strength": limit.strength.value,
            "scope": limit.scope,
            "in_schema": limit.in_schema,
            "source": limit.source,
        }
        for limit in limits
    ]
    return (dumps({"version": 1, "limits": listed}, indent=2, ensure_ascii=False) + "\n").encode()
