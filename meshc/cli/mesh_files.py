"""The `.mesh` files that a command line names one by one, or by folders."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from meshc.cli.errors import CommandError
from meshc.cli.standard_input import STDIN, read_stdin
from meshc.output.errors import reason
from meshc.source import SourceFile


def mesh_files(paths: Sequence[str]) -> list[str]:
    """The files that are named, and those in and below the folders that are; each once, with `/`.

    Below a folder, what is hidden is passed over, and so are links to folders and what is no file. CommandError where
    nothing stands at a path, or no `.mesh` file in a folder.
    """
    found: dict[Path, str] = {}
    for path in paths:
        files = [Path(path)]
        if _is_folder(path):
            files = list(_below(path))
            if not files:
                raise CommandError(f"folder `{path}` holds no `.mesh` files", "name a folder of a mesh, or a file")
        for file in files:
            found.setdefault(file.resolve(), file.as_posix())
    return list(found.values())


def read_text(path: str) -> SourceFile:
    """A file; CommandError where it cannot be read, or is not UTF-8."""
    file = Path(path)
    try:
        if not file.is_file():  # reading a device or a pipe may never end
            raise CommandError(f"cannot read `{path}`: it is not a regular file")
        return _decoded(path, file.read_bytes())
    except OSError as error:
        raise CommandError(f"cannot read `{path}`: {reason(error)}") from error


def read_input(name: str = STDIN) -> SourceFile:
    """What comes by standard input, under a name; CommandError where it cannot be read, or is not UTF-8."""
    return _decoded(name, read_stdin())


def _decoded(path: str, content: bytes) -> SourceFile:
    try:
        return SourceFile(path, content.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        what = f"byte 0x{content[error.start]:02x} in line {line} is not UTF-8"
        raise CommandError(f"cannot read `{path}`: {what}", "save the file as UTF-8, or leave it out") from error


def _is_folder(path: str) -> bool:
    try:
        Path(path).stat()
        return Path(path).is_dir()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise CommandError(f"there is no file or folder `{path}`", "name a `.mesh` file or a folder of them") from error
    except OSError as error:
        raise CommandError(f"cannot read `{path}`: {reason(error)}") from error
    except ValueError as error:  # a NUL
        raise CommandError(f"`{path}` is not a path") from error


def _below(folder: str) -> Iterator[Path]:
    def fail(error: OSError) -> None:
        raise CommandError(f"cannot read `{error.filename}`: {reason(error)}") from error

    for at, folders, names in os.walk(folder, onerror=fail):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        files = (Path(at, name) for name in sorted(names) if name.endswith(".mesh") and not name.startswith("."))
        yield from (file for file in files if file.is_file())
