"""Where the mesh of a command line stands: its root, and what of it is meant."""

from __future__ import annotations

import os
import stat
from typing import NamedTuple

from meshc.project.errors import ProjectError
from meshc.project.files import is_root
from meshc.project.reader import DiskReader


class Place(NamedTuple):
    """A mesh on the disk."""

    root: str
    """Folder that imports cannot leave."""
    entry: str
    """The file or folder that is compiled, relative to the root, with `/`."""
    prefix: str
    """What leads from the current folder to the root, such as `shop/`; empty where they are the same."""


def locate(path: str) -> Place:
    """The place of PATH: the root is that of its project, else its own folder.

    ProjectError where nothing stands there, or a folder without meshes.
    """
    folder, name = (path, "") if _is_folder(path) else os.path.split(path)
    folder = os.path.abspath(folder or ".")  # noqa: PTH100
    root = project_root(folder) or folder
    entry = "/".join(part for part in (between(root, folder), name) if part) or "."
    if not name and not DiskReader(root).meshes(entry):
        raise ProjectError(f"folder `{path}` holds no `.mesh` files", f"`meshc init {path}` writes one to start from")
    return Place(root, entry, prefix_of(root))


def prefix_of(root: str) -> str:
    """What leads from the current folder to a root, such as `shop/`; empty where they are the same."""
    try:
        prefix = between(os.getcwd(), root)  # noqa: PTH109
    except (OSError, ValueError):  # the current folder is gone, or on another drive
        prefix = root
    return f"{prefix}/" if prefix else ""


def project_root(folder: str) -> str | None:
    """The nearest folder with settings of meshc, from an absolute one upwards; None where there is none."""
    at = folder
    while True:
        if is_root(at):
            return at
        above = os.path.dirname(at)  # noqa: PTH120
        if above == at:
            return None
        at = above


def _is_folder(path: str) -> bool:
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ProjectError(f"there is no file or folder `{path}`", "name a `.mesh` file or a folder of them") from error
    except OSError as error:
        from meshc.output.errors import reason

        raise ProjectError(f"cannot read `{path}`: {reason(error)}") from error
    except ValueError as error:  # a NUL
        raise ProjectError(f"`{path}` is not a path") from error
    return stat.S_ISDIR(mode)


def between(start: str, end: str) -> str:
    """The way from one folder to another, with `/`; empty where they are the same."""
    way = os.path.relpath(end, start).replace(os.sep, "/")
    return "" if way == "." else way
