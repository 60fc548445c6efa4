"""Waiting for the files of meshes to change: their times are looked at again and again, which works everywhere."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType

from meshc.compilation import FileReader
from meshc.project.files import PROJECT, PYPROJECT
from meshc.project.reader import DiskReader

_PAUSE = 0.2
"""Seconds between two looks."""
_SETTLING = 0.05
"""Seconds for which nothing may change before a change counts as done, as editors write in steps."""
_STEPS = 40
"""How often that is waited for."""

State = object
"""What of a file or folder changes when its content does."""


class Watched:
    """Files and folders, each as it was before it was read."""

    def __init__(self) -> None:
        self._files: dict[str, State] = {}
        self._folders: dict[str, State] = {}

    def __len__(self) -> int:
        """How many of the files are there."""
        return sum(state is not None for state in self._files.values())

    def file(self, path: str) -> None:
        """Watch a file, be it there or not."""
        path = os.path.abspath(path)  # noqa: PTH100
        self._files.setdefault(path, _of_file(path))

    def folder(self, path: str) -> None:
        """Watch which meshes stand in a folder."""
        path = os.path.abspath(path)  # noqa: PTH100
        self._folders.setdefault(path, _of_folder(path))

    def path(self, path: str) -> None:
        """Watch what stands at a path, or will, and the settings that hold there."""
        if os.path.isdir(path):  # noqa: PTH112
            self.folder(path)
            self.settings(path)
        else:
            self.file(path)
            self.settings(os.path.dirname(path) or ".")  # noqa: PTH120

    def settings(self, folder: str) -> None:
        """Watch the files that may hold the settings of a mesh in a folder."""
        at = os.path.abspath(folder)  # noqa: PTH100
        while True:
            self.file(os.path.join(at, PROJECT))  # noqa: PTH118
            self.file(os.path.join(at, PYPROJECT))  # noqa: PTH118
            above = os.path.dirname(at)  # noqa: PTH120
            if above == at:
                return
            at = above

    def has_changed(self) -> bool:
        """Whether something is not as it was."""
        return any(_of_file(path) != state for path, state in self._files.items()) or any(
            _of_folder(path) != state for path, state in self._folders.items()
        )

    def now(self) -> tuple[State, ...]:
        """How everything is."""
        return (*map(_of_file, self._files), *map(_of_folder, self._folders))


class WatchedReader:
    """A reader that watches what is read, and what is looked for in vain."""

    def __init__(self, root: str, watched: Watched) -> None:
        self._root = root
        self._reader: FileReader = DiskReader(root)
        self._watched = watched

    def meshes(self, folder: str) -> list[str] | None:
        """As the reader of the disk says."""
        self._watched.folder(f"{self._root}/{folder}")
        return self._reader.meshes(folder)

    def read(self, path: str) -> bytes | None:
        """As the reader of the disk says."""
        self._watched.file(f"{self._root}/{path}")
        return self._reader.read(path)


class Stop:
    """Ctrl-C, noted while entered; a second one has its usual effect."""

    def __init__(self) -> None:
        self.is_asked = False
        self._previous: object = None

    def __enter__(self) -> Stop:
        if threading.current_thread() is threading.main_thread():
            self._previous = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        if self._previous is not None:
            signal.signal(signal.SIGINT, self._previous)  # type: ignore[arg-type]

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.is_asked = True
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def wait(watched: Watched, stopped: Callable[[], bool]) -> bool:
    """Wait until something has changed, and for the change to be done; False where it is to stop instead."""
    while not stopped():
        if watched.has_changed():
            _settle(watched, stopped)
            return not stopped()
        time.sleep(_PAUSE)
    return False


def _settle(watched: Watched, stopped: Callable[[], bool]) -> None:
    before = watched.now()
    for _ in range(_STEPS):
        time.sleep(_SETTLING)
        after = watched.now()
        if after == before or stopped():
            return
        before = after


def _of_file(path: str) -> State:
    try:
        found = os.stat(path)  # noqa: PTH116
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino, found.st_mode


def _of_folder(path: str) -> State:
    try:
        return DiskReader(path).meshes(".")
    except (OSError, ValueError):
        return None
