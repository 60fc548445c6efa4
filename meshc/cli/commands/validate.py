"""Report what is wrong with a mesh, for the targets that would be built, and write nothing.

PATH is a file, a folder, an IR document, or `-` for standard input."""

from __future__ import annotations

import argparse

from meshc.cli.console import Console
from meshc.cli.mesh_arguments import add_mesh_arguments, load
from meshc.cli.parser import one_of
from meshc.diagnostics.render.formats import NAMES

EXAMPLE = "meshc validate --target service-discovery shop"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_mesh_arguments(parser, path_help="a file, a folder, or `-` (.)")
    parser.add_argument(
        "--output-format",
        **one_of("output format", NAMES),
        default="text",
        help="text for people, on standard error; any other for a program, on standard output (text)",
    )
    parser.add_argument("--deny", **one_of("kind of finding to deny", ("warnings",)), help="fail on warnings, too")


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Print the findings."""
    from meshc.cli.findings import fail, summary_line, tell

    compilation, prefix = load(arguments)
    findings = compilation.diagnostics()
    if arguments.output_format == "text":
        tell(findings, compilation.source_map, console, prefix=prefix)
        console.say(summary_line(findings))
    else:
        from meshc.cli.findings import printed

        console.data(printed(findings, compilation.source_map, arguments.output_format, prefix=prefix))
    return 1 if fail(findings, deny_warnings=arguments.deny is not None) else 0
