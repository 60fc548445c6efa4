"""A changed mesh says what it would say had it always been so, whatever was worked out before."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meshc.compilation import Compilation, Options
from meshc.incremental.memory import SIZES
from meshc.source import Origin
from meshc.targets.table import TARGETS
from tests.properties.edited import edits, mesh

EXAMPLES = 100
EDITS = 6


@pytest.fixture(autouse=True, scope="module")
def _parts_of_any_size() -> Iterator[None]:
    before = SIZES.fewest, SIZES.largest
    SIZES.fewest, SIZES.largest = 0, 1.0
    yield
    SIZES.fewest, SIZES.largest = before


def findings(compilation: Compilation) -> list[Any]:
    """Everything about every finding, with its places in the file."""

    def place(origin: Origin) -> Any:
        return compilation.source_map.locate(origin)

    return [
        (
            found.code,
            found.severity,
            found.message,
            found.help,
            found.primary and (place(found.primary.origin), found.primary.message),
            [(place(label.origin), label.message) for label in found.secondary],
            found.fix and [(place(edit.origin), edit.text) for edit in found.fix.edits],
        )
        for found in compilation.diagnostics()
    ]


def check(chance: Random, targets: tuple[str, ...], most: int = EDITS) -> None:
    """Edits a mesh, and holds what each version says against what it says when it is compiled alone."""
    options = Options(targets=targets)
    text = mesh(chance)
    compilation = Compilation.of({"main.mesh": text}, options=options)
    compilation.diagnostics()
    for changed in edits(chance, text, most):
        compilation = compilation.with_text("main.mesh", changed)
        if chance.random() < 0.1:
            continue
        alone = Compilation.of({"main.mesh": changed}, options=options)
        assert findings(compilation) == findings(alone), changed


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.integers(0, 2**64), st.sampled_from(tuple(TARGETS)))
def test_a_changed_mesh_says_what_it_says_when_compiled_alone(seed: int, target: str) -> None:
    check(Random(seed), (target,))


def test_what_all_share_is_told_in_the_words_of_the_first_that_is_left() -> None:
    """What `defaults` say is told once, by the first service: that one goes, and the next is no neighbour of it."""
    retry = "retry { on = [gateway-error, reset] ; methods = [GET, POST] }"
    services = {
        "a": "",
        "b": "retry { on = [503] }",
        "c": "calls a",
    }
    head = f'mesh demo {{ vpc = "vpc-1" }}\ndefaults {{ {retry} }}\n'
    blocks = [
        f'service {name} {{\n  image = "acme/{name}:1"\n  port = 80\n  {line}\n}}\n' for name, line in services.items()
    ]
    compilation = Compilation.of({"main.mesh": head + "".join(blocks)})
    told = [found.message for found in compilation.diagnostics() if found.code == "MC425"]
    assert ["`gateway-error` or `reset`" in message for message in told] == [True]
    changed = head + "".join(blocks[1:]).replace("calls a", "")
    compilation = compilation.with_text("main.mesh", changed)
    assert findings(compilation) == findings(Compilation.of({"main.mesh": changed}))
