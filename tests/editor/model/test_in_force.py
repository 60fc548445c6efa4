"""What is in force is found for every word of the language that the model has a value for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from meshc.compilation import Compilation
from meshc.editor.caret.trail import Trail, trail
from meshc.editor.model.in_force import in_force
from meshc.editor.tree import word_of
from meshc.editor.view import View
from meshc.project.reader import DiskReader
from meshc.source import Origin
from meshc.syntax.ast import Block, Statement

COMPLETE = Path(__file__).parents[2] / "complete"
"""Meshes that hold every word of the language between them."""

WITHOUT = frozenset({"header", "query", "split", "to"})
"""Blocks and settings that say where a request goes: nothing overrides them, and nothing is in force beside them."""

OF_NOBODY = frozenset({"defaults", "policy", "param", "test", "target", "overlay", "import"})


def statements(body: tuple[Statement, ...]) -> Iterator[Statement]:
    for statement in body:
        yield statement
        if isinstance(statement, Block):
            yield from statements(statement.body or ())


def settings(view: View) -> Iterator[Trail]:
    """Every setting of a file that stands with an owner, or in the mesh block."""
    for offset, parsed in view.items:
        for statement in statements(parsed.statements):
            found = trail(view, offset + statement.span.start)
            if found is None or found.setting is not statement or found.steps[0].kind.name in OF_NOBODY:
                continue
            if not WITHOUT & {*(step.kind.name for step in found.steps), word_of(found.setting)}:
                yield found


@pytest.mark.parametrize("path", sorted(COMPLETE.glob("*.mesh")), ids=lambda path: path.stem)
def test_every_setting_is_in_force_where_it_stands(path: Path) -> None:
    compilation = Compilation.load(path.name, reader=DiskReader(str(COMPLETE)))
    missing = []
    for found in settings(View(compilation, path.name)):
        assert found.setting is not None
        here = Origin(found.item, found.setting.value.span[0], found.setting.value.span[1])
        if not any(value.origin == here for value in in_force(compilation, found)):
            missing.append(" / ".join([*(step.kind.name for step in found.steps), word_of(found.setting)]))
    assert missing == []
