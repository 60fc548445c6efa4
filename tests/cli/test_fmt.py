"""The command `meshc fmt`."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from unittest.mock import patch

import pytest

from meshc.output import replacement
from meshc.output.errors import OutputError

from .running import inside as inside
from .running import meshc, only_error, spawn

UGLY = 'mesh demo{namespace="demo.local"}'
NEAT = 'mesh demo { namespace = "demo.local" }\n'
BROKEN = "mesh demo {\n"


@pytest.fixture
def folder(inside: Path) -> Path:
    """A mesh of several files, some in a folder below."""
    (inside / "team").mkdir()
    (inside / "main.mesh").write_text(UGLY)
    (inside / "neat.mesh").write_text(NEAT)
    (inside / "team/a.mesh").write_text("a=1\n")
    (inside / "notes.txt").write_text("a=1\n")
    (inside / ".hidden").mkdir()
    (inside / ".hidden/b.mesh").write_text("a=1\n")
    return inside


def test_the_files_of_a_folder(folder: Path) -> None:
    assert meshc("fmt") == (0, "main.mesh\nteam/a.mesh\n", "")
    assert (folder / "main.mesh").read_text() == NEAT
    assert (folder / "team/a.mesh").read_text() == "a = 1\n"
    assert (folder / "notes.txt").read_text() == (folder / ".hidden/b.mesh").read_text() == "a=1\n"
    assert meshc("fmt") == (0, "", "")
    assert sorted(path.name for path in folder.iterdir()) == [".hidden", "main.mesh", "neat.mesh", "notes.txt", "team"]


def test_paths_in_any_form(folder: Path) -> None:
    assert meshc("fmt", "./team", "team/a.mesh", "team") == (0, "team/a.mesh\n", "")
    assert meshc("fmt", "notes.txt") == (0, "notes.txt\n", "")
    absolute = str(folder / "main.mesh")
    assert meshc("fmt", absolute).out == f"{absolute}\n"


def test_check_writes_nothing(folder: Path) -> None:
    message = "2 files are not formatted: run `meshc fmt`\n"
    assert meshc("fmt", "--check") == (1, "main.mesh\nteam/a.mesh\n", message)
    assert (folder / "main.mesh").read_text() == UGLY
    assert meshc("fmt", "--check", "main.mesh").err == "1 file is not formatted: run `meshc fmt`\n"
    assert meshc("fmt", "--check", "neat.mesh") == (0, "", "")


def test_diff_writes_nothing(folder: Path) -> None:
    expected = "--- a/team/a.mesh\n+++ b/team/a.mesh\n@@ -1 +1 @@\n-a=1\n+a = 1\n"
    assert meshc("fmt", "--diff", "team", "neat.mesh") == (0, expected, "")
    assert meshc("fmt", "--diff", "--check", "team")[:2] == (1, expected)
    assert (folder / "team/a.mesh").read_text() == "a=1\n"


def test_standard_input() -> None:
    assert meshc("fmt", "-", stdin=UGLY.encode()) == (0, NEAT, "")
    assert meshc("fmt", "-", stdin=NEAT.encode()) == (0, NEAT, "")
    assert meshc("fmt", "-", stdin=b"") == (0, "", "")
    assert meshc("fmt", "-", "--check", stdin=UGLY.encode())[:2] == (1, "<stdin>\n")
    assert meshc("fmt", "-", "--diff", stdin=b"a=1\n").out.endswith("@@ -1 +1 @@\n-a=1\n+a = 1\n")
    assert meshc("fmt", "-", stdin="# 在庫 📦\r\n".encode()) == (0, "# 在庫 📦\n", "")
    assert "`-` does not go together with other paths" in only_error(meshc("fmt", "-", "a.mesh"))


def test_a_broken_text_from_standard_input() -> None:
    ran = meshc("fmt", "-", stdin=BROKEN.encode())
    assert (ran.code, ran.out) == (1, "")
    assert " --> <stdin>:1:" in ran.err


@pytest.mark.parametrize("options", [(), ("--check",), ("--diff",)])
def test_a_file_with_syntax_errors_is_left_alone(folder: Path, options: tuple[str, ...]) -> None:
    (folder / "broken.mesh").write_text(BROKEN)
    ran = meshc("fmt", *options)
    assert ran.code == 1
    assert "team/a.mesh" in ran.out and "broken.mesh" not in ran.out
    assert ran.err.startswith("error[MC107]: block `mesh demo` is not closed\n --> broken.mesh:1:")
    assert "1 error (`meshc explain MC107` tells more)\na file with syntax errors is left unformatted\n" in ran.err
    assert (folder / "broken.mesh").read_text() == BROKEN
    assert (folder / "main.mesh").read_text() == (UGLY if options else NEAT)


def test_a_file_with_other_errors_is_formatted(inside: Path) -> None:
    (inside / "a.mesh").write_text("nonsense{there=is}\n")
    assert meshc("fmt") == (0, "a.mesh\n", "")


def test_what_cannot_be_read_changes_nothing(folder: Path) -> None:
    (folder / "team/latin.mesh").write_bytes(b"# caf\xe9\n")
    expected = "error: cannot read `team/latin.mesh`: byte 0xe9 in line 1 is not UTF-8\n"
    assert only_error(meshc("fmt")).startswith(expected)
    assert (folder / "main.mesh").read_text() == UGLY
    assert "is not UTF-8" in only_error(meshc("fmt", "-", stdin=b"\xff"))
    assert "there is no file or folder `nowhere`" in only_error(meshc("fmt", "nowhere"))
    assert "`a\x00b` is not a path" in only_error(meshc("fmt", "a\x00b")).replace("␀", "\x00").replace("\\x00", "\x00")
    (folder / "empty").mkdir()
    assert "folder `empty` holds no `.mesh` files" in only_error(meshc("fmt", "empty"))


@pytest.mark.skipif(sys.platform == "win32", reason="no modes, links or pipes")
def test_modes_links_and_pipes(folder: Path) -> None:
    (folder / "main.mesh").chmod(0o640)
    (folder / "link.mesh").symlink_to("main.mesh")
    assert meshc("fmt", "link.mesh") == (0, "link.mesh\n", "")
    assert (folder / "link.mesh").is_symlink()
    assert (folder / "main.mesh").read_text() == NEAT
    assert (folder / "main.mesh").stat().st_mode & 0o777 == 0o640
    os.mkfifo(folder / "pipe.mesh")
    assert "it is not a regular file" in only_error(meshc("fmt", "pipe.mesh"))
    (folder / "dangling.mesh").symlink_to("nowhere")
    assert "there is no file or folder `dangling.mesh`" in only_error(meshc("fmt", "dangling.mesh"))
    assert meshc("fmt") == (0, "team/a.mesh\n", "")


@pytest.mark.parametrize("call", ["mkstemp", "replace"])
def test_a_file_that_cannot_be_written_is_as_before(folder: Path, call: str) -> None:
    full = OSError(28, "No space left on device")
    place = tempfile if call == "mkstemp" else Path
    with patch.object(place, call, side_effect=full):
        expected = "error: cannot write `main.mesh`: no space left on device\n  = help: nothing was changed\n"
        assert only_error(meshc("fmt")) == expected
    assert (folder / "main.mesh").read_text() == UGLY
    assert not list(folder.glob(".meshc-*"))


def test_what_was_written_before_a_failure_is_said(folder: Path) -> None:
    real = replacement.replace_file

    def fail_at_team(path: str, content: bytes) -> None:
        if path.startswith("team"):
            raise OutputError("cannot write it")
        real(path, content)

    with patch.object(replacement, "replace_file", fail_at_team):
        ran = meshc("fmt")
    assert ran == (
        2,
        "main.mesh\n",
        "error: cannot write it\n  = help: 1 file is formatted, the rest was not changed\n",
    )


def test_an_interrupt_says_what_was_done(folder: Path) -> None:
    def interrupt(path: str, content: bytes) -> None:
        raise KeyboardInterrupt

    with patch.object(replacement, "replace_file", interrupt):
        assert meshc("fmt") == (2, "", "error: interrupted: nothing was changed\n")


def test_as_a_process(folder: Path) -> None:
    ran = spawn("fmt", "-", cwd=folder, stdin="# 在庫\r\n".encode(), PYTHONIOENCODING="ascii")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "# 在庫\n".encode(), b"")
