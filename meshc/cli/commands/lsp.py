"""Serve an editor: the findings of `meshc validate` as somebody types, completion, fixes and more.

The editor starts it and talks to it over standard input and output."""

from __future__ import annotations

import argparse
import sys

from meshc.cli.console import Console
from meshc.cli.errors import CommandError

EXAMPLE = "meshc lsp"

_LIBRARIES = frozenset({"pygls", "lsprotocol"})


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--stdio", action="store_true", help="what it does anyway; some editors add it")


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Serve until the editor ends the connection. CommandError where the libraries of the server are not installed."""
    try:
        from meshc.lsp.server import main
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in _LIBRARIES:
            raise
        raise CommandError(
            "the language server needs libraries that are not installed", "run `pip install 'meshc[lsp]'`"
        ) from error
    if sys.stdin is None or sys.stdout is None:
        raise CommandError("there is no standard input and output to serve an editor at")
    if sys.stdin.isatty():
        console.say("waiting for an editor at standard input; Ctrl+C ends it\n")
    return main()
