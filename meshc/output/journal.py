"""The record of a change that has been decided: from the moment it exists, the change will be completed.

It is written when every new file lies durably in the staging folder. Each step can be repeated, so that a run
that was cut off at any point is completed by doing all steps again.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from meshc.output import durable
from meshc.output.errors import OutputError, reason, shown
from meshc.output.paths import MANIFEST, STAGING, is_inside, parent_of, parents_of
from meshc.output.view import FolderView, Kind

NAME = "journal.json"
_DRAFT = "journal.draft"
_VERSION = 1


class Journal(NamedTuple):
    """The steps in their order; the manifest is put in place after all other files.

    `clear`: files of meshc to remove first, because they stand where a folder has to be, or the other way round.
    `add`: files, and whole folders, to move from the staging folder to where nothing stands.
    `replace`: files to move from the staging folder over those of meshc.
    `remove`: files of meshc that are no longer wanted.
    """

    clear: tuple[str, ...] = ()
    add: tuple[str, ...] = ()
    replace: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


def staging_of(root: str) -> str:
    """The hidden folder, inside the output folder and so on its file system, where a change is prepared."""
    return f"{root}/{STAGING}"


def staged(root: str, path: str) -> str:
    """Where the staging folder holds what will stand at `path`."""
    return f"{root}/{STAGING}/new/{path}"


def write_journal(root: str, journal: Journal) -> None:
    """Make the decision durable: once this returns, the change takes place, at the latest in the next run."""
    import json

    content = json.dumps({"version": _VERSION, **journal._asdict()}, indent=1).encode()
    draft = f"{staging_of(root)}/{_DRAFT}"
    durable.write_new(draft, content, flush=True)
    Path(draft).replace(f"{staging_of(root)}/{NAME}")
    durable.flush_folder(staging_of(root))
    durable.flush_folder(root)


def has_journal(root: str) -> bool:
    """Whether an interrupted run got as far as its decision."""
    return os.path.lexists(f"{staging_of(root)}/{NAME}")


def read_journal(root: str) -> Journal:
    """The journal of an interrupted run; OutputError if it is damaged or would reach outside the folder.

    It is a file in a folder that people share and commit, so it is not trusted to be what meshc wrote.
    """
    import json

    view = FolderView(root)
    path = f"{STAGING}/{NAME}"
    damaged = OutputError(
        f"{shown(root, path)}, left by an interrupted build, is damaged; "
        f"restore {shown(root)} from version control, delete {shown(root, STAGING)}, then build again"
    )
    if view.find(path) != (path, Kind.FILE):
        raise damaged
    try:
        document = json.loads(view.read(path))
    except (ValueError, RecursionError) as error:
        raise damaged from error
    if not isinstance(document, dict) or document.pop("version", None) != _VERSION:
        raise damaged
    if document.keys() != set(Journal._fields):
        raise damaged
    steps = {field: _paths(value) for field, value in document.items()}
    if any(paths is None for paths in steps.values()):
        raise damaged
    journal = Journal(**{field: paths for field, paths in steps.items() if paths is not None})
    _check_places(view, journal, damaged)
    return journal


def complete(root: str, journal: Journal) -> None:
    """Take every step that has not been taken, make the result durable, and forget the journal.

    OutputError if a step fails; the journal stays, and the next run tries again.
    """
    at = ""
    try:
        for at in journal.clear:
            _remove_file(root, at)
        new = (*journal.add, *journal.replace)
        _remove_empty_folders(root, journal.clear, needed=frozenset(parents_of(new)))
        fresh = frozenset(journal.add)
        for at in sorted(new, key=lambda path: (path == MANIFEST, path)):
            _put(root, at, is_fresh=at in fresh)
        for at in journal.remove:
            _remove_file(root, at)
        _remove_empty_folders(root, journal.remove)
        at = ""
        touched = {parent_of(path) for path in new}
        touched.update(parent_of(path) for path in (*parents_of(journal.remove), *journal.remove))
        durable.flush_folders(root, [f"{root}/{folder}" if folder else root for folder in sorted(touched)])
        _forget(root)
    except OSError as error:
        raise OutputError(
            f"{reason(error)} while changing {shown(root, at)}: the change is unfinished; "
            "remove the cause and build again to complete it"
        ) from error
    with contextlib.suppress(OSError):  # the change is complete; the next run removes the rest
        _remove_tree(staging_of(root))


def discard(root: str) -> None:
    """Remove the staging folder, the journal first: without it the rest means nothing."""
    _forget(root)
    _remove_tree(staging_of(root))


def _forget(root: str) -> None:
    try:
        Path(f"{staging_of(root)}/{NAME}").unlink()
    except FileNotFoundError:
        return
    # Were the journal to come back after a power cut without the staged files, it would pass for completed.
    durable.flush_folder(staging_of(root))


def _paths(value: object) -> tuple[str, ...] | None:
    if not isinstance(value, list) or not all(isinstance(path, str) and is_inside(path) for path in value):
        return None
    return tuple(value)


def _check_places(view: FolderView, journal: Journal, damaged: OutputError) -> None:
    for path in sorted({path for paths in journal for path in paths}):
        above = parent_of(path)
        if above and view.find(above).kind in (Kind.LINK, Kind.OTHER):
            raise damaged
        found = view.find(f"{STAGING}/new/{path}")
        if found.kind in (Kind.LINK, Kind.OTHER):
            raise damaged


def _put(root: str, path: str, *, is_fresh: bool) -> None:
    source, target = staged(root, path), f"{root}/{path}"
    if not os.path.lexists(source):
        return  # done by the run that was interrupted
    if is_fresh and os.path.lexists(target):
        raise OutputError(
            f"{shown(root, path)} appeared while meshc was about to write it; "
            "move or delete it, then build again to complete the change"
        )
    Path(source).replace(target)


def _remove_file(root: str, path: str) -> None:
    place = Path(root, path)
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        # A folder here is the one that an interrupted run has put in the place of the file.
        if stat.S_ISREG(place.lstat().st_mode):
            place.unlink()


def _remove_empty_folders(root: str, removed: Iterable[str], needed: frozenset[str] = frozenset()) -> None:
    for folder in parents_of(removed):
        if folder in needed:
            continue
        # Not empty, gone already, or in use: an empty folder that stays is no reason to fail.
        with contextlib.suppress(OSError):
            Path(root, folder).rmdir()


def _remove_tree(top: str) -> None:
    """Remove a folder and all in it without following a link; nothing happens if it does not exist."""
    folders = [top]
    for folder in folders:
        try:
            with os.scandir(folder) as listing:
                entries = list(listing)
        except FileNotFoundError:
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.path)
            else:
                Path(entry.path).unlink()
    for folder in reversed(folders):
        with contextlib.suppress(FileNotFoundError):
            Path(folder).rmdir()
