"""The published meshes: where their files are, and what each folder here says of its own in `case.toml`."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
CASES = Path(os.environ.get("MESHC_PUBLISHED_CASES") or HERE.parents[1].parent / "shared" / "cases")
"""Folder of the published files, a folder per case; it is no part of the project."""


class State(NamedTuple):
    """One state in time of a mesh: published files, of which later ones replace what earlier ones say."""

    name: str
    files: tuple[str, ...]
    overlays: tuple[str, ...] = ()
    """Overlays of our mesh that say the same."""
    names: Mapping[str, Mapping[str, str]] = {}
    """Names that differ from those of the case in this state."""
    target: str = "app-mesh"


class Document(NamedTuple):
    """A file that does not name itself, or that is made once for each of several things."""

    file: str
    kind: str
    name: str
    values: Mapping[str, Any]
    """Values of the variables in the file; `{file = …}` puts in another file."""


class Allowed(NamedTuple):
    """A deviation of ours that is meant, with its reason."""

    at: str
    """Facts that deviate, by a pattern as of a shell."""
    side: str
    """Who says more: `ours`, `published`, or `both` where the values differ."""
    reason: str
    states: tuple[str, ...] = ()
    """States in which it occurs; every one by default."""


class Case(NamedTuple):
    """One published mesh."""

    name: str
    parameters: Mapping[str, Any]
    """Values of template parameters, attributes and imports; a table named like a file is for that file only."""
    names: Mapping[str, Mapping[str, str]]
    """By kind: our name of what has another name in the published files."""
    variables: Mapping[str, str]
    """Environment variables whose value is the name of something, with the kind of it."""
    states: tuple[State, ...]
    documents: tuple[Document, ...]
    allowed: tuple[Allowed, ...]

    @property
    def folder(self) -> Path:
        """Where the published files are."""
        return CASES / self.name

    @property
    def meshes(self) -> dict[str, str]:
        """Our mesh, as text by file name."""
        return {path.name: path.read_text(encoding="utf-8") for path in sorted((HERE / self.name).glob("*.mesh"))}

    def names_in(self, state: State) -> dict[str, dict[str, str]]:
        """Our names in a state, by kind."""
        kinds = (*self.names, *state.names)
        return {kind: {**self.names.get(kind, {}), **state.names.get(kind, {})} for kind in kinds}


@cache
def cases() -> tuple[Case, ...]:
    """Every case, by name."""
    return tuple(_case(path) for path in sorted(HERE.glob("*/case.toml")))


def _case(path: Path) -> Case:
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    states = tuple(
        State(
            state["name"],
            tuple(state["files"]),
            tuple(state.get("overlays", ())),
            state.get("names", {}),
            state.get("target", "app-mesh"),
        )
        for state in said["states"]
    )
    return Case(
        path.parent.name,
        said["parameters"],
        said.get("names", {}),
        said.get("variables", {}),
        states,
        tuple(
            Document(one["file"], one["kind"], one["name"], one.get("values", {})) for one in said.get("documents", ())
        ),
        tuple(
            Allowed(one["at"], one["side"], one["reason"], tuple(one.get("states", ())))
            for one in said.get("allowed", ())
        ),
    )
