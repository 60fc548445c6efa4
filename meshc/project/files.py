"""The files that make a folder the root of a project: `meshc.toml`, or a `pyproject.toml` with `[tool.meshc]`."""

from __future__ import annotations

import os
from typing import Any, NamedTuple

from meshc.project.errors import ProjectError

PROJECT = "meshc.toml"
PYPROJECT = "pyproject.toml"

_TABLE = "tool.meshc"


class SettingsFile(NamedTuple):
    """A file with settings of meshc."""

    path: str
    table: str
    """The table of the file that holds them; empty where that is the file itself."""
    text: str
    content: dict[str, Any]
    """What the table holds."""


def is_root(folder: str) -> bool:
    """Whether a project begins at a folder. ProjectError for a `pyproject.toml` that may say so and is not TOML."""
    return os.path.isfile(f"{folder}/{PROJECT}") or _of_pyproject(folder) is not None  # noqa: PTH113


def settings_file(folder: str) -> SettingsFile | None:
    """The settings at a folder, of `meshc.toml` where there are both; None where there are none.

    ProjectError where a file cannot be read, or is not TOML.
    """
    path = f"{folder}/{PROJECT}"
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - pathlib is not loaded on this path
            content = file.read()
    except (FileNotFoundError, NotADirectoryError):
        return _of_pyproject(folder)
    except OSError as error:
        from meshc.output.errors import reason

        raise ProjectError(f"cannot read `{path}`: {reason(error)}") from error
    text, document = _parsed(path, content) if content.strip() else ("", {})
    return SettingsFile(path, "", text, document)


def _of_pyproject(folder: str) -> SettingsFile | None:
    """A `pyproject.toml` that is no business of meshc is neither parsed nor complained of."""
    path = f"{folder}/{PYPROJECT}"
    try:
        if not os.path.isfile(path):  # noqa: PTH113
            return None
        with open(path, "rb") as file:  # noqa: PTH123
            content = file.read()
    except OSError:
        return None
    if b"meshc" not in content:
        return None
    try:
        text, document = _parsed(path, content)
    except ProjectError:
        if f"[{_TABLE}".encode() in content:
            raise
        return None
    tool = document.get("tool")
    settings = tool.get("meshc") if isinstance(tool, dict) else None
    return SettingsFile(path, _TABLE, text, settings) if isinstance(settings, dict) else None


def _parsed(path: str, content: bytes) -> tuple[str, dict[str, Any]]:
    from tomllib import TOMLDecodeError, loads

    try:
        text = content.decode("utf-8-sig")
        return text, loads(text)
    except (TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ProjectError(f"`{path}` is not TOML: {error}") from error
