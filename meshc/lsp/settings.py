"""What a person sets in the editor: the same as the options `--target` and `--overlay` of the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Settings(NamedTuple):
    """The settings of a client."""

    targets: tuple[str, ...] = ()
    """Instead of those that each mesh names."""
    overlays: tuple[str, ...] = ()


def read_settings(given: object, before: Settings) -> tuple[Settings, list[str]]:
    """The settings after what a client sent, which may leave some out, and what of it cannot be used, as sentences."""
    if not isinstance(given, Mapping) or not any(given.get(name) is not None for name in Settings._fields):
        return before, []
    from meshc.catalogue import targets as known_targets
    from meshc.diagnostics.suggest import did_you_mean

    problems: list[str] = []
    lists: dict[str, tuple[str, ...]] = {}
    known = known_targets()
    for name in Settings._fields:
        value = given.get(name)
        if value is None:
            continue
        if not isinstance(value, list | tuple) or not all(isinstance(word, str) for word in value):
            problems.append(f"the setting `meshc.{name}` is not a list of names")
            continue
        lists[name] = tuple(dict.fromkeys(value))
    for word in lists.get("targets", ()):
        if word not in known:
            near = did_you_mean(word, known)
            problems.append(f"the setting `meshc.targets` has an unknown target `{word}`{f'; {near}' if near else ''}")
    if "targets" in lists:
        lists["targets"] = tuple(word for word in lists["targets"] if word in known)
    return before._replace(**lists), problems
