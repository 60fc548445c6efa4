"""Output folders for the tests: what they hold, and a manifest that is as small as can be."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

from meshc.output.transaction import Outcome, commit

FOREIGN = "ecs/notes.txt"

# Between the two: a file changed, added, removed, kept; a folder added, removed; a file that becomes a folder and
# a folder that becomes a file.
OLD: Mapping[str, bytes] = {
    "cloudmap/namespace.json": b"namespace\n",
    "ecs/api.json": b"api 1\n",
    "ecs/kept.json": b"kept\n",
    "ecs/gone.json": b"gone\n",
    "gone/deep/a.json": b"a\n",
    "gone/deep/b.json": b"b\n",
    "turns": b"a file\n",
    "turned/x.json": b"x\n",
    "turned/y/z.json": b"z\n",
}
NEW: Mapping[str, bytes] = {
    "cloudmap/namespace.json": b"namespace\n",
    "ecs/api.json": b"api 2, longer\n",
    "ecs/kept.json": b"kept\n",
    "ecs/new.json": b"new\n",
    "fresh/deep/a.json": b"fresh a\n",
    "fresh/b.json": b"fresh b\n",
    "turns/into.json": b"a folder\n",
    "turned": b"a file now\n",
}
OTHER: Mapping[str, bytes] = {"ecs/api.json": b"api 3\n", "gone/deep/a.json": b"a\n", "turned/y": b"y\n"}


def manifest_of(files: Mapping[str, bytes]) -> bytes:
    return json.dumps(
        {"files": {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}}
    ).encode()


def owned(manifest: bytes) -> Mapping[str, str]:
    document = json.loads(manifest)
    if not isinstance(document, dict) or "files" not in document:
        raise ValueError("not a manifest")
    files: dict[str, str] = document["files"]
    return files


def build(folder: Path, files: Mapping[str, bytes]) -> Outcome:
    return commit(folder, files, manifest_of(files), owned=owned)


def contents(files: Mapping[str, bytes]) -> dict[str, bytes | None]:
    """What `tree` gives for a folder that holds these files, their manifest and nothing else."""
    found: dict[str, bytes | None] = {**files, "manifest.json": manifest_of(files)}
    for path in list(found):
        while path := path.rpartition("/")[0]:
            found[path] = None
    return found


def tree(folder: Path) -> dict[str, bytes | None]:
    """Every file in a folder with its bytes, and every folder in it with None."""
    return {
        path.relative_to(folder).as_posix(): None if path.is_dir() else path.read_bytes() for path in folder.rglob("*")
    }


def marks(folder: Path) -> dict[str, tuple[int, int, int]]:
    """What any write in a folder would change: inode and times, of the folder itself too."""
    found = {}
    for path in [folder, *folder.rglob("*")]:
        status = os.lstat(path)
        found[path.as_posix()] = (status.st_ino, status.st_mtime_ns, status.st_ctime_ns)
    return found
