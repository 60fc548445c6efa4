"""The names that an output folder may hold, and those that it keeps for the transaction."""

from __future__ import annotations

from collections.abc import Iterable

MANIFEST = "manifest.json"
STAGING = ".meshc-staging"
LOCK = ".meshc-lock"


def is_inside(path: str) -> bool:
    """Whether a path, relative and with `/`, names a place in the folder on every system.

    Output names are ASCII. A colon names a drive or a stream on Windows, which also drops a dot or a space at the
    end of a name, so that `.. ` would lead out of the folder.
    """
    if not (path.isascii() and path.isprintable()) or "\\" in path or ":" in path:
        return False
    parts = path.split("/")
    return all(part and part[-1] not in ". " for part in parts) and parts[0].lower() not in (STAGING, LOCK)


def check_artifacts(paths: Iterable[str]) -> None:
    """Raise ValueError for paths that no caller may ask for: outside the folder, reserved, one below another."""
    wanted = {MANIFEST, *paths}
    for path in sorted(wanted):
        if not is_inside(path):
            raise ValueError(f"not a path for output: {path!r}")
        above = parent_of(path)
        while above:
            if above in wanted:
                raise ValueError(f"both a file and a folder: {above!r}")
            above = parent_of(above)
    if MANIFEST in paths:
        raise ValueError(f"{MANIFEST} is not an artifact")


def parent_of(path: str) -> str:
    """The folder that holds a path; the empty string for the output folder itself."""
    return path.rpartition("/")[0]


def parents_of(paths: Iterable[str]) -> list[str]:
    """Every folder above one of the paths, the output folder itself left out; the deepest first."""
    found: set[str] = set()
    for path in paths:
        above = parent_of(path)
        while above and above not in found:
            found.add(above)
            above = parent_of(above)
    return sorted(found, key=lambda folder: (-folder.count("/"), folder))
