"""`meshc.toml`: what holds for every mesh below its folder.

[extensions]
rules = ["acme_mesh.rules.no_latest_image"]     # modules that are installed beside meshc
"""

from __future__ import annotations

from typing import NamedTuple

from meshc.diagnostics.suggest import did_you_mean
from meshc.project.errors import ProjectError


class Project(NamedTuple):
    """The settings of a project."""

    rules: tuple[str, ...] = ()
    """Modules of further rules; code from outside runs only when it is named here."""


_KNOWN = {"extensions": ("rules",)}


def read_project(path: str) -> Project:
    """The settings in a file; those of an empty one where there is none. ProjectError where it cannot be used."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - pathlib is not loaded on this path
            content = file.read()
    except (FileNotFoundError, NotADirectoryError):
        return Project()
    except OSError as error:
        raise ProjectError(f"cannot read `{path}`: {error.strerror or error}") from error
    if not content.strip():
        return Project()
    from tomllib import TOMLDecodeError, loads

    try:
        document = loads(content.decode("utf-8"))
    except (TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProjectError(f"`{path}` is not TOML: {error}") from error
    for table, settings in document.items():
        if table not in _KNOWN or not isinstance(settings, dict):
            raise ProjectError(f"`{path}` has an unknown table `{table}`", did_you_mean(table, _KNOWN))
        for name in settings:
            if name not in _KNOWN[table]:
                raise ProjectError(
                    f"`{path}` has an unknown setting `{table}.{name}`", did_you_mean(name, _KNOWN[table])
                )
    rules = document.get("extensions", {}).get("rules", [])
    if not isinstance(rules, list) or not all(isinstance(name, str) for name in rules):
        raise ProjectError(f"`extensions.rules` in `{path}` is not a list of module names")
    return Project(tuple(rules))
