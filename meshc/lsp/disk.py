"""The files of a mesh as a client sees them: on the disk, but for those that it has open."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from typing import TypeVar

from meshc.project.reader import DiskReader

_Content = TypeVar("_Content")


class Disk:
    """What stands below a folder: everything is read once, until it is compared with the disk again."""

    def __init__(self, root: str | None) -> None:
        """Without a root nothing stands anywhere."""
        self._reader = DiskReader(root) if root is not None else None
        self._folders: dict[str, list[str] | None] = {}
        self._files: dict[str, bytes | None] = {}

    def meshes(self, folder: str) -> list[str] | None:
        """As a reader of a mesh."""
        if folder not in self._folders:
            self._folders[folder] = self._reader.meshes(folder) if self._reader else None
        return self._folders[folder]

    def read(self, path: str) -> bytes | None:
        """As a reader of a mesh."""
        if path not in self._files:
            self._files[path] = self._reader.read(path) if self._reader else None
        return self._files[path]

    def compare(self) -> tuple[set[str], set[str]]:
        """The folders, and the files, that have changed since they were read; they will be read again."""
        if self._reader is None:
            return set(), set()
        folders = _changed(self._folders, self._reader.meshes)
        files = _changed(self._files, self._reader.read)
        return folders, files


def _changed(known: dict[str, _Content], read: Callable[[str], _Content]) -> set[str]:
    """What is not as it is known, and is forgotten; what cannot be read counts as changed."""
    changed = set()
    for path, content in known.items():
        try:
            if read(path) != content:
                changed.add(path)
        except OSError:
            changed.add(path)
    for path in changed:
        del known[path]
    return changed


class Reader:
    """Files of a disk with the texts of buffers in their place, by path relative to the root: frozen."""

    def __init__(self, disk: Disk, texts: Mapping[str, str]) -> None:
        self._disk = disk
        self._texts = texts

    def meshes(self, folder: str) -> list[str] | None:
        """Names of the `.mesh` files of a folder, those that are open and not yet saved among them."""
        inside = posixpath.normpath(folder)
        fresh = {
            posixpath.basename(path)
            for path in self._texts
            if (posixpath.dirname(path) or ".") == inside and is_mesh(path)
        }
        names = self._disk.meshes(folder)
        if names is None:
            return sorted(fresh) or None
        return sorted(fresh.union(names)) if fresh else names

    def read(self, path: str) -> bytes | None:
        """The bytes of a file; None where there is none. Raises OSError where it cannot be read."""
        text = self._texts.get(path)
        return self._disk.read(path) if text is None else text.encode("utf-8")


def is_mesh(path: str) -> bool:
    """Whether a file of this name is part of the mesh of its folder."""
    name = posixpath.basename(path)
    return name.endswith(".mesh") and not name.startswith(".")
