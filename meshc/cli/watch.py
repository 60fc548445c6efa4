"""`meshc validate --watch`: the findings again whenever a file that takes part has changed."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from meshc.cli.console import Console
from meshc.cli.findings import counted
from meshc.cli.mesh_arguments import Loaded, choice
from meshc.cli.wanted import Wanted
from meshc.cli.watched import Stop, Watched, WatchedReader, wait
from meshc.compilation import Compilation, LoadError
from meshc.project.errors import ProjectError

_CLEAR = "\x1b[2J\x1b[3J\x1b[H"

Earlier = dict[tuple[str, str], Compilation]


def watch(
    arguments: argparse.Namespace,
    console: Console,
    wanted: Callable[[argparse.Namespace], list[Wanted]],
    tell: Callable[[Sequence[Loaded]], int],
) -> int:
    """Tell until Ctrl-C, and return the exit code of the last time; what cannot be read is said, and waited for."""
    import gc

    from meshc.cli.interrupt import end_tidily

    gc.enable()
    end_tidily()
    earlier: Earlier = {}
    with Stop() as stop:
        while True:
            watched = Watched()
            for path in (*arguments.paths, arguments.params, arguments.baseline):
                if path is not None:
                    watched.path(path)
            if console.live and arguments.output_format == "text":
                console.say(_CLEAR)
            try:
                code = tell(_load(arguments, wanted, watched, earlier))
            except ProjectError as error:
                code = 2
                console.error(error.message, error.help)
            except LoadError as error:
                code = 2
                console.error(str(error))
            console.say(f"watching {counted(len(watched), 'file')}, Ctrl-C ends\n")
            if not wait(watched, lambda: stop.is_asked):
                return code


def _load(
    arguments: argparse.Namespace,
    wanted: Callable[[argparse.Namespace], list[Wanted]],
    watched: Watched,
    earlier: Earlier,
) -> list[Loaded]:
    said = choice(arguments)
    loaded = []
    for one in wanted(arguments):
        place = one.place
        watched.settings(f"{place.root}/{place.entry}")
        key = place.root, place.entry
        compiled = one._replace(reader=WatchedReader(place.root, watched)).load(said, earlier.get(key))
        earlier[key] = compiled.compilation
        loaded.append(compiled)
    return loaded
