"""Puts the output of a build into its folders, or compares it with what stands there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from meshc.cli.errors import CommandError
from meshc.output.names import file_stem
from meshc.output.transaction import Outcome, OutputError, commit, compare
from meshc.targets.manifest import owned_files


class Output(NamedTuple):
    """What the folder of one target is to hold."""

    folder: str
    """As the user would write it."""
    artifacts: Mapping[str, bytes]
    manifest: bytes


def folder_of(out: str, overlays: Sequence[str], target: str) -> str:
    """The folder of a target: below DIR, and below the overlays where some are named."""
    parts = [out.rstrip("/\\") or out, *(["+".join(map(file_stem, overlays))] if overlays else []), target]
    return parts[0] + "/" * (not parts[0].endswith("/")) + "/".join(parts[1:])


def write(outputs: Sequence[Output]) -> list[Outcome]:
    """Write every folder. CommandError where one cannot be written, which says what became of the others."""
    outcomes: list[Outcome] = []
    for output in outputs:
        try:
            outcomes.append(commit(Path(output.folder), output.artifacts, output.manifest, owned=owned_files))
        except OutputError as error:
            raise CommandError(error.message, _so_far(outputs[: len(outcomes)])) from error
        except KeyboardInterrupt:
            done = outputs[: len(outcomes) + 1] if _is_done(output) else outputs[: len(outcomes)]
            raise CommandError(f"interrupted: {_so_far(done) or 'nothing was changed'}") from None
    return outcomes


def differences(outputs: Sequence[Output]) -> list[str]:
    """A line for each file that is not as the build would leave it."""
    found = []
    for output in outputs:
        try:
            compared = compare(Path(output.folder), output.artifacts, output.manifest, owned_files)
        except OutputError as error:
            raise CommandError(error.message) from error
        found += [f"{difference.kind}: {output.folder}/{difference.path}" for difference in compared]
    return found


def _is_done(output: Output) -> bool:
    """Whether a folder whose writing was interrupted holds all of it: an interrupt waits for what has begun."""
    try:
        return not compare(Path(output.folder), output.artifacts, output.manifest, owned_files)
    except OutputError:
        return False


def _so_far(done: Sequence[Output]) -> str:
    folders = ", ".join(f"`{output.folder}`" for output in done)
    return f"{folders} {'is' if len(done) == 1 else 'are'} up to date, the rest was not changed" if done else ""
