"""What stands in an output folder, read without following a link."""

from __future__ import annotations

import os
import stat
import sys
from enum import Enum
from typing import NamedTuple

from meshc.output.errors import OutputError, reason, shown


class Kind(Enum):
    """What a name in a folder stands for."""

    FILE = "file"
    FOLDER = "folder"
    LINK = "link"
    OTHER = "special file"


class Found(NamedTuple):
    """The first part of a path that is not a folder, or the path itself; `kind` is None where nothing stands."""

    path: str
    kind: Kind | None


class FolderView:
    """The entries of a folder and of the folders in it; each is listed once, when first asked for.

    Listing tells files from links without a call per file, which matters with tens of thousands of them. A view
    is a moment's picture: make a new one after a change.
    """

    def __init__(self, root: str) -> None:
        self.root = root
        self._entries: dict[str, dict[str, Kind]] = {}
        self._stops: dict[str, Found | None] = {}

    def find(self, path: str) -> Found:
        """Follow a path, relative and with `/`, as far as it leads through real folders."""
        folder, _, name = path.rpartition("/")
        stop = self._stop(folder)
        return stop or Found(path, self.entries(folder).get(name))

    def entries(self, folder: str) -> dict[str, Kind]:
        """The names in a folder, which must be one; OutputError if it cannot be listed."""
        known = self._entries.get(folder)
        if known is None:
            try:
                with os.scandir(f"{self.root}/{folder}" if folder else self.root) as listing:
                    known = {entry.name: _kind(entry) for entry in listing}
            except OSError as error:
                raise OutputError(f"cannot read {shown(self.root, folder)}: {reason(error)}") from error
            self._entries[folder] = known
        return known

    def read(self, path: str, limit: int = -1) -> bytes:
        """The bytes of a file, at most `limit` of them; OutputError if it cannot be read."""
        try:
            with os.fdopen(os.open(f"{self.root}/{path}", _READ), "rb", buffering=0) as file:
                return (file.read() if limit < 0 else file.read(limit)) or b""
        except OSError as error:
            raise OutputError(f"cannot read {shown(self.root, path)}: {reason(error)}") from error

    def _stop(self, folder: str) -> Found | None:
        if not folder:
            return None
        if folder not in self._stops:
            self._stops[folder] = self._walk(folder)
        return self._stops[folder]

    def _walk(self, folder: str) -> Found | None:
        at = ""
        for name in folder.split("/"):
            kind = self.entries(at).get(name)
            at = f"{at}/{name}" if at else name
            if kind is not Kind.FOLDER:
                return Found(at, kind)
        return None


_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


def _kind(entry: os.DirEntry[str]) -> Kind:
    if entry.is_symlink():
        return Kind.LINK
    if sys.platform == "win32" and entry.stat(follow_symlinks=False).st_reparse_tag == stat.IO_REPARSE_TAG_MOUNT_POINT:
        return Kind.LINK  # a junction: Python 3.11 reports it as a plain folder
    if entry.is_dir(follow_symlinks=False):
        return Kind.FOLDER
    return Kind.FILE if entry.is_file(follow_symlinks=False) else Kind.OTHER
