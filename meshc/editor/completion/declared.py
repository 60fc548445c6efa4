"""What the files of a mesh declare, read from their trees alone, so that it is known while the mesh has errors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from meshc.compilation import Compilation
from meshc.editor.tree import OWNERS, label_of, text_of, value_of
from meshc.syntax import ast


class Declared:
    """The named blocks of a mesh by kind and name; what overlays say of a block stands after the block itself."""

    def __init__(self, compilation: Compilation) -> None:
        self._blocks: dict[str, dict[str, list[ast.Block]]] = {}
        later: list[ast.Block] = []
        for result in compilation.files.values():
            for _, parsed in result.items:
                for statement in parsed.statements:
                    if isinstance(statement, ast.Block):
                        self._add(statement)
                        if statement.kind.text == "overlay":
                            later += (inner for inner in statement.body or () if isinstance(inner, ast.Block))
        for block in later:
            self._add(block)

    def _add(self, block: ast.Block) -> None:
        of_kind = self._blocks.setdefault(block.kind.text, {})
        of_kind.setdefault(label_of(block), []).append(block)

    def of_kind(self, *kinds: str) -> list[str]:
        """Names of those kinds, in the order of the files."""
        return [name for kind in kinds for name in self._blocks.get(kind, ()) if name]

    def count(self, kind: str) -> int:
        """How many blocks of a kind there are."""
        return sum(len(several) for several in self._blocks.get(kind, {}).values())

    def blocks(self, kind: str, name: str) -> list[ast.Block]:
        """The blocks that say something of a name."""
        return self._blocks.get(kind, {}).get(name, [])

    def kind_of(self, name: str) -> str:
        """Whether a name is of a service, a gateway, an external or a client; empty for none of them."""
        return next((kind for kind in OWNERS if name in self._blocks.get(kind, ())), "")

    def members(self, name: str, kind: str) -> list[str]:
        """Names of the blocks of a kind inside a service, gateway, external or client; of a route its second label."""
        at = 1 if kind == "route" else 0
        found = (label_of(block, at) for block in inside(self.blocks(self.kind_of(name), name), kind))
        return list(dict.fromkeys(member for member in found if member))

    def protocol(self, name: str, port: str = "") -> str:
        """What is spoken on the only port of an owner, or on a named one."""
        owners = self.blocks(self.kind_of(name), name)
        if port:
            owners = [block for block in inside(owners, "port") if label_of(block) == port]
        found = [word for block in owners if (word := text_of(value_of(block, "protocol")))]
        return found[-1] if found else "tcp" if self.kind_of(name) == "external" else "http"

    def summary(self, name: str) -> str:
        """A line about a service, gateway, external or client: what it is, and by which ports or versions."""
        ports, versions = self.members(name, "port"), self.members(name, "version")
        parts = [self.kind_of(name)]
        parts.append(f"ports {', '.join(ports)}" if ports else self.protocol(name))
        if versions:
            parts.append(f"versions {', '.join(versions)}")
        return ", ".join(part for part in parts if part)


def inside(blocks: Iterable[ast.Block], kind: str) -> Iterator[ast.Block]:
    """The blocks of a kind directly inside others."""
    for block in blocks:
        for statement in block.body or ():
            if isinstance(statement, ast.Block) and statement.kind.text == kind:
                yield statement
