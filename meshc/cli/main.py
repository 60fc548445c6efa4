"""The command `meshc`: which subcommand runs, and what its end means.

Exit codes: 0 no error; 1 an error in the mesh, a warning under `--deny warnings`, drift under `--check`; 2 a wrong
argument, a file that cannot be read or written, an interrupt, a fault of meshc.

Nothing is imported here that a subcommand may not need: the start is most of what a small mesh costs.
"""

from __future__ import annotations

import os
import sys

from meshc.cli.console import Console
from meshc.cli.errors import CommandError
from meshc.project.errors import ProjectError

TYPE_CHECKING = False  # as in `typing`, which alone would take a third of the time of `meshc --version`
if TYPE_CHECKING:
    from collections.abc import Sequence

    from meshc.cli.parser import Command

COMMANDS = {
    "build": "compile a mesh for its targets",
    "validate": "report what is wrong with meshes, and fix it if asked",
    "fmt": "bring the files of a mesh into their one layout",
    "show": "print the value in force of everything, and where it comes from",
    "targets": "print what each target can express",
    "limits": "print the limits that are checked, with their sources",
    "rules": "list what is checked, and what counts in a project",
    "explain": "print the page of a finding",
    "init": "write a first mesh",
    "lsp": "serve an editor",
    "completion": "print a completion script for a shell",
}
"""The subcommands, each in the module of its name in meshc.cli.commands, in the order of `meshc -h`."""

TRACEBACK = "MESHC_TRACEBACK"
"""Environment variable that, set to 1, shows where a fault of meshc happened."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line, that of the process by default, and return the exit code. Never raises."""
    words = list(sys.argv[1:] if argv is None else argv)
    console = Console.of_process()
    try:
        return _run(words, console)
    except ProjectError as error:
        console.error(error.message, error.help)
    except KeyboardInterrupt:
        console.say("interrupted: nothing was changed\n")
    except Exception as error:
        if _is_load_error(error):
            console.error(str(error))
        else:
            _report_fault(error, console)
    return 2


def _run(words: list[str], console: Console) -> int:
    if not words or words[0] in ("-h", "--help", "help"):
        console.data(overview())
        return 0 if words else 2
    if words[0] in ("-V", "--version"):
        from meshc import __version__

        console.data(f"meshc {__version__}\n")
        return 0
    if words[0] not in COMMANDS:
        from meshc.diagnostics.suggest import did_you_mean

        what = "option" if words[0].startswith("-") else "command"
        raise CommandError(f"unknown {what} `{words[0]}`", did_you_mean(words[0], COMMANDS) or "`meshc -h` lists all")
    from meshc.cli.pydantic_plugins import turn_off

    turn_off()
    command = load_command(words[0])
    from meshc.cli.parser import HelpShown, parser_of

    parser = parser_of(words[0], command)
    try:
        arguments = parser.read(words[1:])
    except HelpShown as shown:
        console.data(shown.text)
        return 0
    import gc

    from meshc.cli.interrupt import end_at_once, end_tidily

    end_at_once()
    gc.disable()  # the process ends before collecting would pay: 10,000 services build three times as fast
    try:
        return command.run(arguments, console)
    finally:
        end_tidily()
        gc.freeze()  # else the interpreter looks through everything once more before it ends


def load_command(name: str) -> Command:
    """The module of a subcommand."""
    from importlib import import_module

    command: Command = import_module(f"meshc.cli.commands.{name}")
    return command


def overview() -> str:
    """What `meshc -h` prints."""
    wide = max(map(len, COMMANDS))
    commands = "".join(f"  {name:<{wide}}  {summary}\n" for name, summary in COMMANDS.items())
    return (
        "usage: meshc COMMAND …\n\n"
        "Compiles a mesh of services into what Amazon ECS and its neighbours take.\n\n"
        f"commands:\n{commands}\n"
        "options:\n  -h, --help     print this, or after a command what it takes\n"
        "  -V, --version  print the version\n\n"
        "example:\n  meshc init shop && meshc build shop -o build\n"
    )


def _is_load_error(error: Exception) -> bool:
    """Whether the mesh cannot be read at all; the class is known where one of it can have been raised."""
    loader = sys.modules.get("meshc.semantics.loader")
    return loader is not None and isinstance(error, loader.LoadError)


def _report_fault(error: Exception, console: Console) -> None:
    words = " ".join(str(error).split())
    console.error(
        f"internal error: {type(error).__name__}{': ' if words else ''}{words}; nothing more was done",
        f"this is a fault of meshc, please report it with your mesh; {TRACEBACK}=1 shows where it happened",
    )
    if os.environ.get(TRACEBACK) == "1":
        from traceback import format_exception

        console.say("".join(format_exception(error)))
