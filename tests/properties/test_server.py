"""The language server finds after every edit what a cold `meshc validate` finds in the same text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from benchmarks.client import Client
from tests.cli.running import meshc
from tests.properties.edited import edits, mesh

MESHES = 6
EDITS = 25
NAMES = ("main.mesh", "more.mesh")
SEVERITIES = {"error": 1, "warning": 2, "note": 3}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    """An editor in the folder `open`."""
    (tmp_path / "open").mkdir()
    client = Client(tmp_path / "open")
    yield client
    client.close()


def halves(text: str) -> tuple[str, str]:
    """A mesh in two files, split between two blocks."""
    cut = text.index("\nservice", len(text) // 2) if "\nservice" in text[len(text) // 2 :] else len(text)
    return text[:cut] + "\n", text[cut:].lstrip("\n")


def validated(folder: Path) -> tuple[dict[str, list[Any]], list[Any]]:
    """What the command line finds, by file, in the form of the protocol, and what has no place in any file."""
    ran = meshc("validate", str(folder), "--output-format", "json")
    assert ran.code in (0, 1), ran.err
    placed: dict[str, list[Any]] = {name: [] for name in NAMES}
    anywhere = []
    for finding in json.loads(ran.out)["diagnostics"]:
        message = f"{finding['message']}\n{finding['help']}" if finding["help"] else finding["message"]
        said = (finding["code"], SEVERITIES[finding["severity"]], message)
        if finding["primary"] is None:
            anywhere.append(said)
            continue
        span = finding["primary"]["location"]
        start, end = ((span[at]["line"] - 1, span[at]["column"] - 1) for at in ("start", "end"))
        placed[span["path"]].append((*said, start, end))
    return {name: sorted(findings) for name, findings in placed.items()}, sorted(anywhere)


def told(client: Client) -> dict[str, list[Any]]:
    """What the server finds in each file."""

    def place(position: Any) -> tuple[int, int]:
        return position["line"], position["character"]

    def one(item: Any) -> Any:
        span = item["range"]
        return (item["code"], item["severity"], item["message"], place(span["start"]), place(span["end"]))

    return {name: sorted(map(one, client.findings(name))) for name in NAMES}


@pytest.mark.parametrize("seed", range(MESHES))
def test_the_server_finds_what_validate_finds(client: Client, tmp_path: Path, seed: int) -> None:
    chance = Random(seed)
    cold = tmp_path / "cold"
    cold.mkdir()
    for name, text in zip(NAMES, halves(mesh(chance)), strict=True):
        for folder in (cold, tmp_path / "open"):
            (folder / name).write_text(text, encoding="utf-8", newline="")
    client.open(NAMES[0])
    client.open(NAMES[1])
    for _ in range(EDITS // 5):
        texts = {name: (cold / name).read_bytes().decode("utf-8") for name in NAMES}
        name = chance.choice([name for name in NAMES if texts[name].count("\n}\n") > 2] or NAMES)
        for text in edits(chance, texts[name], 5):
            client.type(name, text)
            (cold / name).write_text(text, encoding="utf-8", newline="")
            placed, anywhere = validated(cold)
            found = told(client)
            # The protocol has no place for what is about the mesh as a whole: it is shown where the mesh begins.
            shown = sorted(item[:3] for name in NAMES for item in found[name] if item[:3] in anywhere)
            assert shown == anywhere
            assert {name: [item for item in found[name] if item[:3] not in anywhere] for name in NAMES} == placed
