"""The Dockerfile, as far as it can be tried without Docker."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from .shell import ROOT


def instructions() -> list[tuple[str, str]]:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in lines)]


def copied() -> list[str]:
    return [
        source
        for word, rest in instructions()
        if word == "COPY" and not rest.startswith("--from=build ")
        for source in rest.split()[:-1]
    ]


def test_the_dockerfile_holds_known_instructions_in_order() -> None:
    words = [word for word, _ in instructions()]
    assert set(words) == {"FROM", "COPY", "RUN", "ENV", "USER", "WORKDIR", "ENTRYPOINT", "CMD"}
    assert words[0] == "FROM"
    final = words[len(words) - words[::-1].index("FROM") - 1 :]
    assert final == ["FROM", "RUN", "COPY", "ENV", "USER", "WORKDIR", "ENTRYPOINT", "CMD"]
    assert dict(instructions())["ENTRYPOINT"] == '["meshc"]'
    assert dict(instructions())["USER"] == "meshc"


def test_what_the_dockerfile_copies_is_there_and_not_ignored() -> None:
    ignored, *rules = [
        line for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    ]
    assert ignored == "*"
    assert [rule for rule in rules if rule.startswith("!")] == [f"!{path}" for path in copied()]
    assert all((ROOT / path).exists() for path in copied())


def test_what_the_dockerfile_copies_is_enough_to_build_meshc(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for path in copied():
        (source / path).symlink_to(ROOT / path)
    ran = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path / "wheels", source],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert len(list((tmp_path / "wheels").glob("meshc-*.whl"))) == 1
