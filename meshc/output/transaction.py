"""Writing the output of a build: all of it or nothing.

New files are written in a hidden folder inside the output folder and flushed to the disk; a journal then records
the decision; then they are renamed into place, the manifest last, and what the old manifest lists and the build no
longer makes is removed. A run that ends before the journal exists has changed nothing; one that ends later is
completed by the next run. A build that changes nothing writes nothing.

meshc touches the files that the manifest lists, and no others. Such a file is rewritten or removed even if a
person has edited it: output is made to be reviewed in version control, which shows and keeps the edit.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from meshc.output import durable, journal
from meshc.output.errors import OutputError, reason, shown
from meshc.output.interrupts import Interrupts
from meshc.output.lock import FolderLock
from meshc.output.paths import MANIFEST, STAGING, check_artifacts, parents_of
from meshc.output.plan import Owned, Plan, make_plan

__all__ = ["Difference", "Outcome", "OutputError", "commit", "compare", "recover"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build did to its folder: paths with `/`, relative to the folder, sorted; the manifest is among them."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A path at which a folder is not what a build would make of it."""

    path: str
    kind: Literal["missing", "changed", "left over"]


def commit(folder: Path, artifacts: Mapping[str, bytes], manifest: bytes, *, owned: Owned) -> Outcome:
    """Make `folder` hold exactly the artifacts (relative path with `/` to bytes) and `manifest.json`.

    `owned` gives the files that an existing manifest lists, and raises ValueError if it cannot be read. A folder
    that does not exist is made, its parents too.

    OutputError if the folder cannot be written, holds a foreign file in the way, or is being written by another
    run. SIGINT and SIGTERM raise KeyboardInterrupt: with nothing changed while files are being prepared, and after
    the change once it has begun.
    """
    check_artifacts(artifacts)
    root = os.fspath(folder)
    wanted = {**artifacts, MANIFEST: manifest}
    with Interrupts() as interrupts, _existing(root), FolderLock(root) as lock:
        if not lock.is_held:  # locking makes a file here, which a build without a change must not
            if not os.path.lexists(journal.staging_of(root)):
                plan = make_plan(root, wanted, owned, interrupts.check)
                if plan.is_idle:
                    return _outcome(plan)
            lock.hold_file()
        _settle(root)
        plan = make_plan(root, wanted, owned, interrupts.check)
        if not plan.is_idle:
            _stage(root, wanted, plan, interrupts.check)
            journal.complete(root, plan.journal)
        return _outcome(plan)


def compare(folder: Path, artifacts: Mapping[str, bytes], manifest: bytes, owned: Owned) -> tuple[Difference, ...]:
    """What `commit` would make, rewrite and remove, sorted by path; nothing is touched and no lock is taken.

    The staging folder of an interrupted run counts as left over. If that run has left a journal too, the folder is
    between two states and nothing else is compared. OutputError where `commit` would raise it for a file in the way.
    """
    check_artifacts(artifacts)
    root = os.fspath(folder)
    wanted = {**artifacts, MANIFEST: manifest}
    if not os.path.lexists(root):
        return tuple(Difference(path, "missing") for path in sorted(wanted))
    _check_is_folder(root)
    found: list[Difference] = []
    if os.path.lexists(journal.staging_of(root)):
        found.append(Difference(STAGING, "left over"))
        if journal.has_journal(root):
            return tuple(found)
    plan = make_plan(root, wanted, owned)
    found += [Difference(path, "missing") for path in plan.missing]
    found += [Difference(path, "changed") for path in plan.changed]
    found += [Difference(path, "left over") for path in plan.removed]
    return tuple(sorted(found, key=lambda difference: difference.path))


def recover(folder: Path) -> bool:
    """Complete or undo what an interrupted run has left in a folder, and say whether there was anything.

    `commit` does this by itself. OutputError if another run is writing the folder or the journal is damaged.
    """
    root = os.fspath(folder)
    if not os.path.lexists(journal.staging_of(root)):
        return False
    with Interrupts(), FolderLock(root) as lock:
        lock.hold_file()
        return _settle(root)


def _outcome(plan: Plan) -> Outcome:
    return Outcome(tuple(sorted(plan.missing + plan.changed)), plan.unchanged, plan.removed)


@contextlib.contextmanager
def _existing(root: str) -> Iterator[None]:
    """Make the folder and its parents where they are missing; remove them again if the block fails."""
    absent: list[Path] = []
    at = Path(root)
    while not os.path.lexists(at):
        absent.append(at)
        at = at.parent
    made: list[Path] = []
    try:
        for path in reversed(absent):
            try:
                path.mkdir()
            except FileExistsError:  # a build beside this one was faster
                continue
            except OSError as error:
                raise OutputError(f"cannot make the folder {shown(root)}: {reason(error)}") from error
            made.append(path)
        _check_is_folder(root)
        yield
    except BaseException:
        for path in reversed(made):
            with contextlib.suppress(OSError):
                path.rmdir()
        raise


def _check_is_folder(root: str) -> None:
    if not Path(root).is_dir():
        raise OutputError(
            f"{shown(root)} is not a folder, but the output goes into a folder; "
            "move or delete it, or choose another folder"
        )


def _settle(root: str) -> bool:
    """Complete the change of an interrupted run if it was decided, otherwise drop what was prepared for it."""
    staging = journal.staging_of(root)
    if not os.path.lexists(staging):
        return False
    if Path(staging).is_symlink() or not Path(staging).is_dir():
        raise OutputError(f"{shown(root, STAGING)} is not the folder that meshc keeps there; move or delete it")
    if journal.has_journal(root):
        journal.complete(root, journal.read_journal(root))
        return True
    try:
        journal.discard(root)
    except OSError as error:
        raise OutputError(
            f"cannot remove {shown(root, STAGING)}, left by an interrupted build: {reason(error)}"
        ) from error
    return True


def _stage(root: str, wanted: Mapping[str, bytes], plan: Plan, check: Callable[[], None]) -> None:
    """Prepare every new file and decide to put them in place; if that fails, nothing remains of it."""
    try:
        _write_staged(root, wanted, sorted(plan.missing + plan.changed), check)
        check()
        try:
            journal.write_journal(root, plan.journal)
        except OSError as error:
            raise _nothing_changed(error, root) from error
    except BaseException:
        with contextlib.suppress(OSError):  # the next run removes it
            journal.discard(root)
        raise


def _write_staged(root: str, wanted: Mapping[str, bytes], paths: list[str], check: Callable[[], None]) -> None:
    staging = journal.staging_of(root)
    folders = [f"{staging}/new", *(journal.staged(root, folder) for folder in reversed(parents_of(paths)))]
    one_by_one = len(paths) <= durable.ONE_BY_ONE
    at = ""
    try:
        Path(staging).mkdir()
        # An interrupted run must not show up in `git status`.
        durable.write_new(f"{staging}/.gitignore", b"*\n", flush=False)
        for folder in folders:
            Path(folder).mkdir()
        for at in paths:
            check()
            durable.write_new(journal.staged(root, at), wanted[at], flush=one_by_one)
        at = ""
        durable.flush_new(root, [journal.staged(root, path) for path in paths], folders)
    except OSError as error:
        raise _nothing_changed(error, root, at) from error


def _nothing_changed(error: OSError, root: str, path: str = "") -> OutputError:
    return OutputError(f"{reason(error)} while writing {shown(root, path)}: nothing was changed")
