"""One build at a time for an output folder."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from types import TracebackType

from meshc.output.errors import OutputError, reason, shown
from meshc.output.paths import LOCK

if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


_ATTEMPTS = 100


class FolderLock:
    """A lock that the system releases when the process ends, however it ends.

    The folder itself is locked where that works: nothing is created, so nothing can be left behind and no other
    run can lock a file that has just been removed. On Windows and on some network file systems a folder cannot be
    locked; `is_held` is then False and `hold_file` locks a file instead. That file is removed at the end, and
    remains after a crash, when it is harmless. A file system without any locks is used without one.
    """

    def __init__(self, root: str) -> None:
        self._root = root
        self._folder: int | None = None
        self._file: int | None = None

    def __enter__(self) -> FolderLock:
        self._folder = self._lock_folder()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._release_file(self._file)
            self._file = None
        if self._folder is not None:
            os.close(self._folder)
            self._folder = None

    @property
    def is_held(self) -> bool:
        """Whether another build of this folder is refused from now on."""
        return self._folder is not None or self._file is not None

    def hold_file(self) -> None:
        """Lock a file in the folder, unless the lock is held; OutputError if another run holds it."""
        path = Path(self._root, LOCK)
        if self.is_held:
            return
        for _ in range(_ATTEMPTS):
            try:
                descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
            except OSError as error:
                raise OutputError(f"{reason(error)} while locking {shown(self._root)}: nothing was changed") from error
            try:
                is_free = _try_lock(descriptor)
            except OSError:
                is_free = True
            if is_free and _is_same_file(path, descriptor):
                self._file = descriptor
                return
            os.close(descriptor)
            if not is_free:
                break
            # Its last holder removed it between the opening and the locking: what was locked is no longer there.
        raise self._refusal()

    def _lock_folder(self) -> int | None:
        if sys.platform == "win32":
            return None
        try:
            descriptor = os.open(self._root, os.O_RDONLY)
        except OSError as error:
            raise OutputError(f"cannot read {shown(self._root)}: {reason(error)}") from error
        try:
            if _try_lock(descriptor):
                return descriptor
        except OSError:
            os.close(descriptor)
            return None
        os.close(descriptor)
        raise self._refusal()

    def _release_file(self, descriptor: int) -> None:
        path = Path(self._root, LOCK)
        # Elsewhere the file goes before the lock does. Windows removes no open file, not even one that another run
        # has opened meanwhile, so the order is safe there too.
        if sys.platform != "win32":
            with contextlib.suppress(OSError):
                path.unlink()
        os.close(descriptor)
        if sys.platform == "win32":
            with contextlib.suppress(OSError):
                path.unlink()

    def _refusal(self) -> OutputError:
        return OutputError(
            f"another build is writing {shown(self._root)}: nothing was changed; wait until it has ended"
        )


def _is_same_file(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.lstat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
