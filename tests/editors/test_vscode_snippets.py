"""Snippets of the extension: filled with what they offer, each is right where it belongs."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from meshc.compilation import Compilation
from meshc.diagnostics.model import Severity
from meshc.language.table import TOP_LEVEL
from meshc.syntax.format import format_text

ROOT = Path(__file__).resolve().parents[2]
PATH = ROOT / "editors" / "vscode" / "snippets" / "mesh.code-snippets"
SNIPPETS: dict[str, dict[str, Any]] = json.loads(PATH.read_text(encoding="utf-8"))
INSIDE = {"Retries": "policy p { %s }", "Outlier detection": "policy p { %s }", "Health command": "service s { %s }"}
"""Where a snippet belongs that is no file of its own."""

CHOICE = re.compile(r"\$\{\d+\|([^|]*)\|\}")
PLACE = re.compile(r"\$\{(\d+)(?::((?:[^{}\\]|\\.)*))?\}|\$(\d+)")


def fillings(body: str) -> Iterator[str]:
    """The texts that a snippet becomes: one for each choice, where there are choices, and the defaults otherwise."""
    choices = [match[1].split(",") for match in CHOICE.finditer(body)]
    for picked in itertools.product(*choices):
        words = iter(picked)
        yield filled(CHOICE.sub(lambda _: next(words), body))  # noqa: B023 - used up within the round


def filled(body: str) -> str:
    """https://code.visualstudio.com/docs/editing/userdefinedsnippets#_snippet-syntax, as far as it is used."""
    defaults: dict[str, str] = {}
    for match in PLACE.finditer(body.replace(r"\$", "\0\0")):
        if match[2] is not None:
            defaults.setdefault(match[1], match[2])
    text = PLACE.sub(lambda match: defaults.get(match[1] or match[3], ""), body.replace(r"\$", "\0\0"))
    return text.replace("\0\0", "$").replace(r"\}", "}")


AROUND = {
    "mesh ": 'mesh demo { namespace = "demo.local" }',
    "service web ": 'service web { image = "acme/web:1" ; cpu = 0.25 ; memory = 512MiB ; port = 8080 ; calls api }',
    "service api ": """service api {
      image = "acme/api:1" ; cpu = 0.25 ; memory = 512MiB ; port = 8080
      version v1 { weight = rest }
      version v2 { weight = 10% }
      route "/v2/*" { to = v2 }
    }""",
}
"""What stands around a snippet that does not write it itself."""


@pytest.mark.parametrize("name", SNIPPETS)
def test_snippet_is_right(name: str) -> None:
    for text in fillings("\n".join(SNIPPETS[name]["body"])):
        mesh = INSIDE.get(name, "%s") % f"\n{text}\n"
        around = "\n".join(block for head, block in AROUND.items() if not re.search(f"^{head}", mesh, re.MULTILINE))
        found = Compilation.of({"around.mesh": around, "main.mesh": mesh}).diagnostics()
        # Codes from MC4 on are of doubt, or of a target.
        assert [finding.message for finding in found if finding.code < "MC4"] == []


@pytest.mark.parametrize("name", SNIPPETS)
def test_snippet_is_formatted(name: str) -> None:
    for text in fillings("\n".join(SNIPPETS[name]["body"])):
        if name not in INSIDE:
            assert format_text(f"{text.strip()}\n") == f"{text.strip()}\n"


def test_prefixes() -> None:
    """The server completes the words of the language; a snippet of the same name would stand there twice."""
    prefixes = [snippet["prefix"] for snippet in SNIPPETS.values()]
    assert sorted(set(prefixes)) == sorted(prefixes)
    assert not {*prefixes} & {*TOP_LEVEL}
    assert all(
        prefix.startswith("new-") and snippet["description"]
        for prefix, snippet in zip(prefixes, SNIPPETS.values(), strict=True)
    )


def test_first_snippet_is_a_whole_mesh() -> None:
    for text in fillings("\n".join(SNIPPETS["Mesh of two services"]["body"])):
        found = Compilation.of({"main.mesh": text}).diagnostics()
        assert [finding.message for finding in found if finding.severity is not Severity.NOTE] == []
