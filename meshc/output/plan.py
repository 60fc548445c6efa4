"""What must change in a folder so that it holds exactly the output wanted."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from meshc.output.errors import OutputError, reason, shown
from meshc.output.journal import Journal
from meshc.output.paths import MANIFEST, is_inside, parent_of
from meshc.output.view import FolderView, Found, Kind

Owned = Callable[[bytes], Mapping[str, str]]


class Plan(NamedTuple):
    """Paths, sorted: files to make, to rewrite, to leave and to remove; and the steps that do it."""

    missing: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    journal: Journal

    @property
    def is_idle(self) -> bool:
        """Whether the folder is already as wanted."""
        return not (self.missing or self.changed or self.removed)


def make_plan(root: str, wanted: Mapping[str, bytes], owned: Owned, check: Callable[[], None] = lambda: None) -> Plan:
    """Compare a folder that exists with the files wanted, the manifest among them; nothing is written.

    `check` is called between files and may raise. OutputError if a file that meshc did not write, a link or a
    folder is in the way, or if the manifest cannot be read.
    """
    return _Planner(root, wanted, owned).plan(check)


class _Planner:
    def __init__(self, root: str, wanted: Mapping[str, bytes], owned: Owned) -> None:
        self._root = root
        self._wanted = wanted
        self._view = FolderView(root)
        self._old = self._listed(owned)
        self._devices: dict[str, int] = {}
        self._clear: set[str] = set()
        self._add: set[str] = set()

    def plan(self, check: Callable[[], None]) -> Plan:
        missing: list[str] = []
        changed: list[str] = []
        unchanged: list[str] = []
        for path in sorted(self._wanted):
            check()
            found = self._view.find(path)
            if found == (path, Kind.FILE):
                if self._is_same(path):
                    unchanged.append(path)
                    continue
                if path not in self._old and path != MANIFEST:
                    raise OutputError(
                        f"{shown(self._root, path)} was not written by meshc and differs from what meshc would write; "
                        "move or delete it, then build again"
                    )
                changed.append(path)
            else:
                self._make_room(path, found)
                missing.append(path)
            self._check_device(parent_of(found.path))
        removed = [path for path in sorted(self._old - self._wanted.keys()) if self._is_file(path)]
        journal = Journal(
            clear=tuple(sorted(self._clear)),
            add=tuple(sorted(self._add)),
            replace=tuple(changed),
            remove=tuple(path for path in removed if path not in self._clear),
        )
        return Plan(tuple(missing), tuple(changed), tuple(unchanged), tuple(removed), journal)

    def _listed(self, owned: Owned) -> frozenset[str]:
        found = self._view.find(MANIFEST)
        if found.kind is None:
            return frozenset()
        if found.kind is not Kind.FILE:
            raise self._in_the_way(MANIFEST, MANIFEST, found.kind)
        try:
            listed = frozenset(owned(self._view.read(MANIFEST)))
        except ValueError as error:
            raise self._damaged("it is not a manifest that meshc can read") from error
        for path in sorted(listed):
            if not is_inside(path):
                raise self._damaged(f"it lists `{ascii(path)[1:-1]}`, which is not a place in this folder")
        return listed

    def _damaged(self, why: str) -> OutputError:
        return OutputError(
            f"{shown(self._root, MANIFEST)} is damaged: {why}, so meshc cannot tell which files are its own; "
            f"restore it from version control, or delete the folder {shown(self._root)}, then build again"
        )

    def _is_same(self, path: str) -> bool:
        content = self._wanted[path]
        return self._view.read(path, len(content) + 1) == content

    def _is_file(self, path: str) -> bool:
        return self._view.find(path) == (path, Kind.FILE)

    def _make_room(self, path: str, found: Found) -> None:
        """Note the topmost part of `path` that does not exist yet, once what meshc wrote there before is cleared."""
        if found == (path, Kind.FOLDER) and (files := self._owned_files_below(path)) is not None:
            self._clear.update(files)
        elif found.kind is Kind.FILE and found.path in self._old:
            self._clear.add(found.path)
        elif found.kind is not None:
            raise self._in_the_way(path, found.path, found.kind)
        elif found.path not in self._add and os.path.lexists(f"{self._root}/{found.path}"):
            # Listed under another spelling: the file system does not tell capitals from small letters.
            raise OutputError(
                f"{shown(self._root, found.path)} exists with other capital letters; "
                "move or delete it, then build again"
            )
        self._add.add(found.path)

    def _in_the_way(self, path: str, at: str, kind: Kind) -> OutputError:
        place = shown(self._root, at)
        if kind is Kind.LINK:
            return OutputError(
                f"{place} is a link, and meshc does not write through links; remove it, then build again"
            )
        needed = "file" if at == path else "folder"
        return OutputError(
            f"{place} is a {kind.value}, but meshc writes a {needed} there; move or delete it, then build again"
        )

    def _owned_files_below(self, folder: str) -> list[str] | None:
        """The files in a folder, if removing those of the old manifest leaves nothing of it; otherwise None."""
        files: list[str] = []
        pending = [folder]
        while pending:
            at = pending.pop()
            entries = self._view.entries(at)
            if not entries:
                return None
            for name, kind in entries.items():
                path = f"{at}/{name}"
                if kind is Kind.FOLDER:
                    pending.append(path)
                elif kind is Kind.FILE and path in self._old:
                    files.append(path)
                else:
                    return None
        return files

    def _check_device(self, folder: str) -> None:
        """A file is put in place by renaming, which cannot cross into a file system mounted inside the folder."""
        if self._device(folder) != self._device(""):
            raise OutputError(
                f"{shown(self._root, folder)} lies on another file system than {shown(self._root)}, so meshc cannot "
                "change both as a whole; choose another folder"
            )

    def _device(self, folder: str) -> int:
        if folder not in self._devices:
            path = f"{self._root}/{folder}" if folder else self._root
            try:
                self._devices[folder] = Path(path).stat().st_dev
            except OSError as error:
                raise OutputError(f"cannot read {shown(self._root, folder)}: {reason(error)}") from error
        return self._devices[folder]
