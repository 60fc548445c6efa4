"""The entry of `accept` with which a mesh takes what a target loses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from meshc.diagnostics.model import Diagnostic
from meshc.editor.tree import label_of, word_of
from meshc.editor.view import View
from meshc.fixes import Change
from meshc.syntax.ast import Block, ListValue, Setting
from meshc.syntax.result import ParsedItem

_OFFER = re.compile(r"accept it: `target (?P<target>[\w-]+) \{ accept = \[(?:[^\]]*, )?(?P<feature>[\w.-]+)\] \}`\Z")
"""How a finding of the gate says what to write."""


class Accepting(NamedTuple):
    """What is accepted of which target, and the change of a file that does it."""

    target: str
    feature: str
    path: str
    change: Change


def accepting(view: View, finding: Diagnostic) -> Accepting | None:
    """How the mesh accepts the loss of which a finding tells; None for any other finding."""
    offer = _OFFER.search(finding.help)
    if offer is None:
        return None
    target, feature = offer["target"], offer["feature"]
    blocks = list(_blocks(view))
    for path, offset, parsed, block in blocks:
        if block.kind.text == "target" and label_of(block) == target:
            change = _into(parsed, offset, block, feature)
            return Accepting(target, feature, path, change) if change is not None else None
    for path, offset, _, block in blocks:
        if block.kind.text == "mesh":
            at = offset + block.span.end
            change = Change(at, at, f"\n\ntarget {target} {{ accept = [{feature}] }}")
            return Accepting(target, feature, path, change)
    return None


def _into(parsed: ParsedItem, offset: int, block: Block, feature: str) -> Change | None:
    """The change of a `target` block; None where it is too damaged to say."""
    if block.damaged:
        return None
    if block.body is None:
        at = offset + block.span.end
        return Change(at, at, f" {{ accept = [{feature}] }}")
    for statement in block.body:
        if isinstance(statement, Setting) and word_of(statement) == "accept":
            value = statement.value
            if not isinstance(value, ListValue):
                return None
            if value.items:
                at = offset + value.items[-1].span.end
                return Change(at, at, f", {feature}")
            return Change(offset + value.span.start, offset + value.span.end, f"[{feature}]")
    at = offset + parsed.item.text.index("{", block.head.end) + 1
    if not block.body:
        return Change(at, offset + block.span.end - 1, f" accept = [{feature}] ")
    first = offset + block.body[0].span.start
    between = parsed.item.text[at - offset : first - offset]
    if "\n" in between or "#" in between:
        return Change(at, at, f"\n  accept = [{feature}]")
    return Change(at, first, f" accept = [{feature}] ; ")


def _blocks(view: View) -> Iterator[tuple[str, int, ParsedItem, Block]]:
    for path, result in view.compilation.files.items():
        for offset, parsed in result.items:
            for statement in parsed.statements:
                if isinstance(statement, Block):
                    yield path, offset, parsed, statement
