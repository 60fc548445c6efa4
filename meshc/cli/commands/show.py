"""Print the effective value of everything in a mesh, with the line or the default that it comes from."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from meshc.cli.console import Console
from meshc.cli.mesh_arguments import add_mesh_arguments, load
from meshc.cli.parser import one_of

if TYPE_CHECKING:
    from meshc.shown import ShownValue
    from meshc.source import SourceMap

EXAMPLE = "meshc show --overlay prod shop"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_mesh_arguments(parser, path_help="a file or a folder (.)")
    parser.add_argument(
        "--output-format", **one_of("output format", ("text", "json")), default="text", help="text or json (text)"
    )


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Print the values; the findings of the mesh go to standard error."""
    from meshc.cli.findings import fail, summary_line, tell

    compilation, prefix = load(arguments)
    findings = compilation.diagnostics(arguments.target or ())
    tell(findings, compilation.source_map, console, prefix=prefix)
    if fail(findings, deny_warnings=False):
        console.say(summary_line(findings))
        return 1
    values = compilation.show()
    write = _json if arguments.output_format == "json" else _text
    console.data(write(values, compilation.source_map))
    return 0


def _text(values: Sequence[ShownValue], sources: SourceMap) -> str:
    from meshc.cli.tables import columns
    from meshc.diagnostics.render.cells import safe

    return columns(
        [(safe(value.path), safe(value.text), safe(sources.describe(value.origin))) for value in values], gap=3
    )


def _json(values: Sequence[ShownValue], sources: SourceMap) -> bytes:
    from dataclasses import asdict
    from json import dumps

    from meshc.diagnostics.render.json import range_of

    listed = []
    for value in values:
        location = range_of(value.origin, sources)
        listed.append(
            {
                "path": value.path,
                "value": value.value,
                "location": asdict(location) if location else None,
                "default": value.origin.default or None,
            }
        )
    return (dumps({"version": 1, "values": listed}, indent=2, ensure_ascii=False) + "\n").encode(
        "utf-8", "backslashreplace"
    )
