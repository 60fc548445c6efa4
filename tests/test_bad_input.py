"""Bad input as a user gives it: a clear finding or error, exit code 1 or 2, no traceback, and nothing half-written."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.generate import mesh as mesh_of

GOOD = 'mesh demo\nservice api { image = "acme/api:1" ; port = 8080 }\n'
MESHC = (sys.executable, "-m", "meshc.cli")


def run(
    folder: Path, *arguments: str, text: str | None = None, limit_file_size: int | None = None
) -> subprocess.CompletedProcess[str]:
    def limit() -> None:
        if limit_file_size is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit_file_size, limit_file_size))
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    if text is not None:
        (folder / "main.mesh").write_text(text, encoding="utf-8")
    result = subprocess.run([*MESHC, *arguments], cwd=folder, capture_output=True, text=True, preexec_fn=limit)
    assert "Traceback" not in result.stdout + result.stderr
    assert "internal error" not in result.stderr
    return result


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("", 1, "no file holds a `mesh` block"),
        ("# only a comment", 1, "no file holds a `mesh` block"),
        ("mesh demo\nservice api {\n" + "env {\n" * 1000 + "}\n" * 1001, 1, "nested deeper than 64 levels"),
        ("mesh demo\nservice api { command = " + "[" * 1000 + "]" * 1000 + " }", 1, "nested deeper than 64 levels"),
        ("mesh demo\nservice api { command = " + "f(" * 1000 + ")" * 1000 + " }", 1, "nested deeper than 64 levels"),
        ('mesh demo\nimport "./main.mesh"\n', 1, "in a circle"),
        ('mesh demo\nimport "../outside.mesh"\n', 1, "lies outside the root"),
        ('mesh demo\nimport "/etc/hostname"\n', 1, "lies outside the root"),
        ('mesh demo\nservice api { task = file("../secret.json") ; container = a }', 1, "lies outside the root"),
        ("mesh demo\nservice api {", 1, "`service api` is not closed"),
        (GOOD + "}\n", 1, "`}`"),
        (GOOD.replace("8080", "param.nope"), 1, "parameter `nope` is not defined"),
    ],
)
def test_texts(tmp_path: Path, text: str, code: int, said: str) -> None:
    result = run(tmp_path, "build", text=text)
    assert (result.returncode, said in result.stderr) == (code, True), result.stderr
    assert not (tmp_path / "build").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (os.urandom(2000) + b"\0", "NUL bytes"),
        ("mesh demo # café\n".encode("latin-1"), "is not UTF-8"),
        (b"\xff\xfem\0e\0s\0h\0", "NUL bytes"),
    ],
)
def test_files_that_are_not_text(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "main.mesh").write_bytes(content)
    result = run(tmp_path, "validate")
    assert (result.returncode, said in result.stderr) == (1, True), result.stderr


def test_windows_line_ends_and_a_byte_order_mark_are_welcome(tmp_path: Path) -> None:
    (tmp_path / "main.mesh").write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert run(tmp_path, "validate").returncode == 0


def test_a_folder_without_meshes(tmp_path: Path) -> None:
    result = run(tmp_path, "build")
    assert (result.returncode, "holds no `.mesh` files" in result.stderr) == (2, True)


def test_a_path_that_does_not_exist(tmp_path: Path) -> None:
    result = run(tmp_path, "validate", "nothing.mesh")
    assert (result.returncode, "there is no file or folder `nothing.mesh`" in result.stderr) == (2, True)


def test_a_hundred_thousand_lines_with_a_missing_brace(tmp_path: Path) -> None:
    lines = mesh_of(3400).split("\n")
    assert len(lines) > 100_000
    missing = next(number for number in range(50_000, len(lines)) if lines[number] == "}")
    opened = next(lines[n] for n in range(missing, 0, -1) if lines[n].startswith("service"))
    del lines[missing]
    result = run(tmp_path, "validate", text="\n".join(lines))
    assert result.returncode == 1
    assert f"block `{opened.removesuffix(' {')}` is not closed" in result.stderr
    assert result.stderr.count("error[") == 1


def test_an_output_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    result = run(tmp_path, "build", "-o", "out", text=GOOD)
    assert result.returncode == 2
    assert (tmp_path / "out").read_text() == "mine"


def test_an_output_folder_that_cannot_be_made(tmp_path: Path) -> None:
    result = run(tmp_path, "build", "-o", "/proc/meshc", text=GOOD)
    assert (result.returncode, "/proc/meshc" in result.stderr) == (2, True)


def test_a_file_of_somebody_else_is_not_touched(tmp_path: Path) -> None:
    foreign = tmp_path / "build/service-connect/ecs/api.task-definition.json"
    foreign.parent.mkdir(parents=True)
    foreign.write_text("mine")
    before = snapshot(tmp_path / "build")
    result = run(tmp_path, "build", text=GOOD)
    assert result.returncode == 2
    assert "api.task-definition.json" in result.stderr
    assert snapshot(tmp_path / "build") == before


def test_an_error_leaves_the_last_build_as_it_was(tmp_path: Path) -> None:
    assert run(tmp_path, "build", text=GOOD).returncode == 0
    before = snapshot(tmp_path / "build")
    assert run(tmp_path, "build", text=GOOD + "service broken { }}").returncode == 1
    assert snapshot(tmp_path / "build") == before


def test_a_disk_that_fills_up_half_way(tmp_path: Path) -> None:
    assert run(tmp_path, "build", text=GOOD).returncode == 0
    before = snapshot(tmp_path / "build")
    more = GOOD + "".join(f'service s{n} {{ image = "acme/s:1" ; port = 80 }}\n' for n in range(20))
    result = run(tmp_path, "build", text=more, limit_file_size=700)
    assert result.returncode == 2, result.stderr
    assert snapshot(tmp_path / "build") == before
    assert run(tmp_path, "build", text=more).returncode == 0


@pytest.mark.parametrize("wait", [0.1, 0.6, 1.2])
def test_ctrl_c_in_the_middle(tmp_path: Path, wait: float) -> None:
    assert run(tmp_path, "build", "-q", text=GOOD).returncode == 0
    before = snapshot(tmp_path / "build")
    (tmp_path / "main.mesh").write_text(mesh_of(2500), encoding="utf-8")
    arguments = [*MESHC, "build", "--target", "service-connect"]
    with subprocess.Popen(
        arguments, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        time.sleep(wait)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=120)
    after = snapshot(tmp_path / "build")
    if wait >= 0.5:  # before that Python itself is starting
        assert "Traceback" not in told
    if process.returncode == 0 or "up to date" in told:
        assert run(tmp_path, "build", "--check", "--target", "service-connect").returncode == 0
    else:
        assert process.returncode in (2, -signal.SIGINT, 130)
        assert after == before


def test_an_ir_document_that_is_wrong(tmp_path: Path) -> None:
    for content, said in (
        ("{", "is not JSON"),
        ("[]", "MC311"),
        ('{"version": 1, "mesh": {"name": 1}}', "MC311"),
        ('{"version": 1, "mesh": ' + "[" * 100_000 + "]" * 100_000 + "}", "MC311"),
    ):
        (tmp_path / "m.ir.json").write_text(content)
        result = run(tmp_path, "build", "m.ir.json")
        assert (result.returncode, said in result.stderr) == (1, True), result.stderr
