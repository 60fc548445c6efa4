"""Print a script that completes meshc's commands and options in a shell."""

from __future__ import annotations

import argparse

from meshc.cli.console import Console
from meshc.cli.parser import one_of

EXAMPLE = "meshc completion bash > ~/.local/share/bash-completion/completions/meshc"

SHELLS = ("bash", "zsh", "fish", "tcsh")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("shell", metavar="SHELL", **one_of("shell", SHELLS), help=", ".join(SHELLS))


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Print the script."""
    import shtab

    console.data(shtab.complete(whole_parser(), shell=arguments.shell).rstrip("\n") + "\n")
    return 0


def whole_parser() -> argparse.ArgumentParser:
    """A parser of all commands at once."""
    import shtab

    from meshc import catalogue
    from meshc.cli.main import COMMANDS, load_command

    files = {
        "path": shtab.FILE,
        "paths": shtab.FILE,
        "params": shtab.FILE,
        "from_taskdef": shtab.FILE,
        "folder": shtab.DIRECTORY,
    }
    words = {"target": tuple(catalogue.targets()), "code": _codes()}
    parser = argparse.ArgumentParser("meshc", description="the mesh compiler")
    parser.add_argument("-V", "--version", action="store_true", help="print the version")
    commands = parser.add_subparsers()
    for name, summary in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=summary)
        load_command(name).configure(command)
        for action in command._actions:
            if action.dest in files:
                action.complete = files[action.dest]  # type: ignore[attr-defined]
            elif action.dest in words and action.choices is None:
                action.choices = words[action.dest]
    return parser


def _codes() -> list[str]:
    from meshc import catalogue

    return [word for code in catalogue.codes().values() for word in (code.code, code.name)]
