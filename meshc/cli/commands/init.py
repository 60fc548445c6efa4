"""Write main.mesh: a first mesh that validates, or one with the service of a task definition.

Nothing is asked, and no file that exists is overwritten."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from meshc.cli.console import Console
from meshc.cli.errors import CommandError
from meshc.output.errors import reason

EXAMPLE = "meshc init shop --from-taskdef user.taskdef.json"

NAME = "main.mesh"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("folder", metavar="DIR", nargs="?", default=".", help="where to write it (.)")
    parser.add_argument(
        "--from-taskdef", metavar="F", help="a task definition, also as `aws ecs describe-task-definition` prints it"
    )


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Write the files."""
    from meshc.cli.interrupt import end_tidily

    end_tidily()
    from meshc.cli.first_mesh import first_mesh

    folder = Path(arguments.folder)
    if (folder / NAME).exists() or (folder / NAME).is_symlink():
        raise CommandError(f"`{_shown(folder / NAME)}` exists already", "choose another folder, or remove it")
    if arguments.from_taskdef:
        files = _from_taskdef(Path(arguments.from_taskdef), folder)
    else:
        files = {folder / NAME: first_mesh().encode()}
    _write(folder, files)
    for path in files:
        console.say(f"wrote {_shown(path)}\n")
    return 0


def _from_taskdef(source: Path, folder: Path) -> dict[Path, bytes]:
    from meshc.cli import taskdef
    from meshc.cli.first_mesh import frame

    content = _read(source)
    definition = _definition(content, source)
    name = taskdef.service_name(definition)
    try:
        text = frame(name) + taskdef.as_settings(definition)
        if _is_clean({NAME: text}):
            return {folder / NAME: text.encode()}
    except taskdef.NoWords:
        pass
    copied: dict[Path, bytes] = {}
    try:
        inside = source.resolve().relative_to(folder.resolve()).as_posix()
    except ValueError:
        inside = f"{name}.taskdef.json"
        copied = {folder / inside: content}
    text = frame(name) + taskdef.as_file(definition, inside)
    return {**copied, folder / NAME: text.encode()}


def _is_clean(files: Mapping[str, str]) -> bool:
    from meshc.cli.findings import fail
    from meshc.compilation import Compilation

    return not fail(Compilation.of(files).diagnostics(), deny_warnings=True)


def _read(source: Path) -> bytes:
    try:
        return source.read_bytes()
    except OSError as error:
        raise CommandError(f"cannot read the task definition in `{_shown(source)}`: {reason(error)}") from error


def _definition(content: bytes, source: Path) -> dict[str, Any]:
    from json import loads

    from meshc.cli.taskdef import TaskDefinitionError, definition_of

    try:
        return definition_of(loads(content))
    except TaskDefinitionError as error:
        raise CommandError(f"`{_shown(source)}` is no task definition: {error}") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"`{_shown(source)}` is not UTF-8") from error
    except ValueError as error:
        raise CommandError(f"`{_shown(source)}` is not JSON: {error}") from error
    except RecursionError as error:
        raise CommandError(f"`{_shown(source)}` is nested too deeply") from error


def _write(folder: Path, files: Mapping[Path, bytes]) -> None:
    """Write the files, none of which may exist; what was written is taken back if one fails."""
    written: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, content in files.items():
            with path.open("xb") as file:
                written.append(path)
                file.write(content)
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
        words = "it exists already" if isinstance(error, FileExistsError) else reason(error)
        raise CommandError(f"cannot write into `{_shown(folder)}`: {words}") from error


def _shown(path: Path) -> str:
    return path.as_posix()
