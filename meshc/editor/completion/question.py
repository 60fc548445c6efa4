"""What a completion is asked about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from meshc.editor.caret.context import Context
from meshc.editor.completion.declared import Declared
from meshc.editor.completion.standing import block_at, names, others
from meshc.editor.tree import label_of
from meshc.editor.view import View
from meshc.syntax import ast

Listing = Callable[[str], Sequence[str]]
"""The names in a folder, relative to the root of the mesh; those of folders end in `/`. Empty where there is none."""


class Question:
    """A place of a file with the names that its mesh declares, worked out when asked for."""

    def __init__(self, view: View, context: Context, listing: Listing) -> None:
        self.view = view
        self.context = context
        self.listing = listing

    @cached_property
    def declared(self) -> Declared:
        """The names of the mesh."""
        return Declared(self.view.compilation)

    @cached_property
    def others(self) -> tuple[ast.Statement, ...]:
        """The statements beside the one of the place."""
        return others(self.view, self.context)

    @cached_property
    def standing(self) -> frozenset[str]:
        """The names of the settings and kinds that stand beside the place."""
        return names(self.others)

    @property
    def owner(self) -> str:
        """The name of the service, gateway, external or client around the place; empty where there is none."""
        owner = self.context.owner
        return owner.labels[0] if owner is not None and owner.labels else ""

    @property
    def owner_kind(self) -> str:
        """What that is."""
        owner = self.context.owner
        return owner.word if owner is not None else ""

    def own(self, kind: str, at: int = 0) -> list[str]:
        """Names of the blocks of a kind in the owner around the place, and in its base where that is an overlay."""
        context = self.context
        found = list(self.declared.members(self.owner, kind)) if self.owner else []
        if context.owner is not None:
            placed = block_at(self.view, context.owner)
            body = placed[1].body or () if placed else ()
            found += (label_of(one, at) for one in body if isinstance(one, ast.Block) and one.kind.text == kind)
        return list(dict.fromkeys(name for name in found if name))

    def beside(self, kind: str, at: int = 0) -> frozenset[str]:
        """Labels of the blocks of a kind that stand beside the place."""
        return frozenset(
            label_of(other, at) for other in self.others if isinstance(other, ast.Block) and other.kind.text == kind
        )
