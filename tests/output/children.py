"""Builds in processes of their own: killed, interrupted, on a disk of their own, as another user."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import meshc

PRELUDE = """
import os, resource, signal, subprocess, sys
from pathlib import Path

from meshc.output.transaction import OutputError
from folder_model import NEW, OLD, build, contents, tree

folder = Path(sys.argv[1])


def at_call(name, number, action):
    real, calls = getattr(os, name), [0]

    def call(*args, **kwargs):
        calls[0] += 1
        if calls[0] == number:
            action()
        return real(*args, **kwargs)

    setattr(os, name, call)


def attempt(files):
    try:
        build(folder, files)
    except OutputError as error:
        print("error:", error.message.replace(str(folder), "out"))
    except KeyboardInterrupt:
        print("interrupted")
    else:
        print("built")
    sys.stdout.flush()


def mount(*arguments):
    subprocess.run(["mount", *arguments], check=True)
"""


def command(script: str, folder: Path, *arguments: str) -> list[str]:
    """A Python that runs a script on a folder, which it knows as `folder`."""
    return [sys.executable, "-c", PRELUDE + textwrap.dedent(script), str(folder), *arguments]


def environment() -> dict[str, str]:
    """The environment of a child: ours, with the package under test and the modules of this folder first."""
    places = (str(Path(meshc.__file__).parents[1]), str(Path(__file__).parent))
    return {**os.environ, "PYTHONPATH": os.pathsep.join(places), "PYTHONDONTWRITEBYTECODE": "1"}


def run(script: str, folder: Path, *arguments: str, prefix: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*prefix, *command(script, folder, *arguments)], env=environment(), capture_output=True, text=True, check=False
    )
