"""The files of a mesh, read from the disk."""

from __future__ import annotations

import os
import stat


class DiskReader:
    """Access to the files below a folder; paths are relative to it, with `/`."""

    def __init__(self, root: str) -> None:
        self._root = root

    def meshes(self, folder: str) -> list[str] | None:
        """Names of the `.mesh` files of a folder, sorted; None where there is no such folder."""
        try:
            names = os.listdir(self._at(folder))  # noqa: PTH208 - pathlib is not loaded on this path
        except (FileNotFoundError, NotADirectoryError):
            return None
        return sorted(filter(is_mesh, names))

    def read(self, path: str) -> bytes | None:
        """The bytes of a file; None where there is none. Raises OSError where it cannot be read."""
        at = self._at(path)
        try:
            mode = os.stat(at).st_mode  # noqa: PTH116 - pathlib is not loaded on this path
            if stat.S_ISDIR(mode):
                return None
            if not stat.S_ISREG(mode):  # reading a device or a pipe may never end
                raise OSError("it is not a regular file")
            with open(at, "rb") as file:  # noqa: PTH123
                return file.read()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def _at(self, path: str) -> str:
        return f"{self._root}/{path}" if path not in ("", ".") else self._root


class InputReader(DiskReader):
    """The files below a folder with one among them, or one more, whose content came by standard input."""

    def __init__(self, root: str, path: str, content: bytes) -> None:
        super().__init__(root)
        self._path = path
        self._content = content

    def meshes(self, folder: str) -> list[str] | None:
        """Names of the `.mesh` files of a folder, sorted; None where there is no such folder."""
        names = super().meshes(folder)
        inside, _, name = self._path.rpartition("/")
        if (inside or ".") != (folder or ".") or not is_mesh(name):
            return names
        return sorted({*(names or ()), name})

    def read(self, path: str) -> bytes | None:
        """The bytes of a file; None where there is none. Raises OSError where it cannot be read."""
        return self._content if path == self._path else super().read(path)


def is_mesh(name: str) -> bool:
    """Whether a file of this name is part of the mesh of its folder."""
    return name.endswith(".mesh") and not name.startswith(".")
